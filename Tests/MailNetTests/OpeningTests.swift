import LocalServers
import MailCore
import MailNet
import Testing

/// What a server says until the login decides what the user is told, and may not go on for ever.
@Suite struct `Until the login a server` {
    private static let credentials = Credentials(user: "rep", password: "secret")
    private static let patience = Patience(connect: .seconds(30), progress: .seconds(30))

    private static func endpoint(_ server: FaultServer, _ security: ServerEndpoint.Security = .plain)
        -> ServerEndpoint
    {
        ServerEndpoint(host: "127.0.0.1", port: server.port, security: security)
    }

    @Test(arguments: ["* OK hi\r\n", "* 1 EXISTS\r\n", "* OK [ALERT] wait\r\n", "* CAPABILITY IMAP4rev1\r\n"])
    func `that never stops talking is left`(line: String) async throws {
        let server = try FaultServer([.say("* OK hi\r\n"), .command("CAPABILITY"), .chant(line)])
        defer { server.stop() }
        let error = await #expect(throws: SessionError.self) {
            _ = try await IMAPSession.connect(
                to: Self.endpoint(server), credentials: Self.credentials, patience: Self.patience)
        }
        #expect(error?.description.contains("without an end") == true, "\(String(describing: error))")
    }

    @Test(arguments: ["220-hi\r\n", "334 \r\n"])
    func `that never stops talking SMTP is left`(line: String) async throws {
        let isGreeting = line.hasPrefix("220")
        let server = try FaultServer(
            isGreeting
                ? [.chant(line)]
                : [
                    .say("220 hi\r\n"), .await("EHLO [127.0.0.1]\r\n"),
                    .say("250-hi\r\n250 AUTH LOGIN\r\n"),
                    .chant(line),
                ])
        defer { server.stop() }
        let error = await #expect(throws: SessionError.self) {
            _ = try await SMTPSession.connect(
                to: Self.endpoint(server), credentials: Self.credentials, patience: Self.patience)
        }
        guard case .violation = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `has a total of time, however patient one is with each answer`() async throws {
        let server = try FaultServer([.say("* OK hi\r\n"), .stall])
        defer { server.stop() }
        let patience = Patience(
            connect: .seconds(30), progress: .seconds(3600), opening: .seconds(2))
        let error = await #expect(throws: SessionError.self) {
            _ = try await IMAPSession.connect(
                to: Self.endpoint(server), credentials: Self.credentials, patience: patience)
        }
        // On a busy machine the server may not even have come to its greeting.
        #expect([.transport(.timeout), .transport(.silent)].contains(error))
    }

    /// What a server does, and what must and must not stand in the words about it.
    struct Case: Sendable, CustomTestStringConvertible {
        var side: ConnectionTest.Side
        var script: [FaultServer.Action]
        var security = ServerEndpoint.Security.plain
        var cause: ConnectionTest.Cause
        var says: [String]
        var never: [String] = []
        var testDescription: String { "\(side.rawValue) \(says)" }
    }

    private static let hello: [FaultServer.Action] = [.say("220 hi\r\n"), .await("EHLO [127.0.0.1]\r\n")]

    @Test(arguments: [
        Case(
            side: .smtp, script: [.say("554 5.7.1 go away\u{1B}[31m\r\n")], cause: .protocolError,
            says: ["554 5.7.1 go away", "Ask whoever"], never: ["port", "\u{1B}", "none"]),
        Case(
            side: .smtp, script: [.say("421-too busy\r\n421 come back\r\n")], cause: .protocolError,
            says: ["421 too busy come back", "some minutes"], never: ["port"]),
        Case(
            side: .smtp, script: hello + [.say("550 not from you\r\n")], cause: .protocolError,
            says: ["550 not from you"], never: ["port"]),
        Case(
            side: .smtp, script: hello + [.say("250-hi\r\n250 AUTH GSSAPI XOAUTH2\r\n")],
            cause: .authentication,
            says: ["no way to log in", "GSSAPI, XOAUTH2", "app password"], never: ["none", "port"]),
        Case(
            side: .smtp, script: hello + [.say("250-hi\r\n250 SIZE 100\r\n")], cause: .authentication,
            says: ["no way to log in", "on this connection"], never: ["refused: none"]),
        Case(
            side: .smtp, script: hello + [.say("250 hi\r\n")], security: .startTLS, cause: .tls,
            says: ["does not offer STARTTLS", "--smtp-tls none"]),
        Case(
            side: .imap, script: [.say("* BYE too many of you\r\n")], cause: .protocolError,
            says: ["BYE too many of you", "some minutes"], never: ["port"]),
        Case(
            side: .imap, script: [.say("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=GSSAPI] hi\r\n")],
            cause: .authentication, says: ["no way to log in", "GSSAPI"], never: ["port"]),
        Case(
            side: .imap, script: [.say("* OK [CAPABILITY IMAP4rev1] hi\r\n"), .stall], security: .startTLS,
            cause: .tls, says: ["does not offer STARTTLS", "--imap-tls none"]),
        Case(
            side: .imap, script: [.say("HTTP/1.1 400 Bad Request\r\n\r\n")], cause: .protocolError,
            says: ["it said: HTTP/1.1 400 Bad Request", "Check the port"]),
        Case(
            side: .smtp, script: [.say("* OK IMAP4rev1 ready\r\n")], cause: .protocolError,
            says: ["it said: * OK IMAP4rev1 ready", "Check the port"]),
        Case(side: .imap, script: [], cause: .protocolError, says: ["without a word", "Check the port"]),
        Case(
            side: .imap,
            script: [.say("* OK [CAPABILITY IMAP4rev1] hi\r\n"), .command("LOGIN")], cause: .protocolError,
            says: ["closed the connection", "some minutes"], never: ["port"]),
    ])
    func `that cannot be used is told with its words and the next step`(_ wanted: Case) async throws {
        let server = try FaultServer(wanted.script)
        defer { server.stop() }
        let login = ConnectionTest.Login(Self.endpoint(server, wanted.security), Self.credentials)
        let report = await ConnectionTest.run(imap: login, smtp: login, patience: Self.patience)
        let failure = try #require(wanted.side == .imap ? report.imap.failure : report.smtp.failure)
        let words = failure.reason + " " + failure.nextStep
        #expect(failure.cause == wanted.cause)
        #expect(words.hasPrefix("\(wanted.side.rawValue) 127.0.0.1:\(server.port): "))
        for part in wanted.says { #expect(words.contains(part), "\(words)") }
        for part in wanted.never {
            #expect(!words.dropFirst("SMTP 127.0.0.1".count).contains(part), "\(words)")
        }
    }

    @Test(arguments: [
        TransportError.closed, .timeout, .ended("shutting down"),
    ])
    func `that was good before is not suspected of another port`(_ error: TransportError) {
        let endpoint = ServerEndpoint(host: "mail.example", port: 993, security: .implicitTLS)
        let failure = ConnectionTest.explain(.transport(error), .imap, endpoint)
        #expect(!(failure.what + failure.nextStep).contains("port"))
        #expect(failure.nextStep.contains("some minutes"))
        let nonsense = SessionError.violation(ProtocolViolation(by: .server, "nonsense"))
        #expect(!ConnectionTest.explain(nonsense, .imap, endpoint).nextStep.contains("port"))
    }

    @Test func `of another machine is never tried without TLS`() {
        let endpoint = ServerEndpoint(host: "mail.example", port: 587, security: .startTLS)
        let refusal = ServerRefusal.lacking(.startTLS, "The server does not offer STARTTLS.")
        #expect(!ConnectionTest.explain(.refused(refusal), .smtp, endpoint).nextStep.contains("none"))
    }

    @Test func `or later that never stops talking can be left at any moment`() async throws {
        let (chants, begins) = AsyncStream.makeStream(of: Void.self)
        let server = try FaultServer(greeting: "* OK [CAPABILITY IMAP4rev1] hi\r\n") { command in
            guard command.text.hasPrefix("NOOP") else { return [.answer("%T OK in\r\n")] }
            begins.yield()
            return [.chant("* OK still here\r\n")]
        }
        defer { server.stop() }
        let session = try await IMAPSession.connect(
            to: Self.endpoint(server), credentials: Self.credentials, patience: Self.patience)
        let news = Task { try await session.noop() }
        for await _ in chants { break }
        session.interrupt()
        await #expect(throws: SessionError.transport(.interrupted)) { try await news.value }
    }

    @Test func `whose name is looked up does not hold up who gives up`() async {
        let session = IMAPSession(
            ServerEndpoint(host: "nowhere.invalid", port: 993, security: .implicitTLS),
            patience: Self.patience)
        session.interrupt()
        await #expect(throws: SessionError.transport(.interrupted)) {
            try await session.open(Self.credentials)
        }
    }
}
