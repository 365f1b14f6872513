import CRMModel
import Testing

@testable import CRMStore

@Suite struct `A restored backup` {
    private static let hit = NewHit(
        kind: .open, job: MailFixture.id(3), at: MailFixture.start,
        facts: HitFacts(method: "GET", remoteAddress: "192.0.2.1", userAgent: "Reader", accept: "*/*"))

    /// The numbers of hits and events after some more of each.
    private func numbers(_ directory: TemporaryDirectory, adding count: Int) async throws -> (
        hits: [Int64], events: [Int64]
    ) {
        let workspace = try await Workspace.open(directory: directory.path)
        let tracking = TrackingRepository(workspace.database)
        try await tracking.insertHits(Array(repeating: Self.hit, count: count))
        for _ in 0..<count { try await workspace.events.append(.peopleChanged) }
        let hits = try await tracking.ownHits(after: 0, limit: 100).map(\.number)
        let events = try await workspace.events.events(after: 0, limit: 100).map(\.cursor)
        await workspace.close()
        return (hits, events)
    }

    @Test(arguments: [0, 2])
    func `gives no number of a hit or an event again`(before: Int) async throws {
        let directory = TemporaryDirectory()
        _ = try await numbers(directory, adding: before)
        let workspace = try await Workspace.open(directory: directory.path)
        try await workspace.database.backUp(to: directory.file("copy.sqlite"))
        await workspace.close()
        var last: (hits: Int64, events: Int64) = (0, 0)
        for round in 0..<3 {
            let (hits, events) = try await numbers(directory, adding: 3)
            #expect(hits.count == before + 3 && events.count == before + 3)
            #expect(hits.dropFirst(before).allSatisfy { $0 > last.hits }, "round \(round)")
            #expect(events.dropFirst(before).allSatisfy { $0 > last.events }, "round \(round)")
            last = (hits.last ?? 0, events.last ?? 0)
            try await SQLiteDatabase.restore(
                directory.file("copy.sqlite"), to: directory.file("workspace.sqlite"))
        }
    }

    @Test func `at a hub brings its follower every new hit, and none twice`() async throws {
        let directory = TemporaryDirectory()
        let rep = try await OutreachFixture()
        _ = try await rep.campaign(recipients: 1)
        let following = rep.tracking
        func follow() async throws {
            let workspace = try await Workspace.open(directory: directory.path)
            let cursor = try await following.followedHub("hub")?.cursor ?? 0
            let hits = try await TrackingRepository(workspace.database).ownHits(after: cursor, limit: 100)
            await workspace.close()
            try await following.insertHits(
                hits, of: "hub", at: "http://h", cursor: hits.last?.number ?? cursor, now: MailFixture.start)
        }
        _ = try await numbers(directory, adding: 2)
        let workspace = try await Workspace.open(directory: directory.path)
        try await workspace.database.backUp(to: directory.file("copy.sqlite"))
        await workspace.close()
        _ = try await numbers(directory, adding: 5)
        try await follow()
        let cursor = try await following.followedHub("hub")?.cursor ?? 0
        try await SQLiteDatabase.restore(
            directory.file("copy.sqlite"), to: directory.file("workspace.sqlite"))
        _ = try await numbers(directory, adding: 1)
        try await follow()
        #expect(try await following.followedHub("hub")?.cursor ?? 0 > cursor)
    }
}
