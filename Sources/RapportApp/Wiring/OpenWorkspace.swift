import CRMModel
import CRMStore
import Platform
import Synchronization

/// An open workspace: its files, its stores and its keys. Made once per process and handed to who needs parts.
struct OpenWorkspace: Sendable {
    let directories: Directories
    private let watch: ConfigurationWatch
    /// What this run was told in place of the file; nil lets the file rule.
    private var given: Configuration?
    let log: Log
    let store: Workspace
    let key: WorkspaceKey

    /// As the file is now, unless this run was told otherwise.
    var configuration: Configuration {
        get { given ?? watch.current }
        set { given = newValue }
    }

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
        let log = Log(directory: directories.state)
        let watch = try ConfigurationWatch(
            Self.configurationFile(invocation, directories), isRequired: invocation.value("--config") != nil,
            onFault: { log.warning("configuration.faulty", ["error": .string("\($0)")]) })
        try FileSystem.createDirectory(directories.workspace)
        log.setVerbose(invocation.isVerbose)
        let store: Workspace
        do throws(StoreError) { store = try await Workspace.open(directory: directories.workspace) } catch {
            throw ErrorWords.opening(directories.workspace, error)
        }
        watch.takeHub(try await HubReach.remembered(in: store))
        let hubKeys = WorkspaceKey.hubFile(in: directories.workspace)
        let needsHubKey =
            FileSystem.exists(hubKeys) ? false : try await Self.isHubKeyLost(store)
        // With --data everything of a run lies below its folder: the key too.
        let takesKeyring = watch.current.usesKeyring && invocation.value("--data") == nil
        let workspace = OpenWorkspace(
            directories: directories, watch: watch, given: nil, log: log, store: store,
            key: WorkspaceKey(
                directory: directories.workspace, passphrase: Environment["RAPPORT_PASSPHRASE"],
                keyring: takesKeyring ? Keyring.session : nil, needsHubKey: needsHubKey))
        try await WritingDesk(workspace: workspace).addLibraryOnce()
        return workspace
    }

    /// That a key was imported: this hub reads what others seal.
    static let importedHubKeySetting = "hub.key.imported"

    /// Of a workspace without the hub's keys: whether it had some.
    private static func isHubKeyLost(_ store: Workspace) async throws(StoreError) -> Bool {
        if try await store.settings.value(importedHubKeySetting) != nil { return true }
        return try await TrackingRepository(store.database).hasTokens()
    }

    func close() async { await store.close() }

    /// Looks for where a hub was started last: another process may have done it meanwhile.
    func lookForHub() async throws(StoreError) {
        watch.takeHub(try await HubReach.remembered(in: store))
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
        try ConfigurationFile.load(
            configurationFile(invocation, directories), isRequired: invocation.value("--config") != nil)
    }

    private static func configurationFile(_ invocation: Invocation, _ directories: Directories) -> String {
        invocation.value("--config") ?? "\(directories.configuration)/config.toml"
    }
}

/// The workspace's key, opened when it is first needed and then kept: commands that touch no secret ask for no
/// passphrase, and a keyring that is locked later stops nothing.
final class WorkspaceKey: Sendable {
    let directory: String
    private let passphrase: String?
    private let keyring: Keyring?
    private let opened = Mutex<SymmetricKey?>(nil)
    /// Tokens are out: the hub's keys must be there, and new ones are no substitute.
    private let needsHubKey: Mutex<Bool>

    /// - Parameters:
    ///   - keyring: where a new key may go.
    ///   - needsHubKey: whether the hub's keys must be there.
    init(directory: String, passphrase: String?, keyring: Keyring?, needsHubKey: Bool = false) {
        self.needsHubKey = Mutex(needsHubKey)
        self.directory = directory
        self.passphrase = passphrase
        self.keyring = keyring
    }

    func open() throws(SecretError) -> SymmetricKey {
        if let key = opened.withLock({ $0 }) { return key }
        let key = try MasterKey.open(directory: directory, passphrase: passphrase, keyring: keyring)
        opened.withLock { $0 = key }
        return key
    }

    /// Moves it to the keyring or to a file.
    func move(to place: MasterKey.Place) throws(SecretError) {
        try MasterKey.move(directory: directory, to: place, keyring: Keyring.session)
    }

    var place: MasterKey.Place { MasterKey.place(directory: directory) }

    /// The keys that composer and hub share, in a file of their own: a hub on another machine gets a copy.
    ///
    /// - Throws: `hubKeyLost` when the file is gone and tokens that it sealed are out; it is not made anew then.
    func hub() throws(SecretError) -> [SymmetricKey] {
        if isHubKeyLost { throw .hubKeyLost(path: hubFile) }
        let keys = try KeyFile.open(hubFile)
        needsHubKey.withLock { $0 = true }
        return keys
    }

    var isHubKeyLost: Bool { needsHubKey.withLock { $0 } && !FileSystem.exists(hubFile) }

    var hubFile: String { Self.hubFile(in: directory) }

    static func hubFile(in directory: String) -> String { "\(directory)/hub.key" }

    /// The passwords of accounts.
    func secrets() throws(SecretError) -> SecretStore { SecretStore(directory: directory, key: try open()) }
}
