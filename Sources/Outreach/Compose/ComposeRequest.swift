public import CRMModel
public import MailCore

/// Everything that a mail is made from.
public struct ComposeRequest: Sendable {
    /// Which parts the mail gets.
    public enum Form: Hashable, Sendable {
        /// Text with an HTML alternative from the same source.
        case alternatives
        /// Text alone, with the HTML alternative only when the mail is tracked.
        case plain
        /// The body is HTML; the text part is made from it.
        case html
    }

    /// What ties an answer or a forward to the message before.
    public struct Thread: Hashable, Sendable {
        /// Without angle brackets.
        public var inReplyTo: String?
        public var references: [String]

        public init(inReplyTo: String? = nil, references: [String] = []) {
            self.inReplyTo = inReplyTo
            self.references = references
        }
    }

    /// Recipients, subject and body with merge fields, tracking.
    public var draft: Draft
    public var form: Form
    /// Of the job that will send it.
    public var job: ID<OutboxJob>
    public var account: Account
    /// Whom fields are filled for; nil when nobody is known.
    public var contact: Contact?
    public var company: Company?
    public var catalogue: FieldCatalogue
    /// Further values by canonical field name.
    public var values: [String: MergeValue]
    public var policy: MissingPolicy
    public var thread: Thread
    /// Read from the disk, or carried along with a forward.
    public var files: [OutgoingMessage.File]
    /// The hub; nil when there is none: nothing is tracked then.
    public var tracking: TrackingAddresses?
    /// The mail carries List-Unsubscribe with one click; needs `tracking`.
    public var hasUnsubscribe: Bool
    /// Opens and clicks apart, for campaigns; both are also off when the draft does not track.
    public var tracksOpens = true
    public var tracksClicks = true
    public var key: TrackingKey
    public var now: Timestamp
    /// The user's distance from UTC in minutes.
    public var offsetMinutes: Int
    /// The account's signature is put under the text unless it is there already.
    public var addsSignature: Bool

    public init(
        draft: Draft, form: Form = .alternatives, job: ID<OutboxJob>, account: Account,
        contact: Contact? = nil,
        company: Company? = nil, catalogue: FieldCatalogue = FieldCatalogue(),
        values: [String: MergeValue] = [:], policy: MissingPolicy = .block, thread: Thread = Thread(),
        files: [OutgoingMessage.File] = [], tracking: TrackingAddresses? = nil, hasUnsubscribe: Bool = false,
        key: TrackingKey, now: Timestamp, offsetMinutes: Int = 0, addsSignature: Bool = true
    ) {
        self.draft = draft
        self.form = form
        self.job = job
        self.account = account
        self.contact = contact
        self.company = company
        self.catalogue = catalogue
        self.values = values
        self.policy = policy
        self.thread = thread
        self.files = files
        self.tracking = tracking
        self.hasUnsubscribe = hasUnsubscribe
        self.key = key
        self.now = now
        self.offsetMinutes = offsetMinutes
        self.addsSignature = addsSignature
    }

    var context: MergeContext {
        var values = values
        if let tracking { values["unsubscribeUrl"] = .text(tracking.unsubscribe(job)) }
        let local = Timestamp(milliseconds: now.milliseconds + Int64(offsetMinutes) * 60_000)
        let days = (Double(local.milliseconds) / 86_400_000).rounded(.down)
        return MergeContext(
            contact: contact, company: company, sender: MergeSender(account: account),
            today: CivilDate(daysSince1970: Int64(days)), extra: values,
            seed: (contact?.id.low ?? 0) ^ draft.id.low)
    }
}
