import LocalServers
import MailCore
import MailNet
import Testing

@Suite(
    .needsDovecot, .enabled(if: EximServer.isInstalled, "Exim is missing; run scripts/install-test-servers"))
struct `SMTP session with Exim` {
    private static let credentials = Credentials(user: Dovecot.rep.address, password: Dovecot.rep.password)

    private struct Servers {
        let dovecot: Dovecot
        let exim: EximServer

        init() async throws {
            dovecot = try await Dovecot()
            exim = try await EximServer.start(deliveringTo: dovecot.server)
        }

        func stop() {
            exim.stop()
            dovecot.stop()
        }

        var endpoints: [ServerEndpoint] {
            [(exim.smtpsPort, .implicitTLS), (exim.submissionPort, .startTLS)].map { port, security in
                ServerEndpoint(
                    host: "localhost", port: port, security: security,
                    authorityFile: exim.identity.authorityFile)
            }
        }
    }

    private static func envelope(_ recipients: String...) -> SMTPEnvelope {
        SMTPEnvelope(from: Dovecot.rep.address, recipients: recipients)
    }

    @Test func `delivers what was sent, byte by byte, several messages per connection`() async throws {
        let servers = try await Servers()
        defer { servers.stop() }
        let amy = try await servers.dovecot.login(Dovecot.amy)
        _ = try await amy.select(.inbox)
        let body = ".\n..\n.leading dots\nGrüße\nlast line"
        for endpoint in servers.endpoints {
            let session = try await SMTPSession.connect(to: endpoint, credentials: Self.credentials)
            for number in 1...2 {
                let message = Dovecot.message("Sent \(number)", body: body)
                let outcome = try await session.send(message, Self.envelope(Dovecot.amy.address))
                guard case .accepted(let reply, let refused) = outcome else {
                    Issue.record("\(outcome) \(servers.exim.log)")
                    return
                }
                #expect(reply.code == 250)
                #expect(refused == [])
            }
            await session.quit()
        }
        while try await amy.search(.all).count < 4 { _ = try await amy.idle(longest: .seconds(5)) }
        for message in try await amy.fetch(.from(1), .body) {
            let text = String(decoding: message.body ?? [], as: UTF8.self)
            #expect(text.hasSuffix("\r\n" + body.replacing("\n", with: "\r\n") + "\r\n"))
        }
    }

    @Test func `tells accepted, refused and postponed recipients apart`() async throws {
        let servers = try await Servers()
        defer { servers.stop() }
        let session = try await SMTPSession.connect(to: servers.endpoints[0], credentials: Self.credentials)
        let message = Dovecot.message("Hello 1")

        let mixed = try await session.send(
            message, Self.envelope(Dovecot.amy.address, "nobody@example.test", "later@example.test"))
        guard case .accepted(_, let refused) = mixed else {
            Issue.record("\(mixed)")
            return
        }
        #expect(refused.map(\.address) == ["nobody@example.test", "later@example.test"])
        #expect(refused.map(\.refusal.kind) == [.permanent, .temporary])
        #expect(refused.first?.refusal.enhanced == "5.1.1")
        #expect(refused.first?.refusal.text.contains("Nobody of that name here") == true)

        guard
            case .refused(let refusal, _) = try await session.send(
                message, Self.envelope("nobody@example.test"))
        else {
            Issue.record("an unknown recipient was taken")
            return
        }
        #expect(refusal.status == "550")

        guard
            case .temporary(let reason, _) = try await session.send(
                message, Self.envelope("later@example.test"))
        else {
            Issue.record("a postponed recipient was taken or refused")
            return
        }
        #expect(reason.enhanced == "4.7.1")

        guard
            case .refused(let unwanted, _) = try await session.send(
                Dovecot.message("Refuse me"), Self.envelope(Dovecot.amy.address))
        else {
            Issue.record("an unwanted message was taken")
            return
        }
        #expect(unwanted.enhanced == "5.7.1")

        let big = Dovecot.message("Big 1", body: String(repeating: "0123456789\n", count: 110_000))
        guard case .refused(let size, _) = try await session.send(big, Self.envelope(Dovecot.amy.address))
        else {
            Issue.record("a message that is too large was taken")
            return
        }
        #expect(size.enhanced == "5.3.4")

        let last = try await session.send(message, Self.envelope("anybody@discard.test"))
        guard case .accepted = last else {
            Issue.record("the connection did not survive the refusals: \(last)")
            return
        }
    }

    @Test func `tells a wrong password`() async throws {
        let servers = try await Servers()
        defer { servers.stop() }
        for endpoint in servers.endpoints {
            let error = await #expect(throws: SessionError.self) {
                _ = try await SMTPSession.connect(
                    to: endpoint, credentials: Credentials(user: Dovecot.rep.address, password: "wrong"))
            }
            guard case .refused(let refusal) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(refusal.kind == .authentication)
        }
    }

    @Test func `an account that works passes the connection test, and each fault is named`() async throws {
        let servers = try await Servers()
        defer { servers.stop() }
        let imap = ConnectionTest.Login(servers.dovecot.imaps, Self.credentials)
        let smtp = ConnectionTest.Login(servers.endpoints[0], Self.credentials)
        #expect(await ConnectionTest.run(imap: imap, smtp: smtp).works)

        let wrong = ConnectionTest.Login(
            servers.dovecot.imaps, Credentials(user: Dovecot.rep.address, password: "wrong"))
        let unknown = ConnectionTest.Login(
            ServerEndpoint(host: "nowhere.invalid", port: 465, security: .implicitTLS), Self.credentials)
        let faulty = await ConnectionTest.run(imap: wrong, smtp: unknown)
        #expect(faulty.imap.failure?.cause == .authentication)
        #expect(faulty.smtp.failure?.cause == .name)
        #expect(faulty.failures.allSatisfy { !$0.reason.contains(Dovecot.rep.password) })

        let foreign = ServerEndpoint(host: "localhost", port: servers.exim.smtpsPort, security: .implicitTLS)
        let closed = ServerEndpoint(host: "127.0.0.1", port: 1, security: .startTLS)
        let more = await ConnectionTest.run(
            imap: .init(closed, Self.credentials), smtp: .init(foreign, Self.credentials))
        #expect(more.imap.failure?.cause == .port)
        #expect(more.smtp.failure?.cause == .certificate)
    }
}

@Suite struct `Submission server of the demo` {
    @Test func `takes mail from a user that logged in`() async throws {
        let received = AsyncStream.makeStream(of: SubmittedMessage.self)
        let server = try SubmissionServer(users: [Dovecot.rep]) { message in
            received.continuation.yield(message)
            return message.recipients == ["no@example.test"] ? .refuse("550 5.7.1 No") : .accept
        }
        defer { server.stop() }
        let endpoint = ServerEndpoint(host: "127.0.0.1", port: server.port, security: .plain)
        let session = try await SMTPSession.connect(
            to: endpoint, credentials: Credentials(user: Dovecot.rep.address, password: Dovecot.rep.password))
        let message = Dovecot.message("Hello 1", body: ".\n..dots")
        let envelope = SMTPEnvelope(
            from: Dovecot.rep.address, recipients: ["a@example.test", "b@example.test"])
        guard case .accepted = try await session.send(message, envelope) else {
            Issue.record("the message was not taken")
            return
        }
        var messages = received.stream.makeAsyncIterator()
        let first = await messages.next()
        #expect(first?.bytes == message)
        #expect(first?.user == Dovecot.rep.address)
        #expect(first?.recipients == envelope.recipients)
        let refused = try await session.send(message, SMTPEnvelope(from: "", recipients: ["no@example.test"]))
        guard case .refused(let refusal, _) = refused else {
            Issue.record("\(refused)")
            return
        }
        #expect(refusal.text == "No")
        await #expect(throws: SessionError.self) {
            _ = try await SMTPSession.connect(
                to: endpoint, credentials: Credentials(user: Dovecot.rep.address, password: "wrong"))
        }
    }
}
