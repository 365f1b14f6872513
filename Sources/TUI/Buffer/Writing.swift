public import CellText

extension Buffer {
    /// Writes one line of text and returns the column after it (in the region, even where it was clipped).
    ///
    /// Text is clipped by cells at the region's edges and at `maxCells`; a wide character that would be cut
    /// leaves a blank. Control characters and the like are shown, never kept: see `Sanitizer`.
    @discardableResult
    public mutating func write(
        _ text: some StringProtocol, column: Int, row: Int, style: Style = .plain, maxCells: Int = .max
    ) -> Int {
        let line = row + origin.row
        guard maxCells > 0 else { return column }
        let start = column + origin.column
        var end = clip.endColumn
        if maxCells < end - start { end = start + maxCells }
        guard clip.rows.contains(line) else { return column + min(maxCells, text.cellWidth) }
        var pen = Pen(column: start, row: line, end: end, style: style)
        let isContiguous: Void? = text.utf8.withContiguousStorageIfAvailable { bytes in
            let plain = writePlain(bytes, &pen)
            if plain < bytes.count, pen.column < end {
                writeClusters(String(decoding: bytes[plain...], as: UTF8.self), &pen)
            }
        }
        if isContiguous == nil { writeClusters(String(text), &pen) }
        return pen.column - origin.column
    }

    /// Writes text so that its last cell is at `endColumn - 1`; returns the column of its first cell.
    @discardableResult
    public mutating func write(
        _ text: some StringProtocol, endingBefore endColumn: Int, row: Int, style: Style = .plain,
        maxCells: Int = .max
    ) -> Int {
        let shown = text.clipped(toCells: min(maxCells, 4096))
        let column = endColumn - shown.cellWidth
        write(shown, column: column, row: row, style: style)
        return column
    }

    /// Writes text into exactly `cells` cells: clipped with an ellipsis, padded, on the given side.
    @discardableResult
    public mutating func write(
        _ text: some StringProtocol, column: Int, row: Int, cells: Int, alignment: CellAlignment = .leading,
        style: Style = .plain
    ) -> Int {
        write(text.fitted(toCells: cells, alignment: alignment), column: column, row: row, style: style)
    }

    private struct Pen {
        var column: Int
        var row: Int
        var end: Int
        var style: Style
    }

    /// Writes bytes while every one is printable ASCII that no combining mark can follow; returns how many.
    private mutating func writePlain(_ bytes: UnsafeBufferPointer<UInt8>, _ pen: inout Pen) -> Int {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            guard byte >= 0x20, byte < 0x7F else { return index }
            if index + 1 < bytes.count, bytes[index + 1] >= 0x80 { return index }
            if pen.column >= pen.end { return index }
            if pen.column >= clip.column {
                put(Glyph(ascii: byte), width: 1, column: pen.column, row: pen.row, pen.style)
            }
            pen.column += 1
            index += 1
        }
        return index
    }

    private mutating func writeClusters(_ text: String, _ pen: inout Pen) {
        let text = Sanitizer.line(text)
        for character in text {
            let width = CellWidth.of(character)
            guard width > 0 else { continue }
            if pen.column + width > pen.end {
                // Half of a wide character does not fit: its place stays blank.
                if pen.column >= clip.column, pen.column < pen.end {
                    put(.space, width: 1, column: pen.column, row: pen.row, pen.style)
                    pen.column += 1
                }
                return
            }
            if pen.column >= clip.column {
                put(Glyph(character), width: width, column: pen.column, row: pen.row, pen.style)
            } else if pen.column + width > clip.column {
                put(.space, width: 1, column: clip.column, row: pen.row, pen.style)
            }
            pen.column += width
        }
    }
}
