import CRMModel

enum CampaignStatements {
    static let catalogue: [CataloguedStatement] = [
        Statement.insertCampaign.listed(), Statement.insertStep.listed(), Statement.insertEnrolment.listed(),
        Statement.campaignByKey.listed(), Statement.campaignByID.listed(), Statement.campaignName.listed(),
        Statement.stepsOfCampaign.listed(), Statement.campaignWithHits.listed(),
        Statement.newestCampaigns.listed(), Statement.campaignCounts.listed(), Statement.sentSince.listed(),
        Statement.enrolmentsInState.listed(), Statement.enrolmentsInOrder.listed(),
        Statement.enrolmentByID.listed(),
    ]
}

/// A campaign with the kept counts of its hits.
struct CampaignWithHits: Sendable {
    var campaign: Campaign
    var opened: Int
    var clicked: Int
    var machineOpens: Int
}

/// How many recipients are in a state.
struct StateCount: Sendable {
    var state: Enrolment.State
    var count: Int
}

/// A recipient with its place in the list.
struct PlacedEnrolment: Sendable {
    var enrolment: Enrolment
    var position: Int
}

extension Statement where Row == Void {
    /// `$1` id, `$2` name, `$3` account, `$4` state, `$5` per minute, `$6` daily cap, `$7` opens, `$8` clicks,
    /// `$9` unsubscribe, `$10` start at, `$11` key, `$12` now.
    static let insertCampaign = Statement(
        named: "insertCampaign",
        """
        INSERT INTO campaigns(id, name, account_id, state, per_minute, daily_cap, tracks_opens, tracks_clicks,
            has_unsubscribe, start_at, idem_key, created, updated)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)
        ON CONFLICT (idem_key) DO NOTHING
        """)
    /// `$1` id, `$2` campaign, `$3` position, `$4` template version, `$5` delay in seconds,
    /// `$6` whether it begins a thread.
    static let insertStep = Statement(
        named: "insertStep",
        """
        INSERT INTO campaign_steps(id, campaign_id, position, template_version_id, delay, starts_thread)
        VALUES ($1, $2, $3, $4, $5, $6)
        """)
    /// `$1` id, `$2` campaign, `$3` contact, `$4` normalised address, `$5` address, `$6` name, `$7` position,
    /// `$8` now, `$9` variables.
    static let insertEnrolment = Statement(
        named: "insertEnrolment",
        """
        INSERT INTO enrolments(id, campaign_id, contact_id, addr_norm, addr, name, position, state, next_at,
            variables, updated)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 'queued', $8, $9, $8)
        ON CONFLICT DO NOTHING
        """)
}

extension Statement where Row == ID<Campaign> {
    /// `$1` key.
    static let campaignByKey = Statement(
        named: "campaignByKey", "SELECT id FROM campaigns WHERE idem_key = $1"
    ) { (row) throws(StoreError) in try row.id(0) }
}

extension Statement where Row == String {
    /// `$1` campaign.
    static let campaignName = Statement(
        named: "campaignName", "SELECT name FROM campaigns WHERE id = $1"
    ) { (row) throws(StoreError) in try row.text(0) }
}

extension Statement where Row == Int {
    /// `$1` campaign, `$2` after.
    static let sentSince = Statement(
        named: "sentSince", "SELECT count(*) FROM send_log WHERE campaign_id = $1 AND at > $2"
    ) { (row) throws(StoreError) in try row.int(0) }
}

extension Statement where Row == CampaignStep {
    /// `$1` campaign.
    static let stepsOfCampaign = Statement(
        named: "stepsOfCampaign",
        """
        SELECT id, position, template_version_id, delay, starts_thread FROM campaign_steps WHERE campaign_id = $1
        ORDER BY position
        """
    ) { (row) throws(StoreError) in
        CampaignStep(
            id: try row.id(0), order: try row.int(1), template: try row.id(2), delay: try row.int(3),
            startsThread: try row.bool(4))
    }
}

extension Statement where Row == StateCount {
    /// `$1` campaign.
    static let campaignCounts = Statement(
        named: "campaignCounts", "SELECT state, count FROM campaign_counts WHERE campaign_id = $1"
    ) { (row) throws(StoreError) in StateCount(state: try row.value(0), count: try row.int(1)) }
}

/// The columns of a campaign, for statements that read one.
enum CampaignColumns {
    static let list = """
        c.id, c.name, c.account_id, c.state, c.per_minute, c.daily_cap, c.tracks_opens, c.tracks_clicks,
            c.has_unsubscribe, c.start_at, c.created
        """

    /// Reads them from column 0 on.
    static func read(_ row: borrowing RowReader) throws(StoreError) -> Campaign {
        Campaign(
            id: try row.id(0), name: try row.text(1), account: try row.id(2), state: try row.value(3),
            pace: Pace(perMinute: try row.int(4), dailyCap: try row.int(5)), tracksOpens: try row.bool(6),
            tracksClicks: try row.bool(7), hasUnsubscribe: try row.bool(8), startAt: try row.optionalTime(9),
            created: try row.time(10))
    }
}

extension Statement where Row == Campaign {
    /// `$1` id.
    static let campaignByID = Statement(
        named: "campaignByID", "SELECT \(CampaignColumns.list) FROM campaigns c WHERE c.id = $1",
        decode: CampaignColumns.read)
}

extension Statement where Row == CampaignWithHits {
    /// `$1` id.
    static let campaignWithHits = Statement(
        named: "campaignWithHits", "\(columns) WHERE c.id = $1", decode: read)
    /// `$1` limit.
    static let newestCampaigns = Statement(
        named: "newestCampaigns", "\(columns) ORDER BY c.created DESC, c.id DESC LIMIT $1", decode: read)

    private static var columns: String {
        "SELECT \(CampaignColumns.list), c.opened_human, c.clicked_human, c.machine_opens FROM campaigns c"
    }

    private static func read(_ row: borrowing RowReader) throws(StoreError) -> CampaignWithHits {
        CampaignWithHits(
            campaign: try CampaignColumns.read(row), opened: try row.int(11), clicked: try row.int(12),
            machineOpens: try row.int(13))
    }
}

extension Statement where Row == PlacedEnrolment {
    /// `$1` campaign, `$2` behind this position, `$3` limit.
    static let enrolmentsInOrder = Statement(
        named: "enrolmentsInOrder",
        "\(columns) WHERE campaign_id = $1 AND position > $2 ORDER BY position LIMIT $3", decode: read)
    /// `$1` campaign, `$2` behind this position, `$3` limit, `$4` state.
    static let enrolmentsInState = Statement(
        named: "enrolmentsInState",
        "\(columns) WHERE campaign_id = $1 AND state = $4 AND position > $2 ORDER BY position LIMIT $3",
        decode: read)
    /// `$1` id.
    static let enrolmentByID = Statement(named: "enrolmentByID", "\(columns) WHERE id = $1", decode: read)

    private static var columns: String {
        """
        SELECT id, campaign_id, contact_id, addr, name, state, reason, opens, clicks, updated, position FROM enrolments
        """
    }

    private static func read(_ row: borrowing RowReader) throws(StoreError) -> PlacedEnrolment {
        PlacedEnrolment(
            enrolment: Enrolment(
                id: try row.id(0), campaign: try row.id(1), contact: try row.id(2),
                address: EmailAddress(try row.text(3)), name: try row.text(4), state: try row.value(5),
                reason: try row.optionalText(6), opens: try row.int(7), clicks: try row.int(8),
                updated: try row.time(9)), position: try row.int(10))
    }
}
