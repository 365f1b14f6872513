public import CellText

/// A column of a table.
public struct TableColumn: Hashable, Sendable {
    public var title: String
    public var length: Length
    public var alignment: CellAlignment
    /// Columns of a lower priority go first when the table is too narrow.
    public var priority: Int

    public init(_ title: String, _ length: Length, alignment: CellAlignment = .leading, priority: Int = 1) {
        self.title = title
        self.length = length
        self.alignment = alignment
        self.priority = priority
    }
}

/// Where the columns of a table lie.
public enum TableLayout {
    /// A column that is shown.
    public struct Place: Hashable, Sendable {
        /// Its place among all columns.
        public let index: Int
        /// Its first cell, from the table's left edge, and its width.
        public let column: Int
        public let width: Int
    }

    /// The columns that fit into `width` cells with `gap` cells between them, from left to right.
    ///
    /// As long as fixed and least widths together are too wide, the column of the lowest priority (the last
    /// of equals) is left out; the last one that remains is shown however narrow it gets.
    public static func places(_ columns: [TableColumn], width: Int, gap: Int = 1) -> [Place] {
        var shown = Array(columns.indices)
        while shown.count > 1, needed(shown.map { columns[$0] }, width, gap) > width {
            guard let least = shown.reversed().min(by: { columns[$0].priority < columns[$1].priority }) else {
                break
            }
            shown.removeAll { $0 == least }
        }
        let sizes = Length.resolve(shown.map { columns[$0].length }, total: width, gap: gap)
        var at = 0
        return zip(shown, sizes).map { index, size in
            defer { at += size + gap }
            return Place(index: index, column: at, width: size)
        }
    }

    private static func needed(_ columns: [TableColumn], _ width: Int, _ gap: Int) -> Int {
        columns.reduce(gap * (columns.count - 1)) { sum, column in
            switch column.length {
            case .cells(let count): sum + max(0, count)
            case .percent(let share): sum + width * min(100, max(0, share)) / 100
            case .flexible(_, let least): sum + max(0, least)
            }
        }
    }
}
