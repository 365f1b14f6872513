/// Something that the event log recorded: what other parts of the program, and other processes, follow.
public enum DomainEvent: Hashable, Sendable {
    /// New messages were stored; `ids` at most a few hundred, newest first.
    case messagesArrived(account: ID<Account>, ids: [RowID<Message>])
    /// One new mail from somebody, worth a notification. For a bounce, `from` is whom our mail did not reach and
    /// `subject` what the server said, as far as the report tells.
    case mailReceived(
        message: RowID<Message>, contact: ID<Contact>?, from: String, subject: String,
        kind: AutoKind = .none)
    /// Flags, folder or links changed.
    case messagesChanged(ids: [RowID<Message>])
    case messagesRemoved(ids: [RowID<Message>])
    case accountStateChanged(account: ID<Account>, state: AccountState)
    case foldersChanged(account: ID<Account>)
    /// A command asks whoever keeps the account in step to look at all of it now.
    case syncWanted(account: ID<Account>)
    /// It was done, for that request (its cursor) and all before it; the account's state says whether it went well.
    case syncAnswered(account: ID<Account>, request: Int64)
    case peopleChanged
    case templatesChanged
    case draftSaved(ID<Draft>)
    /// A mail of the outbox changed its state; a campaign's is also told by `enrolmentChanged`.
    case outboxChanged(job: ID<OutboxJob>, state: SendState, subject: String, isCampaign: Bool = false)
    /// A hit was judged, first or anew.
    case hit(
        kind: Hit.Kind, verdict: Judgement.Verdict, job: ID<OutboxJob>, contact: ID<Contact>?, who: String,
        what: String)
    case campaignChanged(ID<Campaign>)
    /// A recipient's row changed: sent, parked, bounced, replied.
    case enrolmentChanged(
        campaign: ID<Campaign>, enrolment: ID<Enrolment>, state: Enrolment.State, who: String)
    case timelineAppended(contact: ID<Contact>?, company: ID<Company>?)
}

extension DomainEvent {
    /// The names of events, in the log and for other programs.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case messagesArrived = "messages.new"
        case mailReceived = "message.new"
        case messagesChanged = "message.changed"
        case messagesRemoved = "message.removed"
        case accountStateChanged = "account.state"
        case foldersChanged = "folders.changed"
        case syncWanted = "sync.wanted"
        case syncAnswered = "sync.answered"
        case peopleChanged = "people.changed"
        case templatesChanged = "templates.changed"
        case draftSaved = "draft.saved"
        case outboxChanged = "outbox.changed"
        case hit
        case campaignChanged = "campaign.changed"
        case enrolmentChanged = "enrolment.changed"
        case timelineAppended = "timeline.appended"
    }

    /// What kind of event this is.
    public var kind: Kind {
        switch self {
        case .messagesArrived: .messagesArrived
        case .mailReceived: .mailReceived
        case .messagesChanged: .messagesChanged
        case .messagesRemoved: .messagesRemoved
        case .accountStateChanged: .accountStateChanged
        case .foldersChanged: .foldersChanged
        case .syncWanted: .syncWanted
        case .syncAnswered: .syncAnswered
        case .peopleChanged: .peopleChanged
        case .templatesChanged: .templatesChanged
        case .draftSaved: .draftSaved
        case .outboxChanged: .outboxChanged
        case .hit: .hit
        case .campaignChanged: .campaignChanged
        case .enrolmentChanged: .enrolmentChanged
        case .timelineAppended: .timelineAppended
        }
    }
}

/// An event with its place in the log.
public struct LoggedEvent: Hashable, Sendable {
    /// Grows by at least one with each event; the cursor of `rapport events --since`.
    public var cursor: Int64
    public var at: Timestamp
    public var event: DomainEvent

    public init(cursor: Int64, at: Timestamp, event: DomainEvent) {
        self.cursor = cursor
        self.at = at
        self.event = event
    }
}
