import CRMModel
import CRMStore
import MailCore
import MailNet
import Platform
import Synchronization

// Connected for good: two connections, one that works and one that waits in IDLE.
extension AccountSyncer {
    func stayConnected(onReady: @escaping @Sendable () async -> Void) async throws {
        await setState(.connecting)
        let asleep = settings.sleptMilliseconds()
        let worker = try await connect()
        log.info("imap.connected", ["account": .string(account.id.description)])
        let inboxIsDone = WakeSignal()
        let isWatched = WakeSignal()
        try await AccountAccess.interrupting(worker) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await self.watchInbox(after: inboxIsDone, isWatched) }
                group.addTask {
                    let number = await self.passBegins()
                    _ = try await self.pass(worker, isLive: true, afterInbox: { inboxIsDone.raise() })
                    inboxIsDone.raise()
                    await isWatched.wait(atMost: .seconds(30))
                    await self.becomeReady(onReady)
                    await self.passEnded(number)
                    try await self.work(worker, asleep: asleep)
                }
                group.addTask { try await self.index() }
                defer { group.cancelAll() }
                try await group.next()
            }
        }
    }

    private func becomeReady(_ onReady: @Sendable () async -> Void) async {
        guard !Task.isCancelled else { return }
        readySince = SystemClock.bootMilliseconds()
        await settle()
        await onReady()
    }

    private func settle() async { await setState(settings.usesIdle ? .watching : .polling, synced: now()) }

    /// The second connection: waits in IDLE on INBOX, where the server has it, and takes news at once.
    private func watchInbox(after inboxIsDone: WakeSignal, _ isWatched: WakeSignal) async throws {
        guard settings.usesIdle else {
            isWatched.raise()
            return try await Self.sleepForever()
        }
        while await !inboxIsDone.wait(atMost: .seconds(3600)) { try Task.checkCancellation() }
        let session = try await connect()
        try await AccountAccess.interrupting(session) {
            guard await session.capabilities.contains("IDLE"), var inbox = try await self.inbox() else {
                await session.logout()
                isWatched.raise()
                return try await Self.sleepForever()
            }
            let sync = await self.folderSync(session)
            _ = try await sync.run(inbox, isLive: true)
            isWatched.raise()
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
        // First what the user waits for, then the books.
        if hasNews {
            do { _ = try await sync.fetchNews(inbox) } catch SessionError.refused {
                // One of them cannot be had: the look below finds which.
            }
        }
        if needsLook || hasNews {
            let inbox = try await self.inbox() ?? inbox
            _ = try await sync.run(inbox, isLive: true, looksAtFlags: needsLook)
            await settle()
        }
    }

    /// The first connection: local changes at once, the other folders at intervals.
    ///
    /// - Parameter asleep: how long the machine had slept when it connected, in milliseconds.
    private func work(_ session: IMAPSession, asleep: Int64) async throws {
        while !Task.isCancelled {
            // A pass takes the signal for changes on its way: what was asked for meanwhile is still wanted.
            let isKept = wantsPass.load(ordering: .relaxed)
            let isWoken = isKept ? true : await changesWaiting.wait(atMost: settings.pollInterval)
            try Task.checkCancellation()
            // The machine slept: the server has forgotten the connection, and would be silent.
            guard settings.sleptMilliseconds() - asleep < 10_000 else {
                throw SessionError.transport(.timeout)
            }
            if isWoken && !wantsPass.exchange(false, ordering: .relaxed) {
                try await push(session)
            } else {
                let skipsInbox = settings.usesIdle && !isWoken
                let number = skipsInbox ? nil : passBegins()
                _ = try await pass(session, isLive: true, skipsInbox: skipsInbox)
                await settle()
                if let number { passEnded(number) }
            }
        }
    }

    /// Full text follows the mail without holding it up, and rests while nothing is written.
    private func index() async throws {
        var commits = stores.commits.stream().makeAsyncIterator()
        repeat {
            while try await stores.search.indexPending(limit: 200) > 0 {}
            // While mail pours in the index is not written in crumbs.
            try await Task.sleep(for: .milliseconds(250))
        } while await commits.next() != nil
    }

    private func inbox() async throws -> SyncedFolder? {
        try await stores.folders.synced(of: account.id).first { $0.folder.role == .inbox }
    }

    private static func sleepForever() async throws {
        while true { try await Task.sleep(for: .seconds(3600)) }
    }

    /// What a connection has to last before it counts as one that works.
    private static let goodMilliseconds: Int64 = 60_000

    /// Growing, and never the same for two clients.
    nonisolated func pause(afterFailures failures: Int) -> Duration {
        var random = SecureRandom()
        return Backoff.delay(
            afterFailures: failures, base: settings.firstPause, ceiling: .seconds(300), using: &random)
    }

    /// Shows the failure and waits: a growing, jittered pause, or until the user acts.
    func waitAfter(_ error: any Error) async {
        // A connection that held for a while was a good one; one that is lost as soon as it is made is none.
        let wasGood = readySince.map { SystemClock.bootMilliseconds() - $0 >= Self.goodMilliseconds }
        failures = wasGood == true ? 1 : failures + 1
        readySince = nil
        let pause = pause(afterFailures: failures)
        let state = failed(error, retryAt: now().adding(seconds: pause / .seconds(1)))
        log.warning(
            "account.offline", ["account": .string(account.id.description), "failures": JSONValue(failures)])
        await setState(state)
        passEnded()
        guard case .authenticationFailed = state else {
            await retryWanted.wait(atMost: pause)
            return
        }
        // After a refused password nothing is tried until there is another one, or the provider locks the account.
        // No password now is another one too: the next attempt says so.
        while !Task.isCancelled {
            if await retryWanted.wait(atMost: settings.passwordLook) { return }
            // Commands may ask the user for something; only what is kept here is looked at again and again.
            guard account.secret == .sealed else { continue }
            // As above.
            if (try? await access.credentials()) != tried { return }
        }
    }
}
