import Glibc
import Platform
import Testing

/// Runs this test binary again in a session of its own with a private bus and a private, unlocked keyring.
@Suite struct `The desktop's keyring` {
    private static let folder = Environment["RAPPORT_TEST_KEYRING_FOLDER"]
    private static let isInstalled =
        ["dbus-run-session", "gnome-keyring-daemon", "dbus-send"].allSatisfy {
            FileSystem.exists("/usr/bin/\($0)")
        }

    @Test(.enabled(if: folder != nil, "is the child of the test below"))
    func `is used in a session of its own`() throws {
        let folder = try #require(Self.folder) + "/workspace"
        let keyring = try #require(Keyring.session)
        #expect(try keyring.load(id: "nothing", within: .seconds(10)) == nil)

        let key = try MasterKey.open(directory: folder, passphrase: nil, keyring: keyring)
        #expect(MasterKey.place(directory: folder) == .keyring && !FileSystem.exists("\(folder)/key"))
        #expect(try MasterKey.open(directory: folder, passphrase: nil) == key)
        try MasterKey.move(directory: folder, to: .file, keyring: keyring)
        #expect(MasterKey.place(directory: folder) == .file)
        #expect(try MasterKey.open(directory: folder, passphrase: nil, keyring: keyring) == key)
        try MasterKey.move(directory: folder, to: .keyring, keyring: keyring)
        #expect(MasterKey.place(directory: folder) == .keyring)
        #expect(try MasterKey.open(directory: folder, passphrase: nil) == key)

        // Somebody removes it behind our back: said, and no new key made.
        let id = String(decoding: try FileSystem.read("\(folder)/key.keyring").prefix(22), as: UTF8.self)
        try keyring.remove(id: id, within: .seconds(10))
        #expect(throws: SecretError.notInKeyring) { try MasterKey.open(directory: folder, passphrase: nil) }
        try FileSystem.replace("\(folder)/../passed", with: [])
    }

    @Test(
        .enabled(
            if: folder == nil && isInstalled,
            "dbus or gnome-keyring is not installed; make test installs them"))
    func `keeps the key of a workspace, also over a move`() throws {
        let directory = TemporaryDirectory()
        let program = try #require(realpath("/proc/self/exe", nil).map { String(cString: $0) })
        let session = """
            cd \(directory.path) && mkdir -m 700 runtime && \
            env HOME=\(directory.path) XDG_RUNTIME_DIR=\(directory.path)/runtime XDG_DATA_HOME=\(directory.path)/share \
            RAPPORT_TEST_KEYRING_FOLDER=\(directory.path) dbus-run-session -- sh -c \
            'printf password | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; \
            exec timeout 60 \(program) --testing-library swift-testing --filter "is used in a session of its own"' 2>&1
            """
        let output = try ChildProcess.shell(session)
        #expect(
            FileSystem.exists("\(directory.path)/passed"),
            "\(String(decoding: output.standardOutput, as: UTF8.self))")
    }

    @Test(.enabled(if: folder == nil)) func `is not waited for where there is none`() throws {
        let directory = TemporaryDirectory()
        #expect(
            try MasterKey.open(directory: directory.path, passphrase: nil, keyring: nil).bytes.count == 32)
        #expect(MasterKey.place(directory: directory.path) == .file)
        let sealed = TemporaryDirectory()
        try FileSystem.replace("\(sealed.path)/key.keyring", with: [UInt8](repeating: 65, count: 60))
        if Keyring.session == nil {
            #expect(throws: SecretError.keyring(.noSession)) {
                try MasterKey.open(directory: sealed.path, passphrase: nil)
            }
        }
        #expect(throws: SecretError.notFound) {
            try MasterKey.move(directory: directory.path + "/none", to: .file, keyring: nil)
        }
    }
}
