/// Splits a plain text body into what its writer wrote now, the signature, and what is quoted.
public enum ReplyTrimmer {
    /// The parts of a body; joined by line breaks they are its text again, empty lines at the seams aside.
    public struct Parts: Hashable, Sendable {
        /// What was written in this message.
        public var reply: String
        /// The signature with its delimiter; empty when none was found.
        public var signature: String
        /// The quoted or forwarded message from its attribution line on; empty when there is none.
        public var quoted: String
    }

    /// Splits a body (LF line ends).
    public static func split(_ text: String) -> Parts {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).prefix(20_000).map(
            String.init)
        let quoteStart = quoteStart(lines) ?? lines.count
        var head = Array(lines[..<quoteStart])
        while head.last?.trimmed.isEmpty == true { head.removeLast() }
        let signatureStart = signatureStart(head) ?? head.count
        return Parts(
            reply: joined(head[..<signatureStart]), signature: joined(head[signatureStart...]),
            quoted: joined(lines[quoteStart...]))
    }

    /// The index of the first line that belongs to the quoted message; answers between quotes keep everything.
    private static func quoteStart(_ lines: [String]) -> Int? {
        for index in lines.indices {
            let line = lines[index].trimmed
            if line.isEmpty { continue }
            if QuoteMarks.isSeparator(line) { return index }
            if QuoteMarks.isHeaderBlock(lines[index...]) { return index }
            if let length = QuoteMarks.attributionLength(lines[index...]),
                onlyQuotes(lines[(index + length)...])
            {
                return index
            }
            if line.hasPrefix(">"), onlyQuotes(lines[index...]) { return index }
        }
        return nil
    }

    /// True when nothing but quoted lines, blanks and a signature follow.
    private static func onlyQuotes(_ lines: ArraySlice<String>) -> Bool {
        var quoted = 0
        var own = 0
        for line in lines {
            let text = line.trimmed
            if text.isEmpty { continue }
            if text.hasPrefix(">") || text.hasPrefix("|") {
                quoted += 1
            } else if text == "--" || text == "-- " {
                break
            } else {
                own += 1
            }
        }
        // An attribution over an unmarked quotation, as Outlook and phones write it, has no marks at all.
        return quoted == 0 || own * 4 <= quoted
    }

    private static func signatureStart(_ lines: [String]) -> Int? {
        for index in lines.indices.reversed() where lines.count - index <= 30 {
            let line = lines[index]
            if line == "-- " || line == "--" || line == "— " || line == "__" { return index }
            let hasWordsAbove = lines[..<index].contains { !$0.trimmed.isEmpty }
            if hasWordsAbove, line.count > 4, line.allSatisfy({ $0 == "_" || $0 == "-" || $0 == "=" }),
                lines.count - index <= 12
            {
                return index
            }
            if QuoteMarks.isDeviceLine(line.trimmed) { return index }
        }
        guard let index = lines.indices.last(where: { QuoteMarks.isClosing(lines[$0].trimmed) }),
            lines.count - index <= 12, index > 0
        else { return nil }
        return index + 1 < lines.count ? index + 1 : nil
    }

    private static func joined(_ lines: ArraySlice<String>) -> String {
        var kept = lines
        while kept.first?.trimmed.isEmpty == true { kept.removeFirst() }
        while kept.last?.trimmed.isEmpty == true { kept.removeLast() }
        return kept.joined(separator: "\n")
    }
}
