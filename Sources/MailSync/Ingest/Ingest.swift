public import CRMModel
public import CRMStore
public import MailCore
import Platform

/// Turns a fetched message into the facts that the store keeps. Pure; never fails: what cannot be read is
/// left empty, and the message still shows.
public enum Ingest {
    /// - Parameters:
    ///   - fetched: with UID, flags, size, internal date and the whole body.
    ///   - ownAddresses: the user's, normalised; a message from one of them is outgoing.
    ///   - now: stands in for a missing internal date.
    /// - Returns: nil when the server left the UID or the body out.
    public static func facts(
        _ fetched: FetchedMessage, ownAddresses: Set<String>, now: Timestamp
    ) -> (message: IngestMessage, raw: [UInt8])? {
        read(fetched, ownAddresses: ownAddresses, now: now).map { ($0.message, $0.raw) }
    }

    /// A message with its bytes and what it means for mails that were sent.
    struct Reading: Sendable {
        var message: IngestMessage
        var raw: [UInt8]
        var signal: ReplySignal?
    }

    static func read(_ fetched: FetchedMessage, ownAddresses: Set<String>, now: Timestamp) -> Reading? {
        guard let raw = fetched.body else { return nil }
        return read(raw, fetched, ownAddresses: ownAddresses, now: now)
    }

    /// - Parameter fetched: what the server says about the message; nil comes back when the UID is not among it.
    static func read(
        _ raw: [UInt8], _ fetched: FetchedMessage, ownAddresses: Set<String>, now: Timestamp
    ) -> Reading? {
        guard let uid = fetched.uid else { return nil }
        let parsed = MIMEParser.parse(raw)
        let received = fetched.internalDate.map { Timestamp(milliseconds: $0 * 1000) } ?? now
        let from = parsed.from.first ?? parsed.sender.first
        let sender = from.map(correspondent) ?? Correspondent(name: nil, address: EmailAddress(""))
        let subject = parsed.subject ?? ""
        let kind = MessageClassifier.classify(parsed).kind
        let isOwn = ownAddresses.contains(sender.address.normalized)
        let message = IngestMessage(
            uid: uid.rawValue, flags: flags(fetched.flags ?? []), modSeq: fetched.modSeq,
            size: fetched.size.map(Int.init(clamping:)) ?? raw.count, received: received,
            date: parsed.date.map { Timestamp(milliseconds: $0.milliseconds) }, messageID: parsed.messageID,
            inReplyTo: parsed.inReplyTo,
            references: parsed.references + [parsed.originalMessageID].compactMap { $0 },
            subject: subject, subjectBase: SubjectLine.base(subject), from: sender,
            replyTo: parsed.replyTo.map(correspondent), to: parsed.to.map(correspondent),
            cc: parsed.cc.map(correspondent), bcc: parsed.bcc.map(correspondent), text: parsed.indexText,
            preview: bounce(kind).map(preview) ?? Snippet.of(parsed), hasHTML: parsed.html != nil,
            attachments: attachments(parsed.attachments),
            autoKind: autoKind(kind), direction: isOwn ? .outgoing : .incoming, bounce: bounce(kind),
            contentHash: Digest.sha256(raw))
        let signal = isOwn ? nil : ReplyMatching.signal(of: message, kind)
        return Reading(message: message, raw: raw, signal: signal)
    }

    /// The flags that Rapport shows, from the names on the wire; others are left alone on the server.
    public static func flags(_ names: [MessageFlag]) -> MessageFlags {
        var flags: MessageFlags = []
        for (flag, name) in MessageFlags.names where names.contains(MessageFlag(name)) { flags.insert(flag) }
        return flags
    }

    /// The names on the wire of `flags`.
    public static func names(_ flags: MessageFlags) -> [MessageFlag] {
        MessageFlags.names.filter { flags.contains($0.flag) }.map { MessageFlag($0.name) }
    }

    private static func correspondent(_ mailbox: Mailbox) -> Correspondent {
        Correspondent(name: mailbox.name.isEmpty ? nil : mailbox.name, address: EmailAddress(mailbox.address))
    }

    private static func attachments(_ parts: [MailCore.Attachment]) -> [CRMModel.Attachment] {
        parts.enumerated().map { index, part in
            CRMModel.Attachment(
                number: index + 1, partPath: part.path, name: part.name ?? "", type: part.type,
                size: part.size,
                isInline: part.isInline)
        }
    }

    private static func bounce(_ kind: MailCore.AutoKind) -> Bounce? {
        guard case .dsn(let report) = kind,
            let failed = report.recipients.first(where: { $0.action == .failed })
        else { return nil }
        return Bounce(
            address: EmailAddress(failed.address), words: words(failed.diagnostic, without: failed.address),
            original: report.originalMessageID)
    }

    /// Whom a mail did not reach is what matters about a bounce.
    private static func preview(_ bounce: Bounce) -> String {
        bounce.words.isEmpty ? bounce.address.text : "\(bounce.address.text) · \(bounce.words)"
    }

    /// `550 5.1.1 user unknown` of `smtp; 550 5.1.1 <ana@x.example>: user unknown`.
    static func words(_ diagnostic: String, without address: String) -> String {
        var words = diagnostic.split(separator: " ").map(String.init)
        if words.first?.hasSuffix(";") == true { words.removeFirst() }
        words.removeAll { word in
            word.lowercased().trimmingMarks == address.lowercased()
        }
        return words.joined(separator: " ")
    }

    private static func autoKind(_ kind: MailCore.AutoKind) -> CRMModel.AutoKind {
        switch kind {
        case .none: .none
        case .outOfOffice: .outOfOffice
        case .autoReply: .autoReply
        case .dsn: .deliveryStatus
        case .complaint: .abuseReport
        case .list: .list
        case .bulk: .bulk
        }
    }
}

extension String {
    /// Without angle brackets, colons and the like at both ends.
    fileprivate var trimmingMarks: String {
        var text = Substring(self)
        while let first = text.first, "<(\"'[".contains(first) { text.removeFirst() }
        while let last = text.last, ">)\"']:;,.".contains(last) { text.removeLast() }
        return String(text)
    }
}
