/// A message to be sent, as values; `MessageComposer` makes its bytes.
public struct OutgoingMessage: Hashable, Sendable {
    /// One file to attach.
    public struct File: Hashable, Sendable {
        public var name: String
        /// The media type, such as `application/pdf`; `application/octet-stream` when it is not one.
        public var type: String
        public var bytes: [UInt8]
        /// Set for a picture that the HTML shows as `cid:…`; without angle brackets.
        public var contentID: String?

        public init(name: String, type: String, bytes: [UInt8], contentID: String? = nil) {
            self.name = name
            self.type = type
            self.bytes = bytes
            self.contentID = contentID
        }
    }

    /// One more header field.
    public struct Header: Hashable, Sendable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public var from: Mailbox
    public var to: [Mailbox]
    public var cc: [Mailbox]
    /// Recipients of the envelope only: never written into the message.
    public var bcc: [Mailbox]
    public var replyTo: [Mailbox]
    public var subject: String
    public var date: MessageDate
    /// Without angle brackets, minted before (see `MessageIdentifier`).
    public var messageID: String
    /// Without angle brackets.
    public var inReplyTo: String?
    public var references: [String]
    /// The plain body; any line ends.
    public var text: String
    /// The HTML alternative; nil sends plain text alone.
    public var html: String?
    public var attachments: [File]
    /// Such as List-Unsubscribe. Fields that the message has by itself, and Bcc, are ignored.
    public var headers: [Header]

    public init(
        from: Mailbox, to: [Mailbox], cc: [Mailbox] = [], bcc: [Mailbox] = [], replyTo: [Mailbox] = [],
        subject: String, date: MessageDate, messageID: String, inReplyTo: String? = nil,
        references: [String] = [],
        text: String, html: String? = nil, attachments: [File] = [], headers: [Header] = []
    ) {
        self.from = from
        self.to = to
        self.cc = cc
        self.bcc = bcc
        self.replyTo = replyTo
        self.subject = subject
        self.date = date
        self.messageID = messageID
        self.inReplyTo = inReplyTo
        self.references = references
        self.text = text
        self.html = html
        self.attachments = attachments
        self.headers = headers
    }

    /// Every address of the envelope once, in order: To, Cc, Bcc.
    public var recipients: [Mailbox] {
        var seen: Set<String> = []
        return (to + cc + bcc).filter { seen.insert(AddressParser.normalized($0.address)).inserted }
    }
}
