/// Finds web and mail addresses in plain text.
public enum LinkScanner {
    /// One link: its place in the text and where it leads.
    public struct Link: Hashable, Sendable {
        public var range: Range<String.Index>
        /// With its scheme: `https://…`, `mailto:…`.
        public var target: String
    }

    private static let schemes = ["https://", "http://", "mailto:", "ftp://", "tel:", "www."]

    /// The links of a text in order; closing punctuation and unbalanced brackets behind them are left out.
    public static func links(in text: String) -> [Link] {
        guard text.utf8.contains(where: { $0 == 0x3A || $0 == 0x2E }) else { return [] }
        var result: [Link] = []
        let utf8 = text.utf8
        var index = utf8.startIndex
        var isWordStart = true
        while index < utf8.endIndex {
            let byte = utf8[index]
            if isWordStart, ASCII.isLetter(byte), let scheme = scheme(at: utf8[index...]) {
                let end = end(of: text[index...])
                let length = utf8.distance(from: index, to: end)
                if length > scheme.utf8.count + 2 {
                    let found = String(text[index..<end])
                    result.append(
                        Link(range: index..<end, target: scheme == "www." ? "http://" + found : found))
                    index = end
                    isWordStart = false
                    continue
                }
            }
            isWordStart =
                !(ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == 0x2D || byte == 0x2E || byte == 0x5F)
            index = utf8.index(after: index)
        }
        return result
    }

    private static func scheme(at rest: Substring.UTF8View) -> String? {
        schemes.first { scheme in ASCII.equal(rest.prefix(scheme.utf8.count), scheme) }
    }

    private static func end(of rest: Substring) -> String.Index {
        var end = rest.startIndex
        var round = 0
        for scalar in rest.unicodeScalars.prefix(4_000) {
            if scalar.value <= 0x20 || scalar.properties.isWhitespace
                || "<>\"“”「」『』。、".unicodeScalars.contains(scalar)
            {
                break
            }
            if scalar == "(" { round += 1 }
            if scalar == ")" {
                round -= 1
                if round < 0 { break }
            }
            end = rest.unicodeScalars.index(after: end)
        }
        while end > rest.startIndex {
            let before = rest.unicodeScalars.index(before: end)
            guard ".,;:!?'*_]}".unicodeScalars.contains(rest.unicodeScalars[before]) else { break }
            end = before
        }
        return end
    }
}
