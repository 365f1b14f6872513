import CellText

/// Finds a few typed letters, in order, in a text: `arch` in "Move to Archive".
public enum FuzzyMatcher {
    /// How well a text matches.
    public struct Match: Hashable, Sendable {
        /// Higher is better; only comparable between texts of the same query.
        public let score: Int
        /// The matched clusters, by their place in the text, ascending.
        public let positions: [Int]
    }

    /// The longest query and text that are looked at, in clusters.
    static let queryLimit = 64
    static let textLimit = 512

    private static let none = Int.min / 2

    /// The best way to find all of `query` in `text`, ignoring case, accents and the spaces of the query;
    /// nil when it is not in it. An empty query matches everything with score 0.
    ///
    /// Letters at the start of words and in a row count more; gaps count against it, and so does length.
    public static func match(_ query: String, in text: String) -> Match? {
        let wanted = folded(query, limit: queryLimit).filter { $0 != " " }
        guard !wanted.isEmpty else { return Match(score: 0, positions: []) }
        let original = Array(text.prefix(textLimit))
        let letters = folded(text, limit: textLimit)
        guard wanted.count <= letters.count, letters.count == original.count else { return nil }
        return best(wanted, letters, bonuses(original))
    }

    /// Like `match`, but nil where the letters are only scattered over the text: each run of them begins a word, or
    /// goes on in a word that an earlier one began. A query that stands in the text as it is always matches.
    public static func closeMatch(_ query: String, in text: String) -> Match? {
        guard let found = match(query, in: text) else { return nil }
        let letters = Array(text.prefix(textLimit))
        var begun: Int?
        var last: Int?
        var isOneRun = true
        var isClose = true
        for place in found.positions {
            defer { last = place }
            if let last, place == last + 1 { continue }
            if last != nil { isOneRun = false }
            let isStart = place == 0 || !WordBounds.isWord(letters[place - 1]) || isHump(letters, place)
            if isStart {
                begun = place
            } else if let begun, letters[begun..<place].allSatisfy(WordBounds.isWord) {
                continue
            } else {
                isClose = false
            }
        }
        return isClose || isOneRun ? found : nil
    }

    private static func isHump(_ letters: [Character], _ place: Int) -> Bool {
        letters[place].isUppercase && letters[place - 1].isLowercase
    }

    /// The texts that match, best first, equals in their order.
    public static func rank<Item>(_ query: String, _ items: [Item], text: (Item) -> String) -> [(
        item: Item, match: Match
    )] {
        items.enumerated()
            .compactMap { place, item in
                match(query, in: text(item)).map { (place: place, item: item, match: $0) }
            }
            .sorted { ($1.match.score, $0.place) < ($0.match.score, $1.place) }
            .map { (item: $0.item, match: $0.match) }
    }

    /// Row by row over the query: the best score that ends with letter `column` matched.
    private static func best(_ wanted: [Character], _ letters: [Character], _ bonus: [Int]) -> Match? {
        let width = letters.count
        var scores = [Int](repeating: none, count: width)
        var origins: [[Int]] = []
        for (row, letter) in wanted.enumerated() {
            var next = [Int](repeating: none, count: width)
            var origin = [Int](repeating: -1, count: width)
            var bestBefore = none
            var bestPlace = -1
            for column in 0..<width {
                if letters[column] == letter {
                    if row == 0 {
                        next[column] = 16 + bonus[column] - min(column, 12)
                    } else {
                        let inRow = column > 0 && scores[column - 1] > none ? scores[column - 1] + 28 : none
                        let jump = bestBefore > none ? bestBefore + 16 + bonus[column] - 4 : none
                        if max(inRow, jump) > none {
                            next[column] = max(inRow, jump)
                            origin[column] = inRow >= jump ? column - 1 : bestPlace
                        }
                    }
                }
                if scores[column] > bestBefore { (bestBefore, bestPlace) = (scores[column], column) }
                if bestBefore > none { bestBefore -= 1 }
            }
            scores = next
            origins.append(origin)
        }
        guard var place = scores.indices.max(by: { scores[$0] < scores[$1] }), scores[place] > none else {
            return nil
        }
        let score = scores[place] - width / 8
        var positions: [Int] = []
        for row in wanted.indices.reversed() {
            positions.append(place)
            place = origins[row][place]
        }
        return Match(score: score, positions: positions.reversed())
    }

    /// What each letter counts more for its place.
    private static func bonuses(_ text: [Character]) -> [Int] {
        var previous: Character = " "
        return text.map { character in
            defer { previous = character }
            if !WordBounds.isWord(previous) && WordBounds.isWord(character) { return 14 }
            if previous.isLowercase && character.isUppercase { return 10 }
            return 0
        }
    }

    /// Lower case without accents, cluster by cluster.
    private static func folded(_ text: String, limit: Int) -> [Character] {
        text.prefix(limit).map { character in
            if let ascii = character.asciiValue {
                return (0x41...0x5A).contains(ascii) ? Character(Unicode.Scalar(ascii + 32)) : character
            }
            let plain = Decomposition.base(of: character)
            return plain.lowercased().first ?? plain
        }
    }
}
