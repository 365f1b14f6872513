/// A text of many lines to edit: the built-in editor of mails and notes.
///
/// Lines are kept apart and places are byte offsets, so a key costs the length of one line, not of the text.
/// What is on the screen (wrapping, scrolling, clicks) is in the extension `TextEditor+Display`.
public struct TextEditor: Hashable, Sendable {
    /// The most bytes it takes; an insertion beyond is refused. A text that is larger from the beginning is kept,
    /// and may grow a little.
    public static let byteLimit = 1 << 20

    var content: TextLines
    public private(set) var cursor = TextPosition(line: 0, offset: 0)
    private(set) var anchor: TextPosition?
    /// The cell that Up and Down aim at.
    private var goalCell: Int?
    private var history = TextHistory()
    private var killed: [String] = []
    /// What the last paste put in, for `pasteEarlier`; nil when something else came after it.
    private var pasted: Pasted?
    public private(set) var byteCount: Int
    /// `byteLimit`, or more where the text was larger when it came.
    private var limit: Int
    /// The rows of long lines, so that a key breaks a line once and not for every question about it.
    var wraps = WrapCache()
    /// Counts every change of the text: what is derived from it is stale when this differs.
    public private(set) var revision = 0
    /// The size of the window, in cells; set by `resize`.
    public internal(set) var width = 80
    public internal(set) var height = 24
    /// The line and its row at the top of the window.
    var top = EditorRowID(line: 0, row: 0)

    private struct Pasted: Hashable, Sendable {
        var start, end: TextPosition
        var place: Int
    }

    public init(_ text: String = "") {
        content = TextLines(Self.safe(text))
        byteCount = content.byteCount
        limit = Self.limit(for: byteCount)
    }

    private static func limit(for count: Int) -> Int {
        count > byteLimit - (64 << 10) ? max(byteLimit, count + (64 << 10)) : byteLimit
    }

    /// How many bytes it still takes in place of what is selected.
    public var room: Int { max(0, limit - byteCount + (selectedText?.utf8.count ?? 0)) }

    public var text: String { content.text }
    public var lines: [String] { content.lines }
    public var isEmpty: Bool { content.lines.count == 1 && content.lines[0].isEmpty }
    /// What is selected; nil when nothing.
    public var selection: Range<TextPosition>? {
        guard let anchor, anchor != cursor else { return nil }
        return min(anchor, cursor)..<max(anchor, cursor)
    }
    public var selectedText: String? { selection.map { content.text(in: $0) } }
    /// The part of the cursor's line before it, for completion.
    public var lineBeforeCursor: String { content.lines[cursor.line].slice(0, cursor.offset) }

    /// Does what the command says; false when nothing came of it.
    @discardableResult
    public mutating func apply(_ command: EditCommand) -> Bool {
        if command != .pasteEarlier { pasted = nil }
        switch command {
        case .insert(let text): return insert(text, kind: text.utf8.count <= 16 ? .typing : .other)
        case .newline: return insert("\n", kind: .other)
        case .move(let motion, let selecting): move(motion, selecting: selecting)
        case .delete(let motion):
            return remove(range(to: motion), kind: selection == nil ? .deleting : .other) != nil
        case .kill(let motion): return remember(remove(range(to: motion), kind: .other))
        case .cut: return remember(selection.flatMap { remove($0, kind: .other) })
        case .copy: return remember(selectedText)
        case .paste: return paste()
        case .pasteEarlier: return pasteEarlier()
        case .undo: return undo()
        case .redo: return redo()
        case .selectAll:
            anchor = TextPosition(line: 0, offset: 0)
            cursor = content.end
        case .unselect: anchor = nil
        }
        return true
    }

    /// Handles a key by the usual customs; false when it has no meaning here.
    @discardableResult
    public mutating func press(_ key: KeyEvent) -> Bool {
        guard let command = EditCommand(key: key, isMultiline: true) else { return false }
        apply(command)
        return true
    }

    /// Puts text in place of a range, such as a completion; the cursor goes behind it.
    public mutating func replace(_ range: Range<TextPosition>, with text: String) {
        let range = content.clamped(range.lowerBound)..<content.clamped(range.upperBound)
        change(range, to: Self.safe(text), kind: .other)
    }

    /// Puts another text in place of the whole, of any size: what was written elsewhere is not lost. Can be taken back.
    public mutating func replaceAll(with text: String) {
        let safe = Self.safe(text)
        limit = Self.limit(for: safe.utf8.count)
        change(TextPosition(line: 0, offset: 0)..<content.end, to: safe, kind: .other)
    }

    /// Puts the cursor somewhere.
    public mutating func moveCursor(to position: TextPosition, selecting: Bool = false) {
        history.close()
        anchor = selecting ? anchor ?? cursor : nil
        cursor = content.clamped(position)
        goalCell = nil
    }

    private mutating func move(_ motion: TextMotion, selecting: Bool) {
        history.close()
        anchor = selecting ? anchor ?? cursor : nil
        let isVertical = [.up, .down, .pageUp, .pageDown].contains(motion)
        let goal = isVertical ? goalCell ?? cell(of: cursor) : nil
        cursor = target(of: motion, goal: goal ?? 0)
        goalCell = goal
    }

    private func target(of motion: TextMotion, goal: Int) -> TextPosition {
        switch motion {
        case .left: content.before(cursor)
        case .right: content.after(cursor)
        case .wordLeft: wordStart(before: cursor)
        case .wordRight: wordEnd(after: cursor)
        case .lineStart: TextPosition(line: cursor.line, offset: 0)
        case .lineEnd: TextPosition(line: cursor.line, offset: content.lines[cursor.line].utf8.count)
        case .start: TextPosition(line: 0, offset: 0)
        case .end: content.end
        case .up: vertical(by: -1, goal: goal)
        case .down: vertical(by: 1, goal: goal)
        case .pageUp: vertical(by: -max(1, height - 1), goal: goal)
        case .pageDown: vertical(by: max(1, height - 1), goal: goal)
        }
    }

    private func wordStart(before position: TextPosition) -> TextPosition {
        var at = position
        var isInside = false
        while true {
            let previous = content.before(at)
            guard previous != at, let character = content.character(at: previous) else { return at }
            let isWord = WordBounds.isWord(character)
            if isInside, !isWord { return at }
            isInside = isInside || isWord
            at = previous
        }
    }

    private func wordEnd(after position: TextPosition) -> TextPosition {
        var at = position
        var isInside = false
        while let character = content.character(at: at) {
            let isWord = WordBounds.isWord(character)
            if isInside, !isWord { return at }
            isInside = isInside || isWord
            at = content.after(at)
        }
        return at
    }

    /// The selection, or else what lies between the cursor and where the motion leads. Killing to the end of
    /// a line takes the line end when nothing else is left of it.
    private func range(to motion: TextMotion) -> Range<TextPosition> {
        if let selection { return selection }
        var goal = target(of: motion, goal: cell(of: cursor))
        if motion == .lineEnd, goal == cursor { goal = content.after(cursor) }
        return min(cursor, goal)..<max(cursor, goal)
    }

    private mutating func insert(_ text: String, kind: TextEdit.Kind) -> Bool {
        change(selection ?? cursor..<cursor, to: Self.safe(text), kind: selection == nil ? kind : .other)
    }

    private mutating func remove(_ range: Range<TextPosition>, kind: TextEdit.Kind) -> String? {
        guard !range.isEmpty else { return nil }
        let removed = content.text(in: range)
        change(range, to: "", kind: kind)
        return removed
    }

    /// Every change of the text goes through here.
    @discardableResult
    private mutating func change(_ range: Range<TextPosition>, to text: String, kind: TextEdit.Kind) -> Bool {
        let removed = range.isEmpty ? "" : content.text(in: range)
        guard byteCount - removed.utf8.count + text.utf8.count <= limit || text.isEmpty else { return false }
        wraps.forget(from: range.lowerBound.line)
        let end = content.replace(range, with: text)
        byteCount += text.utf8.count - removed.utf8.count
        history.record(
            TextEdit(
                start: range.lowerBound, removed: removed, inserted: text, end: end, cursorBefore: cursor,
                kind: kind))
        // What was put in may have joined with its neighbour into one cluster.
        land(at: content.clamped(end))
        return true
    }

    private mutating func land(at position: TextPosition) {
        cursor = position
        anchor = nil
        goalCell = nil
        revision += 1
    }

    private mutating func undo() -> Bool {
        guard let edit = history.undo() else { return false }
        wraps.forget(from: edit.start.line)
        _ = content.replace(edit.start..<edit.end, with: edit.removed)
        byteCount += edit.removed.utf8.count - edit.inserted.utf8.count
        land(at: content.clamped(edit.cursorBefore))
        return true
    }

    private mutating func redo() -> Bool {
        guard let edit = history.redo() else { return false }
        wraps.forget(from: edit.start.line)
        let end = content.replace(edit.start..<edit.end(of: edit.removed), with: edit.inserted)
        byteCount += edit.inserted.utf8.count - edit.removed.utf8.count
        land(at: content.clamped(end))
        return true
    }

    private mutating func remember(_ text: String?) -> Bool {
        guard let text, !text.isEmpty else { return false }
        killed = killed.suffix(31) + [text]
        return true
    }

    private mutating func paste() -> Bool {
        guard let text = killed.last else { return false }
        let start = selection?.lowerBound ?? cursor
        guard insert(text, kind: .other) else { return false }
        pasted = Pasted(start: start, end: cursor, place: killed.count - 1)
        return true
    }

    private mutating func pasteEarlier() -> Bool {
        guard let last = pasted, !killed.isEmpty else { return false }
        let place = (last.place + killed.count - 1) % killed.count
        guard change(last.start..<last.end, to: killed[place], kind: .other) else { return false }
        pasted = Pasted(start: last.start, end: cursor, place: place)
        return true
    }

    /// Line ends as LF, tabs as spaces, no control characters; the rest stays as it is, for it will be sent.
    private static func safe(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != 0xC2 }) || text == "\n" { return text }
        var result = String.UnicodeScalarView()
        var previous: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A where previous == "\r": break
            case 0x0A, 0x0D: result.append("\n")
            case 0x09: result.append(contentsOf: "    ".unicodeScalars)
            case 0x00...0x1F, 0x7F...0x9F: break
            default: result.append(scalar)
            }
            previous = scalar
        }
        return String(result)
    }
}
