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
        } else if content.height >= 15, model.composer?.summary.hasTags == true {
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
        return "draft saved \(model.clock.short(saved))"
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
            let words = screen.summary.words
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
