public import CRMModel

/// A change made here that the server has to be told.
public struct LocalChange: Hashable, Sendable, Identifiable {
    /// What to do on the server.
    public enum Operation: Hashable, Sendable {
        /// `UID STORE`; both sets never overlap.
        case flags(add: MessageFlags, remove: MessageFlags)
        /// `UID MOVE` into that folder.
        case move(to: SyncedFolder)
        /// `\Deleted` and `UID EXPUNGE`.
        case delete
    }

    public var id: Int64
    public var message: RowID<Message>
    public var folder: SyncedFolder
    public var uid: UInt32
    /// Without angle brackets: how to find the message again where a move brought it.
    public var messageID: String
    public var operation: Operation
    /// Tries so far.
    public var attempts: Int
}

/// What a local change did.
public struct ChangeReceipt: Hashable, Sendable {
    /// Messages whose flags or places changed.
    public var changed: [RowID<Message>]
    /// Messages that could not be moved because their account has no such folder.
    public var refused: [RowID<Message>]
    /// What `undo` takes; nil when nothing changed or it cannot be taken back.
    public var undo: UndoToken?

    public init(changed: [RowID<Message>] = [], refused: [RowID<Message>] = [], undo: UndoToken? = nil) {
        self.changed = changed
        self.refused = refused
        self.undo = undo
    }
}

/// Names a change that can be taken back.
public struct UndoToken: Hashable, Sendable {
    let number: Int64
}

/// A change that the server refused too often.
public struct QuarantinedChange: Hashable, Sendable, Identifiable {
    public var id: Int64
    public var message: RowID<Message>
    public var reason: String
}
