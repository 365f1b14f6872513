import CRMModel

/// A place of a message as local changes need it.
struct Place: Hashable, Sendable {
    var id: Int64
    var message: Int64
    var account: Int64
    var folder: Int64
    var isInbox: Bool
    var flags: MessageFlags
    var remoteFlags: MessageFlags
    var isHidden: Bool

    fileprivate static let columns =
        "l.id, l.message, m.account, l.folder, l.role IS 'inbox', l.flags, l.remote_flags, l.hidden"

    fileprivate init(_ row: borrowing RowReader) throws(StoreError) {
        id = try row.int64(0)
        message = try row.int64(1)
        account = try row.int64(2)
        folder = try row.int64(3)
        isInbox = try row.bool(4)
        flags = MessageFlags(rawValue: try row.int(5))
        remoteFlags = MessageFlags(rawValue: try row.int(6))
        isHidden = try row.bool(7)
    }
}

/// A change that the server has not confirmed.
struct OpenChange: Hashable, Sendable {
    enum Kind: String { case flags, move, delete }

    var id: Int64
    var kind: Kind
    var location: Int64
    var added: MessageFlags
    var removed: MessageFlags
    var isBeingSent: Bool

    fileprivate init(_ row: borrowing RowReader) throws(StoreError) {
        id = try row.int64(0)
        kind = try row.value(1)
        location = try row.int64(2)
        added = MessageFlags(rawValue: try row.int(3))
        removed = MessageFlags(rawValue: try row.int(4))
        isBeingSent = try row.text(5) == "sending"
    }
}

/// One place to set back.
struct UndoStep: Hashable, Sendable {
    var message: Int64
    var location: Int64
    var flags: FlagChange
    var backTo: Int64?
}

extension ChangeJournal {
    static let catalogue: [CataloguedStatement] = [
        Statement.placesOfMessage.listed(), Statement.placeByID.listed(),
        Statement.openChangesOfPlace.listed(), Statement.moveThatMadePlace.listed(),
        Statement.undoSteps.listed(), Statement.showFlags.listed(),
        Statement.queueFlags.listed(), Statement.mergeFlags.listed(), Statement.dropChange.listed(),
        Statement.hidePlace.listed(), Statement.unhidePlace.listed(), Statement.addWaitingPlace.listed(),
        Statement.relocatePlace.listed(), Statement.queueMove.listed(), Statement.redirectMove.listed(),
        Statement.queueDeletion.listed(), Statement.rememberUndo.listed(), Statement.forgetUndo.listed(),
    ]
}

extension Statement where Row == Place {
    /// `$1` message; only what is shown.
    static let placesOfMessage = Statement(
        named: "placesOfMessage",
        """
        SELECT \(Place.columns) FROM message_locations l JOIN messages m ON m.id = l.message
        WHERE l.message = $1 AND l.hidden = 0 ORDER BY l.id
        """
    ) { (row) throws(StoreError) in try Place(row) }

    /// `$1` location, hidden or not.
    static let placeByID = Statement(
        named: "placeByID",
        "SELECT \(Place.columns) FROM message_locations l JOIN messages m ON m.id = l.message WHERE l.id = $1"
    ) { (row) throws(StoreError) in try Place(row) }
}

extension Statement where Row == OpenChange {
    /// `$1` location; oldest first.
    static let openChangesOfPlace = Statement(
        named: "openChangesOfPlace",
        """
        SELECT id, kind, location, add_flags, remove_flags, state FROM local_changes
        WHERE location = $1 AND state IN ('pending', 'sending') ORDER BY id
        """
    ) { (row) throws(StoreError) in try OpenChange(row) }

    /// `$1` location that a move made.
    static let moveThatMadePlace = Statement(
        named: "moveThatMadePlace",
        """
        SELECT id, kind, location, add_flags, remove_flags, state FROM local_changes
        WHERE target_location = $1 AND kind = 'move' AND state IN ('pending', 'sending') ORDER BY id LIMIT 1
        """
    ) { (row) throws(StoreError) in try OpenChange(row) }
}

extension Statement where Row == UndoStep {
    /// `$1` number; newest step first.
    static let undoSteps = Statement(
        named: "undoSteps",
        """
        SELECT message, location, add_flags, remove_flags, back_to FROM undo_steps
        WHERE undo = $1 ORDER BY position DESC
        """
    ) { (row) throws(StoreError) in
        UndoStep(
            message: try row.int64(0), location: try row.int64(1),
            flags: FlagChange(
                added: MessageFlags(rawValue: try row.int(2)), removed: MessageFlags(rawValue: try row.int(3))
            ),
            backTo: try row.isNull(4) ? nil : row.int64(4))
    }
}

extension Statement where Row == Void {
    static let showFlags = Statement(
        named: "showFlags", "UPDATE message_locations SET flags = $2 WHERE id = $1")

    static let queueFlags = Statement(
        named: "queueFlags",
        """
        INSERT INTO local_changes(account, kind, location, add_flags, remove_flags, created)
        VALUES ($1, 'flags', $2, $3, $4, $5)
        """)

    static let mergeFlags = Statement(
        named: "mergeFlags", "UPDATE local_changes SET add_flags = $2, remove_flags = $3 WHERE id = $1")

    static let dropChange = Statement(named: "dropChange", "DELETE FROM local_changes WHERE id = $1")

    static let hidePlace = Statement(
        named: "hidePlace", "UPDATE message_locations SET hidden = 1 WHERE id = $1")

    static let unhidePlace = Statement(
        named: "unhidePlace", "UPDATE message_locations SET hidden = 0 WHERE id = $1 AND missing IS NULL")

    /// `$1` the old place, `$2` folder, `$3` its role.
    static let addWaitingPlace = Statement(
        named: "addWaitingPlace",
        """
        INSERT INTO message_locations(message, folder, role, sort_key, flags, remote_flags, linked)
        SELECT message, $2, $3, sort_key, flags, flags, linked FROM message_locations WHERE id = $1
        """)

    /// `$1` place, `$2` folder, `$3` its role.
    static let relocatePlace = Statement(
        named: "relocatePlace", "UPDATE message_locations SET folder = $2, role = $3 WHERE id = $1")

    static let queueMove = Statement(
        named: "queueMove",
        """
        INSERT INTO local_changes(account, kind, location, target_folder, target_location, created)
        VALUES ($1, 'move', $2, $3, $4, $5)
        """)

    static let redirectMove = Statement(
        named: "redirectMove", "UPDATE local_changes SET target_folder = $2 WHERE id = $1")

    static let queueDeletion = Statement(
        named: "queueDeletion",
        "INSERT INTO local_changes(account, kind, location, created) VALUES ($1, 'delete', $2, $3)")

    static let rememberUndo = Statement(
        named: "rememberUndo",
        """
        INSERT INTO undo_steps(undo, position, message, location, add_flags, remove_flags, back_to)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """)

    /// `$1` the steps taken back; older ones than the last thousand go too.
    static let forgetUndo = Statement(
        named: "forgetUndo", "DELETE FROM undo_steps WHERE undo = $1 OR undo < $1 - 1000")
}
