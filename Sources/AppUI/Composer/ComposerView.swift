import CRMModel
import CellText
import TUI

/// Where the parts of the composer lie.
struct ComposerFrame {
    var fields: Rect
    var rule: Rect
    var editor: Rect
    var hints = Rect.empty
    /// The preview with its own head; empty when there is no room for it or it is not shown.
    var preview = Rect.empty
    /// The column of the line between source and preview; nil when they do not stand side by side.
    var divider: Int?

    init(_ content: Rect, _ model: AppModel) {
        let showsCopies = model.composer?.showsCopies ?? false
        var source = content
        if content.width >= 86 {
            let parts = content.split(leading: content.width * 53 / 100)
            source = parts.leading
            divider = parts.rest.column
            preview = parts.rest.split(leading: 1).rest
        } else if model.composer?.showsPreview == true {
            preview = content
            source = .empty
        } else if content.height >= 15, model.composer?.hasMergeFields == true {
            (source, preview) = content.split(top: content.height * 3 / 5)
        }
        (fields, editor) = source.split(top: showsCopies ? 5 : 3)
        (rule, editor) = editor.split(top: 1)
        if source.height >= 12 { (editor, hints) = editor.split(bottom: 1) }
        editor = editor.inset(horizontal: source.width > 30 ? 2 : 0)
    }
}

enum ComposerView {
    static func note(_ screen: ComposerScreen, _ model: AppModel) -> String {
        if let failure = screen.saving.failure { return "not saved: \(failure.what)" }
        if screen.saving.isSaving { return "saving" }
        if screen.saving.dueAt != nil { return "not saved yet" }
        guard let saved = screen.saving.savedAt else { return "" }
        return "draft saved \(model.clock.short(saved)) · v\(screen.draft.revision)"
    }

    static func draw(
        _ screen: ComposerScreen, _ model: AppModel, _ content: Rect, _ outer: Rect?, _ isFocused: Bool,
        _ brush: Brush, _ buffer: inout Buffer
    ) {
        let frame = ComposerFrame(content, model)
        if !frame.fields.isEmpty {
            drawFields(screen, model, frame.fields, isFocused, brush, &buffer)
            buffer.horizontalLine(
                column: content.column, row: frame.rule.row, width: content.width, glyphs: brush.glyphs,
                style: brush["rule"])
            EditorView.draw(screen, frame.editor, isFocused, brush, &buffer)
            if !frame.hints.isEmpty { drawHints(screen, model, frame.hints, brush, &buffer) }
        }
        if let divider = frame.divider {
            drawDivider(divider, frame, content, outer, isFocused, brush, &buffer)
        }
        if !frame.preview.isEmpty { PreviewView.draw(screen, frame, brush, &buffer) }
        if isFocused, let completion = screen.completion {
            CompletionView.draw(completion, screen, frame, content, brush, &buffer)
        }
    }

    private static func drawFields(
        _ screen: ComposerScreen, _ model: AppModel, _ rect: Rect, _ isFocused: Bool, _ brush: Brush,
        _ buffer: inout Buffer
    ) {
        let x = rect.column + 1
        let value = rect.column + 7
        let end = rect.endColumn - 1
        buffer.write("From", column: x, row: rect.row, style: brush["input.label"])
        let from =
            model.status.accounts.count > 1 ? "\(screen.from) \(brush.glyphs.chevronDown)" : screen.from
        var column = buffer.clip(
            from, column: value, row: rect.row, cells: end - value, style: brush["input"],
            glyphs: brush.glyphs)
        if let name = screen.templateName {
            column = buffer.write(
                [("    Template ", brush["input.label"])], column: column, row: rect.row, before: end)
            buffer.clip(
                "\(name) \(brush.glyphs.chevronDown)", column: column, row: rect.row, cells: end - column,
                style: brush["template.field"], glyphs: brush.glyphs)
        }
        let shown: [ComposerField] = screen.showsCopies ? [.to, .cc, .bcc, .subject] : [.to, .subject]
        for (offset, field) in shown.enumerated() {
            let row = rect.row + 1 + offset
            buffer.write(field.label, column: x, row: row, style: brush["input.label"])
            drawValue(field, screen, value, row, end - value, isFocused, brush, &buffer)
        }
    }

    private static func drawValue(
        _ field: ComposerField, _ screen: ComposerScreen, _ column: Int, _ row: Int, _ cells: Int,
        _ isFocused: Bool, _ brush: Brush, _ buffer: inout Buffer
    ) {
        guard let text = screen[field] else { return }
        if isFocused, screen.focus == field {
            FieldView.draw(
                text, placeholder: field == .to ? "name or address" : "", column: column, row: row,
                cells: cells,
                isFocused: true, brush, &buffer)
        } else if field == .subject {
            buffer.write(
                MergeSource.styled(text.text), column: column, row: row, theme: brush.theme, maxCells: cells)
        } else {
            var at = column
            for part in Addresses.parts(text.text) {
                let name = Addresses.names(in: part).first ?? part
                guard at + name.cellWidth + 2 <= column + cells else {
                    buffer.write(brush.glyphs.ellipsis, column: at, row: row, style: brush["text.dim"])
                    return
                }
                let style = Addresses.fault(part) == nil ? brush["chip"] : brush["input.error"]
                at = buffer.write(" \(name) ", column: at, row: row, style: style) + 1
            }
        }
    }

    private static func drawHints(
        _ screen: ComposerScreen, _ model: AppModel, _ rect: Rect, _ brush: Brush, _ buffer: inout Buffer
    ) {
        var spans: [(String, Style)] = []
        if let error = screen.preview.preview?.errors.first {
            spans = [("\(brush.glyphs.warning) \(error.place): \(error.message)", brush["danger"])]
        } else if let missing = screen.preview.preview?.missing, !missing.isEmpty {
            spans = [
                ("\(brush.glyphs.warning) no value for \(missing.joined(separator: ", "))", brush["warning"])
            ]
        } else if !screen.draft.attachments.isEmpty {
            let names = screen.draft.attachments.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
            spans = [
                (" \(brush.glyphs.attachment) \(names.count) ", brush["badge"]),
                (" " + names.joined(separator: ", "), brush["text"]),
            ]
        } else {
            let words = screen.editor.lines.lazy.filter { !$0.hasPrefix(">") }
                .map { $0.split(separator: " ").count }.reduce(0, +)
            spans = [
                (words == 1 ? "1 word" : "\(words) words", brush["text.faint"]),
                ("   {{", brush["template.field"]), (" names a field", brush["text.faint"]),
            ]
        }
        buffer.write(spans, column: rect.column + 1, row: rect.row, before: rect.endColumn - 1)
    }

    private static func drawDivider(
        _ column: Int, _ frame: ComposerFrame, _ content: Rect, _ outer: Rect?, _ isFocused: Bool,
        _ brush: Brush,
        _ buffer: inout Buffer
    ) {
        let box = brush.glyphs.box
        buffer.verticalLine(
            column: column, row: content.row, height: content.height, glyphs: brush.glyphs,
            style: brush["rule"])
        func mark(_ character: Character, _ row: Int, _ style: Style, _ buffer: inout Buffer) {
            buffer.fill(Rect(column: column, row: row, width: 1, height: 1), repeating: character, style)
        }
        mark(box.cross, frame.rule.row, brush["rule"], &buffer)
        guard let outer else { return }
        let style = brush[isFocused ? "pane.border.focused" : "pane.border"]
        if buffer[column, outer.row].text == String(box.horizontal) {
            mark(box.teeDown, outer.row, style, &buffer)
        }
        mark(box.teeUp, outer.endRow - 1, style, &buffer)
    }
}

/// The body as it is written.
enum EditorView {
    static func draw(
        _ screen: ComposerScreen, _ rect: Rect, _ isFocused: Bool, _ brush: Brush, _ buffer: inout Buffer
    ) {
        let errors = Dictionary(
            grouping: screen.preview.preview?.errors ?? [], by: { $0.line - 1 })
        for (offset, row) in screen.editor.rows.enumerated() where offset < rect.height {
            let y = rect.row + offset
            drawRow(row, screen, rect, y, brush, &buffer)
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
        _ row: EditorRow, _ screen: ComposerScreen, _ rect: Rect, _ y: Int, _ brush: Brush,
        _ buffer: inout Buffer
    ) {
        let line = screen.editor.lines[row.line]
        if line.hasPrefix(">") {
            buffer.write(
                row.text, column: rect.column, row: y, style: brush["mail.quote"], maxCells: rect.width)
            return
        }
        var at = 0
        var column = rect.column
        for span in MergeSource.styled(line).spans {
            let bytes = Array(span.text.utf8)
            let start = max(row.range.lowerBound, at)
            let end = min(row.range.upperBound, at + bytes.count)
            if start < end {
                let piece = String(decoding: bytes[(start - at)..<(end - at)], as: UTF8.self)
                column = buffer.write(
                    piece, column: column, row: y, style: span.style(in: brush.theme),
                    maxCells: max(0, rect.endColumn - column))
            }
            at += bytes.count
        }
    }

    private static func mark(
        _ error: MergeError, _ line: String, _ rect: Rect, _ y: Int, _ brush: Brush, _ buffer: inout Buffer
    ) {
        let before = line.prefix(max(0, error.column - 1)).cellWidth
        guard before < rect.width else { return }
        let rest = line.dropFirst(max(0, error.column - 1))
        let cells = max(2, min(rest.cellWidth, 24))
        buffer.restyle(
            Rect(column: rect.column + before, row: y, width: cells, height: 1).intersection(rect),
            brush["template.error"])
    }
}

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
        for line in screen.preview.preview?.body ?? [] where row < bottom {
            for wrapped in styled(line, brush).wrapped(to: max(10, end - rect.column - 3)) where row < bottom
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
        } else if screen.hasMergeFields {
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

/// Completions below the cursor.
enum CompletionView {
    static func draw(
        _ completion: CompletionState, _ screen: ComposerScreen, _ frame: ComposerFrame, _ content: Rect,
        _ brush: Brush, _ buffer: inout Buffer
    ) {
        let rows = items(completion)
        let width = min(
            content.width - 4, max(34, (rows.map { $0.0.cellWidth + $0.1.cellWidth + 4 }.max() ?? 0)))
        let place = PopupPlacement.beside(
            anchor(screen, frame), width: width, height: min(rows.count, 6), in: content)
        guard !place.isEmpty else { return }
        var list = completion.list
        list.resize(height: place.height)
        buffer.fill(place, brush["popup"])
        for (offset, index) in list.visible.enumerated() where offset < place.height {
            let row = place.row + offset
            buffer.clip(
                rows[index].0, column: place.column + 1, row: row, cells: place.width - 2,
                style: brush["popup"],
                glyphs: brush.glyphs)
            let room = place.width - 4 - rows[index].0.cellWidth
            if room > 3 {
                let detail = rows[index].1.clipped(toCells: room, ellipsis: brush.glyphs.ellipsis)
                buffer.write(
                    detail, endingBefore: place.endColumn - 1, row: row, style: brush["popup.detail"])
            }
            if index == completion.list.selected {
                buffer.restyle(
                    Rect(column: place.column, row: row, width: place.width, height: 1),
                    brush["popup.selected"])
            }
        }
    }

    private static func items(_ completion: CompletionState) -> [(String, String)] {
        switch completion.items {
        case .people(let people):
            people.map {
                (
                    $0.person.displayName,
                    [$0.person.address.text, $0.company].filter { !$0.isEmpty }.joined(separator: " · ")
                )
            }
        case .fields(let fields): fields.map { ($0.name, $0.value.isEmpty ? "no value" : $0.value) }
        }
    }

    private static func anchor(_ screen: ComposerScreen, _ frame: ComposerFrame) -> Rect {
        if screen.focus == .body {
            let place = screen.editor.cursorPlace ?? Point(column: 0, row: 0)
            return Rect(
                column: frame.editor.column + max(0, place.column - completionShift(screen)),
                row: frame.editor.row + place.row, width: 1, height: 1)
        }
        let line = screen.focus == .subject ? (screen.showsCopies ? 4 : 2) : screen.focus.rawValue + 1
        let cursor = screen[screen.focus]?.window(cells: max(1, frame.fields.width - 8)).cursor ?? 0
        return Rect(
            column: frame.fields.column + 6 + max(0, cursor - completionShift(screen)),
            row: frame.fields.row + line,
            width: 1, height: 1)
    }

    private static func completionShift(_ screen: ComposerScreen) -> Int {
        (screen.completion?.stem.cellWidth ?? 0) + 1
    }
}

extension AppModel {
    mutating func clickComposer(_ point: Point, _ content: Rect) {
        guard var screen = composer else { return }
        let frame = ComposerFrame(content, self)
        screen.completion = nil
        if frame.editor.contains(point) {
            screen.focus = .body
            let place = Point(column: point.column - frame.editor.column, row: point.row - frame.editor.row)
            screen.editor.moveCursor(to: screen.editor.position(at: place))
        } else if frame.fields.contains(point) {
            let fields: [ComposerField] = screen.showsCopies ? [.to, .cc, .bcc, .subject] : [.to, .subject]
            let index = point.row - frame.fields.row - 1
            if fields.indices.contains(index) {
                screen.focus = fields[index]
                let cells = frame.fields.width - 8
                screen.edit(fields[index]) {
                    $0.click(cell: max(0, point.column - frame.fields.column - 7), cells: cells)
                }
            }
        }
        composer = screen
    }
}
