/// What `rapport mime` prints for one message; encode it as JSON with sorted keys, nil as null.
public struct MIMEReport: Hashable, Sendable, Encodable {
    /// One attachment in the report.
    public struct Part: Hashable, Sendable, Encodable {
        public var name: String?
        public var type: String
        public var size: Int
        public var inline: Bool
        public var path: String

        private enum CodingKeys: String, CodingKey { case name, type, size, inline, path }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(name, forKey: .name)
            try container.encode(type, forKey: .type)
            try container.encode(size, forKey: .size)
            try container.encode(inline, forKey: .inline)
            try container.encode(path, forKey: .path)
        }
    }

    public var subject: String?
    /// Name and address of each mailbox.
    public var from: [[String]]
    public var to: [[String]]
    public var cc: [[String]]
    public var replyTo: [[String]]
    /// UTC, `2026-11-20T14:30:00Z`.
    public var date: String?
    /// With angle brackets.
    public var messageID: String?
    public var inReplyTo: [String]
    public var references: [String]
    public var attachments: [Part]
    public var text: String
    public var html: String?

    /// The report of a parsed message.
    public init(_ message: ParsedMessage) {
        // A comment beside an address is shown as a name by us, but is none by the grammar.
        func pairs(_ field: String) -> [[String]] {
            let fallback = message.headers.fallbackCharset
            return message.headers.allRaw(field).flatMap {
                AddressParser.parse(header: $0, fallback: fallback, takesCommentsAsNames: false)
            }.map { [$0.name, $0.address] }
        }
        subject = message.subject
        from = pairs("From")
        to = pairs("To")
        cc = pairs("Cc")
        replyTo = pairs("Reply-To")
        date = message.date?.iso8601
        messageID = message.messageID.map { "<\($0)>" }
        inReplyTo = message.inReplyTo.map { "<\($0)>" }
        references = message.references.map { "<\($0)>" }
        attachments = message.attachments.map {
            Part(name: $0.statedName, type: $0.type, size: $0.size, inline: $0.isInline, path: $0.path)
        }
        text = message.text.trimmed
        html = message.html
    }

    private enum CodingKeys: String, CodingKey {
        case subject, from, to, cc
        case replyTo = "reply_to"
        case date
        case messageID = "message_id"
        case inReplyTo = "in_reply_to"
        case references, attachments, text, html
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(subject, forKey: .subject)
        try container.encode(from, forKey: .from)
        try container.encode(to, forKey: .to)
        try container.encode(cc, forKey: .cc)
        try container.encode(replyTo, forKey: .replyTo)
        try container.encode(date, forKey: .date)
        try container.encode(messageID, forKey: .messageID)
        try container.encode(inReplyTo, forKey: .inReplyTo)
        try container.encode(references, forKey: .references)
        try container.encode(attachments, forKey: .attachments)
        try container.encode(text, forKey: .text)
        try container.encode(html, forKey: .html)
    }
}
