import CellText

/// A line of text to edit, with cursor and selection. Line breaks that come in become spaces.
public struct TextField: Hashable, Sendable {
    private var characters: [Character]
    /// The cursor, in grapheme clusters from the start.
    public private(set) var cursor: Int
    private var anchor: Int?
    private var killed: [String] = []
    private var history = FieldHistory()
    /// Counts every change of the text: what is derived from it is stale when this differs.
    public private(set) var revision = 0
    /// The most clusters it takes; more is cut off.
    public static let limit = 16_384

    public init(_ text: String = "") {
        characters = Array(Sanitizer.line(text).prefix(Self.limit))
        cursor = characters.count
    }

    public var text: String {
        get { String(characters) }
        set {
            let before = revision
            self = TextField(newValue)
            revision = before + 1
        }
    }
    public var isEmpty: Bool { characters.isEmpty }
    /// How many clusters it still takes in place of what is selected.
    public var room: Int { max(0, Self.limit - characters.count + (selection?.count ?? 0)) }
    /// The selected clusters; nil when none.
    public var selection: Range<Int>? {
        guard let anchor, anchor != cursor else { return nil }
        return min(anchor, cursor)..<max(anchor, cursor)
    }
    public var selectedText: String? { selection.map { String(characters[$0]) } }
    /// The text before the cursor, for completion.
    public var textBeforeCursor: String { String(characters[..<cursor]) }

    /// Does what the command says; returns false when it means nothing in a single line.
    @discardableResult
    public mutating func apply(_ command: EditCommand) -> Bool {
        let before = FieldState(characters: characters, cursor: cursor)
        switch command {
        case .undo: return takeBack(history.undo(from: before))
        case .redo: return takeBack(history.redo(from: before))
        case .insert(let text): replaceSelection(with: text)
        case .move(let motion, let selecting):
            guard let target = target(of: motion) else { return false }
            anchor = selecting ? anchor ?? cursor : nil
            cursor = target
        case .delete(let motion):
            guard let target = target(of: motion) else { return false }
            remove(selection ?? min(cursor, target)..<max(cursor, target))
        case .kill(let motion):
            guard let target = target(of: motion) else { return false }
            remember(remove(selection ?? min(cursor, target)..<max(cursor, target)))
        case .cut: selection.map { remember(remove($0)) }
        case .copy: selectedText.map { remember($0) }
        case .paste: killed.last.map { replaceSelection(with: $0) }
        case .selectAll: (anchor, cursor) = (0, characters.count)
        case .unselect: anchor = nil
        case .newline, .pasteEarlier: return false
        }
        if history.note(before, now: characters, typing: command) { revision += 1 }
        return true
    }

    /// Handles a key by the usual customs; false when it has no meaning here.
    @discardableResult
    public mutating func press(_ key: KeyEvent) -> Bool {
        EditCommand(key: key, isMultiline: false).map { apply($0) } ?? false
    }

    /// Puts text in place of some clusters, such as a completion; the cursor goes behind it. Can be taken back.
    public mutating func replace(_ range: Range<Int>, with text: String) {
        let before = FieldState(characters: characters, cursor: cursor)
        remove(range.clamped(to: 0..<characters.count))
        replaceSelection(with: text)
        if history.note(before, now: characters, typing: nil) { revision += 1 }
    }

    /// Puts another text in place of the whole; can be taken back.
    public mutating func replaceAll(with text: String) { replace(0..<characters.count, with: text) }

    private mutating func takeBack(_ state: FieldState?) -> Bool {
        guard let state else { return true }
        characters = state.characters
        cursor = state.cursor
        anchor = nil
        revision += 1
        return true
    }

    /// What a window of `cells` cells shows, scrolled so that the cursor is in it.
    ///
    /// - Returns: the text, the cell of the cursor in it, and the selected cells.
    public func window(cells: Int) -> (text: String, cursor: Int, selection: Range<Int>?) {
        func width(_ index: Int) -> Int { CellWidth.of(characters[index]) }
        func width(_ range: Range<Int>) -> Int { range.reduce(0) { $0 + width($1) } }
        var first = cursor
        var used = 1  // the cursor may stand behind the last cluster
        while first > 0, used + width(first - 1) <= max(1, cells) {
            first -= 1
            used += width(first)
        }
        let cursorCell = width(first..<cursor)
        var end = first
        var cell = 0
        while end < characters.count, cell + width(end) <= cells {
            cell += width(end)
            end += 1
        }
        let marked = selection.flatMap { range -> Range<Int>? in
            let shown = range.clamped(to: first..<end)
            guard !shown.isEmpty else { return nil }
            let start = width(first..<shown.lowerBound)
            return start..<start + width(shown)
        }
        return (String(characters[first..<end]), cursorCell, marked)
    }

    /// Sets the cursor to the cluster at a cell of `window(cells:)`.
    public mutating func click(cell: Int, cells: Int) {
        let shown = window(cells: cells)
        var index = cursor - shown.text.prefixCount(cells: shown.cursor)
        var left = cell
        while index < characters.count, left >= CellWidth.of(characters[index]) {
            left -= CellWidth.of(characters[index])
            index += 1
        }
        anchor = nil
        cursor = max(0, min(index, characters.count))
    }

    private mutating func replaceSelection(with text: String) {
        if let selection { remove(selection) }
        let added = Sanitizer.line(text).prefix(max(0, Self.limit - characters.count))
        characters.insert(contentsOf: added, at: cursor)
        cursor += added.count
        anchor = nil
    }

    @discardableResult
    private mutating func remove(_ range: Range<Int>) -> String {
        let removed = String(characters[range])
        characters.removeSubrange(range)
        cursor = range.lowerBound
        anchor = nil
        return removed
    }

    private mutating func remember(_ text: String) {
        guard !text.isEmpty else { return }
        killed = killed.suffix(15) + [text]
    }

    private func target(of motion: TextMotion) -> Int? {
        switch motion {
        case .left: max(0, cursor - 1)
        case .right: min(characters.count, cursor + 1)
        case .lineStart, .start: 0
        case .lineEnd, .end: characters.count
        case .wordLeft: WordBounds.before(cursor) { characters[$0] }
        case .wordRight: WordBounds.after(cursor, count: characters.count) { characters[$0] }
        case .up, .down, .pageUp, .pageDown: nil
        }
    }
}

extension String {
    /// How many clusters the first `cells` cells hold.
    fileprivate func prefixCount(cells: Int) -> Int {
        var left = cells
        var count = 0
        for character in self {
            guard left > 0 else { break }
            left -= CellWidth.of(character)
            count += 1
        }
        return count
    }
}

/// Where words begin and end.
enum WordBounds {
    static func isWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }

    /// The start of the word before `index`.
    static func before(_ index: Int, _ character: (Int) -> Character) -> Int {
        var at = index
        while at > 0, !isWord(character(at - 1)) { at -= 1 }
        while at > 0, isWord(character(at - 1)) { at -= 1 }
        return at
    }

    /// The end of the word after `index`.
    static func after(_ index: Int, count: Int, _ character: (Int) -> Character) -> Int {
        var at = index
        while at < count, !isWord(character(at)) { at += 1 }
        while at < count, isWord(character(at)) { at += 1 }
        return at
    }
}
