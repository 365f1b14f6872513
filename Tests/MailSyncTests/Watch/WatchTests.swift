import CRMModel
import CRMStore
import LocalServers
import MailCore
import MailNet
import Testing

@testable import MailSync

@Suite(.needsDovecot, .timeLimit(.minutes(2))) struct `Watching an account` {
    @Test func `shows what arrives, changes and goes, and tells what is done here`() async throws {
        let world = try await SyncWorld()
        try world.place(3)
        let watching = try await Watching(world, world.syncer(SyncSettings(pollInterval: .seconds(600))))
        await watching.ready()
        let other = try await world.client()
        _ = try await other.select(.inbox)

        try world.server.deliver(SyncWorld.message(4), to: SyncWorld.rep.address)
        let heard = try await watching.event {
            if case .mailReceived(let id, _, let from, let subject, _) = $0 {
                (id, from, subject)
            } else {
                nil
            }
        }
        #expect(heard.1 == "Amy")
        #expect(heard.2 == "Message 4")
        #expect(try await world.list().first?.id == heard.0)

        try await other.store([UID(1)].set, .add([.flagged]))
        try await watching.event { if case .messagesChanged = $0 { true } else { nil } }
        try await other.delete([UID(2)].set)
        try await watching.event { if case .messagesRemoved = $0 { true } else { nil } }
        try await world.expectAgreement()

        // The second client hears of what is done here as soon as we do of what it does.
        _ = try await other.noop()
        _ = try await world.store.messages.mark([heard.0], add: .seen, at: SyncWorld.now())
        watching.syncer.pushChanges()
        #expect(try await !other.idle().isEmpty)
        await watching.end()
        await other.logout()
        await world.stop()
    }

    @Test func `looks into the other folders at intervals`() async throws {
        let world = try await SyncWorld()
        let watching = try await Watching(world, world.syncer(.quick))
        await watching.ready()
        let other = try await world.client()
        _ = try await other.append(SyncWorld.message(1), to: MailboxName("Archive"))
        try await watching.event { if case .messagesArrived = $0 { true } else { nil } }
        try await other.create(MailboxName("New"))
        _ = try await other.append(SyncWorld.message(2), to: MailboxName("New"))
        try await watching.event { if case .messagesArrived = $0 { true } else { nil } }
        try await world.expectAgreement()
        await watching.end()
        await other.logout()
        await world.stop()
    }

    @Test func `comes back after the server was away`() async throws {
        let world = try await SyncWorld()
        let relay = try RelayServer(to: world.server.imapsPort)
        let watching = try await Watching(world, world.syncer(.quick, port: relay.port))
        await watching.ready()
        relay.set(.cuts)
        let reason = try await watching.offline()
        #expect(reason.contains("IMAP localhost:\(relay.port)"))
        try world.server.deliver(SyncWorld.message(1), to: SyncWorld.rep.address)
        relay.set(.passes)
        watching.syncer.retryNow()
        await watching.ready()
        try await world.expectAgreement()
        try world.server.deliver(SyncWorld.message(2), to: SyncWorld.rep.address)
        try await watching.event { if case .mailReceived = $0 { true } else { nil } }
        await watching.end()
        relay.stop()
        await world.stop()
    }

    @Test func `gives up a server that says nothing any more`() async throws {
        let world = try await SyncWorld()
        let relay = try RelayServer(to: world.server.imapsPort)
        var settings = SyncSettings(pollInterval: .seconds(600))
        settings.patience.progress = .seconds(2)
        let watching = try await Watching(world, world.syncer(settings, port: relay.port))
        await watching.ready()
        relay.set(.stalls)
        watching.syncer.syncNow()
        #expect(try await watching.offline().contains("stopped answering"))
        await watching.end()
        relay.stop()
        await world.stop()
    }

    @Test(arguments: [false, true])
    func `ends at once, connected or connecting to silence`(stalls: Bool) async throws {
        let world = try await SyncWorld()
        let relay = try RelayServer(to: world.server.imapsPort)
        if stalls { relay.set(.stalls) }
        var settings = SyncSettings(pollInterval: .seconds(600))
        settings.patience = Patience(connect: .seconds(600), progress: .seconds(600))
        let watching = try await Watching(world, world.syncer(settings, port: relay.port))
        if stalls {
            try await watching.state { $0 == .connecting ? true : nil }
        } else {
            await watching.ready()
        }
        await watching.end()
        relay.stop()
        await world.stop()
    }

    @Test func `asks once with a wrong password, and again when there is another`() async throws {
        let world = try await SyncWorld()
        let relay = try RelayServer(to: world.server.imapsPort)
        let password = SharedText("wrong")
        let watching = try await Watching(
            world, world.syncer(.quick, port: relay.port, password: { password.value }))
        let reason = try await watching.state {
            if case .authenticationFailed(let reason) = $0 { reason } else { nil }
        }
        #expect(reason.contains("refused the name or password"))
        // Whatever the user does in the mail, the provider is not bothered again.
        for _ in 0..<100 {
            watching.syncer.pushChanges()
            await Task.yield()
        }
        #expect(relay.connections == 1)
        password.value = SyncWorld.rep.password
        await watching.ready()
        await watching.end()
        relay.stop()
        await world.stop()
    }

    @Test func `drops its connections when the machine has slept`() async throws {
        let world = try await SyncWorld()
        let slept = SharedText("")
        var settings = SyncSettings.quick
        settings.usesIdle = false
        settings.sleptMilliseconds = { slept.value.isEmpty ? 0 : 60_000 }
        let watching = try await Watching(world, world.syncer(settings))
        await watching.ready()
        slept.value = "an hour"
        _ = try await watching.offline()
        await watching.ready()
        await watching.end()
        await world.stop()
    }
}
