import AppUI
import CRMModel
import CRMStore
import MailCore
import Outreach
import Platform

/// Answers what the screen reads, from the store.
struct LoadAnswers: LoadAnswering {
    let workspace: OpenWorkspace
    /// Plain ASCII in rendered mails.
    let isASCII: Bool

    private let writing: WritingDesk

    init(workspace: OpenWorkspace, isASCII: Bool) {
        self.workspace = workspace
        self.isASCII = isASCII
        writing = WritingDesk(workspace: workspace)
    }

    func answer(_ request: LoadRequest) async throws -> Loaded {
        switch request {
        case .messages(let view, let cursor, let limit):
            return .messages(try await workspace.messages.list(view, before: cursor, limit: limit))
        case .search(let text, let cursor, let limit): return try await search(text, cursor, limit)
        case .contacts(let text, let limit): return .contacts(try await contacts(text, limit))
        case .drafts: return .drafts(try await workspace.drafts.list())
        case .outbox: return .outbox(try await outbox())
        case .counts: return .counts(ViewCounts(try await workspace.store.counts()))
        case .folders: return .folders(try await workspace.folders.all())
        case .accounts: return .accounts(try await workspace.accounts.all())
        case .timeline(let subject, let cursor, let limit):
            return .timeline(try await timeline(subject, cursor, limit))
        case .message(let id, let width): return .message(try await message(id, width: width))
        case .unsent(let source, let width):
            let mails = UnsentMails(workspace: workspace, isASCII: isASCII)
            return .unsent(try await mails.mail(source, width: width))
        case .templates(let occasion): return .templates(try await templates(occasion))
        case .fields(let contact, let account): return .fields(try await fields(contact, account))
        case .preview(let request): return .preview(try await preview(request))
        case .completions(let text, let limit): return .completions(try await completions(text, limit))
        case .composition(let request): return .composition(try await composition(request))
        case .campaigns: return .campaigns(try await campaigns())
        case .recipients(let id, let state, let limit):
            return .recipients(
                try await workspace.campaigns.recipients(of: id, state: state, limit: limit).items)
        case .recipientCount(let choice): return .recipientCount(try await recipientCount(choice))
        case .tags:
            return .tags(
                try await workspace.contacts.tags().map { TagCount(tag: $0.tag, contacts: $0.contacts) })
        case .campaignOutlook(let form):
            return .campaignOutlook(try await CampaignOutlooks(workspace: workspace).outlook(form))
        case .kin(let person, let limit):
            return .contacts(try await Kin(workspace: workspace).contacts(of: person, limit: limit))
        case .activity(let limit): return .activity(try await activity(limit))
        }
    }

    // MARK: Lists

    private func search(_ text: String, _ cursor: PageCursor?, _ limit: Int) async throws -> Loaded {
        let query: SearchQuery
        do { query = try SearchQuery.parse(Self.unfinished(text)) } catch {
            throw Problem(what: SearchDesk.problem(error), next: "correct the query")
        }
        let page = try await workspace.store.search.find(query, before: cursor, limit: limit)
        return .messages(Page(items: page.items.map(\.message), next: page.next))
    }

    /// The word that is being typed finds those that it begins: `hotel` is `hotel*`.
    static func unfinished(_ text: String) -> String {
        guard let last = text.unicodeScalars.last, last.properties.isAlphabetic, last.value < 0x2E80,
            text.filter({ $0 == "\"" }).count.isMultiple(of: 2),
            let word = text.split(separator: " ").last, word.count > 2, !word.contains(":")
        else { return text }
        return text + "*"
    }

    private func contacts(_ text: String, _ limit: Int) async throws -> [Contact] {
        if text.allSatisfy(\.isWhitespace) { return try await workspace.contacts.list(limit: limit).items }
        return try await workspace.contacts.find(text, limit: limit)
    }

    /// What waits or needs the user, and what was sent today.
    private func outbox() async throws -> [OutboxJob] {
        let today = workspace.now.adding(seconds: -86_400)
        return try await workspace.outbox.list(limit: 200).items.filter { job in
            switch job.state {
            case .sent(let at): at > today
            case .cancelled: false
            default: true
            }
        }
    }

    private func campaigns() async throws -> [CampaignProgress] {
        try await workspace.lookForHub()
        let all = try await workspace.campaigns.list(at: workspace.now)
        return all.filter { $0.campaign.state == .running } + all.filter { $0.campaign.state != .running }
    }

    private func completions(_ text: String, _ limit: Int) async throws -> [Completion] {
        let found = CompletionOrder.ordered(try await workspace.contacts.find(text, limit: 200), text)
        return found.prefix(limit).compactMap { contact in
            guard let address = contact.addresses.first else { return nil }
            let name = contact.displayName == address.text ? nil : contact.displayName
            return Completion(
                person: Correspondent(name: name, address: address), contact: contact.id,
                company: contact.companyName ?? "")
        }
    }

    // MARK: People

    private func timeline(
        _ subject: TimelineSubject, _ cursor: PageCursor?, _ limit: Int
    ) async throws -> TimelinePage {
        switch subject {
        case .contact(let id): return try await timeline(contact: id, cursor, limit)
        case .company(let id): return try await timeline(company: id, cursor, limit)
        case .message(let id):
            guard let message = try await workspace.messages.message(id) else { throw Self.gone }
            if let contact = message.mainContact {
                return try await timeline(contact: contact, cursor, limit)
            }
            for case .company(let company) in message.links.map(\.target) {
                return try await timeline(company: company, cursor, limit)
            }
            // A bounce is about whom it names.
            if message.autoKind == .deliveryStatus, let word = message.preview.split(separator: " ").first,
                let contact = try await workspace.contacts.contact(address: EmailAddress(String(word)))
            {
                return try await timeline(contact: contact.id, cursor, limit)
            }
            let stranger = message.direction == .outgoing ? message.to.first ?? message.from : message.from
            let mails = try await workspace.messages.messages(withAddress: stranger.address, limit: limit)
            return TimelinePage(
                owner: .stranger(stranger), entries: mails.map(TimelineEntry.init(unlinked:)), next: nil,
                total: mails.count)
        }
    }

    private func timeline(
        contact id: ID<Contact>, _ cursor: PageCursor?, _ limit: Int
    ) async throws -> TimelinePage {
        guard let contact = try await workspace.contacts.contact(id) else { throw Self.gone }
        let company: Company? =
            if let id = contact.company { try await workspace.companies.company(id) } else { nil }
        let page = try await workspace.timeline.entries(of: id, before: cursor, limit: limit)
        return TimelinePage(
            owner: .contact(contact, company),
            ownerOffset: contact.timeZone.flatMap { ZoneFile.offset(in: $0, at: workspace.now) },
            entries: page.items, next: page.next, total: try await workspace.timeline.count(of: id))
    }

    private func timeline(
        company id: ID<Company>, _ cursor: PageCursor?, _ limit: Int
    ) async throws -> TimelinePage {
        guard let company = try await workspace.companies.company(id) else { throw Self.gone }
        let page = try await workspace.timeline.entries(of: id, before: cursor, limit: limit)
        return TimelinePage(
            owner: .company(company), entries: page.items, next: page.next,
            total: try await workspace.timeline.count(of: id))
    }

    static let gone = Problem(what: "It is gone", why: "removed here or on the server")

    // MARK: Reading

    private func message(_ id: RowID<Message>, width: Int) async throws -> OpenedMessage {
        guard let detail = try await workspace.messages.detail(id) else { throw Self.gone }
        let thread = try await workspace.messages.thread(of: id)
        let raw = try await workspace.messages.raw(id)
        try Task.checkCancellation()
        let parsed = raw.map { workspace.showingTargets(MIMEParser.parse($0)) }
        let body = BodyRendering.body(
            parsed, text: detail.text, width: width, isASCII: isASCII,
            hub: workspace.configuration.hub.publicURL)
        return OpenedMessage(
            message: detail.message, cc: detail.cc, replyTo: detail.replyTo, body: body,
            attachments: detail.attachments.filter { !$0.isInline }, thread: thread,
            authentication: parsed.map { AuthenticationWords.marks($0.authenticationResults) } ?? [])
    }

    // MARK: Writing

    private func contact(_ id: ID<Contact>?) async throws -> Contact? {
        guard let id else { return nil }
        return try await workspace.contacts.contact(id)
    }

    private func templates(_ wanted: TemplateOccasion?) async throws -> [Template] {
        // The form of a campaign asks for them, and says whether it can track.
        try await workspace.lookForHub()
        var busy: Set<CRMModel.ID<Template>> = []
        for progress in try await workspace.campaigns.list(at: workspace.now)
        where progress.campaign.state == .running {
            for step in try await workspace.campaigns.steps(of: progress.campaign.id) {
                if let version = try await workspace.templates.version(step.template) {
                    busy.insert(version.template)
                }
            }
        }
        return TemplateOrder.ordered(
            try await workspace.templates.list(), busy: busy, for: try await occasion(wanted))
    }

    private func occasion(_ wanted: TemplateOccasion?) async throws -> TemplateOrder.Occasion {
        guard let wanted else { return TemplateOrder.Occasion() }
        let person = try await contact(wanted.contact)
        var industry = ""
        if let id = wanted.company ?? person?.company {
            industry = try await workspace.companies.company(id)?.industry ?? ""
        }
        var used: [CRMModel.ID<Template>] = []
        if let person {
            used = try await workspace.templates.used(with: person.id, company: person.company)
        }
        return TemplateOrder.Occasion(
            subject: wanted.subject, text: wanted.text, industry: industry, used: used)
    }

    private func fields(_ contact: ID<Contact>?, _ account: ID<Account>?) async throws -> [MergeField] {
        try await writing.fields(contact: try await self.contact(contact), account: account).map {
            MergeField(name: $0.name, value: $0.value ?? "")
        }
    }

    private func preview(_ request: MergeRequest) async throws -> MergePreview {
        let account = try await writing.firstAccount(nil)
        let draft = Draft(
            id: writing.newID(), account: request.account ?? account.id, to: request.address,
            subject: request.subject, body: request.body, saved: workspace.now)
        let person: Contact? =
            if let id = request.contact { try await workspace.contacts.contact(id) } else {
                try await writing.contact(of: request.address)
            }
        return MergePreview(try await writing.preview(draft, for: person))
    }

    private func composition(_ request: CompositionRequest) async throws -> Composition? {
        switch request {
        case .new(let to, let contact):
            return try await composition(writing.begin(.new(to: to, contact: contact)))
        case .reply(let id, let all): return try await composition(writing.begin(.reply(id, all: all)))
        case .forward(let id): return try await composition(writing.begin(.forward(id)))
        case .draft(let id):
            guard let draft = try await workspace.drafts.draft(id) else { throw Self.gone }
            return try await composition(draft)
        case .unsent(let job):
            guard let draft = try await writing.draft(of: job) else { throw Self.gone }
            return try await composition(draft)
        case .recovered:
            guard let draft = try await WritingInProgress(workspace: workspace).draft() else { return nil }
            var found = try await composition(draft)
            found.isRecovered = true
            return found
        }
    }

    private func composition(_ draft: Draft) async throws -> Composition {
        let account = try await writing.account(draft.account)
        try await workspace.lookForHub()
        var templateName: String?
        if let id = draft.template, let version = try await workspace.templates.version(id) {
            templateName = try await workspace.templates.template(version.template)?.name
        }
        return Composition(
            draft: draft, contactName: try await contact(draft.contact)?.displayName,
            templateName: templateName, from: account.address.text,
            canTrack: workspace.configuration.hub.publicURL != nil)
    }

    // MARK: Campaigns

    private func recipientCount(_ choice: RecipientChoice) async throws -> Int {
        switch choice {
        case .everyone: return try await workspace.store.counts().contacts
        case .tag(let tag):
            return try await workspace.contacts.tags().first { $0.tag.lowercased() == tag.lowercased() }?
                .contacts ?? 0
        case .search(let text): return try await workspace.contacts.find(text, limit: 1000).count
        case .file(let path): return try CampaignDesk.people(ofFile: path).count
        }
    }

    private func activity(_ limit: Int) async throws -> Activity {
        let events = try await workspace.store.events.latest(limit: 1000)
        let names = try await workspace.campaigns.list(at: workspace.now)
            .reduce(into: [CRMModel.ID<Campaign>: String]()) { $0[$1.campaign.id] = $1.campaign.name }
        return ActivityWords.activity(events, limit: limit, campaigns: names, now: workspace.now)
    }
}

extension ViewCounts {
    init(_ counts: WorkspaceCounts) {
        self.init(
            inboxUnread: counts.inboxUnread, inbox: counts.inbox, unlinked: counts.unlinked,
            drafts: counts.drafts, outbox: counts.outbox, outboxTrouble: counts.outboxTrouble,
            contacts: counts.contacts)
    }
}

extension Message {
    /// The contact that it is most about: a sure link before a guess.
    fileprivate var mainContact: CRMModel.ID<Contact>? {
        let contacts = links.sorted { !$0.isGuess && $1.isGuess }.map(\.target)
        for case .contact(let id) in contacts { return id }
        return nil
    }
}

extension TimelineEntry {
    /// A mail with somebody who is no contact: nothing of it stands on a timeline.
    fileprivate init(unlinked message: Message) {
        let isIn = message.direction == .incoming
        self.init(
            id: CRMModel.ID(high: 0, low: UInt64(bitPattern: message.id.rawValue)), at: message.received,
            kind: isIn ? .mailIn : .mailOut, summary: message.subject, detail: message.preview,
            message: message.id, contact: nil, company: nil, actor: isIn ? message.from.displayName : "you")
    }
}
