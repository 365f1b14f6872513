import TUI

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
