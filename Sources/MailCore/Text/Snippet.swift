import CellText

/// The first words of a message, for lists.
public enum Snippet {
    /// One line of at most `limit` characters: what the writer wrote, without quotations, rules and blanks; when
    /// that is nothing, the beginning of the text. Safe for a terminal.
    public static func of(_ message: ParsedMessage, limit: Int = 200) -> String {
        of(message.indexText, limit: limit)
    }

    /// As `of(_:limit:)`, of plain text.
    public static func of(_ text: String, limit: Int = 200) -> String {
        // Most mails say something at once; only an answer below a long quotation needs a longer look.
        let start = own(String(text.head(bytes: limit * 8)), limit: limit)
        if !start.isEmpty { return start }
        let head = String(text.head(bytes: 8_000))
        let own = own(head, limit: limit)
        return own.isEmpty ? meaningful(head, limit: limit) : own
    }

    /// What the writer wrote himself.
    private static func own(_ head: String, limit: Int) -> String {
        let reply = ReplyTrimmer.split(head).reply
        return meaningful(reply, limit: limit)
    }

    private static func meaningful(_ text: String, limit: Int) -> String {
        var result = ""
        for line in text.utf8.split(separator: ASCII.lineFeed) {
            let own = line.drop { $0 == UInt8(ascii: ">") || $0 == 0x20 || $0 == UInt8(ascii: "|") }
            let words = String(Substring(own)).collapsed
            if !words.unicodeScalars.contains(where: isWord) { continue }
            if !result.isEmpty { result += " " }
            result += words
            if result.utf8.count > limit * 4 { break }
        }
        let clean = Sanitizer.line(result)
        if clean.utf8.count <= limit { return clean }
        return clean.count <= limit ? clean : String(clean.prefix(limit))
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            let byte = UInt8(truncatingIfNeeded: scalar.value)
            return ASCII.isLetter(byte) || ASCII.isDigit(byte)
        }
        return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            || scalar.properties.isEmojiPresentation
    }
}
