/// One command of an IMAP client, without its tag (RFC 9051 §6).
public enum IMAPCommand: Hashable, Sendable {
    case capability
    case noop
    case logout
    case startTLS
    /// Field names and values (RFC 2971), sorted by name on the wire.
    case id([String: String])
    case login(Credentials)
    /// The Base64 of the initial response goes along when `initialResponse` is set (SASL-IR).
    case authenticate(SASLMechanism, initialResponse: [UInt8]?)
    case enable([String])
    case namespace
    /// All mailboxes below `reference` that match `pattern`.
    case list(reference: [UInt8] = [], pattern: String = "*", returnsSpecialUse: Bool = false)
    case status(MailboxName, [StatusItem])
    case select(MailboxName, readOnly: Bool = false, condstore: Bool = false)
    case unselect
    case create(MailboxName)
    case rename(MailboxName, to: MailboxName)
    /// Removes a mailbox with all that is in it.
    case delete(MailboxName)
    case fetch(UIDSet, FetchItems, changedSince: UInt64? = nil)
    case store(UIDSet, FlagChange, unchangedSince: UInt64? = nil)
    case copy(UIDSet, to: MailboxName)
    case move(UIDSet, to: MailboxName)
    /// UID EXPUNGE: only these, never everything that is marked (RFC 4315 §2.1).
    case expunge(UIDSet)
    case search(SearchKey, extended: Bool = false)
    /// - date: seconds since 1970 UTC; nil for now.
    case append(to: MailboxName, flags: [MessageFlag], date: Int64?, message: [UInt8])
    case idle

    public enum StatusItem: String, Hashable, Sendable, CaseIterable {
        case messages = "MESSAGES"
        case unseen = "UNSEEN"
        case uidNext = "UIDNEXT"
        case uidValidity = "UIDVALIDITY"
        /// Only where CONDSTORE is offered.
        case highestModSeq = "HIGHESTMODSEQ"
    }
}

/// What to fetch of each message; always with its UID, never setting `\Seen`.
public struct FetchItems: OptionSet, Hashable, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    public static let flags = FetchItems(rawValue: 1)
    public static let internalDate = FetchItems(rawValue: 2)
    public static let size = FetchItems(rawValue: 4)
    /// Only where CONDSTORE is offered.
    public static let modSeq = FetchItems(rawValue: 8)
    public static let header = FetchItems(rawValue: 16)
    public static let body = FetchItems(rawValue: 32)
    /// EMAILID and THREADID; only where OBJECTID is offered.
    public static let objectID = FetchItems(rawValue: 64)

    /// All that the first sync of a message needs.
    public static let message: FetchItems = [.flags, .internalDate, .size, .body]

    var wire: String {
        let names: [(FetchItems, String)] = [
            (.flags, "FLAGS"), (.internalDate, "INTERNALDATE"), (.size, "RFC822.SIZE"), (.modSeq, "MODSEQ"),
            (.objectID, "EMAILID THREADID"), (.header, "BODY.PEEK[HEADER]"), (.body, "BODY.PEEK[]"),
        ]
        return "(" + (["UID"] + names.filter { contains($0.0) }.map(\.1)).joined(separator: " ") + ")"
    }
}

/// A change of flags, without an answer per message.
public enum FlagChange: Hashable, Sendable {
    case add([MessageFlag])
    case remove([MessageFlag])
    case replace([MessageFlag])

    var wire: (operation: String, flags: [MessageFlag]) {
        switch self {
        case .add(let flags): ("+FLAGS.SILENT", flags)
        case .remove(let flags): ("-FLAGS.SILENT", flags)
        case .replace(let flags): ("FLAGS.SILENT", flags)
        }
    }
}

/// What to search for (RFC 9051 §6.4.4); all parts must hold.
public indirect enum SearchKey: Hashable, Sendable {
    case all
    case uid(UIDSet)
    case flagged(MessageFlag)
    case unflagged(MessageFlag)
    /// The header field contains the text, ASCII case ignored.
    case header(String, contains: String)
    /// Header or body contains the text.
    case text(String)
    /// Arrived on this day or later, by the server's clock; seconds since 1970 UTC.
    case since(Int64)
    case and([SearchKey])
    case or(SearchKey, SearchKey)
    case not(SearchKey)
}
