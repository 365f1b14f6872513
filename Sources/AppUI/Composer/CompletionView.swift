import CRMModel
import CellText
import TUI

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
