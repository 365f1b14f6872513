import CRMModel
import CellText
import TUI

enum PickerView {
    static func draw(_ picker: Picker, _ model: AppModel, _ brush: Brush, _ buffer: inout Buffer) {
        let frame = PickerFrame(picker, model.size)
        let note = picker.shown.isEmpty ? "" : "\(picker.shown.count)"
        _ = PopupView.panel(frame.outer, title: picker.title, note: note, brush, &buffer)
        let sign = picker.purpose == .palette ? ":" : String(brush.glyphs.search)
        buffer.write(sign, column: frame.query.column + 1, row: frame.query.row, style: brush["popup.key"])
        FieldView.draw(
            picker.query, placeholder: picker.placeholder, column: frame.query.column + 3,
            row: frame.query.row,
            cells: frame.query.width - 4, isFocused: true, brush, &buffer)
        buffer.horizontalLine(
            column: frame.query.column, row: frame.query.row + 1, width: frame.query.width,
            glyphs: brush.glyphs,
            style: brush["popup.detail"])
        guard !picker.shown.isEmpty else {
            let words = picker.isLoading ? "Reading\(brush.glyphs.ellipsis)" : picker.empty
            buffer.clip(
                words, column: frame.rows.column + 1, row: frame.rows.row, cells: frame.rows.width - 2,
                style: brush["popup.detail"], glyphs: brush.glyphs)
            return
        }
        for (offset, index) in picker.list.visible.enumerated()
        where offset < frame.rows.height && index < picker.shown.count {
            drawRow(
                picker.shown[index], frame.rows.line(offset), isSelected: index == picker.list.selected,
                brush, &buffer)
        }
        if !frame.preview.isEmpty { drawPreview(picker, frame.preview, brush, &buffer) }
    }

    private static func drawRow(
        _ hit: PickerHit, _ rect: Rect, isSelected: Bool, _ brush: Brush, _ buffer: inout Buffer
    ) {
        let item = hit.item
        let end = rect.endColumn - 1
        let keyCells = item.key.isEmpty ? 0 : item.key.cellWidth + 2
        let style = brush[item.disabled == nil ? "popup" : "popup.disabled"]
        let matched = Set(hit.positions)
        var column = rect.column + 2
        for (index, character) in item.title.enumerated() where column < end - keyCells {
            let isHit = matched.contains(index)
            column = buffer.write(
                String(character), column: column, row: rect.row,
                style: isHit ? brush["match"].on(style.background) : style, maxCells: end - keyCells - column)
        }
        let detail = item.disabled ?? item.detail
        if !detail.isEmpty, end - keyCells - column > 4 {
            buffer.clip(
                detail, column: column + 2, row: rect.row, cells: end - keyCells - column - 2,
                style: brush[item.disabled == nil ? "popup.detail" : "popup.disabled"], glyphs: brush.glyphs)
        }
        if keyCells > 0 {
            buffer.write(item.key, endingBefore: end, row: rect.row, style: brush["popup.key"])
        }
        if isSelected {
            buffer.restyle(rect, brush["popup.selected"])
            buffer.fill(
                Rect(column: rect.column, row: rect.row, width: 1, height: 1), repeating: brush.glyphs.marker,
                brush["list.marker"])
        }
    }

    /// The template that is selected, as it is written.
    private static func drawPreview(_ picker: Picker, _ rect: Rect, _ brush: Brush, _ buffer: inout Buffer) {
        guard case .template(let template)? = picker.selected?.value else { return }
        buffer.verticalLine(
            column: rect.column, row: rect.row, height: rect.height, glyphs: brush.glyphs,
            style: brush["popup.detail"])
        let x = rect.column + 2
        let cells = rect.width - 3
        buffer.write(
            MergeSource.styled(template.current.subject), column: x, row: rect.row, theme: brush.theme,
            maxCells: cells)
        let uses = template.uses == 1 ? "used once" : "used \(template.uses) times"
        buffer.clip(
            "version \(template.current.number) · \(uses)", column: x, row: rect.row + 1, cells: cells,
            style: brush["popup.detail"], glyphs: brush.glyphs)
        var row = rect.row + 3
        for line in template.current.body.split(separator: "\n", omittingEmptySubsequences: false) {
            for wrapped in MergeSource.styled(String(line)).wrapped(to: cells) where row < rect.endRow {
                buffer.write(wrapped, column: x, row: row, theme: brush.theme, maxCells: cells)
                row += 1
            }
        }
    }
}

enum FormView {
    static func draw(_ form: Form, _ model: AppModel, _ brush: Brush, _ buffer: inout Buffer) {
        let screen = buffer.bounds
        let notes = noteLines(form, brush)
        let width = min(screen.width - 2, 72)
        let wanted =
            form.fields.count + form.intro.count + (form.intro.isEmpty ? 2 : 3) + max(1, notes.count) + 1
        let rect = screen.centered(width: width, height: min(wanted + 1, screen.height - 1))
        let inner = PopupView.panel(rect, title: form.title, brush, &buffer)
        var row = inner.row
        // On a low screen the introduction goes first.
        if form.fields.count + form.intro.count + 3 <= inner.height {
            for line in form.intro {
                buffer.clip(
                    line, column: inner.column + 2, row: row, cells: inner.width - 4,
                    style: brush["popup.detail"],
                    glyphs: brush.glyphs)
                row += 1
            }
            row += 1
        }
        drawFields(form, inner, row, brush, &buffer)
        drawNotes(form, notes, inner, brush, &buffer)
    }

    private static func drawFields(
        _ form: Form, _ inner: Rect, _ top: Int, _ brush: Brush, _ buffer: inout Buffer
    ) {
        let room = max(1, inner.endRow - top - 2)
        let first = max(0, min(form.focus - room + 1, form.fields.count - room))
        let labelCells = min(14, (form.fields.map(\.label.cellWidth).max() ?? 6) + 2)
        for (offset, index) in (first..<min(form.fields.count, first + room)).enumerated() {
            let field = form.fields[index]
            let row = top + offset
            let isFocused = index == form.focus && !form.isBusy
            buffer.write(
                field.label, column: inner.column + 2, row: row,
                style: brush[isFocused ? "popup.key" : "popup.detail"])
            let column = inner.column + 2 + labelCells
            let cells = inner.endColumn - 2 - column
            if case .choice = field.kind {
                drawChoice(field, column, row, cells, isFocused, brush, &buffer)
            } else {
                FieldView.draw(
                    field.field, placeholder: field.placeholder, column: column, row: row, cells: cells,
                    isFocused: isFocused, isSecret: field.kind == .secret, brush, &buffer)
            }
        }
    }

    private static func drawChoice(
        _ field: FormField, _ column: Int, _ row: Int, _ cells: Int, _ isFocused: Bool, _ brush: Brush,
        _ buffer: inout Buffer
    ) {
        let value = field.value.isEmpty ? "none yet" : field.value
        let text = isFocused ? "\(brush.glyphs.chevronLeft) \(value) \(brush.glyphs.chevronRight)" : value
        buffer.clip(
            text, column: column, row: row, cells: cells, style: brush[isFocused ? "popup.title" : "popup"],
            glyphs: brush.glyphs)
    }

    private static func noteLines(_ form: Form, _ brush: Brush) -> [StyledLine] {
        let glyphs = brush.glyphs
        if form.isBusy {
            return [
                StyledLine(
                    form.purpose == .account
                        ? "Asking both servers\(glyphs.ellipsis)" : "Working\(glyphs.ellipsis)",
                    "popup.detail")
            ]
        }
        var lines: [StyledLine] = form.checks.map { check in
            guard let problem = check.problem else {
                return [
                    StyledSpan("\(glyphs.check) \(check.side.rawValue) answers  ", "success"),
                    StyledSpan(check.detail, "popup.detail"),
                ]
            }
            return [
                StyledSpan("\(glyphs.cross) \(check.side.rawValue): ", "danger"),
                StyledSpan(problem.what, "popup"),
                StyledSpan(problem.why.isEmpty ? "" : " · \(problem.why)", "popup.detail"),
            ]
        }
        if let problem = form.problem {
            if form.checks.isEmpty { lines.append(StyledLine("\(glyphs.warning) \(problem.what)", "danger")) }
            let more = form.checks.isEmpty ? problem.detail : problem.next
            if !more.isEmpty { lines.append(StyledLine("  \(more)", "popup.detail")) }
        }
        if form.purpose == .campaign, let count = form.count {
            lines.append(StyledLine(count == 1 ? "1 recipient" : "\(count) recipients", "popup.detail"))
        }
        return lines
    }

    private static func drawNotes(
        _ form: Form, _ notes: [StyledLine], _ inner: Rect, _ brush: Brush, _ buffer: inout Buffer
    ) {
        let wrapped = notes.flatMap { $0.wrapped(to: inner.width - 4) }
        let top = max(inner.row, inner.endRow - 1 - wrapped.count)
        for (offset, line) in wrapped.enumerated() where top + offset < inner.endRow - 1 {
            buffer.write(
                line, column: inner.column + 2, row: top + offset, theme: brush.theme,
                maxCells: inner.width - 4)
        }
        var hints = [
            ("Enter", brush["popup.key"]), (" next   ", brush["popup.detail"]), ("^S", brush["popup.key"]),
            (" \(form.verb)   ", brush["popup.detail"]),
        ]
        if form.purpose == .account {
            hints += [
                ("^T", brush["popup.key"]), (" test   ", brush["popup.detail"]), ("F2", brush["popup.key"]),
                (" try the demo instead", brush["popup.detail"]),
            ]
        } else {
            hints += [("Esc", brush["popup.key"]), (" close", brush["popup.detail"])]
        }
        buffer.write(hints, column: inner.column + 2, row: inner.endRow - 1, before: inner.endColumn - 1)
    }
}
