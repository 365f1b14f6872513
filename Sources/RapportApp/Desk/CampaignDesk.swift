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

    /// Whom a campaign is for.
    enum Audience: Hashable, Sendable {
        case everyone
        case contacts([ID<Contact>])
        case tag(String)
        case search(String)
        /// Missing contacts are made; the fields count for the campaign.
        case people([ImportedContact])
        /// The people of a CSV or vCard file.
        case file(String)
    }

    /// The most contacts that a search may bring into a campaign.
    private static let searchLimit = 1000

    /// The people of an audience under their first address, or the one that a list names.
    ///
    /// - Throws: `CampaignFile.Problems` when a search finds more than a campaign can take.
    func recipients(_ audience: Audience) async throws -> [CampaignRecipient] {
        let desk = PeopleDesk(workspace: workspace)
        switch audience {
        case .everyone: return try await desk.all(tag: nil, company: nil).compactMap(Self.recipient)
        case .contacts(let ids): return try await workspace.contacts.contacts(ids).compactMap(Self.recipient)
        case .tag(let tag): return try await desk.all(tag: tag, company: nil).compactMap(Self.recipient)
        case .search(let text):
            let found = try await workspace.contacts.find(text, limit: Self.searchLimit)
            guard found.count < Self.searchLimit else {
                throw CampaignFile.Problems([
                    .init(
                        path: "recipients.search",
                        message: "finds \(Self.searchLimit) contacts and more: give them a tag instead")
                ])
            }
            return found.compactMap(Self.recipient)
        case .file(let path): return try await recipients(.people(try Self.people(ofFile: path)))
        case .people(let people):
            guard !people.isEmpty else { return [] }
            let known = try await ContactImport(workspace.database).ensure(people, at: workspace.now)
            try await desk.relink()
            return zip(people, known).compactMap { person, contact in
                guard let contact, let address = person.addresses.first else { return nil }
                return CampaignRecipient(
                    contact: contact.id, address: address, name: contact.displayName,
                    variables: person.fields)
            }
        }
    }

    /// The people of a CSV or vCard file.
    static func people(ofFile path: String) throws -> [ImportedContact] {
        let home = Environment["HOME"] ?? ""
        let full = path.hasPrefix("~/") ? home + path.dropFirst() : path
        let bytes = try FileSystem.read(FileSystem.absolute(full), limit: ContactFile.sizeLimit)
        do { return try ContactFile.read(bytes, mapping: []) } catch {
            throw CommandError.badData(path, "\(error)", "choose a CSV file with a header line")
        }
    }

    private func recipients(_ chosen: CampaignFile.Recipients) async throws -> [CampaignRecipient] {
        var result = try await recipients(.contacts(chosen.contacts))
        if let tag = chosen.tag { result += try await recipients(.tag(tag)) }
        if let search = chosen.search { result += try await recipients(.search(search)) }
        let people = chosen.list.enumerated().map { index, person in
            var row = ImportedContact(line: index + 1)
            (row.firstName, row.lastName, row.title) = (person.firstName, person.lastName, person.title)
            (row.company, row.addresses, row.fields) = (person.company, [person.email], person.fields)
            return row
        }
        return result + (try await recipients(.people(people)))
    }

    /// Stores a campaign of one mail.
    func create(
        _ name: String, from account: Account, _ template: Template, to people: [CampaignRecipient],
        pace: Pace,
        tracks: Bool
    ) async throws -> CreatedCampaign {
        try await workspace.campaigns.create(
            CampaignPlan(
                id: newID(), name: name, account: account.id,
                steps: [CampaignStep(id: newID(), order: 0, template: template.current.id, delay: 0)],
                pace: pace, tracksOpens: tracks, tracksClicks: tracks,
                hasUnsubscribe: workspace.configuration.hub.publicURL != nil, recipients: people),
            at: workspace.now)
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

    /// Campaigns of that name, in whatever case.
    func named(_ name: String) async throws -> [CampaignProgress] {
        try await workspace.campaigns.list(at: workspace.now, limit: 1000)
            .filter { $0.campaign.name.lowercased() == name.lowercased() }
    }

    /// By id, by how it begins, or by its name when only one has it.
    func campaign(_ text: String) async throws -> CampaignProgress {
        if let id = ID<Campaign>(text),
            let progress = try await workspace.campaigns.progress(of: id, at: workspace.now)
        {
            return progress
        }
        var found = try await named(text)
        var several = "several have the name"
        if found.isEmpty, let range = ID<Campaign>.range(beginning: text) {
            found = try await workspace.campaigns.list(at: workspace.now, limit: 1000)
                .filter { range.contains($0.campaign.id) }
            several = "several ids begin so"
        }
        guard found.count == 1 else {
            throw CommandError.notFound(
                "campaign '\(text)'", found.isEmpty ? "there is none" : several,
                "rapport campaign list shows the ids")
        }
        return found[0]
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

    /// Takes the mail to an uncertain recipient as sent.
    ///
    /// - Returns: false when the recipient has moved on meanwhile.
    func settle(_ recipient: Enrolment, of campaign: Campaign) async throws -> Bool {
        if let job = try await workspace.campaigns.uncertainMail(of: recipient.id) {
            return try await workspace.outbox.resolveUncertain(
                job, wasSent: true, reason: "settled by you", at: workspace.now)
        }
        guard let doubted = try await workspace.campaigns.doubted(recipient.id) else { return false }
        let id = try await workspace.messageID(for: doubted, of: campaign)
        return try await workspace.campaigns.settle(doubted, messageID: id, at: workspace.now)
    }

    /// Writes to an uncertain recipient once more: the same mail when it was made already.
    ///
    /// - Returns: false when the recipient has moved on meanwhile.
    func release(_ recipient: Enrolment, of campaign: Campaign) async throws -> Bool {
        if let job = try await workspace.campaigns.uncertainMail(of: recipient.id) {
            return try await workspace.outbox.retry(job, at: workspace.now)
        }
        guard let doubted = try await workspace.campaigns.doubted(recipient.id) else { return false }
        return try await workspace.campaigns.writeAgain(to: doubted, at: workspace.now)
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
