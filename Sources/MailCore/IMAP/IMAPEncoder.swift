/// How a client may send literals to this server.
public enum LiteralStyle: Hashable, Sendable {
    /// Wait for `+` before each (RFC 9051 §4.3).
    case synchronizing
    /// LITERAL-: up to 4,096 bytes without waiting (RFC 7888).
    case small
    /// LITERAL+: never wait.
    case any

    public init(_ capabilities: Capabilities) {
        if capabilities.contains("LITERAL+") {
            self = .any
        } else {
            self =
                capabilities.contains("LITERAL-") || capabilities.contains("IMAP4REV2")
                ? .small : .synchronizing
        }
    }

    fileprivate func waits(for count: Int) -> Bool {
        switch self {
        case .synchronizing: true
        case .small: count > 4_096
        case .any: count > 1 << 20  // a refusal of a big upload should come before the upload
        }
    }
}

/// Writes commands; nothing that comes from outside can end a line or begin a command.
struct IMAPEncoder {
    private let literals: LiteralStyle
    private var pieces: [[UInt8]] = [[]]

    /// The bytes of the command in pieces; before each but the first, wait for the server's `+`.
    static func pieces(_ command: IMAPCommand, tag: String, literals: LiteralStyle) -> [[UInt8]] {
        var encoder = IMAPEncoder(literals: literals)
        encoder.put(tag + " ")
        encoder.put(command)
        encoder.put("\r\n")
        return encoder.pieces
    }

    private init(literals: LiteralStyle) { self.literals = literals }

    private mutating func put(_ text: String) { pieces[pieces.count - 1] += text.utf8 }
    private mutating func put(_ bytes: [UInt8]) { pieces[pieces.count - 1] += bytes }

    private mutating func put(_ command: IMAPCommand) {
        switch command {
        case .capability: put("CAPABILITY")
        case .noop: put("NOOP")
        case .logout: put("LOGOUT")
        case .startTLS: put("STARTTLS")
        case .namespace: put("NAMESPACE")
        case .unselect: put("UNSELECT")
        case .idle: put("IDLE")
        case .id(let fields): putID(fields)
        case .login(let credentials):
            put("LOGIN ")
            putString(Array(credentials.user.utf8))
            put(" ")
            putString(Array(credentials.password.utf8))
        case .authenticate(let mechanism, let initial):
            put("AUTHENTICATE \(mechanism.rawValue)")
            if let initial { put([0x20] + (initial.isEmpty ? [0x3D] : StrictBase64.encode(initial))) }
        case .enable(let names): put("ENABLE " + names.joined(separator: " "))
        default: putMailboxCommand(command)
        }
    }

    private mutating func putMailboxCommand(_ command: IMAPCommand) {
        switch command {
        case .list(let reference, let pattern, let returnsSpecialUse):
            put("LIST ")
            putString(reference)
            put(" ")
            putString(Array(pattern.utf8))
            if returnsSpecialUse { put(" RETURN (SPECIAL-USE)") }
        case .status(let name, let items):
            put("STATUS ")
            putString(name.bytes)
            put(" (" + items.map(\.rawValue).joined(separator: " ") + ")")
        case .select(let name, let readOnly, let condstore):
            put(readOnly ? "EXAMINE " : "SELECT ")
            putString(name.bytes)
            if condstore { put(" (CONDSTORE)") }
        case .create(let name):
            put("CREATE ")
            putString(name.bytes)
        case .rename(let name, let new):
            put("RENAME ")
            putString(name.bytes)
            put(" ")
            putString(new.bytes)
        case .delete(let name):
            put("DELETE ")
            putString(name.bytes)
        case .append(let name, let flags, let date, let message):
            put("APPEND ")
            putString(name.bytes)
            if !flags.isEmpty { put(" (" + Self.wire(flags) + ")") }
            if let date { put(" \"\(InternalDate.text(date))\"") }
            put(" ")
            putLiteral(message)
        default: putMessageCommand(command)
        }
    }

    private mutating func putMessageCommand(_ command: IMAPCommand) {
        switch command {
        case .fetch(let uids, let items, let changedSince):
            put("UID FETCH \(uids) \(items.wire)")
            if let changedSince { put(" (CHANGEDSINCE \(changedSince))") }
        case .store(let uids, let change, let unchangedSince):
            put("UID STORE \(uids) ")
            if let unchangedSince { put("(UNCHANGEDSINCE \(unchangedSince)) ") }
            put("\(change.wire.operation) (\(Self.wire(change.wire.flags)))")
        case .copy(let uids, let name):
            put("UID COPY \(uids) ")
            putString(name.bytes)
        case .move(let uids, let name):
            put("UID MOVE \(uids) ")
            putString(name.bytes)
        case .expunge(let uids): put("UID EXPUNGE \(uids)")
        case .search(let key, let extended):
            put("UID SEARCH " + (extended ? "RETURN (ALL) " : ""))
            if !key.isASCII { put("CHARSET UTF-8 ") }
            put(key)
        default: break
        }
    }

    private mutating func put(_ key: SearchKey) {
        switch key {
        case .all: put("ALL")
        case .uid(let uids): put("UID \(uids)")
        case .flagged(let flag): put(Self.searchName(flag, not: false))
        case .unflagged(let flag): put(Self.searchName(flag, not: true))
        case .header(let name, let text):
            put("HEADER ")
            putString(Array(name.utf8))
            put(" ")
            putString(Array(text.utf8))
        case .text(let text):
            put("TEXT ")
            putString(Array(text.utf8))
        case .since(let seconds):
            let date = InternalDate.text(seconds).split(separator: " ")[0]
            put("SINCE \(date)")
        case .and(let keys):
            put("(")
            for (index, key) in (keys.isEmpty ? [.all] : keys).enumerated() {
                if index > 0 { put(" ") }
                put(key)
            }
            put(")")
        case .or(let left, let right):
            put("OR ")
            put(left)
            put(" ")
            put(right)
        case .not(let key):
            put("NOT ")
            put(key)
        }
    }

    private mutating func putID(_ fields: [String: String]) {
        guard !fields.isEmpty else { return put("ID NIL") }
        put("ID (")
        for (index, field) in fields.sorted(by: { $0.key < $1.key }).enumerated() {
            if index > 0 { put(" ") }
            putString(Array(field.key.utf8))
            put(" ")
            putString(Array(field.value.utf8))
        }
        put(")")
    }

    /// A quoted string where the bytes allow it, else a literal.
    private mutating func putString(_ bytes: [UInt8]) {
        let isPlain = bytes.count <= 1_000 && bytes.allSatisfy { (0x20...0x7E).contains($0) }
        guard isPlain else { return putLiteral(bytes) }
        var quoted: [UInt8] = [0x22]
        for byte in bytes {
            if byte == 0x22 || byte == 0x5C { quoted.append(0x5C) }
            quoted.append(byte)
        }
        put(quoted + [0x22])
    }

    private mutating func putLiteral(_ bytes: [UInt8]) {
        let waits = literals.waits(for: bytes.count)
        put("{\(bytes.count)\(waits ? "" : "+")}\r\n")
        if waits { pieces.append(bytes) } else { put(bytes) }
    }

    /// Flags that are atoms; anything else would be another command and is left out.
    private static func wire(_ flags: [MessageFlag]) -> String {
        flags.map(\.rawValue).filter { flag in
            let name = flag.first == "\\" ? flag.dropFirst() : flag[...]
            return !name.isEmpty
                && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !#"(){%*"\]"#.utf8.contains($0) }
        }.joined(separator: " ")
    }

    private static func searchName(_ flag: MessageFlag, not: Bool) -> String {
        let name = wire([flag])
        if name.isEmpty { return not ? "ALL" : "NOT ALL" }
        if name.hasPrefix("\\") { return (not ? "UN" : "") + name.dropFirst().uppercased() }
        return (not ? "UNKEYWORD " : "KEYWORD ") + name
    }
}

extension SearchKey {
    fileprivate var isASCII: Bool {
        switch self {
        case .header(_, let text), .text(let text): text.utf8.allSatisfy { $0 < 0x80 }
        case .and(let keys): keys.allSatisfy(\.isASCII)
        case .or(let left, let right): left.isASCII && right.isASCII
        case .not(let key): key.isASCII
        default: true
        }
    }
}
