import CRMModel
import CRMStore
import MailNet
import MailSync
import Platform

/// Bringing accounts up to date for a command. One process at a time keeps an account in step: whoever has its lease.
/// Where another one has it, it is asked to look, and waited for.
struct SyncDesk: Sendable {
    let workspace: OpenWorkspace

    struct Outcome: Sendable {
        var report: SyncReport
        /// The process that keeps the account in step did it.
        var isByAnother = false
    }

    /// A process that dies is replaced after this many seconds, at the latest.
    private static let lease = 15.0

    private var leases: LeaseRepository { workspace.store.leases }

    /// Pushes local changes and brings every folder up to date, here or by the process that has the account.
    ///
    /// - Throws: `ServerFailure` when the account cannot be reached.
    func bringUpToDate(_ account: Account) async throws -> Outcome {
        let owner = LeaseOwner.fresh()
        let duty = LeaseRepository.Duty.sync(account.id)
        var request: Request?
        while true {
            try Task.checkCancellation()
            if try await claim(duty, owner) {
                guard let report = try await holding(duty, owner, { try await pass(account) }) else {
                    continue
                }
                return Outcome(report: report)
            }
            if request == nil { request = try await Request(account, workspace) }
            if let report = try await request?.answer() { return Outcome(report: report, isByAnother: true) }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private func pass(_ account: Account) async throws -> SyncReport {
        do { return try await workspace.syncer(for: account).syncOnce() } catch let error as SessionError {
            throw ServerFailure(error, .imap, workspace.imapEndpoint(account), account: account.name)
        }
    }

    private func claim(_ duty: LeaseRepository.Duty, _ owner: String) async throws(StoreError) -> Bool {
        let now = workspace.now
        return try await leases.claim(duty, by: owner, until: now.adding(seconds: Self.lease), at: now)
    }

    /// - Returns: nil when the lease was lost, as by a process that was stopped for long; nothing is harmed by that.
    private func holding(
        _ duty: LeaseRepository.Duty, _ owner: String,
        _ body: @escaping @Sendable () async throws -> SyncReport
    ) async throws -> SyncReport? {
        do {
            let report = try await withThrowingTaskGroup(of: SyncReport?.self) { group in
                group.addTask { try await body() }
                group.addTask {
                    while true {
                        try await Task.sleep(for: .seconds(Self.lease / 3))
                        if try await !claim(duty, owner) { return nil }
                    }
                }
                defer { group.cancelAll() }
                return try await group.next() ?? nil
            }
            try await leases.release(duty, by: owner)
            return report
        } catch {
            // A lease that cannot be given back ends by itself.
            try? await leases.release(duty, by: owner)
            throw error
        }
    }
}

/// What was asked of the process that keeps an account in step.
private struct Request: Sendable {
    private let account: Account
    private let workspace: OpenWorkspace
    private let start = SystemClock.monotonicMilliseconds()
    /// Behind it the request stands in the log.
    private var cursor: Int64
    private var lastSign = SystemClock.monotonicMilliseconds()
    private var number: Int64?
    private var report: SyncReport

    init(_ account: Account, _ workspace: OpenWorkspace) async throws {
        self.account = account
        self.workspace = workspace
        cursor = try await workspace.store.events.newest()
        report = SyncReport(account: account.name)
        try await workspace.store.events.append(.syncWanted(account: account.id))
    }

    /// - Returns: what was done meanwhile; nil while it is not answered.
    /// - Throws: when the server cannot be reached.
    mutating func answer() async throws -> SyncReport? {
        while true {
            let events = try await workspace.store.events.events(after: cursor, limit: 500)
            for logged in events {
                cursor = logged.cursor
                switch logged.event {
                case .syncWanted(account.id): number = number ?? logged.cursor
                case .messagesArrived(account.id, let ids):
                    report.new += ids.count
                    lastSign = SystemClock.monotonicMilliseconds()
                case .accountStateChanged(account.id, .syncing):
                    lastSign = SystemClock.monotonicMilliseconds()
                case .syncAnswered(account.id, let request):
                    guard let number, request >= number else { continue }
                    return try await finished()
                default: break
                }
            }
            if events.count < 500 { break }
        }
        // A program of an older version, or one that was stopped.
        guard SystemClock.monotonicMilliseconds() - lastSign < 120_000 else {
            throw CommandError(
                code: .tryLater, what: account.name, why: "the program that keeps it in step does not answer",
                recovery: "end that program, or try again later")
        }
        return nil
    }

    private func finished() async throws -> SyncReport {
        let state = try await workspace.accounts.account(account.id)?.state
        switch state {
        case .offline(let reason, _):
            throw CommandError(
                code: .unavailable, what: account.name, why: reason, recovery: "try again later")
        case .authenticationFailed(let reason):
            throw CommandError(
                code: .notPermitted, what: account.name, why: reason, recovery: "add the account again")
        default: break
        }
        var report = report
        report.messages = try await workspace.folders.all(of: account.id).reduce(0) { $0 + $1.messages }
        report.seconds = Double(SystemClock.monotonicMilliseconds() - start) / 1000
        return report
    }
}
