import CRMModel

/// Makes local changes within a transaction: the shown state, the journal for the syncer, and the steps of undo.
///
/// A moved message leaves its old place hidden (with the UID that the server knows) and shows in a new place
/// without a UID until the server has moved it. Changes that have not been sent are merged or dropped; one that is
/// being sent is never touched, a second one is queued behind it.
struct ChangeJournal {
    enum Outcome { case changed, refused, nothing }

    let connection: any Connection
    let now: Timestamp
    private let number: Int64
    private var position: Int64 = 0

    init(at now: Timestamp, in connection: any Connection) throws(StoreError) {
        self.connection = connection
        self.now = now
        // Every change appends an event, so the number is new each time.
        number = try EventLog.newest(in: connection) + 1
    }

    /// Nil when nothing was changed.
    var undoToken: UndoToken? { position > 0 ? UndoToken(number: number) : nil }

    // MARK: Flags

    mutating func mark(message: Int64, add: MessageFlags, remove: MessageFlags) throws(StoreError) -> Outcome
    {
        var outcome = Outcome.nothing
        for place in try connection.all(.placesOfMessage, [.integer(message)]) {
            let added = add.subtracting(place.flags)
            let removed = remove.intersection(place.flags)
            guard !added.isEmpty || !removed.isEmpty else { continue }
            try mark(place, add: added, remove: removed)
            try remember(place, add: removed, remove: added, backTo: nil)
            outcome = .changed
        }
        return outcome
    }

    /// Shows the flags and merges them into what is queued for that place.
    private func mark(_ place: Place, add: MessageFlags, remove: MessageFlags) throws(StoreError) {
        let shown = place.flags.union(add).subtracting(remove)
        try connection.run(.showFlags, [.integer(place.id), .int(shown.rawValue)])
        let open = try connection.all(.openChangesOfPlace, [.integer(place.id)]).filter { $0.kind == .flags }
        guard let queued = open.last, !queued.isBeingSent else {
            try connection.run(
                .queueFlags,
                [
                    .integer(place.account), .integer(place.id), .int(add.rawValue), .int(remove.rawValue),
                    .time(now),
                ])
            return
        }
        var added = queued.added.union(add).subtracting(remove)
        var removed = queued.removed.union(remove).subtracting(add)
        if open.count == 1 {
            added.subtract(place.remoteFlags)
            removed.formIntersection(place.remoteFlags)
        }
        if added.isEmpty && removed.isEmpty {
            try connection.run(.dropChange, [.integer(queued.id)])
        } else {
            try connection.run(
                .mergeFlags, [.integer(queued.id), .int(added.rawValue), .int(removed.rawValue)])
        }
    }

    // MARK: Moves

    mutating func move(
        message: Int64, from source: RowID<Folder>?, toRole roles: [FolderRole]
    ) throws(StoreError) -> Outcome {
        guard let place = try place(of: message, in: source, notIn: nil) else { return .nothing }
        for role in roles {
            let folder = try connection.first(
                .folderWithRole, [.integer(place.account), .text(role.rawValue)])
            if let folder { return try move(message: message, from: source, to: folder.id) }
        }
        return .refused
    }

    mutating func move(
        message: Int64, from source: RowID<Folder>?, to target: RowID<Folder>
    ) throws(StoreError) -> Outcome {
        guard let folder = try connection.first(.folderByID, [.row(target)]),
            let place = try place(of: message, in: source, notIn: target)
        else { return .nothing }
        guard try connection.first(.accountKey, [.id(folder.folder.account)]) == place.account else {
            return .refused
        }
        let moved = try move(place, to: folder)
        var after = place
        after.id = moved
        try remember(after, add: [], remove: [], backTo: place.folder)
        return .changed
    }

    /// - Returns: the place where the message shows now.
    private func move(_ place: Place, to folder: SyncedFolder) throws(StoreError) -> Int64 {
        if let queued = try connection.first(.moveThatMadePlace, [.integer(place.id)]), !queued.isBeingSent {
            return try redirect(queued, from: place, to: folder)
        }
        try connection.run(.hidePlace, [.integer(place.id)])
        try connection.run(
            .addWaitingPlace,
            [
                .integer(place.id), .row(folder.id), .string(folder.folder.role?.rawValue),
            ])
        let target = connection.lastInsertedRow
        try connection.run(
            .queueMove,
            [.integer(place.account), .integer(place.id), .row(folder.id), .integer(target), .time(now)])
        return target
    }

    /// Moves again before the server was told of the first move: the first one gets the new target.
    private func redirect(_ queued: OpenChange, from place: Place, to folder: SyncedFolder) throws(StoreError)
        -> Int64
    {
        guard let origin = try connection.first(.placeByID, [.integer(queued.location)]) else {
            return place.id
        }
        if origin.folder == folder.id.rawValue {
            try dropMove(queued, at: place)
            return origin.id
        }
        try connection.run(
            .relocatePlace, [.integer(place.id), .row(folder.id), .string(folder.folder.role?.rawValue)])
        try connection.run(.redirectMove, [.integer(queued.id), .row(folder.id)])
        return place.id
    }

    /// Forgets a move: the old place shows again, with the flags that were set meanwhile.
    private func dropMove(_ queued: OpenChange, at place: Place) throws(StoreError) {
        try connection.run(.dropChange, [.integer(queued.id)])
        try connection.run(.unhidePlace, [.integer(queued.location)])
        if let origin = try connection.first(.placeByID, [.integer(queued.location)]),
            origin.flags != place.flags
        {
            try mark(
                origin, add: place.flags.subtracting(origin.flags),
                remove: origin.flags.subtracting(place.flags))
        }
        try connection.run(.removeLocation, [.integer(place.id)])
    }

    // MARK: Deletion

    mutating func delete(message: Int64, from source: RowID<Folder>?, forever: Bool) throws(StoreError)
        -> Outcome
    {
        guard let shown = try place(of: message, in: source, notIn: nil) else { return .nothing }
        let trash = try connection.first(
            .folderWithRole, [.integer(shown.account), .text(FolderRole.trash.rawValue)])
        if let trash, !forever, shown.folder != trash.id.rawValue {
            return try move(message: message, from: source, to: trash.id)
        }
        var place = shown
        if let queued = try connection.first(.moveThatMadePlace, [.integer(place.id)]), !queued.isBeingSent,
            let origin = try connection.first(.placeByID, [.integer(queued.location)])
        {
            try connection.run(.dropChange, [.integer(queued.id)])
            try connection.run(.removeLocation, [.integer(place.id)])
            place = origin
        } else {
            try connection.run(.hidePlace, [.integer(place.id)])
        }
        try connection.run(.queueDeletion, [.integer(place.account), .integer(place.id), .time(now)])
        try remember(place, add: [], remove: [], backTo: place.folder)
        return .changed
    }

    // MARK: Undo

    private mutating func remember(
        _ place: Place, add: MessageFlags, remove: MessageFlags, backTo folder: Int64?
    ) throws(StoreError) {
        position += 1
        try connection.run(
            .rememberUndo,
            [
                .integer(number), .integer(position), .integer(place.message), .integer(place.id),
                .int(add.rawValue), .int(remove.rawValue), .int(folder),
            ])
    }

    /// - Returns: the messages that changed.
    func takeBack(_ number: Int64) throws(StoreError) -> [Int64] {
        var changed: [Int64] = []
        for step in try connection.all(.undoSteps, [.integer(number)]) {
            guard let place = try connection.first(.placeByID, [.integer(step.location)]) else { continue }
            guard try takeBack(step, at: place) else { continue }
            if !changed.contains(step.message) { changed.append(step.message) }
        }
        try connection.run(.forgetUndo, [.integer(number)])
        return changed
    }

    private func takeBack(_ step: UndoStep, at place: Place) throws(StoreError) -> Bool {
        guard let folder = step.backTo else {
            let added = step.flags.added.subtracting(place.flags)
            let removed = step.flags.removed.intersection(place.flags)
            guard !added.isEmpty || !removed.isEmpty else { return false }
            try mark(place, add: added, remove: removed)
            return true
        }
        if let deletion = try connection.all(.openChangesOfPlace, [.integer(place.id)]).last(where: {
            $0.kind == .delete
        }) {
            guard !deletion.isBeingSent else { return false }
            try connection.run(.dropChange, [.integer(deletion.id)])
            try connection.run(.unhidePlace, [.integer(place.id)])
            return true
        }
        guard let target = try connection.first(.folderByID, [.integer(folder)]), !place.isHidden else {
            return false
        }
        _ = try move(place, to: target)
        return true
    }

    private func place(
        of message: Int64, in source: RowID<Folder>?, notIn target: RowID<Folder>?
    ) throws(StoreError) -> Place? {
        let places = try connection.all(.placesOfMessage, [.integer(message)])
            .filter { $0.folder != target?.rawValue }
        guard let source else { return places.first(where: \.isInbox) ?? places.first }
        return places.first { $0.folder == source.rawValue }
    }
}
