import CRMModel
import CRMStore
import DemoWorld
import LocalServers
import MailSync
import Outreach
import Platform

/// Fills a workspace with what the demo begins with: account, people, templates, mail, a running campaign.
struct DemoSetup: Sendable {
    let workspace: OpenWorkspace
    let servers: DemoServers

    func run() async throws {
        let account = try await saveAccount()
        try await savePeople()
        try await saveTemplates()
        try await DemoPast(workspace: workspace, account: account).write(
            servers.readings(now: workspace.now))
        _ = try await workspace.syncer(for: account).syncOnce()
        _ = try await RelinkQueue(workspace.database).run(with: workspace.messages, at: workspace.now)
        try await startCampaign(account)
    }

    private func saveAccount() async throws -> Account {
        let desk = AccountDesk(workspace: workspace)
        let account = Account(
            id: desk.newID(), name: "demo", address: EmailAddress(DemoCast.user.address),
            displayName: DemoCast.user.name,
            imap: ServerAddress(host: "localhost", port: Int(servers.dovecot.imapsPort), tls: .implicit),
            smtp: ServerAddress(host: "127.0.0.1", port: Int(servers.submission.port), tls: .none),
            user: servers.user.address, secret: .sealed,
            certificateAuthorityFile: servers.dovecot.identity.authorityFile,
            signature: DemoCast.user.signature,
            tracksByDefault: true)
        try await desk.save(account, password: servers.user.password)
        return account
    }

    private func savePeople() async throws {
        var random = SecureRandom()
        var companies: [String: ID<Company>] = [:]
        for company in DemoCast.companies {
            let id = ID<Company>(at: workspace.now, using: &random)
            companies[company.key] = id
            _ = try await workspace.companies.save(
                company.company(id: id, created: workspace.now), at: workspace.now)
        }
        for contact in DemoCast.contacts {
            let id = ID<Contact>(at: workspace.now, using: &random)
            _ = try await workspace.contacts.save(
                contact.contact(id: id, company: companies[contact.company], created: workspace.now),
                at: workspace.now)
        }
    }

    private func saveTemplates() async throws {
        let library = TemplateLibrary.entries.map {
            TemplateRepository.Content(
                name: $0.name, subject: $0.subject, body: $0.body, category: $0.category,
                industry: $0.industry)
        }
        let own = DemoCampaign.templates.map {
            TemplateRepository.Content(
                name: $0.name, subject: $0.subject, body: $0.body, category: $0.category,
                industry: $0.industry,
                tracksByDefault: $0.tracks)
        }
        _ = try await workspace.templates.addMissing(library + own, at: workspace.now)
    }

    private func startCampaign(_ account: Account) async throws {
        guard let template = try await workspace.templates.template(named: DemoCampaign.templates[0].name)
        else { return }
        let people = DemoCampaign.recipients.enumerated().map { index, recipient in
            var person = ImportedContact(line: index + 1)
            person.firstName = recipient.firstName
            person.lastName = recipient.lastName
            person.company = recipient.company
            person.addresses = [EmailAddress(recipient.email)]
            if !recipient.seats.isEmpty { person.fields = ["seats": recipient.seats] }
            return person
        }
        let listed = try await ContactImport(workspace.database).ensure(people, at: workspace.now).compactMap
        { $0 }
        let tagged = try await workspace.contacts.list(tag: DemoCampaign.tag, limit: 500).items
        let recipients = (listed + tagged).compactMap { contact in
            contact.addresses.first.map { address in
                CampaignRecipient(contact: contact.id, address: address, name: contact.displayName)
            }
        }
        var random = SecureRandom()
        let plan = CampaignPlan(
            id: ID(at: workspace.now, using: &random), name: DemoCampaign.name, account: account.id,
            steps: [
                CampaignStep(
                    id: ID(at: workspace.now, using: &random), order: 0, template: template.current.id,
                    delay: 0)
            ], pace: Pace(perMinute: DemoCampaign.perMinute, dailyCap: 500), tracksOpens: true,
            tracksClicks: true,
            hasUnsubscribe: true, startAt: nil, key: "demo", recipients: recipients)
        let created = try await workspace.campaigns.create(plan, at: workspace.now)
        _ = try await workspace.campaigns.perform(.start, on: created.campaign, at: workspace.now)
    }
}
