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
        let lines = text.lines(limit: 20_000)
        let quoteStart = quoteStart(lines) ?? lines.count
        var head = lines[..<quoteStart]
        while let last = head.last, last.trimmedSlice.isEmpty { head.removeLast() }
        let signatureStart = signatureStart(head) ?? head.count
        return Parts(
            reply: joined(head[..<signatureStart]), signature: joined(head[signatureStart...]),
            quoted: joined(lines[quoteStart...]))
    }

    /// The index of the first line that belongs to the quoted message; answers between quotes keep everything.
    private static func quoteStart(_ lines: [Substring]) -> Int? {
        let lines = lines.map(\.trimmedSlice)
        // Where an attribution may end, so that most lines need no closer look.
        let ends = lines.map(QuoteMarks.mayEndAttribution)
        for index in lines.indices {
            let line = lines[index]
            guard let first = line.utf8.first else { continue }
            if QuoteMarks.isSeparator(line) { return index }
            if QuoteMarks.isHeaderBlock(lines[index...]) { return index }
            if ends[index...].prefix(QuoteMarks.attributionLimit).contains(true),
                let length = QuoteMarks.attributionLength(lines[index...]),
                onlyQuotes(lines[(index + length)...])
            {
                return QuoteMarks.attributionStart(lines[index..<(index + length)])
            }
            if first == UInt8(ascii: ">"), onlyQuotes(lines[index...]) { return index }
        }
        return nil
    }

    /// True when nothing but quoted lines, blanks and a signature follow.
    private static func onlyQuotes(_ lines: ArraySlice<Substring>) -> Bool {
        var quoted = 0
        var own = 0
        for text in lines {
            guard let first = text.utf8.first else { continue }
            if first == UInt8(ascii: ">") || first == UInt8(ascii: "|") {
                quoted += 1
            } else if text == "--" {
                break
            } else {
                own += 1
            }
        }
        // An attribution over an unmarked quotation, as Outlook and phones write it, has no marks at all.
        return quoted == 0 || own * 4 <= quoted
    }

    private static func signatureStart(_ lines: ArraySlice<Substring>) -> Int? {
        for index in lines.indices.reversed().prefix(30) {
            let line = lines[index]
            if line == "-- " || line == "--" || line == "— " || line == "__" { return index }
            if lines.count - index <= 12, isRule(line),
                lines[..<index].contains(where: { !$0.trimmedSlice.isEmpty })
            {
                return index
            }
            if QuoteMarks.isDeviceLine(line.trimmedSlice) {
                // A phone's line may stand below the writer's own signature.
                return lines[..<index].suffix(12).lastIndex { $0 == "-- " || $0 == "--" } ?? index
            }
        }
        guard
            let index = lines.indices.suffix(12).last(where: {
                QuoteMarks.isClosing(lines[$0].trimmedSlice)
            }), index > 0
        else { return nil }
        return index + 1 < lines.count ? index + 1 : nil
    }

    private static func isRule(_ line: Substring) -> Bool {
        line.utf8.count > 4
            && line.utf8.allSatisfy {
                $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "=")
            } || (line.hasPrefix("—") && line.unicodeScalars.allSatisfy { $0 == "—" })
    }

    private static func joined(_ lines: ArraySlice<Substring>) -> String {
        var kept = lines
        while let first = kept.first, first.trimmedSlice.isEmpty { kept.removeFirst() }
        while let last = kept.last, last.trimmedSlice.isEmpty { kept.removeLast() }
        return kept.joined(separator: "\n")
    }
}
