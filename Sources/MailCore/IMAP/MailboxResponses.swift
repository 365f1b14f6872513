/// One line of LIST (RFC 9051 §7.3.1).
public struct ListedMailbox: Hashable, Sendable {
    public let name: MailboxName
    /// The character between levels, if the server has levels.
    public let separator: UInt8?
    /// Lower case, with the backslash: `\noselect`, `\haschildren`, `\sent`.
    public let attributes: Set<String>

    public init(name: MailboxName, separator: UInt8? = nil, attributes: Set<String> = []) {
        self.name = name
        self.separator = separator
        self.attributes = attributes
    }

    public var isSelectable: Bool {
        !attributes.contains("\\noselect") && !attributes.contains("\\nonexistent")
    }

    /// The role by SPECIAL-USE (RFC 6154); INBOX by its name. Folder names in any language are not guessed here.
    public var role: MailboxRole? {
        if name == .inbox { return .inbox }
        return MailboxRole.allCases.first { attributes.contains("\\" + $0.rawValue) }
    }
}

/// What a mailbox is for (RFC 6154 §2).
public enum MailboxRole: String, Hashable, Sendable, CaseIterable {
    case inbox, sent, drafts, trash, junk, archive, all, flagged
}

/// The answer to STATUS (RFC 9051 §7.3.4); nil where the server was silent.
public struct MailboxStatus: Hashable, Sendable {
    public let name: MailboxName
    public var messages: UInt32?
    public var unseen: UInt32?
    public var uidNext: UID?
    public var uidValidity: UInt32?
    public var highestModSeq: UInt64?

    public init(name: MailboxName) { self.name = name }
}

/// The state of a mailbox as SELECT tells it (RFC 9051 §6.3.2).
public struct SelectedMailbox: Hashable, Sendable {
    public let name: MailboxName
    public var exists: UInt32 = 0
    /// Nil when the server left it out, against the rules: UIDs are then good for this session only.
    public var uidValidity: UInt32?
    public var uidNext: UID?
    public var highestModSeq: UInt64?
    public var permanentFlags: [MessageFlag] = []
    public var isReadOnly = false

    public init(name: MailboxName) { self.name = name }

    /// Takes what an untagged response says about the mailbox; others are ignored.
    public mutating func absorb(_ response: IMAPResponse) {
        switch response {
        case .exists(let count): exists = count
        case .untagged(let status): absorb(status.code)
        default: break
        }
    }

    /// Takes what a response code says about the mailbox.
    public mutating func absorb(_ code: ResponseCode?) {
        switch code {
        case .uidValidity(let value): uidValidity = value
        case .uidNext(let value): uidNext = value
        case .highestModSeq(let value): highestModSeq = value
        case .noModSeq: highestModSeq = nil
        case .permanentFlags(let flags): permanentFlags = flags
        case .readOnly: isReadOnly = true
        case .readWrite: isReadOnly = false
        default: break
        }
    }
}

/// A personal, other or shared prefix (RFC 2342).
public struct MailboxNamespace: Hashable, Sendable {
    public enum Kind: Hashable, Sendable { case personal, others, shared }

    public let kind: Kind
    public let prefix: [UInt8]
    public let separator: UInt8?
}

/// What SEARCH or ESEARCH found (RFC 9051 §7.3.3, RFC 4731).
public struct SearchResult: Hashable, Sendable {
    /// In the server's order; ranges are joined only when the server did so.
    public var all = UIDSet()
    public var count: UInt32?
    public var smallest: UInt32?
    public var largest: UInt32?
    public var modSeq: UInt64?

    public init() {}
}

/// What FETCH said of one message (RFC 9051 §7.5.2); nil where it was silent.
public struct FetchedMessage: Hashable, Sendable {
    /// A part of the body and its bytes.
    public struct Section: Hashable, Sendable {
        /// What stands between the brackets, upper case: empty for the whole message, `HEADER`, `1.MIME`.
        public let name: String
        /// Where the bytes start, when only a part was asked for.
        public let origin: UInt32?
        /// Nil when the server said NIL: there is no such part.
        public let bytes: [UInt8]?
    }

    public let sequence: UInt32
    public var uid: UID?
    public var flags: [MessageFlag]?
    /// Arrival at the server, in seconds since 1970 UTC.
    public var internalDate: Int64?
    /// Bytes of the whole message.
    public var size: UInt64?
    public var modSeq: UInt64?
    public var sections: [Section] = []
    /// OBJECTID's EMAILID (RFC 8474) or X-GM-MSGID: the same for one message in all its mailboxes.
    public var emailID: String?
    /// OBJECTID's THREADID or X-GM-THRID.
    public var threadID: String?
    /// X-GM-LABELS, as written.
    public var labels: [String]?

    public init(sequence: UInt32) { self.sequence = sequence }

    /// The bytes of the whole message, when they were fetched.
    public var body: [UInt8]? { sections.first { $0.name.isEmpty && $0.origin == nil }?.bytes }
    /// The bytes of the header, when they were fetched.
    public var header: [UInt8]? { sections.first { $0.name == "HEADER" }?.bytes }
}
