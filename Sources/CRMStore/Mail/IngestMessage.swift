public import CRMModel

/// What a bounce says.
public struct Bounce: Hashable, Sendable {
    public var address: EmailAddress
    /// `550 5.1.1 user unknown`; may be empty.
    public var words: String
    /// The Message-ID of the mail that came back; nil when the report does not say.
    public var original: String?

    public init(address: EmailAddress, words: String, original: String? = nil) {
        self.address = address
        self.words = words
        self.original = original
    }
}

/// The facts of one message as the syncer read them from the server and from its MIME structure.
public struct IngestMessage: Hashable, Sendable {
    /// Its UID in the folder that it was found in.
    public var uid: UInt32
    public var flags: MessageFlags
    /// RFC 7162; nil when the server does not count changes.
    public var modSeq: UInt64?
    /// In bytes, as the server counts (RFC822.SIZE).
    public var size: Int
    /// INTERNALDATE.
    public var received: Timestamp
    /// The Date header; nil when absent or unreadable.
    public var date: Timestamp?
    /// Without angle brackets; nil when absent (one is made from the content then).
    public var messageID: String?
    /// Message-IDs of In-Reply-To, without angle brackets.
    public var inReplyTo: [String]
    /// Message-IDs of References, oldest first, without angle brackets.
    public var references: [String]
    public var subject: String
    /// The subject without `Re:` and the like.
    public var subjectBase: String
    public var from: Correspondent
    public var replyTo: [Correspondent]
    public var to: [Correspondent]
    public var cc: [Correspondent]
    public var bcc: [Correspondent]
    /// The readable text, for showing and searching.
    public var text: String
    /// The first meaningful words, one line.
    public var preview: String
    /// Whether there is an HTML part to draw.
    public var hasHTML: Bool
    public var attachments: [Attachment]
    public var autoKind: AutoKind
    public var direction: Direction
    /// Of a bounce: the first address that our mail did not reach, and what its server said.
    public var bounce: Bounce?
    /// SHA-256 of the raw message: its key in `RawMessageStore`, and what tells copies from each other.
    public var contentHash: [UInt8]

    public init(
        uid: UInt32, flags: MessageFlags, modSeq: UInt64? = nil, size: Int, received: Timestamp,
        date: Timestamp? = nil, messageID: String?, inReplyTo: [String] = [], references: [String] = [],
        subject: String, subjectBase: String, from: Correspondent, replyTo: [Correspondent] = [],
        to: [Correspondent] = [], cc: [Correspondent] = [], bcc: [Correspondent] = [], text: String,
        preview: String, hasHTML: Bool = false, attachments: [Attachment] = [], autoKind: AutoKind = .none,
        direction: Direction = .incoming, bounce: Bounce? = nil,
        contentHash: [UInt8]
    ) {
        self.uid = uid
        self.flags = flags
        self.modSeq = modSeq
        self.size = size
        self.received = received
        self.date = date
        self.messageID = messageID
        self.inReplyTo = inReplyTo
        self.references = references
        self.subject = subject
        self.subjectBase = subjectBase
        self.from = from
        self.replyTo = replyTo
        self.to = to
        self.cc = cc
        self.bcc = bcc
        self.text = text
        self.preview = preview
        self.hasHTML = hasHTML
        self.attachments = attachments
        self.autoKind = autoKind
        self.direction = direction
        self.bounce = bounce
        self.contentHash = contentHash
    }

    /// The Message-ID that the store keeps a message under: its own, or one made from the content.
    ///
    /// - Parameter contentHash: SHA-256 of the whole message.
    public static func identity(messageID: String?, contentHash: [UInt8]) -> String {
        ThreadAssignment.usable(messageID ?? "") ?? "absent." + hexadecimal(contentHash.prefix(16))
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}

/// What became of a batch of messages.
public struct IngestResult: Hashable, Sendable {
    /// One entry per message of the batch, in the order of arrival.
    public var messages: [StoredMessage]

    /// Those that the workspace had not seen before.
    public var new: [StoredMessage] { messages.filter(\.isNew) }

    public init(messages: [StoredMessage]) { self.messages = messages }
}

/// A message as it was stored.
public struct StoredMessage: Hashable, Sendable {
    public var uid: UInt32
    public var id: RowID<Message>
    public var thread: RowID<MailThread>
    /// False when a copy was known (from another folder, or from before).
    public var isNew: Bool
    /// Whom it was linked to.
    public var links: [MessageLink.Target]
}
