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

    /// A campaign to five people is backed up: one has the mail, one's waits in the outbox, three are not made yet.
    private func restored(
        _ prepare: (OutreachFixture, ID<Campaign>) async throws -> Void
    ) async throws -> (OutreachFixture, ID<Campaign>, RestoredOutbox, TemporaryDirectory) {
        let directory = TemporaryDirectory()
        var workspace = try await Workspace.open(directory: directory.path)
        var rep = OutreachFixture(workspace.database)
        let campaign = try await rep.campaign(recipients: 5)
        try await prepare(rep, campaign)
        try await workspace.database.backUp(to: directory.file("copy.sqlite"))
        await workspace.close()
        let restored = try await SQLiteDatabase.restore(
            directory.file("copy.sqlite"), to: directory.file("workspace.sqlite"))
        workspace = try await Workspace.open(directory: directory.path)
        rep = OutreachFixture(workspace.database)
        return (rep, campaign, restored, directory)
    }

    @Test func `lets nobody of a running campaign get a mail by itself`() async throws {
        let (rep, campaign, restored, directory) = try await restored { rep, campaign in
            try await rep.campaigns.perform(.start, on: campaign, at: OutreachFixture.now)
            try await rep.plan(limit: 2)
            try await rep.accept(try #require(try await rep.claim(1).first))
        }
        defer { withExtendedLifetime(directory) {} }
        #expect(restored.uncertainMails == 1 && restored.uncertainRecipients == 4)
        #expect(restored.pausedCampaigns == 1)
        #expect(try await rep.states(campaign) == [.sent: 1, .uncertain: 4])
        try await rep.campaigns.perform(.resume, on: campaign, at: OutreachFixture.now)
        #expect(try await rep.plan() == 0)
        #expect(try await rep.claim().isEmpty)
        // One has a mail that may have gone out, which is settled by itself or by the outbox.
        let doubted = try await rep.campaigns.doubted(in: campaign)
        #expect(doubted.count == 3)
        let now = OutreachFixture.now
        #expect(try await rep.campaigns.settle(doubted[0], messageID: "a@b.example", at: now))
        #expect(try await rep.campaigns.writeAgain(to: doubted[1], at: now))
        #expect(try await !rep.campaigns.writeAgain(to: doubted[1], at: now))
        #expect(try await !rep.campaigns.settle(doubted[1], messageID: nil, at: now))
        #expect(try await rep.states(campaign) == [.sent: 2, .uncertain: 2, .queued: 1])
        #expect(try await rep.plan() == 1)
        #expect(try await rep.claim().count == 1)
        #expect(try await rep.campaigns.doubted(in: campaign, after: doubted[1].position).count == 1)
        #expect(try await rep.campaigns.campaignsInDoubt().map(\.id) == [campaign])
    }

    @Test func `doubts also what a draft or a paused campaign would send`() async throws {
        let (draft, id, _, first) = try await restored { _, _ in }
        #expect(try await draft.states(id) == [.uncertain: 5])
        try await draft.campaigns.perform(.start, on: id, at: OutreachFixture.now)
        #expect(try await draft.plan() == 0)
        let (paused, other, restored, second) = try await restored { rep, campaign in
            let now = OutreachFixture.now
            try await rep.campaigns.perform(.start, on: campaign, at: now)
            try await rep.plan(limit: 1)
            let mail = try #require(try await rep.claim(1).first)
            let reply = DeliveryReply(code: 451, text: "later")
            try await rep.outbox.finish(
                mail.job, owner: mail.owner, .deferred(reply, until: now.adding(seconds: 60)), at: now)
            try await rep.campaigns.perform(.pause, on: campaign, at: now)
        }
        defer { withExtendedLifetime((first, second)) {} }
        #expect(restored.uncertainMails == 1 && restored.uncertainRecipients == 5)
        try await paused.campaigns.perform(.resume, on: other, at: OutreachFixture.now.adding(seconds: 600))
        #expect(try await paused.plan(at: 600) == 0)
        #expect(try await paused.claim(at: 600).isEmpty)
    }
}
