public import CRMModel

extension CampaignRepository {
    /// Recipients whose mail should be made now: of running campaigns, oldest due first, fairly among campaigns, and
    /// never more than a minute's worth ahead of what has been sent.
    public func dueEnrolments(at now: Timestamp, limit: Int) async throws(StoreError) -> [DueEnrolment] {
        try await database.read { (c) throws(StoreError) in
            let campaigns = try c.all(.runningCampaigns)
            guard !campaigns.isEmpty else { return [] }
            let share = max(1, (limit + campaigns.count - 1) / campaigns.count)
            var result: [DueEnrolment] = []
            for campaign in campaigns where result.count < limit {
                let ahead = try c.first(.openCount, [.id(campaign.id)]) ?? 0
                let room = min(share, limit - result.count, campaign.pace.perMinute - ahead)
                guard room > 0 else { continue }
                for row in try c.all(.dueEnrolments, [.id(campaign.id), .time(now), .int(room)]) {
                    result.append(row.due(of: campaign))
                }
            }
            return result
        }
    }

    /// When the next recipient of a running campaign is due or a scheduled campaign starts; nil when nothing waits.
    public func nextDue() async throws(StoreError) -> Timestamp? {
        try await database.read { (c) throws(StoreError) in
            var next = try c.first(.nextStart)
            for campaign in try c.all(.runningCampaigns) {
                if let due = try c.first(.nextDueOfCampaign, [.id(campaign.id)]) {
                    next = next.map { min($0, due) } ?? due
                }
            }
            return next
        }
    }

    /// Puts a recipient's finished mail into the outbox and moves the row on, in one transaction.
    ///
    /// The mail's key is made here from recipient, step and epoch.
    ///
    /// - Returns: nil when the recipient was stopped, or the campaign paused, since it was read; nothing is changed
    ///   then.
    public func enqueueStep(
        _ due: DueEnrolment, _ mail: OutgoingMail, at now: Timestamp
    ) async throws(StoreError) -> EnqueuedMail? {
        try await database.write(durable: true) { (c) throws(StoreError) in
            guard let row = try c.first(.movingEnrolment, [.id(due.enrolment)]), row.state == .queued,
                row.epoch == due.epoch, row.step == due.step,
                try c.first(.campaignByID, [.id(row.campaign)])?.state == .running
            else { return nil }
            var mail = mail
            mail.kind = .step
            mail.key = "step:\(due.enrolment):\(due.step):\(due.epoch)"
            mail.contact = due.contact
            let part = Outbox.EnrolmentPart(
                enrolment: due.enrolment, campaign: row.campaign, epoch: due.epoch, step: due.step)
            let result = try Outbox.insert(mail, enrolment: part, at: now, in: c)
            try Enrolments.move(due.enrolment, to: .sending, reason: nil, at: now, in: c)
            return result
        }
    }

    /// Parks a recipient whose merge fields have no values.
    public func park(
        _ enrolment: ID<Enrolment>, missing fields: [String], at now: Timestamp
    ) async throws(StoreError) {
        try await database.write(durable: true) { (c) throws(StoreError) in
            let reason = "missing: " + fields.joined(separator: ", ")
            try Enrolments.move(enrolment, to: .needsData, reason: reason, at: now, in: c)
        }
    }

    /// Gives a recipient up whose mail cannot be made.
    public func fail(
        _ enrolment: ID<Enrolment>, reason: String, at now: Timestamp
    ) async throws(StoreError) {
        try await database.write(durable: true) { (c) throws(StoreError) in
            try Enrolments.move(enrolment, to: .failed, reason: reason, at: now, in: c)
        }
    }

    /// Lets parked recipients try again, after their data was completed. A contact that is edited does it by itself.
    ///
    /// - Returns: how many.
    @discardableResult
    public func retryParked(of id: ID<Campaign>, at now: Timestamp) async throws(StoreError) -> Int {
        try await requeue(id, .needsData, at: now)
    }

    /// Sends the failed ones of a campaign once more, and only those.
    @discardableResult
    public func retryFailed(of id: ID<Campaign>, at now: Timestamp) async throws(StoreError) -> Int {
        try await requeue(id, .failed, at: now)
    }

    private func requeue(
        _ id: ID<Campaign>, _ state: Enrolment.State, at now: Timestamp
    ) async throws(StoreError) -> Int {
        var total = 0
        while true {
            let moved = try await database.write(durable: true) { (c) throws(StoreError) in
                let rows = try c.all(.enrolmentsInState, [.id(id), -1, 500, .text(state.rawValue)])
                for row in rows { try CampaignWork.requeue(row.enrolment.id, at: now, in: c) }
                return rows.count
            }
            total += moved
            if moved == 0 { return total }
        }
    }

    /// Stops every campaign for somebody who answered, bounced or left: rows, waiting mails, all in one transaction.
    ///
    /// - Parameters:
    ///   - contact: all of their rows, whatever the address; else those of the address.
    ///   - state: `replied`, `bounced` or `unsubscribed`.
    /// - Returns: how many rows moved.
    @discardableResult
    public func stop(
        contact: ID<Contact>? = nil, address: EmailAddress, as state: Enrolment.State, reason: String? = nil,
        at now: Timestamp
    ) async throws(StoreError) -> Int {
        try await database.write(durable: true) { (c) throws(StoreError) in
            var moved = try Enrolments.stop(address: address, as: state, reason: reason, at: now, in: c)
            if let contact {
                moved += try Enrolments.stop(contact: contact, as: state, reason: reason, at: now, in: c)
            }
            return moved
        }
    }
}

/// The planner's part of campaigns.
enum CampaignWork {
    /// A new epoch, so that the mail gets a new key.
    static func requeue(_ id: ID<Enrolment>, at now: Timestamp, in c: any Connection) throws(StoreError) {
        guard let row = try c.first(.movingEnrolment, [.id(id)]), row.state.canBecome(.queued) else { return }
        try begin(again: id, row, at: now, in: c)
    }

    /// The same from any state.
    static func begin(
        again id: ID<Enrolment>, _ row: MovingEnrolment, at now: Timestamp, in c: any Connection
    ) throws(StoreError) {
        try c.run(.setEnrolmentState, [.id(id), .text("queued"), nil, .bool(true), .time(now)])
        try c.run(.dueNow, [.id(id), .time(now)])
        try c.run(.runAgain, [.id(row.campaign), .time(now)])
        try EventLog.append(
            .enrolmentChanged(campaign: row.campaign, enrolment: id, state: .queued, who: row.name), at: now,
            in: c)
    }

    /// Parked rows of the contacts of a company whose data changed.
    static func unpark(company: ID<Company>, at now: Timestamp, in c: any Connection) throws(StoreError) {
        for id in try c.all(.parkedOfCompany, [.id(company)]) { try requeue(id, at: now, in: c) }
    }

    /// Parked rows of a contact whose data changed.
    static func unpark(contact: ID<Contact>, at now: Timestamp, in c: any Connection) throws(StoreError) {
        for id in try c.all(.parkedOfContact, [.id(contact)]) { try requeue(id, at: now, in: c) }
    }

    static let catalogue: [CataloguedStatement] = [
        Statement.runningCampaigns.listed(), Statement.openCount.listed(), Statement.dueEnrolments.listed(),
        Statement.nextStart.listed(), Statement.nextDueOfCampaign.listed(), Statement.dueNow.listed(),
        Statement.runAgain.listed(), Statement.parkedOfContact.listed(),
        Statement.parkedOfCompany.listed(),
    ]
}

/// A due recipient without its campaign.
struct DueRow: Sendable {
    var enrolment: ID<Enrolment>
    var contact: ID<Contact>
    var address: String
    var name: String
    var step: Int
    var epoch: Int
    var root: String?
    var variables: String
    var template: ID<TemplateVersion>

    func due(of campaign: Campaign) -> DueEnrolment {
        DueEnrolment(
            enrolment: enrolment, campaign: campaign, contact: contact, address: EmailAddress(address),
            name: name,
            step: step, template: template, epoch: epoch, rootMessageID: root,
            variables: StoredJSON.fields(variables))
    }
}

extension Statement where Row == DueRow {
    /// `$1` campaign, `$2` now, `$3` limit.
    fileprivate static let dueEnrolments = Statement(
        named: "dueEnrolments",
        """
        SELECT e.id, e.contact_id, e.addr, e.name, e.step, e.epoch,
            CASE WHEN s.starts_thread = 0 THEN e.root_message_id END, e.variables, s.template_version_id
        FROM enrolments e INDEXED BY enrolments_due
        CROSS JOIN campaign_steps s ON s.campaign_id = e.campaign_id AND s.position = e.step
        WHERE e.campaign_id = $1 AND e.state = 'queued' AND e.next_at <= $2
        ORDER BY e.next_at, e.position LIMIT $3
        """
    ) { (row) throws(StoreError) in
        DueRow(
            enrolment: try row.id(0), contact: try row.id(1), address: try row.text(2), name: try row.text(3),
            step: try row.int(4), epoch: try row.int(5), root: try row.optionalText(6),
            variables: try row.text(7), template: try row.id(8))
    }
}

extension Statement where Row == Campaign {
    fileprivate static let runningCampaigns = Statement(
        named: "runningCampaigns",
        "SELECT \(CampaignColumns.list) FROM campaigns c WHERE c.state = 'running' ORDER BY c.id",
        decode: CampaignColumns.read)
}

extension Statement where Row == Int {
    /// `$1` campaign.
    fileprivate static let openCount = Statement(
        named: "openCount",
        """
        SELECT count(*) FROM outbox_jobs INDEXED BY outbox_open
        WHERE campaign_id = $1 AND state IN ('queued', 'deferred', 'held', 'sending')
        """
    ) { (row) throws(StoreError) in try row.int(0) }
}

extension Statement where Row == Timestamp {
    fileprivate static let nextStart = Statement(
        named: "nextStart",
        """
        SELECT start_at FROM campaigns WHERE state = 'scheduled' AND start_at IS NOT NULL ORDER BY start_at LIMIT 1
        """
    ) { (row) throws(StoreError) in try row.time(0) }
    /// `$1` campaign.
    fileprivate static let nextDueOfCampaign = Statement(
        named: "nextDueOfCampaign",
        """
        SELECT next_at FROM enrolments INDEXED BY enrolments_due WHERE campaign_id = $1 AND state = 'queued'
        ORDER BY next_at LIMIT 1
        """
    ) { (row) throws(StoreError) in try row.time(0) }
}

extension Statement where Row == ID<Enrolment> {
    /// `$1` contact.
    fileprivate static let parkedOfContact = Statement(
        named: "parkedOfContact", "SELECT id FROM enrolments WHERE contact_id = $1 AND state = 'needs_data'"
    ) { (row) throws(StoreError) in try row.id(0) }
    /// `$1` company.
    fileprivate static let parkedOfCompany = Statement(
        named: "parkedOfCompany",
        """
        SELECT e.id FROM contacts c CROSS JOIN enrolments e ON e.contact_id = c.id AND e.state = 'needs_data'
        WHERE c.company_id = $1 AND c.deleted IS NULL
        """
    ) { (row) throws(StoreError) in try row.id(0) }
}

extension Statement where Row == Void {
    /// `$1` enrolment, `$2` now.
    fileprivate static let dueNow = Statement(
        named: "dueNow", "UPDATE enrolments SET next_at = min(next_at, $2) WHERE id = $1")
    /// `$1` campaign, `$2` now.
    static let runAgain = Statement(
        named: "runAgain",
        "UPDATE campaigns SET state = 'running', updated = $2 WHERE id = $1 AND state = 'finished'")
}
