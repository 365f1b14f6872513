import CellText
import TUI

/// Which items a query finds, the best first.
enum PickerFilter {
    /// Letters of the title count most, then words that stand anywhere, then letters of the other words.
    static func hits(_ query: String, _ items: [PickerItem]) -> [PickerHit] {
        items.enumerated()
            .compactMap { place, item in fit(query, item).map { (place: place, score: $0.score, hit: $0.hit) }
            }
            .sorted { ($1.score, $0.place) < ($0.score, $1.place) }
            .map(\.hit)
    }

    private static func fit(_ query: String, _ item: PickerItem) -> (score: Int, hit: PickerHit)? {
        if let match = FuzzyMatcher.closeMatch(query, in: item.title) {
            return (match.score + 60, PickerHit(item: item, positions: match.positions))
        }
        let others = item.synonyms + " " + item.detail
        let words = (item.title + " " + others).lowercased().split { !$0.isLetter && !$0.isNumber }
        let asked = query.lowercased().split(separator: " ")
        if asked.allSatisfy({ part in words.contains { $0.hasPrefix(part) } }) {
            return (40 - words.count, PickerHit(item: item, positions: []))
        }
        guard query.count > 2, let match = FuzzyMatcher.closeMatch(query, in: others),
            match.positions.count > 2
        else { return nil }
        return (min(20, match.score / 8), PickerHit(item: item, positions: []))
    }
}
