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
        let start = own(String(text.prefix(limit * 5)), limit: limit)
        if !start.isEmpty { return start }
        let head = String(text.prefix(8_000))
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
        for line in text.split(separator: "\n") {
            let words = String(line.drop { $0 == ">" || $0 == " " || $0 == "|" }).collapsed
            let hasWords = words.unicodeScalars.contains {
                $0.properties.isAlphabetic || $0.properties.numericType != nil
                    || $0.properties.isEmojiPresentation
            }
            if !hasWords { continue }
            if !result.isEmpty { result += " " }
            result += words
            if result.utf8.count > limit * 4 { break }
        }
        let clean = Sanitizer.line(result)
        return clean.count <= limit ? clean : String(clean.prefix(limit))
    }
}
