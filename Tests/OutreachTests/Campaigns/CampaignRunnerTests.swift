import CRMModel
import CRMStore
import LocalServers
import MailCore
import Outreach
import Platform
import Synchronization
import Testing

@Suite struct `The campaign runner` {
    func contact(_ number: UInt64, firstName: String) -> Contact {
        Contact(
            id: Fixture.id(number), firstName: firstName, addresses: [EmailAddress("p\(number)@x.example")],
            created: Fixture.moment)
    }

    @Test func `mails each recipient once and parks whom it cannot`() async throws {
        let world = try await SendingWorld()
        let campaigns = CampaignRepository(world.database)
        let templates = TemplateRepository(world.database)
        let people = [
            contact(101, firstName: "Ana"), contact(102, firstName: ""), contact(103, firstName: "Bo"),
        ]
        let template = try await templates.save(
            TemplateRepository.Content(
                name: "t", subject: "Hi {{firstName}}", body: "For {{custom.seats|10}} seats."),
            at: world.clock.now)
        let plan = CampaignPlan(
            id: Fixture.id(500), name: "Q4", account: Fixture.id(9),
            steps: [CampaignStep(id: Fixture.id(501), order: 0, template: template.current.id, delay: 0)],
            pace: Pace(perMinute: 100, dailyCap: 100),
            recipients: people.map {
                CampaignRecipient(
                    contact: $0.id, address: $0.addresses[0], name: $0.displayName, variables: ["seats": "40"]
                )
            })
        _ = try await campaigns.create(plan, at: world.clock.now)
        let workshop = CampaignRunner.Workshop(
            account: { (_) throws(StoreError) in DraftComposerFixture.account },
            person: { (id) throws(StoreError) in people.first { $0.id == id }.map { ($0, nil) } },
            template: { (id) throws(StoreError) in try await templates.version(id) }, key: SendingWorld.key,
            tracking: { () throws(StoreError) in
                TrackingAddresses(publicURL: "https://t.example", key: SendingWorld.key)
            })
        func runner() -> CampaignRunner {
            CampaignRunner(
                campaigns: campaigns, workshop: workshop, log: .discarding(),
                now: { [clock = world.clock] in clock.now })
        }
        #expect(try await runner().makeDue() == CampaignRunner.Report())
        _ = try await campaigns.perform(.start, on: plan.id, at: world.clock.now)
        let first = try await runner().makeDue()
        #expect(first.enqueued == 2 && first.parked == 1 && first.failed == 0)
        #expect(try await runner().makeDue() == CampaignRunner.Report())
        // What a copy in Sent is known by when a backup brought the recipient back.
        for row in try await campaigns.recipients(of: plan.id, state: .sending).items {
            let job = StepIdentity.job(row.id, step: 0, epoch: 0)
            let id = MessageIdentity.mint(
                job, key: SendingWorld.key, sender: DraftComposerFixture.account.address)
            #expect(try await world.outbox.job(job)?.messageID == id)
            #expect(StepIdentity.job(row.id, step: 1, epoch: 0) != job)
            #expect(StepIdentity.job(row.id, step: 0, epoch: 1) != job)
        }
        for _ in 0..<5 {
            _ = try await world.sender().sendDue()
            world.clock.advance(seconds: 61)
        }
        let messages = world.received.messages.withLock { $0 }.map { MIMEParser.parse($0.bytes) }
        #expect(Set(messages.compactMap(\.subject)) == ["Hi Ana", "Hi Bo"])
        #expect(messages.allSatisfy { $0.text.contains("For 40 seats.") })
        #expect(messages.allSatisfy { $0.headers.first("List-Unsubscribe-Post") != nil })
        let progress = try await campaigns.progress(of: plan.id, at: world.clock.now)
        #expect(progress?[.sent] == 2 && progress?[.needsData] == 1)
    }
}

@Suite struct `A campaign file` {
    static let good = """
        {"name": "Q4", "account": "work", "steps": [{"kind": "email", "template": "Cold intro", "delay": "0d",
        "thread": "new"}, {"template": "Nudge", "delay": "3d"}],
        "recipients": {"contacts": [], "tag": null, "search": null, "list": [{"email": "mia@northwind.example",
        "firstName": "Mia", "company": "Northwind", "fields": {"seats": "40"}}]},
        "pace": {"per_minute": 20, "daily_cap": 200}, "track": {"opens": true, "clicks": true},
        "unsubscribe": true, "start_at": null, "idempotency_key": "q4-1"}
        """

    @Test func `is read whole`() throws {
        let file = try CampaignFile.parse(Array(Self.good.utf8))
        #expect(file.name == "Q4" && file.account == "work" && file.idempotencyKey == "q4-1")
        #expect(
            file.steps.map(\.delay) == [0, 259_200] && file.steps.map(\.repliesInThread) == [false, true])
        #expect(file.recipients.list.first?.fields == ["seats": "40"] && file.recipients.tag == nil)
        #expect(file.pace == Pace(perMinute: 20, dailyCap: 200) && file.tracksOpens && file.startAt == nil)
    }

    @Test(arguments: [
        ("\"Nudge\"", "7", "steps[1].template: a text is expected"),
        ("\"template\": \"Nudge\", ", "", "steps[1].template: a text is needed"),
        (
            "\"delay\": \"3d\"", "\"delay\": \"soon\"",
            "steps[1].delay: a duration such as 3d, 12h or 30m is expected"
        ),
        ("\"delay\": \"3d\"", "\"dely\": \"3d\"", "steps[1].dely: unknown field: did you mean 'delay'?"),
        ("mia@northwind.example", "mia", "recipients.list[0].email: 'mia' is no address"),
        (
            "\"per_minute\": 20", "\"per_minute\": 0",
            "pace.per_minute: a whole number from 1 to 1000 is expected"
        ),
        ("\"opens\": true", "\"opens\": \"yes\"", "track.opens: true or false is expected"),
        (
            "\"start_at\": null", "\"start_at\": \"soon\"",
            "start_at: a time such as 2026-11-20T09:00:00Z is expected"
        ),
        ("\"contacts\": []", "\"contacts\": [\"x\"]", "recipients.contacts[0]: a contact's id is expected"),
    ])
    func `names the path of what is wrong`(part: String, other: String, problem: String) {
        let text = Self.good.replacing(part, with: other)
        let error = #expect(throws: CampaignFile.Problems.self) { try CampaignFile.parse(Array(text.utf8)) }
        #expect(error?.problems.map(\.description) == [problem])
    }

    @Test(arguments: ["", "[]", "{", "{}", "null", "{\"name\":1}"]) func `refuses nonsense`(text: String) {
        #expect(throws: CampaignFile.Problems.self) { try CampaignFile.parse(Array(text.utf8)) }
    }
}
