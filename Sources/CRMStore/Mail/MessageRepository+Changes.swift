public import CRMModel

// Changes made here: shown at once, written into the journal for the syncer, taken back by `undo`.
extension MessageRepository {
    /// Adds and removes flags in every folder that shows the messages.
    public func mark(
        _ ids: [RowID<Message>], add: MessageFlags = [], remove: MessageFlags = [], at now: Timestamp
    ) async throws(StoreError) -> ChangeReceipt {
        try await change(ids, at: now) { (journal, id) throws(StoreError) in
            try journal.mark(message: id, add: add, remove: remove.subtracting(add))
        }
    }

    /// Moves messages into a folder of their account.
    ///
    /// - Parameter source: the folder to take them from; nil takes them from the inbox if they are there, else from
    ///   the first folder that is not the target.
    public func move(
        _ ids: [RowID<Message>], from source: RowID<Folder>? = nil, to target: RowID<Folder>,
        at now: Timestamp
    ) async throws(StoreError) -> ChangeReceipt {
        try await change(ids, at: now) { (journal, id) throws(StoreError) in
            try journal.move(message: id, from: source, to: target)
        }
    }

    /// Moves messages into their account's archive, else into the folder of all mail.
    public func archive(
        _ ids: [RowID<Message>], from source: RowID<Folder>? = nil, at now: Timestamp
    ) async throws(StoreError) -> ChangeReceipt {
        try await change(ids, at: now) { (journal, id) throws(StoreError) in
            try journal.move(message: id, from: source, toRole: [.archive, .all])
        }
    }

    /// Moves messages into their account's trash; messages in the trash, of accounts without one, or with
    /// `forever` are removed for good, which cannot be undone once the server knows.
    public func delete(
        _ ids: [RowID<Message>], from source: RowID<Folder>? = nil, forever: Bool = false, at now: Timestamp
    ) async throws(StoreError) -> ChangeReceipt {
        try await change(ids, at: now) { (journal, id) throws(StoreError) in
            try journal.delete(message: id, from: source, forever: forever)
        }
    }

    /// Takes a change back: drops what the server has not been told, and tells it the opposite of the rest.
    ///
    /// - Returns: the messages that changed; empty when there was nothing to take back.
    public func undo(_ token: UndoToken, at now: Timestamp) async throws(StoreError) -> [RowID<Message>] {
        try await database.write { (c) throws(StoreError) in
            let changed = try ChangeJournal(at: now, in: c).takeBack(token.number).map { RowID<Message>($0) }
            if !changed.isEmpty { try EventLog.append(.messagesChanged(ids: changed), at: now, in: c) }
            return changed
        }
    }

    private func change(
        _ ids: [RowID<Message>], at now: Timestamp,
        _ body: @Sendable (inout ChangeJournal, Int64) throws(StoreError) -> ChangeJournal.Outcome
    ) async throws(StoreError) -> ChangeReceipt {
        try await database.write { (c) throws(StoreError) in
            var journal = try ChangeJournal(at: now, in: c)
            var receipt = ChangeReceipt(changed: [], refused: [], undo: nil)
            for id in ids {
                switch try body(&journal, id.rawValue) {
                case .changed: receipt.changed.append(id)
                case .refused: receipt.refused.append(id)
                case .nothing: break
                }
            }
            receipt.undo = journal.undoToken
            if !receipt.changed.isEmpty {
                try EventLog.append(.messagesChanged(ids: receipt.changed), at: now, in: c)
            }
            return receipt
        }
    }
}
