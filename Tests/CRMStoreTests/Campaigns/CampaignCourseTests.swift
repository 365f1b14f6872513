import CRMModel
import Testing

@testable import CRMStore

@Suite struct `The course of a campaign` {
    static let now = OutreachFixture.now
    static func at(_ seconds: Double) -> Timestamp { now.adding(seconds: seconds) }

    @Test func `a step answers the mail that began the thread, or begins another`() async throws {
        let fixture = try await OutreachFixture()
        let id = try await fixture.campaign(
            recipients: 1, steps: [(0, false), (10, false), (10, true), (10, false)])
        try await fixture.campaigns.perform(.start, on: id, at: Self.now)
        var answered: [String?] = []
        var sent: [String] = []
        for step in 0..<4 {
            let time = Double(step) * 100
            let due = try #require(
                try await fixture.campaigns.dueEnrolments(at: Self.at(time), limit: 5).first)
            answered.append(due.rootMessageID)
            try await fixture.plan(at: time)
            let mail = try #require(try await fixture.claim(at: time).first)
            sent.append(mail.messageID)
            try await fixture.accept(mail, at: time)
        }
        #expect(answered == [nil, sent[0], nil, sent[2]])
        #expect(try await fixture.campaigns.campaign(id)?.state == .finished)
    }

    @Test func `paused before its time, a campaign waits for it again`() async throws {
        let fixture = try await OutreachFixture()
        let id = try await fixture.campaign(recipients: 1, startAt: Self.at(3600))
        #expect(try await fixture.campaigns.campaign(id)?.state == .scheduled)
        try await fixture.campaigns.perform(.pause, on: id, at: Self.now)
        #expect(try await fixture.campaigns.perform(.resume, on: id, at: Self.now) == .scheduled)
        try await fixture.campaigns.settle(at: Self.at(3599))
        #expect(try await fixture.plan(at: 3599) == 0)
        #expect(try await fixture.campaigns.nextDue() == Self.at(3600))
        try await fixture.campaigns.settle(at: Self.at(3600))
        #expect(try await fixture.campaigns.campaign(id)?.state == .running)
        #expect(try await fixture.plan(at: 3600) == 1)
    }

    @Test func `started before its time, a pause does not bring the time back`() async throws {
        let fixture = try await OutreachFixture()
        let id = try await fixture.campaign(recipients: 1, startAt: Self.at(3600))
        #expect(try await fixture.campaigns.perform(.start, on: id, at: Self.now) == .running)
        try await fixture.campaigns.perform(.pause, on: id, at: Self.at(1))
        #expect(try await fixture.campaigns.perform(.resume, on: id, at: Self.at(2)) == .running)
    }

    @Test func `an uncertain mail that turns out to be sent lets the next step come`() async throws {
        let fixture = try await OutreachFixture()
        let id = try await fixture.campaign(recipients: 1, steps: [(0, false), (50, false)])
        try await fixture.campaigns.perform(.start, on: id, at: Self.now)
        try await fixture.plan()
        let mail = try #require(try await fixture.claim().first)
        try await fixture.outbox.finish(mail.job, owner: "one", .uncertain("cut off"), at: Self.now)
        #expect(try await fixture.campaigns.campaign(id)?.state == .finished)
        try await fixture.outbox.resolveUncertain(mail.job, wasSent: true, reason: "found", at: Self.at(10))
        #expect(try await fixture.campaigns.campaign(id)?.state == .running)
        #expect(try await fixture.plan(at: 59) == 0)
        #expect(try await fixture.plan(at: 60) == 1)
    }

    @Test func `a recipient parked for the company's sake goes on when the company is edited`() async throws {
        let fixture = try await OutreachFixture()
        let id = try await fixture.campaign(recipients: 1)
        try await fixture.campaigns.perform(.start, on: id, at: Self.now)
        let companies = CompanyRepository(fixture.database)
        var acme = Company(id: MailFixture.id(9), name: "Acme", created: Self.now)
        _ = try await companies.save(acme, at: Self.now)
        var person = try #require(try await fixture.contacts.contact(MailFixture.id(5000)))
        person.company = acme.id
        _ = try await fixture.contacts.save(person, at: Self.now)
        let due = try #require(try await fixture.campaigns.dueEnrolments(at: Self.now, limit: 1).first)
        try await fixture.campaigns.park(due.enrolment, missing: ["company.industry"], at: Self.now)
        #expect(try await fixture.plan() == 0)
        acme.industry = "Tools"
        _ = try await companies.save(acme, at: Self.now)
        #expect(try await fixture.plan() == 1)
    }

    @Test func `one person who was two recipients gets one mail`() async throws {
        let fixture = try await OutreachFixture()
        let id = try await fixture.campaign(recipients: 2)
        try await fixture.campaigns.perform(.start, on: id, at: Self.now)
        try await fixture.plan()
        _ = try await fixture.contacts.merge(MailFixture.id(5001), into: MailFixture.id(5000), at: Self.now)
        let mails = try await fixture.claim()
        #expect(mails.map(\.recipients) == [[EmailAddress("p5000@acme.example")]])
        for mail in mails { try await fixture.accept(mail) }
        #expect(try await fixture.states(id) == [.sent: 1, .cancelled: 1])
        #expect(try await fixture.campaigns.campaign(id)?.state == .finished)
    }

    @Test func `a recipient in two spellings is one`() async throws {
        let fixture = try await OutreachFixture()
        let one = try await fixture.person(1, "Ana@Bücher.example")
        let two = try await fixture.person(2, "bo@x.example")
        let plan = CampaignPlan(
            id: MailFixture.id(3), name: "A", account: fixture.account, steps: [],
            pace: Pace(perMinute: 1, dailyCap: 1),
            recipients: [
                CampaignRecipient(contact: one.id, address: EmailAddress("Ana@Bücher.example"), name: "Ana"),
                CampaignRecipient(
                    contact: two.id, address: EmailAddress("ANA@xn--bcher-kva.example"), name: "Ana"),
                CampaignRecipient(contact: one.id, address: EmailAddress("other@x.example"), name: "Ana"),
            ])
        #expect(try await fixture.campaigns.create(plan, at: Self.now).recipients == 1)
    }

    /// Recipients, per minute, cap, used up to now (an hour ago), seconds until the last one.
    @Test(arguments: [
        (6, 3, 100, 0, 120.0), (1, 60, 100, 0, 1.0), (10, 60, 10, 0, 10.0),
        // Four have room today; the six others take the places of those that went an hour ago, 23 hours from now.
        (10, 60, 10, 6, 82_800.0), (11, 60, 10, 6, 86_400.0), (20, 60, 10, 10, 169_200.0),
    ])
    func `its end follows from pace and cap`(
        recipients: Int, perMinute: Int, cap: Int, used: Int, seconds: Double
    ) async throws {
        let fixture = try await OutreachFixture()
        let id = try await fixture.campaign(recipients: recipients, perMinute: perMinute, dailyCap: cap)
        try await fixture.database.write { (c) throws(StoreError) in
            for _ in 0..<used {
                try c.run(.usedPlace, [.id(fixture.account), .id(id), .time(Self.at(-3600))])
            }
        }
        #expect(try await fixture.campaigns.progress(of: id, at: Self.now)?.eta == nil)
        try await fixture.campaigns.perform(.start, on: id, at: Self.now)
        #expect(try await fixture.campaigns.progress(of: id, at: Self.now)?.eta == Self.at(seconds))
    }

    @Test func `the end of a sequence includes the delays of its steps`() async throws {
        let fixture = try await OutreachFixture()
        let id = try await fixture.campaign(recipients: 2, steps: [(0, false), (1000, false), (500, false)])
        try await fixture.campaigns.perform(.start, on: id, at: Self.now)
        #expect(try await fixture.campaigns.progress(of: id, at: Self.now)?.eta == Self.at(1500))
    }

    @Test func `two runners over one workspace make every mail once`() async throws {
        let directory = TemporaryDirectory()
        let location = SQLiteLocation.file(directory.file("w.sqlite"))
        let one = OutreachFixture(try await SQLiteDatabase.open(location, migrations: Migrations.workspace))
        let two = OutreachFixture(try await SQLiteDatabase.open(location, migrations: Migrations.workspace))
        let id = try await one.campaign(recipients: 40)
        try await one.campaigns.perform(.start, on: id, at: Self.now)
        async let first = one.plan()
        async let second = two.plan()
        #expect(try await first + second == 40)
        async let mine = one.claim(owner: "one")
        async let theirs = two.claim(owner: "two")
        let mails = try await mine + theirs
        #expect(mails.count == 40 && Set(mails.map(\.recipients)).count == 40)
        await one.database.close()
        await two.database.close()
    }

    /// Sends at the pace over three days with a restart every hour, and counts every window of 24 hours.
    @Test func `the cap holds over any 24 hours, midnight and restarts included`() async throws {
        let directory = TemporaryDirectory()
        let location = SQLiteLocation.file(directory.file("w.sqlite"))
        var fixture = OutreachFixture(
            try await SQLiteDatabase.open(location, migrations: Migrations.workspace))
        let id = try await fixture.campaign(recipients: 25, perMinute: 2, dailyCap: 8)
        try await fixture.campaigns.perform(.start, on: id, at: Self.now)
        var times: [Double] = []
        for hour in 0..<80 {
            for minute in [0.0, 20, 59.5] {
                let time = Double(hour) * 3600 + minute * 60
                try await fixture.plan(at: time)
                for mail in try await fixture.claim(at: time) {
                    try await fixture.accept(mail, at: time)
                    times.append(time)
                }
            }
            await fixture.database.close()
            fixture = OutreachFixture(
                try await SQLiteDatabase.open(location, migrations: Migrations.workspace))
        }
        #expect(times.count == 25)
        for time in times {
            #expect(times.count { $0 > time - 86_400 && $0 <= time } <= 8)
            #expect(times.count { $0 > time - 60 && $0 <= time } <= 2)
        }
        #expect(try await fixture.campaigns.campaign(id)?.state == .finished)
        await fixture.database.close()
    }
}

extension Statement where Row == Void {
    fileprivate static let usedPlace = Statement(
        named: "test.usedPlace",
        "INSERT INTO send_log(job_id, account_id, campaign_id, at) VALUES (randomblob(16), $1, $2, $3)")
}
