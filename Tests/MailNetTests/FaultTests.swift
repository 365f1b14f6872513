import Foundation
import LocalServers
import MailCore
import Testing

@testable import MailNet

@Suite struct `Faulty servers` {
    private static let credentials = Credentials(user: "rep", password: "secret")
    /// Long enough for a busy machine where no timeout is meant.
    private static let patient = Patience(connect: .seconds(30), progress: .seconds(30))
    private static let impatient = Patience(connect: .seconds(30), progress: .seconds(2))

    private static func patience(_ script: [FaultServer.Action]) -> Patience {
        script.last == .stall ? impatient : patient
    }

    private static func endpoint(_ server: FaultServer) -> ServerEndpoint {
        ServerEndpoint(host: "127.0.0.1", port: server.port, security: .plain)
    }

    @Test(arguments: [
        ([FaultServer.Action.stall], SessionError.transport(.silent)),
        ([.say("* OK"), .stall], .transport(.silent)),
        ([], .transport(.closedAtOnce)),
        ([.say("* OK hello\r\n")], .transport(.closed)),
    ])
    func `that stall or close end the login`(script: [FaultServer.Action], error: SessionError) async throws {
        let server = try FaultServer(script)
        defer { server.stop() }
        await #expect(throws: error) {
            _ = try await IMAPSession.connect(
                to: Self.endpoint(server), credentials: Self.credentials, patience: Self.patience(script))
        }
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\n\r\n", "* OK\r\nL9 OK\r\n", "* OK\r\n+ \r\n", "* 99999999999999999999 EXISTS\r\n",
        "* LIST (\r\n", "* OK {99999999999999}\r\n* LIST {99999999999999}\r\n", "\0\0\0\0\r\n",
    ])
    func `that answer nonsense are told so`(text: String) async throws {
        let server = try FaultServer([.say(text), .stall])
        defer { server.stop() }
        let error = await #expect(throws: SessionError.self) {
            _ = try await IMAPSession.connect(
                to: Self.endpoint(server), credentials: Self.credentials, patience: Self.patient)
        }
        guard case .violation(let violation) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(violation.by == .server)
    }

    @Test func `that drip byte by byte are understood`() async throws {
        let server = try FaultServer([
            .drip("* OK [CAPABILITY IMAP4rev1] hi\r\n"), .await("L1 LOGIN \"rep\" \"secret\"\r\n"),
            .drip("L1 OK [CAPABILITY IMAP4rev1 IDLE] in\r\n"), .stall,
        ])
        defer { server.stop() }
        let session = try await IMAPSession.connect(
            to: Self.endpoint(server), credentials: Self.credentials)
        #expect(await session.capabilities.contains("IDLE"))
    }

    @Test func `that inject words before the handshake are not believed`() async throws {
        let server = try FaultServer([
            .say("* OK hi\r\n"), .await("STARTTLS\r\n"),
            .say("L1 OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n"),
            .stall,
        ])
        defer { server.stop() }
        let endpoint = ServerEndpoint(host: "127.0.0.1", port: server.port, security: .startTLS)
        let error = await #expect(throws: SessionError.self) {
            _ = try await IMAPSession.connect(
                to: endpoint, credentials: Self.credentials, patience: Self.patient)
        }
        guard case .violation = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    private static let loggedIn: [FaultServer.Action] = [
        .say("* OK [CAPABILITY IMAP4rev1 IDLE] hi\r\n"), .command("LOGIN"),
        .answer("%T OK [CAPABILITY IMAP4rev1 IDLE] in\r\n"),
    ]

    @Test func `that say BYE and then nothing are left at once, with their words`() async throws {
        let server = try FaultServer(
            Self.loggedIn + [.command("SELECT"), .say("* BYE going down\r\n"), .stall])
        defer { server.stop() }
        let session = try await IMAPSession.connect(
            to: Self.endpoint(server), credentials: Self.credentials, patience: Self.patient)
        await #expect(throws: SessionError.transport(.ended("going down"))) {
            _ = try await session.select(.inbox)
        }
        #expect(await !session.isOpen)
        let failure = ConnectionTest.explain(
            .transport(.ended("going down")), .imap, Self.endpoint(server))
        #expect(failure.reason.contains("ended the connection (going down)"))
    }

    @Test func `that say BYE in IDLE are left at once`() async throws {
        let server = try FaultServer(
            Self.loggedIn + [.command("IDLE"), .say("+ idling\r\n* BYE autologout\r\n"), .stall])
        defer { server.stop() }
        let session = try await IMAPSession.connect(
            to: Self.endpoint(server), credentials: Self.credentials, patience: Self.patient)
        await #expect(throws: SessionError.transport(.ended("autologout"))) { _ = try await session.idle() }
    }

    @Test func `that say BYE and then answer have answered`() async throws {
        let server = try FaultServer(
            Self.loggedIn + [.command("NOOP"), .say("* BYE soon\r\n"), .answer("%T OK done\r\n"), .stall])
        defer { server.stop() }
        let session = try await IMAPSession.connect(
            to: Self.endpoint(server), credentials: Self.credentials, patience: Self.patient)
        #expect(try await session.noop() == [])
    }

    @Test func `that drop a session can be connected to again`() async throws {
        let server = try FaultServer(Self.loggedIn + [.command("NOOP"), .hangUp])
        defer { server.stop() }
        let session = try await IMAPSession.connect(
            to: Self.endpoint(server), credentials: Self.credentials, patience: Self.patient)
        await #expect(throws: SessionError.transport(.closed)) { _ = try await session.noop() }
        try await session.open(Self.credentials)
        #expect(await session.isOpen)
        session.interrupt()
    }

    private static let greeting: [FaultServer.Action] = [
        .say("220 hi\r\n"), .await("EHLO "), .say("250-hi\r\n250 PIPELINING\r\n"),
    ]
    private static let envelope = SMTPEnvelope(from: "a@example.test", recipients: ["b@example.test"])

    @Test(arguments: [
        [FaultServer.Action.await("\r\n.\r\n")],
        [.await("\r\n.\r\n"), .say("250 O")],
        [.await("\r\n.\r\n"), .say("no reply at all\r\n")],
    ])
    func `that are lost after the final dot leave the outcome uncertain`(end: [FaultServer.Action])
        async throws
    {
        let server = try FaultServer(
            Self.greeting + [.await("DATA\r\n"), .say("250 ok\r\n250 ok\r\n354 go\r\n")] + end)
        defer { server.stop() }
        let session = try await SMTPSession.connect(
            to: Self.endpoint(server), credentials: nil, patience: Self.patient)
        #expect(try await session.send(Array("Subject: x\r\n\r\nx\r\n".utf8), Self.envelope) == .uncertain)
        #expect(await session.isOpen == false)
    }

    @Test(arguments: [false, true])
    func `are hung up on, TLS or not, when the message must not be finished`(isSecure: Bool) async throws {
        let folder = NSTemporaryDirectory() + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // What is left over in the temporary directory harms nobody.
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let identity = isSecure ? try ServerIdentity.make(in: folder) : nil
        let server = try FaultServer(
            (isSecure ? [.startTLS] : []) + Self.greeting + [
                .await("DATA\r\n"), .say("250 ok\r\n250 ok\r\n354 go\r\n"), .stall,
            ], identity: identity)
        defer { server.stop() }
        let session = try await SMTPSession.connect(
            to: ServerEndpoint(
                host: isSecure ? "localhost" : "127.0.0.1", port: server.port,
                security: isSecure ? .implicitTLS : .plain, authorityFile: identity?.authorityFile),
            credentials: nil, patience: Self.patient)
        await #expect(throws: SessionError.transport(.closed)) {
            _ = try await session.send(
                Array("Subject: x\r\n\r\nx\r\n".utf8), Self.envelope, beforeFinalDot: { false })
        }
        #expect(await session.isOpen == false)
    }

    /// The stream loses the write that holds the end: the server cannot have taken the message. What is lost behind it
    /// stays uncertain.
    @Test(arguments: [(3, false), (4, true)])
    func `that are lost before the final dot had left did not take it`(write: Int, isUncertain: Bool)
        async throws
    {
        let stream = ScriptedStream(
            saying: "220 hi\r\n250-hi\r\n250 PIPELINING\r\n250 ok\r\n250 ok\r\n354 go\r\n",
            losesWriteNumber: write)
        let session = SMTPSession(
            over: stream, endpoint: ServerEndpoint(host: "localhost", port: 1, security: .plain))
        try await session.open(nil)
        do throws(SessionError) {
            let outcome = try await session.send(Array("Subject: x\r\n\r\nx\r\n".utf8), Self.envelope)
            #expect(isUncertain && outcome == .uncertain)
        } catch {
            #expect(!isUncertain && error == .transport(.closed))
        }
    }

    @Test(arguments: [
        [FaultServer.Action.await("MAIL")],
        [.await("DATA\r\n"), .say("250 ok\r\n250 ok\r\n")],
    ])
    func `that are lost before the message certainly did not take it`(end: [FaultServer.Action]) async throws
    {
        let server = try FaultServer(Self.greeting + end)
        defer { server.stop() }
        let session = try await SMTPSession.connect(
            to: Self.endpoint(server), credentials: nil, patience: Self.patient)
        await #expect(throws: SessionError.self) {
            _ = try await session.send(Array("Subject: x\r\n\r\nx\r\n".utf8), Self.envelope)
        }
    }
}
