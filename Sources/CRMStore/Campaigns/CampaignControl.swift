public import CRMModel

extension CampaignRepository {
    /// What can be done with a campaign as a whole.
    public enum Command: String, Hashable, Sendable, CaseIterable {
        case start, pause, resume, cancel
    }

    /// - Returns: the state it is in now; nil when the campaign does not exist or the command makes no sense in its
    ///   state (a finished one cannot be paused). Doing again what is done already is fine.
    @discardableResult
    public func perform(
        _ command: Command, on id: ID<Campaign>, at now: Timestamp
    ) async throws(StoreError) -> Campaign.State? {
        let state = try await database.write(durable: true) { (c) throws(StoreError) in
            try CampaignControl.perform(command, on: id, at: now, in: c)
        }
        if state == .cancelled { try await settle(at: now) }
        return state
    }

    /// Starts what is scheduled for now and ends the rows of cancelled campaigns, in short transactions.
    ///
    /// Call it on start and when `nextStart` has come; it finds what an earlier run left.
    public func settle(at now: Timestamp) async throws(StoreError) {
        var more = true
        while more {
            more = try await database.write(durable: true) { (c) throws(StoreError) in
                for campaign in try c.all(.startingCampaigns, [.time(now)]) {
                    try CampaignControl.set(campaign, .running, at: now, in: c)
                    try CampaignControl.finishIfDone(campaign, at: now, in: c)
                }
                for campaign in try c.all(.cancelledCampaigns) {
                    let open = try c.all(.openEnrolments, [.id(campaign), 500])
                    for enrolment in open {
                        try Enrolments.move(enrolment, to: .cancelled, reason: nil, at: now, in: c)
                    }
                    if !open.isEmpty { return true }
                }
                return false
            }
        }
    }
}

/// State changes of whole campaigns.
enum CampaignControl {
    static func perform(
        _ command: CampaignRepository.Command, on id: ID<Campaign>, at now: Timestamp, in c: any Connection
    ) throws(StoreError) -> Campaign.State? {
        guard let campaign = try c.first(.campaignByID, [.id(id)]) else { return nil }
        switch (command, campaign.state) {
        case (.resume, .paused) where campaign.startAt.map { $0 > now } ?? false:
            // Paused before its time: it goes on waiting.
            try set(id, .scheduled, at: now, in: c)
            return .scheduled
        case (.start, .draft), (.start, .scheduled), (.resume, .paused), (.start, .paused):
            if command == .start { try c.run(.startedEarly, [.id(id), .time(now)]) }
            try set(id, .running, at: now, in: c)
            try release(id, in: c)
            try finishIfDone(id, at: now, in: c)
            return try c.first(.campaignByID, [.id(id)])?.state
        case (.pause, .running), (.pause, .scheduled):
            try set(id, .paused, at: now, in: c)
            try hold(id, at: now, in: c)
            return .paused
        case (.cancel, .draft), (.cancel, .scheduled), (.cancel, .running), (.cancel, .paused):
            try set(id, .cancelled, at: now, in: c)
            return .cancelled
        case (.start, .running), (.resume, .running): return .running
        case (.pause, .paused): return .paused
        case (.cancel, .cancelled): return .cancelled
        default: return nil
        }
    }

    static func set(
        _ id: ID<Campaign>, _ state: Campaign.State, at now: Timestamp, in c: any Connection
    ) throws(StoreError) {
        try c.run(.setCampaignState, [.id(id), .text(state.rawValue), .time(now)])
        try EventLog.append(.campaignChanged(id), at: now, in: c)
    }

    /// Finished means that no row can go on.
    static func finishIfDone(
        _ id: ID<Campaign>, at now: Timestamp, in c: any Connection
    ) throws(StoreError) {
        let open = try c.all(.campaignCounts, [.id(id)]).contains { $0.count > 0 && !$0.state.isFinal }
        guard !open, try c.first(.campaignByID, [.id(id)])?.state == .running else { return }
        try set(id, .finished, at: now, in: c)
    }

    /// Mails that were never tried go back to be made later; the others wait.
    private static func hold(_ id: ID<Campaign>, at now: Timestamp, in c: any Connection) throws(StoreError) {
        for job in try c.all(.openOfCampaign, [.id(id)]) {
            if job.attempts == 0, let enrolment = job.enrolment {
                try c.run(.removeJob, [.id(job.id)])
                try Enrolments.move(enrolment, to: .queued, reason: nil, at: now, in: c)
            } else {
                try c.run(.setJobState, [.id(job.id), .text("held"), .text(CampaignWords.paused)])
            }
        }
    }

    private static func release(_ id: ID<Campaign>, in c: any Connection) throws(StoreError) {
        for job in try c.all(.heldOfCampaign, [.id(id), .text(CampaignWords.paused)]) {
            try c.run(.sendAgain, [.id(job), nil])
        }
    }

    static let catalogue: [CataloguedStatement] = [
        Statement.setCampaignState.listed(), Statement.startedEarly.listed(),
        Statement.startingCampaigns.listed(),
        Statement.cancelledCampaigns.listed(), Statement.openEnrolments.listed(),
        Statement.openOfCampaign.listed(),
        Statement.removeJob.listed(), Statement.heldOfCampaign.listed(),
    ]
}

/// A campaign's mail that nobody has claimed.
struct OpenJob: Sendable {
    var id: ID<OutboxJob>
    var enrolment: ID<Enrolment>?
    var attempts: Int
}

extension Statement where Row == OpenJob {
    /// `$1` campaign.
    fileprivate static let openOfCampaign = Statement(
        named: "openOfCampaign",
        """
        SELECT id, enrolment_id, attempts FROM outbox_jobs INDEXED BY outbox_open
        WHERE campaign_id = $1 AND state IN ('queued', 'deferred')
        """
    ) { (row) throws(StoreError) in
        OpenJob(id: try row.id(0), enrolment: try row.optionalID(1), attempts: try row.int(2))
    }
}

extension Statement where Row == ID<OutboxJob> {
    /// `$1` campaign, `$2` the words of a paused campaign.
    fileprivate static let heldOfCampaign = Statement(
        named: "heldOfCampaign",
        """
        SELECT id FROM outbox_jobs INDEXED BY outbox_open
        WHERE campaign_id = $1 AND state = 'held' AND last_text = $2
        """
    ) { (row) throws(StoreError) in try row.id(0) }
}

extension Statement where Row == ID<Campaign> {
    /// `$1` now.
    fileprivate static let startingCampaigns = Statement(
        named: "startingCampaigns", "SELECT id FROM campaigns WHERE state = 'scheduled' AND start_at <= $1"
    ) { (row) throws(StoreError) in try row.id(0) }
    /// Those that still have recipients who could get something.
    fileprivate static let cancelledCampaigns = Statement(
        named: "cancelledCampaigns",
        """
        SELECT id FROM campaigns c WHERE state = 'cancelled' AND EXISTS (
            SELECT 1 FROM campaign_counts n WHERE n.campaign_id = c.id
                AND n.state IN ('queued', 'sending', 'needs_data') AND n.count > 0)
        """
    ) { (row) throws(StoreError) in try row.id(0) }
}

extension Statement where Row == ID<Enrolment> {
    /// `$1` campaign, `$2` limit. Mails that are just being sent are left to their end.
    fileprivate static let openEnrolments = Statement(
        named: "openEnrolments",
        """
        SELECT id FROM enrolments e WHERE campaign_id = $1 AND state IN ('queued', 'sending', 'needs_data')
            AND NOT EXISTS (SELECT 1 FROM outbox_jobs j WHERE j.enrolment_id = e.id AND j.state = 'sending')
        LIMIT $2
        """
    ) { (row) throws(StoreError) in try row.id(0) }
}

extension Statement where Row == Void {
    /// `$1` campaign, `$2` state, `$3` now.
    fileprivate static let setCampaignState = Statement(
        named: "setCampaignState", "UPDATE campaigns SET state = $2, updated = $3 WHERE id = $1")
    /// `$1` campaign, `$2` now. A pause later does not bring the planned time back.
    fileprivate static let startedEarly = Statement(
        named: "startedEarly", "UPDATE campaigns SET start_at = $2 WHERE id = $1 AND start_at > $2")
    /// `$1` job.
    fileprivate static let removeJob = Statement(
        named: "removeJob",
        "DELETE FROM outbox_jobs WHERE id = $1 AND attempts = 0 AND state IN ('queued', 'deferred')")
}
