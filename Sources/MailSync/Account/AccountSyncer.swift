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
        let commits: CommitSignal
        let replies: ReplyFollowUp?

        /// - Parameters:
        ///   - commits: of the same store; full text follows it.
        ///   - replies: what new mail means for the outbox and the campaigns; nil when nobody asks.
        public init(
            accounts: AccountRepository, folders: FolderRepository, messages: MessageRepository,
            raw: RawMessageStore, search: MessageSearch, commits: CommitSignal,
            replies: ReplyFollowUp? = nil
        ) {
            self.accounts = accounts
            self.folders = folders
            self.messages = messages
            self.raw = raw
            self.search = search
            self.commits = commits
            self.replies = replies
        }
    }

    public nonisolated let account: Account
    nonisolated let access: AccountAccess
    let stores: Stores
    nonisolated let settings: SyncSettings
    let log: Log
    let now: @Sendable () -> Timestamp
    let changesWaiting = WakeSignal()
    let retryWanted = WakeSignal()
    let wantsPass = Atomic(false)
    let withheld = WithheldMessages()
    /// Consecutive connections that did not come to work, or not for long.
    var failures = 0
    /// Since when the connection of now is up to date and watched, on the boot clock.
    var readySince: Int64?
    /// What the latest connection logged in with; after a refusal only something else is worth a try.
    var tried: Credentials?
    /// Passes over all folders that were begun, and who waits for one of them to end.
    var passesBegun = 0
    var passWaiters: [(pass: Int, waiter: CheckedContinuation<Void, Never>)] = []

    /// - Parameter credentials: asked at each connection, so that a changed password is noticed.
    public init(
        account: Account, endpoint: MailNet.ServerEndpoint,
        credentials: @escaping @Sendable () async throws -> Credentials, stores: Stores,
        settings: SyncSettings = SyncSettings(), log: Log, now: @escaping @Sendable () -> Timestamp
    ) {
        self.account = account
        access = AccountAccess(endpoint: endpoint, credentials: credentials, patience: settings.patience)
        self.stores = stores
        self.settings = settings
        self.log = log
        self.now = now
    }

    /// Lets local changes reach the server at once when there is a connection; safe from anywhere.
    public nonisolated func pushChanges() { changesWaiting.raise() }

    /// Ends a pause after a failure: the user corrected something, or the network is back.
    public nonisolated func retryNow() { retryWanted.raise() }

    /// Looks into every folder without waiting for the next poll, or for the end of a pause; safe from anywhere.
    public nonisolated func syncNow() {
        wantsPass.store(true, ordering: .relaxed)
        changesWaiting.raise()
        retryNow()
    }

    /// As `syncNow`, and returns when a pass that began after the call has ended, well or not. Only while `watch` runs.
    public func lookAround() async {
        await withCheckedContinuation { continuation in
            passWaiters.append((passesBegun + 1, continuation))
            syncNow()
        }
    }

    /// - Returns: the pass's number.
    func passBegins() -> Int {
        passesBegun += 1
        return passesBegun
    }

    /// Lets those go on who wait for this pass or an earlier one; all of them when there will be none.
    func passEnded(_ pass: Int? = nil) {
        let done = passWaiters.filter { $0.pass <= pass ?? .max }
        passWaiters.removeAll { $0.pass <= pass ?? .max }
        for entry in done { entry.waiter.resume() }
    }

    /// Pushes local changes, brings every folder up to date, and ends.
    ///
    /// - Throws: when the account cannot be reached at all; failures of single folders are in the report.
    public func syncOnce() async throws -> SyncReport {
        let start = SystemClock.monotonicMilliseconds()
        do {
            await setState(.connecting)
            let session = try await connect()
            var report = try await indexingMeanwhile {
                try await AccountAccess.interrupting(session) {
                    try await self.pass(session, isLive: false)
                }
            }
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

    /// Full text beside the work, so that neither the network nor a processor waits for the other.
    private func indexingMeanwhile<Value: Sendable>(
        _ work: () async throws -> Value
    ) async throws -> Value {
        async let _ = indexInBatches()
        return try await work()
    }

    /// Until cancelled, or until the store fails: what is left then is indexed afterwards, where the error shows.
    private nonisolated func indexInBatches() async throws {
        while !Task.isCancelled {
            if try await stores.search.indexPending(limit: 500, atLeast: 500) == 0 {
                try await Task.sleep(for: .milliseconds(25))
            }
        }
    }

    /// Tells the server what was changed here and nothing else; connects only when there is something to tell.
    ///
    /// - Returns: what the server refused, in words.
    /// - Throws: when the account cannot be reached; the changes stay pending.
    @discardableResult
    public func pushOnce() async throws -> [String] {
        guard try await stores.messages.pendingChangeCount(of: account.id) > 0 else { return [] }
        do {
            let session = try await connect()
            let refused = try await AccountAccess.interrupting(session) { try await self.push(session) }
            await session.logout()
            return refused
        } catch {
            await setState(failed(error))
            throw error
        }
    }

    /// Stays connected until the task is cancelled: watches INBOX, polls the rest, pushes local changes.
    ///
    /// - Parameter onReady: called each time everything is up to date and watched.
    public func watch(onReady: @escaping @Sendable () async -> Void) async {
        defer { passEnded() }
        while !Task.isCancelled {
            do {
                try await stayConnected(onReady: onReady)
            } catch {
                if Task.isCancelled { return }
                await waitAfter(error)
            }
        }
    }

    /// Connects and logs in with the credentials of this moment.
    func connect() async throws -> IMAPSession {
        tried = nil
        let credentials = try await access.credentials()
        tried = credentials
        return try await access.connect(as: credentials)
    }

    func setState(_ state: AccountState, synced: Timestamp? = nil) async {
        do {
            try await stores.accounts.setState(state, of: account.id, synced: synced)
        } catch {
            // The state is for showing; the sync itself meets the same store and says what is wrong.
            log.warning("account.state", ["error": .string("\(error.kind)")])
        }
    }

    /// The words for the user: which side failed, why, and what to do.
    func failed(_ error: any Error, retryAt: Timestamp? = nil) -> AccountState {
        guard let error = error as? SessionError else {
            return .offline(reason: "\(error)", retryAt: retryAt)
        }
        let failure = ConnectionTest.explain(error, .imap, access.endpoint)
        let words = failure.reason + " " + failure.nextStep
        // A server that takes no password at all may take one tomorrow: only a refused one is worth no other try.
        guard case .refused(let refusal) = error, refusal.kind == .authentication else {
            return .offline(reason: words, retryAt: retryAt)
        }
        return .authenticationFailed(reason: words)
    }
}
