import CRMModel
import CRMStore
import Hub
import Outreach
import Platform
import Testing

@Suite struct `The reviewer of hits` {
    private let now = Timestamp(milliseconds: 1_795_190_400_000)

    private func database() async throws -> SQLiteDatabase {
        let database = try await SQLiteDatabase.open(.memory, migrations: Migrations.workspace)
        let mail = OutgoingMail(
            id: testJob, key: "k", kind: .oneOff, account: ID(high: 1, low: 9), messageID: "m@x",
            envelopeFrom: EmailAddress("a@x.example"), recipients: [EmailAddress("mia@y.example")],
            subject: "Hi", mime: [65], notBefore: now)
        _ = try await OutboxRepository(database).enqueue(mail, at: now)
        return database
    }

    private func click(_ link: Int, _ seconds: Double, from address: String = "192.0.2.1") -> NewHit {
        NewHit(
            kind: .click, job: testJob, link: link, target: "https://x.example/\(link)",
            at: now.adding(seconds: seconds),
            facts: HitFacts(
                method: "GET", remoteAddress: address, userAgent: "Mozilla/5.0 Firefox/131.0",
                accept: "text/html"))
    }

    @Test func `judges at once and corrects a burst when it settles`() async throws {
        let database = try await database()
        let tracking = TrackingRepository(database)
        let reviewer = HitReviewer(tracking: tracking, log: .discarding())
        try await tracking.insertHits([click(0, 100)])
        let settles = try await reviewer.review(at: now.adding(seconds: 100))
        #expect(settles == now.adding(seconds: 145))
        #expect(try await tracking.hits(of: testJob).map(\.judgement.verdict) == [.human])
        try await tracking.insertHits([click(1, 100.5), click(2, 101)])
        _ = try await reviewer.review(at: now.adding(seconds: 101))
        #expect(try await reviewer.review(at: now.adding(seconds: 150)) == nil)
        #expect(
            try await tracking.hits(of: testJob).map(\.judgement.verdict) == [.machine, .machine, .machine])
        let detail = try await OutboxRepository(database).detail(testJob)
        #expect(detail?.clicks == 0 && detail?.machineClicks == 3)
    }
    @Test func `tells a person's click beside thousands of a scanner's`() async throws {
        let database = try await database()
        let tracking = TrackingRepository(database)
        let scanner = (0..<2500).map { click($0 % 3, 200 + Double($0) / 100, from: "198.51.100.\($0 % 7)") }
        try await tracking.insertHits([click(0, 100)] + scanner + [click(1, 300)])
        let reviewer = HitReviewer(tracking: tracking, log: .discarding())
        #expect(try await reviewer.review(at: now.adding(seconds: 400)) == nil)
        let verdicts = try await tracking.hits(of: testJob, limit: 10_000).map(\.judgement.verdict)
        #expect(verdicts.count == 2502 && verdicts.first == .human && verdicts.last?.isPerson == true)
        #expect(verdicts.dropFirst().dropLast().allSatisfy { $0 == .machine })
    }

    @Test func `takes our own looks back when their address is named later`() async throws {
        let database = try await database()
        let tracking = TrackingRepository(database)
        try await tracking.insertHits([click(0, 100), click(0, 200, from: "203.0.113.9")])
        let later = now.adding(seconds: 400)
        _ = try await HitReviewer(tracking: tracking, log: .discarding()).review(at: later)
        #expect(try await OutboxRepository(database).detail(testJob)?.clicks == 2)
        let reviewer = HitReviewer(
            tracking: tracking, networks: KnownNetworks(own: NetworkSet(list: "203.0.113.0/28")),
            log: .discarding())
        #expect(try await reviewer.reviewAll(at: later) == (2, 1))
        #expect(try await reviewer.reviewAll(at: later) == (2, 0))
        #expect(try await tracking.hits(of: testJob).map(\.judgement.verdict) == [.human, .own])
        #expect(try await OutboxRepository(database).detail(testJob)?.clicks == 1)
    }
}
