import CRMModel

/// A due job as the claim sees it.
struct DueJob: Sendable {
    var id: ID<OutboxJob>
    var kind: OutgoingMail.Kind
    var account: ID<Account>
    var messageID: String
    var envelopeFrom: EmailAddress
    var recipients: [EmailAddress]
    var subject: String
    var attempts: Int
    var enrolment: ID<Enrolment>?
    var campaign: ID<Campaign>?
    var epoch: Int?
    var firstTried: Timestamp?
}

/// What a campaign's mail depends on.
struct EnrolmentGate: Sendable {
    var state: Enrolment.State
    var epoch: Int
    var campaignState: Campaign.State
    var perMinute: Int
    var dailyCap: Int
}

/// A job that somebody is sending, or was.
struct LeasedJob: Sendable {
    var id: ID<OutboxJob>
    var isInData: Bool
    var subject: String
    var owner: String?
    var leaseUntil: Timestamp?
    var isCampaign: Bool
}

extension Statement where Row == DueJob {
    /// `$1` priority, `$2` now, `$3` limit.
    static let dueJobs = Statement(
        named: "dueJobs",
        """
        \(columns) INDEXED BY outbox_due WHERE state IN ('queued', 'deferred') AND priority = $1 AND not_before <= $2
        ORDER BY not_before, id LIMIT $3
        """, decode: job)
    /// `$1` priority, `$2` now, `$3` limit, `$4` account.
    static let dueJobsOfAccount = Statement(
        named: "dueJobsOfAccount",
        """
        \(columns) INDEXED BY outbox_due_of_account
        WHERE state IN ('queued', 'deferred') AND account_id = $4 AND priority = $1 AND not_before <= $2
        ORDER BY not_before, id LIMIT $3
        """, decode: job)

    private static var columns: String {
        """
        SELECT id, kind, account_id, message_id, envelope_from, recipients, subject, attempts, enrolment_id,
            campaign_id, epoch, first_tried FROM outbox_jobs
        """
    }

    private static func job(_ row: borrowing RowReader) throws(StoreError) -> DueJob {
        DueJob(
            id: try row.id(0), kind: try row.value(1), account: try row.id(2), messageID: try row.text(3),
            envelopeFrom: EmailAddress(try row.text(4)),
            recipients: StoredJSON.strings(try row.text(5)).map { EmailAddress($0) },
            subject: try row.text(6),
            attempts: try row.int(7), enrolment: try row.optionalID(8), campaign: try row.optionalID(9),
            epoch: try row.optionalInt(10), firstTried: try row.optionalTime(11))
    }
}

extension Statement where Row == EnrolmentGate {
    /// `$1` enrolment.
    static let enrolmentGate = Statement(
        named: "enrolmentGate",
        """
        SELECT e.state, e.epoch, c.state, c.per_minute, c.daily_cap
        FROM enrolments e CROSS JOIN campaigns c ON c.id = e.campaign_id WHERE e.id = $1
        """
    ) { (row) throws(StoreError) in
        EnrolmentGate(
            state: try row.value(0), epoch: try row.int(1), campaignState: try row.value(2),
            perMinute: try row.int(3), dailyCap: try row.int(4))
    }
}

extension Statement where Row == LeasedJob {
    static let leasedJobs = Statement(
        named: "leasedJobs",
        """
        SELECT id, in_data, subject, lease_owner, lease_until, enrolment_id IS NOT NULL
        FROM outbox_jobs INDEXED BY outbox_leased
        WHERE state = 'sending' ORDER BY lease_until LIMIT 500
        """
    ) { (row) throws(StoreError) in
        LeasedJob(
            id: try row.id(0), isInData: try row.bool(1), subject: try row.text(2),
            owner: try row.optionalText(3), leaseUntil: try row.optionalTime(4),
            isCampaign: try row.bool(5))
    }
}

extension Statement where Row == String {
    /// `$1` account.
    static let heldReason = Statement(
        named: "heldReason", "SELECT reason FROM held_accounts WHERE account_id = $1"
    ) { (row) throws(StoreError) in try row.text(0) }
}

extension Statement where Row == Void {
    /// `$1` job, `$2` state, `$3` reason.
    static let setJobState = Statement(
        named: "setJobState",
        """
        UPDATE outbox_jobs SET state = $2, last_code = NULL, last_enhanced = NULL, last_text = $3,
            lease_owner = NULL, lease_until = NULL WHERE id = $1
        """)
    /// `$1` job, `$2` owner, `$3` until, `$4` now.
    static let leaseJob = Statement(
        named: "leaseJob",
        """
        UPDATE outbox_jobs SET state = 'sending', in_data = 0, attempts = attempts + 1, lease_owner = $2,
            lease_until = $3, first_tried = coalesce(first_tried, $4) WHERE id = $1
        """)
    /// `$1` job, `$2` account, `$3` campaign, `$4` at.
    static let logSend = Statement(
        named: "logSend",
        """
        INSERT INTO send_log(job_id, account_id, campaign_id, at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (job_id) DO UPDATE SET at = excluded.at
        """)
    /// `$1` job.
    static let unlogSend = Statement(named: "unlogSend", "DELETE FROM send_log WHERE job_id = $1")
    /// `$1` job, `$2` owner, `$3` until.
    static let markInData = Statement(
        named: "markInData",
        """
        UPDATE outbox_jobs SET in_data = 1, lease_until = $3
        WHERE id = $1 AND state = 'sending' AND lease_owner = $2
            AND (enrolment_id IS NULL OR EXISTS (
                SELECT 1 FROM enrolments e
                WHERE e.id = enrolment_id AND e.state = 'sending' AND e.epoch = outbox_jobs.epoch))
        """)
    /// `$1` job, `$2` owner, `$3` until.
    static let renewLease = Statement(
        named: "renewLease",
        "UPDATE outbox_jobs SET lease_until = $3 WHERE id = $1 AND state = 'sending' AND lease_owner = $2")
    /// `$1` job.
    static let requeueJob = Statement(
        named: "requeueJob",
        """
        UPDATE outbox_jobs SET state = 'queued', lease_owner = NULL, lease_until = NULL WHERE id = $1
        """)
    /// `$1` job, `$2` not before.
    static let postponeJob = Statement(
        named: "postponeJob", "UPDATE outbox_jobs SET not_before = max(not_before + 1, $2) WHERE id = $1")
}
