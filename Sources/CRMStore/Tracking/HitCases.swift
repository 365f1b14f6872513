import CRMModel

/// Gathers what a judge has to know about a group of hits, reading what is near them once for all.
struct HitCases {
    /// Seconds around a hit in which others of its mail, and of its address, are its neighbours.
    private static let (nearJob, nearAddress) = (45.0, 60.0)
    /// Only so many on each side of a hit, the nearest: a scanner's shape shows in fewer.
    private static let side = 100
    /// Rows that are read around one group.
    private static let most = 10_000

    private var mails: [ID<OutboxJob>: HitMail] = [:]
    private var ofJob: [ID<OutboxJob>: [HitRow]] = [:]
    private var ofAddress: [String: [HitRow]] = [:]
    private var shares: [String: Double?] = [:]

    static func of(_ rows: [HitRow], in c: any Connection) throws(StoreError) -> [HitCase] {
        var cases = HitCases()
        try cases.readNeighbours(of: rows, in: c)
        var result: [HitCase] = []
        for row in rows { result.append(try cases.hitCase(row, in: c)) }
        return result
    }

    private mutating func readNeighbours(of rows: [HitRow], in c: any Connection) throws(StoreError) {
        for (job, group) in Dictionary(grouping: rows, by: \.hit.job) {
            let span = Self.span(of: group, Self.nearJob)
            ofJob[job] = try c.all(.hitsNearJob, [.id(job)] + span + [.int(Self.most)])
        }
        for (address, group) in Dictionary(grouping: rows, by: \.hit.facts.remoteAddress) {
            let span = Self.span(of: group, Self.nearAddress)
            ofAddress[address] = try c.all(.hitsNearAddress, [.text(address)] + span + [.int(Self.most)])
        }
    }

    private static func span(of group: [HitRow], _ seconds: Double) -> [SQLValue] {
        let times = group.map(\.hit.at)
        let ends = [times.min()?.adding(seconds: -seconds), times.max()?.adding(seconds: seconds)]
        return ends.map { .time($0) }
    }

    private mutating func hitCase(_ row: HitRow, in c: any Connection) throws(StoreError) -> HitCase {
        var seen: Set<RowID<Hit>> = [row.id]
        var neighbours: [HitNeighbour] = []
        let near =
            Self.nearest(ofJob[row.hit.job] ?? [], to: row, within: Self.nearJob)
            + Self.nearest(ofAddress[row.hit.facts.remoteAddress] ?? [], to: row, within: Self.nearAddress)
        for other in near where seen.insert(other.id).inserted {
            let domain = try mail(other.hit.job, in: c)?.domain
            neighbours.append(HitNeighbour(id: other.id, hit: other.hit, recipientDomain: domain))
        }
        let own = try mail(row.hit.job, in: c)
        var share: Double?
        if row.hit.kind == .click, let domain = own?.domain { share = try machineShare(of: domain, in: c) }
        return HitCase(
            id: row.id, hit: row.hit, recipientDomain: own?.domain, sentAt: own?.sentAt,
            linkCount: own?.linkCount ?? 0, neighbours: neighbours,
            earlierHumanOpens: try c.all(.earlierHumanOpens, [.id(row.hit.job), .time(row.hit.at)]),
            machineShare: share)
    }

    /// - Parameter rows: by time.
    private static func nearest(
        _ rows: [HitRow], to row: HitRow, within seconds: Double
    ) -> ArraySlice<HitRow> {
        let middle = first(rows) { $0.hit.at >= row.hit.at }
        let low = first(rows) { $0.hit.at >= row.hit.at.adding(seconds: -seconds) }
        let high = first(rows) { $0.hit.at > row.hit.at.adding(seconds: seconds) }
        return rows[max(low, middle - side)..<min(high, middle + side + 1)]
    }

    /// Where the rows begin that are so; all behind the first one are.
    private static func first(_ rows: [HitRow], _ isSo: (HitRow) -> Bool) -> Int {
        var (low, high) = (0, rows.count)
        while low < high {
            let middle = (low + high) / 2
            if isSo(rows[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private mutating func mail(_ job: ID<OutboxJob>, in c: any Connection) throws(StoreError) -> HitMail? {
        if let known = mails[job] { return known }
        let mail = try c.first(.hitMail, [.id(job)])
        mails[job] = mail
        return mail
    }

    private mutating func machineShare(
        of domain: String, in c: any Connection
    ) throws(StoreError) -> Double? {
        if let known = shares[domain] { return known }
        let share = try c.first(.machineShare, [.text(domain)])
        shares[domain] = .some(share)
        return share
    }

    static let catalogue: [CataloguedStatement] = [
        Statement.hitsNearJob.listed(), Statement.hitsNearAddress.listed(),
        Statement.earlierHumanOpens.listed(), Statement.machineShare.listed(),
    ]
}

extension Statement where Row == HitRow {
    /// `$1` job, `$2` from, `$3` to, `$4` limit.
    fileprivate static let hitsNearJob = Statement(
        named: "hitsNearJob",
        "\(columns) WHERE job_id = $1 AND at BETWEEN $2 AND $3 ORDER BY at LIMIT $4", decode: read)
    /// `$1` address, `$2` from, `$3` to, `$4` limit.
    fileprivate static let hitsNearAddress = Statement(
        named: "hitsNearAddress",
        "\(columns) WHERE remote = $1 AND at BETWEEN $2 AND $3 ORDER BY at LIMIT $4", decode: read)
}

extension Statement where Row == String {
    /// `$1` job, `$2` before.
    fileprivate static let earlierHumanOpens = Statement(
        named: "earlierHumanOpens",
        """
        SELECT DISTINCT remote FROM hits
        WHERE job_id = $1 AND at < $2 AND kind = 'open' AND verdict = 'human' LIMIT 50
        """
    ) { (row) throws(StoreError) in try row.text(0) }
}

extension Statement where Row == Double {
    /// `$1` domain. Of few clicks nobody can tell.
    fileprivate static let machineShare = Statement(
        named: "machineShare",
        "SELECT machines * 100 / clicks FROM domain_clicks WHERE domain = $1 AND clicks >= 10"
    ) { (row) throws(StoreError) in Double(try row.int(0)) / 100 }
}
