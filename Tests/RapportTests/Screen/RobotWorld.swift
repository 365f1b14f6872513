import LocalServers
import Platform

/// A private mail server with mail in it, a submission server, and a folder for a workspace.
final class RobotWorld: Sendable {
    static let user = MailUser(address: "dana@acme.example", password: "blue-lamp-42")
    let dovecot: DovecotServer
    let submission: SubmissionServer
    let folder = "/tmp/rapport-robot-\(Hex.encode(SecureRandom.bytes(6)))"
    /// What the program submits, as it comes.
    let sent: AsyncStream<SubmittedMessage>

    init() async throws {
        let (sent, delivery) = AsyncStream.makeStream(of: SubmittedMessage.self)
        self.sent = sent
        dovecot = try await DovecotServer.start(users: [Self.user])
        submission = try SubmissionServer(users: [Self.user]) { message in
            delivery.yield(message)
            return .accept
        }
        try FileSystem.createDirectory(folder)
        for folder in ["Archive", "Sent", "Trash"] {
            try dovecot.place(
                Self.mail(from: "Old <old@past.example>", subject: "Something of \(folder)", "Past."),
                for: Self.user, folder: folder, flags: "S", date: 1_700_000_000, number: 900)
        }
        let mails = [
            ("Mia Chen <mia@northwind.example>", "Pricing for forty seats", "Could you send me the prices?"),
            ("Jonas Weber <jonas@kestrel.example>", "Friday call", "Does three o'clock work for you?"),
            ("Priya Nair <priya@lumen.example>", "Contract draft", "The draft is nearly there."),
        ]
        for (number, mail) in mails.enumerated() {
            try dovecot.place(
                Self.mail(from: mail.0, subject: mail.1, mail.2), for: Self.user,
                date: 1_700_100_000 + Int64(number) * 60, number: number)
        }
    }

    func stop() {
        submission.stop()
        dovecot.stop()
        // Only this run's own folder.
        _ = try? ChildProcess.shell("rm -rf '\(folder)'")
    }

    /// Options that go with every command on this world's workspace.
    var options: String { "--data \(folder)" }

    /// Adds the account and fetches its mail.
    func prepare() throws {
        try RapportBinary.run(
            "account add work \(options) --email \(Self.user.address) --display-name 'Dana Weiss' "
                + "--imap localhost:\(dovecot.imapsPort) --imap-tls implicit --smtp 127.0.0.1:\(submission.port) --smtp-tls none "
                + "--ca \(dovecot.identity.authorityFile) --password-stdin", input: Self.user.password)
        try RapportBinary.run("sync --once \(options)")
    }

    static func mail(from: String, subject: String, _ text: String) -> [UInt8] {
        let id = "\(Hex.encode(SecureRandom.bytes(8)))@robot.example"
        return Array(
            """
            From: \(from)\r
            To: Dana Weiss <\(user.address)>\r
            Subject: \(subject)\r
            Message-ID: <\(id)>\r
            Date: Wed, 15 Nov 2023 10:00:00 +0000\r
            Content-Type: text/plain; charset=utf-8\r
            \r
            \(text)\r

            """.utf8)
    }
}
