import CRMModel

/// When a campaign will be through.
enum CampaignEnd {
    /// What is left at the campaign's pace, with the room that the mailbox has today and the delays between steps.
    /// Other campaigns of the mailbox are left out.
    ///
    /// - Parameter open: recipients who wait for a mail, at least 1.
    static func estimate(
        _ campaign: Campaign, open: Int, at now: Timestamp, in c: any Connection
    ) throws(StoreError) -> Timestamp {
        let steps = try c.all(.stepsOfCampaign, [.id(campaign.id)])
        var left = open
        var earliest = now
        if steps.count > 1 {
            left = 0
            for group in try c.all(.openBySteps, [.id(campaign.id)]) {
                left += group.count * max(1, steps.count - group.step)
                let delays = steps.dropFirst(group.step + 1).reduce(0) { $0 + $1.delay }
                earliest = max(earliest, group.latest.adding(seconds: Double(delays)))
            }
        }
        return max(earliest, try sent(left, campaign, at: now, in: c))
    }

    private static func sent(
        _ left: Int, _ campaign: Campaign, at now: Timestamp, in c: any Connection
    ) throws(StoreError) -> Timestamp {
        let pace = campaign.pace
        func paced(_ count: Int) -> Double { (Double(count) * 60 / Double(pace.perMinute)).rounded(.up) }
        let day = SQLValue.time(now.adding(seconds: -86_400))
        let used = try c.first(.usedOfCap, [.id(campaign.account), day]) ?? 0
        let room = max(0, pace.dailyCap - used)
        let unhindered = now.adding(seconds: paced(left))
        guard left > room else { return unhindered }
        // The last one takes the place of one that was sent before it, whole days later.
        let (days, place) = (left - room - 1).quotientAndRemainder(dividingBy: pace.dailyCap)
        let freed = try c.first(.oldestOfCap, [.id(campaign.account), day, .int(place)])
        let first = freed ?? now.adding(seconds: paced(place - used))
        return max(unhindered, first.adding(seconds: Double(days + 1) * 86_400))
    }

    static let catalogue: [CataloguedStatement] = [
        Statement.openBySteps.listed(), Statement.usedOfCap.listed(), Statement.oldestOfCap.listed(),
    ]
}

/// Recipients who wait for the same step.
struct OpenStep: Sendable {
    var step: Int
    var count: Int
    /// When the last of them is due.
    var latest: Timestamp
}

extension Statement where Row == OpenStep {
    /// `$1` campaign.
    fileprivate static let openBySteps = Statement(
        named: "openBySteps",
        """
        SELECT step, count(*), max(next_at) FROM enrolments
        WHERE campaign_id = $1 AND state IN ('queued', 'sending') GROUP BY step
        """
    ) { (row) throws(StoreError) in
        OpenStep(step: try row.int(0), count: try row.int(1), latest: try row.time(2))
    }
}

extension Statement where Row == Int {
    /// `$1` account, `$2` after.
    fileprivate static let usedOfCap = Statement(
        named: "usedOfCap",
        "SELECT count(*) FROM send_log WHERE account_id = $1 AND campaign_id IS NOT NULL AND at > $2"
    ) { (row) throws(StoreError) in try row.int(0) }
}

extension Statement where Row == Timestamp {
    /// `$1` account, `$2` after, `$3` how many older ones to step over.
    fileprivate static let oldestOfCap = Statement(
        named: "oldestOfCap",
        """
        SELECT at FROM send_log WHERE account_id = $1 AND campaign_id IS NOT NULL AND at > $2
        ORDER BY at LIMIT 1 OFFSET $3
        """
    ) { (row) throws(StoreError) in try row.time(0) }
}
