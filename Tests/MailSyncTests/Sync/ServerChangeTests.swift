import CRMModel
import CRMStore
import MailCore
import MailNet
import MailSync
import Testing

@Suite(.needsDovecot) struct `Changes made on the server` {
    private func uid(_ subject: String, _ world: SyncWorld) async throws -> UID {
        let message = try #require(try await world.list(.all).first { $0.subject == subject })
        return UID(try #require(message.uid))
    }

    @Test func `arrive: flags, moves, removals, new mail`() async throws {
        let world = try await SyncWorld()
        try world.place(6)
        let syncer = world.syncer()
        _ = try await syncer.syncOnce()
        let moved = try #require(try await world.list().first { $0.subject == "Message 3" }).id

        let other = try await world.client()
        _ = try await other.select(.inbox)
        try await other.store([UID(1)].set, .add([.seen]))
        try await other.store([UID(2)].set, .add([.flagged]))
        _ = try await other.move([UID(3)].set, to: MailboxName("Archive"))
        try await other.delete([UID(4)].set)
        _ = try await other.append(SyncWorld.message(7), to: .inbox)
        await other.logout()

        let report = try await syncer.syncOnce()
        #expect(report.new == 1)
        #expect(report.removed == 2)
        // The moved one is the same row in another folder, with all that hangs on it.
        #expect(try await world.list(.archive).map(\.id) == [moved])
        try await world.expectAgreement()
        _ = try await syncer.syncOnce()
        #expect(try await world.store.stats().messages == 6)
        try await world.expectAgreement()
        await world.stop()
    }

    @Test func `arrive: folders that are made, renamed and removed`() async throws {
        let world = try await SyncWorld()
        let other = try await world.client()
        let (old, new) = (MailboxName("Kunden/Müller & Söhne"), MailboxName("Customers/Müller"))
        try await other.create(old)
        for number in 1...5 { _ = try await other.append(SyncWorld.message(number), to: old) }
        let syncer = world.syncer()
        _ = try await syncer.syncOnce()
        let ids = try await world.list(.all).map(\.id)
        #expect(ids.count == 5)
        #expect(try await world.folder("Kunden/Müller & Söhne").folder.messages == 5)

        try await other.rename(old, to: new)
        let renamed = try await syncer.syncOnce()
        #expect(renamed.bytesReceived == 0)
        #expect(try await world.list(.all).map(\.id) == ids)
        try await world.expectAgreement()

        try await other.remove(new)
        _ = try await syncer.syncOnce()
        _ = try await syncer.syncOnce()
        #expect(try await world.store.stats().messages == 0)
        try await world.expectAgreement()
        await other.logout()
        await world.stop()
    }

    @Test func `arrive: new UIDs for everything, without fetching it again`() async throws {
        let world = try await SyncWorld()
        let other = try await world.client()
        let name = MailboxName("Project")
        try await other.create(name)
        for number in 1...20 { _ = try await other.append(SyncWorld.message(number), to: name) }
        let syncer = world.syncer()
        _ = try await syncer.syncOnce()
        let ids = try await world.list(.all).map(\.id)
        let validity = try await world.folder("Project").cursor.uidValidity
        // Offline the user changes two; the folder is rebuilt elsewhere, one message less and one more.
        _ = try await world.store.messages.mark([ids[0]], add: .flagged, at: SyncWorld.now())
        let archive = try await world.folder("Archive").id
        _ = try await world.store.messages.move([ids[1]], to: archive, at: SyncWorld.now())
        try await other.remove(name)
        try await other.create(name)
        for number in 2...21 { _ = try await other.append(SyncWorld.message(number), to: name) }

        let report = try await syncer.syncOnce()
        #expect(try await world.folder("Project").cursor.uidValidity != validity)
        #expect(report.bytesReceived == SyncWorld.message(21).count)
        try await world.expectAgreement()
        #expect(try await world.store.messages.pendingChangeCount() == 0)
        #expect(try await world.list(.flagged).map(\.id) == [ids[0]])
        #expect(try await world.list(.archive).map(\.id) == [ids[1]])
        #expect(try await world.list(.all).filter { ids.contains($0.id) }.count == 19)
        await other.logout()
        await world.stop()
    }

    @Test func `arrive: everything is gone`() async throws {
        let world = try await SyncWorld()
        try world.place(4)
        let syncer = world.syncer()
        _ = try await syncer.syncOnce()
        let other = try await world.client()
        _ = try await other.select(.inbox)
        try await other.delete(.from(1))
        await other.logout()
        #expect(try await syncer.syncOnce().removed == 4)
        #expect(try await world.list() == [])
        try await world.expectAgreement()
        await world.stop()
    }
}

extension Array where Element == UID {
    var set: UIDSet { UIDSet(self) }
}
