import Testing

@testable import MailCore

@Suite struct `IMAP exchanges` {
    private let credentials = Credentials(user: "rep", password: "pa\"ss")

    private func login(_ text: String, startsTLS: Bool = false, isEncrypted: Bool = true) throws -> [IMAPLogin
        .Event]
    {
        let transcript = Transcript(text)
        let options = IMAPLogin.Options(startsTLS: startsTLS, identification: ["name": "Rapport"])
        var all: [[IMAPLogin.Event]] = []
        for size in 1...transcript.longest {
            let exchange = IMAPLogin(credentials: credentials, options: options, isEncrypted: isEncrypted)
            all.append(try transcript.play(exchange, portions: size))
        }
        #expect(Set(all).count == 1)
        return all[0]
    }

    @Test func `log in with PLAIN, tell who we are, read the capabilities again`() throws {
        let events = try login(
            """
            S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR ID] ready
            C: L1 ID ("name" "Rapport")
            S: * ID ("name" "Dovecot" "version" NIL)
            S: L1 OK
            C: L2 AUTHENTICATE PLAIN
            S: +
            C: AHJlcABwYSJzcw==
            S: * CAPABILITY IMAP4rev1 IDLE MOVE
            S: L2 OK Logged in
            C: L3 CAPABILITY
            S: * CAPABILITY IMAP4rev1 IDLE MOVE UIDPLUS
            S: L3 OK
            """)
        #expect(events == [.server(["name": "Dovecot"]), .ready(["IMAP4REV1", "IDLE", "MOVE", "UIDPLUS"])])
    }

    @Test func `upgrade before a word is said, and forget what was heard before`() throws {
        let events = try login(
            """
            S: * OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN] ready
            C: L1 STARTTLS
            S: L1 OK go
            TLS
            C: L2 CAPABILITY
            S: * CAPABILITY IMAP4rev1
            S: L2 OK
            C: L3 LOGIN "rep" "pa\\"ss"
            S: L3 OK [CAPABILITY IMAP4rev1 IDLE] in
            """, startsTLS: true, isEncrypted: false)
        #expect(events == [.ready(["IMAP4REV1", "IDLE"])])
    }

    @Test func `never send a password over a plain connection`() throws {
        let events = try login("S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi", isEncrypted: false)
        guard case .refused(let refusal) = events.first else {
            Issue.record("\(events)")
            return
        }
        #expect(refusal.text.contains("not encrypted"))
    }

    @Test func `do not trust a session that was logged in before the upgrade`() throws {
        let events = try login("S: * PREAUTH hi", startsTLS: true, isEncrypted: false)
        guard case .refused = events.first else {
            Issue.record("\(events)")
            return
        }
    }

    @Test(arguments: [
        ("S: L1 NO [AUTHENTICATIONFAILED] no", ServerRefusal.Kind.authentication),
        ("S: L1 NO no", .authentication),
        ("S: L1 NO [UNAVAILABLE] later", .temporary), ("S: L1 BAD what", .permanent),
        ("S: * BYE busy", .temporary),
    ])
    func `name the kind of a refused login`(end: String, kind: ServerRefusal.Kind) throws {
        let events = try login(
            """
            S: * OK [CAPABILITY IMAP4rev1] hi
            C: L1 LOGIN "rep" "pa\\"ss"
            \(end)
            """)
        guard case .refused(let refusal) = events.first else {
            Issue.record("\(events)")
            return
        }
        #expect(refusal.kind == kind)
    }

    @Test func `cancel a mechanism that asks too much`() throws {
        let events = try login(
            """
            S: * OK [CAPABILITY IMAP4rev1 AUTH=LOGIN] hi
            C: L1 AUTHENTICATE LOGIN
            S: + VXNlcg==
            C: cmVw
            S: + UGFzcw==
            C: cGEic3M=
            S: + TW9yZQ==
            C: *
            S: L1 BAD cancelled
            """)
        guard case .refused = events.first else {
            Issue.record("\(events)")
            return
        }
    }

    @Test func `keep several commands under way and match the answers by tag`() throws {
        let transcript = Transcript(
            """
            C: R7 UID FETCH 1:2 (UID FLAGS)
            C: R8 UID FETCH 5 (UID FLAGS)
            S: * 1 FETCH (UID 1 FLAGS (\\Seen))
            S: R7 OK
            C: R9 NOOP
            S: R9 NO [LIMIT] slow down
            S: * 2 EXISTS
            S: R8 OK
            """)
        for size in 1...transcript.longest {
            let pipeline = IMAPPipeline(
                [.fetch(UIDSet(1...2), .flags), .fetch(UIDSet(5), .flags), .noop], literals: .any, depth: 2,
                firstTag: 7)
            let events = try transcript.play(pipeline, portions: size)
            #expect(events.count == 5)
            #expect(events.last == .completed(1, StatusResponse(.ok)))
        }
    }

    @Test func `wait with a literal until the server wants it, and send none after a refusal`() throws {
        let append = IMAPCommand.append(to: .inbox, flags: [.seen], date: 0, message: Array("x\r\n".utf8))
        let pipeline = IMAPPipeline([append, .noop], literals: .synchronizing, depth: 4, firstTag: 1)
        let granted = Transcript(
            """
            C: R1 APPEND "INBOX" (\\Seen) " 1-Jan-1970 00:00:00 +0000" {3}
            S: + go
            C: x
            C: 
            C: R2 NOOP
            S: R1 OK [APPENDUID 9 17] done
            S: R2 OK
            """)
        let done = try granted.play(pipeline, portions: 1)
        let code = ResponseCode.appendUID(validity: 9, UIDSet(17))
        #expect(done.first == .completed(0, StatusResponse(.ok, code: code, text: "done")))
        let refused = Transcript(
            """
            C: R1 APPEND "INBOX" (\\Seen) " 1-Jan-1970 00:00:00 +0000" {3}
            S: R1 NO [OVERQUOTA] full
            C: R2 NOOP
            S: R2 OK
            """)
        let events = try refused.play(pipeline, portions: 1)
        #expect(events.count == 2)
        guard case .completed(0, let status) = events[0] else {
            Issue.record("\(events)")
            return
        }
        #expect(status.refusal().enhanced == "OVERQUOTA")
    }

    @Test func `leave IDLE at the first change and ignore signs of life`() throws {
        let transcript = Transcript(
            """
            C: R3 IDLE
            S: + idling
            S: * OK Still here
            S: * 6 EXISTS
            C: DONE
            S: * 6 RECENT
            S: R3 OK done
            """)
        for size in 1...transcript.longest {
            let events = try transcript.play(IMAPIdle(tag: 3, longest: .seconds(9)), portions: size)
            #expect(events == [.said(.exists(6)), .ended(StatusResponse(.ok, text: "done"))])
        }
    }

    @Test func `never send DONE before the server confirmed IDLE`() throws {
        var idle = IMAPIdle(tag: 1, longest: .seconds(9))
        _ = idle.start()
        #expect(idle.stop() == [])
        #expect(try idle.receive(.continuation([])) == [.send(Array("DONE\r\n".utf8))])
        #expect(idle.deadlinePassed() == [])
    }

    @Test func `refuse answers to commands that were not sent`() throws {
        var pipeline = IMAPPipeline([.noop], literals: .any, firstTag: 1)
        _ = pipeline.start()
        #expect(throws: ProtocolViolation.self) { try pipeline.receive(.tagged("R2", StatusResponse(.ok))) }
        #expect(throws: ProtocolViolation.self) { try pipeline.receive(.continuation([])) }
    }
}
