import CRMModel
import CRMStore
import Platform

/// An open workspace: its files, its stores and its keys. Made once per process and handed to who needs parts.
struct Workspace: Sendable {
    let directories: Directories
    let configuration: Configuration
    let log: Log
    let database: SQLiteDatabase
    let blobs: SQLiteDatabase
    let key: WorkspaceKey

    var accounts: AccountRepository { AccountRepository(database) }
    var folders: FolderRepository { FolderRepository(database) }
    var raw: RawMessageStore { RawMessageStore(blobs) }
    var messages: MessageRepository { MessageRepository(database, raw: raw) }
    var search: MessageSearch { MessageSearch(database) }

    /// The moment that rows are stamped with.
    var now: Timestamp { Timestamp(milliseconds: SystemClock.wallMilliseconds()) }

    /// Opens the workspace that the arguments name, or makes it.
    static func open(_ invocation: Invocation) async throws -> Workspace {
        let directories = try directories(invocation)
        let configuration = try Self.configuration(invocation, directories)
        try FileSystem.createDirectory(directories.workspace)
        let log = Log(directory: directories.state)
        log.setVerbose(invocation.isVerbose)
        let database = try await SQLiteDatabase.open(
            .file("\(directories.workspace)/workspace.sqlite"), migrations: Migrations.workspace)
        let blobs = try await SQLiteDatabase.open(
            .file("\(directories.workspace)/blobs.sqlite"), migrations: Migrations.blobs)
        let passphrase = Environment["RAPPORT_PASSPHRASE"]
        return Workspace(
            directories: directories, configuration: configuration, log: log, database: database, blobs: blobs,
            key: WorkspaceKey(directory: directories.workspace, passphrase: passphrase))
    }

    func close() async {
        await database.close()
        await blobs.close()
    }

    static func directories(_ invocation: Invocation) throws(CommandError) -> Directories {
        let name = invocation.value("--workspace") ?? "default"
        guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || "-_.".contains($0) }), name.first != "."
        else {
            throw .usage("--workspace", "'\(name)' cannot be a workspace", "use letters, digits, dashes and dots")
        }
        return Directories(workspace: name, data: invocation.value("--data"))
    }

    static func configuration(_ invocation: Invocation, _ directories: Directories) throws -> Configuration {
        if let named = invocation.value("--config") { return try ConfigurationFile.load(named, isRequired: true) }
        return try ConfigurationFile.load("\(directories.configuration)/config.toml", isRequired: false)
    }
}

/// The workspace's key, opened when it is first needed: commands that touch no secret ask for no passphrase.
struct WorkspaceKey: Sendable {
    let directory: String
    let passphrase: String?

    func open() throws(SecretError) -> SymmetricKey {
        try MasterKey.open(directory: directory, passphrase: passphrase)
    }

    /// The passwords of accounts.
    func secrets() throws(SecretError) -> SecretStore { SecretStore(directory: directory, key: try open()) }
}
