import CellText

/// A row of the screen within a line that is wrapped.
struct EditorRowID: Hashable, Sendable, Comparable {
    var line: Int
    var row: Int

    static func < (one: EditorRowID, other: EditorRowID) -> Bool {
        (one.line, one.row) < (other.line, other.row)
    }
}

/// A row of the editor's window.
public struct EditorRow: Hashable, Sendable {
    /// The line of the text, from 0.
    public let line: Int
    /// The bytes of the line that the row shows.
    public let range: Range<Int>
    public let text: String
    /// True for the second and later rows of a wrapped line.
    public let isContinuation: Bool
    /// The selected cells of the row; one beyond the text where the line end is selected.
    public let selection: Range<Int>?
}

extension TextEditor {
    /// Takes the size of the window, in cells, and scrolls so that the cursor is in it. Call it before
    /// `rows` whenever the size or the text may have changed.
    public mutating func resize(width: Int, height: Int) {
        self.width = max(1, width)
        self.height = max(1, height)
        wraps.fit(width: self.width)
        wrap(cursor.line)
        wrap(clampedTop.line)
        revealCursor()
        for line in Set(rows.map(\.line)) { wrap(line) }
    }

    /// Remembers the rows of a line that is long.
    private mutating func wrap(_ line: Int) { wraps.remember(line, content.lines[line]) }

    /// The rows of a line.
    private func ranges(_ line: Int) -> [Range<Int>] {
        wraps.rows(of: line, width: width) ?? LineWrap.rows(of: content.lines[line], width: width)
    }

    /// The rows of the window from its top; fewer at the end of the text.
    public var rows: [EditorRow] {
        var result: [EditorRow] = []
        var at = clampedTop
        while at.line < content.lines.count, result.count < height {
            let ranges = ranges(at.line)
            for row in min(at.row, ranges.count - 1)..<ranges.count where result.count < height {
                let range = ranges[row]
                result.append(
                    EditorRow(
                        line: at.line, range: range,
                        text: content.lines[at.line].slice(range.lowerBound, range.upperBound),
                        isContinuation: row > 0,
                        selection: selectedCells(line: at.line, range, isLast: row == ranges.count - 1)))
            }
            at = EditorRowID(line: at.line + 1, row: 0)
        }
        return result
    }

    /// Where the cursor is in the window; nil when it is scrolled out of it.
    public var cursorPlace: Point? {
        let place = rowID(of: cursor)
        guard let distance = rowsBetween(clampedTop, place, limit: height), distance < height else {
            return nil
        }
        return Point(column: min(cell(of: cursor), width - 1), row: distance)
    }

    /// The place in the text under a cell of the window.
    public func position(at point: Point) -> TextPosition {
        let id = moved(clampedTop, by: max(0, min(point.row, height - 1)))
        return position(in: id, cell: max(0, point.column))
    }

    /// Scrolls the window without the cursor, as a wheel does.
    public mutating func scroll(by rows: Int) { top = moved(clampedTop, by: rows) }

    /// Whether there is text above the window, and below it.
    public var hasMore: (above: Bool, below: Bool) {
        let first = clampedTop
        let last = moved(first, by: height)
        return (
            first > EditorRowID(line: 0, row: 0),
            rowsBetween(first, last, limit: height + 1) == height
        )
    }

    mutating func revealCursor() {
        top = clampedTop
        let place = rowID(of: cursor)
        if place < top {
            top = place
        } else if rowsBetween(top, place, limit: height) == nil {
            top = moved(place, by: -(height - 1))
        }
    }

    /// The cell of a position within its row.
    func cell(of position: TextPosition) -> Int {
        let line = content.lines[position.line]
        let range = ranges(position.line)[rowID(of: position).row]
        return line.slice(range.lowerBound, position.offset).cellWidth
    }

    /// The position `count` rows further down (up if negative) at the cell `goal`; the end or the start of
    /// the text beyond it.
    func vertical(by count: Int, goal: Int) -> TextPosition {
        let from = rowID(of: cursor)
        let to = moved(from, by: count)
        if to == from { return count < 0 ? TextPosition(line: 0, offset: 0) : content.end }
        return position(in: to, cell: goal)
    }

    private func position(in id: EditorRowID, cell: Int) -> TextPosition {
        let line = content.lines[id.line]
        let ranges = ranges(id.line)
        let range = ranges[min(id.row, ranges.count - 1)]
        let isLast = id.row >= ranges.count - 1
        var used = 0
        var offset = range.lowerBound
        for character in line.slice(range.lowerBound, range.upperBound) {
            let next = offset + character.utf8.count
            // The end of a row that goes on belongs to the next one.
            if used + CellWidth.of(character) > cell || (!isLast && next >= range.upperBound) { break }
            used += CellWidth.of(character)
            offset = next
        }
        return TextPosition(line: id.line, offset: offset)
    }

    private func rowID(of position: TextPosition) -> EditorRowID {
        // The last row that begins at or before the place.
        let ranges = ranges(position.line)
        var (low, high) = (0, ranges.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if ranges[middle].lowerBound <= position.offset { low = middle } else { high = middle }
        }
        return EditorRowID(line: position.line, row: low)
    }

    private func rowCount(_ line: Int) -> Int { ranges(line).count }

    private var clampedTop: EditorRowID {
        let line = max(0, min(top.line, content.lines.count - 1))
        return EditorRowID(line: line, row: line == top.line ? max(0, min(top.row, rowCount(line) - 1)) : 0)
    }

    private func moved(_ id: EditorRowID, by count: Int) -> EditorRowID {
        var at = id
        var left = abs(count)
        while left > 0 {
            if count > 0 {
                let rest = rowCount(at.line) - 1 - at.row
                if rest >= left { return EditorRowID(line: at.line, row: at.row + left) }
                guard at.line + 1 < content.lines.count else {
                    return EditorRowID(line: at.line, row: at.row + rest)
                }
                left -= rest + 1
                at = EditorRowID(line: at.line + 1, row: 0)
            } else {
                if at.row >= left { return EditorRowID(line: at.line, row: at.row - left) }
                guard at.line > 0 else { return EditorRowID(line: 0, row: 0) }
                left -= at.row + 1
                at = EditorRowID(line: at.line - 1, row: rowCount(at.line - 1) - 1)
            }
        }
        return at
    }

    /// How many rows lie from one to a later one; nil when that is `limit` or more, or when it is earlier.
    private func rowsBetween(_ from: EditorRowID, _ to: EditorRowID, limit: Int) -> Int? {
        guard from <= to else { return nil }
        var count = 0
        var at = from
        while at.line < to.line {
            count += rowCount(at.line) - at.row
            if count >= limit { return nil }
            at = EditorRowID(line: at.line + 1, row: 0)
        }
        count += to.row - at.row
        return count < limit ? count : nil
    }

    private func selectedCells(line: Int, _ range: Range<Int>, isLast: Bool) -> Range<Int>? {
        guard let selection else { return nil }
        let rowStart = TextPosition(line: line, offset: range.lowerBound)
        let rowEnd = TextPosition(line: line, offset: range.upperBound)
        guard selection.lowerBound <= rowEnd, selection.upperBound > rowStart else { return nil }
        let from = max(selection.lowerBound, rowStart)
        let to = min(selection.upperBound, rowEnd)
        let text = content.lines[line]
        let start = text.slice(range.lowerBound, from.offset).cellWidth
        var end = start + text.slice(from.offset, to.offset).cellWidth
        if isLast, selection.upperBound > rowEnd { end += 1 }
        return start < end ? start..<end : nil
    }
}

extension Buffer {
    /// Draws an editor into a rectangle of the size it was resized to; returns the cursor's place in it.
    ///
    /// - Parameter paint: gives the spans of a row, for highlighting; plain when nil.
    @discardableResult
    public mutating func draw(
        _ editor: TextEditor, in rect: Rect, theme: Theme, paint: ((EditorRow) -> StyledLine)? = nil
    ) -> Point? {
        for (offset, row) in editor.rows.prefix(rect.height).enumerated() {
            let line = paint?(row) ?? StyledLine(row.text, "input")
            write(line, column: rect.column, row: rect.row + offset, theme: theme, maxCells: rect.width)
            if let marked = row.selection {
                restyle(
                    Rect(
                        column: rect.column + marked.lowerBound, row: rect.row + offset, width: marked.count,
                        height: 1
                    ).intersection(rect), theme.style(.inputSelection))
            }
        }
        return editor.cursorPlace.map { Point(column: rect.column + $0.column, row: rect.row + $0.row) }
    }

    /// Draws a text field into a rectangle of one row; returns the cursor's place.
    @discardableResult
    public mutating func draw(_ field: TextField, in rect: Rect, style: Style, theme: Theme) -> Point {
        let shown = field.window(cells: rect.width)
        write(shown.text, column: rect.column, row: rect.row, style: style, maxCells: rect.width)
        if let marked = shown.selection {
            restyle(
                Rect(column: rect.column + marked.lowerBound, row: rect.row, width: marked.count, height: 1),
                theme.style(.inputSelection))
        }
        return Point(column: rect.column + shown.cursor, row: rect.row)
    }
}
