import CellText

/// The words on the frame of a pane.
public struct FrameTitle: Hashable, Sendable {
    /// Shown as a badge before the title, such as the key that focuses the pane.
    public var badge: String
    public var title: String
    /// At the right end of the top line.
    public var note: String

    public init(badge: String = "", title: String = "", note: String = "") {
        self.badge = badge
        self.title = title
        self.note = note
    }
}

/// The styles of a frame.
public struct FrameStyle: Hashable, Sendable {
    public var border, badge, title, note: Style

    public init(border: Style, badge: Style, title: Style, note: Style) {
        self.border = border
        self.badge = badge
        self.title = title
        self.note = note
    }

    /// The roles `pane.border`, `pane.badge`, `pane.title` and `pane.note`, with `.focused` when focused.
    public init(_ theme: Theme, isFocused: Bool) {
        self.init(
            border: theme.style(isFocused ? .paneBorderFocused : .paneBorder),
            badge: theme.style(isFocused ? .paneBadgeFocused : .paneBadge),
            title: theme.style(isFocused ? .paneTitleFocused : .paneTitle),
            note: theme.style(isFocused ? .paneNoteFocused : .paneNote))
    }
}

extension Buffer {
    /// Draws a frame around `rect`, inside it, and returns the rectangle within the lines.
    ///
    /// The title line reads ` 1  Title ──── note `; the note goes first when the width is short, then the
    /// title is clipped. Nothing is drawn under 2x2 cells.
    @discardableResult
    public mutating func box(
        _ rect: Rect, _ title: FrameTitle = FrameTitle(), style: FrameStyle, glyphs: GlyphSet
    ) -> Rect {
        guard rect.width >= 2, rect.height >= 2 else { return .empty }
        frame(rect, glyphs.box, style.border)
        titleLine(rect, title, style, glyphs)
        return rect.inset(by: 1)
    }

    /// A horizontal line in the style of the box lines.
    public mutating func horizontalLine(column: Int, row: Int, width: Int, glyphs: GlyphSet, style: Style) {
        fill(Rect(column: column, row: row, width: width, height: 1), repeating: glyphs.box.horizontal, style)
    }

    public mutating func verticalLine(column: Int, row: Int, height: Int, glyphs: GlyphSet, style: Style) {
        fill(Rect(column: column, row: row, width: 1, height: height), repeating: glyphs.box.vertical, style)
    }

    private mutating func frame(_ rect: Rect, _ box: GlyphSet.Box, _ style: Style) {
        let right = rect.endColumn - 1
        let bottom = rect.endRow - 1
        let wide = rect.width - 2
        let high = rect.height - 2
        for row in [rect.row, bottom] {
            fill(
                Rect(column: rect.column + 1, row: row, width: wide, height: 1), repeating: box.horizontal,
                style)
        }
        for column in [rect.column, right] {
            fill(
                Rect(column: column, row: rect.row + 1, width: 1, height: high), repeating: box.vertical,
                style)
        }
        let corners = [
            (rect.column, rect.row, box.topLeft), (right, rect.row, box.topRight),
            (rect.column, bottom, box.bottomLeft), (right, bottom, box.bottomRight),
        ]
        for (column, row, corner) in corners {
            fill(Rect(column: column, row: row, width: 1, height: 1), repeating: corner, style)
        }
    }

    private mutating func titleLine(
        _ rect: Rect, _ words: FrameTitle, _ style: FrameStyle, _ glyphs: GlyphSet
    ) {
        var room = rect.width - 4
        var column = rect.column + 2
        if !words.badge.isEmpty, words.badge.cellWidth + 2 <= room {
            let end = write(" \(words.badge) ", column: column, row: rect.row, style: style.badge)
            room -= end - column
            column = end
        }
        if !words.title.isEmpty, room > 2 {
            let text = words.title.clipped(toCells: room - 2, ellipsis: glyphs.ellipsis)
            let end = write(" \(text) ", column: column, row: rect.row, style: style.title)
            room -= end - column
        }
        let noteWidth = words.note.cellWidth + 2
        if !words.note.isEmpty, noteWidth < room {
            write(" \(words.note) ", endingBefore: rect.endColumn - 2, row: rect.row, style: style.note)
        }
    }
}
