public import CRMModel
public import CRMStore
public import Platform

/// Hits as they travel from a hub to the workspace whose mail was hit: raw facts, no names, no addresses of people,
/// no subjects; the hub has none.
public enum HitDocument {
    /// The name of the events that carry a hit.
    public static let event = "hit.raw"
    /// The name of the first event of a stream.
    public static let greeting = "hub"

    /// The document of a hit.
    public static func document(_ numbered: NumberedHit) -> JSONValue {
        let hit = numbered.hit
        return [
            "number": .integer(numbered.number), "kind": .string(hit.kind.rawValue),
            "job": .string(hit.job.description), "link": JSONValue(hit.link),
            "target": JSONValue(hit.target), "at": .integer(hit.at.milliseconds),
            "method": .string(hit.facts.method), "remote": .string(hit.facts.remoteAddress),
            "agent": .string(hit.facts.userAgent), "accept": .string(hit.facts.accept),
            "headers": .object(
                hit.facts.headers.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) }),
        ]
    }

    /// - Returns: nil for anything that `document` cannot have made; texts are cut at what a hub takes.
    public static func hit(_ document: JSONValue) -> NumberedHit? {
        guard let number = document["number"]?.integer, number > 0,
            let kind = document["kind"]?.text.flatMap({ Hit.Kind(rawValue: $0) }),
            let job = document["job"]?.text.flatMap({ ID<OutboxJob>($0) }),
            let at = document["at"]?.integer, (0..<(1 << 50)).contains(at)
        else { return nil }
        let target = document["target"]?.text
        if let target, !LinkTarget.isTrackable(target) { return nil }
        let link = document["link"]?.integer
        if let link, !(0...65_535).contains(link) { return nil }
        var headers: [String: String] = [:]
        for member in (document["headers"]?.members ?? []).prefix(10) {
            headers[clip(member.key, 40)] = clip(member.value.text, 1000)
        }
        return NumberedHit(
            number: number,
            hit: NewHit(
                kind: kind, job: job, link: link.map { Int($0) }, target: target,
                at: Timestamp(milliseconds: at),
                facts: HitFacts(
                    method: clip(document["method"]?.text, 20),
                    remoteAddress: clip(document["remote"]?.text, 64),
                    userAgent: clip(document["agent"]?.text, 1000),
                    accept: clip(document["accept"]?.text, 1000), headers: headers)))
    }

    /// What a hub says first: who it is, what time it has, the number of its newest hit.
    public struct Greeting: Hashable, Sendable {
        public var hub: String
        public var now: Timestamp
        public var newest: Int64

        public init(hub: String, now: Timestamp, newest: Int64) {
            self.hub = hub
            self.now = now
            self.newest = newest
        }

        public init?(_ document: JSONValue) {
            guard let hub = document["hub"]?.text, (8...64).contains(hub.utf8.count),
                hub.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
                let now = document["now"]?.integer, (0..<(1 << 50)).contains(now),
                let newest = document["newest"]?.integer, newest >= 0
            else { return nil }
            self.init(hub: hub, now: Timestamp(milliseconds: now), newest: newest)
        }

        public var document: JSONValue {
            ["hub": .string(hub), "now": .integer(now.milliseconds), "newest": .integer(newest)]
        }
    }

    /// Without controls, at most `limit` characters.
    private static func clip(_ text: String?, _ limit: Int) -> String {
        String(
            String.UnicodeScalarView(
                (text ?? "").unicodeScalars.lazy.filter { $0.value >= 0x20 && $0 != "\u{7F}" }
                    .prefix(limit)))
    }
}
