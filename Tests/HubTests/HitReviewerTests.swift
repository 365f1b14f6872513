import CRMModel
import CRMStore
import Hub
import Platform
import Testing

@Suite struct `The reviewer of hits` {
    @Test func `judges at once and corrects a burst when it settles`() async throws {
        let database = try await SQLiteDatabase.open(.memory, migrations: Migrations.workspace)
        let tracking = TrackingRepository(database)
        let now = Timestamp(milliseconds: 1_795_190_400_000)
        let mail = OutgoingMail(
            id: testJob, key: "k", kind: .oneOff, account: ID(high: 1, low: 9), messageID: "m@x",
            envelopeFrom: EmailAddress("a@x.example"), recipients: [EmailAddress("mia@y.example")],
            subject: "Hi", mime: [65], notBefore: now)
        _ = try await OutboxRepository(database).enqueue(mail, at: now)
        func click(_ link: Int, _ seconds: Double) -> NewHit {
            NewHit(
                kind: .click, job: testJob, link: link, target: "https://x.example/\(link)",
                at: now.adding(seconds: seconds),
                facts: HitFacts(
                    method: "GET", remoteAddress: "192.0.2.1", userAgent: "Mozilla/5.0 Firefox/131.0",
                    accept: "text/html"))
        }
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
}
