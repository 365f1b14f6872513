public import CRMModel

extension OutboxRepository {
    /// Takes a mail back that nobody has claimed yet: the undo of sending. Its draft is there again. An uncertain one is
    /// taken as not sent.
    ///
    /// - Returns: false when it is too late (claimed, sent, or already final).
    public func cancel(_ job: ID<OutboxJob>, at now: Timestamp) async throws(StoreError) -> Bool {
        try await database.write(durable: true) { (c) throws(StoreError) in
            guard let row = try c.first(.finishingJob, [.id(job)]),
                ["queued", "deferred", "held", "uncertain"].contains(row.state)
            else { return false }
            try OutboxClaim.take(
                off: job, .cancelled, "cancelled", row.subject, isCampaign: row.enrolment != nil, now, c)
            try c.run(.bringBackDraft, [.id(job)])
            if let enrolment = row.enrolment, let epoch = row.epoch,
                try Enrolments.isCurrent(enrolment, epoch, in: c)
            {
                try Enrolments.move(enrolment, to: .cancelled, reason: "cancelled", at: now, in: c)
            }
            return true
        }
    }

    /// Sends a failed, deferred, held or uncertain mail once more, because the user says so.
    ///
    /// - Returns: false in any other state.
    public func retry(_ job: ID<OutboxJob>, at now: Timestamp) async throws(StoreError) -> Bool {
        try await again(job, from: ["failed", "deferred", "held", "uncertain"], at: now)
    }

    /// Lets a mail go that waits for its time, its undo delay or its next try.
    ///
    /// - Returns: false in any other state.
    public func sendNow(_ job: ID<OutboxJob>, at now: Timestamp) async throws(StoreError) -> Bool {
        try await again(job, from: ["queued", "deferred"], at: now)
    }

    /// The key that a mail was put into the outbox with.
    public func key(of job: ID<OutboxJob>) async throws(StoreError) -> String? {
        try await database.read { (c) throws(StoreError) in try c.first(.keyOfJob, [.id(job)]) }
    }

    /// Lets a held mail go.
    public func release(_ job: ID<OutboxJob>, at now: Timestamp) async throws(StoreError) -> Bool {
        try await again(job, from: ["held"], at: now)
    }

    private func again(
        _ job: ID<OutboxJob>, from states: Set<String>, at now: Timestamp
    ) async throws(StoreError) -> Bool {
        try await database.write(durable: true) { (c) throws(StoreError) in
            guard let row = try c.first(.finishingJob, [.id(job)]), states.contains(row.state) else {
                return false
            }
            try c.run(.sendAgain, [.id(job), .time(now)])
            try c.run(.unlogSend, [.id(job)])
            if let enrolment = row.enrolment, let epoch = row.epoch {
                try Enrolments.revive(enrolment, epoch: epoch, at: now, in: c)
            }
            try Outbox.tell(job, .queued, row.subject, isCampaign: row.enrolment != nil, at: now, in: c)
            return true
        }
    }

    /// Holds everything that an account wants to send until `release(account:)`.
    public func hold(
        account: ID<Account>, reason: String, at now: Timestamp
    ) async throws(StoreError) {
        try await database.write(durable: true) { (c) throws(StoreError) in
            try c.run(.holdAccount, [.id(account), .text(reason), .time(now)])
            // Those that are due are held one by one when they are claimed; here the list shows it at once.
            for job in try c.all(.waitingOfAccount, [.id(account)]) {
                try c.run(.setJobState, [.id(job.id), .text("held"), .text(reason)])
                try Outbox.tell(job.id, .held, job.subject, isCampaign: job.isCampaign, at: now, in: c)
            }
        }
    }

    /// Lets an account send again.
    public func release(account: ID<Account>, at now: Timestamp) async throws(StoreError) {
        try await database.write(durable: true) { (c) throws(StoreError) in
            try c.run(.releaseAccount, [.id(account)])
            for job in try c.all(.heldOfAccount, [.id(account), .text(CampaignWords.paused)]) {
                try c.run(.sendAgain, [.id(job.id), .time(nil)])
                try Outbox.tell(job.id, .queued, job.subject, isCampaign: job.isCampaign, at: now, in: c)
            }
        }
    }

    /// Accounts that are held, with the reason.
    public func heldAccounts() async throws(StoreError) -> [ID<Account>: String] {
        try await database.read { (c) throws(StoreError) in
            var result: [ID<Account>: String] = [:]
            for (account, reason) in try c.all(.heldAccounts) { result[account] = reason }
            return result
        }
    }

    /// Sent mails whose copy has not been put into the Sent folder, oldest first.
    public func withoutCopy(account: ID<Account>, limit: Int = 20) async throws(StoreError) -> [OutboxJob] {
        try await database.read { (c) throws(StoreError) in
            var jobs: [OutboxJob] = []
            for id in try c.all(.jobsToCopy, [.id(account), .int(limit)]) {
                if let job = try c.first(.jobByID, [.id(id)]) { jobs.append(job) }
            }
            return jobs
        }
    }

    /// The copy is there, or the provider made one.
    public func markCopied(_ job: ID<OutboxJob>) async throws(StoreError) {
        try await database.write { (c) throws(StoreError) in try c.run(.markCopied, [.id(job)]) }
    }
}

/// The user's part of the outbox.
enum OutboxCommands {
    static let catalogue: [CataloguedStatement] = [
        Statement.bringBackDraft.listed(), Statement.sendAgain.listed(), Statement.holdAccount.listed(),
        Statement.releaseAccount.listed(), Statement.waitingOfAccount.listed(),
        Statement.heldOfAccount.listed(),
        Statement.heldAccounts.listed(scansBecause: "one row per held account"),
        Statement.jobsToCopy.listed(), Statement.keyOfJob.listed(),
        Statement.markCopied.listed(),
    ]
}

/// A job and what the list calls it.
struct NamedJob: Sendable {
    var id: ID<OutboxJob>
    var subject: String
    var isCampaign: Bool
}

extension Statement where Row == NamedJob {
    /// `$1` account.
    fileprivate static let waitingOfAccount = Statement(
        named: "waitingOfAccount",
        """
        SELECT id, subject, enrolment_id IS NOT NULL FROM outbox_jobs INDEXED BY outbox_due_of_account
        WHERE account_id = $1 AND state IN ('queued', 'deferred') LIMIT 1000
        """
    ) { (row) throws(StoreError) in
        NamedJob(id: try row.id(0), subject: try row.text(1), isCampaign: try row.bool(2))
    }
    /// `$1` account, `$2` the words of a paused campaign.
    fileprivate static let heldOfAccount = Statement(
        named: "heldOfAccount",
        """
        SELECT id, subject, enrolment_id IS NOT NULL FROM outbox_jobs
        WHERE account_id = $1 AND state = 'held' AND (campaign_id IS NULL OR last_text IS NOT $2)
        """
    ) { (row) throws(StoreError) in
        NamedJob(id: try row.id(0), subject: try row.text(1), isCampaign: try row.bool(2))
    }
}

extension Statement where Row == (ID<Account>, String) {
    fileprivate static let heldAccounts = Statement(
        named: "heldAccounts", "SELECT account_id, reason FROM held_accounts"
    ) { (row) throws(StoreError) in (try row.id(0), try row.text(1)) }
}

extension Statement where Row == String {
    /// `$1` job.
    fileprivate static let keyOfJob = Statement(
        named: "keyOfJob", "SELECT idem_key FROM outbox_jobs WHERE id = $1"
    ) { (row) throws(StoreError) in try row.text(0) }
}

extension Statement where Row == ID<OutboxJob> {
    /// `$1` account, `$2` limit.
    fileprivate static let jobsToCopy = Statement(
        named: "jobsToCopy",
        """
        SELECT id FROM outbox_jobs WHERE account_id = $1 AND copy_pending = 1 ORDER BY sent_at LIMIT $2
        """
    ) { (row) throws(StoreError) in try row.id(0) }
}

extension Statement where Row == Void {
    /// `$1` job.
    fileprivate static let bringBackDraft = Statement(
        named: "bringBackDraft", "UPDATE drafts SET job_id = NULL WHERE job_id = $1 AND job_id IS NOT NULL")
    /// `$1` job, `$2` not before (nil keeps it).
    static let sendAgain = Statement(
        named: "sendAgain",
        """
        UPDATE outbox_jobs SET state = 'queued', not_before = coalesce($2, not_before), in_data = 0,
            uncertain_at = NULL, lease_owner = NULL, lease_until = NULL, first_tried = NULL WHERE id = $1
        """)
    /// `$1` account, `$2` reason, `$3` at.
    fileprivate static let holdAccount = Statement(
        named: "holdAccount",
        """
        INSERT INTO held_accounts(account_id, reason, since) VALUES ($1, $2, $3)
        ON CONFLICT (account_id) DO UPDATE SET reason = excluded.reason
        """)
    /// `$1` account.
    fileprivate static let releaseAccount = Statement(
        named: "releaseAccount", "DELETE FROM held_accounts WHERE account_id = $1")
    /// `$1` job.
    fileprivate static let markCopied = Statement(
        named: "markCopied", "UPDATE outbox_jobs SET copy_pending = 0 WHERE id = $1")
}
