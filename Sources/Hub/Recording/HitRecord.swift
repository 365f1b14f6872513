public import CRMModel

/// A hit as it came in, before anybody judged it.
public struct HitRecord: Hashable, Sendable {
    public var kind: Hit.Kind
    public var job: ID<OutboxJob>
    public var link: Int?
    public var target: String?
    /// When the request was read; zero until the recorder takes it.
    public var at: Timestamp
    public var facts: HitFacts

    public init(
        kind: Hit.Kind, job: ID<OutboxJob>, link: Int?, target: String?,
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
