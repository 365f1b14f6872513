import CRMModel
import Testing

@testable import CRMStore

@Suite struct `A campaign` {
    @Test func `sends to everybody once and is finished`() async throws {
        let fixture = try await OutreachFixture()
        let id = try await fixture.campaign(recipients: 5)
        #expect(try await fixture.plan() == 0)
        #expect(try await fixture.campaigns.perform(.start, on: id, at: OutreachFixture.now) == .running)
        #expect(try await fixture.plan() == 5)
        for mail in try await fixture.claim() { try await fixture.accept(mail) }
        #expect(try await fixture.states(id) == [.sent: 5])
        #expect(try await fixture.campaigns.campaign(id)?.state == .finished)
        let contact: ID<Contact> = MailFixture.id(5000)
        #expect(try await fixture.timeline.entries(of: contact).items.map(\.kind) == [.campaignStep])
    }

    @Test func `the same key makes one campaign`() async throws {
        let fixture = try await OutreachFixture()
        let plan = CampaignPlan(
            id: MailFixture.id(1), name: "A", account: fixture.account, steps: [],
            pace: Pace(perMinute: 1, dailyCap: 1), key: "k", recipients: [])
        var again = plan
        again.id = MailFixture.id(2)
        #expect(try await fixture.campaigns.create(plan, at: OutreachFixture.now).isNew)
        let second = try await fixture.campaigns.create(again, at: OutreachFixture.now)
        #expect(!second.isNew && second.campaign == plan.id)
    }

    @Test func `a daily cap counts exactly`() async throws {
        let fixture = try await OutreachFixture()
        let id = try await fixture.campaign(recipients: 10, dailyCap: 3)
        try await fixture.campaigns.perform(.start, on: id, at: OutreachFixture.now)
        try await fixture.plan()
        for mail in try await fixture.claim() { try await fixture.accept(mail) }
        #expect(try await fixture.states(id)[.sent] == 3)
        #expect(try await fixture.claim(at: 86_399).isEmpty)
        #expect(try await fixture.claim(at: 86_401).count == 3)
    }

    @Test func `a pace counts exactly over any minute`() async throws {
        let fixture = try await OutreachFixture()
        let id = try await fixture.campaign(recipients: 10, perMinute: 4)
        try await fixture.campaigns.perform(.start, on: id, at: OutreachFixture.now)
        var times: [Double] = []
        for second in stride(from: 0.0, to: 200, by: 0.5) {
            try await fixture.plan(at: second)
            for mail in try await fixture.claim(at: second) {
                try await fixture.accept(mail, at: second)
                times.append(second)
            }
        }
        #expect(times.count == 10)
        for time in times { #expect(times.count { $0 > time - 60 && $0 <= time } <= 4) }
        // Evenly, though not like a clock: a share of the minute, give or take 15 in 100 and the half second.
        let gaps = zip(times, times.dropFirst()).map { $1 - $0 }
        #expect(gaps.allSatisfy { $0 >= 12.5 && $0 <= 20 } && Set(gaps).count > 2, "\(gaps)")
    }

    @Test func `mails that stand in line are moved once, not at every turn`() async throws {
        let fixture = try await OutreachFixture()
        let id = try await fixture.campaign(recipients: 10, perMinute: 10)
        try await fixture.campaigns.perform(.start, on: id, at: OutreachFixture.now)
        #expect(try await fixture.plan() == 10)
        #expect(try await fixture.claim().count == 1)
        let waiting = try await fixture.outbox.list(state: "queued", before: nil, limit: 20).items
        let times = waiting.map { $0.notBefore.seconds(since: OutreachFixture.now) }.sorted()
        #expect(times.count == 9 && Set(times).count == 9)
        for (place, time) in times.enumerated() {
            let even = Double(place + 1) * 6
            #expect(time >= even * 0.84 && time <= even * 1.16)
        }
    }

    @Test func `pages of suppressions neither skip nor repeat those of one moment`() async throws {
        let fixture = try await OutreachFixture()
        let now = OutreachFixture.now
        let scopes: [Suppression.Scope] =
            [.global] + (1...4).map { .campaign(MailFixture.id($0)) } + [.account(fixture.account)]
        let all = ["a@x.example", "b@x.example"].flatMap { key in
            scopes.map { Suppression(scope: $0, key: key, reason: .manual, at: now) }
        }
        try await fixture.suppressions.add(all)
        var read: [Suppression] = []
        while let page = Optional(try await fixture.suppressions.list(after: read.last, limit: 1)),
            !page.isEmpty, read.count <= all.count
        {
            read += page
        }
        #expect(read.count == all.count && Set(read) == Set(all))
    }

    @Test func `asking again for the next place gives the same answer`() {
        let last = OutreachFixture.now
        let gaps = (0..<200).map { step in
            let from = last.adding(seconds: Double(step) * 7)
            #expect(CampaignRooms.after(from, 6) == CampaignRooms.after(from, 6))
            return CampaignRooms.after(from, 6).seconds(since: from)
        }
        #expect(gaps.allSatisfy { $0 >= 8.5 && $0 <= 11.5 } && Set(gaps).count > 10)
        #expect(CampaignRooms.after(last, 0).seconds(since: last) <= 69)
    }

    @Test func `a pause takes back what nobody claimed, and resuming goes on`() async throws {
        let fixture = try await OutreachFixture()
        let id = try await fixture.campaign(recipients: 6)
        try await fixture.campaigns.perform(.start, on: id, at: OutreachFixture.now)
        try await fixture.plan()
        let claimed = try await fixture.claim(2)
        #expect(try await fixture.campaigns.perform(.pause, on: id, at: OutreachFixture.now) == .paused)
        #expect(try await fixture.states(id) == [.queued: 4, .sending: 2])
        for mail in claimed { try await fixture.accept(mail) }
        #expect(try await fixture.plan() == 0)
        try await fixture.campaigns.perform(.resume, on: id, at: OutreachFixture.now)
        #expect(try await fixture.plan() == 4)
        for mail in try await fixture.claim() { try await fixture.accept(mail) }
        #expect(try await fixture.states(id) == [.sent: 6])
    }

    @Test func `a cancel ends everybody who has not got it`() async throws {
        let fixture = try await OutreachFixture()
        let id = try await fixture.campaign(recipients: 6)
        try await fixture.campaigns.perform(.start, on: id, at: OutreachFixture.now)
        try await fixture.plan(limit: 3)
        let claimed = try await fixture.claim(1)
        #expect(try await fixture.campaigns.perform(.cancel, on: id, at: OutreachFixture.now) == .cancelled)
        try await fixture.accept(try #require(claimed.first))
        #expect(try await fixture.states(id) == [.cancelled: 5, .sent: 1])
        #expect(try await fixture.claim().isEmpty)
        #expect(try await fixture.campaigns.perform(.resume, on: id, at: OutreachFixture.now) == nil)
    }

    @Test func `an answer between planning and sending takes the mail off`() async throws {
        let fixture = try await OutreachFixture()
        let id = try await fixture.campaign(recipients: 2)
        try await fixture.campaigns.perform(.start, on: id, at: OutreachFixture.now)
        try await fixture.plan()
        let first = try #require(try await fixture.claim(1).first)
        for row in try await fixture.campaigns.recipients(of: id).items {
            try await fixture.campaigns.stop(
                contact: row.contact, address: row.address, as: .replied, at: OutreachFixture.now)
        }
        #expect(try await fixture.claim().isEmpty)
        let mayFinish = try await fixture.outbox.markInData(
            first.job, owner: "one", leaseUntil: OutreachFixture.now.adding(seconds: 90))
        #expect(!mayFinish)
        #expect(try await fixture.states(id) == [.replied: 2])
        #expect(try await fixture.campaigns.campaign(id)?.state == .finished)
    }

    @Test func `a recipient without data waits until the contact is edited`() async throws {
        let fixture = try await OutreachFixture()
        let id = try await fixture.campaign(recipients: 1)
        try await fixture.campaigns.perform(.start, on: id, at: OutreachFixture.now)
        let due = try #require(
            try await fixture.campaigns.dueEnrolments(at: OutreachFixture.now, limit: 9).first)
        try await fixture.campaigns.park(
            due.enrolment, missing: ["company", "title"], at: OutreachFixture.now)
        let row = try await fixture.campaigns.recipients(of: id, state: .needsData).items.first
        #expect(row?.reason == "missing: company, title")
        var contact = try #require(try await fixture.contacts.contact(due.contact))
        contact.title = "CTO"
        try await fixture.contacts.save(contact, at: OutreachFixture.now)
        #expect(try await fixture.plan() == 1)
    }

    @Test func `suppressed recipients are skipped at the claim`() async throws {
        let fixture = try await OutreachFixture()
        let id = try await fixture.campaign(recipients: 3)
        try await fixture.campaigns.perform(.start, on: id, at: OutreachFixture.now)
        try await fixture.plan()
        try await fixture.suppressions.add([
            Suppression(key: "p5001@acme.example", reason: .unsubscribe, at: OutreachFixture.now)
        ])
        for mail in try await fixture.claim() { try await fixture.accept(mail) }
        #expect(try await fixture.states(id) == [.sent: 2, .suppressed: 1])
    }

    /// Fails the Nth statement of a whole run, for N = 1 … until nothing fails, then goes on as after a restart.
    @Test func `a failure at any statement loses nobody and doubles nobody`() async throws {
        for nth in 1...400 {
            let fixture = try await OutreachFixture()
            let id = try await fixture.campaign(recipients: 2)
            try await fixture.campaigns.perform(.start, on: id, at: OutreachFixture.now)
            let faults = StoreFaults(failing: nth)
            try await fixture.database.writer.use { (c) throws(StoreError) in c.faults = faults }
            var delivered: [String] = []
            do {
                try await fixture.plan()
                for mail in try await fixture.claim() {
                    let mayFinish = try await fixture.outbox.markInData(
                        mail.job, owner: "one", leaseUntil: OutreachFixture.now.adding(seconds: 90))
                    guard mayFinish else { continue }
                    delivered.append(mail.recipients[0].normalized)
                    try await fixture.accept(mail)
                }
            } catch { #expect(faults.hasFired) }
            try await fixture.database.writer.use { (c) throws(StoreError) in c.faults = nil }
            try await fixture.plan(at: 200)
            for mail in try await fixture.claim(at: 200, owner: "two") {
                delivered.append(mail.recipients[0].normalized)
                try await fixture.accept(mail, at: 200)
            }
            #expect(delivered.sorted() == ["p5000@acme.example", "p5001@acme.example"], "statement \(nth)")
            let states = try await fixture.states(id)
            #expect((states[.sent] ?? 0) + (states[.uncertain] ?? 0) == 2, "statement \(nth): \(states)")
            if !faults.hasFired {
                #expect(nth > 20)
                return
            }
        }
        Issue.record("the run never came through")
    }
}
