import CRMModel
import Testing

@testable import CRMStore

@Suite struct `Local changes` {
    let now = MailFixture.start

    @Test func `a mark shows at once and is told to the server once`() async throws {
        let fixture = try await MailFixture()
        let ids = try await fixture.ingest([MailFixture.message(7)])
        _ = try await fixture.messages.mark(ids, add: .flagged, at: now)
        _ = try await fixture.messages.mark(ids, add: .seen, at: now)
        #expect(try await fixture.messages.message(ids[0])?.flags == [.flagged, .seen])
        #expect(try await fixture.subjects(.flagged) == ["Hello"])
        let changes = try await fixture.messages.takeChanges(of: fixture.account)
        #expect(changes.map(\.operation) == [.flags(add: [.flagged, .seen], remove: [])])
        #expect(changes.map(\.uid) == [7])
        #expect(try await fixture.messages.takeChanges(of: fixture.account).isEmpty)
    }

    @Test func `a mark taken back before it was sent is never sent`() async throws {
        let fixture = try await MailFixture()
        let ids = try await fixture.ingest([MailFixture.message(1)])
        let receipt = try await fixture.messages.mark(ids, add: .seen, at: now)
        let undo = try #require(receipt.undo)
        #expect(try await fixture.messages.undo(undo, at: now) == ids)
        #expect(try await fixture.messages.message(ids[0])?.flags == [])
        #expect(try await fixture.messages.pendingChangeCount() == 0)
        #expect(try await fixture.messages.undo(undo, at: now).isEmpty)
    }

    @Test func `a mark taken back while it is sent is followed by its opposite`() async throws {
        let fixture = try await MailFixture()
        let ids = try await fixture.ingest([MailFixture.message(1)])
        let undo = try #require(try await fixture.messages.mark(ids, add: .seen, at: now).undo)
        let sent = try await fixture.messages.takeChanges(of: fixture.account)
        _ = try await fixture.messages.undo(undo, at: now)
        try await fixture.messages.acknowledge(sent[0].id, at: now)
        let next = try await fixture.messages.takeChanges(of: fixture.account)
        #expect(next.map(\.operation) == [.flags(add: [], remove: .seen)])
    }

    @Test func `what was changed here wins over the server until the server knows`() async throws {
        let fixture = try await MailFixture()
        let ids = try await fixture.ingest([MailFixture.message(1)])
        _ = try await fixture.messages.mark(ids, add: .seen, at: now)
        let seen = Sighting(uid: 1, flags: .answered)
        #expect(try await fixture.messages.applyFlags([seen], in: fixture.folder(.inbox), at: now).isEmpty)
        #expect(try await fixture.messages.message(ids[0])?.flags == [.answered, .seen])
        let sent = try await fixture.messages.takeChanges(of: fixture.account)
        try await fixture.messages.acknowledge(sent[0].id, at: now)
        _ = try await fixture.messages.applyFlags([seen], in: fixture.folder(.inbox), at: now)
        #expect(try await fixture.messages.message(ids[0])?.flags == [.answered])
    }

    @Test func `archive moves at once, waits for its UID, and can be taken back`() async throws {
        let fixture = try await MailFixture()
        let ids = try await fixture.ingest([MailFixture.message(1)])
        let undo = try #require(try await fixture.messages.archive(ids, at: now).undo)
        #expect(try await fixture.subjects(.inbox).isEmpty)
        #expect(try await fixture.subjects(.archive) == ["Hello"])
        #expect(try await fixture.messages.message(ids[0])?.uid == nil)
        _ = try await fixture.messages.undo(undo, at: now)
        #expect(try await fixture.subjects(.inbox) == ["Hello"])
        #expect(try await fixture.subjects(.archive).isEmpty)
        #expect(try await fixture.messages.pendingChangeCount() == 0)
        #expect(try await fixture.folders.folder(fixture.folder(.inbox))?.folder.messages == 1)
        #expect(try await fixture.folders.folder(fixture.folder(.archive))?.folder.messages == 0)
    }

    @Test(arguments: [UInt32(40), nil])
    func `a move that the server made leaves one place with one UID`(told: UInt32?) async throws {
        let fixture = try await MailFixture()
        let ids = try await fixture.ingest([MailFixture.message(1)])
        _ = try await fixture.messages.move(ids, to: fixture.folder(.archive), at: now)
        let sent = try await fixture.messages.takeChanges(of: fixture.account)
        try await fixture.messages.acknowledge(sent[0].id, newUID: told, at: now)
        // The next look into the archive finds it, told or not.
        var there = MailFixture.message(1)
        there.uid = 40
        #expect(try await fixture.ingest([there], .archive) == ids)
        let locations = try await fixture.messages.locations(of: ids[0])
        #expect(locations.map(\.uid) == [40])
        #expect(locations.map(\.folder) == [fixture.folder(.archive)])
        #expect(try await fixture.folders.folder(fixture.folder(.archive))?.folder.messages == 1)
    }

    @Test func `a move taken back after the server made it is moved back`() async throws {
        let fixture = try await MailFixture()
        let ids = try await fixture.ingest([MailFixture.message(1)])
        let undo = try #require(try await fixture.messages.archive(ids, at: now).undo)
        let sent = try await fixture.messages.takeChanges(of: fixture.account)
        try await fixture.messages.acknowledge(sent[0].id, newUID: 9, at: now)
        #expect(try await fixture.messages.undo(undo, at: now) == ids)
        #expect(try await fixture.subjects(.inbox) == ["Hello"])
        let back = try await fixture.messages.takeChanges(of: fixture.account)
        #expect(back.map(\.uid) == [9])
        guard case .move(let target)? = back.first?.operation else { throw StoreError(.misuse) }
        #expect(target.id == fixture.folder(.inbox))
    }

    @Test func `delete goes to the trash, and from there for good`() async throws {
        let fixture = try await MailFixture()
        let ids = try await fixture.ingest([MailFixture.message(1)])
        _ = try await fixture.messages.delete(ids, at: now)
        #expect(try await fixture.subjects(.trash) == ["Hello"])
        _ = try await fixture.messages.delete(ids, at: now)
        #expect(try await fixture.subjects(.all).isEmpty)
        let changes = try await fixture.messages.takeChanges(of: fixture.account)
        #expect(changes.map(\.operation) == [.delete])
        #expect(changes.map(\.uid) == [1])
        try await fixture.messages.acknowledge(changes[0].id, at: now)
        #expect(try await fixture.messages.purge(vanishedBefore: now) == 1)
    }

    @Test func `a change refused five times is put aside and the server's state shows`() async throws {
        let fixture = try await MailFixture()
        let ids = try await fixture.ingest([MailFixture.message(1)])
        _ = try await fixture.messages.archive(ids, at: now)
        for attempt in 1...5 {
            let sent = try await fixture.messages.takeChanges(of: fixture.account)
            let isOver = try await fixture.messages.fail(sent[0].id, reason: "NO quota", at: now)
            #expect(isOver == (attempt == 5))
        }
        #expect(try await fixture.messages.takeChanges(of: fixture.account).isEmpty)
        #expect(try await fixture.messages.quarantinedChanges().map(\.reason) == ["NO quota"])
        #expect(try await fixture.subjects(.inbox) == ["Hello"])
    }

    @Test func `changes of a syncer that died are sent again`() async throws {
        let fixture = try await MailFixture()
        let ids = try await fixture.ingest([MailFixture.message(1)])
        _ = try await fixture.messages.mark(ids, add: .seen, at: now)
        let first = try await fixture.messages.takeChanges(of: fixture.account)
        try await fixture.messages.returnChanges(of: fixture.account)
        #expect(try await fixture.messages.takeChanges(of: fixture.account) == first)
    }
}

@Suite struct `The server's view` {
    let now = MailFixture.start

    @Test func `a vanished message leaves the lists now and the workspace later`() async throws {
        let fixture = try await MailFixture()
        let ids = try await fixture.ingest([MailFixture.message(1), MailFixture.message(2)])
        try await fixture.messages.removeVanished([1, 77], in: fixture.folder(.inbox), at: now)
        #expect(try await fixture.messages.list(.inbox).items.map(\.id) == [ids[1]])
        #expect(try await fixture.messages.purge(vanishedBefore: now) == 0)
        #expect(try await fixture.messages.purge(vanishedBefore: now.adding(seconds: 1)) == 1)
        #expect(try await fixture.messages.detail(ids[0]) == nil)
    }

    @Test func `a move made elsewhere is not a loss`() async throws {
        let fixture = try await MailFixture()
        let ids = try await fixture.ingest([MailFixture.message(1)])
        try await fixture.messages.removeVanished([1], in: fixture.folder(.inbox), at: now)
        let found = IdentifiedSighting(
            Sighting(uid: 5, flags: .seen), messageID: "m1@northwind.example", size: 5)
        #expect(try await fixture.messages.adopt([found], in: fixture.folder(.archive), at: now).isEmpty)
        #expect(try await fixture.messages.list(.archive).items.map(\.id) == ids)
        _ = try await fixture.messages.purge(vanishedBefore: now.adding(seconds: 1))
        #expect(try await fixture.messages.list(.archive).items.map(\.id) == ids)
    }

    @Test func `new UIDs keep the messages and what was changed here`() async throws {
        let fixture = try await MailFixture()
        let inbox = fixture.folder(.inbox)
        let ids = try await fixture.ingest([MailFixture.message(1), MailFixture.message(2)])
        _ = try await fixture.messages.mark([ids[0]], add: .seen, at: now)
        try await fixture.messages.resetUIDs(of: inbox, uidValidity: 99, at: now)
        #expect(try await fixture.messages.list(.inbox).items.count == 2)
        let found = IdentifiedSighting(
            Sighting(uid: 501, flags: []), messageID: "m1@northwind.example", size: 5)
        #expect(try await fixture.messages.adopt([found], in: inbox, at: now).isEmpty)
        try await fixture.messages.finishReset(of: inbox, at: now)
        #expect(try await fixture.messages.list(.inbox).items.map(\.id) == [ids[0]])
        #expect(try await fixture.messages.message(ids[0])?.flags == .seen)
        let changes = try await fixture.messages.takeChanges(of: fixture.account)
        #expect(changes.map(\.uid) == [501])
        #expect(try await fixture.folders.folder(inbox)?.cursor.uidValidity == 99)
    }

    @Test func `unknown UIDs are told, known ones counted anew`() async throws {
        let fixture = try await MailFixture()
        try await fixture.ingest([MailFixture.message(1)])
        let unknown = try await fixture.messages.applyFlags(
            [Sighting(uid: 1, flags: .seen), Sighting(uid: 2, flags: [])], in: fixture.folder(.inbox), at: now
        )
        #expect(unknown == [2])
        #expect(try await fixture.folders.folder(fixture.folder(.inbox))?.folder.unread == 0)
    }

    @Test func `a folder that is gone takes its messages from the lists`() async throws {
        let fixture = try await MailFixture()
        try await fixture.ingest([MailFixture.message(1)], .archive)
        let kept = FolderFacts(rawName: Array("inbox".utf8), name: "inbox", role: .inbox)
        try await fixture.folders.replace([kept], of: fixture.account, at: now)
        #expect(try await fixture.messages.list(.all).items.isEmpty)
        #expect(try await fixture.messages.purge(vanishedBefore: now) == 1)
    }

    @Test func `an account goes with everything`() async throws {
        let fixture = try await MailFixture()
        try await fixture.ingest((1...250).map { MailFixture.message($0) })
        try await fixture.accounts.remove(fixture.account)
        #expect(try await fixture.accounts.all().isEmpty)
        #expect(try await fixture.messages.list(.all).items.isEmpty)
        #expect(try await fixture.folders.all().isEmpty)
    }
}
