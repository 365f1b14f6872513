/// Fills the structured fields of a message from its headers.
enum HeaderFields {
    static func fill(_ message: inout ParsedMessage) {
        let headers = message.headers
        message.subject = headers.first("Subject").map { $0.trimmed }
        message.from = mailboxes(headers, "From")
        message.sender = mailboxes(headers, "Sender")
        message.replyTo = mailboxes(headers, "Reply-To")
        message.to = mailboxes(headers, "To")
        message.cc = mailboxes(headers, "Cc")
        message.bcc = mailboxes(headers, "Bcc")
        if let value = headers.first("Date") {
            message.date = MessageDate(headerValue: value)
            if message.date == nil { message.problems.append(.unreadableDate) }
        }
        message.messageID = ids(headers, "Message-ID").first
        message.inReplyTo = ids(headers, "In-Reply-To")
        message.references = ids(headers, "References")
        message.originalMessageID = ids(headers, "X-Microsoft-Original-Message-ID").first
    }

    private static func mailboxes(_ headers: MessageHeaders, _ name: String) -> [Mailbox] {
        headers.allRaw(name).flatMap {
            AddressParser.parse(header: $0, fallback: headers.fallbackCharset)
        }
    }

    /// Every `<id>` in the fields of this name, without brackets; blanks inside disqualify.
    static func ids(_ headers: MessageHeaders, _ name: String) -> [String] {
        var result: [String] = []
        for value in headers.allRaw(name) {
            var open: Int?
            for (index, byte) in value.enumerated() {
                switch byte {
                case 0x3C: open = index + 1
                case 0x3E:
                    if let start = open, index > start {
                        result.append(String(decoding: value[start..<index], as: UTF8.self))
                    }
                    open = nil
                case 0x00...0x20: open = nil
                default: break
                }
            }
            if result.count > 1_000 { break }
        }
        return result
    }
}
