/// Byte classes of the mail grammar.
enum ASCII {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20

    static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    static func isLetter(_ byte: UInt8) -> Bool {
        let lowered = byte | 0x20
        return lowered >= 0x61 && lowered <= 0x7A
    }

    /// `atext` of RFC 5322 §3.2.3.
    static func isAtomText(_ byte: UInt8) -> Bool {
        if isLetter(byte) || isDigit(byte) { return true }
        switch byte {
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"),
            UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "/"),
            UInt8(ascii: "="), UInt8(ascii: "?"), UInt8(ascii: "^"), UInt8(ascii: "_"), UInt8(ascii: "`"),
            UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"), UInt8(ascii: "~"):
            return true
        default: return false
        }
    }

    static func lowered(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }

    /// The value of a hexadecimal digit.
    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    /// Compares two names without regard to ASCII case.
    static func equal(_ bytes: some Collection<UInt8>, _ name: String) -> Bool {
        var iterator = bytes.makeIterator()
        for expected in name.utf8 {
            guard let byte = iterator.next(), lowered(byte) == lowered(expected) else { return false }
        }
        return iterator.next() == nil
    }
}

extension StringProtocol where SubSequence == Substring {
    /// Without blanks and control characters at both ends.
    var trimmedSlice: Substring {
        var bytes = self[...].utf8
        while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
        while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
        return Substring(bytes)
    }

    /// The lines between line feeds; at most `limit`, what follows is left out.
    func lines(limit: Int) -> [Substring] {
        self[...].utf8.split(separator: ASCII.lineFeed, maxSplits: limit, omittingEmptySubsequences: false)
            .prefix(limit).map { Substring($0) }
    }

    /// The beginning, at most `limit` bytes of UTF-8, cut between characters of Unicode.
    func head(bytes limit: Int) -> Substring {
        let text = self[...]
        guard var end = text.utf8.index(text.startIndex, offsetBy: limit, limitedBy: text.endIndex) else {
            return text
        }
        while end > text.startIndex, end < text.endIndex, text.utf8[end] & 0xC0 == 0x80 {
            end = text.utf8.index(before: end)
        }
        return text[..<end]
    }
}

extension String {
    /// Without blanks and control characters at both ends.
    var trimmed: String { String(trimmedSlice) }

    /// Whether the bytes of `phrase` stand somewhere in the text; without the cost of comparing characters.
    func mentions(_ phrase: String) -> Bool {
        var (text, phrase) = (self, phrase)
        return text.withUTF8 { text in
            phrase.withUTF8 { phrase in
                guard let first = phrase.first, text.count >= phrase.count else { return phrase.isEmpty }
                for start in 0...(text.count - phrase.count)
                where text[start] == first && text[start...].starts(with: phrase) {
                    return true
                }
                return false
            }
        }
    }

    /// With every run of white space as one space, none at the ends.
    var collapsed: String {
        utf8.allSatisfy { $0 < 0x80 } ? asciiCollapsed : scalarsCollapsed
    }

    private var asciiCollapsed: String {
        var result: [UInt8] = []
        result.reserveCapacity(utf8.count)
        var pending = false
        for byte in utf8 {
            if byte <= 0x20 {
                pending = !result.isEmpty
            } else {
                if pending { result.append(0x20) }
                pending = false
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private var scalarsCollapsed: String {
        var result = String.UnicodeScalarView()
        var pending = false
        for scalar in unicodeScalars {
            if scalar.value <= 0x20 || (scalar.value >= 0x80 && scalar.properties.isWhitespace) {
                pending = !result.isEmpty
            } else {
                if pending { result.append(" ") }
                pending = false
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// ASCII-lowercased; other characters as they are.
    var asciiLowercased: String {
        utf8.contains { $0 >= 0x41 && $0 <= 0x5A }
            ? String(decoding: utf8.map(ASCII.lowered), as: UTF8.self) : self
    }
}
