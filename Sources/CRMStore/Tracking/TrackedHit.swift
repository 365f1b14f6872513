public import CRMModel

/// A request to the hub as it came in, before anybody judged it.
public struct NewHit: Hashable, Sendable {
    public var kind: Hit.Kind
    public var job: ID<OutboxJob>
    public var link: Int?
    public var target: String?
    /// When the request was read; zero until the hub's recorder takes it.
    public var at: Timestamp
    public var facts: HitFacts

    public init(
        kind: Hit.Kind, job: ID<OutboxJob>, link: Int? = nil, target: String? = nil,
        at: Timestamp = Timestamp(milliseconds: 0), facts: HitFacts
    ) {
        self.kind = kind
        self.job = job
        self.link = link
        self.target = target
        self.at = at
        self.facts = facts
    }
}

/// A stored hit with what a judge has to know about it.
public struct HitCase: Hashable, Sendable {
    public var id: RowID<Hit>
    public var hit: NewHit
    /// Normalised domain of the mail's first recipient; nil when the mail is unknown.
    public var recipientDomain: String?
    /// When the mail was accepted.
    public var sentAt: Timestamp?
    /// How many tracked links the mail has.
    public var linkCount: Int
    /// Hits of the same mail within 45 s, and of the same address within 60 s; not this one.
    public var neighbours: [HitNeighbour]
    /// From where people opened this mail earlier, each address once.
    public var earlierHumanOpens: [String]
    /// Which part of the clicks on mails to the recipient's domain were machines', 0 to 1; nil below ten clicks.
    public var machineShare: Double?
}

/// Another hit near a case.
public struct HitNeighbour: Hashable, Sendable {
    public var id: RowID<Hit>
    public var hit: NewHit
    public var recipientDomain: String?
}

/// What a judge decided about a stored hit.
public struct JudgedHit: Hashable, Sendable {
    public var id: RowID<Hit>
    public var judgement: Judgement
    /// When it is judged once more, because what follows may refute it; nil is final.
    public var settles: Timestamp?

    public init(id: RowID<Hit>, judgement: Judgement, settles: Timestamp? = nil) {
        self.id = id
        self.judgement = judgement
        self.settles = settles
    }
}
