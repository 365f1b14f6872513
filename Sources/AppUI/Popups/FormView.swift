import CRMModel
import CellText
import TUI

/// Where the lines of a form lie: above the footer, as high as it needs to be.
struct FormFrame {
    var outer: Rect
    /// The lines above the fields; empty on a low screen.
    var intro = Rect.empty
    /// Where each visible field stands.
    var rows: [(field: Int, row: Int)] = []
    var labelCells: Int
    /// What is said below the fields.
    var notes: Rect

    init(_ form: Form, _ size: ScreenSize, noteCount: Int) {
        let screen = Rect(width: size.columns, height: max(1, size.rows - 1))
        let width = min(size.columns - 2, 72)
        labelCells = min(14, (form.fields.map(\.label.cellWidth).max() ?? 6) + 2)
        let gaps = form.fields.dropFirst().filter(\.beginsGroup).count
        let introCells = form.intro.isEmpty ? 0 : form.intro.count + 1
        let noteCells = max(form.leastNotes, noteCount)
        let bare = form.fields.count + 1 + noteCells + 2
        let hasIntro = bare + introCells <= screen.height
        let hasGaps = bare + introCells + gaps + 1 <= screen.height
        let wanted = bare + (hasIntro ? introCells : 0) + (hasGaps ? gaps + 1 : 0)
        outer = screen.centered(width: width, height: min(wanted, screen.height))
        var inner = outer.inset(horizontal: 3, vertical: 1)
        if hasGaps { inner = inner.split(top: 1).rest }
        if hasIntro, introCells > 0 {
            intro = inner.split(top: form.intro.count).top
            inner = inner.split(top: introCells).rest
        }
        notes = inner.split(bottom: min(noteCells, max(0, inner.height - 2))).bottom
        let room = max(1, inner.height - notes.height - (inner.height > notes.height + 2 ? 1 : 0))
        let lines = form.fields.count + (hasGaps ? gaps : 0)
        let first = lines <= room ? 0 : max(0, min(form.focus - room + 1, form.fields.count - room))
        var row = inner.row
        for index in first..<form.fields.count where row < inner.row + room {
            if hasGaps, index > 0, form.fields[index].beginsGroup { row += 1 }
            rows.append((index, row))
            row += 1
        }
    }

    init(_ form: Form, _ model: AppModel) {
        let width = min(model.size.columns - 2, 72) - 6
        self.init(
            form, model.size,
            noteCount: FormView.notes(form, glyphs: model.settings.glyphs).flatMap {
                $0.wrapped(to: max(8, width))
            }
            .count)
    }
}

enum FormView {
    static func draw(_ form: Form, _ model: AppModel, _ brush: Brush, _ buffer: inout Buffer) {
        let frame = FormFrame(form, model)
        _ = PopupView.panel(frame.outer, title: form.title, brush, &buffer)
        for (offset, line) in form.intro.enumerated() where offset < frame.intro.height {
            buffer.clip(
                line, column: frame.intro.column, row: frame.intro.row + offset, cells: frame.intro.width,
                style: brush["popup.detail"], glyphs: brush.glyphs)
        }
        for (index, row) in frame.rows { drawField(form, index, row, frame, brush, &buffer) }
        let wrapped = notes(form, glyphs: brush.glyphs).flatMap { $0.wrapped(to: max(8, frame.notes.width)) }
        for (offset, line) in wrapped.prefix(frame.notes.height).enumerated() {
            buffer.write(
                line, column: frame.notes.column, row: frame.notes.row + offset, theme: brush.theme,
                maxCells: frame.notes.width)
        }
    }

    private static func drawField(
        _ form: Form, _ index: Int, _ row: Int, _ frame: FormFrame, _ brush: Brush, _ buffer: inout Buffer
    ) {
        let field = form.fields[index]
        let isFocused = index == form.focus && !form.isBusy
        let start = frame.notes.column
        if isFocused {
            buffer.write(
                brush.text(brush.glyphs.marker), column: start - 2, row: row, style: brush["list.marker"])
        }
        buffer.write(
            field.label, column: start, row: row, style: brush[isFocused ? "popup.key" : "popup.detail"])
        let column = start + frame.labelCells
        let cells = frame.notes.endColumn - column
        if case .choice(let options, _) = field.kind {
            let value = field.value.isEmpty ? "none yet" : field.value
            let end = buffer.clip(
                isFocused ? "\(brush.glyphs.chevronLeft) \(value) \(brush.glyphs.chevronRight)" : value,
                column: column, row: row, cells: cells, style: brush[isFocused ? "popup.title" : "popup"],
                glyphs: brush.glyphs)
            guard isFocused, options.count > 1 else { return }
            buffer.clip(
                field.name == .template ? "Enter finds one" : "Left and Right change it", column: end + 3,
                row: row,
                cells: frame.notes.endColumn - end - 3, style: brush["popup.detail"], glyphs: brush.glyphs)
        } else {
            FieldView.draw(
                field.field, placeholder: field.placeholder, column: column, row: row, cells: cells,
                isFocused: isFocused, isSecret: field.kind == .secret, isSuggested: field.isSuggested, brush,
                &buffer)
        }
    }

    /// What is said below the fields: what runs, what the servers said, what is wrong.
    static func notes(_ form: Form, glyphs: GlyphSet) -> [StyledLine] {
        if form.isBusy {
            let words = form.asksServers ? "Asking both servers" : "Working"
            return [StyledLine("\(words)\(glyphs.ellipsis)", "popup.detail")]
        }
        var lines: [StyledLine] = []
        for check in form.checks {
            guard let problem = check.problem else {
                lines.append([
                    StyledSpan("\(glyphs.check) \(check.side.rawValue) answers  ", "success"),
                    StyledSpan(check.detail, "popup.detail"),
                ])
                continue
            }
            lines.append([
                StyledSpan("\(glyphs.cross) \(check.side.rawValue) ", "danger"),
                StyledSpan(withoutSide(problem.what, check.side), "popup"),
            ])
            lines += [problem.why, problem.next].filter { !$0.isEmpty }.map {
                StyledLine("  \($0)", "popup.detail")
            }
        }
        if let problem = form.problem, !form.checks.contains(where: { $0.problem == problem }) {
            lines.append(StyledLine("\(glyphs.warning) \(problem.what)", "danger"))
            lines += [problem.why, problem.next].filter { !$0.isEmpty }.map {
                StyledLine("  \($0)", "popup.detail")
            }
        }
        lines += form.results.map { StyledLine($0, "popup.detail") }
        if !form.hint.isEmpty { lines.append(StyledLine(form.hint, "popup.detail")) }
        if form.purpose == .campaign, let count = form.count {
            let words =
                count == 0
                ? "0 recipients: \(CampaignFields.nobody(form))"
                : count == 1 ? "1 recipient" : "\(count) recipients"
            lines.append(StyledLine(words, "popup.detail"))
        }
        return lines
    }

    /// The reason, which may begin with the side that is named before it already.
    private static func withoutSide(_ reason: String, _ side: ServerCheck.Side) -> String {
        reason.hasPrefix(side.rawValue + " ") ? String(reason.dropFirst(side.rawValue.count + 1)) : reason
    }
}
