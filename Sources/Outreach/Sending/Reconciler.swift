public import CRMModel
public import CRMStore
public import Platform

/// Looks after what a lost connection or a killed process left behind: mails that may have gone out, and copies
/// that are missing in Sent. Never sends anything.
public struct Reconciler: Sendable {
    private let outbox: OutboxRepository
    private let sentFolder: SentFolder
    private let log: Log

    public init(outbox: OutboxRepository, sentFolder: SentFolder, log: Log) {
        self.outbox = outbox
        self.sentFolder = sentFolder
        self.log = log
    }

    /// Ends leases that have run out, and settles uncertain mails that stand in Sent. The others stay as they are:
    /// their absence from Sent proves nothing, so the user decides.
    ///
    /// - Returns: the jobs that turned out to be sent.
    @discardableResult
    public func settleUncertain(at now: Timestamp) async throws(StoreError) -> [ID<OutboxJob>] {
        try await outbox.sweepExpired(at: now)
        var found: [ID<OutboxJob>] = []
        for job in try await outbox.list(state: "uncertain", limit: 200).items {
            // The copy there is of the try that reached others: it says nothing about those who are left.
            guard !job.isPartDelivered else { continue }
            do {
                guard try await sentFolder.contains(job.messageID, job.account) else { continue }
            } catch {
                log.info("reconcile.later", ["job": .string("\(job.id)")])
                continue
            }
            let isSettled = try await outbox.resolveUncertain(
                job.id, wasSent: true, reason: "found in the Sent folder", at: now)
            if isSettled { found.append(job.id) }
        }
        return found
    }

    /// Puts missing copies of sent mails into the account's Sent folder.
    ///
    /// - Returns: how many are there now.
    @discardableResult
    public func completeCopies(of account: ID<Account>) async throws(StoreError) -> Int {
        var count = 0
        for job in try await outbox.withoutCopy(account: account) {
            guard let mime = try await outbox.mime(of: job.id) else { continue }
            do {
                if try await !sentFolder.contains(job.messageID, account) {
                    try await sentFolder.append(mime, account)
                }
            } catch {
                log.info("copy.later", ["job": .string("\(job.id)")])
                return count
            }
            try await outbox.markCopied(job.id)
            count += 1
        }
        return count
    }
}
