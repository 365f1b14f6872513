import CRMModel
import CRMStore
import Glibc
import MailSync
import Platform
import Synchronization

/// What runs behind the screen or a headless command: one syncer per account.
///
/// Several processes may share a workspace. Who holds an account's lease syncs it; the others read what it
/// writes, and take over when the lease ends.
actor BackgroundWork {
    private let workspace: OpenWorkspace
    private var tasks: [ID<Account>: Task<Void, Never>] = [:]
    private var syncers: [ID<Account>: AccountSyncer] = [:]
    private var follower: Task<Void, Never>?
    /// Unique to this process and its start.
    private let owner = "\(getpid())-\(Hex.encode(SecureRandom.bytes(6)))"

    init(workspace: OpenWorkspace) { self.workspace = workspace }

    /// Starts syncing the accounts.
    ///
    /// - Parameter onReady: called whenever an account is up to date and watched.
    func start(_ accounts: [Account], onReady: @escaping @Sendable () async -> Void = {}) {
        for account in accounts where tasks[account.id] == nil {
            let syncer = workspace.syncer(for: account)
            syncers[account.id] = syncer
            let lease = HeldLease(.sync(account.id), leases: workspace.store.leases, owner: owner)
            tasks[account.id] = Task { await lease.whileHeld { await syncer.watch(onReady: onReady) } }
        }
        if follower == nil { follower = Task { await self.followChanges() } }
    }

    /// Ends everything and waits until it has ended.
    func stop() async {
        follower?.cancel()
        for task in tasks.values { task.cancel() }
        for task in tasks.values { await task.value }
        tasks = [:]
    }

    /// Local changes, made here or by another process, reach the server at once.
    private func followChanges() async {
        do {
            for await logged in try await workspace.store.events.follow() {
                guard case .messagesChanged = logged.event else { continue }
                for (id, syncer) in syncers where try await workspace.messages.pendingChangeCount(of: id) > 0
                {
                    syncer.pushChanges()
                }
            }
        } catch {
            // Changes then go out with the next poll.
            workspace.log.error("follow.failed", ["error": .string("\(error)")])
        }
    }
}

/// Counts down from several to none.
final class ReadyCount: Sendable {
    private let left: Mutex<Int>

    init(_ count: Int) { left = Mutex(count) }

    /// - Returns: true once, when the count reaches zero.
    func countDown() -> Bool {
        left.withLock { left in
            left -= 1
            return left == 0
        }
    }
}
