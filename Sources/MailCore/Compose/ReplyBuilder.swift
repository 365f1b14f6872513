/// Answers and forwards: recipients, subject, threading headers and the quoted body.
public enum ReplyBuilder {
    /// What is to be made of the message.
    public enum Kind: Hashable, Sendable { case reply, replyAll, forward }

    /// The beginning of an answer, for the composer.
    public struct Draft: Hashable, Sendable {
        public var to: [Mailbox]
        public var cc: [Mailbox]
        public var subject: String
        /// Without angle brackets; nil for a forward.
        public var inReplyTo: String?
        public var references: [String]
        /// The quotation, or the forwarded message with its header block, as plain text; LF line ends.
        public var quotedText: String
        /// The same as an HTML fragment, its markup sanitised.
        public var quotedHTML: String
        /// Attachments of a forwarded message, to be carried along by their `path`.
        public var carried: [Attachment]
    }

    /// No more References than this are written: the first and the newest.
    static let referenceLimit = 25

    /// - Parameters:
    ///   - own: the user's own addresses: never a recipient of an answer, unless nobody else is left.
    ///   - id: the Message-ID of `message` when it came without one.
    ///   - offsetMinutes: the user's distance from UTC, for the time in the attribution; nil shows the sender's.
    public static func draft(
        _ kind: Kind, to message: ParsedMessage, own: [String], id: String? = nil, offsetMinutes: Int? = nil
    ) -> Draft {
        let mine = Set(own.map(AddressParser.normalized))
        let quotation = Quotation(message, offsetMinutes: offsetMinutes)
        let subject = message.subject ?? ""
        if kind == .forward {
            return Draft(
                to: [], cc: [], subject: SubjectLine.forward(subject), inReplyTo: nil,
                references: references(message, id),
                quotedText: quotation.forwardedText, quotedHTML: quotation.forwardedHTML,
                carried: message.attachments)
        }
        let (to, cc) = recipients(kind, message, mine)
        return Draft(
            to: to, cc: cc, subject: SubjectLine.reply(to: subject), inReplyTo: message.messageID ?? id,
            references: references(message, id), quotedText: quotation.quotedText,
            quotedHTML: quotation.quotedHTML, carried: [])
    }

    private static func recipients(
        _ kind: Kind, _ message: ParsedMessage, _ mine: Set<String>
    ) -> (to: [Mailbox], cc: [Mailbox]) {
        let isOwn = message.from.contains { mine.contains(AddressParser.normalized($0.address)) }
        // An answer to what I sent myself goes to whom I sent it.
        let isFollowUp = isOwn && message.replyTo.isEmpty && !(message.to + message.cc).isEmpty
        let primary = isFollowUp ? message.to : answerAddresses(kind, message)
        var seen = mine
        func unseen(_ list: [Mailbox]) -> [Mailbox] {
            list.filter {
                $0.address.contains("@") && seen.insert(AddressParser.normalized($0.address)).inserted
            }
        }
        var to = unseen(primary)
        var cc: [Mailbox] = []
        if kind == .replyAll {
            if !isFollowUp { to += unseen(message.to) }
            cc = unseen(message.cc)
        }
        if to.isEmpty, !cc.isEmpty { (to, cc) = (cc, []) }
        if to.isEmpty { to = Array((primary.isEmpty ? message.from : primary).prefix(1)) }
        return (to, cc)
    }

    /// Reply-To, else From. A private answer to a list mail goes to its writer when Reply-To only names the list.
    private static func answerAddresses(_ kind: Kind, _ message: ParsedMessage) -> [Mailbox] {
        guard !message.replyTo.isEmpty else { return message.from.isEmpty ? message.sender : message.from }
        let post = (message.headers.first("List-Post") ?? "").lowercased()
        let namesOnlyList =
            !post.isEmpty && message.replyTo.allSatisfy { post.contains($0.address.lowercased()) }
        return kind == .reply && namesOnlyList && !message.from.isEmpty ? message.from : message.replyTo
    }

    /// RFC 5322 §3.6.4, with the id that a Microsoft server replaced kept beside the one it gave.
    private static func references(_ message: ParsedMessage, _ id: String?) -> [String] {
        var result = message.references
        if result.isEmpty, message.inReplyTo.count == 1 { result = message.inReplyTo }
        result += [message.originalMessageID, message.messageID ?? id].compactMap { $0 }
        var seen: Set<String> = []
        result = result.filter { seen.insert($0).inserted }
        guard result.count > referenceLimit, let first = result.first else { return result }
        return [first] + result.suffix(referenceLimit - 1)
    }
}
