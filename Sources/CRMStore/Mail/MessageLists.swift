import CRMModel

/// The list of each view, newest first, 50 rows as fast in a million messages as in a thousand: an index holds
/// the view's messages in order, and a page starts behind the last row of the page before.
enum MessageLists {
    /// The rows of a view below a sort key.
    static func rows(
        of view: MailView, account: Int64?, below key: Int64, limit: Int, _ connection: any Connection
    ) throws(StoreError) -> [MessageRow] {
        let place: [SQLValue] = [.integer(key), .int(limit)]
        switch view {
        case .folder(let folder): return try connection.all(.listFolder, place + [.row(folder)])
        case .all: return try connection.all(.listAll, place + [.int(account)])
        case .flagged: return try connection.all(.listFlagged, place + [.int(account)])
        case .unlinked: return try connection.all(.listUnlinked, place + [.int(account)])
        case .inbox, .sent, .drafts, .archive, .trash, .junk:
            let role = SQLValue.string(view.role?.rawValue)
            // One account's role is its folder: no other account's messages are walked through.
            guard let account else { return try connection.all(.listRole, place + [role]) }
            guard let folder = try connection.first(.folderWithRole, [.integer(account), role]) else {
                return []
            }
            return try connection.all(.listFolder, place + [.row(folder.id)])
        }
    }

    static let catalogue: [CataloguedStatement] = [
        Statement.listFolder.listed(), Statement.listRole.listed(), Statement.listUnlinked.listed(),
        Statement.listFlagged.listed(), Statement.listAll.listed(),
    ]
}

extension MailView {
    /// The folder role that the view shows of all accounts.
    fileprivate var role: FolderRole? {
        switch self {
        case .inbox: .inbox
        case .sent: .sent
        case .drafts: .drafts
        case .archive: .archive
        case .trash: .trash
        case .junk: .junk
        case .unlinked, .flagged, .all, .folder: nil
        }
    }
}

// In all of them `$1` is the sort key to start below and `$2` the limit.
extension Statement where Row == MessageRow {
    /// `$3` folder.
    fileprivate static let listFolder = Statement(
        named: "listFolder",
        """
        SELECT \(MessageRow.listColumns)
        FROM message_locations l INDEXED BY locations_by_folder JOIN messages m ON m.id = l.message \(MessageRow.joins)
        WHERE l.folder = $3 AND l.hidden = 0 AND l.sort_key < $1 ORDER BY l.sort_key DESC LIMIT $2
        """
    ) { (row) throws(StoreError) in try MessageRow(row) }

    /// `$3` role.
    fileprivate static let listRole = Statement(
        named: "listRole",
        """
        SELECT \(MessageRow.listColumns)
        FROM message_locations l INDEXED BY locations_by_role JOIN messages m ON m.id = l.message \(MessageRow.joins)
        WHERE l.role = $3 AND l.hidden = 0 AND l.sort_key < $1 ORDER BY l.sort_key DESC LIMIT $2
        """
    ) { (row) throws(StoreError) in try MessageRow(row) }

    /// `$3` account key or NULL.
    fileprivate static let listUnlinked = Statement(
        named: "listUnlinked",
        """
        SELECT \(MessageRow.listColumns)
        FROM message_locations l INDEXED BY locations_unlinked JOIN messages m ON m.id = l.message \(MessageRow.joins)
        WHERE l.hidden = 0 AND l.linked = 0 AND l.role = 'inbox' AND l.sort_key < $1
          AND ($3 IS NULL OR m.account = $3)
        ORDER BY l.sort_key DESC LIMIT $2
        """
    ) { (row) throws(StoreError) in try MessageRow(row) }

    /// `$3` account key or NULL.
    fileprivate static let listFlagged = Statement(
        named: "listFlagged",
        """
        SELECT \(MessageRow.listColumns)
        FROM message_locations l INDEXED BY locations_flagged JOIN messages m ON m.id = l.message \(MessageRow.joins)
        WHERE l.hidden = 0 AND (l.flags & 4) = 4 AND l.sort_key < $1 AND ($3 IS NULL OR m.account = $3)
        ORDER BY l.sort_key DESC LIMIT $2
        """
    ) { (row) throws(StoreError) in try MessageRow(row) }

    /// `$3` account key or NULL.
    fileprivate static let listAll = Statement(
        named: "listAll",
        """
        SELECT \(MessageRow.listColumns) FROM messages m \(MessageRow.firstPlace) \(MessageRow.joins)
        WHERE m.sort_key < $1 AND m.places > 0 AND ($3 IS NULL OR m.account = $3)
        ORDER BY m.sort_key DESC LIMIT $2
        """
    ) { (row) throws(StoreError) in try MessageRow(row) }
}
