/// One change of a text that can be taken back.
struct TextEdit: Hashable, Sendable {
    /// Where it began.
    var start: TextPosition
    var removed: String
    var inserted: String
    /// Where `inserted` ends.
    var end: TextPosition
    var cursorBefore: TextPosition
    var kind: Kind

    enum Kind: Hashable, Sendable { case typing, deleting, other }
}

/// The changes that can be taken back and done again. Typing is taken back word by word.
struct TextHistory: Hashable, Sendable {
    private static let limit = 1000
    private static let byteLimit = 32 << 20

    private var done: [TextEdit] = []
    private var undone: [TextEdit] = []
    private var bytes = 0
    private var isOpen = false

    /// Ends the group that typing adds to.
    mutating func close() { isOpen = false }

    mutating func record(_ edit: TextEdit) {
        undone = []
        if isOpen, let last = done.last, let merged = Self.merge(last, edit) {
            bytes += edit.inserted.utf8.count + edit.removed.utf8.count
            done[done.count - 1] = merged
        } else {
            done.append(edit)
            bytes += edit.inserted.utf8.count + edit.removed.utf8.count
            while done.count > Self.limit || (bytes > Self.byteLimit && done.count > 1) {
                let gone = done.removeFirst()
                bytes -= gone.inserted.utf8.count + gone.removed.utf8.count
            }
        }
        isOpen = edit.kind != .other
    }

    mutating func undo() -> TextEdit? {
        guard let edit = done.popLast() else { return nil }
        bytes -= edit.inserted.utf8.count + edit.removed.utf8.count
        undone.append(edit)
        isOpen = false
        return edit
    }

    mutating func redo() -> TextEdit? {
        guard let edit = undone.popLast() else { return nil }
        bytes += edit.inserted.utf8.count + edit.removed.utf8.count
        done.append(edit)
        isOpen = false
        return edit
    }

    private static func merge(_ last: TextEdit, _ edit: TextEdit) -> TextEdit? {
        guard last.kind == edit.kind else { return nil }
        var merged = last
        switch edit.kind {
        case .other: return nil
        case .typing:
            guard edit.removed.isEmpty, edit.start == last.end, edit.inserted != "\n" else { return nil }
            // A word that follows white space is a group of its own.
            if last.inserted.utf8.last == 0x20, edit.inserted.utf8.first != 0x20 { return nil }
            merged.inserted += edit.inserted
            merged.end = edit.end
        case .deleting:
            guard edit.inserted.isEmpty, last.inserted.isEmpty, last.removed.utf8.count < 4096 else {
                return nil
            }
            if edit.end(of: edit.removed) == last.start {  // backwards
                merged.removed = edit.removed + last.removed
                merged.start = edit.start
                merged.end = edit.start
            } else if edit.start == last.start {
                merged.removed += edit.removed
            } else {
                return nil
            }
        }
        return merged
    }
}

extension TextEdit {
    /// Where `text` would end if it began at `start`.
    func end(of text: String) -> TextPosition {
        var position = start
        for byte in text.utf8 {
            if byte == 0x0A {
                position = TextPosition(line: position.line + 1, offset: 0)
            } else {
                position.offset += 1
            }
        }
        return position
    }
}
