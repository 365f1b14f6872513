/// RFC 2047 encoded words in headers, read the way senders write them.
enum EncodedWords {
    private struct Word {
        var charset: String
        var bytes: [UInt8]
        var end: Int
    }

    /// Decodes a header value: encoded words, raw UTF-8, raw bytes of `fallback` or windows-1252.
    ///
    /// Line folds are removed. Adjacent words of one charset are joined before decoding, so that a character
    /// split over two words survives; blanks between adjacent words are dropped (§6.2).
    static func decode(_ value: some Collection<UInt8>, fallback: String? = nil) -> String {
        let bytes = Array(value)
        return decode(bytes, fallback: fallback)
    }

    static func decode(_ bytes: [UInt8], fallback: String? = nil) -> String {
        var isPlain = true
        for byte in bytes where byte >= 0x80 || byte == 0x3D || byte < 0x20 {
            isPlain = false
            break
        }
        if isPlain { return String(decoding: bytes, as: UTF8.self) }
        return scan(unfolded(bytes), fallback: fallback)
    }

    /// Without the line breaks of folded header lines (RFC 5322 §2.2.3).
    static func unfolded(_ bytes: [UInt8]) -> [UInt8] {
        bytes.contains { $0 == 0x0A || $0 == 0x0D || $0 == 0 }
            ? bytes.filter { $0 != 0x0A && $0 != 0x0D && $0 != 0 } : bytes
    }

    private static func scan(_ bytes: [UInt8], fallback: String?) -> String {
        var result = ""
        var plainStart = 0
        var index = 0
        var pending: (charset: String, bytes: [UInt8])?
        func flushPending() {
            guard let word = pending else { return }
            result += Charset.decode(word.bytes, label: word.charset, fallback: fallback)
            pending = nil
        }
        while index < bytes.count {
            guard bytes[index] == 0x3D, index + 1 < bytes.count, bytes[index + 1] == 0x3F,
                let word = word(in: bytes, at: index)
            else {
                index += 1
                continue
            }
            let gap = bytes[plainStart..<index]
            let isAdjacent = pending != nil && gap.allSatisfy(ASCII.isBlank)
            if let waiting = pending, isAdjacent,
                Charset.canonical(waiting.charset) == Charset.canonical(word.charset)
            {
                pending = (waiting.charset, waiting.bytes + word.bytes)
            } else {
                flushPending()
                if !isAdjacent { result += Charset.decode(Array(gap), label: nil, fallback: fallback) }
                pending = (word.charset, word.bytes)
            }
            index = word.end
            plainStart = index
        }
        flushPending()
        result += Charset.decode(Array(bytes[plainStart...]), label: nil, fallback: fallback)
        return result
    }

    /// The encoded word that begins at `start`, or nil when what stands there is not one.
    private static func word(in bytes: [UInt8], at start: Int) -> Word? {
        guard let charsetEnd = find(0x3F, in: bytes, from: start + 2, limit: 64),
            charsetEnd + 2 < bytes.count, bytes[charsetEnd + 2] == 0x3F
        else { return nil }
        var charset = String(decoding: bytes[start + 2..<charsetEnd], as: UTF8.self)
        if charset.contains(" ") { return nil }
        if let star = charset.firstIndex(of: "*") { charset = String(charset[..<star]) }  // RFC 2231 language
        let textStart = charsetEnd + 3
        var end = textStart
        let limit = min(bytes.count - 1, textStart + 100_000)
        while end < limit, !(bytes[end] == 0x3F && bytes[end + 1] == 0x3D) { end += 1 }
        // "?=" right after the second mark belongs to an "=xx" of Q when more text follows.
        guard end < limit else { return nil }
        let text = bytes[textStart..<end]
        switch bytes[charsetEnd + 1] | 0x20 {
        case UInt8(ascii: "b"): return Word(charset: charset, bytes: Base64.decode(text), end: end + 2)
        case UInt8(ascii: "q"): return Word(charset: charset, bytes: quoted(text), end: end + 2)
        default: return nil
        }
    }

    private static func find(_ byte: UInt8, in bytes: [UInt8], from: Int, limit: Int) -> Int? {
        var index = from
        while index < bytes.count, index < from + limit {
            if bytes[index] == byte { return index }
            index += 1
        }
        return nil
    }

    private static func quoted(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(text.count)
        var index = text.startIndex
        while index < text.endIndex {
            let byte = text[index]
            if byte == 0x5F {
                output.append(0x20)
            } else if byte == 0x3D, index + 2 < text.endIndex, let high = ASCII.hexValue(text[index + 1]),
                let low = ASCII.hexValue(text[index + 2])
            {
                output.append(high << 4 | low)
                index += 2
            } else {
                output.append(byte)
            }
            index += 1
        }
        return output
    }
}
