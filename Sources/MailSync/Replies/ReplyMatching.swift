public import CRMModel
public import CRMStore
public import MailCore

/// What an incoming message means for a mail that was sent before.
public struct ReplySignal: Hashable, Sendable {
    public enum Meaning: Hashable, Sendable {
        /// A person answered.
        case reply
        /// These addresses take no mail, in normalised form, with the server's words.
        case hardBounce([String: String])
        /// The recipient reported the mail as unwanted.
        case complaint
    }

    public var meaning: Meaning
    /// Whose mail it is.
    public var sender: EmailAddress
    /// Its own Message-ID without angle brackets; nil when it has none.
    public var messageID: String?
    /// Message-IDs that it names, the most telling first.
    public var names: [String]
}

/// Reads what an incoming message says about mails that were sent (OUTREACH 4.5). Pure.
public enum ReplyMatching {
    /// The most Message-IDs of one message that are looked up.
    static let limit = 24

    /// - Parameters:
    ///   - message: an incoming one.
    ///   - kind: what wrote it. Absence notes, automatic answers and mass mail are no answers of a person.
    /// - Returns: nil when it says nothing about a mail of ours.
    public static func signal(of message: IngestMessage, _ kind: MailCore.AutoKind) -> ReplySignal? {
        let meaning: ReplySignal.Meaning
        var named = message.inReplyTo + message.references.reversed()
        switch kind {
        case .none, .list: meaning = .reply
        case .outOfOffice, .autoReply, .bulk: return nil
        case .dsn(let report):
            var failed: [String: String] = [:]
            for recipient in report.recipients where recipient.action == .failed && recipient.bounce == .hard
            {
                failed[recipient.address] = recipient.diagnostic
            }
            if failed.isEmpty { return nil }
            meaning = .hardBounce(failed)
            named = [report.originalMessageID].compactMap { $0 } + named
        case .complaint(let report):
            meaning = .complaint
            named = [report.originalMessageID].compactMap { $0 } + named
        }
        var names: [String] = []
        for name in named where names.count < limit && !names.contains(name) { names.append(name) }
        if names.isEmpty { return nil }
        return ReplySignal(
            meaning: meaning, sender: message.from.address, messageID: message.messageID, names: names)
    }
}
