/// One reply of an SMTP server, all its lines (RFC 5321 §4.2).
public struct SMTPReply: Hashable, Sendable {
    /// 200 to 599.
    public let code: Int
    /// The enhanced status code of the first line (RFC 3463), such as `5.1.1`.
    public let enhanced: String?
    /// The words of each line without code and enhanced code.
    public let lines: [String]

    public init(code: Int, enhanced: String? = nil, lines: [String]) {
        self.code = code
        self.enhanced = enhanced
        self.lines = lines
    }

    /// Whether the command was carried out; 3xx only asks for more (RFC 5321 §4.2.1).
    public var isPositive: Bool { (200...299).contains(code) }
    public var text: String { lines.joined(separator: " ") }

    /// What a 4xx or 5xx means.
    public var refusal: ServerRefusal {
        let kind: ServerRefusal.Kind
        switch code {
        case 534, 535, 538, 530: kind = .authentication
        case 500...599: kind = .permanent
        default: kind = .temporary
        }
        return ServerRefusal(kind: kind, status: String(code), enhanced: enhanced, text: text)
    }
}

/// Turns the bytes of an SMTP server into replies, in any portions.
public struct SMTPReplyParser: Sendable {
    private static let longestLine = 8_192
    private static let mostLines = 256

    private var line: [UInt8] = []
    private var code: Int?
    private var enhanced: String?
    private var lines: [String] = []

    public init() {}

    /// True when a reply has begun and is not complete.
    public var isInsideReply: Bool { !line.isEmpty || code != nil }

    /// The replies that these bytes complete.
    ///
    /// - Throws: `ProtocolViolation` on anything that is no reply, and when a reply exceeds 256 lines of 8,192 bytes.
    public mutating func receive(_ bytes: ArraySlice<UInt8>) throws(ProtocolViolation) -> [SMTPReply] {
        var replies: [SMTPReply] = []
        var rest = bytes
        while let end = rest.firstIndex(of: 0x0A) {
            line += rest[..<end]
            rest = rest[(end + 1)...]
            if line.last == 0x0D { line.removeLast() }
            if let reply = try takeLine() { replies.append(reply) }
            line = []
        }
        line += rest
        guard line.count <= Self.longestLine else {
            throw ProtocolViolation(by: .server, "a reply line is too long", reference: "RFC 5321 §4.5.3.1.5")
        }
        return replies
    }

    private mutating func takeLine() throws(ProtocolViolation) -> SMTPReply? {
        let digits = line.prefix(3)
        guard digits.count == 3, line.count <= Self.longestLine,
            digits.allSatisfy({ (0x30...0x39).contains($0) }),
            line.count == 3 || line[3] == 0x20 || line[3] == 0x2D
        else {
            throw ProtocolViolation(by: .server, "a line is no reply", reference: "RFC 5321 §4.2")
        }
        let code = digits.reduce(0) { $0 * 10 + Int($1 & 0x0F) }
        guard (200...599).contains(code), self.code == nil || self.code == code, lines.count < Self.mostLines
        else {
            throw ProtocolViolation(by: .server, "a reply has no sound code", reference: "RFC 5321 §4.2")
        }
        let (enhanced, words) = Self.split(line.dropFirst(4), code: code)
        if lines.isEmpty { self.enhanced = enhanced }
        lines.append(WireText.oneLine(words))
        self.code = code
        guard line.count == 3 || line[3] == 0x20 else { return nil }
        defer {
            self.code = nil
            self.enhanced = nil
            lines = []
        }
        return SMTPReply(code: code, enhanced: self.enhanced, lines: lines)
    }

    /// Cuts an enhanced code from the words; its class must be that of the reply.
    private static func split(_ words: ArraySlice<UInt8>, code: Int) -> (String?, ArraySlice<UInt8>) {
        let first = words.prefix { $0 != 0x20 }
        let parts = first.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isCode =
            parts.count == 3
            && parts.allSatisfy { (1...3).contains($0.count) && $0.allSatisfy { (0x30...0x39).contains($0) } }
        guard isCode, first.first == UInt8(0x30 + code / 100) else { return (nil, words) }
        return (String(decoding: first, as: UTF8.self), words[first.endIndex...].drop { $0 == 0x20 })
    }
}

/// What an SMTP server offers after EHLO (RFC 5321 §4.1.1.1).
public struct SMTPExtensions: Hashable, Sendable {
    /// Keyword, upper case, to its parameters as written.
    public let parameters: [String: String]

    /// From the reply to EHLO; the first line is the server's name.
    public init(_ reply: SMTPReply) {
        var parameters: [String: String] = [:]
        for line in reply.lines.dropFirst() {
            // "AUTH=LOGIN" is how some old servers write it
            guard let end = line.firstIndex(where: { $0 == " " || $0 == "=" }) else {
                parameters[line.uppercased()] = ""
                continue
            }
            let name = line[..<end].uppercased()
            let value = String(line[line.index(after: end)...])
            parameters[name] = parameters[name].map { $0 + " " + value } ?? value
        }
        self.parameters = parameters
    }

    public func offers(_ keyword: String) -> Bool { parameters[keyword] != nil }

    /// The largest message in bytes; nil when the server does not say.
    public var maximumSize: Int? { parameters["SIZE"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } }

    public var mechanisms: [String] { (parameters["AUTH"] ?? "").split(separator: " ").map(String.init) }
}
