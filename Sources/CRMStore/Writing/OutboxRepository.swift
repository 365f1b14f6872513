public import CRMModel

/// Mails that are to be sent: nothing leaves without a row here.
///
/// A job goes `queued` → `sending` → `sent`, `deferred` (again later), `failed`, `uncertain` or `held`. Every
/// change is one transaction with everything that follows from it: attempt, recipient's row, timeline, event.
public struct OutboxRepository: Sendable {
    let database: any Database

    public init(_ database: any Database) { self.database = database }

    /// Puts a mail into the outbox, durably and once per key.
    ///
    /// - Parameter draft: what it was made from; hidden while the mail waits and back after a `cancel`.
    public func enqueue(
        _ mail: OutgoingMail, from draft: ID<Draft>? = nil, at now: Timestamp
    ) async throws(StoreError) -> EnqueuedMail {
        try await database.write(durable: true) { (c) throws(StoreError) in
            let result = try Outbox.insert(mail, enrolment: nil, at: now, in: c)
            if let draft { try c.run(.hideDraft, [.id(draft), .id(result.job)]) }
            return result
        }
    }

    /// When the next waiting mail is due, in the past if it is overdue; nil when none waits. Sleep until then, or
    /// until something is put into the outbox.
    public func nextDue() async throws(StoreError) -> Timestamp? {
        try await database.read { (c) throws(StoreError) in try c.first(.nextDueTime) }
    }

    /// Jobs, newest first.
    ///
    /// - Parameters:
    ///   - state: `queued`, `sent` …; nil for all.
    ///   - cursor: `next` of the page before.
    public func list(
        state: String? = nil, before cursor: PageCursor? = nil, limit: Int = 100
    ) async throws(StoreError) -> Page<OutboxJob> {
        let limit = max(1, min(limit, 1000))
        return try await database.read { (c) throws(StoreError) in
            var items: [OutboxJob] = []
            var isBehindCursor = cursor == nil
            let from = cursor?.time ?? Timestamp(milliseconds: .max)
            let (statement, arguments): (Statement<OutboxJob>, [SQLValue]) =
                state.map { (.jobsByState, [.time(from), .text($0)]) } ?? (.jobs, [.time(from)])
            try c.forEach(statement, arguments) { (job) throws(StoreError) in
                if !isBehindCursor, job.created == from {
                    isBehindCursor = Int64(bitPattern: job.id.low) == cursor?.row
                    return true
                }
                isBehindCursor = true
                items.append(job)
                return items.count <= limit
            }
            guard items.count > limit else { return Page(items: items, next: nil) }
            items.removeLast()
            let next = items.last.map { PageCursor(time: $0.created, row: Int64(bitPattern: $0.id.low)) }
            return Page(items: items, next: next)
        }
    }

    public func job(_ id: ID<OutboxJob>) async throws(StoreError) -> OutboxJob? {
        try await database.read { (c) throws(StoreError) in try c.first(.jobByID, [.id(id)]) }
    }

    /// The jobs whose ids lie in a range, in their order.
    public func jobs(
        _ ids: ClosedRange<ID<OutboxJob>>, limit: Int
    ) async throws(StoreError) -> [OutboxJob] {
        try await database.read { (c) throws(StoreError) in
            try c.all(
                .jobsByID, [.id(ids.lowerBound), .id(ids.upperBound), .integer(Int64(max(1, limit)))])
        }
    }

    /// The job whose mail has this Message-ID (without angle brackets).
    public func job(messageID: String) async throws(StoreError) -> OutboxJob? {
        try await database.read { (c) throws(StoreError) in try c.first(.jobByMessageID, [.text(messageID)]) }
    }

    /// A job with its tries and counts.
    public func detail(_ id: ID<OutboxJob>) async throws(StoreError) -> OutboxDetail? {
        try await database.read { (c) throws(StoreError) in
            guard let job = try c.first(.jobByID, [.id(id)]), let rest = try c.first(.jobRest, [.id(id)])
            else {
                return nil
            }
            return OutboxDetail(
                job: job, envelopeFrom: EmailAddress(rest.from), template: rest.template, tracks: rest.tracks,
                opens: rest.opens, clicks: rest.clicks, machineOpens: rest.machineOpens,
                machineClicks: rest.machineClicks, attempts: try c.all(.attemptsOfJob, [.id(id)]))
        }
    }

    /// The bytes of a job's mail.
    public func mime(of id: ID<OutboxJob>) async throws(StoreError) -> [UInt8]? {
        try await database.read { (c) throws(StoreError) in try c.first(.mimeOfJob, [.id(id)]) }
    }

    /// How many jobs are in each state that asks for attention: waiting, held, uncertain, failed.
    public func waitingCount() async throws(StoreError) -> Int {
        try await database.read { (c) throws(StoreError) in try c.first(.waitingJobs) ?? 0 }
    }

    public static let catalogue: [CataloguedStatement] =
        listing + OutboxClaim.catalogue + OutboxFinish.catalogue + OutboxCommands.catalogue

    private static let listing: [CataloguedStatement] = [
        Statement.insertJob.listed(), Statement.insertMIME.listed(), Statement.jobByKey.listed(),
        Statement.countTemplateUse.listed(), Statement.hideDraft.listed(), Statement.nextDueTime.listed(),
        Statement.jobs.listed(), Statement.jobsByState.listed(), Statement.jobByID.listed(),
        Statement.jobByMessageID.listed(), Statement.jobRest.listed(), Statement.attemptsOfJob.listed(),
        Statement.mimeOfJob.listed(), Statement.waitingJobs.listed(),
    ]
}

/// The outbox within other transactions.
enum Outbox {
    /// The recipient's row of a campaign that a mail belongs to.
    struct EnrolmentPart: Sendable {
        let enrolment: ID<Enrolment>
        let campaign: ID<Campaign>
        let epoch: Int
        let step: Int
    }

    static func insert(
        _ mail: OutgoingMail, enrolment: EnrolmentPart?, at now: Timestamp, in c: any Connection
    ) throws(StoreError) -> EnqueuedMail {
        let priority = mail.kind != .step ? 0 : (enrolment?.step ?? 0) > 0 ? 1 : 2
        let inserted = try c.run(
            .insertJob,
            [
                .id(mail.id), .text(mail.key), .text(mail.kind.rawValue), .int(priority), .id(mail.account),
                .text(mail.messageID), .text(mail.envelopeFrom.text),
                .text(StoredJSON.array(mail.recipients.map(\.text))), .text(mail.subject),
                .text(mail.preview),
                .time(mail.notBefore), .id(enrolment?.enrolment), .id(enrolment?.campaign),
                .int(enrolment?.epoch), .int(enrolment?.step), .id(mail.contact), .row(mail.answers),
                .id(mail.template), .bool(mail.tracks), .bool(mail.keepsCopy), .time(now),
                .int(mail.linkCount),
            ])
        guard inserted > 0 else {
            guard let known = try c.first(.jobByKey, [.text(mail.key)]) else {
                throw StoreError(.constraint(.unique), statement: "insertJob", detail: "outbox_jobs.idem_key")
            }
            return EnqueuedMail(job: known.job, messageID: known.messageID, isNew: false)
        }
        try c.run(.insertMIME, [.id(mail.id), .blob(mail.mime)])
        if let template = mail.template { try c.run(.countTemplateUse, [.id(template)]) }
        try tell(mail.id, .queued, mail.subject, isCampaign: enrolment != nil, at: now, in: c)
        return EnqueuedMail(job: mail.id, messageID: mail.messageID, isNew: true)
    }

    static func tell(
        _ job: ID<OutboxJob>, _ state: SendState, _ subject: String, isCampaign: Bool, at now: Timestamp,
        in c: any Connection
    ) throws(StoreError) {
        try EventLog.append(
            .outboxChanged(job: job, state: state, subject: subject, isCampaign: isCampaign), at: now, in: c)
    }
}

/// Columns of a job that only its own page shows.
struct JobRest: Sendable {
    var from: String
    var template: ID<TemplateVersion>?
    var tracks: Bool
    var opens: Int
    var clicks: Int
    var machineOpens: Int
    var machineClicks: Int
}

/// A job found by its key.
struct KnownJob: Sendable {
    var job: ID<OutboxJob>
    var messageID: String
}

extension Statement where Row == Void {
    /// `$1` id, `$2` key, `$3` kind, `$4` priority, `$5` account, `$6` Message-ID, `$7` envelope from,
    /// `$8` recipients, `$9` subject, `$10` preview, `$11` not before, `$12` enrolment, `$13` campaign, `$14` epoch,
    /// `$15` step, `$16` contact, `$17` answers, `$18` template version, `$19` tracks, `$20` keeps copy, `$21` now, `$22` links.
    fileprivate static let insertJob = Statement(
        named: "insertJob",
        """
        INSERT INTO outbox_jobs(id, idem_key, kind, priority, account_id, message_id, envelope_from, recipients,
            subject, preview, not_before, state, enrolment_id, campaign_id, epoch, step, contact_id, answers,
            template_version_id, tracks, copy_pending, created, link_count)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'queued', $12, $13, $14, $15, $16, $17, $18, $19,
            CASE WHEN $20 THEN 2 ELSE 0 END, $21, $22)
        ON CONFLICT (idem_key) DO NOTHING
        """)
    /// `$1` job, `$2` bytes.
    fileprivate static let insertMIME = Statement(
        named: "insertMIME", "INSERT INTO outbox_messages(job_id, mime) VALUES ($1, $2)")
    /// `$1` template version.
    fileprivate static let countTemplateUse = Statement(
        named: "countTemplateUse",
        """
        UPDATE templates SET uses = uses + 1
        WHERE id = (SELECT template_id FROM template_versions WHERE id = $1)
        """)
    /// `$1` draft, `$2` job.
    fileprivate static let hideDraft = Statement(
        named: "hideDraft", "UPDATE drafts SET job_id = $2 WHERE id = $1 AND job_id IS NULL")
}

extension Statement where Row == KnownJob {
    /// `$1` key.
    fileprivate static let jobByKey = Statement(
        named: "jobByKey", "SELECT id, message_id FROM outbox_jobs WHERE idem_key = $1"
    ) { (row) throws(StoreError) in KnownJob(job: try row.id(0), messageID: try row.text(1)) }
}

extension Statement where Row == Timestamp {
    fileprivate static let nextDueTime = Statement(
        named: "nextDueTime",
        """
        SELECT not_before FROM outbox_jobs WHERE state IN ('queued', 'deferred') ORDER BY not_before LIMIT 1
        """
    ) { (row) throws(StoreError) in try row.time(0) }
}

extension Statement where Row == [UInt8] {
    /// `$1` job.
    static let mimeOfJob = Statement(
        named: "mimeOfJob", "SELECT mime FROM outbox_messages WHERE job_id = $1"
    ) { (row) throws(StoreError) in try row.bytes(0) }
}

extension Statement where Row == Int {
    fileprivate static let waitingJobs = Statement(
        named: "waitingJobs",
        "SELECT count(*) FROM outbox_jobs WHERE state IN ('queued', 'deferred', 'sending', 'held')"
    ) { (row) throws(StoreError) in try row.int(0) }
}

extension Statement where Row == JobRest {
    /// `$1` job.
    fileprivate static let jobRest = Statement(
        named: "jobRest",
        """
        SELECT envelope_from, template_version_id, tracks, opens, clicks, machine_opens, machine_clicks
        FROM outbox_jobs WHERE id = $1
        """
    ) { (row) throws(StoreError) in
        JobRest(
            from: try row.text(0), template: try row.optionalID(1), tracks: try row.bool(2),
            opens: try row.int(3), clicks: try row.int(4), machineOpens: try row.int(5),
            machineClicks: try row.int(6))
    }
}

extension Statement where Row == DeliveryAttempt {
    /// `$1` job.
    fileprivate static let attemptsOfJob = Statement(
        named: "attemptsOfJob",
        "SELECT number, at, outcome, code, enhanced, text FROM delivery_attempts WHERE job_id = $1 ORDER BY number"
    ) { (row) throws(StoreError) in
        DeliveryAttempt(
            number: try row.int(0), at: try row.time(1), outcome: try row.text(2),
            reply: DeliveryReply(
                code: try row.optionalInt(3), enhanced: try row.optionalText(4), text: try row.text(5)))
    }
}

extension Statement where Row == OutboxJob {
    /// `$1` created at or before.
    fileprivate static let jobs = Statement(
        named: "jobs", "\(columns) WHERE created <= $1 ORDER BY created DESC, id DESC", decode: job)
    /// `$1` created at or before, `$2` state.
    fileprivate static let jobsByState = Statement(
        named: "jobsByState", "\(columns) WHERE state = $2 AND created <= $1 ORDER BY created DESC, id DESC",
        decode: job)
    /// `$1` id.
    static let jobByID = Statement(named: "jobByID", "\(columns) WHERE id = $1", decode: job)
    /// `$1` and `$2` the first and the last id, `$3` how many.
    fileprivate static let jobsByID = Statement(
        named: "jobsByID", "\(columns) WHERE id BETWEEN $1 AND $2 ORDER BY id LIMIT $3", decode: job)
    /// `$1` Message-ID.
    fileprivate static let jobByMessageID = Statement(
        named: "jobByMessageID", "\(columns) WHERE message_id = $1", decode: job)

    private static var columns: String {
        """
        SELECT id, account_id, message_id, recipients, subject, state, sent_at, uncertain_at, attempts, not_before,
            last_code, last_enhanced, last_text, enrolment_id, contact_id, created,
            (SELECT trim(c.first_name || ' ' || c.last_name) FROM contacts c
             WHERE c.id = coalesce(outbox_jobs.contact_id, (SELECT e.contact_id FROM contact_emails e
                 WHERE e.addr_norm = lower(json_extract(outbox_jobs.recipients, '$[0]'))))),
            EXISTS (SELECT 1 FROM drafts d WHERE d.job_id = outbox_jobs.id)
        FROM outbox_jobs
        """
    }

    private static func job(_ row: borrowing RowReader) throws(StoreError) -> OutboxJob {
        let sent = try row.optionalTime(6)
        let uncertain = try row.optionalTime(7)
        let created = try row.time(15)
        let state: SendState
        switch try row.text(5) {
        case "queued": state = .queued
        case "sending": state = .sending
        case "sent": state = .sent(at: sent ?? created)
        case "deferred": state = .deferred
        case "failed": state = .failed
        case "uncertain": state = .uncertain(since: uncertain ?? created)
        case "cancelled": state = .cancelled
        case "held": state = .held
        default: throw row.failure(5, "a state")
        }
        let words = [
            try row.optionalInt(10).map(String.init), try row.optionalText(11), try row.optionalText(12),
        ]
        let error = words.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
        let isFine = if case .sent = state { true } else { error.isEmpty }
        var job = OutboxJob(
            id: try row.id(0), account: try row.id(1), messageID: try row.text(2),
            recipients: StoredJSON.strings(try row.text(3)).map { EmailAddress($0) },
            subject: try row.text(4),
            state: state, attempts: try row.int(8), notBefore: try row.time(9),
            lastError: isFine ? nil : error, enrolment: try row.optionalID(13),
            contact: try row.optionalID(14),
            created: created)
        if case .sent = state {} else { job.isPartDelivered = sent != nil }
        if let name = try row.optionalText(16), !name.isEmpty { job.contactName = name }
        job.hasDraft = try row.int(17) > 0
        return job
    }
}
