/// A whole response: its text, and its literals cut out.
struct IMAPFrame: Hashable, Sendable {
    struct Literal: Hashable, Sendable {
        /// The index in `text` just after the closing brace that announced it.
        let position: Int
        let bytes: [UInt8]
    }

    /// Without the last line end; each literal leaves its announcement `{n}` behind.
    var text: [UInt8] = []
    var literals: [Literal] = []
}

/// Cuts the byte stream of an IMAP server into whole responses, literals by length (RFC 9051 §4.3).
///
/// Literal bytes are copied once, from the read buffer into the array that is handed over, and are never looked
/// at, so nothing in a body can be taken for a response.
struct IMAPFramer: Sendable {
    private let limits: IMAPLimits
    private var frame = IMAPFrame()
    private var literal: [UInt8] = []
    /// Bytes that the current literal still needs; nil while a line is read.
    private var missing: Int?
    private var literalTotal = 0

    init(limits: IMAPLimits) { self.limits = limits }

    /// True when a response has begun and is not complete.
    var isInsideResponse: Bool { missing != nil || !frame.text.isEmpty || !frame.literals.isEmpty }

    /// Takes bytes in any portions; returns the responses that became whole, in order.
    mutating func receive(_ bytes: ArraySlice<UInt8>) throws(ProtocolViolation) -> [IMAPFrame] {
        var frames: [IMAPFrame] = []
        var rest = bytes
        while !rest.isEmpty || missing == 0 {
            if let missing {
                let part = rest.prefix(missing)
                literal += part
                rest = rest.dropFirst(part.count)
                self.missing = missing - part.count
                if self.missing == 0 { endLiteral() }
            } else if try takeLine(from: &rest) {
                frames.append(frame)
                frame = IMAPFrame()
                literalTotal = 0
            }
        }
        return frames
    }

    /// Takes bytes up to and including a line feed. True when that ended the response.
    private mutating func takeLine(from rest: inout ArraySlice<UInt8>) throws(ProtocolViolation) -> Bool {
        let end = rest.firstIndex(of: 0x0A)
        let part = rest[..<(end ?? rest.endIndex)]
        guard frame.text.count + part.count <= limits.line else {
            throw ProtocolViolation(by: .server, "a response line is longer than \(limits.line) bytes")
        }
        frame.text += part
        guard let end else {
            rest = []
            return false
        }
        rest = rest[(end + 1)...]
        if frame.text.last == 0x0D { frame.text.removeLast() }
        guard let size = try announcedLiteral() else { return true }
        try beginLiteral(size)
        return false
    }

    private mutating func beginLiteral(_ size: Int) throws(ProtocolViolation) {
        literalTotal += size
        guard size <= limits.literal, literalTotal <= limits.response, frame.literals.count < limits.literals
        else {
            throw ProtocolViolation(by: .server, "a literal of \(size) bytes is too large")
        }
        literal = []
        literal.reserveCapacity(min(size, 4 << 20))
        missing = size
    }

    private mutating func endLiteral() {
        frame.literals.append(.init(position: frame.text.count, bytes: literal))
        literal = []
        missing = nil
    }

    /// The size in `{123}`, `{123+}` or `~{123}` at the end of the line, unless the line is free text.
    private func announcedLiteral() throws(ProtocolViolation) -> Int? {
        let text = frame.text
        guard text.last == UInt8(ascii: "}"), !isFreeText else { return nil }
        var index = text.count - 2
        if index >= 0, text[index] == UInt8(ascii: "+") { index -= 1 }
        let lastDigit = index
        while index >= 0, (0x30...0x39).contains(text[index]) { index -= 1 }
        guard index >= 0, text[index] == UInt8(ascii: "{"), index < lastDigit else { return nil }
        // An announcement is good for one literal: what stands before the last one was it.
        guard index >= frame.literals.last?.position ?? 0 else { return nil }
        guard lastDigit - index <= 12 else {
            throw ProtocolViolation(by: .server, "a literal announces a size of \(lastDigit - index) digits")
        }
        return text[(index + 1)...lastDigit].reduce(0) { $0 * 10 + Int($1 & 0x0F) }
    }

    /// True for tagged, continuation and status responses, whose words may end in anything.
    private var isFreeText: Bool {
        let text = frame.text
        guard text.count > 2, text[0] == UInt8(ascii: "*"), text[1] == 0x20 else { return true }
        let word = text[2...].prefix(8).prefix { $0 != 0x20 }
        return ["OK", "NO", "BAD", "BYE", "PREAUTH"].contains {
            $0.utf8.elementsEqual(word) { $0 == $1 & 0xDF }
        }
    }
}
