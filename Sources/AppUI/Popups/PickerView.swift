import CRMModel
import CellText
import TUI

enum PickerView {
    static func draw(_ picker: Picker, _ model: AppModel, _ brush: Brush, _ buffer: inout Buffer) {
        let frame = PickerFrame(picker, model.size)
        let count = picker.purpose == .attachments ? picker.items.count / 2 : picker.items.count
        let note =
            picker.purpose == .attachments
            ? "\(count)"
            : picker.shown.count < picker.items.count || picker.shown.isEmpty
                ? "\(picker.shown.count) of \(picker.items.count)" : "\(count)"
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
            let words = picker.isLoading ? "Reading\(brush.glyphs.ellipsis)" : picker.emptyWords
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
        let bar = Rect(
            column: frame.preview.height < 2 ? frame.outer.endColumn - 1 : frame.rows.endColumn - 1,
            row: frame.rows.row, width: 1, height: frame.rows.height)
        buffer.scrollBar(bar, ScrollState(picker.list), glyphs: brush.glyphs, theme: brush.theme)
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
        let title = item.title.clipped(
            toCells: max(0, end - keyCells - column), ellipsis: brush.glyphs.ellipsis)
        for (index, character) in title.enumerated() where column < end - keyCells {
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
        if rect.height == 1 {
            let first = template.current.body.split(separator: "\n").first.map(String.init) ?? ""
            buffer.clip(
                "\(template.current.subject) · \(first)", column: rect.column + 1,
                row: rect.row,
                cells: rect.width - 2, style: brush["popup.detail"], glyphs: brush.glyphs)
            return
        }
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
