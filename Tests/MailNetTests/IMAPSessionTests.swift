import LocalServers
import MailCore
import MailNet
import Testing

@Suite(.needsDovecot) struct `IMAP session with Dovecot` {
    @Test func `logs in over implicit TLS and over STARTTLS`() async throws {
        let dovecot = try await Dovecot()
        defer { dovecot.stop() }
        for endpoint in [dovecot.imaps, dovecot.startTLS] {
            for user in [Dovecot.rep, Dovecot.amy] {
                let session = try await dovecot.login(user, to: endpoint)
                let capabilities = await session.capabilities
                #expect(capabilities.contains("UIDPLUS"))
                #expect(await session.server["name"] == "Dovecot")
                await session.logout()
            }
        }
    }

    @Test func `tells a wrong password from other refusals`() async throws {
        let dovecot = try await Dovecot()
        defer { dovecot.stop() }
        let wrong = MailUser(address: Dovecot.rep.address, password: "wrong")
        let error = await #expect(throws: SessionError.self) { _ = try await dovecot.login(wrong) }
        guard case .refused(let refusal) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(refusal.kind == .authentication)
        #expect(refusal.recovery == .reauthenticate)
    }

    @Test func `lists folders with their roles`() async throws {
        let dovecot = try await Dovecot()
        defer { dovecot.stop() }
        let session = try await dovecot.login()
        let mailboxes = try await session.listMailboxes()
        #expect(mailboxes.first { $0.role == .sent }?.name == MailboxName("Sent"))
        #expect(Set(mailboxes.compactMap(\.role)) == [.inbox, .sent, .drafts, .trash, .junk, .archive])
    }

    @Test func `fetches everything in batches and leaves messages unseen`() async throws {
        let dovecot = try await Dovecot()
        defer { dovecot.stop() }
        try dovecot.fill(250)
        let session = try await dovecot.login()
        let inbox = try await session.select(.inbox)
        #expect(inbox.exists == 250)
        let collected = Collected()
        var plan = FetchPlan()
        plan.batchCount = 60
        try await session.fetch(.from(1), .message, plan: plan) { await collected.add($0) }
        #expect(await collected.messages.count == 250)
        #expect(await collected.batches <= 250 / 60 + 1)
        let first = try #require(await collected.messages.first)
        #expect(first.body == Dovecot.message("Message 1"))
        #expect(first.size == UInt64(Dovecot.message("Message 1").count))
        #expect(first.internalDate == 1_700_000_001)
        let status = try await session.status(of: .inbox)
        #expect(status.unseen == 250)
    }

    @Test func `bodies that look like the protocol stay bodies`() async throws {
        let dovecot = try await Dovecot()
        defer { dovecot.stop() }
        let trap = "R1 OK done\nR2 OK done\n* 1 FETCH (UID 7 FLAGS (\\Seen))\n)\n{99999}\n* BYE\nR3 BAD x {5}"
        try dovecot.fill(20, body: trap)
        let session = try await dovecot.login()
        _ = try await session.select(.inbox)
        let messages = try await session.fetch(.from(1), .message)
        #expect(messages.count == 20)
        #expect(
            messages.allSatisfy {
                $0.body.map { String(decoding: $0, as: UTF8.self) }?.contains("{99999}") == true
            })
        #expect(try await session.noop() == [])
    }

    @Test func `stores flags, moves and deletes by UID`() async throws {
        let dovecot = try await Dovecot()
        defer { dovecot.stop() }
        try dovecot.fill(5)
        let session = try await dovecot.login()
        _ = try await session.select(.inbox)
        try await session.store(UIDSet([2, 3]), .add([.seen, MessageFlag("$Rapport")]))
        let flags = try await session.fetch(UIDSet([2]), .flags)
        #expect(flags.first?.flags?.contains(.seen) == true)
        #expect(flags.first?.flags?.contains(MessageFlag("$Rapport")) == true)
        let mapping = try await session.move(UIDSet([2, 4]), to: MailboxName("Archive"))
        #expect(mapping?.from == UIDSet([2, 4]))
        #expect(mapping?.to.count == 2)
        try await session.store(UIDSet([1]), .add([.deleted]))
        try await session.delete(UIDSet([3]))
        #expect(try await session.search(.all).uids() == [1, 5])
        #expect(try await session.fetch(.from(6), .flags) == [])
        #expect(try await session.search(.header("Subject", contains: "Message 5")).uids() == [5])
    }

    @Test func `appends and tells the UID, names beyond ASCII included`() async throws {
        let dovecot = try await Dovecot()
        defer { dovecot.stop() }
        let session = try await dovecot.login()
        let name = MailboxName("Angebote & Entwürfe 日本")
        try await session.create(name)
        try await session.create(name)
        let message = Dovecot.message("Draft 1", body: "Grüße")
        let mapping = try await session.append(
            message, to: name, flags: [.draft, .seen], date: 1_600_000_000)
        _ = try await session.select(name)
        let fetched = try await session.fetch(try #require(mapping).to, [.body, .flags, .internalDate])
        #expect(fetched.first?.body == message)
        #expect(fetched.first?.internalDate == 1_600_000_000)
        #expect(fetched.first?.flags?.contains(.draft) == true)
    }

    @Test func `IDLE sees delivered mail`() async throws {
        let dovecot = try await Dovecot()
        defer { dovecot.stop() }
        let session = try await dovecot.login()
        _ = try await session.select(.inbox)
        async let changes = session.idle()
        try dovecot.server.deliver(Dovecot.message("New 1"), to: Dovecot.rep.address)
        #expect(try await changes.contains(.exists(1)))
        #expect(try await session.fetch(.from(1), .header).count == 1)
    }

    @Test func `IDLE ends when woken, and the session goes on`() async throws {
        let dovecot = try await Dovecot()
        defer { dovecot.stop() }
        let session = try await dovecot.login()
        _ = try await session.select(.inbox)
        async let changes = session.idle()
        session.wake()
        #expect(try await changes == [])
        #expect(try await session.noop() == [])
    }

    @Test func `an interrupt ends a blocked session`() async throws {
        let dovecot = try await Dovecot()
        defer { dovecot.stop() }
        let session = try await dovecot.login()
        _ = try await session.select(.inbox)
        let idle = Task { try await session.idle() }
        session.interrupt()
        await #expect(throws: SessionError.transport(.interrupted)) { _ = try await idle.value }
        await #expect(throws: SessionError.notOpen) { _ = try await session.noop() }
    }

    @Test func `a mailbox that is not there is refused and the session goes on`() async throws {
        let dovecot = try await Dovecot()
        defer { dovecot.stop() }
        let session = try await dovecot.login()
        await #expect(throws: SessionError.self) { _ = try await session.select(MailboxName("Nowhere")) }
        #expect(await session.isOpen)
        #expect(try await session.select(.inbox).exists == 0)
    }

    @Test func `an error of the reader of a fetch ends the session and comes out`() async throws {
        let dovecot = try await Dovecot()
        defer { dovecot.stop() }
        try dovecot.fill(10)
        let session = try await dovecot.login()
        _ = try await session.select(.inbox)
        await #expect(throws: ReaderFailure.self) {
            try await session.fetch(.from(1), .message) { _ in throw ReaderFailure() }
        }
        #expect(await session.isOpen == false)
    }
}

private struct ReaderFailure: Error {}

private actor Collected {
    private(set) var messages: [FetchedMessage] = []
    private(set) var batches = 0

    func add(_ batch: [FetchedMessage]) {
        messages += batch
        batches += 1
    }
}

@Suite(.needsDovecot) struct `TLS certificates` {
    @Test(arguments: [
        (ServerIdentity.Flaw.expired, TLSFailure.expired), (.wrongHost, .wrongHost),
        (.selfSigned, .selfSigned),
    ])
    func `that are not good are named`(flaw: ServerIdentity.Flaw, failure: TLSFailure) async throws {
        let dovecot = try await Dovecot(flaw: flaw)
        defer { dovecot.stop() }
        for endpoint in [dovecot.imaps, dovecot.startTLS] {
            await #expect(throws: SessionError.transport(.tls(failure))) {
                _ = try await dovecot.login(to: endpoint)
            }
        }
    }

    @Test func `of an unknown authority are refused`() async throws {
        let dovecot = try await Dovecot()
        defer { dovecot.stop() }
        let foreign = ServerEndpoint(
            host: "localhost", port: dovecot.server.imapsPort, security: .implicitTLS)
        await #expect(throws: SessionError.transport(.tls(.unknownAuthority))) {
            _ = try await dovecot.login(to: foreign)
        }
    }

    @Test func `a port without TLS is told apart`() async throws {
        let dovecot = try await Dovecot()
        defer { dovecot.stop() }
        let plain = ServerEndpoint(host: "localhost", port: dovecot.server.imapPort, security: .implicitTLS)
        await #expect(throws: SessionError.transport(.tls(.notTLS))) {
            _ = try await dovecot.login(to: plain)
        }
    }
}
