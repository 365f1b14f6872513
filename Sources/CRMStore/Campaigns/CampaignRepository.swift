public import CRMModel

/// Campaigns and their recipients.
///
/// Every recipient is a row with a state; counts are kept by triggers, so that progress costs the same for ten
/// recipients and a hundred thousand. A campaign is finished when no row can go on.
public struct CampaignRepository: Sendable {
    let database: any Database

    public init(_ database: any Database) { self.database = database }

    /// Stores a campaign with its steps and recipients in one transaction, once per key.
    ///
    /// It is a draft until `start`, or scheduled when it has a time.
    public func create(_ plan: CampaignPlan, at now: Timestamp) async throws(StoreError) -> CreatedCampaign {
        try await database.write(durable: true) { (c) throws(StoreError) in
            let inserted = try c.run(
                .insertCampaign,
                [
                    .id(plan.id), .text(plan.name), .id(plan.account),
                    .text(plan.startAt == nil ? "draft" : "scheduled"), .int(max(1, plan.pace.perMinute)),
                    .int(max(1, plan.pace.dailyCap)), .bool(plan.tracksOpens), .bool(plan.tracksClicks),
                    .bool(plan.hasUnsubscribe), .time(plan.startAt), .string(plan.key), .time(now),
                ])
            guard inserted > 0 else {
                guard let key = plan.key, let known = try c.first(.campaignByKey, [.text(key)]) else {
                    throw StoreError(.constraint(.unique), statement: "insertCampaign")
                }
                let counts = try c.all(.campaignCounts, [.id(known)])
                return CreatedCampaign(
                    campaign: known, isNew: false, recipients: counts.reduce(0) { $0 + $1.count })
            }
            for (position, step) in plan.steps.enumerated() {
                try c.run(
                    .insertStep,
                    [
                        .id(step.id), .id(plan.id), .int(position), .id(step.template),
                        .int(max(0, step.delay)), .bool(step.startsThread),
                    ])
            }
            let added = try CampaignRepository.enrol(plan.recipients, in: plan.id, from: 0, at: now, in: c)
            try EventLog.append(.campaignChanged(plan.id), at: now, in: c)
            return CreatedCampaign(campaign: plan.id, isNew: true, recipients: added)
        }
    }

    private static func enrol(
        _ recipients: [CampaignRecipient], in campaign: ID<Campaign>, from first: Int, at now: Timestamp,
        in c: any Connection
    ) throws(StoreError) -> Int {
        var position = first
        for recipient in recipients {
            let id: ID<Enrolment> = Enrolments.newID(at: now)
            let inserted = try c.run(
                .insertEnrolment,
                [
                    .id(id), .id(campaign), .id(recipient.contact),
                    .text(recipient.address.normalized), .text(recipient.address.text), .text(recipient.name),
                    .int(position), .time(now), .text(StoredJSON.object(recipient.variables)),
                ])
            position += inserted
        }
        return position - first
    }

    public func campaign(_ id: ID<Campaign>) async throws(StoreError) -> Campaign? {
        try await database.read { (c) throws(StoreError) in try c.first(.campaignByID, [.id(id)]) }
    }

    /// The steps in their order.
    public func steps(of id: ID<Campaign>) async throws(StoreError) -> [CampaignStep] {
        try await database.read { (c) throws(StoreError) in try c.all(.stepsOfCampaign, [.id(id)]) }
    }

    /// How a campaign stands; nil when there is none.
    public func progress(of id: ID<Campaign>, at now: Timestamp) async throws(StoreError) -> CampaignProgress?
    {
        try await database.read { (c) throws(StoreError) in
            guard let row = try c.first(.campaignWithHits, [.id(id)]) else { return nil }
            return try CampaignRepository.progress(row, at: now, in: c)
        }
    }

    /// Campaigns with their progress, newest first.
    public func list(at now: Timestamp, limit: Int = 100) async throws(StoreError) -> [CampaignProgress] {
        try await database.read { (c) throws(StoreError) in
            try c.all(.newestCampaigns, [.int(limit)]).map { (row) throws(StoreError) in
                try CampaignRepository.progress(row, at: now, in: c)
            }
        }
    }

    private static func progress(
        _ row: CampaignWithHits, at now: Timestamp, in c: any Connection
    ) throws(StoreError) -> CampaignProgress {
        var counts: [Enrolment.State: Int] = [:]
        for entry in try c.all(.campaignCounts, [.id(row.campaign.id)]) where entry.count > 0 {
            counts[entry.state] = entry.count
        }
        let rate = try c.first(.sentSince, [.id(row.campaign.id), .time(now.adding(seconds: -60))]) ?? 0
        let open = (counts[.queued] ?? 0) + (counts[.sending] ?? 0)
        let eta: Timestamp? =
            if row.campaign.state == .running, open > 0 {
                try CampaignEnd.estimate(row.campaign, open: open, at: now, in: c)
            } else { nil }
        return CampaignProgress(
            campaign: row.campaign, counts: counts, openedByPeople: row.opened, clickedByPeople: row.clicked,
            machineOpens: row.machineOpens, ratePerMinute: rate, eta: eta)
    }

    /// Recipients in the order of the list.
    ///
    /// - Parameters:
    ///   - state: only rows in it.
    ///   - cursor: `next` of the page before.
    public func recipients(
        of id: ID<Campaign>, state: Enrolment.State? = nil, after cursor: PageCursor? = nil, limit: Int = 100
    ) async throws(StoreError) -> Page<Enrolment> {
        let limit = max(1, min(limit, 1000))
        return try await database.read { (c) throws(StoreError) in
            let last = SQLValue.integer(cursor?.row ?? -1)
            let rows =
                if let state {
                    try c.all(.enrolmentsInState, [.id(id), last, .int(limit + 1), .text(state.rawValue)])
                } else {
                    try c.all(.enrolmentsInOrder, [.id(id), last, .int(limit + 1)])
                }
            let items = rows.prefix(limit)
            let next = rows.count > limit ? items.last : nil
            return Page(
                items: items.map(\.enrolment),
                next: next.map { PageCursor(time: $0.enrolment.updated, row: Int64($0.position)) })
        }
    }

    /// One recipient's row.
    public func enrolment(_ id: ID<Enrolment>) async throws(StoreError) -> Enrolment? {
        try await database.read { (c) throws(StoreError) in try c.first(.enrolmentByID, [.id(id)])?.enrolment
        }
    }

    public static let catalogue: [CataloguedStatement] =
        CampaignStatements.catalogue + CampaignEnd.catalogue + CampaignControl.catalogue
        + CampaignWork.catalogue + DoubtedRecipients.catalogue
        + Enrolments.catalogue
}
