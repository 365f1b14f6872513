public import CRMModel
public import CRMStore
public import Outreach
public import Platform

/// Judges stored hits: at once, and once more when a burst can no longer refute them.
public actor HitReviewer {
    private let tracking: TrackingRepository
    private let networks: KnownNetworks
    private let log: Log

    /// So many are judged in one transaction: what is near them is read once for all.
    private static let group = 1000

    /// - Parameter networks: whose addresses are known; our own among them.
    public init(tracking: TrackingRepository, networks: KnownNetworks = KnownNetworks(), log: Log) {
        self.tracking = tracking
        self.networks = networks
        self.log = log
    }

    /// Judges everything that waits now.
    ///
    /// - Returns: when the next hit settles; nil when none does.
    public func review(at now: Timestamp) async throws(StoreError) -> Timestamp? {
        while true {
            let cases = try await tracking.unjudged(limit: Self.group)
            if cases.isEmpty { break }
            try await tracking.judge(cases.map { judged($0, at: now) }, at: now)
        }
        while true {
            let cases = try await tracking.settling(at: now, limit: Self.group)
            if cases.isEmpty { break }
            try await tracking.judge(cases.map { final($0) }, at: now)
        }
        return try await tracking.nextSettling()
    }

    /// Judges every stored hit again by the rules of today; raw facts make that a mere re-run.
    ///
    /// - Returns: how many were looked at, and how many are now taken for something else.
    public func reviewAll(at now: Timestamp) async throws(StoreError) -> (hits: Int, changed: Int) {
        _ = try await review(at: now)
        var (hits, changed) = (0, 0)
        var last: RowID<Hit>?
        while true {
            let cases = try await tracking.judged(after: last, limit: Self.group)
            guard let end = cases.last?.hit.id else { return (hits, changed) }
            let again = cases.map { judged($0.hit, at: now) }
            changed += zip(cases, again).count { $0.verdict != $1.judgement.verdict }
            hits += cases.count
            try await tracking.judge(again, at: now)
            last = end
        }
    }

    private func judged(_ item: HitCase, at now: Timestamp) -> JudgedHit {
        let settles = item.hit.at.adding(seconds: HitJudge.settlingSeconds)
        guard settles > now, item.hit.kind == .open || item.hit.kind == .click else { return final(item) }
        return JudgedHit(id: item.id, judgement: judgement(item), settles: settles)
    }

    private func final(_ item: HitCase) -> JudgedHit { JudgedHit(id: item.id, judgement: judgement(item)) }

    private func judgement(_ item: HitCase) -> Judgement {
        HitJudge.judge(
            Self.evidence(item.hit, item.recipientDomain),
            in: HitSurroundings(
                sentAt: item.sentAt,
                neighbours: item.neighbours.map { Self.evidence($0.hit, $0.recipientDomain) },
                linkCount: item.linkCount,
                hasEarlierHumanOpen: item.earlierHumanOpens.contains {
                    NetworkAddress.isSimilar($0, item.hit.facts.remoteAddress)
                }, machineShare: item.machineShare, networks: networks))
    }

    private static func evidence(_ hit: NewHit, _ domain: String?) -> HitEvidence {
        HitEvidence(
            kind: hit.kind, job: hit.job, link: hit.link, at: hit.at, facts: hit.facts,
            recipientDomain: domain)
    }

    /// Reviews until cancelled: with every element of `wakes`, and when hits settle.
    public func run(wakes: AsyncStream<Void>) async {
        await PacedLoop.run(wakes: wakes) { [self] in
            let now = Timestamp(milliseconds: SystemClock.wallMilliseconds())
            do throws(StoreError) { return try await review(at: now) } catch {
                log.warning("hub.review", ["reason": .string(error.description)])
                return now.adding(seconds: 5)
            }
        }
    }
}
