import Foundation
import Glibc
import LocalServers
import MailCore
import MailNet
import Platform
import Synchronization
import Testing

/// The built program with a data folder of its own.
final class Rapport: Sendable {
    /// How a run of the program ended.
    struct Ran: Sendable {
        var status: Int32
        var output: String
        var errors: String

        /// Standard output, which must be exactly one JSON document.
        var json: JSONValue {
            get throws { try JSONValue.parse(Array(output.utf8)) }
        }
    }

    let directory: String
    private let passphrase: String?
    private let children = Mutex<[RunningProcess]>([])

    init(passphrase: String? = nil) throws {
        directory = NSTemporaryDirectory() + "rapport-cli-" + UUID().uuidString
        self.passphrase = passphrase
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }

    /// Nothing that was started outlives the test, also when a check throws; then the folder goes.
    deinit {
        for child in children.withLock({ $0 }) where child.status == nil {
            child.send(signal: SIGKILL)
            var report = siginfo_t()
            while waitid(P_PID, id_t(child.processIdentifier), &report, WEXITED | WNOWAIT) < 0
                && errno == EINTR
            {}
        }
        // What is left over in the temporary directory harms nobody.
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// The same folder with another passphrase.
    private init(sharing other: Rapport, passphrase: String?) throws {
        directory = other.directory + "-copy"
        self.passphrase = passphrase
        try FileManager.default.copyItem(atPath: other.directory, toPath: directory)
    }

    func copy(passphrase: String?) throws -> Rapport { try Rapport(sharing: self, passphrase: passphrase) }

    func file(_ name: String) -> String { directory + "/" + name }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        try Data(text.utf8).write(to: URL(fileURLWithPath: file(name)))
        return file(name)
    }

    /// Runs a command to its end.
    @discardableResult
    func run(_ words: String..., input: String = "") async throws -> Ran {
        try await start(words, input: input).ran()
    }

    /// Runs a command with `--json`, which must succeed, and reads its document.
    func json(_ words: String..., input: String = "") async throws -> JSONValue {
        let ran = try await start(words + ["--json"], input: input).ran()
        try #require(ran.status == 0, "\(words): \(ran.errors)")
        return try ran.json
    }

    struct Started: Sendable {
        let process: RunningProcess
        let output: String
        let errors: String

        /// Waits until the process is gone; returns its exit status, or 128 and the signal's number.
        @discardableResult
        func end() async -> Int32 { await process.wait() }

        func ran() async throws -> Ran {
            Ran(
                status: await end(), output: try String(contentsOfFile: output, encoding: .utf8),
                errors: try String(contentsOfFile: errors, encoding: .utf8))
        }
    }

    /// - Parameter life: seconds after which the process is killed, wherever it is.
    func start(_ words: [String], input: String = "", killedAfter life: Double? = nil) throws -> Started {
        let name = UUID().uuidString
        let input = try write(input, to: "\(name).in")
        let (output, errors) = (try write("", to: "\(name).out"), try write("", to: "\(name).err"))
        var arguments = [try Self.program.path, "--data", file("data")] + words
        if let life { arguments = ["/usr/bin/timeout", "--signal=KILL", String(life)] + arguments }
        let process = try ChildProcess.start(
            arguments, environment: environment,
            files: StandardFiles(input: input, output: output, errors: errors))
        children.withLock { $0 = $0.filter { $0.status == nil } + [process] }
        return Started(process: process, output: output, errors: errors)
    }

    /// Ours, at home in the folder.
    var environment: [String: String] {
        var environment = ProcessInfo.processInfo.environment
        environment["RAPPORT_PASSPHRASE"] = passphrase
        environment["HOME"] = directory
        return environment
    }

    /// Beside the test bundle.
    static var program: URL {
        get throws {
            let bundle = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            let beside = URL(fileURLWithPath: bundle).deletingLastPathComponent()
            return beside.appendingPathComponent("rapport")
        }
    }
}

extension JSONValue {
    /// A value deep inside: keys and positions.
    func at(_ path: String) -> JSONValue? {
        path.split(separator: ".").reduce(JSONValue?.some(self)) { value, step in
            guard let index = Int(step) else { return value?[String(step)] }
            guard let elements = value?.elements, elements.indices.contains(index) else { return nil }
            return elements[index]
        }
    }

    func text(_ path: String) -> String? { at(path)?.text }
    func number(_ path: String) -> Int64? { at(path)?.integer }
}

/// A private Dovecot and, where a test sends, a private Exim.
struct MailWorld: Sendable {
    static let rep = MailUser(address: "rep@example.test", password: "pass word \"1\"")
    static let amy = MailUser(address: "amy@example.test", password: "other")

    let dovecot: DovecotServer
    let exim: EximServer?

    init(sends: Bool = false, flaw: ServerIdentity.Flaw = .none) async throws {
        dovecot = try await DovecotServer.start(users: [Self.rep, Self.amy], flaw: flaw)
        exim = sends ? try await EximServer.start(deliveringTo: dovecot) : nil
    }

    func stop() {
        exim?.stop()
        dovecot.stop()
    }

    /// Adds the account `work` to a workspace.
    ///
    /// - Parameter smtp: a submission server of the test's own, without TLS.
    func addAccount(
        to rapport: Rapport, smtp: UInt16? = nil, password: String = rep.password, imapPort: UInt16? = nil,
        tests: Bool = false
    ) async throws -> Rapport.Ran {
        var authorities = try String(contentsOfFile: dovecot.identity.authorityFile, encoding: .utf8)
        if let exim {
            authorities += try String(contentsOfFile: exim.identity.authorityFile, encoding: .utf8)
        }
        let ca = try rapport.write(authorities, to: "ca.pem")
        let port = smtp ?? exim?.smtpsPort ?? 1
        var words = [
            "account", "add", "work", "--email", Self.rep.address, "--imap",
            "localhost:\(imapPort ?? dovecot.imapsPort)", "--imap-tls", "implicit", "--smtp",
            "localhost:\(port)", "--smtp-tls", smtp == nil ? "implicit" : "none", "--password-stdin",
            "--ca", ca, "--json",
        ]
        if !tests { words.append("--no-test") }
        return try await rapport.start(words, input: password + "\n").ran()
    }

    /// Adds the account without trying it, and says why when that fails.
    func expectAccount(in rapport: Rapport, smtp: UInt16? = nil) async throws {
        let added = try await addAccount(to: rapport, smtp: smtp)
        #expect(added.status == 0, "\(added.output) \(added.errors)")
    }

    /// Puts messages into INBOX before anybody looks.
    func fill(_ count: Int, from sender: String = "Amy <amy@customer.example>") throws {
        for number in 1...count {
            let text = """
                From: \(sender)
                To: rep@example.test
                Subject: Message \(number)
                Message-ID: <m\(number)@customer.example>
                Date: Fri, 20 Nov 2026 08:\(10 + number):00 +0000

                Hello, number \(number) speaks of pineapples.

                """
            try dovecot.place(
                Array(text.replacing("\n", with: "\r\n").utf8), for: Self.rep,
                date: 1_795_000_000 + Int64(number), number: number)
        }
    }

    /// A second look at the server, past the program.
    func look<Value: Sendable>(
        into folder: String, as user: MailUser = rep,
        _ body: (IMAPSession) async throws -> Value
    ) async throws -> Value {
        let endpoint = ServerEndpoint(
            host: "localhost", port: dovecot.imapsPort, security: .implicitTLS,
            authorityFile: dovecot.identity.authorityFile)
        let session = try await IMAPSession.connect(
            to: endpoint, credentials: Credentials(user: user.address, password: user.password))
        _ = try await session.select(MailboxName(folder), readOnly: true)
        let value = try await body(session)
        await session.logout()
        return value
    }

    func count(in folder: String, as user: MailUser = rep, _ key: SearchKey = .all) async throws -> Int {
        try await look(into: folder, as: user) { try await $0.search(key).count }
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips, visibly, where the servers are not installed.
    static var needsDovecot: Self {
        .enabled(
            if: DovecotServer.isInstalled, "Dovecot is not installed; run scripts/install-test-servers")
    }

    static var needsServers: Self {
        .enabled(
            if: DovecotServer.isInstalled && EximServer.isInstalled,
            "Dovecot or Exim is not installed; run scripts/install-test-servers")
    }
}
