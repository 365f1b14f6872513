import CRMModel

/// Cuts the words around a match out of a text.
enum SearchSnippet {
    /// Characters of a snippet.
    private static let width = 120
    /// Characters of the text that are looked through.
    private static let depth = 64 << 10

    /// What to look for in the body, lower case.
    static func needles(of query: SearchQuery) -> [String] {
        query.terms.compactMap { term in
            guard case .words(.any, let text, _) = term.criterion, !term.isNegated else { return nil }
            return text.lowercased()
        }
    }

    /// - Returns: one line with the first match, nil when none is found as it was typed.
    static func snippet(_ text: String, around needles: [String]) -> String? {
        let characters = Array(text.prefix(depth))
        let folded = characters.map { Character($0.lowercased().first.map(String.init) ?? " ") }
        for needle in needles {
            let wanted = Array(needle)
            guard let found = position(of: wanted, in: folded) else { continue }
            let start = max(0, found - width / 3)
            let end = min(characters.count, start + width)
            let line = characters[start..<end].split(whereSeparator: \.isWhitespace).map { String($0) }
            return (start > 0 ? "…" : "") + line.joined(separator: " ") + (end < characters.count ? "…" : "")
        }
        return nil
    }

    private static func position(of needle: [Character], in text: [Character]) -> Int? {
        guard let first = needle.first, text.count >= needle.count else { return nil }
        for start in 0...(text.count - needle.count) where text[start] == first {
            if text[start..<(start + needle.count)].elementsEqual(needle) { return start }
        }
        return nil
    }
}
