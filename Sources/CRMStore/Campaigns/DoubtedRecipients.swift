public import CRMModel

/// A recipient who may have got a campaign's mail, while no mail of the outbox says so: the backup that was restored is
/// older than the mail.
public struct DoubtedRecipient: Hashable, Sendable {
    public var enrolment: ID<Enrolment>
    /// 0 for the first.
    public var step: Int
    public var epoch: Int
    /// Its place in the campaign's list.
    public var position: Int
}

extension CampaignRepository {
    /// Campaigns with uncertain recipients.
    public func campaignsInDoubt() async throws(StoreError) -> [Campaign] {
        try await database.read { (c) throws(StoreError) in try c.all(.campaignsInDoubt) }
    }

    /// Uncertain recipients without an uncertain mail, in the order of the list.
    ///
    /// - Parameter position: of the last one of the page before; -1 for the first page.
    public func doubted(
        in campaign: ID<Campaign>, after position: Int = -1, limit: Int = 500
    ) async throws(StoreError) -> [DoubtedRecipient] {
        try await database.read { (c) throws(StoreError) in
            try c.all(.doubtedRecipients, [.id(campaign), .int(position), .int(max(1, min(limit, 1000)))])
        }
    }

    /// An uncertain recipient as it stands now; nil when it is not uncertain.
    public func doubted(_ enrolment: ID<Enrolment>) async throws(StoreError) -> DoubtedRecipient? {
        try await database.read { (c) throws(StoreError) in try c.first(.doubtedRecipient, [.id(enrolment)]) }
    }

    /// Takes a doubted recipient's mail as sent: a copy of it was found, or the user says so.
    ///
    /// - Parameter messageID: of the mail, without angle brackets; what the next step answers. Nil when nobody knows it.
    /// - Returns: false when the recipient has moved on meanwhile.
    @discardableResult
    public func settle(
        _ doubted: DoubtedRecipient, messageID: String?, at now: Timestamp
    ) async throws(StoreError) -> Bool {
        try await database.write(durable: true) { (c) throws(StoreError) in
            guard let row = try c.first(.movingEnrolment, [.id(doubted.enrolment)]),
                row.state == .uncertain, row.step == doubted.step, row.epoch == doubted.epoch
            else { return false }
            try Enrolments.sent(
                doubted.enrolment, epoch: doubted.epoch, messageID: messageID, at: now, in: c)
            return true
        }
    }

    /// Writes once more to a doubted recipient, because the user says that nothing went out.
    ///
    /// - Returns: false when the recipient has moved on meanwhile.
    @discardableResult
    public func writeAgain(
        to doubted: DoubtedRecipient, at now: Timestamp
    ) async throws(StoreError) -> Bool {
        try await database.write(durable: true) { (c) throws(StoreError) in
            guard let row = try c.first(.movingEnrolment, [.id(doubted.enrolment)]),
                row.state == .uncertain, row.step == doubted.step, row.epoch == doubted.epoch
            else { return false }
            try CampaignWork.begin(again: doubted.enrolment, row, at: now, in: c)
            return true
        }
    }

    /// The mail of a recipient that may have gone out; nil when there is none.
    public func uncertainMail(of enrolment: ID<Enrolment>) async throws(StoreError) -> ID<OutboxJob>? {
        try await database.read { (c) throws(StoreError) in
            try c.first(.uncertainMail, [.id(enrolment)])
        }
    }
}

enum DoubtedRecipients {
    static let catalogue: [CataloguedStatement] = [
        Statement.campaignsInDoubt.listed(scansBecause: "one row per campaign"),
        Statement.doubtedRecipients.listed(), Statement.doubtedRecipient.listed(),
        Statement.uncertainMail.listed(),
    ]
}

extension Statement where Row == Campaign {
    fileprivate static let campaignsInDoubt = Statement(
        named: "campaignsInDoubt",
        """
        SELECT \(CampaignColumns.list) FROM campaigns c WHERE EXISTS (
            SELECT 1 FROM campaign_counts n WHERE n.campaign_id = c.id AND n.state = 'uncertain' AND n.count > 0)
        """,
        decode: CampaignColumns.read)
}

extension Statement where Row == DoubtedRecipient {
    /// `$1` campaign, `$2` behind this position, `$3` limit.
    fileprivate static let doubtedRecipients = Statement(
        named: "doubtedRecipients",
        """
        SELECT id, step, epoch, position FROM enrolments e
        WHERE campaign_id = $1 AND state = 'uncertain' AND position > $2 AND NOT EXISTS (
            SELECT 1 FROM outbox_jobs j WHERE j.enrolment_id = e.id AND j.state = 'uncertain')
        ORDER BY position LIMIT $3
        """
    ) { (row) throws(StoreError) in
        try read(row)
    }
    /// `$1` enrolment.
    fileprivate static let doubtedRecipient = Statement(
        named: "doubtedRecipient",
        "SELECT id, step, epoch, position FROM enrolments WHERE id = $1 AND state = 'uncertain'"
    ) { (row) throws(StoreError) in try read(row) }

    private static func read(_ row: borrowing RowReader) throws(StoreError) -> DoubtedRecipient {
        DoubtedRecipient(
            enrolment: try row.id(0), step: try row.int(1), epoch: try row.int(2), position: try row.int(3))
    }
}

extension Statement where Row == ID<OutboxJob> {
    /// `$1` enrolment.
    fileprivate static let uncertainMail = Statement(
        named: "uncertainMail",
        "SELECT id FROM outbox_jobs WHERE enrolment_id = $1 AND state = 'uncertain' ORDER BY created DESC LIMIT 1"
    ) { (row) throws(StoreError) in try row.id(0) }
}
