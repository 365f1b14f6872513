/// Where a mail to be sent stands.
public enum SendState: Hashable, Sendable {
    /// Waits for its time (undo delay, send later, a retry).
    case queued
    /// Claimed by a sender, until its lease ends.
    case sending
    case sent(at: Timestamp)
    /// A temporary refusal; tried again at the job's `notBefore`.
    case deferred
    /// Refused for good.
    case failed
    /// The connection died after the data: the server may have it. Never sent again by itself.
    case uncertain(since: Timestamp)
    case cancelled
    /// Waits for the user, for instance after an authentication failure.
    case held

    /// The word on the command line.
    public var word: String {
        switch self {
        case .queued: "queued"
        case .sending: "sending"
        case .sent: "sent"
        case .deferred: "deferred"
        case .failed: "failed"
        case .uncertain: "uncertain"
        case .cancelled: "cancelled"
        case .held: "held"
        }
    }
}

/// A mail in the outbox: nothing leaves without a row that says it should.
public struct OutboxJob: Hashable, Sendable, Identifiable {
    public var id: ID<OutboxJob>
    public var account: ID<Account>
    /// Minted before sending, without angle brackets; every try is byte-identical.
    public var messageID: String
    public var recipients: [EmailAddress]
    public var subject: String
    public var state: SendState
    public var attempts: Int
    /// Not sent before this moment.
    public var notBefore: Timestamp
    /// The server's or our own words about the last try.
    public var lastError: String?
    public var enrolment: ID<Enrolment>?
    public var contact: ID<Contact>?
    public var created: Timestamp
    /// Some recipients have it; `recipients` are those who have not.
    public var isPartDelivered = false
    /// There is a draft to go on writing in when the mail is taken back; the command line makes none.
    public var hasDraft = true
    /// The name of `contact`, where the store knows one.
    public var contactName: String?

    public init(
        id: ID<OutboxJob>, account: ID<Account>, messageID: String, recipients: [EmailAddress],
        subject: String,
        state: SendState, attempts: Int, notBefore: Timestamp, lastError: String?, enrolment: ID<Enrolment>?,
        contact: ID<Contact>?, created: Timestamp
    ) {
        self.id = id
        self.account = account
        self.messageID = messageID
        self.recipients = recipients
        self.subject = subject
        self.state = state
        self.attempts = attempts
        self.notBefore = notBefore
        self.lastError = lastError
        self.enrolment = enrolment
        self.contact = contact
        self.created = created
    }
}
