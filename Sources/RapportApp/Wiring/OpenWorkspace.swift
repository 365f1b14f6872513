import CRMModel
import CRMStore
import Platform

/// An open workspace: its files, its stores and its keys. Made once per process and handed to who needs parts.
struct OpenWorkspace: Sendable {
    let directories: Directories
    var configuration: Configuration
    let log: Log
    let store: Workspace
    let key: WorkspaceKey

    var database: SQLiteDatabase { store.database }
    var accounts: AccountRepository { store.accounts }
    var folders: FolderRepository { store.folders }
    var messages: MessageRepository { store.messages }
    var contacts: ContactRepository { ContactRepository(database) }
    var companies: CompanyRepository { CompanyRepository(database) }
    var timeline: TimelineRepository { TimelineRepository(database) }
    var templates: TemplateRepository { TemplateRepository(database) }
    var drafts: DraftRepository { DraftRepository(database) }
    var outbox: OutboxRepository { OutboxRepository(database) }
    var campaigns: CampaignRepository { CampaignRepository(database) }
    /// Mail that waits for being linked to new owners of its addresses.
    var relinks: RelinkQueue { RelinkQueue(database) }
    var tracking: TrackingRepository { TrackingRepository(database) }

    /// The moment that rows are stamped with.
    var now: Timestamp { Timestamp(milliseconds: SystemClock.wallMilliseconds()) }

    /// Opens the workspace that the arguments name, or makes it.
    static func open(_ invocation: Invocation) async throws -> OpenWorkspace {
        let directories = try directories(invocation)
        var configuration = try Self.configuration(invocation, directories)
        try FileSystem.createDirectory(directories.workspace)
        let log = Log(directory: directories.state)
        log.setVerbose(invocation.isVerbose)
        let store = try await Workspace.open(directory: directories.workspace)
        if configuration.hub.publicURL == nil {
            configuration.hub.publicURL = try await store.settings.value(Self.publicURLSetting)
        }
        let passphrase = Environment["RAPPORT_PASSPHRASE"]
        let workspace = OpenWorkspace(
            directories: directories, configuration: configuration, log: log, store: store,
            key: WorkspaceKey(directory: directories.workspace, passphrase: passphrase))
        try await WritingDesk(workspace: workspace).addLibraryOnce()
        return workspace
    }

    func close() async { await store.close() }

    /// Where the hub says under which address it was started last.
    private static let publicURLSetting = "hub.public-url"

    /// Remembers the hub's public address for every process that composes mail, unless the configuration names one.
    func rememberPublicURL(_ url: String) async throws {
        try await store.settings.set(Self.publicURLSetting, to: url)
    }

    static func directories(_ invocation: Invocation) throws(CommandError) -> Directories {
        let name = invocation.value("--workspace") ?? "default"
        guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || "-_.".contains($0) }),
            name.first != "."
        else {
            throw .usage(
                "--workspace", "'\(name)' cannot be a workspace", "use letters, digits, dashes and dots")
        }
        guard invocation.value("--data") != "" else {
            throw .usage("--data", "no folder is named", "name one, or leave the option out")
        }
        return Directories(workspace: name, data: invocation.value("--data"))
    }

    static func configuration(_ invocation: Invocation, _ directories: Directories) throws -> Configuration {
        if let named = invocation.value("--config") {
            return try ConfigurationFile.load(named, isRequired: true)
        }
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

    /// The key that composer and hub share, in a file of its own: a hub on another machine gets a copy.
    func hub() throws(SecretError) -> SymmetricKey { try MasterKey.openFile("\(directory)/hub.key") }

    /// The passwords of accounts.
    func secrets() throws(SecretError) -> SecretStore { SecretStore(directory: directory, key: try open()) }
}
