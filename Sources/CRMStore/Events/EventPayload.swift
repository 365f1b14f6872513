import CRMModel

/// The fields of every kind of event; absent ones are left out of the JSON.
struct EventPayload: Codable {
    var account: String?
    var messages: [Int64]?
    var message: Int64?
    var contact: String?
    var company: String?
    var from: String?
    var subject: String?
    var state: StatePayload?
    var draft: String?
    var job: String?
    var hit: String?
    var verdict: String?
    var who: String?
    var what: String?
    var campaign: String?
    var enrolment: String?
    var enrolmentState: String?
    /// The cursor of a request.
    var request: Int64?
    /// Absent in older rows and for a person's own mail.
    var isCampaign: Bool?
    /// Absent in older rows and for mail that a person wrote.
    var autoKind: String?

    init(_ event: DomainEvent) {
        switch event {
        case .messagesArrived(let account, let ids):
            self.account = account.description
            messages = ids.map(\.rawValue)
        case .mailReceived(let message, let contact, let from, let subject, let kind):
            self.message = message.rawValue
            autoKind = kind == .none ? nil : kind.rawValue
            self.contact = contact?.description
            (self.from, self.subject) = (from, subject)
        case .messagesChanged(let ids), .messagesRemoved(let ids): messages = ids.map(\.rawValue)
        case .accountStateChanged(let account, let state):
            self.account = account.description
            self.state = StatePayload(state)
        case .foldersChanged(let account), .syncWanted(let account): self.account = account.description
        case .syncAnswered(let account, let request):
            self.account = account.description
            self.request = request
        case .peopleChanged, .templatesChanged: break
        case .draftSaved(let draft): self.draft = draft.description
        case .outboxChanged(let job, let state, let subject, let isCampaign):
            self.job = job.description
            self.isCampaign = isCampaign ? true : nil
            self.state = StatePayload(state)
            self.subject = subject
        case .hit(let kind, let verdict, let job, let contact, let who, let what):
            hit = kind.rawValue
            self.verdict = verdict.rawValue
            self.job = job.description
            self.contact = contact?.description
            (self.who, self.what) = (who, what)
        case .campaignChanged(let campaign): self.campaign = campaign.description
        case .enrolmentChanged(let campaign, let enrolment, let state, let who):
            self.campaign = campaign.description
            self.enrolment = enrolment.description
            enrolmentState = state.rawValue
            self.who = who
        case .timelineAppended(let contact, let company):
            self.contact = contact?.description
            self.company = company?.description
        }
    }

    /// - Returns: nil when a field of that kind is missing or unknown.
    func event(kind: DomainEvent.Kind) -> DomainEvent? {
        mailEvent(kind) ?? outreachEvent(kind)
    }

    private func mailEvent(_ kind: DomainEvent.Kind) -> DomainEvent? {
        let ids = (messages ?? []).map { RowID<Message>($0) }
        switch kind {
        case .messagesArrived: return id(account).map { .messagesArrived(account: $0, ids: ids) }
        case .mailReceived:
            return message.map {
                .mailReceived(
                    message: RowID($0), contact: id(contact), from: from ?? "", subject: subject ?? "",
                    kind: autoKind.flatMap { AutoKind(rawValue: $0) } ?? .none)
            }
        case .messagesChanged: return .messagesChanged(ids: ids)
        case .messagesRemoved: return .messagesRemoved(ids: ids)
        case .accountStateChanged:
            guard let account: ID<Account> = id(account), let state = state?.accountState else { return nil }
            return .accountStateChanged(account: account, state: state)
        case .foldersChanged: return id(account).map { .foldersChanged(account: $0) }
        case .syncWanted: return id(account).map { .syncWanted(account: $0) }
        case .syncAnswered:
            guard let account: ID<Account> = id(account), let request else { return nil }
            return .syncAnswered(account: account, request: request)
        case .peopleChanged: return .peopleChanged
        case .templatesChanged: return .templatesChanged
        case .timelineAppended: return .timelineAppended(contact: id(contact), company: id(company))
        default: return nil
        }
    }

    private func outreachEvent(_ kind: DomainEvent.Kind) -> DomainEvent? {
        switch kind {
        case .draftSaved: return id(draft).map { .draftSaved($0) }
        case .outboxChanged:
            guard let job: ID<OutboxJob> = id(job), let state = state?.sendState else { return nil }
            return .outboxChanged(
                job: job, state: state, subject: subject ?? "", isCampaign: isCampaign ?? false)
        case .hit:
            guard let kind = hit.flatMap({ Hit.Kind(rawValue: $0) }),
                let verdict = verdict.flatMap({ Judgement.Verdict(rawValue: $0) }),
                let job: ID<OutboxJob> = id(job)
            else { return nil }
            return .hit(
                kind: kind, verdict: verdict, job: job, contact: id(contact), who: who ?? "", what: what ?? ""
            )
        case .campaignChanged: return id(campaign).map { .campaignChanged($0) }
        case .enrolmentChanged:
            guard let campaign: ID<Campaign> = id(campaign), let enrolment: ID<Enrolment> = id(enrolment),
                let state = enrolmentState.flatMap({ Enrolment.State(rawValue: $0) })
            else { return nil }
            return .enrolmentChanged(campaign: campaign, enrolment: enrolment, state: state, who: who ?? "")
        default: return nil
        }
    }

    private func id<Entity>(_ text: String?) -> ID<Entity>? { text.flatMap { ID($0) } }
}
