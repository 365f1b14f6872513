public import CRMModel

/// A finished mail on its way into the outbox: every try sends exactly these bytes.
public struct OutgoingMail: Hashable, Sendable {
    /// What a mail is; decides what may stop it and what goes first.
    public enum Kind: String, Hashable, Sendable {
        /// An answer to somebody who wrote. An unsubscribe from mailings does not stop it.
        case reply
        /// A mail that the user wrote to somebody. An unsubscribe from mailings does not stop it.
        case oneOff = "oneoff"
        /// A campaign's mail.
        case step
    }

    /// Made before the mail: its Message-ID and tracking tokens may carry it.
    public var id: ID<OutboxJob>
    /// The same key again makes no second mail: `reply:DRAFT:REVISION`, `api:KEY:…`.
    public var key: String
    public var kind: Kind
    public var account: ID<Account>
    /// Without angle brackets, as in the bytes.
    public var messageID: String
    public var envelopeFrom: EmailAddress
    /// Everybody in To, Cc and Bcc.
    public var recipients: [EmailAddress]
    public var subject: String
    /// The first words, for the timeline.
    public var preview: String
    /// The whole message, lines ending in CR LF.
    public var mime: [UInt8]
    public var notBefore: Timestamp
    public var contact: ID<Contact>?
    /// The message that it answers or forwards.
    public var answers: RowID<Message>?
    public var template: ID<TemplateVersion>?
    public var tracks: Bool
    /// How many links are tracked; what tells a scanner that follows all of them.
    public var linkCount: Int
    /// A copy has to be put into the Sent folder after it was accepted.
    public var keepsCopy: Bool

    public init(
        id: ID<OutboxJob>, key: String, kind: Kind, account: ID<Account>, messageID: String,
        envelopeFrom: EmailAddress, recipients: [EmailAddress], subject: String, preview: String = "",
        mime: [UInt8], notBefore: Timestamp, contact: ID<Contact>? = nil, answers: RowID<Message>? = nil,
        template: ID<TemplateVersion>? = nil, tracks: Bool = false, linkCount: Int = 0,
        keepsCopy: Bool = true
    ) {
        self.id = id
        self.key = key
        self.kind = kind
        self.account = account
        self.messageID = messageID
        self.envelopeFrom = envelopeFrom
        self.recipients = recipients
        self.subject = subject
        self.preview = preview
        self.mime = mime
        self.notBefore = notBefore
        self.contact = contact
        self.answers = answers
        self.template = template
        self.tracks = tracks
        self.linkCount = linkCount
        self.keepsCopy = keepsCopy
    }
}

/// What became of putting a mail into the outbox.
public struct EnqueuedMail: Hashable, Sendable {
    /// The job of the key, whether made now or before.
    public var job: ID<OutboxJob>
    public var messageID: String
    /// False when the key was known: nothing was written.
    public var isNew: Bool
}

/// A mail that a sender holds until its lease ends.
public struct ClaimedMail: Hashable, Sendable {
    public var job: ID<OutboxJob>
    public var kind: OutgoingMail.Kind
    public var account: ID<Account>
    public var messageID: String
    public var envelopeFrom: EmailAddress
    public var recipients: [EmailAddress]
    public var subject: String
    public var mime: [UInt8]
    /// 1 for the first try.
    public var attempt: Int
    public var owner: String
    public var campaign: ID<Campaign>?
    public var enrolment: ID<Enrolment>?
    /// The first try since it was due or the user asked for another; what giving up counts from.
    public var firstTried: Timestamp
}

/// What a server said.
public struct DeliveryReply: Hashable, Sendable {
    /// RFC 5321; nil when it was no server that spoke.
    public var code: Int?
    /// RFC 3463, `5.1.1`.
    public var enhanced: String?
    public var text: String

    /// Code, status and words in one line.
    var line: String {
        [code.map(String.init), enhanced, text].compactMap { $0 }.filter { !$0.isEmpty }
            .joined(separator: " ")
    }

    public init(code: Int? = nil, enhanced: String? = nil, text: String) {
        self.code = code
        self.enhanced = enhanced
        self.text = text
    }
}

/// A recipient whom a mail did not reach that others got.
public struct UndeliveredRecipient: Hashable, Sendable {
    public var address: EmailAddress
    public var reply: DeliveryReply
    /// The address is to blame: it is suppressed then.
    public var isBounce: Bool

    public init(address: EmailAddress, reply: DeliveryReply, isBounce: Bool) {
        self.address = address
        self.reply = reply
        self.isBounce = isBounce
    }
}

/// How a try ended.
public enum SendOutcome: Hashable, Sendable {
    /// 250 to the data. `providerID` is the server's own name for the mail, where it told one.
    case accepted(DeliveryReply, providerID: String? = nil)
    /// 250 to the data, but not for everybody: `deferred` are tried again, not before `until`; `refused` never by
    /// themselves. Those that are in neither have it and never get it again.
    case partial(
        DeliveryReply, deferred: [UndeliveredRecipient], refused: [UndeliveredRecipient], until: Timestamp)
    /// A temporary refusal; not before `until` again.
    case deferred(DeliveryReply, until: Timestamp)
    /// Refused for good. `isBounce` when the recipient's address is to blame: it is suppressed then.
    case refused(DeliveryReply, isBounce: Bool)
    /// The connection died after the data: the server may have it.
    case uncertain(String)
    /// The server asks for patience: as `deferred`, but it counts as no attempt.
    case throttled(DeliveryReply, until: Timestamp)
    /// Nothing was tried (no connection): counts as no attempt.
    case released(String, until: Timestamp)
    /// Waits for the user, for instance after a wrong password.
    case held(String)
}

/// One try as it is remembered.
public struct DeliveryAttempt: Hashable, Sendable {
    public var number: Int
    public var at: Timestamp
    /// `accepted`, `partial`, `deferred`, `refused`, `uncertain`.
    public var outcome: String
    public var reply: DeliveryReply
}

/// A job with what the list leaves out.
public struct OutboxDetail: Hashable, Sendable {
    public var job: OutboxJob
    public var envelopeFrom: EmailAddress
    public var template: ID<TemplateVersion>?
    public var tracks: Bool
    public var opens: Int
    public var clicks: Int
    public var machineOpens: Int
    public var machineClicks: Int
    public var attempts: [DeliveryAttempt]
}
