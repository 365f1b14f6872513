/// The selection and the scroll place of a list of which only the visible rows need to exist.
public struct ListState: Hashable, Sendable {
    /// How many rows the whole list has.
    public private(set) var count: Int
    /// How many rows are visible at once.
    public private(set) var height: Int
    /// The selected row; 0 in an empty list.
    public private(set) var selected = 0
    /// The first visible row.
    public private(set) var offset = 0
    /// Rows kept visible beyond the selection while it moves, where the height allows.
    private static let margin = 2

    public init(count: Int = 0, height: Int = 1) {
        self.count = max(0, count)
        self.height = max(1, height)
    }

    public var isEmpty: Bool { count == 0 }
    /// The selected row; nil in an empty list.
    public var selection: Int? { count == 0 ? nil : selected }
    /// The rows to draw.
    public var visible: Range<Int> { offset..<min(count, offset + height) }

    public mutating func select(_ row: Int) {
        selected = clampedRow(row)
        reveal()
    }

    /// Moves the selection; stops at the ends.
    public mutating func move(by rows: Int) { select(selected.addingClamped(rows)) }
    public mutating func selectFirst() { select(0) }
    public mutating func selectLast() { select(count - 1) }
    public mutating func page(by pages: Int) { move(by: pages * max(1, height - 1)) }
    public mutating func halfPage(by halves: Int) { move(by: halves * max(1, height / 2)) }

    /// Scrolls without moving the selection, as a wheel does.
    public mutating func scroll(by rows: Int) { offset = clampedOffset(offset.addingClamped(rows)) }

    /// Takes a new visible height, keeping the selection in view.
    public mutating func resize(height: Int) {
        guard height != self.height else { return }
        let wasVisible = visible.contains(selected)
        self.height = max(1, height)
        offset = clampedOffset(offset)
        if wasVisible { reveal() }
    }

    /// The list has changed.
    ///
    /// - Parameter row: where the row that was selected is now; nil when it is gone, then its place stays
    ///   selected. On the screen the selected row does not move, so that news above it never scroll what
    ///   is being read.
    public mutating func update(count: Int, selectedIsNowAt row: Int?) {
        let place = selected - offset
        self.count = max(0, count)
        selected = clampedRow(row ?? selected)
        offset = clampedOffset(selected - place)
    }

    /// The row drawn at `line` lines below the top of the list; nil where there is none.
    public func row(atLine line: Int) -> Int? {
        line >= 0 && line < height && offset + line < count ? offset + line : nil
    }

    private func clampedRow(_ row: Int) -> Int { max(0, min(row, count - 1)) }
    private func clampedOffset(_ row: Int) -> Int { max(0, min(row, count - height)) }

    private mutating func reveal() {
        let margin = min(Self.margin, (height - 1) / 2)
        if selected < offset + margin {
            offset = selected - margin
        } else if selected >= offset + height - margin {
            offset = selected - height + 1 + margin
        }
        offset = clampedOffset(offset)
    }
}

extension Int {
    /// The sum, held to the range of Int.
    func addingClamped(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other > 0 ? .max : .min) : sum
    }
}
