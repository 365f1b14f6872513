/// Tags in one line of text: separated by commas or semicolons, in quotes where a tag holds such a mark itself.
public enum TagText {
    /// Quotes the tags that would not come back as they are; quotes within are doubled.
    ///
    /// - Parameter separator: holds a comma or semicolon.
    public static func joined(_ tags: [String], by separator: String = ", ") -> String {
        tags.map(quoted).joined(separator: separator)
    }

    private static func quoted(_ tag: String) -> String {
        let isPlain = !tag.contains { ",;\"\n".contains($0) } && !tag.hasPrefix("*") && !tag.contains(":::")
        guard !isPlain else { return tag }
        let pieces = tag.split(separator: "\"", omittingEmptySubsequences: false)
        return "\"" + pieces.joined(separator: "\"\"") + "\""
    }

    /// The tags of a line, blanks around them taken away, each once.
    public static func tags(in text: String) -> [String] {
        var result: [String] = []
        for part in parts(text) {
            var tag = part.text[...].drop(while: \.isWhitespace)
            while tag.last?.isWhitespace == true { tag.removeLast() }
            if !tag.isEmpty, !result.contains(String(tag)) { result.append(String(tag)) }
        }
        return result
    }

    /// At most 200 parts. A quotation begins only where a tag does; one that never ends is taken as plain text.
    public static func parts(_ text: String) -> [(text: String, isQuoted: Bool)] {
        var result: [(text: String, isQuoted: Bool)] = []
        var rest = text[...]
        var mayBeQuoted = true
        while !rest.isEmpty, result.count < 200 {
            rest = rest.drop { $0 == " " || $0 == "\t" }
            if mayBeQuoted, rest.first == "\"" {
                if let (tag, end) = quotation(rest) {
                    result.append((tag, true))
                    rest = rest[end...].drop { !isSeparator($0) }.dropFirst()
                    continue
                }
                // Looked for once, so that many that never end cost no more than one.
                mayBeQuoted = false
            }
            let part = rest.prefix { !isSeparator($0) }
            if !part.isEmpty { result.append((String(part), false)) }
            rest = rest[part.endIndex...].dropFirst()
        }
        return result
    }

    private static func isSeparator(_ character: Character) -> Bool {
        character == ";" || character == "," || character.isNewline
    }

    /// What is between the quotes that `text` begins with, and where it goes on behind them; nil when they never end.
    private static func quotation(_ text: Substring) -> (String, String.Index)? {
        var result = ""
        var index = text.index(after: text.startIndex)
        while index < text.endIndex {
            let next = text.index(after: index)
            if text[index] == "\"" {
                guard next < text.endIndex, text[next] == "\"" else { return (result, next) }
                index = text.index(after: next)
                result.append("\"")
            } else {
                result.append(text[index])
                index = next
            }
        }
        return nil
    }
}
