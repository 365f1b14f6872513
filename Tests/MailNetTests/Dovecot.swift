import LocalServers
import MailCore
import MailNet
import Testing

/// A private Dovecot for one test, and sessions with it.
struct Dovecot {
    static let rep = MailUser(address: "rep@example.test", password: "secret \"pw\" \\1")
    static let amy = MailUser(address: "amy@example.test", password: "ä secret")

    let server: DovecotServer

    init(flaw: ServerIdentity.Flaw = .none) async throws {
        server = try await DovecotServer.start(users: [Self.rep, Self.amy], flaw: flaw)
    }

    var imaps: ServerEndpoint {
        ServerEndpoint(
            host: "localhost", port: server.imapsPort, security: .implicitTLS,
            authorityFile: server.identity.authorityFile)
    }

    var startTLS: ServerEndpoint {
        ServerEndpoint(
            host: "127.0.0.1", port: server.imapPort, security: .startTLS,
            authorityFile: server.identity.authorityFile)
    }

    func login(_ user: MailUser = rep, to endpoint: ServerEndpoint? = nil) async throws -> IMAPSession {
        try await IMAPSession.connect(
            to: endpoint ?? imaps, credentials: Credentials(user: user.address, password: user.password))
    }

    func stop() { server.stop() }

    /// Puts messages into the INBOX before anybody looks.
    func fill(_ count: Int, for user: MailUser = rep, body: String = "Hello.") throws {
        for number in 1...count {
            let message = Self.message("Message \(number)", body: body)
            try server.place(message, for: user, date: 1_700_000_000 + Int64(number), number: number)
        }
    }

    static func message(_ subject: String, body: String = "Hello.") -> [UInt8] {
        let text = """
            From: Amy <amy@example.test>
            To: rep@example.test
            Subject: \(subject)
            Message-ID: <\(subject.filter(\.isNumber)).\(subject.count)@example.test>

            \(body)

            """
        return Array(text.replacing("\n", with: "\r\n").utf8)
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips, visibly, where Dovecot is not installed.
    static var needsDovecot: Self {
        .enabled(
            if: DovecotServer.isInstalled,
            "Dovecot is not installed; run scripts/install-test-servers")
    }
}
