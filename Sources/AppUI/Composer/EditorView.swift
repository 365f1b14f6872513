import CRMModel
import CellText
import TUI

/// The body as it is written.
enum EditorView {
    static func draw(
        _ screen: ComposerScreen, _ rect: Rect, _ isFocused: Bool, _ brush: Brush, _ buffer: inout Buffer
    ) {
        let errors = Dictionary(
            grouping: screen.preview.preview?.errors ?? [], by: { $0.line - 1 })
        var painted: PaintedLine?
        for (offset, row) in screen.editor.rows.enumerated() where offset < rect.height {
            let y = rect.row + offset
            if painted?.holds(row) != true {
                painted = PaintedLine(row, of: screen.editor.lines[row.line], screen.editor)
            }
            if let painted { drawRow(row, painted, rect, y, brush, &buffer) }
            if let marked = row.selection {
                buffer.restyle(
                    Rect(column: rect.column + marked.lowerBound, row: y, width: marked.count, height: 1)
                        .intersection(rect), brush["input.selection"])
            }
            if !row.isContinuation, let error = errors[row.line]?.first {
                mark(error, screen.editor.lines[row.line], rect, y, brush, &buffer)
            }
        }
        if screen.editor.isEmpty, !isFocused || screen.focus != .body {
            buffer.clip(
                "Write here, or ^T for a template", column: rect.column, row: rect.row, cells: rect.width,
                style: brush["input.placeholder"], glyphs: brush.glyphs)
        }
        guard isFocused, screen.focus == .body, let place = screen.editor.cursorPlace else { return }
        buffer.restyle(
            Rect(column: rect.column + place.column, row: rect.row + place.row, width: 1, height: 1),
            brush["input.cursor"])
    }

    /// Colours come from the whole line, for a tag may be wrapped.
    private static func drawRow(
        _ row: EditorRow, _ line: PaintedLine, _ rect: Rect, _ y: Int, _ brush: Brush,
        _ buffer: inout Buffer
    ) {
        if line.isQuote {
            buffer.write(
                row.text, column: rect.column, row: y, style: brush["mail.quote"], maxCells: rect.width)
            return
        }
        var at = line.start
        var column = rect.column
        for span in line.spans {
            let utf8 = span.text.utf8
            let start = max(row.range.lowerBound, at)
            let end = min(row.range.upperBound, at + utf8.count)
            if start < end {
                let from = utf8.index(utf8.startIndex, offsetBy: start - at)
                let piece = String(span.text[from..<utf8.index(from, offsetBy: end - start)])
                column = buffer.write(
                    piece, column: column, row: y, style: span.style(in: brush.theme),
                    maxCells: max(0, rect.endColumn - column))
            }
            at += utf8.count
            if at >= row.range.upperBound { break }
        }
    }

    private static func mark(
        _ error: MergeError, _ line: String, _ rect: Rect, _ y: Int, _ brush: Brush, _ buffer: inout Buffer
    ) {
        guard error.column < 4 * rect.width else { return }
        let before = line.prefix(max(0, error.column - 1)).cellWidth
        guard before < rect.width else { return }
        let rest = line.dropFirst(max(0, error.column - 1)).prefix(24)
        let cells = max(2, min(rest.cellWidth, 24))
        buffer.restyle(
            Rect(column: rect.column + before, row: y, width: cells, height: 1).intersection(rect),
            brush["template.error"])
    }
}

/// A line in its colours; of a long one what is around the window.
private struct PaintedLine {
    let line: Int
    let isQuote: Bool
    /// Where the spans begin and end, in bytes of the line.
    let start: Int
    let end: Int
    let spans: [StyledSpan]

    /// A tag that is longer than this loses its colour at the edge of the window.
    private static let margin = 2048

    init(_ row: EditorRow, of text: String, _ editor: TextEditor) {
        line = row.line
        isQuote = text.hasPrefix(">")
        let utf8 = text.utf8
        let count = utf8.count
        start = max(0, row.range.lowerBound - Self.margin)
        end = min(count, row.range.upperBound + editor.height * editor.width * 4 + Self.margin)
        if isQuote {
            spans = []
        } else if start == 0, end == count {
            spans = MergeSource.styled(text).spans
        } else {
            let from = utf8.index(utf8.startIndex, offsetBy: start)
            let part = utf8[from..<utf8.index(from, offsetBy: end - start)]
            spans = MergeSource.styled(String(decoding: part, as: UTF8.self)).spans
        }
    }

    func holds(_ row: EditorRow) -> Bool {
        row.line == line && row.range.lowerBound >= start && row.range.upperBound <= end
    }
}
