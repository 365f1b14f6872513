import CRMModel
import CRMStore
import LocalServers
import MailCore
import MailNet
import MailSync
import Platform
import Testing

@Suite(.needsDovecot) struct `Changes made here` {
    @Test func `reach the server, and those taken back do not`() async throws {
        let world = try await SyncWorld()
        try world.place(8)
        let syncer = world.syncer()
        _ = try await syncer.syncOnce()
        let messages = world.store.messages
        let ids = try await world.list().reversed().map(\.id)
        _ = try await messages.mark([ids[0], ids[1]], add: .seen, at: SyncWorld.now())
        _ = try await messages.mark([ids[1]], add: .flagged, remove: .seen, at: SyncWorld.now())
        _ = try await messages.archive([ids[2], ids[3]], at: SyncWorld.now())
        _ = try await messages.delete([ids[4]], at: SyncWorld.now())
        _ = try await messages.delete([ids[5]], forever: true, at: SyncWorld.now())
        let undone = try await messages.archive([ids[6]], at: SyncWorld.now())
        _ = try await messages.undo(try #require(undone.undo), at: SyncWorld.now())
        #expect(try await syncer.pushOnce() == [])
        #expect(try await messages.pendingChangeCount() == 0)
        try await world.expectAgreement()
        #expect(try await world.subjects().count == 4)
        #expect(try await world.subjects(.archive) == ["Message 4", "Message 3"])
        #expect(try await world.subjects(.trash) == ["Message 5"])
        // What comes back from the server is no change.
        let report = try await syncer.syncOnce()
        #expect([report.new, report.removed, report.bytesReceived] == [0, 0, 0])
        try await world.expectAgreement()
        await world.stop()
    }

    @Test func `survive a restart without a connection`() async throws {
        let directory = "/tmp/rapport-sync-\(Hex.encode(SecureRandom.bytes(6)))"
        try FileSystem.createDirectory(directory)
        defer { FileSystem.remove(directory) }
        let world = try await SyncWorld(store: try await Workspace.open(directory: directory))
        try world.place(3)
        _ = try await world.syncer().syncOnce()
        let ids = try await world.list().map(\.id)
        _ = try await world.store.messages.archive([ids[0]], at: SyncWorld.now())
        _ = try await world.store.messages.mark([ids[1]], add: .seen, at: SyncWorld.now())
        // Nothing listens there.
        await #expect(throws: SessionError.self) { try await world.syncer(port: 1).pushOnce() }
        await world.store.close()

        let again = SyncWorld(world.server, try await Workspace.open(directory: directory), world.account)
        #expect(try await again.store.messages.pendingChangeCount() == 2)
        _ = try await again.syncer().syncOnce()
        #expect(try await again.store.messages.pendingChangeCount() == 0)
        try await again.expectAgreement()
        await again.stop()
    }

    @Test func `hold over an outage, whoever changes the same mail meanwhile`() async throws {
        let world = try await SyncWorld()
        try world.place(9)
        let watching = try await Watching(world, world.syncer(.quick))
        await watching.ready()
        let messages = world.store.messages
        let ids = try await world.list().reversed().map(\.id)
        try world.server.halt()
        _ = try await watching.offline()
        let now = SyncWorld.now()
        let archive = try await world.folder("Archive").id
        _ = try await messages.archive([ids[0], ids[1]], at: now)
        _ = try await messages.mark([ids[2], ids[3]], add: [.seen, .flagged], at: now)
        _ = try await messages.delete([ids[4]], at: now)
        _ = try await messages.move([ids[5]], to: archive, at: now)
        let undone = try await messages.delete([ids[6]], at: now)
        _ = try await messages.undo(try #require(undone.undo), at: now)
        #expect(try await world.subjects().count == 5)
        await watching.end()

        try await world.server.restart()
        let other = try await world.client()
        try await other.create(MailboxName("Projects"))
        _ = try await other.select(.inbox)
        try await other.store([UID(1), UID(3)].set, .add([.answered]))
        try await other.store([UID(4)].set, .add([.seen]))
        _ = try await other.move([UID(2), UID(5)].set, to: MailboxName("Projects"))
        try await other.delete([UID(6)].set)

        let again = try await Watching(world, world.syncer(.quick))
        await again.ready()
        await again.end()
        _ = try await world.syncer().syncOnce()
        #expect(try await messages.pendingChangeCount() == 0)
        try await world.expectAgreement()
        #expect(
            try await world.subjects() == ["Message 9", "Message 8", "Message 7", "Message 4", "Message 3"])
        // Reading state is what people made of it, and nothing that syncing did.
        _ = try await other.select(.inbox)
        let flags = try await other.fetch(.from(1), .flags)
        let seen = flags.filter { $0.flags?.contains(.seen) == true }.compactMap { $0.uid?.rawValue }
        #expect(seen == [3, 4])
        #expect(flags.first { $0.uid == 3 }?.flags?.contains(.answered) == true)
        await other.logout()
        await world.stop()
    }

    @Test func `that the server refuses are put aside and shown again as they were`() async throws {
        let world = try await SyncWorld()
        try world.place(3)
        let other = try await world.client()
        try await other.create(MailboxName("Gone"))
        let syncer = world.syncer()
        _ = try await syncer.syncOnce()
        try await other.remove(MailboxName("Gone"))
        await other.logout()
        let ids = try await world.list().map(\.id)
        let gone = try await world.folder("Gone").id
        _ = try await world.store.messages.move([ids[0], ids[1]], to: gone, at: SyncWorld.now())
        _ = try await world.store.messages.mark([ids[2]], add: .seen, at: SyncWorld.now())
        #expect(try await syncer.pushOnce().isEmpty == false)
        #expect(try await world.store.messages.pendingChangeCount() == 0)
        #expect(try await world.store.messages.quarantinedChanges().count == 2)
        #expect(try await world.list().count == 3)
        _ = try await syncer.syncOnce()
        try await world.expectAgreement()
        await world.stop()
    }

    @Test func `to messages that are gone by now end well`() async throws {
        let world = try await SyncWorld()
        try world.place(4)
        let syncer = world.syncer()
        _ = try await syncer.syncOnce()
        let ids = try await world.list().reversed().map(\.id)
        let other = try await world.client()
        _ = try await other.select(.inbox)
        try await other.delete(.from(1))
        await other.logout()
        _ = try await world.store.messages.archive([ids[0]], at: SyncWorld.now())
        _ = try await world.store.messages.mark([ids[1]], add: .seen, at: SyncWorld.now())
        _ = try await world.store.messages.delete([ids[2]], forever: true, at: SyncWorld.now())
        _ = try await syncer.syncOnce()
        try await world.expectAgreement()
        #expect(try await world.store.messages.pendingChangeCount() == 0)
        #expect(try await world.list(.all) == [])
        await world.stop()
    }
}

extension SyncWorld {
    init(_ server: DovecotServer, _ store: Workspace, _ account: Account) {
        self.server = server
        self.store = store
        self.account = account
    }
}
