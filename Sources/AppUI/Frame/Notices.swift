import CRMModel

/// What the bottom lines say, and what can be undone.
struct Notices: Hashable, Sendable {
    private(set) var toasts: [Toast] = []
    private(set) var undos: [UndoEntry] = []
    var live: LiveEvent?
    /// Mails within their undo delay, the newest last.
    var sends: [PendingSend] = []

    private static let undoLimit = 50
    private static let patience = 6.0

    mutating func say(
        _ words: String, detail: String = "", kind: Toast.Kind = .good, at now: Timestamp,
        isUndoable: Bool = false
    ) {
        let seconds = kind == .danger ? 12 : Self.patience
        toasts =
            toasts.suffix(4)
            + [
                Toast(
                    words: words, detail: detail, kind: kind, until: now.adding(seconds: seconds),
                    isUndoable: isUndoable)
            ]
    }

    /// What the line says: an error stays before what is said by the way, and so does a mail that goes out soon.
    /// What can be undone comes first in any case, for `z` is about it.
    var foremost: Toast? {
        guard let last = toasts.last, last.kind != .danger, !last.isUndoable else { return toasts.last }
        if let error = toasts.last(where: { $0.kind == .danger }) { return error }
        return !sends.isEmpty && last.kind != .warning ? nil : last
    }

    /// Errors that were said are over.
    mutating func settle() { toasts.removeAll { $0.kind == .danger } }

    /// A mail begins to wait; what was said before is of no account any more.
    mutating func wait(for send: PendingSend) {
        sends.append(send)
        toasts.removeAll { $0.kind != .danger }
    }

    /// Puts an entry on the stack of what `z` takes back, for as long as that is still what one would expect.
    ///
    /// - Parameter seconds: until it falls off.
    mutating func remember(
        _ entry: UndoEntry, at now: Timestamp, seconds: Double = UndoEntry.patience
    ) {
        guard seconds > 0 else { return }
        var entry = entry
        entry.until = now.adding(seconds: min(seconds, UndoEntry.patience))
        undos = undos.suffix(Self.undoLimit - 1) + [entry]
    }

    /// Undoing the last link takes back the addresses that came with it.
    mutating func rememberForgetting(_ addresses: [EmailAddress]) {
        guard !addresses.isEmpty,
            let place = undos.lastIndex(where: { entry in
                if case .unlink? = entry.changes.first { true } else { false }
            }), case .unlink(let ids, let contact, _)? = undos[place].changes.first
        else { return }
        undos[place].changes = [.unlink(ids, from: contact, forgetting: addresses)]
    }

    mutating func takeUndo() -> UndoEntry? { undos.popLast() }
    mutating func forgetUndo(where isGone: (UndoEntry) -> Bool) { undos.removeAll(where: isGone) }

    mutating func expire(at now: Timestamp) {
        toasts.removeAll { $0.until <= now }
        sends.removeAll { $0.notBefore <= now }
        undos.removeAll { $0.until <= now }
        if let shown = live, now.seconds(since: shown.at) > LiveEvent.patience { live = nil }
    }
}

/// A short message.
struct Toast: Hashable, Sendable {
    enum Kind: Hashable, Sendable { case good, info, warning, danger }

    var words: String
    var detail: String
    var kind: Kind
    var until: Timestamp
    /// It can be undone with `z`.
    var isUndoable = false
}

/// How to take something back.
struct UndoEntry: Hashable, Sendable {
    /// `Archived Sam Ortiz`.
    var title: String
    var changes: [Change] = []
    /// Messages that come back into the list.
    var restored: [RowID<Message>] = []
    /// A draft to open again, once the changes are done.
    var reopens: CompositionRequest?
    /// When it falls off the stack.
    var until = Timestamp(milliseconds: 0)

    /// Nobody means what was done longer ago.
    static let patience = 15.0 * 60
    /// A draft that was closed comes back with `z` while its message stands there.
    static let draftPatience = 12.0
}

/// A mail that goes out soon.
struct PendingSend: Hashable, Sendable {
    var job: ID<OutboxJob>
    var words: String
    var notBefore: Timestamp
}

/// Something that just happened, at the bottom right.
struct LiveEvent: Hashable, Sendable {
    var at: Timestamp
    var kind: ActivityEvent.Kind
    var who: String
    var what: String
    var contact: ID<Contact>?
    var message: RowID<Message>?

    static let patience = 90.0
}

/// The top line.
struct StatusScreen: Hashable, Sendable {
    var accounts: [Account] = []
    var counts = ViewCounts()
    var folders: [Folder] = []
    /// The account that new mail is written from.
    var current: ID<Account>?
    /// In the demo: what to try first.
    var tour: Tour?

    var account: Account? { accounts.first { $0.id == current } ?? accounts.first }
}
