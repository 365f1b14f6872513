import Foundation
import Glibc
import Platform
import Testing

@testable import RapportApp

@Suite struct `Folders of demos that were killed` {
    private let base: Rapport

    init() throws { base = try Rapport() }

    private func folder(_ name: String, lock: Bool = true) throws -> String {
        try FileSystem.createDirectory(base.file(name))
        if lock { try base.write("", to: "\(name)/demo.lock") }
        return base.file(name)
    }

    @Test func `go with the next demo, others stay`() throws {
        let living = try DemoFolder(in: base.directory)
        let dead = try folder("rapport-demo-0123456789ab")
        try base.write("x", to: "rapport-demo-0123456789ab/state")
        let kept = [
            try folder("rapport-demo-0123456789ac", lock: false), try folder("rapport-demo-mine"),
            try folder("rapport-data-0123456789ab"),
        ]
        #expect(symlink(kept[1], base.file("rapport-demo-ffffffffffff")) == 0)
        let next = try DemoFolder(in: base.directory)
        #expect(!FileSystem.exists(dead))
        for path in kept + [living.path, next.path, base.file("rapport-demo-ffffffffffff")] {
            #expect(FileSystem.exists(path), "\(path)")
        }
        next.remove()
        #expect(!FileSystem.exists(next.path))
        withExtendedLifetime(living) {}
    }

    @Test func `stay while a program has the workspace open`() async throws {
        let path = try folder("rapport-demo-00000000000a")
        let screen = try base.start(["events", "--since", "0", "--follow"], killedAfter: 60)
        while try String(contentsOfFile: screen.output, encoding: .utf8).isEmpty { await Task.yield() }
        #expect(symlink(base.file("data/default"), "\(path)/default") == 0)
        DemoFolder.sweep(base.directory)
        #expect(FileSystem.exists(path))
        screen.process.send(signal: SIGTERM)
        await screen.end()
        DemoFolder.sweep(base.directory)
        #expect(!FileSystem.exists(path))
        #expect(FileSystem.exists(base.file("data/default/workspace.sqlite")))
    }
}
