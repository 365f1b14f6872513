import CRMModel
import Platform

@testable import CRMStore

/// A workspace in memory with an account, and what sending needs.
struct OutreachFixture {
    let database: SQLiteDatabase
    let account: ID<Account> = MailFixture.id(1)
    let outbox: OutboxRepository
    let campaigns: CampaignRepository
    let contacts: ContactRepository
    let timeline: TimelineRepository
    let templates: TemplateRepository
    let tracking: TrackingRepository
    let suppressions: SuppressionRepository

    static let now = MailFixture.start

    init() async throws {
        self.init(try await SQLiteDatabase.open(.memory, migrations: Migrations.workspace))
    }

    init(_ database: SQLiteDatabase) {
        self.database = database
        outbox = OutboxRepository(database)
        campaigns = CampaignRepository(database)
        contacts = ContactRepository(database)
        timeline = TimelineRepository(database)
        templates = TemplateRepository(database)
        tracking = TrackingRepository(database)
        suppressions = SuppressionRepository(database)
    }

    func mail(
        _ number: UInt64, to recipient: String = "ana@northwind.example", kind: OutgoingMail.Kind = .oneOff,
        after seconds: Double = 0
    ) -> OutgoingMail {
        OutgoingMail(
            id: MailFixture.id(1000 + number), key: "test:\(number)", kind: kind, account: account,
            messageID: "j\(number)@us.example", envelopeFrom: EmailAddress("rep@us.example"),
            recipients: [EmailAddress(recipient)], subject: "Mail \(number)",
            mime: Array("bytes \(number)".utf8),
            notBefore: Self.now.adding(seconds: seconds))
    }

    func claim(_ limit: Int = 100, at seconds: Double = 0, owner: String = "one") async throws
        -> [ClaimedMail]
    {
        let now = Self.now.adding(seconds: seconds)
        return try await outbox.claimDue(
            at: now, owner: owner, leaseUntil: now.adding(seconds: 90), limit: limit)
    }

    func person(_ number: UInt64, _ address: String? = nil) async throws -> Contact {
        try await contacts.save(
            Contact(
                id: MailFixture.id(number), firstName: "Person", lastName: "\(number)",
                addresses: [EmailAddress(address ?? "p\(number)@acme.example")], created: Self.now),
            at: Self.now)
    }

    /// A campaign with one step over new contacts, not started.
    func campaign(
        recipients: Int, perMinute: Int = 1000, dailyCap: Int = 1000, key: String? = nil,
        startAt: Timestamp? = nil, steps: [(delay: Int, startsThread: Bool)] = [(0, false)]
    ) async throws -> ID<Campaign> {
        let template = try await templates.save(
            .init(name: "Cold", subject: "Hi", body: "Hello"), at: Self.now)
        var people: [CampaignRecipient] = []
        for number in 0..<UInt64(recipients) {
            let contact = try await person(5000 + number)
            people.append(
                CampaignRecipient(
                    contact: contact.id, address: contact.addresses[0], name: contact.displayName))
        }
        let plan = CampaignPlan(
            id: MailFixture.id(77), name: "Q4", account: account,
            steps: steps.enumerated().map { order, step in
                CampaignStep(
                    id: MailFixture.id(780 + UInt64(order)), order: order, template: template.current.id,
                    delay: step.delay, startsThread: step.startsThread)
            },
            pace: Pace(perMinute: perMinute, dailyCap: dailyCap), startAt: startAt, key: key,
            recipients: people)
        return try await campaigns.create(plan, at: Self.now).campaign
    }

    /// Makes the mails of due recipients, as the planner does.
    @discardableResult
    func plan(at seconds: Double = 0, limit: Int = 1000) async throws -> Int {
        let now = Self.now.adding(seconds: seconds)
        var made = 0
        for due in try await campaigns.dueEnrolments(at: now, limit: limit) {
            let job: ID<OutboxJob> = Enrolments.newID(at: now)
            var mail = mail(0, to: due.address.text, kind: .step)
            mail.id = job
            mail.messageID = "\(job)@us.example"
            mail.notBefore = now
            if try await campaigns.enqueueStep(due, mail, at: now) != nil { made += 1 }
        }
        return made
    }

    func accept(_ mail: ClaimedMail, at seconds: Double = 0) async throws {
        try await outbox.finish(
            mail.job, owner: mail.owner, .accepted(DeliveryReply(code: 250, text: "queued")),
            at: Self.now.adding(seconds: seconds))
    }

    func states(_ campaign: ID<Campaign>) async throws -> [Enrolment.State: Int] {
        try await campaigns.progress(of: campaign, at: Self.now)?.counts ?? [:]
    }
}
