/// Where a cursor goes.
public enum TextMotion: Hashable, Sendable {
    case left, right, wordLeft, wordRight, lineStart, lineEnd
    case up, down, pageUp, pageDown
    case start, end
}

/// What a person does to text.
public enum EditCommand: Hashable, Sendable {
    case insert(String)
    case newline
    /// Moves the cursor; with `selecting` the selection grows to it.
    case move(TextMotion, selecting: Bool)
    /// Deletes the selection, or else up to where the motion leads.
    case delete(TextMotion)
    /// Deletes and remembers for `paste`.
    case kill(TextMotion)
    case cut, copy
    /// Inserts what was killed, cut or copied last.
    case paste
    /// Right after a paste: takes the one remembered before it instead.
    case pasteEarlier
    case undo, redo
    case selectAll, unselect

    /// What a key means in a text, by the customs of editors and shells; nil when it means nothing there.
    ///
    /// - Parameter isMultiline: whether Enter, Up and Down belong to the text.
    public init?(key: KeyEvent, isMultiline: Bool) {
        if let character = key.insertedCharacter {
            self = .insert(String(character))
        } else if let command = Self.control(key) ?? Self.motion(key, isMultiline: isMultiline) {
            self = command
        } else if isMultiline, key.key == .enter, key.modifiers.isEmpty {
            self = .newline
        } else {
            return nil
        }
    }

    private static let controls: [KeyEvent: EditCommand] = [
        KeyEvent(.backspace): .delete(.left), KeyEvent(.backspace, .shift): .delete(.left),
        KeyEvent("h", .control): .delete(.left), KeyEvent(.delete): .delete(.right),
        KeyEvent("d", .control): .delete(.right),
        KeyEvent(.backspace, .control): .kill(.wordLeft), KeyEvent(.backspace, .alt): .kill(.wordLeft),
        KeyEvent("w", .control): .kill(.wordLeft), KeyEvent("d", .alt): .kill(.wordRight),
        KeyEvent(.delete, .control): .kill(.wordRight), KeyEvent("u", .control): .kill(.lineStart),
        KeyEvent("k", .control): .kill(.lineEnd), KeyEvent("y", .control): .paste,
        KeyEvent("v", .control): .paste, KeyEvent("y", .alt): .pasteEarlier, KeyEvent("x", .control): .cut,
        KeyEvent("c", .alt): .copy, KeyEvent("z", .control): .undo, KeyEvent("_", .control): .undo,
        KeyEvent("z", .alt): .redo, KeyEvent("r", .alt): .redo,
        KeyEvent("a", .control): .move(.lineStart, selecting: false),
        KeyEvent("e", .control): .move(.lineEnd, selecting: false),
        KeyEvent("b", .control): .move(.left, selecting: false),
        KeyEvent("f", .control): .move(.right, selecting: false),
        KeyEvent("b", .alt): .move(.wordLeft, selecting: false),
        KeyEvent("f", .alt): .move(.wordRight, selecting: false), KeyEvent("a", .alt): .selectAll,
    ]

    private static func control(_ key: KeyEvent) -> EditCommand? { controls[key] }

    private static func motion(_ key: KeyEvent, isMultiline: Bool) -> EditCommand? {
        guard key.modifiers.isSubset(of: [.shift, .control, .alt]) else { return nil }
        let isWide = !key.modifiers.isDisjoint(with: [.control, .alt])
        let motion: TextMotion? =
            switch key.key {
            case .left: isWide ? .wordLeft : .left
            case .right: isWide ? .wordRight : .right
            case .home: isWide ? .start : .lineStart
            case .end: isWide ? .end : .lineEnd
            case .up where isMultiline && !isWide: .up
            case .down where isMultiline && !isWide: .down
            case .pageUp where isMultiline: .pageUp
            case .pageDown where isMultiline: .pageDown
            default: nil
            }
        return motion.map { .move($0, selecting: key.modifiers.contains(.shift)) }
    }
}
