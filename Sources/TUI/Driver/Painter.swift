import CNcurses

/// Puts frames onto the terminal through ncurses: only what changed, and nothing when nothing did.
@UIActor
final class Painter {
    private var pairs: ColorPairs
    private let isASCII: Bool
    private var shown: Frame?

    init(depth: ColorDepth, isASCII: Bool) {
        pairs = ColorPairs(depth: depth, limit: Int(nc_color_pairs()))
        self.isASCII = isASCII
    }

    /// Forgets what the terminal shows: the next frame is painted whole.
    func invalidate() {
        shown = nil
        erase()
        clearok(nc_stdscr(), true)
    }

    /// - Returns: whether anything was written.
    @discardableResult
    func paint(_ frame: Frame) -> Bool {
        let previous = shown ?? Frame(Buffer(columns: 0, rows: 0))
        var damage = frame.buffer.diff(from: previous.buffer)
        let cursorMoved = frame.cursor != previous.cursor || frame.cursorShape != previous.cursorShape
        if damage.isEmpty, !cursorMoved, shown != nil { return false }
        for run in damage { put(run, of: frame.buffer) }
        if pairs.takeRestart() {
            damage = frame.buffer.diff(from: Buffer(columns: 0, rows: 0))
            for run in damage { put(run, of: frame.buffer) }
        }
        flush(frame, shapeChanged: frame.cursorShape != previous.cursorShape || previous.cursor == nil)
        shown = frame
        return true
    }

    private func flush(_ frame: Frame, shapeChanged: Bool) {
        // Synchronized output: terminals that know it show the frame at once, others ignore it.
        nc_send("\u{1B}[?2026h")
        if let cursor = frame.cursor {
            if shapeChanged { nc_send("\u{1B}[\(frame.cursorShape.rawValue) q") }
            curs_set(1)
            move(Int32(cursor.row), Int32(cursor.column))
        } else {
            curs_set(0)
        }
        refresh()
        nc_send("\u{1B}[?2026l")
    }

    private func put(_ run: Damage, of buffer: Buffer) {
        guard run.row < Int(nc_lines()) else { return }
        var text: [wchar_t] = []
        for column in run.columns where column < Int(nc_columns()) {
            let cell = buffer[column, run.row]
            if cell.isContinuation { continue }
            let attributes = Self.attributes(cell.attributes)
            let pair = pairs.pair(cell.foreground, cell.background)
            let reduced = CellReducer.reduce(
                cell.text, width: Int(cell.width), isASCII: isASCII, widthOf: { Int(nc_width($0)) })
            text.removeAll(keepingCapacity: true)
            for scalar in reduced.first { text.append(wchar_t(bitPattern: scalar)) }
            text.append(0)
            nc_put(Int32(run.row), Int32(column), text, attributes, pair)
            if let second = reduced.second {
                nc_put(Int32(run.row), Int32(column + 1), [wchar_t(bitPattern: second), 0], attributes, pair)
            }
        }
    }

    private static func attributes(_ attributes: Attributes) -> UInt32 {
        var result: UInt32 = 0
        if attributes.contains(.bold) { result |= NC_BOLD }
        if attributes.contains(.dim) { result |= NC_DIM }
        if attributes.contains(.italic) { result |= NC_ITALIC }
        if attributes.contains(.underline) { result |= NC_UNDERLINE }
        if attributes.contains(.reverse) { result |= NC_REVERSE }
        return result
    }
}
