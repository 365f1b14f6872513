public import CRMModel

// What the server says about messages that are known: flags, disappearances, new UIDs.
extension MessageRepository {
    /// All UIDs of a folder with the server's flags as last seen, ascending; what a diff starts from.
    public func sightings(in folder: RowID<Folder>) async throws(StoreError) -> [Sighting] {
        try await database.read { (c) throws(StoreError) in try c.all(.sightings, [.row(folder)]) }
    }

    /// Takes over flags. What was changed here and has not reached the server wins.
    ///
    /// - Returns: the UIDs that are not known and have to be fetched, in the order given.
    @discardableResult
    public func applyFlags(
        _ sightings: [Sighting], in folder: RowID<Folder>, at now: Timestamp
    ) async throws(StoreError) -> [UInt32] {
        try await database.write { (c) throws(StoreError) in
            var unknown: [UInt32] = []
            var changed: [RowID<Message>] = []
            for sighting in sightings {
                guard let place = try c.first(.locationByUID, [.row(folder), .int(sighting.uid)]) else {
                    unknown.append(sighting.uid)
                    continue
                }
                if try RemoteFlags.apply(sighting, to: place.id, c) { changed.append(RowID(place.message)) }
            }
            try MessageRepository.announceChanged(changed, at: now, c)
            return unknown
        }
    }

    /// The server has these UIDs no more. The messages leave the lists now and the workspace with `purge`, so that
    /// a move found later is not a loss.
    public func removeVanished(
        _ uids: [UInt32], in folder: RowID<Folder>, at now: Timestamp
    ) async throws(StoreError) {
        try await database.write { (c) throws(StoreError) in
            var gone: [RowID<Message>] = []
            for uid in uids {
                guard let place = try c.first(.locationByUID, [.row(folder), .int(uid)]) else { continue }
                try c.run(.missLocation, [.integer(place.id), .time(now)])
                try c.run(.orphanMessage, [.integer(place.message), .time(now)])
                gone.append(RowID(place.message))
            }
            try MessageRepository.announceRemoved(gone, at: now, c)
        }
    }

    /// Places messages that are known by Message-ID and size, without fetching them again.
    ///
    /// - Returns: the UIDs that nothing fits, or more than one message; they have to be fetched.
    public func adopt(
        _ candidates: [IdentifiedSighting], in folder: RowID<Folder>, at now: Timestamp
    ) async throws(StoreError) -> [UInt32] {
        try await database.write { (c) throws(StoreError) in
            guard let synced = try c.first(.folderByID, [.row(folder)]),
                let key = try c.first(.accountKey, [.id(synced.folder.account)])
            else { return candidates.map(\.sighting.uid) }
            var unknown: [UInt32] = []
            var changed: [RowID<Message>] = []
            for candidate in candidates {
                let known = try c.all(
                    .messagesByIDAndSize,
                    [.integer(key), .text(candidate.messageID), .int(candidate.size)])
                guard known.count == 1, let message = known.first else {
                    unknown.append(candidate.sighting.uid)
                    continue
                }
                try MessagePlacement.place(candidate.sighting, of: message, isNew: false, in: synced, c)
                changed.append(RowID(message.id))
            }
            try MessageRepository.announceChanged(changed, at: now, c)
            return unknown
        }
    }

    /// The folder's UIDVALIDITY is another: all UIDs are forgotten, the messages stay and stay shown. `adopt` and
    /// `ingest` give them their new UIDs; `finishReset` ends it.
    public func resetUIDs(
        of folder: RowID<Folder>, uidValidity: UInt32, at now: Timestamp
    ) async throws(StoreError) {
        try await database.write { (c) throws(StoreError) in
            try c.run(.forgetMissing, [.row(folder)])
            try c.run(.forgetUIDs, [.row(folder)])
            try FolderRepository.setCursor(FolderCursor(uidValidity: uidValidity), of: folder, at: now, in: c)
        }
    }

    /// After a reset and a complete look: what got no UID is gone from the folder.
    public func finishReset(of folder: RowID<Folder>, at now: Timestamp) async throws(StoreError) {
        try await database.write { (c) throws(StoreError) in
            var gone: [RowID<Message>] = []
            for place in try c.all(.locationsLeftOver, [.row(folder)]) {
                try c.run(.missLocation, [.integer(place.id), .time(now)])
                try c.run(.orphanMessage, [.integer(place.message), .time(now)])
                gone.append(RowID(place.message))
            }
            try MessageRepository.announceRemoved(gone, at: now, c)
        }
    }

    /// Removes for good what vanished before `moment` and did not come back, at most `limit` messages.
    ///
    /// - Returns: how many messages were removed; call again while it is `limit`.
    public func purge(vanishedBefore moment: Timestamp, limit: Int = 200) async throws(StoreError) -> Int {
        try await database.write { (c) throws(StoreError) in
            for place in try c.all(.locationsLongMissing, [.time(moment), .int(limit)]) {
                try c.run(.removeLocation, [.integer(place.id)])
                try c.run(.orphanMessage, [.integer(place.message), .time(moment)])
            }
            let orphans = try c.all(.orphans, [.time(moment), .int(limit)])
            for orphan in orphans { try MessageRemoval.remove(orphan, in: c) }
            return orphans.count
        }
    }

    private static func announceChanged(
        _ ids: [RowID<Message>], at now: Timestamp, _ connection: any Connection
    ) throws(StoreError) {
        guard !ids.isEmpty else { return }
        try EventLog.append(.messagesChanged(ids: Array(ids.prefix(500))), at: now, in: connection)
    }

    private static func announceRemoved(
        _ ids: [RowID<Message>], at now: Timestamp, _ connection: any Connection
    ) throws(StoreError) {
        guard !ids.isEmpty else { return }
        try EventLog.append(.messagesRemoved(ids: Array(ids.prefix(500))), at: now, in: connection)
    }

    static let serverCatalogue: [CataloguedStatement] = [
        Statement.sightings.listed(), Statement.missLocation.listed(), Statement.messagesByIDAndSize.listed(),
        Statement.forgetMissing.listed(), Statement.forgetUIDs.listed(),
        Statement.locationsLeftOver.listed(), Statement.locationsLongMissing.listed(),
        Statement.orphans.listed(),
    ]
}

/// A message as a folder shows it, with what tells it from others without its content.
public struct IdentifiedSighting: Hashable, Sendable {
    public var sighting: Sighting
    /// Without angle brackets.
    public var messageID: String
    /// RFC822.SIZE.
    public var size: Int

    public init(_ sighting: Sighting, messageID: String, size: Int) {
        self.sighting = sighting
        self.messageID = messageID
        self.size = size
    }
}

extension Statement where Row == Sighting {
    fileprivate static let sightings = Statement(
        named: "sightings",
        """
        SELECT uid, remote_flags, modseq FROM message_locations
        WHERE folder = $1 AND uid > 0 AND missing IS NULL ORDER BY uid
        """
    ) { (row) throws(StoreError) in
        Sighting(
            uid: UInt32(clamping: try row.int(0)), flags: MessageFlags(rawValue: try row.int(1)),
            modSeq: try row.optionalInt(2).map { UInt64(clamping: $0) })
    }
}

extension Statement where Row == KnownMessage {
    /// `$1` account key, `$2` Message-ID, `$3` size.
    fileprivate static let messagesByIDAndSize = Statement(
        named: "messagesByIDAndSize",
        """
        SELECT id, thread, sort_key, linked FROM messages
        WHERE account = $1 AND message_id = $2 AND size = $3 LIMIT 2
        """
    ) { (row) throws(StoreError) in
        KnownMessage(
            id: try row.int64(0), thread: try row.int64(1), sortKey: try row.int64(2),
            isLinked: try row.bool(3))
    }
}

extension Statement where Row == LocationKey {
    /// `$1` folder. Places without a UID that no local move waits for.
    fileprivate static let locationsLeftOver = Statement(
        named: "locationsLeftOver",
        """
        SELECT l.id, l.message FROM message_locations l INDEXED BY locations_without_uid
        WHERE l.folder = $1 AND l.uid IS NULL AND l.missing IS NULL
          AND NOT EXISTS (SELECT 1 FROM local_changes c WHERE c.target_location = l.id AND c.state <> 'quarantined')
        """
    ) { (row) throws(StoreError) in LocationKey(id: try row.int64(0), message: try row.int64(1)) }

    /// `$1` before, `$2` limit.
    fileprivate static let locationsLongMissing = Statement(
        named: "locationsLongMissing",
        """
        SELECT l.id, l.message FROM message_locations l INDEXED BY locations_missing
        WHERE l.missing < $1
          AND NOT EXISTS (SELECT 1 FROM local_changes c WHERE c.location = l.id AND c.state = 'sending')
        LIMIT $2
        """
    ) { (row) throws(StoreError) in LocationKey(id: try row.int64(0), message: try row.int64(1)) }
}

extension Statement where Row == Int64 {
    /// `$1` before (included), `$2` limit.
    fileprivate static let orphans = Statement(
        named: "orphans",
        """
        SELECT m.id FROM messages m INDEXED BY messages_orphaned
        WHERE m.orphaned <= $1 AND NOT EXISTS (SELECT 1 FROM message_locations l WHERE l.message = m.id)
        LIMIT $2
        """
    ) { (row) throws(StoreError) in try row.int64(0) }
}

extension Statement where Row == Void {
    /// `$1` place, `$2` now.
    fileprivate static let missLocation = Statement(
        named: "missLocation",
        "UPDATE message_locations SET hidden = 1, missing = $2 WHERE id = $1 AND missing IS NULL")

    fileprivate static let forgetMissing = Statement(
        named: "forgetMissing", "DELETE FROM message_locations WHERE folder = $1 AND missing IS NOT NULL")

    fileprivate static let forgetUIDs = Statement(
        named: "forgetUIDs",
        "UPDATE message_locations SET uid = NULL, modseq = NULL WHERE folder = $1 AND uid IS NOT NULL")
}
