import CRMModel
import CRMStore
import LocalServers
import MailCore
import MailNet
import MailSync
import Testing

@Suite(.needsDovecot) struct `A first sync` {
    @Test func `brings the newest fifty before the rest`() async throws {
        let world = try await SyncWorld()
        try world.place(400)
        let report = try await world.syncer().syncOnce()
        #expect(report.new == 400)
        #expect(report.messages == 400)
        let arrivals = try await world.store.events.events(after: 0, limit: 1000).compactMap {
            if case .messagesArrived(_, let ids) = $0.event { ids } else { nil as [RowID<Message>]? }
        }
        let first = try await world.store.messages.messages(try #require(arrivals.first)).map(\.subject)
        #expect(first == (351...400).reversed().map { "Message \($0)" })
        #expect(arrivals.map(\.count).reduce(0, +) == 400)
        try await world.expectAgreement()
        await world.stop()
    }

    @Test func `leaves read state alone and is not repeated`() async throws {
        let world = try await SyncWorld()
        try world.place(3)
        try world.place(2, from: 4, flags: "FRS")
        let syncer = world.syncer()
        _ = try await syncer.syncOnce()
        #expect(try await world.list().map(\.flags.rawValue).sorted() == [0, 0, 0, 7, 7])
        let before = try await world.store.events.newest()
        let folders = try await world.store.folders.synced()
        let report = try await syncer.syncOnce()
        #expect([report.new, report.changed, report.removed, report.bytesReceived] == [0, 0, 0, 0])
        // Nothing was asked of any folder, so none was written.
        #expect(try await world.store.folders.synced() == folders)
        let events = try await world.store.events.events(after: before, limit: 100).map(\.event)
        #expect(
            events.allSatisfy { if case .accountStateChanged = $0 { true } else { false } }, "\(events)")
        try await world.expectAgreement()
        await world.stop()
    }

    @Test func `stores copies in two folders once, and threads over folders`() async throws {
        let world = try await SyncWorld()
        let question = SyncWorld.message(1, from: "rep@example.test", id: "q@example.test")
        let answer = SyncWorld.message(2, references: "q@example.test")
        try world.server.place(question, for: SyncWorld.rep, folder: "Sent", date: 1_700_000_000, number: 1)
        try world.server.place(answer, for: SyncWorld.rep, date: 1_700_000_100, number: 2)
        try world.server.place(answer, for: SyncWorld.rep, folder: "Archive", date: 1_700_000_100, number: 3)
        _ = try await world.syncer().syncOnce()
        #expect(try await world.store.stats().messages == 2)
        let inbox = try #require(try await world.list().first)
        #expect(try await world.store.messages.locations(of: inbox.id).count == 2)
        #expect(
            try await world.store.messages.thread(of: inbox.id).map(\.subject) == ["Message 1", "Message 2"])
        #expect(try await world.list(.sent).map(\.direction) == [.outgoing])
        try await world.expectAgreement()
        await world.stop()
    }

    @Test func `takes what is empty, large, broken or not ASCII`() async throws {
        let world = try await SyncWorld()
        let big = Array(repeating: "0123456789abcdefghijklmnopqrstuvwxyzABCDEF\r\n", count: 700_000).joined()
        var latin = Array("From: \"Zo".utf8)
        latin += [0xEB] + Array("\" <zoe@other.test>\r\nSubject: caf".utf8) + [0xE9]
        latin += Array("\r\n\r\nna".utf8) + [0xEF] + Array("ve\r\n".utf8)
        let odd: [[UInt8]] = [
            SyncWorld.message(1, body: big), latin, Array("\r\n".utf8), Array("no header at all".utf8),
            Array("Content-Type: multipart/mixed; boundary=\"\r\n\r\n--\r\n--\r\n".utf8),
            [0, 1, 2, 255, 254, 13, 10],
        ]
        for (number, message) in odd.enumerated() {
            try world.server.place(
                message, for: SyncWorld.rep, date: 1_700_000_000 + Int64(number), number: number)
        }
        let report = try await world.syncer().syncOnce()
        #expect(report.errors == [])
        #expect(try await world.list().count == odd.count)
        #expect(try await world.subjects().contains("café"))
        #expect(try await world.list(.trash) == [])
        let folders = try await world.store.folders.synced()
        #expect(folders.allSatisfy { $0.folder.lastSync != nil && $0.cursor.backfillLow == 1 })
        #expect(try await world.syncer().syncOnce().new == 0)
        await world.stop()
    }

    @Test func `goes on where it was cut off`() async throws {
        let world = try await SyncWorld()
        try world.place(600)
        let syncer = world.syncer()
        let pass = Task { try await syncer.syncOnce() }
        for await logged in try await world.store.events.follow(after: 0) {
            if case .messagesArrived = logged.event { break }
        }
        pass.cancel()
        _ = await pass.result
        let held = try await world.store.stats().messages
        let report = try await world.syncer().syncOnce()
        #expect(report.new == 600 - held)
        try await world.expectAgreement()
        await world.stop()
    }
}
