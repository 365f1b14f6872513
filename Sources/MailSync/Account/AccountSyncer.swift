public import CRMModel
public import CRMStore
public import MailCore
public import MailNet
public import Platform
import Synchronization

/// Keeps one account in step with its server: once, or for as long as the program runs.
///
/// Holds nothing that must survive: cursors, flags and changes under way are rows of the store, so it may be
/// killed at any point. The caller owns the account's lease.
public actor AccountSyncer {
    /// The parts of the store that it writes.
    public struct Stores: Sendable {
        let accounts: AccountRepository
        let folders: FolderRepository
        let messages: MessageRepository
        let raw: RawMessageStore
        let search: MessageSearch

        public init(
            accounts: AccountRepository, folders: FolderRepository, messages: MessageRepository,
            raw: RawMessageStore, search: MessageSearch
        ) {
            self.accounts = accounts
            self.folders = folders
            self.messages = messages
            self.raw = raw
            self.search = search
        }
    }

    public nonisolated let account: Account
    private let endpoint: MailNet.ServerEndpoint
    private let credentials: @Sendable () async throws -> Credentials
    private let stores: Stores
    private let settings: SyncSettings
    private let log: Log
    private let now: @Sendable () -> Timestamp
    private let changesWaiting = WakeSignal()
    private let wantsPass = Atomic(false)
    private var failures = 0

    /// - Parameter credentials: asked at each connection, so that a changed password is noticed.
    public init(
        account: Account, endpoint: MailNet.ServerEndpoint,
        credentials: @escaping @Sendable () async throws -> Credentials, stores: Stores,
        settings: SyncSettings = SyncSettings(), log: Log, now: @escaping @Sendable () -> Timestamp
    ) {
        self.account = account
        self.endpoint = endpoint
        self.credentials = credentials
        self.stores = stores
        self.settings = settings
        self.log = log
        self.now = now
    }

    /// Lets local changes reach the server at once; safe from anywhere.
    public nonisolated func pushChanges() { changesWaiting.raise() }

    /// Looks into every folder without waiting for the next poll; safe from anywhere.
    public nonisolated func syncNow() {
        wantsPass.store(true, ordering: .relaxed)
        changesWaiting.raise()
    }

    /// Pushes local changes, brings every folder up to date, and ends.
    ///
    /// - Throws: when the account cannot be reached at all; failures of single folders are in the report.
    public func syncOnce() async throws -> SyncReport {
        let start = SystemClock.monotonicMilliseconds()
        do {
            await setState(.connecting)
            let session = try await connect()
            var report = try await interrupting(session) { try await self.pass(session, isLive: false) }
            await session.logout()
            while try await stores.search.indexPending(limit: 500) == 500 {}
            await setState(.polling, synced: now())
            report.seconds = Double(SystemClock.monotonicMilliseconds() - start) / 1000
            return report
        } catch {
            await setState(failed(error))
            throw error
        }
    }

    /// Tells the server what was changed here, and ends.
    ///
    /// - Returns: what the server refused, in words.
    public func pushOnce() async throws -> [String] {
        let session = try await connect()
        let refused = try await interrupting(session) { try await self.push(session) }
        await session.logout()
        return refused
    }

    /// Stays connected until the task is cancelled: watches INBOX, polls the rest, pushes local changes.
    ///
    /// - Parameter onReady: called each time everything is up to date and watched.
    public func watch(onReady: @escaping @Sendable () async -> Void) async {
        while !Task.isCancelled {
            do {
                try await stayConnected(onReady: onReady)
            } catch is CancellationError {
                return
            } catch {
                if Task.isCancelled { return }
                await waitAfter(error)
            }
        }
    }

    // MARK: - Connected

    private func stayConnected(onReady: @escaping @Sendable () async -> Void) async throws {
        await setState(.connecting)
        let worker = try await connect()
        try await interrupting(worker) {
            _ = try await self.pass(worker, isLive: true)
            try await withThrowingTaskGroup(of: Void.self) { group in
                let watched = WakeSignal()
                group.addTask { try await self.watchInbox(watched) }
                group.addTask {
                    await watched.wait(atMost: .seconds(30))
                    await self.becomeReady(onReady)
                    try await self.work(worker)
                }
                group.addTask { try await self.index() }
                defer { group.cancelAll() }
                try await group.next()
            }
        }
    }

    private func becomeReady(_ onReady: @Sendable () async -> Void) async {
        failures = 0
        await setState(settings.usesIdle ? .watching : .polling, synced: now())
        await onReady()
    }

    /// The second connection: waits in IDLE on INBOX, where the server has it, and takes news at once.
    private func watchInbox(_ watched: WakeSignal) async throws {
        guard settings.usesIdle else {
            watched.raise()
            return try await sleepForever()
        }
        let session = try await connect()
        guard await session.capabilities.contains("IDLE") else {
            await session.logout()
            watched.raise()
            return try await sleepForever()
        }
        try await interrupting(session) {
            guard var inbox = try await self.inbox() else { return }
            let sync = await self.folderSync(session)
            _ = try await sync.run(inbox, isLive: true)
            watched.raise()
            while !Task.isCancelled {
                let changes = try await session.idle()
                inbox = try await self.inbox() ?? inbox
                if !changes.isEmpty { try await self.take(changes, inbox, sync) }
            }
        }
    }

    /// What IDLE said, turned into the smallest look that catches it.
    private func take(_ changes: [MailboxChange], _ inbox: SyncedFolder, _ sync: FolderSync) async throws {
        var hasNews = false
        var needsLook = false
        for change in changes {
            switch change {
            case .exists: hasNews = true
            case .expunged, .vanished, .flags, .overflow: needsLook = true
            case .alert(let words): log.info("imap.alert", ["length": JSONValue(words.count)])
            }
        }
        if hasNews { _ = try await sync.fetchNews(inbox) }
        if needsLook || hasNews {
            _ = try await sync.run(inbox, isLive: true, looksAtFlags: needsLook)
            await setState(.watching, synced: now())
        }
    }

    /// The first connection: local changes at once, the other folders at intervals.
    private func work(_ session: IMAPSession) async throws {
        while !Task.isCancelled {
            let isWoken = await changesWaiting.wait(atMost: settings.pollInterval)
            try Task.checkCancellation()
            if isWoken, !wantsPass.exchange(false, ordering: .relaxed) {
                try await push(session)
            } else {
                _ = try await pass(session, isLive: true, skipsInbox: settings.usesIdle)
                await setState(settings.usesIdle ? .watching : .polling, synced: now())
            }
        }
    }

    /// Full text follows the mail without holding it up.
    private func index() async throws {
        while !Task.isCancelled {
            if try await stores.search.indexPending(limit: 200) == 0 {
                try await Task.sleep(for: .milliseconds(250))
            }
        }
    }

    // MARK: - A pass

    private func pass(
        _ session: IMAPSession, isLive: Bool, skipsInbox: Bool = false
    ) async throws -> SyncReport {
        var report = SyncReport(account: account.name)
        let start = now()
        let listed = try await session.listMailboxes()
        let folders = try await stores.folders.replace(
            FolderNaming.folders(listed), of: account.id, at: now())
        report.errors += try await push(session)
        let sync = await folderSync(session)
        for folder in folders.sorted(by: Self.inOrder) where folder.isSelectable {
            if skipsInbox && folder.folder.role == .inbox { continue }
            try Task.checkCancellation()
            do {
                report.add(try await sync.run(folder, isLive: isLive))
            } catch let error as SessionError {
                guard case .refused(let refusal) = error else { throw error }
                // One folder that the server will not open must not hold up the others.
                try await stores.folders.setError(refusal.text, of: folder.id)
                report.errors.append("\(folder.folder.name): \(refusal.text)")
            }
        }
        // What a pass found gone is removed by a later one: a move that is half seen is not a loss.
        while try await stores.messages.purge(vanishedBefore: start) == 200 {}
        return report
    }

    /// INBOX first, then what has a role, then the rest by name.
    private static func inOrder(_ a: SyncedFolder, _ b: SyncedFolder) -> Bool {
        func rank(_ folder: SyncedFolder) -> Int {
            folder.folder.role.flatMap { FolderRole.allCases.firstIndex(of: $0) } ?? FolderRole.allCases.count
        }
        return (rank(a), a.folder.name) < (rank(b), b.folder.name)
    }

    @discardableResult
    private func push(_ session: IMAPSession) async throws -> [String] {
        try await ChangePusher(session: session, messages: stores.messages, account: account.id, now: now)
            .run()
    }

    private func folderSync(_ session: IMAPSession) async -> FolderSync {
        // Without the list of own addresses every mail would count as incoming; the account's own always counts.
        let own = (try? await stores.accounts.ownAddresses()) ?? [account.address.normalized]
        return FolderSync(
            session: session, ownAddresses: own, folders: stores.folders, messages: stores.messages,
            raw: stores.raw, now: now
        ) { done, total in
            await self.setState(.syncing(done: done, total: total))
        }
    }

    private func inbox() async throws -> SyncedFolder? {
        try await stores.folders.synced(of: account.id).first { $0.folder.role == .inbox }
    }

    // MARK: - Connecting and failing

    private func connect() async throws -> IMAPSession {
        let session = try await IMAPSession.connect(to: endpoint, credentials: try await credentials())
        log.info("imap.connected", ["account": .string(account.id.description)])
        return session
    }

    /// Runs `body`; when the task is cancelled, whatever the session waits for ends.
    private nonisolated func interrupting<Value: Sendable>(
        _ session: IMAPSession, _ body: @Sendable () async throws -> Value
    ) async throws -> Value {
        do {
            return try await withTaskCancellationHandler {
                try await body()
            } onCancel: {
                session.interrupt()
            }
        } catch {
            await session.close()
            throw error
        }
    }

    private func sleepForever() async throws {
        while true { try await Task.sleep(for: .seconds(3600)) }
    }

    private func setState(_ state: AccountState, synced: Timestamp? = nil) async {
        do {
            try await stores.accounts.setState(state, of: account.id, synced: synced)
        } catch {
            // The state is for showing; the sync itself meets the same store and says what is wrong.
            log.warning("account.state", ["error": .string("\(error.kind)")])
        }
    }

    private func failed(_ error: any Error, retryAt: Timestamp? = nil) -> AccountState {
        if case .refused(let refusal)? = error as? SessionError, refusal.kind == .authentication {
            return .authenticationFailed(reason: refusal.text)
        }
        return .offline(reason: "\(error)", retryAt: retryAt)
    }

    /// Shows the failure and waits: a growing, jittered pause, or until the user acts.
    private func waitAfter(_ error: any Error) async {
        failures += 1
        var random = SecureRandom()
        let pause = Backoff.delay(
            afterFailures: failures, base: .seconds(2), ceiling: .seconds(300), using: &random)
        let state = failed(error, retryAt: now().adding(seconds: Double(pause.components.seconds)))
        log.warning(
            "account.offline", ["account": .string(account.id.description), "failures": JSONValue(failures)])
        await setState(state)
        // After a refused password nothing is tried until the user acts, or the provider locks the account.
        if case .authenticationFailed = state {
            await changesWaiting.wait(atMost: .seconds(24 * 3600))
        } else {
            await changesWaiting.wait(atMost: pause)
        }
    }
}
