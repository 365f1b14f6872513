/// How much of a line a part of a layout wants, in cells.
public enum Length: Hashable, Sendable {
    /// Exactly this many cells.
    case cells(Int)
    /// A share of the whole, 0...100.
    case percent(Int)
    /// A share of what the others leave, by weight, but at least `atLeast` cells.
    case flexible(weight: Int = 1, atLeast: Int = 0)

    /// The sizes that `lengths` get out of `total` cells with `gap` cells between neighbours.
    ///
    /// Fixed parts and percentages are served first, in order, then the minimum of every flexible part,
    /// then what is left by weight, the remainder to the last. The sum never exceeds `total`.
    public static func resolve(_ lengths: [Length], total: Int, gap: Int = 0) -> [Int] {
        var left = max(0, total - gap * max(0, lengths.count - 1))
        let whole = left
        var weights = 0
        var sizes = lengths.map { length -> Int in
            let wanted =
                switch length {
                case .cells(let count): max(0, count)
                case .percent(let share): whole * min(100, max(0, share)) / 100
                case .flexible: 0
                }
            let size = min(wanted, left)
            left -= size
            return size
        }
        for (index, length) in lengths.enumerated() {
            guard case .flexible(let weight, let least) = length else { continue }
            weights += max(0, weight)
            sizes[index] = min(max(0, least), left)
            left -= sizes[index]
        }
        return share(left, by: weights, among: lengths, onto: sizes)
    }

    private static func share(_ spare: Int, by weights: Int, among lengths: [Length], onto sizes: [Int])
        -> [Int]
    {
        guard weights > 0, spare > 0 else { return sizes }
        var sizes = sizes
        var given = 0
        var last: Int?
        for (index, length) in lengths.enumerated() {
            guard case .flexible(let weight, _) = length, weight > 0 else { continue }
            let part = spare * weight / weights
            sizes[index] += part
            given += part
            last = index
        }
        if let last { sizes[last] += spare - given }
        return sizes
    }
}
