import CellText
import TUI

/// A line of text that is edited.
enum FieldView {
    static func draw(
        _ field: TextField, placeholder: String = "", column: Int, row: Int, cells: Int, isFocused: Bool,
        isSecret: Bool = false, isSuggested: Bool = false, _ brush: Brush, _ buffer: inout Buffer
    ) {
        guard cells > 0 else { return }
        if field.isEmpty, !placeholder.isEmpty {
            buffer.clip(
                placeholder, column: column, row: row, cells: cells, style: brush["input.placeholder"],
                glyphs: brush.glyphs)
        }
        var shown = field
        if isSecret {
            // The length is shown, the letters never reach the buffer.
            shown = TextField(String(repeating: String(brush.glyphs.bullet), count: field.text.count))
        }
        let style = brush[isSuggested ? "input.placeholder" : "input"]
        guard isFocused else {
            buffer.clip(
                shown.text, column: column, row: row, cells: cells, style: style,
                glyphs: brush.glyphs)
            return
        }
        let window = shown.window(cells: cells)
        if !field.isEmpty {
            buffer.write(window.text, column: column, row: row, style: style, maxCells: cells)
        }
        if let marked = window.selection {
            buffer.restyle(
                Rect(column: column + marked.lowerBound, row: row, width: marked.count, height: 1),
                brush["input.selection"])
        }
        buffer.restyle(
            Rect(column: column + min(window.cursor, cells - 1), row: row, width: 1, height: 1),
            brush["input.cursor"])
    }
}
