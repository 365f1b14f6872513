/// Turns the bytes of an IMAP server into responses.
///
/// Feed it what was read, in any portions. Message bodies are copied once and never looked at. Time is linear in
/// the bytes; memory is bounded by the limits.
public struct IMAPParser: Sendable {
    private let limits: IMAPLimits
    private var framer: IMAPFramer

    public init(limits: IMAPLimits = IMAPLimits()) {
        self.limits = limits
        framer = IMAPFramer(limits: limits)
    }

    /// True when a response has begun and is not complete.
    public var isInsideResponse: Bool { framer.isInsideResponse }

    /// The responses that these bytes complete, in order.
    ///
    /// - Throws: `ProtocolViolation` when a response is malformed or exceeds a limit.
    public mutating func receive(_ bytes: ArraySlice<UInt8>) throws(ProtocolViolation) -> [IMAPResponse] {
        var responses: [IMAPResponse] = []
        for frame in try framer.receive(bytes) {
            responses.append(try Self.response(frame, limits: limits))
        }
        return responses
    }

    private static func response(
        _ frame: IMAPFrame, limits: IMAPLimits
    ) throws(ProtocolViolation) -> IMAPResponse {
        var scanner = IMAPScanner(frame, limits: limits)
        if scanner.skip("+") {
            _ = scanner.skip(" ")  // Exchange leaves the space out
            return .continuation(Array(scanner.rest))
        }
        if scanner.skip("*") {
            scanner.skipSpaces()
            return try untagged(&scanner)
        }
        let tag = String(decoding: try scanner.atom(), as: UTF8.self)
        scanner.skipSpaces()
        guard let kind = StatusResponse.Kind(rawValue: try scanner.word()),
            kind == .ok || kind == .no || kind == .bad
        else { throw scanner.violation("a tagged response is none of OK, NO, BAD") }
        return .tagged(tag, try scanner.status(kind))
    }

    private static func untagged(_ scanner: inout IMAPScanner) throws(ProtocolViolation) -> IMAPResponse {
        if let byte = scanner.peek, (0x30...0x39).contains(byte) { return try numbered(&scanner) }
        let word = try scanner.word()
        scanner.skipSpaces()
        if let kind = StatusResponse.Kind(rawValue: word) { return .untagged(try scanner.status(kind)) }
        switch word {
        case "CAPABILITY": return .capability(try scanner.capabilities())
        case "ENABLED": return .enabled(try scanner.capabilities())
        case "LIST", "XLIST": return .list(try scanner.listedMailbox())
        case "STATUS": return .status(try scanner.mailboxStatus())
        case "FLAGS": return .flags(try scanner.flags())
        case "SEARCH": return .search(try scanner.search())
        case "ESEARCH": return .search(try scanner.extendedSearch())
        case "VANISHED": return try scanner.vanished()
        case "ID": return .id(try scanner.identification())
        case "NAMESPACE": return .namespace(try scanner.namespaces())
        default: return .other(word)
        }
    }

    private static func numbered(_ scanner: inout IMAPScanner) throws(ProtocolViolation) -> IMAPResponse {
        let number = try scanner.number32()
        scanner.skipSpaces()
        let word = try scanner.word()
        scanner.skipSpaces()
        switch word {
        case "EXISTS": return .exists(number)
        case "RECENT": return .recent(number)
        case "EXPUNGE": return .expunge(number)
        case "FETCH": return .fetch(try scanner.fetch(sequence: number))
        default: return .other(word)
        }
    }
}

// MARK: - Status responses and what only needs a line

extension IMAPScanner {
    mutating func status(_ kind: StatusResponse.Kind) throws(ProtocolViolation) -> StatusResponse {
        skipSpaces()
        var code: ResponseCode?
        if skip("[") {
            code = try responseCode()
            _ = bytes(upTo: UInt8(ascii: "]"))
            _ = skip("]")  // some servers forget it
            skipSpaces()
        }
        return StatusResponse(kind, code: code, text: WireText.oneLine(rest))
    }

    private mutating func responseCode() throws(ProtocolViolation) -> ResponseCode {
        let name = try word(inCode: true)
        skipSpaces()
        let start = position
        // A malformed argument is not worth a connection: the code is kept as text.
        if let known = try? knownCode(name) { return known }
        position = start
        return .other(name, WireText.oneLine(bytes(upTo: UInt8(ascii: "]"))))
    }

    private mutating func knownCode(_ name: String) throws(ProtocolViolation) -> ResponseCode? {
        switch name {
        case "CAPABILITY": .capability(try capabilities(inCode: true))
        case "PERMANENTFLAGS": .permanentFlags(try flags())
        case "READ-ONLY": .readOnly
        case "READ-WRITE": .readWrite
        case "TRYCREATE": .tryCreate
        case "UIDNEXT": .uidNext(UID(try number32()))
        case "UIDVALIDITY": .uidValidity(try number32())
        case "HIGHESTMODSEQ": .highestModSeq(try modSeq())
        case "NOMODSEQ": .noModSeq
        case "CLOSED": .closed
        case "APPENDUID": try appendUID()
        case "COPYUID": try copyUID()
        default: nil
        }
    }

    private mutating func appendUID() throws(ProtocolViolation) -> ResponseCode {
        let validity = try number32()
        try expect(" ")
        return .appendUID(validity: validity, try numberSet())
    }

    private mutating func copyUID() throws(ProtocolViolation) -> ResponseCode {
        let validity = try number32()
        try expect(" ")
        let from = try numberSet()
        try expect(" ")
        return .copyUID(validity: validity, from: from, to: try numberSet())
    }

    mutating func capabilities(inCode: Bool = false) throws(ProtocolViolation) -> Capabilities {
        var names: [String] = []
        skipSpaces()
        while let byte = peek, !(inCode && byte == UInt8(ascii: "]")), names.count < 1_000 {
            names.append(try word(inCode: inCode))
            skipSpaces()
        }
        return Capabilities(names)
    }

    mutating func flags() throws(ProtocolViolation) -> [MessageFlag] {
        var flags: [MessageFlag] = []
        try list { (scanner) throws(ProtocolViolation) in
            flags.append(MessageFlag(String(decoding: try scanner.atom(), as: UTF8.self)))
        }
        return flags
    }

    mutating func vanished() throws(ProtocolViolation) -> IMAPResponse {
        var isEarlier = false
        if skip("(") {
            isEarlier = try word() == "EARLIER"
            try expect(")")
            skipSpaces()
        }
        return .vanished(try numberSet(), earlier: isEarlier)
    }

    mutating func identification() throws(ProtocolViolation) -> [String: String] {
        guard peek == UInt8(ascii: "(") else { return [:] }
        var fields: [String: String] = [:]
        try list { (scanner) throws(ProtocolViolation) in
            let name = WireText.oneLine(try scanner.nilOrAString() ?? [], limit: 60).lowercased()
            scanner.skipSpaces()
            if let value = try scanner.nilOrAString(), fields.count < 60 {
                fields[name] = WireText.oneLine(value)
            }
        }
        return fields
    }
}
