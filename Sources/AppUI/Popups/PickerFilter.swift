import CellText
import TUI

/// Which items a query finds, the best first.
enum PickerFilter {
    /// Words of the title that begin as typed come first, then other words typed in full, then those that begin so,
    /// then letters of the title, and letters of the other words where nothing else is found.
    static func hits(_ query: String, _ items: [PickerItem]) -> [PickerHit] {
        let found = items.enumerated()
            .compactMap { place, item in fit(query, item).map { (place: place, score: $0.score, hit: $0.hit) }
            }
        // Scattered letters count only where nothing better is found.
        let isCertain = found.contains { $0.score >= Rank.title }
        return found.filter { !isCertain || $0.score >= Rank.title }
            .sorted { ($1.score, $0.place) < ($0.score, $1.place) }
            .map(\.hit)
    }

    /// Where each kind of match begins.
    private enum Rank {
        static let titleWord = 30_000
        static let wholeWord = 20_000
        static let wordStart = 10_000
        static let title = 1000
    }

    private static func fit(_ query: String, _ item: PickerItem) -> (score: Int, hit: PickerHit)? {
        let match = FuzzyMatcher.closeMatch(query, in: item.title)
        let hit = PickerHit(item: item, positions: match?.positions ?? [])
        let asked = words(query)
        let title = words(item.title)
        if !asked.isEmpty, asked.allSatisfy({ part in title.contains { $0.hasPrefix(part) } }) {
            let whole = asked.filter(title.contains).count
            return (Rank.titleWord + whole * 20 + (match?.score ?? 0), hit)
        }
        let others = item.synonyms + " " + item.detail
        let all = title + words(others)
        if !asked.isEmpty, asked.allSatisfy({ part in all.contains { $0.hasPrefix(part) } }) {
            let isWhole = asked.allSatisfy(all.contains)
            return ((isWhole ? Rank.wholeWord : Rank.wordStart) - all.count, hit)
        }
        if let match { return (Rank.title + max(0, match.score + 200), hit) }
        guard query.count > 2, let match = FuzzyMatcher.closeMatch(query, in: others),
            match.positions.count > 2
        else { return nil }
        return (min(20, match.score / 8), PickerHit(item: item, positions: []))
    }

    private static func words(_ text: String) -> [Substring] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }
    }
}
