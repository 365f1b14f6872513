/// A screen of cells to draw into. A value: screens are pure functions into one, tests compare it as text.
///
/// Drawing goes through a region (`bounds`), at first the whole buffer; `within` narrows it. Nothing drawn
/// outside the region reaches a cell, so callers need not clip.
public struct Buffer: Hashable, Sendable {
    /// The size of the whole buffer in cells.
    public let columns: Int
    public let rows: Int
    var cells: [Cell]
    /// The absolute place of the region's top left corner.
    public internal(set) var origin = Point(column: 0, row: 0)
    /// The absolute rectangle that drawing may touch.
    var clip: Rect
    /// The size of the region.
    var regionWidth: Int
    var regionHeight: Int

    /// A blank buffer in the terminal's own colours. Sizes are held to 0...4096.
    public init(columns: Int, rows: Int) {
        self.columns = min(4096, max(0, columns))
        self.rows = min(4096, max(0, rows))
        cells = Array(repeating: .blank, count: self.columns * self.rows)
        clip = Rect(width: self.columns, height: self.rows)
        regionWidth = self.columns
        regionHeight = self.rows
    }

    /// The region to draw in, in its own coordinates: begins at 0, 0.
    public var bounds: Rect { Rect(width: regionWidth, height: regionHeight) }

    /// The cell at an absolute place; blank outside the buffer.
    public subscript(column: Int, row: Int) -> Cell {
        guard column >= 0, column < columns, row >= 0, row < rows else { return .blank }
        return cells[row * columns + column]
    }

    /// Draws in a part of the region: inside, `bounds` has the size of `rect` and begins at 0, 0.
    public mutating func within(_ rect: Rect, _ draw: (inout Buffer) -> Void) {
        let saved = (origin, clip, regionWidth, regionHeight)
        clip = rect.moved(columns: origin.column, rows: origin.row).intersection(clip)
        origin = Point(column: origin.column + rect.column, row: origin.row + rect.row)
        regionWidth = rect.width
        regionHeight = rect.height
        draw(&self)
        (origin, clip, regionWidth, regionHeight) = saved
    }

    /// Blanks a rectangle and gives it a style; a nil background here means the terminal's own.
    public mutating func fill(_ rect: Rect, _ style: Style) {
        var cell = Cell.blank
        cell.take(style)
        fill(rect, with: cell)
    }

    /// Repeats a one-cell character over a rectangle, keeping the backgrounds.
    public mutating func fill(_ rect: Rect, repeating character: Character, _ style: Style) {
        let area = absolute(rect)
        let glyph = Glyph(character)
        for row in area.rows {
            for column in area.columns { put(glyph, width: 1, column: column, row: row, style) }
        }
    }

    /// Lays a style over cells that are drawn already: the colours it sets, and its attributes in addition.
    /// The way to show a selected row.
    public mutating func restyle(_ rect: Rect, _ style: Style) {
        let area = absolute(rect)
        for row in area.rows {
            for index in row * columns + area.column..<row * columns + area.endColumn {
                if let color = style.foreground { cells[index].foreground = color }
                if let color = style.background { cells[index].background = color }
                cells[index].attributes.formUnion(style.attributes)
            }
        }
    }

    /// Where a rectangle of the region lies in the buffer, cut to what may be drawn.
    public func absolute(_ rect: Rect) -> Rect {
        rect.moved(columns: origin.column, rows: origin.row).intersection(clip)
    }

    private mutating func fill(_ rect: Rect, with cell: Cell) {
        let area = absolute(rect)
        guard !area.isEmpty else { return }
        for row in area.rows {
            splitWide(column: area.column, row: row)
            splitWide(column: area.endColumn, row: row)
            let start = row * columns
            for index in start + area.column..<start + area.endColumn { cells[index] = cell }
        }
    }

    /// Puts one glyph at an absolute place inside the clip, taking apart any wide character it half covers.
    @inline(__always)
    mutating func put(_ glyph: Glyph, width: Int, column: Int, row: Int, _ style: Style) {
        let index = row * columns + column
        if cells[index].width == 0 { splitWide(column: column, row: row) }
        let last = index + width - 1
        if cells[last].width == 2 { splitWide(column: column + width, row: row) }
        cells[index].take(style)
        cells[index].glyph = glyph
        cells[index].width = UInt8(truncatingIfNeeded: width)
        if width == 2 {
            cells[last].take(style)
            cells[last].glyph = .continuation
            cells[last].width = 0
        }
    }

    /// Blanks a wide character whose two cells lie on both sides of the border before `column`.
    mutating func splitWide(column: Int, row: Int) {
        guard column > 0, column < columns else { return }
        let index = row * columns + column
        guard cells[index].width == 0 else { return }
        for half in index - 1...index {
            cells[half].glyph = .space
            cells[half].width = 1
        }
    }
}
