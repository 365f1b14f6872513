/// The lexical work under `AddressParser`: quoting, comments, angle brackets (RFC 5322 §3.2, §3.4).
enum AddressScanner {
    struct Entry {
        var range: Range<Int>
        var problem: AddressProblem.Reason?
    }

    /// Splits a list at commas and at `separators`, outside quotes, comments, angle brackets and domain literals.
    static func entries(of bytes: [UInt8], alsoAt separators: [UInt8]) -> [Entry] {
        var result: [Entry] = []
        var start = 0
        var index = 0
        var isQuoted = false
        var comments = 0
        var isAngled = false
        var angleStart = 0
        // Behind the `>` of an address in this entry: what follows with a `<` is another, its comma forgotten.
        var addressEnd: Int?
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x5C, isQuoted || comments > 0 {
                index += 2
                continue
            }
            if isQuoted {
                if byte == 0x22 { isQuoted = false }
            } else if comments > 0 {
                if byte == 0x28 { comments += 1 } else if byte == 0x29 { comments -= 1 }
            } else {
                switch byte {
                case 0x22: isQuoted = closes(0x22, in: bytes, after: index)
                case 0x28: comments = closes(0x29, in: bytes, after: index) ? 1 : 0
                case 0x3C:
                    isAngled = closes(0x3E, in: bytes, after: index)
                    if isAngled, let end = addressEnd {
                        result.append(Entry(range: start..<end, problem: problem(bytes[start..<end])))
                        start = end
                        addressEnd = nil
                    }
                    angleStart = index
                case 0x3E:
                    if isAngled, bytes[angleStart..<index].contains(0x40) { addressEnd = index + 1 }
                    isAngled = false
                case _ where !isAngled && (byte == 0x2C || separators.contains(byte)):
                    result.append(Entry(range: start..<index, problem: problem(bytes[start..<index])))
                    start = index + 1
                    addressEnd = nil
                default: break
                }
            }
            index += 1
        }
        let last = min(start, bytes.count)..<bytes.count
        result.append(Entry(range: last, problem: problem(bytes[last])))
        return result
    }

    /// True when `byte` comes again within a reasonable distance; an unclosed mark must not swallow the list.
    private static func closes(_ byte: UInt8, in bytes: [UInt8], after index: Int) -> Bool {
        let end = min(bytes.count, index + 2_000)
        var position = index + 1
        while position < end {
            if bytes[position] == 0x5C {
                position += 1
            } else if bytes[position] == byte {
                return true
            }
            position += 1
        }
        return false
    }

    private static func problem(_ slice: ArraySlice<UInt8>) -> AddressProblem.Reason? {
        var isQuoted = false
        var isAngled = false
        var isEscaped = false
        for byte in slice {
            if isEscaped { isEscaped = false; continue }
            switch byte {
            case 0x5C where isQuoted: isEscaped = true
            case 0x22: isQuoted.toggle()
            case 0x3C where !isQuoted: isAngled = true
            case 0x3E where !isQuoted: isAngled = false
            default: break
            }
        }
        return isQuoted ? .unclosedQuote : isAngled ? .unclosedAngle : nil
    }

    /// Skips `Group name:` in front of a group's first member.
    static func withoutGroupName(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
        var isQuoted = false
        var index = range.lowerBound
        while index < range.upperBound {
            switch bytes[index] {
            case 0x22: isQuoted.toggle()
            case 0x3C, 0x40, 0x5B: if !isQuoted { return range }
            case 0x3A: if !isQuoted { return index + 1..<range.upperBound }
            default: break
            }
            index += 1
        }
        return range
    }

    static func trimmed(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
        var lower = range.lowerBound
        var upper = range.upperBound
        while lower < upper, ASCII.isBlank(bytes[lower]) { lower += 1 }
        while upper > lower, ASCII.isBlank(bytes[upper - 1]) { upper -= 1 }
        return lower..<upper
    }

    /// One entry as a mailbox; nil when nothing in it can be an address.
    static func mailbox(_ bytes: [UInt8], fallback: String?) -> Mailbox? {
        if let open = angle(in: bytes) {
            let close = bytes[open...].firstIndex(of: 0x3E) ?? bytes.count
            var inner = withoutComments(Array(bytes[(open + 1)..<close]))
            if inner.first == 0x40, let colon = inner.firstIndex(of: 0x3A) { inner.removeSubrange(...colon) }
            let address = cleaned(inner)
            // A group squeezed into brackets, as `<undisclosed-recipients:;>`.
            if address.hasSuffix(";") { return nil }
            let name = phrase(Array(bytes[..<open]), fallback: fallback)
            if address.isEmpty { return nil }
            return Mailbox(name: name, address: address)
        }
        let (bare, comment) = split(bytes)
        let words = words(of: bare)
        if words.count > 1, words.contains(where: { $0.dropFirst().dropLast().contains(0x40) }) {
            return glued(bare, fallback: fallback)
        }
        if words.count > 1, !bare.contains(0x40) { return nil }
        let address = cleaned(bare)
        if address.isEmpty { return nil }
        return Mailbox(name: comment.isEmpty ? "" : phrase(comment, fallback: fallback), address: address)
    }

    /// `Ana Souza ana@x.example` without brackets: the word with the @ is the address.
    private static func glued(_ bytes: [UInt8], fallback: String?) -> Mailbox? {
        let words = words(of: bytes)
        guard let at = words.firstIndex(where: { $0.contains(0x40) }) else { return nil }
        let name = words[..<at].map { Array($0) }.joined(separator: [0x20])
        // `a@x . example`: blanks around the dots of a domain are of the obsolete syntax (RFC 5322 §4.4).
        var end = at + 1
        while end < words.count, words[end].first == 0x2E || words[end - 1].last == 0x2E { end += 1 }
        let address = words[at..<end].joined()
        return Mailbox(name: phrase(Array(name), fallback: fallback), address: cleaned(Array(address)))
    }

    /// Splits at blanks outside quotes: `"Ana Souza"@x.example` is one word.
    private static func words(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var isQuoted = false
        var isEscaped = false
        let quotes = bytes.count { $0 == 0x22 }
        guard quotes > 1 else { return bytes.split(whereSeparator: ASCII.isBlank) }
        return bytes.split { byte in
            if isEscaped { isEscaped = false; return false }
            if byte == 0x5C, isQuoted { isEscaped = true }
            if byte == 0x22 { isQuoted.toggle() }
            return !isQuoted && ASCII.isBlank(byte)
        }
    }

    private static func angle(in bytes: [UInt8]) -> Int? {
        var isQuoted = false
        var index = 0
        var found: Int?
        while index < bytes.count {
            switch bytes[index] {
            case 0x5C where isQuoted: index += 1
            case 0x22: isQuoted.toggle()
            case 0x3C where !isQuoted: found = index
            default: break
            }
            index += 1
        }
        return found
    }

    private static func split(_ bytes: [UInt8]) -> (bare: [UInt8], comment: [UInt8]) {
        guard bytes.contains(0x28) else { return (bytes, []) }
        var bare: [UInt8] = []
        var comment: [UInt8] = []
        var depth = 0
        var isQuoted = false
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x5C, index + 1 < bytes.count, depth > 0 {
                comment.append(bytes[index + 1])
                index += 2
                continue
            }
            if byte == 0x5C, index + 1 < bytes.count, isQuoted {
                bare += bytes[index...index + 1]
                index += 2
                continue
            }
            if byte == 0x22, depth == 0 { isQuoted.toggle() }
            if byte == 0x28, !isQuoted {
                depth += 1
                if depth > 1 { comment.append(byte) }
            } else if byte == 0x29, depth > 0 {
                depth -= 1
                if depth > 0 { comment.append(byte) }
            } else if depth > 0 {
                comment.append(byte)
            } else {
                bare.append(byte)
            }
            index += 1
        }
        return (bare, comment)
    }

    private static func withoutComments(_ bytes: [UInt8]) -> [UInt8] { split(bytes).bare }

    /// An address without the blanks around its parts; controls dropped.
    private static func cleaned(_ bytes: [UInt8]) -> String {
        var isQuoted = false
        var isEscaped = false
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        for byte in bytes {
            if byte == 0x22, !isEscaped { isQuoted.toggle() }
            isEscaped = isQuoted && byte == 0x5C && !isEscaped
            if byte < 0x20 || byte == 0x7F || (byte == 0x20 && !isQuoted) { continue }
            output.append(byte)
        }
        while output.last == 0x2E || output.last == 0x3E { output.removeLast() }
        if output.contains(where: { $0 >= 0x80 || $0 == 0x3D }) { return EncodedWords.decode(output) }
        return String(decoding: output, as: UTF8.self)
    }

    /// A display name: quotes and comments off, escapes resolved, encoded words decoded.
    private static func phrase(_ bytes: [UInt8], fallback: String?) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var isQuoted = false
        var comments = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x5C, index + 1 < bytes.count {
                if comments == 0 { output.append(bytes[index + 1]) }
                index += 2
                continue
            }
            if byte == 0x22, comments == 0 {
                isQuoted.toggle()
            } else if byte == 0x28, !isQuoted {
                comments += 1
            } else if byte == 0x29, comments > 0 {
                comments -= 1
            } else if comments == 0 {
                output.append(byte)
            }
            index += 1
        }
        return EncodedWords.decode(output, fallback: fallback).collapsed
    }
}
