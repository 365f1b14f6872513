public import CRMModel

// What the syncer does with the journal of local changes.
extension MessageRepository {
    /// How often a change is tried before it is put aside.
    static let attemptLimit = 5

    /// The next changes to tell the server, oldest first. They count as being sent until acknowledged or failed.
    ///
    /// Changes of messages whose UID is not known yet wait.
    public func takeChanges(of account: ID<Account>, limit: Int = 100) async throws(StoreError)
        -> [LocalChange]
    {
        try await database.write { (c) throws(StoreError) in
            guard let key = try c.first(.accountKey, [.id(account)]) else { return [] }
            var changes: [LocalChange] = []
            for row in try c.all(.pendingChanges, [.integer(key), .int(limit)]) {
                try c.run(.setChangeState, [.integer(row.id), "sending"])
                if let change = try row.change(c) { changes.append(change) }
            }
            return changes
        }
    }

    /// Makes changes that a dead syncer had taken pending again; for the new holder of the account's lease.
    public func returnChanges(of account: ID<Account>) async throws(StoreError) {
        try await database.write { (c) throws(StoreError) in
            guard let key = try c.first(.accountKey, [.id(account)]) else { return }
            try c.run(.returnChanges, [.integer(key)])
        }
    }

    /// How many changes the server has not been told, of one account or of all.
    public func pendingChangeCount(of account: ID<Account>? = nil) async throws(StoreError) -> Int {
        try await database.read { (c) throws(StoreError) in
            var keys = try c.all(.accountKeys)
            if let account { keys = try c.all(.accountKey, [.id(account)]) }
            var count = 0
            for key in keys { count += try c.first(.countChanges, [.integer(key)]) ?? 0 }
            return count
        }
    }

    /// The server did it.
    ///
    /// - Parameter newUID: where a move put the message (COPYUID, RFC 4315); nil when the server does not say, and the
    ///   next look into the target folder finds it.
    public func acknowledge(_ id: Int64, newUID: UInt32? = nil, at now: Timestamp) async throws(StoreError) {
        try await database.write { (c) throws(StoreError) in
            guard let change = try c.first(.changeByID, [.integer(id)]) else { return }
            try c.run(.dropChange, [.integer(id)])
            switch change.kind {
            case .flags:
                try c.run(
                    .settleFlags,
                    [.integer(change.location), .int(change.added.rawValue), .int(change.removed.rawValue)])
            case .move:
                if let newUID { try MessageRepository.settle(change, newUID, c) }
                try c.run(.removeLocation, [.integer(change.location)])
            case .delete:
                try c.run(.removeLocation, [.integer(change.location)])
                try c.run(.orphanMessage, [.integer(change.message), .time(now)])
            }
        }
    }

    /// The server refused it, or could not be reached while it was being done.
    ///
    /// - Parameter isFinal: whether trying again is pointless. After five tries it is.
    /// - Returns: whether the change was put aside; what the server says is shown again then.
    @discardableResult
    public func fail(
        _ id: Int64, reason: String, isFinal: Bool = false, at now: Timestamp
    ) async throws(StoreError) -> Bool {
        try await database.write { (c) throws(StoreError) in
            guard let change = try c.first(.changeByID, [.integer(id)]) else { return false }
            let isOver = isFinal || change.attempts + 1 >= MessageRepository.attemptLimit
            try c.run(
                .failChange, [.integer(id), .text(isOver ? "quarantined" : "pending"), .text(reason)])
            guard isOver else { return false }
            try MessageRepository.restore(change, c)
            let message = RowID<Message>(change.message)
            try EventLog.append(.messagesChanged(ids: [message]), at: now, in: c)
            return true
        }
    }

    /// The changes that were put aside, newest first.
    public func quarantinedChanges(limit: Int = 100) async throws(StoreError) -> [QuarantinedChange] {
        try await database.read { (c) throws(StoreError) in
            var result: [QuarantinedChange] = []
            for key in try c.all(.accountKeys) {
                result += try c.all(.quarantinedChanges, [.integer(key), .int(limit)])
            }
            return result
        }
    }

    private static func settle(
        _ change: ChangeRow, _ uid: UInt32, _ connection: any Connection
    ) throws(StoreError) {
        guard let target = change.targetLocation, let folder = change.targetFolder else { return }
        guard let taken = try connection.first(.locationByUID, [.integer(folder), .int(uid)]) else {
            try connection.run(.giveUID, [.integer(target), .int(uid)])
            return
        }
        // The sync of the target folder was faster and did not know that the two are one.
        guard taken.id != target, taken.message == change.message else { return }
        try connection.run(.repointChanges, [.integer(target), .integer(taken.id)])
        try connection.run(.removeLocation, [.integer(target)])
    }

    private static func restore(_ change: ChangeRow, _ connection: any Connection) throws(StoreError) {
        if let target = change.targetLocation { try connection.run(.removeLocation, [.integer(target)]) }
        try connection.run(.unhidePlace, [.integer(change.location)])
        guard let place = try connection.first(.placeByID, [.integer(change.location)]) else { return }
        var shown = place.remoteFlags
        for open in try connection.all(.openFlagChanges, [.integer(place.id)]) {
            shown = shown.union(open.added).subtracting(open.removed)
        }
        try connection.run(.showFlags, [.integer(place.id), .int(shown.rawValue)])
    }

    static let journalCatalogue: [CataloguedStatement] = [
        Statement.pendingChanges.listed(), Statement.changeByID.listed(), Statement.setChangeState.listed(),
        Statement.returnChanges.listed(), Statement.countChanges.listed(), Statement.settleFlags.listed(),
        Statement.failChange.listed(), Statement.repointChanges.listed(), Statement.orphanMessage.listed(),
        Statement.quarantinedChanges.listed(),
    ]
}

/// A journal entry with the place it is about.
struct ChangeRow: Sendable {
    var id: Int64
    var kind: OpenChange.Kind
    var added: MessageFlags
    var removed: MessageFlags
    var attempts: Int
    var location: Int64
    var message: Int64
    var messageID: String
    var folder: RowID<Folder>
    var uid: UInt32?
    var targetFolder: Int64?
    var targetLocation: Int64?

    fileprivate static let columns = """
        c.id, c.kind, c.add_flags, c.remove_flags, c.attempts, l.id, l.message, m.message_id, l.folder, l.uid,
        c.target_folder, c.target_location
        """

    fileprivate init(_ row: borrowing RowReader) throws(StoreError) {
        id = try row.int64(0)
        kind = try row.value(1)
        added = MessageFlags(rawValue: try row.int(2))
        removed = MessageFlags(rawValue: try row.int(3))
        attempts = try row.int(4)
        location = try row.int64(5)
        message = try row.int64(6)
        messageID = try row.text(7)
        folder = try row.row(8)
        uid = try row.optionalInt(9).map { UInt32(clamping: $0) }
        targetFolder = try row.optionalInt(10).map { Int64($0) }
        targetLocation = try row.optionalInt(11).map { Int64($0) }
    }

    /// As the syncer wants it.
    fileprivate func change(_ connection: any Connection) throws(StoreError) -> LocalChange? {
        guard let source = try connection.first(.folderByID, [.row(folder)]), let uid else { return nil }
        let operation: LocalChange.Operation
        switch kind {
        case .flags: operation = .flags(add: added, remove: removed)
        case .delete: operation = .delete
        case .move:
            guard let targetFolder, let target = try connection.first(.folderByID, [.integer(targetFolder)])
            else { return nil }
            operation = .move(to: target)
        }
        return LocalChange(
            id: id, message: RowID(message), folder: source, uid: uid, messageID: messageID,
            operation: operation, attempts: attempts)
    }
}

extension Statement where Row == ChangeRow {
    /// `$1` account key, `$2` limit.
    fileprivate static let pendingChanges = Statement(
        named: "pendingChanges",
        """
        SELECT \(ChangeRow.columns) FROM local_changes c
        JOIN message_locations l ON l.id = c.location JOIN messages m ON m.id = l.message
        WHERE c.account = $1 AND c.state = 'pending' AND l.uid IS NOT NULL ORDER BY c.id LIMIT $2
        """
    ) { (row) throws(StoreError) in try ChangeRow(row) }

    fileprivate static let changeByID = Statement(
        named: "changeByID",
        """
        SELECT \(ChangeRow.columns) FROM local_changes c
        JOIN message_locations l ON l.id = c.location JOIN messages m ON m.id = l.message WHERE c.id = $1
        """
    ) { (row) throws(StoreError) in try ChangeRow(row) }
}

extension Statement where Row == Int {
    /// `$1` account key.
    fileprivate static let countChanges = Statement(
        named: "countChanges",
        "SELECT count(*) FROM local_changes WHERE account = $1 AND state IN ('pending', 'sending')"
    ) { (row) throws(StoreError) in try row.int(0) }
}

extension Statement where Row == QuarantinedChange {
    /// `$1` account key, `$2` limit.
    fileprivate static let quarantinedChanges = Statement(
        named: "quarantinedChanges",
        """
        SELECT c.id, l.message, coalesce(c.last_error, '') FROM local_changes c
        JOIN message_locations l ON l.id = c.location
        WHERE c.account = $1 AND c.state = 'quarantined' ORDER BY c.id DESC LIMIT $2
        """
    ) { (row) throws(StoreError) in
        QuarantinedChange(id: try row.int64(0), message: try row.row(1), reason: try row.text(2))
    }
}

extension Statement where Row == Void {
    /// `$1` change, `$2` state.
    fileprivate static let setChangeState = Statement(
        named: "setChangeState", "UPDATE local_changes SET state = $2 WHERE id = $1")

    fileprivate static let returnChanges = Statement(
        named: "returnChanges",
        "UPDATE local_changes SET state = 'pending' WHERE account = $1 AND state = 'sending'")

    fileprivate static let settleFlags = Statement(
        named: "settleFlags",
        "UPDATE message_locations SET remote_flags = (remote_flags | $2) & ~$3 WHERE id = $1")

    fileprivate static let failChange = Statement(
        named: "failChange",
        "UPDATE local_changes SET state = $2, last_error = $3, attempts = attempts + 1 WHERE id = $1")

    /// `$1` old place, `$2` new place.
    fileprivate static let repointChanges = Statement(
        named: "repointChanges", "UPDATE local_changes SET location = $2 WHERE location = $1")

    /// `$1` message, `$2` now. Only when it lies nowhere any more.
    static let orphanMessage = Statement(
        named: "orphanMessage",
        "UPDATE messages SET orphaned = $2 WHERE id = $1 AND places = 0 AND orphaned IS NULL")
}
