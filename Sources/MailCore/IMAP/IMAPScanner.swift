/// Reads the tokens of one response, left to right, never past its end.
struct IMAPScanner {
    private let text: [UInt8]
    private let literals: [IMAPFrame.Literal]
    private let limits: IMAPLimits
    var position = 0
    private var nextLiteral = 0

    init(_ frame: IMAPFrame, limits: IMAPLimits) {
        text = frame.text
        literals = frame.literals
        self.limits = limits
    }

    var isAtEnd: Bool { position >= text.count }
    var peek: UInt8? { position < text.count ? text[position] : nil }
    /// Everything that is left, as bytes.
    var rest: ArraySlice<UInt8> { text[min(position, text.count)...] }

    func violation(_ reason: String) -> ProtocolViolation {
        ProtocolViolation(by: .server, reason, reference: "RFC 9051 §9")
    }

    mutating func skip(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool { skip(UInt8(ascii: character)) }

    mutating func skipSpaces() {
        while peek == 0x20 { position += 1 }
    }

    mutating func expect(_ character: Unicode.Scalar) throws(ProtocolViolation) {
        guard skip(character) else { throw violation("`\(character)` is missing") }
    }

    /// Takes bytes while they belong to an atom; `]` ends it when `inCode`.
    mutating func atom(inCode: Bool = false) throws(ProtocolViolation) -> ArraySlice<UInt8> {
        let start = position
        while position < text.count {
            let byte = text[position]
            if byte <= 0x20 || byte == 0x28 || byte == 0x29 || byte == 0x22 || byte == 0x7B { break }
            if inCode && byte == 0x5D { break }
            position += 1
        }
        guard position > start else { throw violation("a word is missing") }
        return text[start..<position]
    }

    /// An atom as text, upper case.
    mutating func word(inCode: Bool = false) throws(ProtocolViolation) -> String {
        String(decoding: try atom(inCode: inCode), as: UTF8.self).uppercased()
    }

    /// An unsigned number of at most `limit`.
    mutating func number(upTo limit: UInt64 = UInt64(UInt32.max)) throws(ProtocolViolation) -> UInt64 {
        let start = position
        var value: UInt64 = 0
        while let byte = peek, (0x30...0x39).contains(byte) {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(byte & 0x0F))
            guard !overflow, !carry, sum <= limit else { throw violation("a number is too large") }
            value = sum
            position += 1
        }
        guard position > start else { throw violation("a number is missing") }
        return value
    }

    mutating func number32() throws(ProtocolViolation) -> UInt32 {
        UInt32(truncatingIfNeeded: try number())
    }

    /// 63 bits (RFC 7162 §7).
    mutating func modSeq() throws(ProtocolViolation) -> UInt64 { try number(upTo: UInt64(Int64.max)) }

    /// `"…"` or a literal; nil for NIL.
    mutating func nilOrString() throws(ProtocolViolation) -> [UInt8]? {
        if peek == UInt8(ascii: "\"") { return try quoted() }
        if peek == UInt8(ascii: "{") || peek == UInt8(ascii: "~") { return try literal() }
        let start = position
        if try word() == "NIL" { return nil }
        position = start
        throw violation("a string is missing")
    }

    /// A string, or an atom where a lax server leaves the quotes out; nil for NIL.
    mutating func nilOrAString() throws(ProtocolViolation) -> [UInt8]? {
        switch peek {
        case UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "~"): return try nilOrString()
        default:
            let atom = try atom()
            return atom.elementsEqual("NIL".utf8) { $0 & 0xDF == $1 } ? nil : Array(atom)
        }
    }

    private mutating func quoted() throws(ProtocolViolation) -> [UInt8] {
        position += 1
        var result: [UInt8] = []
        while let byte = peek {
            position += 1
            switch byte {
            case 0x22: return result
            case 0x5C:
                guard let escaped = peek else { throw violation("a quoted string does not end") }
                result.append(escaped)
                position += 1
            default: result.append(byte)
            }
        }
        throw violation("a quoted string does not end")
    }

    private mutating func literal() throws(ProtocolViolation) -> [UInt8] {
        _ = skip("~")
        guard let end = rest.firstIndex(of: UInt8(ascii: "}")), nextLiteral < literals.count,
            literals[nextLiteral].position == end + 1
        else { throw violation("a literal is not where it was announced") }
        position = end + 1
        defer { nextLiteral += 1 }
        return literals[nextLiteral].bytes
    }

    /// Calls `element` for each element of a parenthesised list. Spaces between are optional.
    mutating func list(
        _ element: (inout IMAPScanner) throws(ProtocolViolation) -> Void
    ) throws(ProtocolViolation) {
        try expect("(")
        var count = 0
        skipSpaces()
        while !skip(")") {
            guard !isAtEnd, count < limits.elements else { throw violation("a list does not end") }
            count += 1
            let before = position
            try element(&self)
            guard position > before else { throw violation("a list element is empty") }
            skipSpaces()
        }
    }

    /// Passes over one value of any shape: atom, number, string, literal, list within list.
    mutating func skipValue() throws(ProtocolViolation) {
        var depth = 0
        repeat {
            skipSpaces()
            switch peek {
            case UInt8(ascii: "("):
                position += 1
                depth += 1
                guard depth <= limits.depth else { throw violation("lists are nested too deeply") }
            case UInt8(ascii: ")"):
                guard depth > 0 else { throw violation("a value is missing") }
                position += 1
                depth -= 1
            case UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "~"):
                _ = try nilOrString()
            case nil: throw violation("a value does not end")
            default: _ = try atom()
            }
        } while depth > 0
    }

    /// A set of numbers such as `1:4,7`; `*` counts as the largest number.
    mutating func numberSet() throws(ProtocolViolation) -> UIDSet {
        var ranges: [ClosedRange<UInt32>] = []
        repeat {
            let first = try setNumber()
            let last = skip(":") ? try setNumber() : first
            ranges.append(min(first, last)...max(first, last))
            guard ranges.count <= limits.elements else { throw violation("a set has too many ranges") }
        } while skip(",")
        return UIDSet(ranges: ranges)
    }

    private mutating func setNumber() throws(ProtocolViolation) -> UInt32 {
        if skip("*") { return UInt32.max }
        return try number32()
    }

    /// Takes bytes up to one of `stops`, which is not taken.
    mutating func bytes(upTo stops: UInt8...) -> ArraySlice<UInt8> {
        let start = position
        while let byte = peek, !stops.contains(byte) { position += 1 }
        return text[start..<position]
    }
}
