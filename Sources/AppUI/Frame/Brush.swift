import CRMModel
import CellText
import TUI

/// What every view draws with.
struct Brush {
    let theme: Theme
    let glyphs: GlyphSet
    let clock: ScreenClock

    init(_ model: AppModel, _ theme: Theme) {
        self.theme = theme
        glyphs = model.settings.glyphs
        clock = model.clock
    }

    subscript(role: StyleRole) -> Style { theme.style(role) }

    func text(_ character: Character) -> String { String(character) }

    /// One of the eight colours, always the same for a name.
    func dot(_ name: String) -> Style { theme.style(StyleRole("dot.\(Self.place(name))")) }
    func initials(_ name: String) -> Style { theme.style(StyleRole("initials.\(Self.place(name))")) }

    private static func place(_ name: String) -> Int {
        var hash: UInt32 = 2_166_136_261
        for byte in name.lowercased().utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return name.isEmpty ? 8 : Int((hash >> 8) % 7) + 1
    }

    /// Two letters for a person.
    static func initials(of name: String) -> String {
        let words = name.split(separator: " ").filter { $0.first?.isLetter == true }
        let letters = (words.count > 1 ? [words[0], words[words.count - 1]] : words.prefix(1))
            .compactMap(\.first)
        let text = String(letters).uppercased()
        return text.cellWidth > 2 ? String(text.prefix(1)) : text
    }
}

extension Buffer {
    /// Writes spans one after the other and returns the column behind them.
    @discardableResult
    mutating func write(
        _ spans: [(String, Style)], column: Int, row: Int, before end: Int = .max
    ) -> Int {
        var at = column
        for (text, style) in spans {
            guard at < end else { break }
            at = write(text, column: at, row: row, style: style, maxCells: end == .max ? .max : end - at)
        }
        return at
    }

    /// Writes spans of which the one that does not fit ends in an ellipsis; the others after it are left out.
    @discardableResult
    mutating func clip(
        _ spans: [(String, Style)], column: Int, row: Int, before end: Int, glyphs: GlyphSet
    ) -> Int {
        var at = column
        for (text, style) in spans {
            guard at + text.cellWidth > end else {
                at = write(text, column: at, row: row, style: style)
                continue
            }
            return clip(text, column: at, row: row, cells: end - at, style: style, glyphs: glyphs)
        }
        return at
    }

    /// Writes text that ends in an ellipsis where it does not fit.
    @discardableResult
    mutating func clip(_ text: String, column: Int, row: Int, cells: Int, style: Style, glyphs: GlyphSet)
        -> Int
    {
        guard cells > 0 else { return column }
        return write(
            text.clipped(toCells: cells, ellipsis: glyphs.ellipsis), column: column, row: row, style: style)
    }
}

/// What a pane shows instead of its contents.
enum Face {
    /// Up to three lines in the middle: what is, why, and what to do.
    static func draw(
        _ lines: [String], role: StyleRole, in rect: Rect, _ brush: Brush, _ buffer: inout Buffer
    ) {
        let wrapped = lines.filter { !$0.isEmpty }.enumerated().flatMap { index, line in
            StyledLine(line, index == 0 ? role : "text.dim").wrapped(to: max(10, rect.width - 4))
        }
        let top = rect.row + max(0, (rect.height - wrapped.count) / 2)
        for (index, line) in wrapped.enumerated() where top + index < rect.endRow {
            let column = rect.column + max(0, (rect.width - line.text.cellWidth) / 2)
            buffer.write(line, column: column, row: top + index, theme: brush.theme)
        }
    }

    static func draw(_ problem: Problem, in rect: Rect, _ brush: Brush, _ buffer: inout Buffer) {
        let sign = brush.text(problem.isOffline ? brush.glyphs.ring : brush.glyphs.warning)
        draw(
            ["\(sign) \(problem.what)", problem.why, problem.next],
            role: problem.isOffline ? "face.offline" : "face.error", in: rect, brush, &buffer)
    }

    static func loading(_ words: String, in rect: Rect, _ brush: Brush, _ buffer: inout Buffer) {
        draw(["\(words)\(brush.glyphs.ellipsis)"], role: "face.loading", in: rect, brush, &buffer)
    }
}
