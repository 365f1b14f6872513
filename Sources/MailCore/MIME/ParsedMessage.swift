/// A message taken apart: what lists, the reader, search and the rules need, attachments left encoded.
///
/// Made by `MIMEParser`; a broken message gives what could be read and says in `problems` what could not.
public struct ParsedMessage: Hashable, Sendable {
    public var headers: MessageHeaders
    public var subject: String?
    public var from: [Mailbox] = []
    public var sender: [Mailbox] = []
    public var replyTo: [Mailbox] = []
    public var to: [Mailbox] = []
    public var cc: [Mailbox] = []
    public var bcc: [Mailbox] = []
    /// The `Date` header; nil when missing or unreadable.
    public var date: MessageDate?
    /// Without angle brackets; nil when missing or not a Message-ID at all.
    public var messageID: String?
    /// Ids without angle brackets, in order.
    public var inReplyTo: [String] = []
    public var references: [String] = []
    /// `X-Microsoft-Original-Message-ID`: the id before Outlook's submission server replaced it.
    public var originalMessageID: String?
    /// The media type of the whole message in lower case, such as `multipart/alternative`.
    public var contentType = "text/plain"
    /// Every plain text part that is neither named nor an attachment, joined by line breaks; LF line ends.
    public var text = ""
    /// How `text` was wrapped by its sender (RFC 3676).
    public var flow: TextFlow = .fixed
    /// Every HTML part that is neither named nor an attachment, joined; nil when there is none.
    public var html: String?
    public var attachments: [Attachment] = []
    /// The parts of a report (RFC 6522: bounce, complaint); nil in ordinary mail.
    public var report: ReportParts?
    public var problems: [MIMEProblem] = []
    /// Bytes of the raw message.
    public var size = 0

    init(headers: MessageHeaders) { self.headers = headers }

    /// True when something is attached that a person would call an attachment (inline pictures do not count).
    public var hasAttachments: Bool { attachments.contains { !$0.isInline } }

    /// The text to index and to preview: `text`, else the words of `html`.
    public var indexText: String {
        if text.utf8.contains(where: { $0 > 0x20 }) { return text }
        return html.map { HTMLText.words(of: $0) } ?? ""
    }

    /// The List-Id without angle brackets and description, lower case (RFC 2919).
    public var listID: String? {
        guard let value = headers.first("List-Id") else { return nil }
        guard let open = value.lastIndex(of: "<"), let close = value[open...].firstIndex(of: ">") else {
            return value.trimmed.isEmpty ? nil : value.trimmed.lowercased()
        }
        return value[value.index(after: open)..<close].lowercased()
    }

    /// The URIs of List-Unsubscribe in their order (RFC 2369 §3.2).
    public var listUnsubscribe: [String] {
        headers.all("List-Unsubscribe").flatMap { value in
            value.split(separator: "<").dropFirst(value.hasPrefix("<") ? 0 : 1)
                .compactMap { $0.split(separator: ">").first.map { String($0).filter { !$0.isWhitespace } } }
        }
    }

    /// True when one POST to the https URI of List-Unsubscribe unsubscribes (RFC 8058).
    public var unsubscribesByOneClick: Bool {
        let value = headers.first("List-Unsubscribe-Post") ?? ""
        return value.filter { !$0.isWhitespace }.lowercased() == "list-unsubscribe=one-click"
    }

    /// The keyword of Auto-Submitted in lower case, parameters dropped (RFC 3834 §5).
    public var autoSubmitted: String? {
        headers.first("Auto-Submitted").map {
            String($0.split(separator: ";").first ?? "").trimmed.lowercased()
        }
    }

    /// Authentication-Results fields, newest first; only the first of a trusted server means anything (RFC 8601).
    public var authenticationResults: [String] { headers.all("Authentication-Results") }
}

/// How the lines of a plain text body are to be read (RFC 3676).
public enum TextFlow: Hashable, Sendable {
    /// Lines are as the sender broke them.
    case fixed
    /// Lines ending in a space go on; `deletesSpace` is DelSp=yes.
    case flowed(deletesSpace: Bool)
}

/// A part that is not the message's text: named, marked as attachment, or of a type that is no text.
public struct Attachment: Hashable, Sendable, Codable {
    /// What the part says about how to show it (RFC 2183).
    public enum Disposition: String, Hashable, Sendable, Codable { case attachment, inline, unspecified }
    /// The file name, decoded and without directories or control characters; nil when the part has none.
    public var name: String?
    /// The file name as the mail states it, decoded; may be a path. Never for opening files.
    public var statedName: String?
    /// The media type in lower case.
    public var type: String
    /// Decoded size in bytes, estimated from the encoded length.
    public var size: Int
    /// Without angle brackets.
    public var contentID: String?
    public var disposition: Disposition
    /// The IMAP section number (RFC 9051 §6.4.5.1), such as `2` or `1.3`: for `MIMEParser.attachment(in:at:)`.
    public var path: String
    /// True for a picture that the HTML shows by its Content-ID, or that is marked inline and has no name.
    public var isInline: Bool
}

/// The machine-readable parts of a multipart/report or of a bounce without that type.
public struct ReportParts: Hashable, Sendable {
    /// message/delivery-status (RFC 3464) as text.
    public var deliveryStatus: String?
    /// message/feedback-report (RFC 5965) as text.
    public var feedback: String?
    /// The headers of the message that the report is about.
    public var original: MessageHeaders?

    var isEmpty: Bool { deliveryStatus == nil && feedback == nil && original == nil }
}

/// What was wrong with a message that could still be shown.
public enum MIMEProblem: Hashable, Sendable {
    case noHeaders
    case junkInHeaders
    case tooManyParts
    case nestedTooDeep
    case textCutOff
    /// A multipart whose boundary is missing or stands nowhere: `text` is the raw body.
    case noBoundary
    case unreadableDate
    case messageTooLarge
    case unparsable
}
