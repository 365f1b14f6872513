public import CRMModel

/// What the tabs and the status bar count.
public struct ViewCounts: Hashable, Sendable {
    public var inboxUnread: Int
    public var inbox: Int
    public var unlinked: Int
    public var drafts: Int
    /// Jobs that wait, are being sent or need the user.
    public var outbox: Int
    /// Of `outbox`: failed, uncertain or held.
    public var outboxTrouble: Int
    public var contacts: Int

    public init(
        inboxUnread: Int = 0, inbox: Int = 0, unlinked: Int = 0, drafts: Int = 0, outbox: Int = 0,
        outboxTrouble: Int = 0, contacts: Int = 0
    ) {
        self.inboxUnread = inboxUnread
        self.inbox = inbox
        self.unlinked = unlinked
        self.drafts = drafts
        self.outbox = outbox
        self.outboxTrouble = outboxTrouble
        self.contacts = contacts
    }
}

/// Whom a timeline is about.
public enum TimelineOwner: Hashable, Sendable {
    case contact(Contact, Company?)
    case company(Company)
    /// Nobody we know: a sender to be linked or made a contact.
    case stranger(Correspondent)
}

/// A page of a timeline.
public struct TimelinePage: Hashable, Sendable {
    public var owner: TimelineOwner
    /// The owner's offset from UTC in seconds at this moment; nil when the zone is unknown.
    public var ownerOffset: Int?
    /// Newest first.
    public var entries: [TimelineEntry]
    public var next: PageCursor?
    /// How many there are in all.
    public var total: Int

    public init(
        owner: TimelineOwner, ownerOffset: Int? = nil, entries: [TimelineEntry], next: PageCursor?, total: Int
    ) {
        self.owner = owner
        self.ownerOffset = ownerOffset
        self.entries = entries
        self.next = next
        self.total = total
    }
}

/// A message as the reader shows it.
public struct OpenedMessage: Hashable, Sendable {
    public var message: Message
    public var cc: [Correspondent]
    /// Where answers go, when that is not the sender.
    public var replyTo: [Correspondent]
    public var body: RenderedBody
    public var attachments: [Attachment]
    /// All messages of the thread, oldest first, this one among them.
    public var thread: [Message]
    /// Short words on the sender's authentication that the server found.
    public var authentication: [AuthenticationMark]

    public init(
        message: Message, cc: [Correspondent] = [], replyTo: [Correspondent] = [], body: RenderedBody,
        attachments: [Attachment] = [], thread: [Message] = [], authentication: [AuthenticationMark] = []
    ) {
        self.message = message
        self.cc = cc
        self.replyTo = replyTo
        self.body = body
        self.attachments = attachments
        self.thread = thread
        self.authentication = authentication
    }
}

/// One word of an Authentication-Results header (RFC 8601).
public struct AuthenticationMark: Hashable, Sendable {
    /// `DKIM`, `SPF`, `DMARC`.
    public var method: String
    public var passed: Bool

    public init(method: String, passed: Bool) {
        self.method = method
        self.passed = passed
    }
}

/// A merge field that a template may name.
public struct MergeField: Hashable, Sendable {
    /// `firstName`, `company.name`, `sender.signature`.
    public var name: String
    /// What it holds for the recipient; empty when nothing.
    public var value: String

    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// A text with its merge fields filled.
public struct MergePreview: Hashable, Sendable {
    public var subject: [PreviewSpan]
    /// Lines, not wrapped.
    public var body: [[PreviewSpan]]
    /// Fields without a value and without a fallback; they block sending.
    public var missing: [String]
    public var errors: [MergeError]

    public init(
        subject: [PreviewSpan], body: [[PreviewSpan]], missing: [String] = [], errors: [MergeError] = []
    ) {
        self.subject = subject
        self.body = body
        self.missing = missing
        self.errors = errors
    }
}

/// A piece of a preview.
public struct PreviewSpan: Hashable, Sendable {
    public enum Kind: Hashable, Sendable { case text, filled, fallback, missing, bold, italic, link }

    public var text: String
    public var kind: Kind

    public init(_ text: String, _ kind: Kind = .text) {
        self.text = text
        self.kind = kind
    }
}

/// What is wrong with a template; lines and columns count from 1. Line 0 is the subject.
public struct MergeError: Hashable, Sendable {
    public var line: Int
    public var column: Int
    public var message: String

    public init(line: Int, column: Int, message: String) {
        self.line = line
        self.column = column
        self.message = message
    }
}

extension MergeError {
    /// `line 14, column 3`, or the column of the subject.
    var place: String { line == 0 ? "subject, column \(column)" : "line \(line), column \(column)" }
}

/// Somebody to write to.
public struct Completion: Hashable, Sendable {
    public var person: Correspondent
    public var contact: ID<Contact>?
    public var company: String

    public init(person: Correspondent, contact: ID<Contact>?, company: String = "") {
        self.person = person
        self.contact = contact
        self.company = company
    }
}

/// A draft to start writing.
public struct Composition: Hashable, Sendable {
    public var draft: Draft
    /// The name of the contact that merge fields are filled for.
    public var contactName: String?
    /// The name of the template that it was made from.
    public var templateName: String?
    /// The account's address, for the From line.
    public var from: String
    /// A hub is known that recipients reach: opens and clicks can be tracked.
    public var canTrack: Bool
    /// The program died over it: it is back.
    public var isRecovered: Bool

    public init(
        draft: Draft, contactName: String?, templateName: String?, from: String, canTrack: Bool = true,
        isRecovered: Bool = false
    ) {
        self.draft = draft
        self.contactName = contactName
        self.templateName = templateName
        self.from = from
        self.canTrack = canTrack
        self.isRecovered = isRecovered
    }
}

/// What a campaign would be: to whom, and how the first mail reads.
public struct CampaignOutlook: Hashable, Sendable {
    public var form: CampaignForm
    public var template: String
    /// How many people get it.
    public var recipients: Int
    /// The first of them, and the subject merged for them.
    public var first: Correspondent?
    public var subject: String
    /// A hub is known that recipients reach.
    public var canTrack: Bool

    public init(
        form: CampaignForm, template: String, recipients: Int, first: Correspondent?, subject: String,
        canTrack: Bool
    ) {
        self.form = form
        self.template = template
        self.recipients = recipients
        self.first = first
        self.subject = subject
        self.canTrack = canTrack
    }
}

/// What pane 4 tells besides the campaigns.
public struct Activity: Hashable, Sendable {
    /// Newest first.
    public var events: [ActivityEvent]
    /// Opens by people in each of the last 30 minutes, oldest first.
    public var opensPerMinute: [Int]

    public init(events: [ActivityEvent], opensPerMinute: [Int]) {
        self.events = events
        self.opensPerMinute = opensPerMinute
    }
}

/// One line of live activity.
public struct ActivityEvent: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case opened, machineOpened, clicked, sent, received, replied, failed, bounced, parked, unsubscribed
        case slowed
        /// A note that somebody is away, and another answer that no person wrote.
        case away, answered
    }

    public var at: Timestamp
    public var kind: Kind
    public var who: String
    public var what: String
    public var contact: ID<Contact>?
    public var message: RowID<Message>?

    public init(
        at: Timestamp, kind: Kind, who: String, what: String, contact: ID<Contact>? = nil,
        message: RowID<Message>? = nil
    ) {
        self.at = at
        self.kind = kind
        self.who = who
        self.what = what
        self.contact = contact
        self.message = message
    }
}

/// A tag that contacts bear.
public struct TagCount: Hashable, Sendable {
    public var tag: String
    /// How many contacts bear it.
    public var contacts: Int

    public init(tag: String, contacts: Int) {
        self.tag = tag
        self.contacts = contacts
    }
}
