import Glibc

/// The store of one workspace: its file, the file of raw messages, and what reads and writes them.
public struct Workspace: Sendable {
    /// `workspace.sqlite`.
    public let database: SQLiteDatabase
    /// `blobs.sqlite`; nothing in it cannot be fetched again from a server.
    public let blobs: SQLiteDatabase

    public let accounts: AccountRepository
    public let folders: FolderRepository
    public let messages: MessageRepository
    public let raw: RawMessageStore
    public let search: MessageSearch
    public let events: EventLog
    public let leases: LeaseRepository
    public let settings: SettingsRepository

    /// Opens a workspace, made when absent.
    ///
    /// - Parameter directory: must exist and be private to the user.
    public static func open(directory: String, readers: Int = 2) async throws(StoreError) -> Workspace {
        try refuseToReplace(directory)
        let database = try await SQLiteDatabase.open(
            .file(directory + "/workspace.sqlite"), migrations: Migrations.workspace, readers: readers)
        let blobs = try await SQLiteDatabase.open(
            .file(directory + "/blobs.sqlite"), migrations: Migrations.blobs, readers: 1,
            layout: .blobs)
        let workspace = Workspace(database: database, blobs: blobs)
        try await workspace.noteEmptyContent()
        return workspace
    }

    /// - Throws: `lost` when the folder holds mail or passwords of a workspace whose main file is gone or empty: a new
    ///   one in its place would look as if everything was deleted.
    private static func refuseToReplace(_ directory: String) throws(StoreError) {
        var facts = stat()
        // SQLite takes a file of one byte for an empty one.
        if stat(directory + "/workspace.sqlite", &facts) == 0, facts.st_size > 1 { return }
        let hasMail = stat(directory + "/blobs.sqlite", &facts) == 0 && facts.st_size > 0
        let hasSecrets = access(directory + "/secrets", F_OK) == 0
        guard hasMail || hasSecrets else { return }
        let rest = hasMail ? "blobs.sqlite" : "secrets"
        throw StoreError(
            .lost, statement: "open", detail: "\(directory)/workspace.sqlite is gone or empty beside \(rest)")
    }

    /// A workspace in memory, for tests.
    public static func inMemory() async throws(StoreError) -> Workspace {
        Workspace(
            database: try await SQLiteDatabase.open(.memory, migrations: Migrations.workspace),
            blobs: try await SQLiteDatabase.open(.memory, migrations: Migrations.blobs))
    }

    init(database: SQLiteDatabase, blobs: SQLiteDatabase) {
        self.database = database
        self.blobs = blobs
        raw = RawMessageStore(blobs)
        accounts = AccountRepository(database)
        folders = FolderRepository(database)
        messages = MessageRepository(database, raw: raw)
        search = MessageSearch(database)
        events = EventLog(database)
        leases = LeaseRepository(database)
        settings = SettingsRepository(database)
    }

    /// Closes both files after what is queued.
    public func close() async {
        await database.close()
        await blobs.close()
    }

    /// All statements of mail and events, for the test that prepares them.
    public static let catalogue: [CataloguedStatement] =
        AccountRepository.catalogue + MessageRepository.lostContentCatalogue + FolderRepository.catalogue
        + MessageRepository.catalogue
        + EventLog.catalogue + LeaseRepository.catalogue + SettingsRepository.catalogue
        + WorkspaceStats.catalogue + WorkspaceCheck.catalogue + WorkspaceCounts.catalogue
}
