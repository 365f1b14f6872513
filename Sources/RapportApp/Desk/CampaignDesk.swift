import CRMModel
import CRMStore
import Outreach
import Platform

/// Making and steering campaigns, for the command line, the hub's API and the screen.
struct CampaignDesk: Sendable {
    let workspace: OpenWorkspace

    /// Stores a campaign with its recipients; missing contacts of its list are made.
    ///
    /// - Throws: `CampaignFile.Problems` with the path of everything that names nothing.
    func create(_ file: CampaignFile) async throws -> CreatedCampaign {
        var problems: [CampaignFile.Problem] = []
        let account = try await workspace.accounts.account(named: file.account)
        if account == nil {
            problems.append(.init(path: "account", message: "there is no '\(file.account)'"))
        }
        let steps = try await steps(file, &problems)
        try await check(file.recipients, &problems)
        guard problems.isEmpty, let account else { throw CampaignFile.Problems(problems) }
        let recipients = try await recipients(file.recipients)
        guard !recipients.isEmpty else {
            throw CampaignFile.Problems([.init(path: "recipients", message: "nobody with an address")])
        }
        return try await workspace.campaigns.create(
            CampaignPlan(
                id: newID(), name: file.name, account: account.id, steps: steps, pace: file.pace,
                tracksOpens: file.tracksOpens, tracksClicks: file.tracksClicks,
                hasUnsubscribe: file.hasUnsubscribe, startAt: file.startAt, key: file.idempotencyKey,
                recipients: recipients),
            at: workspace.now)
    }

    private func steps(
        _ file: CampaignFile, _ problems: inout [CampaignFile.Problem]
    ) async throws -> [CampaignStep] {
        var result: [CampaignStep] = []
        for (index, step) in file.steps.enumerated() {
            guard let template = try await workspace.templates.template(named: step.template) else {
                problems.append(
                    .init(path: "steps[\(index)].template", message: "there is no '\(step.template)'"))
                continue
            }
            result.append(
                CampaignStep(
                    id: newID(), order: index, template: template.current.id, delay: step.delay,
                    startsThread: index > 0 && !step.repliesInThread))
        }
        return result
    }

    private func check(
        _ recipients: CampaignFile.Recipients, _ problems: inout [CampaignFile.Problem]
    ) async throws {
        for (index, id) in recipients.contacts.enumerated() {
            guard problems.count < 50 else { return }
            if try await workspace.contacts.contact(id) == nil {
                problems.append(.init(path: "recipients.contacts[\(index)]", message: "there is no \(id)"))
            }
        }
    }

    private func recipients(_ chosen: CampaignFile.Recipients) async throws -> [CampaignRecipient] {
        let desk = PeopleDesk(workspace: workspace)
        var contacts = try await workspace.contacts.contacts(chosen.contacts)
        if let tag = chosen.tag { contacts += try await desk.all(tag: tag, company: nil) }
        if let search = chosen.search { contacts += try await workspace.contacts.find(search, limit: 1000) }
        var result = contacts.compactMap(Self.recipient)
        let people = chosen.list.enumerated().map { index, person in
            var row = ImportedContact(line: index + 1)
            (row.firstName, row.lastName, row.title) = (person.firstName, person.lastName, person.title)
            (row.company, row.addresses, row.fields) = (person.company, [person.email], person.fields)
            return row
        }
        let known = try await ContactImport(workspace.database).ensure(people, at: workspace.now)
        for (person, contact) in zip(chosen.list, known) {
            guard let contact else { continue }
            result.append(
                CampaignRecipient(
                    contact: contact.id, address: person.email, name: contact.displayName,
                    variables: person.fields))
        }
        if !people.isEmpty { try await desk.relink() }
        return result
    }

    /// A contact under the first address; nil without one.
    static func recipient(_ contact: Contact) -> CampaignRecipient? {
        contact.addresses.first.map {
            CampaignRecipient(contact: contact.id, address: $0, name: contact.displayName)
        }
    }

    /// What will not be as the campaign says.
    func warnings(about campaign: Campaign) -> [String] {
        guard workspace.configuration.hub.publicURL == nil else { return [] }
        var missing: [String] = []
        if campaign.tracksOpens || campaign.tracksClicks { missing.append("tracking") }
        if campaign.hasUnsubscribe { missing.append("one-click unsubscribe") }
        guard !missing.isEmpty else { return [] }
        return [
            "there is no hub that recipients can reach, so mails go out without "
                + missing.joined(separator: " and ") + ": start rapport serve, or set hub.public-url"
        ]
    }

    /// By id or by its name when only one has it.
    func campaign(_ text: String) async throws -> CampaignProgress {
        if let id = ID<Campaign>(text),
            let progress = try await workspace.campaigns.progress(of: id, at: workspace.now)
        {
            return progress
        }
        let named = try await workspace.campaigns.list(at: workspace.now, limit: 1000)
            .filter { $0.campaign.name.lowercased() == text.lowercased() }
        guard named.count == 1 else {
            throw CommandError.notFound(
                "campaign '\(text)'", named.isEmpty ? "there is none" : "several have the name",
                "rapport campaign list shows the ids")
        }
        return named[0]
    }

    func perform(_ command: CampaignRepository.Command, on progress: CampaignProgress) async throws {
        let campaign = progress.campaign
        let state = try await workspace.campaigns.perform(command, on: campaign.id, at: workspace.now)
        if state == nil {
            throw CommandError.badData(
                "campaign \(command.rawValue)", "'\(campaign.name)' is \(campaign.state.rawValue)",
                "that cannot be done in this state")
        }
    }

    /// All recipients, page by page.
    func recipients(of id: ID<Campaign>, state: Enrolment.State?) async throws -> [Enrolment] {
        var result: [Enrolment] = []
        var cursor: PageCursor?
        repeat {
            let page = try await workspace.campaigns.recipients(
                of: id, state: state, after: cursor, limit: 1000)
            result += page.items
            cursor = page.next
        } while cursor != nil
        return result
    }

    private func newID<Entity>() -> ID<Entity> {
        var random = SecureRandom()
        return ID(at: workspace.now, using: &random)
    }
}
