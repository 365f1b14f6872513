import CellText
import TUI

/// What may follow the keys typed so far.
enum WhichKey {
    static func draw(_ model: AppModel, _ layout: ScreenLayout, _ brush: Brush, _ buffer: inout Buffer) {
        let entries = model.keys.follow.map { follow in
            (
                follow.key.shortText(brush.glyphs),
                follow.action.flatMap { ScreenActions[$0]?.words } ?? "\(follow.count) more"
            )
        }
        let area = layout.body
        let longest = (entries.map { $0.0.cellWidth + $0.1.cellWidth }.max() ?? 0) + 5
        var columns = PopupPlacement.columns(
            for: entries.count, cellWidth: longest, in: area.inset(by: 1), height: max(3, area.height / 4))
        var cell = longest
        if (entries.count + columns - 1) / columns > area.height - 2, area.width >= 48 {
            // Rather shorter words than keys that are not shown.
            columns += 1
            cell = min(longest, (area.width - 2) / columns)
        }
        let rows = (entries.count + columns - 1) / columns
        let rect = PopupPlacement.corner(width: columns * cell + 2, height: rows + 2, in: area)
        let inner = PopupView.panel(
            rect, title: KeySequence(model.keys.pending.keys).description, brush, &buffer)
        for (index, entry) in entries.enumerated() {
            let column = inner.column + index / rows * cell + 1
            let row = inner.row + index % rows
            guard row < inner.endRow, column < inner.endColumn else { continue }
            buffer.clip(
                [(entry.0, brush["popup.key"]), ("  \(entry.1)", brush["popup"])], column: column, row: row,
                before: min(inner.endColumn, column + cell - 1), glyphs: brush.glyphs)
        }
    }
}
