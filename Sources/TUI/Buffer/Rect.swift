/// A place on the screen, in cells, counted from the top left corner at 0, 0.
public struct Point: Hashable, Sendable {
    public var column: Int
    public var row: Int

    public init(column: Int, row: Int) {
        self.column = column
        self.row = row
    }
}

/// A rectangle of cells. Width and height are never negative.
public struct Rect: Hashable, Sendable {
    public var column: Int
    public var row: Int
    public private(set) var width: Int
    public private(set) var height: Int

    public init(column: Int = 0, row: Int = 0, width: Int, height: Int) {
        self.column = column
        self.row = row
        self.width = max(0, width)
        self.height = max(0, height)
    }

    public static let empty = Rect(width: 0, height: 0)

    public var isEmpty: Bool { width == 0 || height == 0 }
    /// The first column to the right of the rectangle.
    public var endColumn: Int { column + width }
    /// The first row below the rectangle.
    public var endRow: Int { row + height }
    public var origin: Point { Point(column: column, row: row) }
    /// The rows it covers, from top to bottom.
    public var rows: Range<Int> { row..<endRow }
    /// The columns it covers, from left to right.
    public var columns: Range<Int> { column..<endColumn }

    public func contains(_ point: Point) -> Bool {
        columns.contains(point.column) && rows.contains(point.row)
    }

    /// What both rectangles cover; empty when they do not touch.
    public func intersection(_ other: Rect) -> Rect {
        let left = max(column, other.column)
        let top = max(row, other.row)
        return Rect(
            column: left, row: top, width: min(endColumn, other.endColumn) - left,
            height: min(endRow, other.endRow) - top)
    }

    public func moved(columns: Int = 0, rows: Int = 0) -> Rect {
        Rect(column: column + columns, row: row + rows, width: width, height: height)
    }

    /// The rectangle without a margin on every side.
    public func inset(by cells: Int) -> Rect { inset(horizontal: cells, vertical: cells) }

    public func inset(horizontal: Int = 0, vertical: Int = 0) -> Rect {
        Rect(
            column: column + horizontal, row: row + vertical, width: width - 2 * horizontal,
            height: height - 2 * vertical)
    }

    /// The one-row rectangle at `offset` rows from the top; empty when it lies outside.
    public func line(_ offset: Int) -> Rect {
        Rect(column: column, row: row + offset, width: width, height: 1).intersection(self)
    }

    /// Cuts off the first `count` rows (fewer when it is not that high).
    public func split(top count: Int) -> (top: Rect, rest: Rect) {
        let cut = min(max(0, count), height)
        return (
            Rect(column: column, row: row, width: width, height: cut),
            Rect(column: column, row: row + cut, width: width, height: height - cut)
        )
    }

    /// Cuts off the last `count` rows.
    public func split(bottom count: Int) -> (rest: Rect, bottom: Rect) {
        let parts = split(top: height - min(max(0, count), height))
        return (parts.top, parts.rest)
    }

    /// Cuts off the first `count` columns.
    public func split(leading count: Int) -> (leading: Rect, rest: Rect) {
        let cut = min(max(0, count), width)
        return (
            Rect(column: column, row: row, width: cut, height: height),
            Rect(column: column + cut, row: row, width: width - cut, height: height)
        )
    }

    /// Cuts off the last `count` columns.
    public func split(trailing count: Int) -> (rest: Rect, trailing: Rect) {
        let parts = split(leading: width - min(max(0, count), width))
        return (parts.leading, parts.rest)
    }

    /// A rectangle of at most this size in the middle of this one.
    public func centered(width: Int, height: Int) -> Rect {
        let wide = min(max(0, width), self.width)
        let high = min(max(0, height), self.height)
        return Rect(
            column: column + (self.width - wide) / 2, row: row + (self.height - high) / 2, width: wide,
            height: high)
    }

    /// Side by side columns with the widths of `lengths`, in order; see `Length.resolve`.
    public func columns(_ lengths: [Length], gap: Int = 0) -> [Rect] {
        var at = column
        return Length.resolve(lengths, total: width, gap: gap).map { size in
            defer { at += size + gap }
            return Rect(column: at, row: row, width: size, height: height).intersection(self)
        }
    }

    /// Stacked rows with the heights of `lengths`, in order.
    public func rows(_ lengths: [Length], gap: Int = 0) -> [Rect] {
        var at = row
        return Length.resolve(lengths, total: height, gap: gap).map { size in
            defer { at += size + gap }
            return Rect(column: column, row: at, width: width, height: size).intersection(self)
        }
    }
}
