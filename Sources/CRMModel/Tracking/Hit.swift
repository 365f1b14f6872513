/// A request to the hub about a mail that we sent, with its raw facts.
public struct Hit: Hashable, Sendable, Identifiable {
    public enum Kind: String, Hashable, Sendable { case open, click, unsubscribeView, unsubscribe }

    public var id: RowID<Hit>
    public var kind: Kind
    public var job: ID<OutboxJob>
    /// Which link of the mail, from 0; nil for opens.
    public var link: Int?
    /// The link's target; nil for opens.
    public var target: String?
    public var at: Timestamp
    public var facts: HitFacts
    public var judgement: Judgement

    public init(
        id: RowID<Hit>, kind: Kind, job: ID<OutboxJob>, link: Int?, target: String?, at: Timestamp,
        facts: HitFacts,
        judgement: Judgement
    ) {
        self.id = id
        self.kind = kind
        self.job = job
        self.link = link
        self.target = target
        self.at = at
        self.facts = facts
        self.judgement = judgement
    }
}

/// What the request itself said; kept as it was, so that judging again is a re-run.
public struct HitFacts: Hashable, Sendable {
    public var method: String
    public var remoteAddress: String
    public var userAgent: String
    public var accept: String
    /// `Purpose`, `Sec-Purpose`, `Sec-Fetch-Mode`, `Sec-Fetch-User`, `Referer`, by lower-case name.
    public var headers: [String: String]

    public init(
        method: String, remoteAddress: String, userAgent: String, accept: String,
        headers: [String: String] = [:]
    ) {
        self.method = method
        self.remoteAddress = remoteAddress
        self.userAgent = userAgent
        self.accept = accept
        self.headers = headers
    }
}

/// Who made a hit, with the reasons and the version of the rules.
public struct Judgement: Hashable, Sendable {
    public enum Verdict: String, Hashable, Sendable, CaseIterable {
        case human, probable, machine, proxy, own, unknown

        /// Counts as a person in what the user sees.
        public var isPerson: Bool { self == .human || self == .probable }
    }

    public var verdict: Verdict
    public var reasons: [String]
    public var rules: Int

    public init(verdict: Verdict, reasons: [String], rules: Int) {
        self.verdict = verdict
        self.reasons = reasons
        self.rules = rules
    }
}
