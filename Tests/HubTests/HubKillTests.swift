import CRMModel
import CRMStore
import Glibc
import Hub
import Outreach
import Platform
import Testing

/// Runs this test binary again as a hub that appends each group to a file, and kills it while it serves.
@Suite struct `A killed hub` {
    private static let folder = Environment["RAPPORT_TEST_HUB_FOLDER"]

    @Test(.enabled(if: folder != nil, "is the child of the test below"))
    func `serves as a child process`() async throws {
        let folder = try #require(Self.folder)
        let file = open("\(folder)/hits", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        let bytes = try #require(Base64URL.decode(Environment["RAPPORT_TEST_HUB_KEY"] ?? ""))
        let around = Surroundings()
        var services = around.services
        services.record = { hits in
            let lines = Array(hits.map { "\($0.job)\n" }.joined().utf8)
            guard write(file, lines, lines.count) == lines.count else { throw Surroundings.DiskFull() }
        }
        let server = HubServer(
            HubServer.Options(
                listen: ListenAddress(host: "127.0.0.1", port: 0),
                key: TrackingKey(master: try #require(SymmetricKey(bytes)))),
            services: services, log: .discarding())
        let address = try await server.start()
        try FileSystem.replace("\(folder)/port", with: Array(String(address.port).utf8))
        // Until the parent kills us, or goes away and closes our input.
        await HoldingActor().waitForEndOfInput()
        await server.stop()
    }

    @Test(.enabled(if: folder == nil)) func `loses no hit that was answered`() async throws {
        let folder = "/tmp/rapport-hub-\(Hex.encode(SecureRandom.bytes(6)))"
        try FileSystem.createDirectory(folder)
        defer { FileSystem.remove(folder) }
        let master = SymmetricKey.random()
        let key = TrackingKey(master: master)
        let child = try #require(Child(folder: folder, key: Base64URL.encode(master.bytes)))
        defer { child.end() }
        let port = try #require(await HoldingActor().port(in: folder))
        let answered = await withTaskGroup(of: [String].self) { group in
            for worker in 0..<4 {
                group.addTask {
                    let client = HTTPClient(port: port)
                    var jobs: [String] = []
                    for number in 0..<200 {
                        let job = ID<OutboxJob>(high: UInt64(worker), low: UInt64(number))
                        let path = "/track/open/" + key.seal(TrackingToken(kind: .open, job: job))
                        if worker == 0 && number == 60 { child.kill() }
                        guard await client.request("GET", path)?.status == 200 else { break }
                        jobs.append(job.description)
                    }
                    return jobs
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        let stored = Set(
            String(decoding: try FileSystem.read("\(folder)/hits"), as: UTF8.self).split(separator: "\n").map(
                String.init))
        #expect(answered.count > 50)
        #expect(answered.allSatisfy(stored.contains))
    }
}

/// Blocks on a thread of its own.
private actor HoldingActor {
    private nonisolated let executor = ThreadExecutor(name: "test-hold")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    deinit { executor.stop() }

    func waitForEndOfInput() {
        var byte: UInt8 = 0
        while read(0, &byte, 1) > 0 {}
    }

    /// The port that the child wrote; polled for at most 20 seconds.
    func port(in folder: String) -> UInt16? {
        let nothing = UnsafeMutablePointer<pollfd>(bitPattern: 0)
        for _ in 0..<2000 {
            // The file is not there before the child serves.
            if let bytes = try? FileSystem.read("\(folder)/port"),
                let port = UInt16(String(decoding: bytes, as: UTF8.self))
            {
                return port
            }
            poll(nothing, 0, 10)
        }
        return nil
    }
}

private final class Child: Sendable {
    private let process: pid_t
    private let input: Int32

    init?(folder: String, key: String) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return nil }
        _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        let arguments = [
            "/proc/self/exe", "--testing-library", "swift-testing", "--filter", "serves as a child process",
        ]
        let variables = [
            "RAPPORT_TEST_HUB_FOLDER=\(folder)", "RAPPORT_TEST_HUB_KEY=\(key)", "PATH=/usr/bin:/bin",
        ]
        let library = Environment["LD_LIBRARY_PATH"].map { ["LD_LIBRARY_PATH=\($0)"] } ?? []
        var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = (variables + library).map { strdup($0) } + [nil]
        defer { for string in argv + envp { free(string) } }
        var process = pid_t()
        let own = (try? FileSystem.linkTarget("/proc/self/exe")) ?? ""
        let status = posix_spawn(&process, own, &actions, nil, &argv, &envp)
        close(ends[0])
        guard status == 0 else { return nil }
        self.process = process
        input = ends[1]
    }

    func kill() { _ = Glibc.kill(process, SIGKILL) }

    func end() {
        kill()
        close(input)
        var status: Int32 = 0
        waitpid(process, &status, 0)
    }
}

extension FileSystem {
    fileprivate static func linkTarget(_ path: String) throws -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink(path, &buffer, buffer.count)
        guard count > 0 else { throw Surroundings.DiskFull() }
        return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
