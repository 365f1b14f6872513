public import CRMModel

/// The folders of the accounts and how far each is synced.
public struct FolderRepository: Sendable {
    private let database: any Database

    public init(_ database: any Database) { self.database = database }

    /// The folders of one account or of all, in the order of the server's listing.
    public func all(of account: ID<Account>? = nil) async throws(StoreError) -> [Folder] {
        try await synced(of: account).map(\.folder)
    }

    /// The same with what the sync needs.
    public func synced(of account: ID<Account>? = nil) async throws(StoreError) -> [SyncedFolder] {
        try await database.read { (c) throws(StoreError) in
            guard let account else { return try c.all(.allFolders) }
            return try c.all(.foldersOfAccount, [.id(account)])
        }
    }

    public func folder(_ id: RowID<Folder>) async throws(StoreError) -> SyncedFolder? {
        try await database.read { (c) throws(StoreError) in try c.first(.folderByID, [.row(id)]) }
    }

    /// Makes the account's folders those that the server lists: adds, renames roles, removes what is gone.
    ///
    /// The messages of a removed folder stay until `MessageRepository.purge`, so that a renamed folder finds
    /// them again.
    /// - Returns: the folders that exist now.
    @discardableResult
    public func replace(
        _ listed: [FolderFacts], of account: ID<Account>, at now: Timestamp
    ) async throws(StoreError) -> [SyncedFolder] {
        try await database.write { (c) throws(StoreError) in
            guard let key = try c.first(.accountKey, [.id(account)]) else { return [] }
            let before = try c.all(.foldersOfAccount, [.id(account)])
            let names = Set(listed.map(\.rawName))
            for folder in before where !names.contains(folder.rawName) {
                try c.run(.orphanMessagesOfFolder, [.row(folder.id), .time(now)])
                try c.run(.removeFolder, [.row(folder.id)])
            }
            for facts in listed {
                try c.run(
                    .saveFolder,
                    [
                        .integer(key), .bytes(facts.rawName), .text(facts.name),
                        .string(facts.role?.rawValue),
                        .bool(facts.isSelectable),
                    ])
            }
            let after = try c.all(.foldersOfAccount, [.id(account)])
            if after != before { try EventLog.append(.foldersChanged(account: account), in: c) }
            return after
        }
    }

    /// Records how far a folder is synced; clears its error.
    public func setCursor(
        _ cursor: FolderCursor, of folder: RowID<Folder>, at now: Timestamp
    ) async throws(StoreError) {
        try await database.write { (c) throws(StoreError) in
            try FolderRepository.setCursor(cursor, of: folder, at: now, in: c)
        }
    }

    /// The same within a transaction.
    public static func setCursor(
        _ cursor: FolderCursor, of folder: RowID<Folder>, at now: Timestamp, in connection: any Connection
    ) throws(StoreError) {
        try connection.run(
            .setFolderCursor,
            [
                .row(folder), .int(cursor.uidValidity), .int(cursor.uidNext), .int(cursor.highestModSeq),
                .int(cursor.backfillLow), .time(now),
            ])
    }

    /// Records why a folder could not be synced; the last success stays.
    public func setError(_ reason: String, of folder: RowID<Folder>) async throws(StoreError) {
        try await database.write { (c) throws(StoreError) in
            try c.run(.setFolderError, [.row(folder), .text(reason)])
        }
    }

    public static let catalogue: [CataloguedStatement] = [
        Statement.allFolders.listed(scansBecause: "some hundred folders"),
        Statement.foldersOfAccount.listed(), Statement.folderByID.listed(), Statement.saveFolder.listed(),
        Statement.removeFolder.listed(), Statement.orphanMessagesOfFolder.listed(),
        Statement.setFolderCursor.listed(), Statement.setFolderError.listed(),
        Statement.folderWithRole.listed(),
    ]
}

extension SyncedFolder {
    fileprivate static let columns = """
        f.id, a.id, f.name, f.role, f.messages, f.unread, f.last_sync, f.last_error, f.raw_name,
        f.is_selectable, f.uid_validity, f.uid_next, f.highest_modseq, f.backfill_low
        """

    fileprivate init(_ row: borrowing RowReader) throws(StoreError) {
        self.init(
            folder: Folder(
                id: try row.row(0), account: try row.id(1), name: try row.text(2),
                role: try row.optionalText(3).flatMap { FolderRole(rawValue: $0) }, messages: try row.int(4),
                unread: try row.int(5), lastSync: try row.optionalTime(6), lastError: try row.optionalText(7)),
            rawName: try row.bytes(8), isSelectable: try row.bool(9),
            cursor: FolderCursor(
                uidValidity: try row.optionalInt(10).map { UInt32(clamping: $0) },
                uidNext: try row.optionalInt(11).map { UInt32(clamping: $0) },
                highestModSeq: try row.optionalInt(12).map { UInt64(clamping: $0) },
                backfillLow: try row.optionalInt(13).map { UInt32(clamping: $0) }))
    }
}

extension Statement where Row == SyncedFolder {
    fileprivate static let allFolders = Statement(
        named: "allFolders",
        "SELECT \(SyncedFolder.columns) FROM folders f JOIN accounts a ON a.key = f.account ORDER BY a.name, f.id"
    ) { (row) throws(StoreError) in try SyncedFolder(row) }

    fileprivate static let foldersOfAccount = Statement(
        named: "foldersOfAccount",
        """
        SELECT \(SyncedFolder.columns) FROM accounts a JOIN folders f ON f.account = a.key
        WHERE a.id = $1 ORDER BY f.id
        """
    ) { (row) throws(StoreError) in try SyncedFolder(row) }

    /// `$1` folder.
    static let folderByID = Statement(
        named: "folderByID",
        "SELECT \(SyncedFolder.columns) FROM folders f JOIN accounts a ON a.key = f.account WHERE f.id = $1"
    ) { (row) throws(StoreError) in try SyncedFolder(row) }

    /// `$1` account key, `$2` role.
    static let folderWithRole = Statement(
        named: "folderWithRole",
        """
        SELECT \(SyncedFolder.columns) FROM folders f JOIN accounts a ON a.key = f.account
        WHERE f.account = $1 AND f.role = $2 ORDER BY f.id LIMIT 1
        """
    ) { (row) throws(StoreError) in try SyncedFolder(row) }
}

extension Statement where Row == Void {
    fileprivate static let saveFolder = Statement(
        named: "saveFolder",
        """
        INSERT INTO folders(account, raw_name, name, role, is_selectable) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (account, raw_name) DO UPDATE SET name = excluded.name, role = excluded.role,
            is_selectable = excluded.is_selectable
        WHERE name <> excluded.name OR role IS NOT excluded.role OR is_selectable <> excluded.is_selectable
        """)

    fileprivate static let removeFolder = Statement(
        named: "removeFolder", "DELETE FROM folders WHERE id = $1")

    /// `$1` folder, `$2` now.
    fileprivate static let orphanMessagesOfFolder = Statement(
        named: "orphanMessagesOfFolder",
        """
        UPDATE messages SET orphaned = $2
        WHERE id IN (SELECT message FROM message_locations WHERE folder = $1) AND orphaned IS NULL
          AND NOT EXISTS (SELECT 1 FROM message_locations o WHERE o.message = messages.id AND o.folder <> $1)
        """)

    fileprivate static let setFolderCursor = Statement(
        named: "setFolderCursor",
        """
        UPDATE folders SET uid_validity = $2, uid_next = $3, highest_modseq = $4, backfill_low = $5,
            last_sync = $6, last_error = NULL
        WHERE id = $1
        """)

    fileprivate static let setFolderError = Statement(
        named: "setFolderError", "UPDATE folders SET last_error = $2 WHERE id = $1")
}
