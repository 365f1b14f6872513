public import CRMModel

/// A message as a folder shows it.
public struct Sighting: Hashable, Sendable {
    public var uid: UInt32
    public var flags: MessageFlags
    /// RFC 7162; nil when the server does not count changes.
    public var modSeq: UInt64?

    public init(uid: UInt32, flags: MessageFlags, modSeq: UInt64? = nil) {
        self.uid = uid
        self.flags = flags
        self.modSeq = modSeq
    }
}

/// Puts known messages into folders.
enum MessagePlacement {
    /// Records that `folder` shows a message under a UID.
    ///
    /// A place that waits for its UID (a local move, a folder whose UIDs changed) is taken before a new one is made.
    static func place(
        _ sighting: Sighting, of message: KnownMessage, isNew: Bool, in folder: SyncedFolder,
        _ connection: any Connection
    ) throws(StoreError) {
        if !isNew {
            let waiting = try connection.first(.waitingLocation, [.integer(message.id), .row(folder.id)])
            if let waiting {
                try clear(sighting.uid, in: folder, unlessFor: waiting, connection)
                try connection.run(.giveUID, [.integer(waiting), .int(sighting.uid)])
                try RemoteFlags.apply(sighting, to: waiting, connection)
                return
            }
        }
        if try insert(sighting, of: message, in: folder, connection) { return }
        guard let taken = try connection.first(.locationByUID, [.row(folder.id), .int(sighting.uid)]) else {
            return
        }
        if taken.message == message.id {
            try connection.run(.showFoundLocation, [.integer(taken.id)])
            try RemoteFlags.apply(sighting, to: taken.id, connection)
        } else {
            // The server gave the UID to another message; RFC 9051 forbids it, so ours is the wrong one.
            try connection.run(.removeLocation, [.integer(taken.id)])
            _ = try insert(sighting, of: message, in: folder, connection)
        }
    }

    /// - Returns: false when the UID is taken.
    private static func insert(
        _ sighting: Sighting, of message: KnownMessage, in folder: SyncedFolder, _ connection: any Connection
    ) throws(StoreError) -> Bool {
        try connection.run(
            .insertLocation,
            [
                .integer(message.id), .row(folder.id), .int(sighting.uid),
                .string(folder.folder.role?.rawValue), .integer(message.sortKey),
                .int(sighting.flags.rawValue), .int(sighting.modSeq), .bool(message.isLinked),
            ]) > 0
    }

    private static func clear(
        _ uid: UInt32, in folder: SyncedFolder, unlessFor location: Int64, _ connection: any Connection
    ) throws(StoreError) {
        guard let taken = try connection.first(.locationByUID, [.row(folder.id), .int(uid)]),
            taken.id != location
        else { return }
        try connection.run(.removeLocation, [.integer(taken.id)])
    }

    static let catalogue: [CataloguedStatement] = [
        Statement.waitingLocation.listed(), Statement.locationByUID.listed(),
        Statement.insertLocation.listed(),
        Statement.giveUID.listed(), Statement.showFoundLocation.listed(), Statement.removeLocation.listed(),
    ]
}

/// A place with the message that lies there.
struct LocationKey: Hashable, Sendable {
    var id: Int64
    var message: Int64
}

extension Statement where Row == LocationKey {
    /// `$1` folder, `$2` UID.
    static let locationByUID = Statement(
        named: "locationByUID", "SELECT id, message FROM message_locations WHERE folder = $1 AND uid = $2"
    ) { (row) throws(StoreError) in LocationKey(id: try row.int64(0), message: try row.int64(1)) }
}

extension Statement where Row == Int64 {
    /// `$1` message, `$2` folder.
    fileprivate static let waitingLocation = Statement(
        named: "waitingLocation",
        "SELECT id FROM message_locations WHERE message = $1 AND folder = $2 AND uid IS NULL ORDER BY id LIMIT 1"
    ) { (row) throws(StoreError) in try row.int64(0) }
}

extension Statement where Row == Void {
    fileprivate static let insertLocation = Statement(
        named: "insertLocation",
        """
        INSERT INTO message_locations(message, folder, uid, role, sort_key, flags, remote_flags, modseq, linked)
        VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8) ON CONFLICT (folder, uid) DO NOTHING
        """)

    static let giveUID = Statement(
        named: "giveUID", "UPDATE message_locations SET uid = $2, missing = NULL WHERE id = $1")

    /// A place that had been missing and was found again; one that a local change hides stays hidden.
    fileprivate static let showFoundLocation = Statement(
        named: "showFoundLocation",
        "UPDATE message_locations SET hidden = 0, missing = NULL WHERE id = $1 AND missing IS NOT NULL")

    static let removeLocation = Statement(
        named: "removeLocation", "DELETE FROM message_locations WHERE id = $1")
}
