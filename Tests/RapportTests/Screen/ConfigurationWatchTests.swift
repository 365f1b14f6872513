import Platform
import Synchronization
import Testing

@testable import RapportApp

@Suite struct `The configuration while the program runs` {
    private let folder = "/tmp/rapport-watch-\(Hex.encode(SecureRandom.bytes(6)))"
    private var file: String { "\(folder)/config.toml" }

    init() throws { try FileSystem.createDirectory(folder) }

    private func write(_ text: String) throws { try FileSystem.replace(file, with: Array(text.utf8)) }

    /// Only this test's own folder.
    private func remove() { _ = try? ChildProcess.shell("rm -rf '\(folder)'") }

    @Test func `is what its file says now`() throws {
        defer { remove() }
        let watch = try ConfigurationWatch(file, isRequired: false)
        #expect(watch.current == Configuration())
        // Of one length, and quicker than the clock of the file system.
        for number in 1...9 {
            try write("[hub]\npublic-url = \"https://t\(number).example\"")
            #expect(watch.current.hub.publicURL == "https://t\(number).example")
        }
        try write("[send]\nundo-delay = 3")
        #expect(watch.current.hub.publicURL == nil)
        #expect(watch.current.send.undoDelay == 3)
    }

    @Test func `stays as it was while the file is faulty, which is told once`() throws {
        defer { remove() }
        try write("[send]\nundo-delay = 3")
        let faults = Mutex(0)
        let watch = try ConfigurationWatch(file, isRequired: false) { _ in faults.withLock { $0 += 1 } }
        try write("[send\n")
        for _ in 1...3 { #expect(watch.current.send.undoDelay == 3) }
        #expect(faults.withLock { $0 } == 1)
        try write("[send]\nundo-delay = 4")
        #expect(watch.current.send.undoDelay == 4)
    }

    @Test func `names a hub that runs, unless the file names another`() throws {
        defer { remove() }
        let watch = try ConfigurationWatch(file, isRequired: false)
        watch.takeHub("http://127.0.0.1:8025")
        #expect(watch.current.hub.publicURL == "http://127.0.0.1:8025")
        try write("[hub]\npublic-url = \"https://t.example\"")
        #expect(watch.current.hub.publicURL == "https://t.example")
        watch.takeHub(nil)
        try write("")
        #expect(watch.current.hub.publicURL == nil)
    }
}
