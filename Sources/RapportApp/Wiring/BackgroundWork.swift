import CRMModel
import CRMStore
import MailSync
import Outreach
import Platform
import Synchronization

/// What runs behind the screen or a headless command: a syncer per account, the sender, the campaign runner.
///
/// Several processes may share a workspace. Who holds a duty's lease does it; the others read what it writes,
/// and take over when the lease ends.
actor BackgroundWork {
    /// What this process is willing to do.
    struct Duties: OptionSet, Sendable {
        let rawValue: Int
        static let sync = Duties(rawValue: 1)
        static let send = Duties(rawValue: 2)
        static let all: Duties = [.sync, .send]
    }

    private let workspace: OpenWorkspace
    private var tasks: [Task<Void, Never>] = []
    private var syncers: [ID<Account>: AccountSyncer] = [:]
    private let sendWakes = Wakes()
    /// Unique to this process and its start.
    private let owner = LeaseOwner.fresh()

    init(workspace: OpenWorkspace) { self.workspace = workspace }

    /// Starts the duties.
    ///
    /// - Parameters:
    ///   - trouble: told about what stops work until the user does something.
    ///   - onReady: called whenever an account is up to date and watched.
    func start(
        _ duties: Duties, accounts: [Account], trouble: @escaping @Sendable (CommandError) -> Void = { _ in },
        onReady: @escaping @Sendable () async -> Void = {}
    ) throws {
        if duties.contains(.sync) { for account in accounts { sync(account, onReady: onReady) } }
        if duties.contains(.send) { send(trouble) }
        try follow(trouble)
        tasks.append(Task { await self.followChanges() })
    }

    /// Begins to sync an account that was added while the program runs.
    func sync(_ account: Account, onReady: @escaping @Sendable () async -> Void = {}) {
        guard syncers[account.id] == nil else { return }
        let syncer = workspace.syncer(for: account)
        syncers[account.id] = syncer
        whileHeld(.sync(account.id)) { await syncer.watch(onReady: onReady) }
    }

    /// Whether a lease of the store is held by this process.
    func isOurs(_ leaseOwner: String) -> Bool { leaseOwner == owner }

    /// Looks for news and pushes changes of all accounts now.
    func syncNow() { for syncer in syncers.values { syncer.syncNow() } }

    /// Lets the sender look at once: something was queued or released.
    func sendNow() { sendWakes.raise() }

    /// Ends everything and waits until it has ended.
    func stop() async {
        sendWakes.finish()
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
        tasks = []
        syncers = [:]
    }

    private func send(_ trouble: @escaping @Sendable (CommandError) -> Void) {
        let sender = workspace.sender(owner: owner)
        let forSender = sendWakes.stream()
        whileHeld(.other("send")) { await sender.run(wakes: forSender) }
        do {
            let runner = try workspace.campaignRunner()
            let forRunner = sendWakes.stream()
            whileHeld(.other("campaigns")) { await runner.run(wakes: forRunner) }
        } catch {
            // Without the hub's key no campaign can go on; all other mail does.
            workspace.log.error("campaigns.failed", ["error": .string("\(error)")])
            trouble(ErrorWords.commandError(for: error))
        }
        whileHeld(.other("reconcile")) { await self.reconcile() }
        if workspace.configuration.hub.runs { whileHeld(.other("hub")) { await self.serve() } }
    }

    /// The hub on another machine, as `hub.follow` wants it.
    private func follow(_ trouble: @escaping @Sendable (CommandError) -> Void) throws {
        let workspace = workspace
        guard let address = try workspace.followedAddress() else { return }
        whileHeld(.other("follow")) {
            do throws(StoreError) { try await workspace.follow(address, trouble: trouble) } catch {
                workspace.log.error("hub.follow", ["error": .string(error.description)])
            }
        }
    }

    /// What a death or a lost connection left open is settled where the server can tell.
    private func reconcile() async {
        let reconciler = workspace.reconciler
        while !Task.isCancelled {
            do {
                // Mail of people who came in while nobody had the time to link it.
                _ = try await workspace.relinks.run(with: workspace.messages, at: workspace.now)
                _ = try await reconciler.settleUncertain(at: workspace.now)
                _ = try await workspace.doubtSettling.settle(at: workspace.now)
                for account in try await workspace.accounts.all() {
                    _ = try await reconciler.completeCopies(of: account.id)
                }
            } catch {
                workspace.log.warning("reconcile.failed", ["error": .string("\(error)")])
            }
            // Cancelled: the loop's condition ends it.
            try? await Task.sleep(for: .seconds(60))
        }
    }

    /// The hub inside this process, as `hub.run` wants it.
    private func serve() async {
        do {
            let hub = try await HubWork.start(
                workspace, listen: workspace.configuration.hub.listen,
                trustedProxies: workspace.configuration.hub.trustedProxies)
            await Cancellation.wait()
            await hub.stop()
        } catch {
            workspace.log.error("hub.failed", ["error": .string(ErrorWords.commandError(for: error).why)])
            // Somebody else has the address: tried again with the next turn of the lease.
            try? await Task.sleep(for: .seconds(60))
        }
    }

    private func whileHeld(_ duty: LeaseRepository.Duty, _ body: @escaping @Sendable () async -> Void) {
        let lease = HeldLease(duty, leases: workspace.store.leases, owner: owner)
        tasks.append(Task { await lease.whileHeld(body) })
    }

    /// What is changed or queued, here or by another process, goes out at once.
    private func followChanges() async {
        do {
            for await logged in try await workspace.store.events.follow() {
                switch logged.event {
                case .messagesChanged: try await pushWhereNeeded()
                case .syncWanted(let account): answer(account, request: logged.cursor)
                case .outboxChanged, .campaignChanged, .enrolmentChanged: sendWakes.raise()
                default: break
                }
            }
        } catch {
            // Changes then go out with the next poll.
            workspace.log.error("follow.failed", ["error": .string("\(error)")])
        }
    }

    /// A command waits for an account that this process keeps in step.
    private func answer(_ account: ID<Account>, request: Int64) {
        guard let syncer = syncers[account] else { return }
        let workspace = workspace
        let owner = owner
        tasks.append(
            Task {
                // Who does not have the account is silent: the one that has it answers.
                // A store that fails is met by the syncer, too, which says so.
                let holder = try? await workspace.store.leases.owner(of: .sync(account), at: workspace.now)
                guard holder == owner else { return }
                await syncer.lookAround()
                // As above.
                try? await workspace.store.events.append(.syncAnswered(account: account, request: request))
            })
    }

    private func pushWhereNeeded() async throws {
        for (id, syncer) in syncers {
            if try await workspace.messages.pendingChangeCount(of: id) > 0 { syncer.pushChanges() }
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
