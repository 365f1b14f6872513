/// Cuts a source into text and tags.
enum TemplateScanner {
    enum Token: Hashable {
        case text(Range<Int>)
        /// `source` with the braces, `inner` without.
        case tag(source: Range<Int>, inner: Range<Int>)
        case comment(Range<Int>)
        /// `{{` without its `}}`.
        case unclosed(Range<Int>)
    }

    private static let open = UInt8(ascii: "{")
    private static let close = UInt8(ascii: "}")

    /// - Parameter skipsQuotations: what lines beginning with `>` say was written by others and is no template.
    static func tokens(_ bytes: [UInt8], skipsQuotations: Bool = false) -> [Token] {
        var tokens: [Token] = []
        var start = 0
        var index = 0
        // Where comments can end: looked for once, so that many that never end cost no more than one.
        let ends = (plain: find(last: "}}", bytes), long: find(last: "--}}", bytes))
        while index + 1 < bytes.count {
            if skipsQuotations, bytes[index] == UInt8(ascii: ">"), index == 0 || bytes[index - 1] == 0x0A {
                index = lineEnd(bytes, from: index)
                continue
            }
            guard bytes[index] == open, bytes[index + 1] == open else {
                index += 1
                continue
            }
            if index > start { tokens.append(.text(start..<index)) }
            let token = tag(bytes, at: index, ends)
            tokens.append(token)
            switch token {
            case .tag(let source, _), .comment(let source), .unclosed(let source), .text(let source):
                index = source.upperBound
            }
            start = index
        }
        if start < bytes.count { tokens.append(.text(start..<bytes.count)) }
        return tokens
    }

    /// Whether anything in it would be filled.
    static func hasTags(_ bytes: [UInt8], skipsQuotations: Bool = false) -> Bool {
        var index = 0
        while index + 1 < bytes.count {
            if skipsQuotations, bytes[index] == UInt8(ascii: ">"), index == 0 || bytes[index - 1] == 0x0A {
                index = lineEnd(bytes, from: index)
            } else if bytes[index] == open, bytes[index + 1] == open {
                return true
            } else {
                index += 1
            }
        }
        return false
    }

    private static func tag(_ bytes: [UInt8], at start: Int, _ ends: (plain: Int, long: Int)) -> Token {
        if start + 2 < bytes.count, bytes[start + 2] == UInt8(ascii: "!") {
            let isLong = bytes[(start + 3)...].starts(with: "--".utf8)
            guard (isLong ? ends.long : ends.plain) >= start + 3,
                let end = find(isLong ? "--}}" : "}}", bytes, from: start + 3)
            else {
                return .unclosed(start..<lineEnd(bytes, from: start))
            }
            return .comment(start..<end)
        }
        var index = start + 2
        var quote: UInt8?
        while index < bytes.count, bytes[index] != 0x0A {
            let byte = bytes[index]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") {
                quote = byte
            } else if byte == close, index + 1 < bytes.count, bytes[index + 1] == close {
                return .tag(source: start..<(index + 2), inner: (start + 2)..<index)
            } else if byte == open, index + 1 < bytes.count, bytes[index + 1] == open, index > start + 2 {
                return .unclosed(start..<index)
            }
            index += 1
        }
        return .unclosed(start..<index)
    }

    private static func find(_ text: String, _ bytes: [UInt8], from: Int) -> Int? {
        let needle = Array(text.utf8)
        var index = from
        while index + needle.count <= bytes.count {
            if bytes[index] == needle[0], bytes[index..<(index + needle.count)].elementsEqual(needle) {
                return index + needle.count
            }
            index += 1
        }
        return nil
    }

    /// Where the text stands last; -1 when it is nowhere.
    private static func find(last text: String, _ bytes: [UInt8]) -> Int {
        let needle = Array(text.utf8)
        var index = bytes.count - needle.count
        while index >= 0 {
            if bytes[index] == needle[0], bytes[index..<(index + needle.count)].elementsEqual(needle) {
                return index
            }
            index -= 1
        }
        return -1
    }

    private static func lineEnd(_ bytes: [UInt8], from: Int) -> Int {
        bytes[from...].firstIndex(of: 0x0A) ?? bytes.count
    }

    /// Takes the line away around a block tag or comment that stands alone on it.
    static func trimmed(_ tokens: [Token], _ bytes: [UInt8]) -> [Token] {
        var result = tokens
        for (index, token) in tokens.enumerated() where standsApart(token, bytes) {
            let before =
                index == 0 ? "".utf8.count : blanksBefore(tokens[index - 1], bytes, isFirst: index == 1)
            let after =
                index + 1 == tokens.count
                ? 0 : blanksAfter(tokens[index + 1], bytes, isLast: index + 2 == tokens.count)
            guard let before, let after else { continue }
            if index > 0, case .text(let range) = result[index - 1] {
                result[index - 1] = .text(range.lowerBound..<max(range.lowerBound, range.upperBound - before))
            }
            if index + 1 < tokens.count, case .text(let range) = result[index + 1] {
                result[index + 1] = .text(min(range.upperBound, range.lowerBound + after)..<range.upperBound)
            }
        }
        return result
    }

    private static func standsApart(_ token: Token, _ bytes: [UInt8]) -> Bool {
        switch token {
        case .comment: return true
        case .tag(_, let inner):
            let word = String(decoding: bytes[inner], as: UTF8.self).trimmingBlanks
            return word.hasPrefix("#") || word.hasPrefix("/") || word == "else" || word.hasPrefix("else if ")
        default: return false
        }
    }

    /// Blanks at the end of the text up to its last line end; nil when there is more than blanks.
    private static func blanksBefore(_ token: Token, _ bytes: [UInt8], isFirst: Bool) -> Int? {
        guard case .text(let range) = token else { return nil }
        let count = bytes[range].reversed().prefix { $0 == 0x20 || $0 == 0x09 }.count
        if count == range.count { return isFirst && range.lowerBound == 0 ? count : nil }
        return bytes[range.upperBound - count - 1] == 0x0A ? count : nil
    }

    /// Blanks at the start of the text with the line end behind them; nil when there is more than blanks.
    private static func blanksAfter(_ token: Token, _ bytes: [UInt8], isLast: Bool) -> Int? {
        guard case .text(let range) = token else { return nil }
        var index = range.lowerBound
        while index < range.upperBound, bytes[index] == 0x20 || bytes[index] == 0x09 || bytes[index] == 0x0D {
            index += 1
        }
        if index == range.upperBound { return isLast && index == bytes.count ? range.count : nil }
        return bytes[index] == 0x0A ? index + 1 - range.lowerBound : nil
    }
}
