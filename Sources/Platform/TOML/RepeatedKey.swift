/// Words for a key or a table that stands there twice: the parser's own garble the key.
enum RepeatedKey {
    /// - Parameters:
    ///   - message: what the parser says.
    ///   - column: where it stopped, in code points from 1: at the value, at a dotted key, or at a table's header.
    /// - Returns: nil when the message is about something else.
    static func reason(_ message: String, in source: String, line: Int, column: Int) -> String? {
        guard message.contains("cannot redefine existing") else { return nil }
        let lines = source.unicodeScalars.split(
            separator: "\n", maxSplits: line, omittingEmptySubsequences: false)
        guard lines.indices.contains(line - 1) else { return nil }
        let text = lines[line - 1]
        let isOther = message.contains("' as ") || message.contains(" as dotted")
        let verdict = isOther ? "has another kind of value already" : "is set a second time"
        if message.contains("table header") {
            let header = text.drop { " \t".unicodeScalars.contains($0) }
            let end = outside(header) { $0 == "]" } ?? header.endIndex
            let close = String(header[end...].prefix { $0 == "]" })
            return "the table \(trimmed(header[..<end]))\(close) \(verdict)"
        }
        let place = text.index(text.startIndex, offsetBy: max(0, column - 1), limitedBy: text.endIndex)
        var key = text[..<(place ?? text.endIndex)]
        if key.last(where: { !" \t".unicodeScalars.contains($0) }) == "=" {
            // The last key before the value: in an inline table others stand before it.
            while let start = outside(key, { $0 == "{" || $0 == "," }) {
                key = key[key.index(after: start)...]
            }
        } else {
            key = text[(place ?? text.endIndex)...]
        }
        let end = outside(key) { $0 == "=" } ?? key.endIndex
        return "the key \(trimmed(key[..<end])) \(verdict)"
    }

    /// The first character that fits and is not quoted.
    private static func outside(
        _ text: Substring.UnicodeScalarView, _ fits: (Unicode.Scalar) -> Bool
    ) -> Substring.UnicodeScalarView.Index? {
        var quote: Unicode.Scalar?
        var isEscaped = false
        for index in text.indices {
            let scalar = text[index]
            if isEscaped {
                isEscaped = false
            } else if let open = quote {
                if scalar == open { quote = nil }
                isEscaped = scalar == "\\" && open == "\""
            } else if scalar == "\"" || scalar == "'" {
                quote = scalar
            } else if fits(scalar) {
                return index
            }
        }
        return nil
    }

    private static func trimmed(_ text: Substring.UnicodeScalarView) -> String {
        func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }
        var text = text.drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return String(text)
    }
}
