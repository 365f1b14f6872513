public import CRMModel

extension OutboxRepository {
    /// Records how a try ended: job, attempt, recipient's row, timeline and event in one durable transaction.
    ///
    /// - Returns: false when the job was no longer this owner's; nothing is changed then. `accepted` is taken even
    ///   late, from a job that became uncertain meanwhile.
    @discardableResult
    public func finish(
        _ job: ID<OutboxJob>, owner: String, _ outcome: SendOutcome, at now: Timestamp
    ) async throws(StoreError) -> Bool {
        try await database.write(durable: true) { (c) throws(StoreError) in
            try OutboxFinish.finish(job, owner: owner, outcome, at: now, in: c)
        }
    }

    /// Decides about an uncertain mail: the reconciler that found it in Sent, or the user.
    ///
    /// - Parameter wasSent: false makes it `failed`; only an explicit `retry` sends it again.
    @discardableResult
    public func resolveUncertain(
        _ job: ID<OutboxJob>, wasSent: Bool, reason: String, at now: Timestamp
    ) async throws(StoreError) -> Bool {
        try await database.write(durable: true) { (c) throws(StoreError) in
            guard let row = try c.first(.finishingJob, [.id(job)]), row.state == "uncertain" else {
                return false
            }
            let reply = DeliveryReply(text: reason)
            if wasSent {
                try OutboxFinish.accept(row, reply, nil, at: now, in: c)
            } else {
                try OutboxFinish.refuse(row, reply, isBounce: false, at: now, in: c)
            }
            return true
        }
    }
}

/// The finishing transaction.
enum OutboxFinish {
    static func finish(
        _ job: ID<OutboxJob>, owner: String, _ outcome: SendOutcome, at now: Timestamp, in c: any Connection
    ) throws(StoreError) -> Bool {
        guard let row = try c.first(.finishingJob, [.id(job)]) else { return false }
        if case .accepted(let reply, let provider) = outcome, row.state == "uncertain" {
            try accept(row, reply, provider, at: now, in: c)
            return true
        }
        if case .partial = outcome, row.state == "uncertain" {
            try acceptPart(row, outcome, at: now, in: c)
            return true
        }
        guard row.state == "sending", row.owner == owner else { return false }
        switch outcome {
        case .accepted(let reply, let provider): try accept(row, reply, provider, at: now, in: c)
        case .partial: try acceptPart(row, outcome, at: now, in: c)
        case .deferred(let reply, let until):
            try record(row, "deferred", reply, at: now, in: c)
            try end(row, .deferred, reply, notBefore: until, at: now, in: c)
        case .refused(let reply, let isBounce): try refuse(row, reply, isBounce: isBounce, at: now, in: c)
        case .uncertain(let reason): try becomeUncertain(job, reason, at: now, in: c)
        case .throttled(let reply, let until):
            try c.run(.uncountAttempt, [.id(job)])
            try end(row, .deferred, reply, notBefore: until, at: now, in: c)
        case .released(let reason, let until):
            try c.run(.uncountAttempt, [.id(job)])
            try end(row, .queued, DeliveryReply(text: reason), notBefore: until, at: now, in: c)
        case .held(let reason):
            try c.run(.uncountAttempt, [.id(job)])
            try end(row, .held, DeliveryReply(text: reason), notBefore: nil, at: now, in: c)
        }
        return true
    }

    static func accept(
        _ row: FinishingJob, _ reply: DeliveryReply, _ provider: String?, at now: Timestamp,
        in c: any Connection
    ) throws(StoreError) {
        try record(row, "accepted", reply, at: now, in: c)
        try c.run(
            .acceptJob,
            [
                .id(row.id), .time(now), .int(reply.code), .string(reply.enhanced), .text(reply.text),
                .string(provider),
            ])
        try c.run(.sentAt, [.id(row.id), .time(now)])
        try takeAsSent(row, at: now, in: c)
        guard row.givenUp.isEmpty else {
            return try leave([], givenUp: row.givenUp, of: row, until: nil, at: now, in: c)
        }
        try Outbox.tell(
            row.id, .sent(at: now), row.subject, isCampaign: row.enrolment != nil, at: now, in: c)
    }

    /// What follows for draft, timeline and campaign from a mail that the server took.
    static func takeAsSent(
        _ row: FinishingJob, at now: Timestamp, in c: any Connection
    ) throws(StoreError) {
        try c.run(.dropSentDraft, [.id(row.id)])
        let contacts = try self.contacts(of: row, in: c)
        let campaign = try row.campaign.flatMap { (id) throws(StoreError) in
            try c.first(.campaignName, [.id(id)])
        }
        // The copy in Sent may have been read before the answer was written down here.
        let copy = try c.first(.sentCopy, [.text(row.messageID)])
        if copy == nil || row.kind == .step {
            if let copy { try Timeline.remove(.mailOut, Activity.Reference("message", .row(copy)), in: c) }
            try Timeline.append(
                Activity(
                    id: Timeline.newID(at: now), at: now, kind: row.kind == .step ? .campaignStep : .mailOut,
                    summary: row.subject, detail: campaign ?? row.preview, message: copy, contacts: contacts,
                    reference: Activity.Reference("outbox", .id(row.id))), in: c)
        }
        if let enrolment = row.enrolment, let epoch = row.epoch {
            try Enrolments.sent(enrolment, epoch: epoch, messageID: row.messageID, at: now, in: c)
        }
    }

    static func refuse(
        _ row: FinishingJob, _ reply: DeliveryReply, isBounce: Bool, at now: Timestamp, in c: any Connection
    ) throws(StoreError) {
        try record(row, "refused", reply, at: now, in: c)
        let words = reply.line
        if row.isPartDelivered {
            let left = row.recipients.map { GivenUpRecipient(address: $0, words: words) }
            try leave([], givenUp: row.givenUp + left, of: row, until: nil, at: now, in: c)
        } else {
            try end(row, .failed, reply, notBefore: nil, at: now, in: c)
        }
        if isBounce || row.isPartDelivered {
            let contacts = try self.contacts(of: row, in: c)
            try Timeline.append(
                Activity(
                    id: Timeline.newID(at: now), at: now, kind: .bounce, summary: row.subject, detail: words,
                    contacts: contacts, reference: Activity.Reference("outbox", .id(row.id))), in: c)
            // With several recipients nobody knows which one it was.
            if isBounce, row.recipients.count == 1 {
                try Bounces.hard(row.recipients[0], reason: words, source: "\(row.id)", at: now, in: c)
            }
        }
        if let enrolment = row.enrolment, let epoch = row.epoch,
            try Enrolments.isCurrent(enrolment, epoch, in: c)
        {
            try Enrolments.move(enrolment, to: isBounce ? .bounced : .failed, reason: words, at: now, in: c)
        }
    }

    static func becomeUncertain(
        _ job: ID<OutboxJob>, _ reason: String, at now: Timestamp, in c: any Connection
    ) throws(StoreError) {
        guard let row = try c.first(.finishingJob, [.id(job)]) else { return }
        try record(row, "uncertain", DeliveryReply(text: reason), at: now, in: c)
        try c.run(.uncertainJob, [.id(job), .time(now), .text(reason)])
        try Outbox.tell(
            job, .uncertain(since: now), row.subject, isCampaign: row.enrolment != nil, at: now, in: c)
        if let enrolment = row.enrolment, let epoch = row.epoch,
            try Enrolments.isCurrent(enrolment, epoch, in: c)
        {
            try Enrolments.move(enrolment, to: .uncertain, reason: reason, at: now, in: c)
        }
    }

    /// Not sent: the place in the caps is free again.
    private static func end(
        _ row: FinishingJob, _ state: SendState, _ reply: DeliveryReply, notBefore: Timestamp?,
        at now: Timestamp,
        in c: any Connection
    ) throws(StoreError) {
        let reply = worded(reply, for: row)
        try c.run(
            .endTry,
            [
                .id(row.id), .text(state.word), .time(notBefore), .int(reply.code), .string(reply.enhanced),
                .text(reply.text),
            ])
        try c.run(.unlogSend, [.id(row.id)])
        try Outbox.tell(row.id, state, row.subject, isCampaign: row.enrolment != nil, at: now, in: c)
    }

    static func record(
        _ row: FinishingJob, _ outcome: String, _ reply: DeliveryReply, at now: Timestamp,
        in c: any Connection
    ) throws(StoreError) {
        try c.run(
            .recordAttempt,
            [
                .id(row.id), .int(row.attempts), .time(now), .text(outcome), .int(reply.code),
                .string(reply.enhanced), .text(reply.text),
            ])
    }

    /// The contact that the mail was written for, then every other recipient that is one.
    static func contacts(of row: FinishingJob, in c: any Connection) throws(StoreError) -> [ID<
        Contact
    >] {
        var contacts = row.contact.map { [$0] } ?? []
        for recipient in row.recipients.prefix(100) {
            if let contact = try c.first(.contactOfAddress, [.text(recipient.normalized)]),
                !contacts.contains(contact)
            {
                contacts.append(contact)
            }
        }
        return contacts
    }

    static let catalogue: [CataloguedStatement] = [
        Statement.finishingJob.listed(), Statement.leaveRest.listed(), Statement.acceptJob.listed(),
        Statement.sentAt.listed(),
        Statement.dropSentDraft.listed(), Statement.endTry.listed(), Statement.uncountAttempt.listed(),
        Statement.recordAttempt.listed(), Statement.uncertainJob.listed(),
        Statement.contactOfAddress.listed(),
        Statement.addressStatus.listed(), Statement.sentCopy.listed(),
    ]
}

/// What follows when an address turns out to be dead.
enum Bounces {
    /// The address is marked and suppressed, and every campaign stops writing to it.
    static func hard(
        _ address: EmailAddress, reason: String, source: String, at now: Timestamp, in c: any Connection
    ) throws(StoreError) {
        try c.run(.addressStatus, [.text(address.normalized), .text("hard_bounced")])
        try Suppressions.add(
            Suppression(key: address.normalized, reason: .hard, source: source, at: now), in: c)
        try Enrolments.stop(address: address, as: .bounced, reason: reason, at: now, in: c)
    }
}

/// A job whose try has ended.
struct FinishingJob: Sendable {
    var id: ID<OutboxJob>
    var state: String
    var owner: String?
    var kind: OutgoingMail.Kind
    var messageID: String
    var recipients: [EmailAddress]
    var subject: String
    var preview: String
    var attempts: Int
    var enrolment: ID<Enrolment>?
    var campaign: ID<Campaign>?
    var epoch: Int?
    var contact: ID<Contact>?
    /// Some recipients have it; `recipients` are those who have not.
    var isPartDelivered: Bool
    /// Those whom the server refused for good while it took the mail for others.
    var givenUp: [GivenUpRecipient]
}

extension Statement where Row == FinishingJob {
    /// `$1` job.
    static let finishingJob = Statement(
        named: "finishingJob",
        """
        SELECT id, state, lease_owner, kind, message_id, recipients, subject, preview, attempts, enrolment_id,
            campaign_id, epoch, contact_id, sent_at IS NOT NULL, given_up FROM outbox_jobs WHERE id = $1
        """
    ) { (row) throws(StoreError) in
        FinishingJob(
            id: try row.id(0), state: try row.text(1), owner: try row.optionalText(2), kind: try row.value(3),
            messageID: try row.text(4),
            recipients: StoredJSON.strings(try row.text(5)).map { EmailAddress($0) },
            subject: try row.text(6), preview: try row.text(7), attempts: try row.int(8),
            enrolment: try row.optionalID(9), campaign: try row.optionalID(10),
            epoch: try row.optionalInt(11),
            contact: try row.optionalID(12), isPartDelivered: try row.bool(13),
            givenUp: GivenUpRecipient.list(try row.text(14)))
    }
}

extension Statement where Row == RowID<Message> {
    /// `$1` Message-ID. The message that stands on a timeline as a mail sent.
    fileprivate static let sentCopy = Statement(
        named: "sentCopy",
        """
        SELECT m.id FROM messages m CROSS JOIN activities a
            ON a.ref_table = 'message' AND a.ref_id = m.id AND a.kind = 'mailOut'
        WHERE m.message_id = $1 AND m.direction = 'outgoing' LIMIT 1
        """
    ) { (row) throws(StoreError) in try row.row(0) }
}

extension Statement where Row == ID<Contact> {
    /// `$1` normalised address.
    static let contactOfAddress = Statement(
        named: "contactOfAddress", "SELECT contact_id FROM contact_emails WHERE addr_norm = $1"
    ) { (row) throws(StoreError) in try row.id(0) }
}

extension Statement where Row == Void {
    /// `$1` job, `$2` now, `$3` code, `$4` enhanced, `$5` text, `$6` provider's id.
    static let acceptJob = Statement(
        named: "acceptJob",
        """
        UPDATE outbox_jobs SET state = 'sent', sent_at = $2, last_code = $3, last_enhanced = $4, last_text = $5,
            provider_id = coalesce($6, provider_id), uncertain_at = NULL, in_data = 0, lease_owner = NULL,
            lease_until = NULL, copy_pending = copy_pending > 0 WHERE id = $1
        """)
    /// `$1` job, `$2` at.
    static let sentAt = Statement(
        named: "sentAt", "UPDATE send_log SET at = $2 WHERE job_id = $1")
    /// `$1` job.
    fileprivate static let dropSentDraft = Statement(
        named: "dropSentDraft", "DELETE FROM drafts WHERE job_id = $1 AND job_id IS NOT NULL")
    /// `$1` job, `$2` state, `$3` not before, `$4` code, `$5` enhanced, `$6` text.
    fileprivate static let endTry = Statement(
        named: "endTry",
        """
        UPDATE outbox_jobs SET state = $2, not_before = coalesce($3, not_before), last_code = $4, last_enhanced = $5,
            last_text = $6, in_data = 0, lease_owner = NULL, lease_until = NULL, uncertain_at = NULL WHERE id = $1
        """)
    /// `$1` job.
    fileprivate static let uncountAttempt = Statement(
        named: "uncountAttempt", "UPDATE outbox_jobs SET attempts = max(0, attempts - 1) WHERE id = $1")
    /// `$1` job, `$2` number, `$3` at, `$4` outcome, `$5` code, `$6` enhanced, `$7` text.
    fileprivate static let recordAttempt = Statement(
        named: "recordAttempt",
        """
        INSERT INTO delivery_attempts(job_id, number, at, outcome, code, enhanced, text)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (job_id, number) DO UPDATE SET at = excluded.at, outcome = excluded.outcome,
            code = excluded.code, enhanced = excluded.enhanced, text = excluded.text
        """)
    /// `$1` job, `$2` now, `$3` reason.
    fileprivate static let uncertainJob = Statement(
        named: "uncertainJob",
        """
        UPDATE outbox_jobs SET state = 'uncertain', uncertain_at = $2, last_code = NULL, last_enhanced = NULL,
            last_text = $3, lease_owner = NULL, lease_until = NULL WHERE id = $1
        """)
    /// `$1` address, `$2` status.
    fileprivate static let addressStatus = Statement(
        named: "addressStatus", "UPDATE contact_emails SET status = $2 WHERE addr_norm = $1")
}
