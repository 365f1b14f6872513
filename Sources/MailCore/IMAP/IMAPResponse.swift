/// One response of an IMAP server (RFC 9051 §7), parsed.
public enum IMAPResponse: Hashable, Sendable {
    /// `+ …`: go on with the command. The text after the plus sign, without the line end.
    case continuation([UInt8])
    /// The end of the command that has this tag.
    case tagged(String, StatusResponse)
    /// `* OK`, `NO`, `BAD`, `PREAUTH`, `BYE`.
    case untagged(StatusResponse)
    case capability(Capabilities)
    case enabled(Capabilities)
    case list(ListedMailbox)
    case status(MailboxStatus)
    case flags([MessageFlag])
    case exists(UInt32)
    case recent(UInt32)
    /// A sequence number, not a UID (RFC 9051 §7.5.1).
    case expunge(UInt32)
    /// UIDs that are gone (RFC 7162 §3.2.10); `earlier` answers a question, else it just happened.
    case vanished(UIDSet, earlier: Bool)
    case fetch(FetchedMessage)
    /// SEARCH and ESEARCH alike; numbers are UIDs when the command was UID SEARCH.
    case search(SearchResult)
    /// Field names in lower case (RFC 2971).
    case id([String: String])
    case namespace([MailboxNamespace])
    /// A well-formed response that means nothing here: its first word, upper case.
    case other(String)
}

/// A status response: kind, code, words (RFC 9051 §7.1).
public struct StatusResponse: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
        case ok = "OK"
        case no = "NO"
        case bad = "BAD"
        case preauth = "PREAUTH"
        case bye = "BYE"
    }

    public let kind: Kind
    public let code: ResponseCode?
    public let text: String

    public init(_ kind: Kind, code: ResponseCode? = nil, text: String = "") {
        self.kind = kind
        self.code = code
        self.text = text
    }

    /// The refusal that a `NO`, `BAD` or `BYE` means.
    ///
    /// - Parameter isLogin: the command was to log in, where a bare `NO` means wrong credentials.
    public func refusal(isLogin: Bool = false) -> ServerRefusal {
        let name = code?.name
        let kind: ServerRefusal.Kind
        switch name {
        case "AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED": kind = .authentication
        case "UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "EXPUNGEISSUED": kind = .temporary
        default:
            if self.kind == .bye {
                kind = .temporary
            } else {
                kind = isLogin && self.kind == .no ? .authentication : .permanent
            }
        }
        return ServerRefusal(kind: kind, status: self.kind.rawValue, enhanced: name, text: text)
    }
}

/// The bracketed code of a status response.
public enum ResponseCode: Hashable, Sendable {
    case capability(Capabilities)
    case permanentFlags([MessageFlag])
    case readOnly
    case readWrite
    case tryCreate
    case uidNext(UID)
    case uidValidity(UInt32)
    case highestModSeq(UInt64)
    case noModSeq
    case closed
    /// RFC 4315 §3.
    case appendUID(validity: UInt32, UIDSet)
    /// RFC 4315 §3: the n-th source became the n-th destination.
    case copyUID(validity: UInt32, from: UIDSet, to: UIDSet)
    /// Anything else: its name in upper case, its argument as written.
    case other(String, String)

    /// The code's name, upper case.
    public var name: String {
        switch self {
        case .capability: "CAPABILITY"
        case .permanentFlags: "PERMANENTFLAGS"
        case .readOnly: "READ-ONLY"
        case .readWrite: "READ-WRITE"
        case .tryCreate: "TRYCREATE"
        case .uidNext: "UIDNEXT"
        case .uidValidity: "UIDVALIDITY"
        case .highestModSeq: "HIGHESTMODSEQ"
        case .noModSeq: "NOMODSEQ"
        case .closed: "CLOSED"
        case .appendUID: "APPENDUID"
        case .copyUID: "COPYUID"
        case .other(let name, _): name
        }
    }
}

/// What a server says it can do; names compared without case.
public struct Capabilities: Hashable, Sendable, ExpressibleByArrayLiteral {
    /// Upper case.
    public let names: Set<String>

    public init(_ names: some Sequence<String>) { self.names = Set(names.map { $0.uppercased() }) }
    public init(arrayLiteral elements: String...) { self.init(elements) }

    public func contains(_ name: String) -> Bool { names.contains(name) }

    /// The SASL mechanisms of the `AUTH=` capabilities.
    public var mechanisms: [String] {
        names.filter { $0.hasPrefix("AUTH=") }.map { String($0.dropFirst(5)) }.sorted()
    }
}
