import CRMModel
import CellText
import TUI

/// What the recipient will read.
enum PreviewView {
    static func draw(_ screen: ComposerScreen, _ frame: ComposerFrame, _ brush: Brush, _ buffer: inout Buffer)
    {
        let rect = frame.preview
        let isBeside = frame.divider != nil
        let end = rect.endColumn - 1
        drawHead(screen, rect, isBeside, brush, &buffer)
        let top = isBeside ? frame.rule.row + 1 : rect.row + 2
        let bottom = rect.endRow - (rect.height >= 8 ? 1 : 0)
        var row = top
        for line in (screen.preview.preview?.body ?? []).prefix(max(0, bottom - top)) where row < bottom {
            for wrapped in styled(line, brush).wrapped(
                to: max(10, end - rect.column - 3), limit: bottom - row) where row < bottom
            {
                buffer.write(
                    wrapped, column: rect.column + 2, row: row, theme: brush.theme,
                    maxCells: end - rect.column - 2)
                row += 1
            }
        }
        if rect.height >= 8 { drawTracking(screen, rect, brush, &buffer) }
    }

    private static func drawHead(
        _ screen: ComposerScreen, _ rect: Rect, _ isBeside: Bool, _ brush: Brush, _ buffer: inout Buffer
    ) {
        let glyphs = brush.glyphs
        let end = rect.endColumn - 1
        let people = Addresses.names(in: screen.to.text)
        let place = people.isEmpty ? 0 : screen.preview.recipient % people.count
        let name = people.isEmpty ? "nobody yet" : people[place]
        if !isBeside {
            buffer.horizontalLine(
                column: rect.column, row: rect.row, width: rect.width, glyphs: glyphs, style: brush["rule"])
        }
        var column = buffer.write(
            isBeside ? "Preview  " : " Preview ", column: rect.column + 1, row: rect.row,
            style: brush["input.label"])
        let arrows = people.count > 1
        let title = arrows ? "\(glyphs.chevronLeft) \(name) \(glyphs.chevronRight)" : name
        column = buffer.write([(title, brush["text.strong"])], column: column, row: rect.row, before: end)
        if arrows {
            column = buffer.write(
                [("  \(place + 1) of \(people.count)", brush["text.dim"])], column: column, row: rect.row,
                before: end)
        }
        if !isBeside { column = buffer.write(" ", column: column, row: rect.row, style: brush["text"]) }
        guard let preview = screen.preview.preview else { return }
        buffer.write(
            styled(preview.subject, brush), column: rect.column + (isBeside ? 1 : 2), row: rect.row + 1,
            theme: brush.theme, maxCells: end - rect.column - 1)
        guard isBeside else {
            let fault =
                preview.errors.first.map { "\($0.place): \($0.message)" }
                ?? (preview.missing.isEmpty ? nil : "no value for \(preview.missing.joined(separator: ", "))")
            if let fault {
                let words = " \(glyphs.warning) \(fault) ".clipped(toCells: max(0, end - column - 2))
                buffer.write(words, endingBefore: end, row: rect.row, style: brush["warning"])
            }
            return
        }
        if let error = preview.errors.first {
            buffer.clip(
                "\(glyphs.warning) \(error.place): \(error.message)", column: rect.column + 1,
                row: rect.row + 2,
                cells: end - rect.column - 1, style: brush["danger"], glyphs: glyphs)
        } else if !preview.missing.isEmpty {
            buffer.clip(
                "no value for \(preview.missing.joined(separator: ", "))", column: rect.column + 1,
                row: rect.row + 2, cells: end - rect.column - 1, style: brush["warning"], glyphs: glyphs)
        } else if screen.summary.hasTags {
            buffer.write(
                "\(glyphs.check) every field has a value", column: rect.column + 1, row: rect.row + 2,
                style: brush["success"], maxCells: end - rect.column - 1)
        }
    }

    private static func drawTracking(
        _ screen: ComposerScreen, _ rect: Rect, _ brush: Brush, _ buffer: inout Buffer
    ) {
        let glyphs = brush.glyphs
        guard screen.canTrack else {
            let words =
                screen.draft.tracks
                ? "\(glyphs.warning) no hub.public-url: goes out untracked" : "no hub.public-url: not tracked"
            buffer.clip(
                words, column: rect.column + 2, row: rect.endRow - 1, cells: rect.width - 3,
                style: brush[screen.draft.tracks ? "warning" : "text.faint"], glyphs: glyphs)
            return
        }
        let on = screen.draft.tracks
        let mark = on ? "\(glyphs.check) " : "\(glyphs.ring) "
        buffer.write(
            [
                (mark, brush[on ? "success" : "text.faint"]), ("opens  ", brush["text.dim"]),
                (mark, brush[on ? "success" : "text.faint"]), ("clicks  ", brush["text.dim"]),
                ("^G", brush["text.faint"]),
            ], column: rect.column + 2, row: rect.endRow - 1, before: rect.endColumn)
    }

    static func styled(_ spans: [PreviewSpan], _ brush: Brush) -> StyledLine {
        StyledLine(
            spans.map { span in
                switch span.kind {
                case .text: StyledSpan(span.text, "mail.text")
                case .filled: StyledSpan(span.text, "text.strong")
                case .fallback: StyledSpan(span.text, "warning")
                case .missing: StyledSpan(span.text, "template.error")
                case .bold: StyledSpan(span.text, "mail.strong")
                case .italic: StyledSpan(span.text, "mail.emphasis")
                case .link: StyledSpan(span.text, "mail.link")
                }
            })
    }
}
