import CRMModel

/// When campaigns may send their next mails: evenly spread over the minute, as a person would, and never more than
/// pace and cap allow. Everything follows from the log of what was sent, so a restart changes nothing.
struct CampaignRooms {
    let now: Timestamp
    /// The last place that was given away in this transaction, for those that wait in line.
    private var given: [ID<Campaign>: Timestamp] = [:]

    init(now: Timestamp) { self.now = now }

    /// Counts this one before it goes: `count + 1 <= cap`, over a rolling minute and rolling 24 hours.
    ///
    /// - Returns: nil when there is room now, else when there will be.
    mutating func next(
        _ gate: EnrolmentGate, _ account: ID<Account>, _ campaign: ID<Campaign>, in c: any Connection
    ) throws(StoreError) -> Timestamp? {
        let day = now.adding(seconds: -86_400)
        // The mail that must leave the window before there is room: the cap-th newest.
        let blockingDay = try c.first(
            .oldestInLog, [.id(account), .time(day), .int(max(0, gate.dailyCap - 1))])
        if let blockingDay { return blockingDay.adding(seconds: 86_400) }
        guard let free = try free(gate, campaign, in: c) else { return nil }
        guard gate.perMinute <= Self.spreadsUpTo else { return free }
        // Those behind stand in line, each a gap later: looked at once, not at every turn.
        let place = given[campaign].map { max(free, Self.after($0, gate.perMinute)) } ?? free
        given[campaign] = place
        return place
    }

    private func free(
        _ gate: EnrolmentGate, _ campaign: ID<Campaign>, in c: any Connection
    ) throws(StoreError) -> Timestamp? {
        let minute = now.adding(seconds: -60)
        let blocking = try c.first(
            .oldestOfCampaign, [.id(campaign), .time(minute), .int(max(0, gate.perMinute - 1))])
        var free = blocking?.adding(seconds: 60)
        guard gate.perMinute <= Self.spreadsUpTo else { return free }
        let last = try c.first(.oldestOfCampaign, [.id(campaign), .time(now.adding(seconds: -120)), 0])
        if let last {
            // A clock that was set back must not stop the campaign.
            let next = Self.after(min(last, now), gate.perMinute)
            if next > now { free = max(next, free ?? next) }
        }
        return free
    }

    /// Faster ones send several in a second anyway: only the minute counts.
    static let spreadsUpTo = 120

    /// The next place behind one that was used: 85 to 115 hundredths of an even share of the minute. Which, follows
    /// from the moment itself, so that asking again gives the same answer.
    static func after(_ last: Timestamp, _ perMinute: Int) -> Timestamp {
        var mixed = UInt64(bitPattern: last.milliseconds) &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        mixed ^= mixed >> 31
        let hundredths = Int64(85 + mixed % 31)
        return Timestamp(milliseconds: last.milliseconds + 600 * hundredths / Int64(max(1, perMinute)))
    }

    static let catalogue: [CataloguedStatement] = [
        Statement.oldestInLog.listed(), Statement.oldestOfCampaign.listed(),
    ]
}

extension Statement where Row == Timestamp {
    /// `$1` account, `$2` after, `$3` how many newer ones to step over.
    fileprivate static let oldestInLog = Statement(
        named: "oldestInLog",
        """
        SELECT at FROM send_log WHERE account_id = $1 AND campaign_id IS NOT NULL AND at > $2
        ORDER BY at DESC LIMIT 1 OFFSET $3
        """
    ) { (row) throws(StoreError) in try row.time(0) }
    /// `$1` campaign, `$2` after, `$3` how many newer ones to step over.
    fileprivate static let oldestOfCampaign = Statement(
        named: "oldestOfCampaign",
        "SELECT at FROM send_log WHERE campaign_id = $1 AND at > $2 ORDER BY at DESC LIMIT 1 OFFSET $3"
    ) { (row) throws(StoreError) in try row.time(0) }
}
