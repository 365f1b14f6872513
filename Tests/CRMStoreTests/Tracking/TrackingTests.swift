import CRMModel
import Testing

@testable import CRMStore

@Suite struct `Tracking` {
    static let facts = HitFacts(
        method: "GET", remoteAddress: "192.0.2.1", userAgent: "Thunderbird", accept: "*/*",
        headers: ["referer": "x"])

    private func sent() async throws -> (OutreachFixture, ID<Campaign>, ID<OutboxJob>) {
        let fixture = try await OutreachFixture()
        let id = try await fixture.campaign(recipients: 1)
        try await fixture.campaigns.perform(.start, on: id, at: OutreachFixture.now)
        try await fixture.plan()
        let mail = try #require(try await fixture.claim().first)
        try await fixture.accept(mail)
        return (fixture, id, mail.job)
    }

    private func hit(_ kind: Hit.Kind, _ job: ID<OutboxJob>, after seconds: Double) -> NewHit {
        NewHit(
            kind: kind, job: job, link: kind == .click ? 0 : nil,
            target: kind == .click ? "https://us.example/x" : nil,
            at: OutreachFixture.now.adding(seconds: seconds), facts: Self.facts)
    }

    private func verdict(_ verdict: Judgement.Verdict) -> Judgement {
        Judgement(verdict: verdict, reasons: ["because"], rules: 1)
    }

    @Test func `a judged hit counts, and a corrected one is taken back everywhere`() async throws {
        let (fixture, campaign, job) = try await sent()
        try await fixture.tracking.insertHits([hit(.open, job, after: 60), hit(.click, job, after: 61)])
        let cases = try await fixture.tracking.unjudged()
        #expect(cases.count == 2 && cases[0].neighbours.count == 1)
        #expect(cases[0].sentAt == OutreachFixture.now && cases[0].recipientDomain == "acme.example")
        let judged = cases.map {
            JudgedHit(id: $0.id, judgement: verdict(.human), settles: $0.hit.at.adding(seconds: 45))
        }
        try await fixture.tracking.judge(judged, at: OutreachFixture.now)
        try await fixture.tracking.judge(judged, at: OutreachFixture.now)
        var progress = try #require(
            try await fixture.campaigns.progress(of: campaign, at: OutreachFixture.now))
        #expect(progress.openedByPeople == 1 && progress.clickedByPeople == 1)
        let contact: ID<Contact> = MailFixture.id(5000)
        let shown = try await fixture.timeline.entries(of: contact).items.map(\.kind)
        #expect(shown == [.click, .open, .campaignStep])

        let late = try await fixture.tracking.settling(at: OutreachFixture.now.adding(seconds: 120))
        try await fixture.tracking.judge(
            late.map { JudgedHit(id: $0.id, judgement: verdict(.machine)) }, at: OutreachFixture.now)
        progress = try #require(try await fixture.campaigns.progress(of: campaign, at: OutreachFixture.now))
        #expect(progress.openedByPeople == 0 && progress.clickedByPeople == 0 && progress.machineOpens == 1)
        let detail = try #require(try await fixture.outbox.detail(job))
        #expect(detail.opens == 0 && detail.machineOpens == 1 && detail.machineClicks == 1)
        let corrected = try await fixture.timeline.entries(of: contact).items.map(\.kind)
        #expect(corrected == [.machineClick, .machineOpen, .campaignStep])
        #expect(try await fixture.tracking.nextSettling() == nil)
    }

    @Test func `an unsubscribe stops everything once and for all`() async throws {
        let (fixture, campaign, job) = try await sent()
        try await fixture.tracking.insertHits([
            hit(.unsubscribe, job, after: 60), hit(.unsubscribe, job, after: 61),
        ])
        #expect(try await fixture.states(campaign) == [.unsubscribed: 1])
        let reason = try await fixture.suppressions.reason(
            for: EmailAddress("P5000@acme.example"), at: OutreachFixture.now)
        #expect(reason == .unsubscribe)
        let contact: ID<Contact> = MailFixture.id(5000)
        let shown = try await fixture.timeline.entries(of: contact).items.map(\.kind)
        #expect(shown == [.unsubscribe, .campaignStep])
    }

    @Test func `hits of an unknown mail are kept and judged without counts`() async throws {
        let fixture = try await OutreachFixture()
        try await fixture.tracking.insertHits([hit(.open, MailFixture.id(404), after: 0)])
        let found = try await fixture.tracking.unjudged()
        try await fixture.tracking.judge(
            found.map { JudgedHit(id: $0.id, judgement: verdict(.human)) }, at: OutreachFixture.now)
        #expect(try await fixture.tracking.unjudged().isEmpty)
        #expect(try await fixture.tracking.hits(of: MailFixture.id(404)).first?.facts == Self.facts)
    }
}
