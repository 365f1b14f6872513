import Glibc
import Platform
import Testing

/// A folder of its own that goes with the test.
final class TemporaryDirectory {
    let path: String
    init() {
        path = "/tmp/rapport-test-\(Hex.encode(SecureRandom.bytes(8)))"
        mkdir(path, 0o700)
    }
    deinit { FileSystem.remove(path) }
}

@Suite struct `Secrets` {
    let directory = TemporaryDirectory()

    @Test func `come back after the key was opened again`() throws {
        let key = try MasterKey.open(directory: directory.path, passphrase: nil)
        try SecretStore(directory: directory.path, key: key).save("s3cret", name: "work")
        let again = try MasterKey.open(directory: directory.path, passphrase: nil)
        #expect(try SecretStore(directory: directory.path, key: again).load(name: "work") == "s3cret")
    }

    @Test func `are not in the file in plain`() throws {
        let store = SecretStore(directory: directory.path, key: .random())
        try store.save("plainly-visible", name: "work")
        let bytes = try FileSystem.read("\(directory.path)/secrets/work")
        #expect(!String(decoding: bytes, as: UTF8.self).contains("plainly"))
        #expect(try FileSystem.permissions("\(directory.path)/secrets/work") == 0o600)
    }

    @Test(arguments: ["key", "key.salt", "key.keyring"])
    func `are not waited for where a FIFO lies in the place of the key`(name: String) {
        #expect(mkfifo("\(directory.path)/\(name)", 0o600) == 0)
        let error = #expect(throws: SecretError.self) {
            try MasterKey.open(directory: directory.path, passphrase: "x")
        }
        let isKeyring = name == "key.keyring"
        guard !isKeyring, case .file(let file) = error else {
            // Without a keyring on this machine the file is not even looked at.
            #expect(isKeyring)
            return
        }
        #expect(file.code == ENOTSUP && file.description.contains("no regular file"))
    }

    @Test func `and logs neither`() {
        #expect(mkfifo("\(directory.path)/rapport.jsonl", 0o600) == 0)
        Log(directory: directory.path).info("nobody.reads")
        #expect(mkfifo("\(directory.path)/config.toml", 0o600) == 0)
        #expect(throws: FileError.self) { try FileSystem.read("\(directory.path)/config.toml") }
    }

    @Test func `of a passphrase need that passphrase`() throws {
        let key = try MasterKey.open(directory: directory.path, passphrase: "open sesame")
        #expect(try MasterKey.open(directory: directory.path, passphrase: "open sesame") == key)
        #expect(throws: SecretError.wrongPassphrase) {
            try MasterKey.open(directory: directory.path, passphrase: "open says me")
        }
        #expect(throws: SecretError.passphraseNeeded) {
            try MasterKey.open(directory: directory.path, passphrase: nil)
        }
    }

    @Test func `are not given a new key while they wait for the old one`() throws {
        let key = try MasterKey.open(directory: directory.path, passphrase: nil)
        try SecretStore(directory: directory.path, key: key).save("x", name: "mail")
        try #require(unlink("\(directory.path)/key") == 0)
        #expect(throws: SecretError.keyLost(directory: directory.path)) {
            try MasterKey.open(directory: directory.path, passphrase: "another")
        }
        #expect(MasterKey.place(directory: directory.path) == .nowhere)
        SecretStore(directory: directory.path, key: key).remove(name: "mail")
        #expect(try MasterKey.open(directory: directory.path, passphrase: nil) != key)
    }

    @Test func `refuse a key file that others can read`() throws {
        _ = try MasterKey.open(directory: directory.path, passphrase: nil)
        chmod("\(directory.path)/key", 0o644)
        #expect(throws: SecretError.keyFileIsOpen(path: "\(directory.path)/key")) {
            try MasterKey.open(directory: directory.path, passphrase: nil)
        }
    }

    @Test func `keep the first key of a file for sealing and the others for opening`() throws {
        let path = "\(directory.path)/hub.key"
        let first = try KeyFile.open(path)
        #expect(first.count == 1 && FileSystem.exists(path))
        #expect(try KeyFile.open(path) == first)
        let imported = SymmetricKey.random()
        #expect(try KeyFile.prepend(imported, to: path))
        #expect(try KeyFile.open(path) == [imported] + first)
        #expect(try !KeyFile.prepend(imported, to: path))
        #expect(try KeyFile.prepend(first[0], to: path))
        #expect(try KeyFile.open(path) == first + [imported])
        #expect(try FileSystem.permissions(path) == 0o600)
        for _ in 0..<40 { _ = try KeyFile.prepend(.random(), to: path + "0") }
        #expect(try KeyFile.open(path + "0").count == KeyFile.limit)
        try FileSystem.replace(path, with: Array("nonsense\n".utf8))
        #expect(throws: SecretError.damagedKeyFile(path: path)) { try KeyFile.open(path) }
        #expect(KeyFile.key(KeyFile.line(imported)) == imported && KeyFile.key("AAAA") == nil)
    }

    @Test func `have one key, whoever makes it at the same moment`() async throws {
        let path = directory.path
        let keys = await withTaskGroup(of: SymmetricKey?.self) { group in
            // A key that cannot be made is nil, which the count below finds.
            for _ in 0..<8 { group.addTask { try? MasterKey.open(directory: path, passphrase: nil) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(keys.count == 8 && Set(keys).count == 1 && keys[0] != nil)
    }

    @Test func `cannot be swapped between accounts`() throws {
        let store = SecretStore(directory: directory.path, key: .random())
        try store.save("one", name: "a")
        rename("\(directory.path)/secrets/a", "\(directory.path)/secrets/b")
        #expect(throws: SecretError.damagedSecret(path: "\(directory.path)/secrets/b")) {
            try store.load(name: "b")
        }
    }
}

@Suite struct `A child process` {
    @Test func `gives its output and its status`() throws {
        let output = try ChildProcess.shell("printf hello; exit 3")
        #expect(output.status == 3)
        #expect(output.standardOutput == Array("hello".utf8))
    }

    @Test func `that is killed says so`() throws {
        #expect(try ChildProcess.shell("kill -9 $$").status == 137)
    }
}

@Suite struct `A thread executor` {
    actor Counter {
        nonisolated let executor = ThreadExecutor(name: "counter")
        nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
        var value = 0
        func add() { value += 1 }
    }

    @Test func `runs what is asked of its actor, one after the other`() async {
        let counter = Counter()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<500 { group.addTask { await counter.add() } }
        }
        #expect(await counter.value == 500)
        counter.executor.stop()
    }
}
