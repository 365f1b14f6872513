public import CRMModel

extension OutboxRepository {
    /// Takes due mails for sending.
    ///
    /// The last gate, in one transaction: whoever is suppressed, answered, unsubscribed or cancelled meanwhile is
    /// taken off with the reason; a mail ahead of a campaign's pace or over its daily cap is moved to when there is room; mails of a
    /// held account are held. Leases that have ended are swept first. One to one before follow-ups before first
    /// touches, then by time.
    ///
    /// - Parameters:
    ///   - owner: who holds the lease, from `LeaseOwner.fresh()`.
    ///   - leaseUntil: long enough for one SMTP transaction.
    ///   - account: only mails of this account.
    public func claimDue(
        at now: Timestamp, owner: String, leaseUntil: Timestamp, limit: Int, account: ID<Account>? = nil
    ) async throws(StoreError) -> [ClaimedMail] {
        try await database.write(durable: true) { (c) throws(StoreError) in
            try OutboxClaim(now: now, owner: owner, leaseUntil: leaseUntil, account: account)
                .claim(upTo: max(0, limit), in: c)
        }
    }

    /// Notes that the data is about to be finished: from here on only the server knows. Commit before the final dot.
    ///
    /// - Returns: false when the lease is lost or the recipient has answered or left meanwhile: end the connection
    ///   without the final dot and finish with `released`; the next claim takes the mail off.
    public func markInData(_ job: ID<OutboxJob>, owner: String, leaseUntil: Timestamp)
        async throws(StoreError) -> Bool
    {
        try await database.write(durable: true) { (c) throws(StoreError) in
            try c.run(.markInData, [.id(job), .text(owner), .time(leaseUntil)]) > 0
        }
    }

    /// Keeps a lease for longer.
    ///
    /// - Returns: false when it is lost.
    public func renew(_ job: ID<OutboxJob>, owner: String, leaseUntil: Timestamp) async throws(StoreError)
        -> Bool
    {
        try await database.write(durable: false) { (c) throws(StoreError) in
            try c.run(.renewLease, [.id(job), .text(owner), .time(leaseUntil)]) > 0
        }
    }

    /// Ends leases that have run out or whose owner is dead: back to the queue, or `uncertain` when the data may have
    /// been finished.
    ///
    /// - Returns: the jobs that became uncertain.
    @discardableResult
    public func sweepExpired(at now: Timestamp) async throws(StoreError) -> [ID<OutboxJob>] {
        try await database.write(durable: true) { (c) throws(StoreError) in
            try OutboxClaim.sweep(at: now, in: c)
        }
    }
}

/// The claiming transaction.
struct OutboxClaim: Sendable {
    let now: Timestamp
    let owner: String
    let leaseUntil: Timestamp
    let account: ID<Account>?

    /// Rows that one transaction looks at, at most.
    private static let scanLimit = 400
    /// A lost process must not be able to send the same mail over and over.
    private static let attemptLimit = 40

    func claim(upTo limit: Int, in c: any Connection) throws(StoreError) -> [ClaimedMail] {
        try OutboxClaim.sweep(at: now, in: c)
        var claimed: [ClaimedMail] = []
        var rooms = CampaignRooms(now: now)
        var looked = 0
        for priority in 0...2 {
            while claimed.count < limit, looked < OutboxClaim.scanLimit {
                let due = try due(priority, limit - claimed.count, in: c)
                for job in due {
                    looked += 1
                    if let mail = try take(job, &rooms, in: c) { claimed.append(mail) }
                }
                if due.isEmpty { break }
            }
        }
        return claimed
    }

    private func due(_ priority: Int, _ limit: Int, in c: any Connection) throws(StoreError) -> [DueJob] {
        if let account {
            return try c.all(.dueJobsOfAccount, [.int(priority), .time(now), .int(limit), .id(account)])
        }
        return try c.all(.dueJobs, [.int(priority), .time(now), .int(limit)])
    }

    /// Every way out changes the row's state or time, so that it is not due again in this transaction.
    private func take(
        _ job: DueJob, _ rooms: inout CampaignRooms, in c: any Connection
    ) throws(StoreError) -> ClaimedMail? {
        if let reason = try c.first(.heldReason, [.id(job.account)]) {
            try c.run(.setJobState, [.id(job.id), .text("held"), .text(reason)])
            try Outbox.tell(
                job.id, .held, job.subject, isCampaign: job.enrolment != nil, at: now, in: c)
            return nil
        }
        if let reason = try suppressed(job, in: c) {
            try OutboxClaim.take(
                off: job.id, .cancelled, "suppressed: \(reason.rawValue)", job.subject,
                isCampaign: job.enrolment != nil, now, c)
            if let enrolment = job.enrolment {
                try Enrolments.move(enrolment, to: .suppressed, reason: reason.rawValue, at: now, in: c)
            }
            return nil
        }
        if let enrolment = job.enrolment, let campaign = job.campaign {
            guard try isWanted(job, enrolment, campaign, &rooms, in: c) else { return nil }
        }
        // Tried anew because the user says so: the old tries count no more.
        guard job.attempts < OutboxClaim.attemptLimit || job.firstTried == nil else {
            try OutboxClaim.take(
                off: job.id, .failed, "given up after \(job.attempts) tries", job.subject,
                isCampaign: job.enrolment != nil, now, c)
            if let enrolment = job.enrolment {
                try Enrolments.move(enrolment, to: .failed, reason: "given up", at: now, in: c)
            }
            return nil
        }
        guard let mime = try c.first(.mimeOfJob, [.id(job.id)]) else {
            try OutboxClaim.take(
                off: job.id, .failed, "the mail's bytes are gone", job.subject,
                isCampaign: job.enrolment != nil,
                now, c)
            return nil
        }
        try c.run(.leaseJob, [.id(job.id), .text(owner), .time(leaseUntil), .time(now)])
        try c.run(.logSend, [.id(job.id), .id(job.account), .id(job.campaign), .time(now)])
        return ClaimedMail(
            job: job.id, kind: job.kind, account: job.account, messageID: job.messageID,
            envelopeFrom: job.envelopeFrom, recipients: job.recipients, subject: job.subject, mime: mime,
            attempt: job.attempts + 1, owner: owner, campaign: job.campaign, enrolment: job.enrolment,
            firstTried: job.firstTried ?? now)
    }

    private func suppressed(_ job: DueJob, in c: any Connection) throws(StoreError) -> Suppression.Reason? {
        let ignored: Set<Suppression.Reason> =
            switch job.kind {
            case .step: []
            case .oneOff: [.unsubscribe]
            case .reply: [.unsubscribe, .hard, .manual]
            }
        for recipient in job.recipients {
            let reason = try Suppressions.reason(
                for: recipient, account: job.account, campaign: job.campaign, at: now, ignoring: ignored,
                in: c)
            if let reason { return reason }
        }
        return nil
    }

    /// Campaign, recipient, pace and cap.
    private func isWanted(
        _ job: DueJob, _ enrolment: ID<Enrolment>, _ campaign: ID<Campaign>, _ rooms: inout CampaignRooms,
        in c: any Connection
    ) throws(StoreError) -> Bool {
        let row = try c.first(.enrolmentGate, [.id(enrolment)])
        guard let row, row.state == .sending, row.epoch == job.epoch else {
            let reason = row.map { "the recipient is \($0.state.rawValue)" } ?? "the recipient is gone"
            try OutboxClaim.take(
                off: job.id, .cancelled, reason, job.subject, isCampaign: true, now, c)
            return false
        }
        switch row.campaignState {
        case .running: break
        case .cancelled, .finished:
            try OutboxClaim.take(
                off: job.id, .cancelled, "the campaign was cancelled", job.subject, isCampaign: true, now, c)
            try Enrolments.move(enrolment, to: .cancelled, reason: nil, at: now, in: c)
            return false
        case .draft, .scheduled, .paused:
            try c.run(.setJobState, [.id(job.id), .text("held"), .text(CampaignWords.paused)])
            return false
        }
        guard let room = try rooms.next(row, job.account, campaign, in: c) else {
            return true
        }
        try c.run(.postponeJob, [.id(job.id), .time(room)])
        return false
    }

    /// Ends a job for good.
    static func take(
        off job: ID<OutboxJob>, _ state: SendState, _ reason: String, _ subject: String, isCampaign: Bool,
        _ now: Timestamp, _ c: any Connection
    ) throws(StoreError) {
        try c.run(.setJobState, [.id(job), .text(state.word), .text(reason)])
        try c.run(.unlogSend, [.id(job)])
        try Outbox.tell(job, state, subject, isCampaign: isCampaign, at: now, in: c)
    }

    @discardableResult
    static func sweep(at now: Timestamp, in c: any Connection) throws(StoreError) -> [ID<OutboxJob>] {
        var uncertain: [ID<OutboxJob>] = []
        var gone: [String: Bool] = [:]
        for job in try c.all(.leasedJobs) {
            if let until = job.leaseUntil, until > now {
                guard let owner = job.owner else { continue }
                let isGone = gone[owner] ?? LeaseOwner.isGone(owner)
                gone[owner] = isGone
                guard isGone else { continue }
            }
            if job.isInData {
                try OutboxFinish.becomeUncertain(job.id, "the sender stopped after the data", at: now, in: c)
                uncertain.append(job.id)
            } else {
                try c.run(.unlogSend, [.id(job.id)])
                try c.run(.requeueJob, [.id(job.id)])
                // Whoever sends hears of it and takes it at once.
                try Outbox.tell(job.id, .queued, job.subject, isCampaign: job.isCampaign, at: now, in: c)
            }
        }
        return uncertain
    }

    static let catalogue: [CataloguedStatement] =
        [
            Statement.dueJobs.listed(), Statement.dueJobsOfAccount.listed(), Statement.heldReason.listed(),
            Statement.setJobState.listed(), Statement.leaseJob.listed(), Statement.logSend.listed(),
            Statement.unlogSend.listed(), Statement.markInData.listed(), Statement.renewLease.listed(),
            Statement.leasedJobs.listed(), Statement.requeueJob.listed(), Statement.postponeJob.listed(),
            Statement.enrolmentGate.listed(),
        ] + CampaignRooms.catalogue
}
