import CRMModel
import CRMStore
import LocalServers
import MailCore
import MailNet
import Testing

@testable import MailSync

@Suite(.needsDovecot, .timeLimit(.minutes(2))) struct `Copies in Sent` {
    private func copies(
        _ world: SyncWorld, account: Account? = nil, port: UInt16? = nil,
        connection: SentConnection = SentConnection()
    ) -> SentCopies {
        SentCopies(
            account: account ?? world.account, endpoint: world.endpoint(port: port ?? world.server.imapsPort),
            credentials: {
                Credentials(user: SyncWorld.rep.address, password: SyncWorld.rep.password)
            }, stores: world.stores, connection: connection, now: SyncWorld.now)
    }

    private func sent(_ world: SyncWorld) async throws -> [FetchedMessage] {
        let other = try await world.client()
        _ = try await other.select(MailboxName("Sent"), readOnly: true)
        let found = try await other.fetch(.from(1), [.flags, .body])
        await other.logout()
        return found
    }

    @Test func `are made once, read, as they were sent, and shown at once`() async throws {
        let world = try await SyncWorld()
        _ = try await world.syncer().syncOnce()
        let mail = SyncWorld.message(1, from: "rep@example.test", id: "sent@example.test")
        let copies = copies(world)
        #expect(try await copies.contains("sent@example.test") == false)
        #expect(try await copies.append(mail))
        #expect(try await copies.append(mail) == false)
        #expect(try await copies.contains("sent@example.test"))
        let there = try await sent(world)
        #expect(there.map(\.body) == [mail])
        #expect(there.first?.flags?.contains(.seen) == true)
        #expect(try await world.subjects(.sent) == ["Message 1"])
        _ = try await world.syncer().syncOnce()
        try await world.expectAgreement()
        await world.stop()
    }

    @Test func `are not made beside the provider's own, in the folder or by habit`() async throws {
        let world = try await SyncWorld()
        let mail = SyncWorld.message(1, from: "rep@example.test", id: "kept@example.test")
        try world.server.place(mail, for: SyncWorld.rep, folder: "Sent", date: 1_700_000_000, number: 1)
        #expect(try await copies(world).append(mail) == false)
        var account = world.account
        account.smtp = ServerAddress(host: "SMTP.gmail.com", port: 465, tls: .implicit)
        let other = SyncWorld.message(2, from: "rep@example.test")
        #expect(try await copies(world, account: account).append(other) == false)
        #expect(try await sent(world).count == 1)
        await world.stop()
    }

    @Test func `use one connection, and another when that was lost`() async throws {
        let world = try await SyncWorld()
        let relay = try RelayServer(to: world.server.imapsPort)
        let connection = SentConnection()
        let copies = copies(world, port: relay.port, connection: connection)
        for number in 1...5 {
            #expect(try await copies.append(SyncWorld.message(number, from: "rep@example.test")))
        }
        #expect(relay.connections == 1)
        relay.set(.cuts)
        await #expect(throws: SessionError.self) {
            try await copies.append(SyncWorld.message(6, from: "rep@example.test"))
        }
        relay.set(.passes)
        #expect(try await copies.append(SyncWorld.message(6, from: "rep@example.test")))
        #expect(try await sent(world).count == 6)
        relay.stop()
        await world.stop()
    }
}
