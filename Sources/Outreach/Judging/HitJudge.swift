public import CRMModel

/// A hit as far as judging needs it.
public struct HitEvidence: Hashable, Sendable {
    public var kind: Hit.Kind
    public var job: ID<OutboxJob>
    public var link: Int?
    public var at: Timestamp
    public var facts: HitFacts
    /// Normalised domain of the recipient; nil when unknown.
    public var recipientDomain: String?

    public init(
        kind: Hit.Kind, job: ID<OutboxJob>, link: Int?, at: Timestamp, facts: HitFacts,
        recipientDomain: String? = nil
    ) {
        self.kind = kind
        self.job = job
        self.link = link
        self.at = at
        self.facts = facts
        self.recipientDomain = recipientDomain
    }
}

/// What is known around a hit.
public struct HitSurroundings: Hashable, Sendable {
    /// When the server accepted the mail; nil when unknown.
    public var sentAt: Timestamp?
    /// Other hits of the same mail within 45 seconds, and of the same remote address within 60; any order.
    public var neighbours: [HitEvidence]
    /// How many links the mail has; 0 when unknown.
    public var linkCount: Int
    /// A person opened this mail earlier from a similar network.
    public var hasEarlierHumanOpen: Bool
    /// Which part of the earlier clicks on mails to the recipient's domain were machines', 0 to 1; nil while there are
    /// too few to tell.
    public var machineShare: Double?
    public var networks: KnownNetworks

    public init(
        sentAt: Timestamp?, neighbours: [HitEvidence] = [], linkCount: Int = 0,
        hasEarlierHumanOpen: Bool = false, machineShare: Double? = nil,
        networks: KnownNetworks = KnownNetworks()
    ) {
        self.sentAt = sentAt
        self.neighbours = neighbours
        self.linkCount = linkCount
        self.hasEarlierHumanOpen = hasEarlierHumanOpen
        self.machineShare = machineShare
        self.networks = networks
    }
}

/// Tells people from machines among opens and clicks. Rules are scoped: what speaks against a click may be
/// normal for a pixel (mail providers fetch pixels through their own proxies).
public enum HitJudge {
    /// Grows when a rule changes; stored with each judgement so that old hits can be judged again.
    public static let rules = 3
    /// The number of a link that no person can see: whoever follows it reads the page's source.
    public static let trapLink = 65_535
    /// A judgement can still be refuted by a burst within this many seconds.
    public static let settlingSeconds = 45.0

    public static func judge(_ hit: HitEvidence, in surroundings: HitSurroundings) -> Judgement {
        if surroundings.networks.own.contains(hit.facts.remoteAddress) {
            return Judgement(verdict: .own, reasons: ["from this machine"], rules: rules)
        }
        switch hit.kind {
        case .open: return OpenRules.judge(hit, surroundings)
        case .click: return ClickRules.judge(hit, surroundings)
        case .unsubscribe: return Judgement(verdict: .human, reasons: ["asked to unsubscribe"], rules: rules)
        case .unsubscribeView:
            let isMachine = hit.facts.method == "HEAD" || UserAgent.isRobot(hit.facts.userAgent)
            return Judgement(
                verdict: isMachine ? .machine : .probable, reasons: ["looked at the unsubscribe page"],
                rules: rules)
        }
    }

    /// Which of the earlier hits a new one may turn: those of the same mail within the settling time.
    public static func isSettling(_ earlier: HitEvidence, at now: Timestamp) -> Bool {
        let age = now.seconds(since: earlier.at)
        return age >= 0 && age <= settlingSeconds
    }

    static func isCrowd(_ hit: HitEvidence, _ neighbours: [HitEvidence]) -> Bool {
        let same = (neighbours + [hit]).filter {
            $0.facts.remoteAddress == hit.facts.remoteAddress && abs($0.at.seconds(since: hit.at)) <= 60
        }
        let domains = Set(same.compactMap(\.recipientDomain))
        return Set(same.map(\.job)).count >= 5 && domains.count >= 2
    }
}
