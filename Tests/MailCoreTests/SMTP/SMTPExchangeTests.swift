import Testing

@testable import MailCore

@Suite struct `SMTP exchanges` {
    private static let offered = SMTPExtensions(
        SMTPReply(code: 250, lines: ["hi", "PIPELINING", "SIZE 1000", "8BITMIME", "ENHANCEDSTATUSCODES"]))
    private static let plain = SMTPExtensions(SMTPReply(code: 250, lines: ["hi"]))
    private static let message = Array("Subject: x\r\n\r\n.dot\r\n".utf8)

    private func play<E: Exchange>(
        _ text: String, _ exchange: E
    ) throws -> [E.Event] where E.Response == SMTPReply {
        let transcript = Transcript(text)
        var all: Set<[E.Event]> = []
        for size in 1...transcript.longest { all.insert(try transcript.play(exchange, portions: size)) }
        #expect(all.count == 1)
        return all.first ?? []
    }

    private func send(
        _ text: String, to recipients: [String] = ["b@x"], message: [UInt8] = message,
        _ extensions: SMTPExtensions = offered
    ) throws -> [SMTPTransaction.Event] {
        try play(
            text,
            SMTPTransaction(
                SMTPEnvelope(from: "a@x", recipients: recipients), message: message, extensions: extensions))
    }

    @Test func `log in after an upgrade with what is offered then`() throws {
        let login = SMTPLogin(
            credentials: Credentials(user: "rep", password: "pass"), options: .init(startsTLS: true),
            isEncrypted: false)
        let events = try play(
            """
            S: 220-hi
            S: 220 there
            C: EHLO [127.0.0.1]
            S: 250-hi
            S: 250 STARTTLS
            C: STARTTLS
            S: 220 go
            TLS
            C: EHLO [127.0.0.1]
            S: 250-hi
            S: 250-AUTH LOGIN
            S: 250 SIZE 5
            C: AUTH LOGIN
            S: 334 VXNlcm5hbWU6
            C: cmVw
            S: 334 UGFzc3dvcmQ6
            C: cGFzcw==
            S: 235 2.7.0 ok
            """, login)
        guard case .ready(let extensions) = events.first else {
            Issue.record("\(events)")
            return
        }
        #expect(extensions.maximumSize == 5)
    }

    @Test func `never send a password when the upgrade is not offered`() throws {
        let login = SMTPLogin(
            credentials: Credentials(user: "rep", password: "pass"), options: .init(startsTLS: true),
            isEncrypted: false)
        let events = try play("S: 220 hi\nC: EHLO [127.0.0.1]\nS: 250-hi\nS: 250 AUTH PLAIN", login)
        guard case .refused(let refusal) = events.first else {
            Issue.record("\(events)")
            return
        }
        #expect(refusal.text.contains("STARTTLS"))
    }

    @Test func `send all commands at once where that is offered, and double dots`() throws {
        let events = try send(
            """
            C: MAIL FROM:<a@x> SIZE=20
            C: RCPT TO:<b@x>
            C: RCPT TO:<c@x>
            C: DATA
            S: 250 2.1.0 ok
            S: 250-2.1.5 one
            S: 250 2.1.5 two
            S: 550 5.1.1 unknown
            S: 354 go
            C: Subject: x
            C:\u{20}
            C: ..dot
            C: .
            S: 250 2.0.0 queued
            """, to: ["b@x", "c@x"])
        let refused = RefusedRecipient(
            address: "c@x",
            refusal: ServerRefusal(kind: .permanent, status: "550", enhanced: "5.1.1", text: "unknown"))
        let reply = SMTPReply(code: 250, enhanced: "2.0.0", lines: ["queued"])
        #expect(events == [.committing, .outcome(.accepted(reply: reply, refused: [refused]))])
    }

    @Test(arguments: ["354 hm", "334 what"])
    func `leave open what became of a mail that was neither taken nor refused`(answer: String) throws {
        let events = try send(
            """
            C: MAIL FROM:<a@x>
            S: 250 ok
            C: RCPT TO:<b@x>
            S: 250 ok
            C: DATA
            S: 354 go
            C: Subject: x
            C:\u{20}
            C: ..dot
            C: .
            S: \(answer)
            """, Self.plain)
        #expect(events == [.committing, .outcome(.uncertain)])
    }

    @Test func `go one by one where nothing is offered, and reset when nobody is left`() throws {
        let events = try send(
            """
            C: MAIL FROM:<a@x>
            S: 250 ok
            C: RCPT TO:<b@x>
            S: 451 4.7.1 later
            C: RCPT TO:<c@x>
            S: 550 no
            C: RSET
            S: 250 ok
            """, to: ["b@x", "c@x"], Self.plain)
        guard case .outcome(.temporary(let refusal, let recipients)) = events.first else {
            Issue.record("\(events)")
            return
        }
        #expect(refusal.enhanced == "4.7.1" && recipients.count == 2)
    }

    @Test func `end with an empty message when DATA was granted for nobody`() throws {
        let events = try send(
            """
            C: MAIL FROM:<a@x> SIZE=20
            C: RCPT TO:<b@x>
            C: DATA
            S: 250 ok
            S: 550 no
            S: 354 go
            C: .
            S: 554 no recipients
            """)
        guard case .outcome(.refused(let refusal, _)) = events.first else {
            Issue.record("\(events)")
            return
        }
        #expect(refusal.status == "550")
    }

    @Test func `a refused sender is the reason, not what follows from it`() throws {
        let events = try send(
            """
            C: MAIL FROM:<a@x> SIZE=20
            C: RCPT TO:<b@x>
            C: DATA
            S: 530 5.7.0 log in first
            S: 503 5.5.1 MAIL first
            S: 503 5.5.1 RCPT first
            C: RSET
            S: 250 ok
            """)
        guard case .outcome(.refused(let refusal, let recipients)) = events.first else {
            Issue.record("\(events)")
            return
        }
        #expect(refusal.kind == .authentication && recipients.isEmpty)
    }

    @Test(arguments: [
        ["b@x\r\nDATA"], ["b@x> SIZE=1"], [], [""], ["ä@x"],
    ])
    func `never offer an envelope that cannot be right`(recipients: [String]) throws {
        let events = try send("", to: recipients)
        guard case .outcome(.refused) = events.first else {
            Issue.record("\(events)")
            return
        }
    }

    @Test func `never offer a message that is too large`() throws {
        let events = try send("", message: [UInt8](repeating: 0x78, count: 1_001))
        guard case .outcome(.refused(let refusal, _)) = events.first else {
            Issue.record("\(events)")
            return
        }
        #expect(refusal.enhanced == "5.3.4")
    }

    @Test(arguments: [
        ("", ".\r\n"), ("x", "x\r\n.\r\n"), ("a\nb\rc\r\n", "a\r\nb\r\nc\r\n.\r\n"),
        (".\n..", "..\r\n...\r\n.\r\n"),
        ("a\r", "a\r\n.\r\n"), ("\r\n.", "\r\n..\r\n.\r\n"), ("\n\n", "\r\n\r\n.\r\n"),
        ("\r\r\n", "\r\n\r\n.\r\n"),
    ])
    func `put any message into the form of the wire`(text: String, wire: String) {
        let (body, tail) = SMTPContent.encode(Array(text.utf8))
        #expect(String(decoding: body + tail, as: UTF8.self) == wire)
    }

    @Test(arguments: [
        "hello\r\n", "25 x\r\n", "250x\r\n", "250-a\r\n251 b\r\n", "999 x\r\n", "\r\n", "100 x\r\n",
    ])
    func `refuse what is no reply`(text: String) {
        var parser = SMTPReplyParser()
        #expect(throws: ProtocolViolation.self) { try parser.receive(Array(text.utf8)[...]) }
    }

    @Test func `refuse replies without end`() {
        var parser = SMTPReplyParser()
        #expect(throws: ProtocolViolation.self) {
            while true { _ = try parser.receive(Array("250-x\r\n".utf8)[...]) }
        }
        var other = SMTPReplyParser()
        #expect(throws: ProtocolViolation.self) {
            while true { _ = try other.receive(Array("250-xxxxxxxxxx".utf8)[...]) }
        }
    }
}
