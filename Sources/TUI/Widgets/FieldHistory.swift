/// A line of text as it was.
struct FieldState: Hashable, Sendable {
    var characters: [Character]
    var cursor: Int
}

/// The changes of a line that can be taken back and done again. Typing is taken back word by word, like in the editor
/// of many lines.
struct FieldHistory: Hashable, Sendable {
    private static let limit = 200
    /// All states together hold no more clusters than this, the newest first.
    private static let clusterLimit = 400_000

    private var done: [FieldState] = []
    private var undone: [FieldState] = []
    private var openKind: Kind?

    private enum Kind: Hashable { case typing, deleting }

    /// Remembers the state before a change; nothing when nothing changed.
    ///
    /// - Parameter command: what was typed; nil when something else changed the text.
    /// - Returns: whether anything changed.
    mutating func note(_ before: FieldState, now: [Character], typing command: EditCommand?) -> Bool {
        guard before.characters != now else {
            openKind = nil
            return false
        }
        undone = []
        let kind = Self.kind(of: command)
        // A word that follows white space is a group of its own.
        let beginsWord =
            kind == .typing && before.characters.prefix(before.cursor).last == " "
            && command != .insert(" ")
        if kind == nil || kind != openKind || beginsWord { remember(before) }
        openKind = kind
        return true
    }

    mutating func undo(from now: FieldState) -> FieldState? {
        openKind = nil
        guard let state = done.popLast() else { return nil }
        undone.append(now)
        return state
    }

    mutating func redo(from now: FieldState) -> FieldState? {
        openKind = nil
        guard let state = undone.popLast() else { return nil }
        done.append(now)
        return state
    }

    private mutating func remember(_ state: FieldState) {
        done.append(state)
        var clusters = done.reduce(0) { $0 + $1.characters.count }
        while done.count > Self.limit || (clusters > Self.clusterLimit && done.count > 1) {
            clusters -= done.removeFirst().characters.count
        }
    }

    private static func kind(of command: EditCommand?) -> Kind? {
        switch command {
        case .insert(let text): text.count == 1 ? .typing : nil
        case .delete(.left), .delete(.right): .deleting
        default: nil
        }
    }
}
