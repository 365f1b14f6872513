/// The rows of long lines, remembered until the line or the width changes. It says nothing about a text that the text
/// does not say: any two are equal.
struct WrapCache: Hashable, Sendable {
    private var width = 0
    private var known: [Int: [Range<Int>]] = [:]

    /// Shorter lines are broken as fast as they are looked up.
    private static let leastBytes = 1024

    static func == (one: WrapCache, other: WrapCache) -> Bool { true }
    func hash(into hasher: inout Hasher) {}

    func rows(of line: Int, width: Int) -> [Range<Int>]? { width == self.width ? known[line] : nil }

    mutating func fit(width: Int) {
        if self.width != width { known = [:] }
        self.width = width
    }

    mutating func remember(_ line: Int, _ text: String) {
        guard text.utf8.count >= Self.leastBytes, known[line] == nil else { return }
        if known.count > 256 { known = [:] }
        known[line] = LineWrap.rows(of: text, width: width)
    }

    /// The line changed, and those after it may have moved.
    mutating func forget(from line: Int) {
        if !known.isEmpty { known = known.filter { $0.key < line } }
    }
}
