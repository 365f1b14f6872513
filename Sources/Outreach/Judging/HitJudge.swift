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
    /// Addresses of this machine or network, from which our own looks come.
    public var ownAddresses: Set<String>
    /// A person opened this mail earlier from the same network.
    public var hasEarlierHumanOpen: Bool

    public init(
        sentAt: Timestamp?, neighbours: [HitEvidence] = [], linkCount: Int = 0,
        ownAddresses: Set<String> = [],
        hasEarlierHumanOpen: Bool = false
    ) {
        self.sentAt = sentAt
        self.neighbours = neighbours
        self.linkCount = linkCount
        self.ownAddresses = ownAddresses
        self.hasEarlierHumanOpen = hasEarlierHumanOpen
    }
}

/// Tells people from machines among opens and clicks. Rules are scoped: what speaks against a click may be
/// normal for a pixel (mail providers fetch pixels through their own proxies).
public enum HitJudge {
    /// Grows when a rule changes; stored with each judgement so that old hits can be judged again.
    public static let rules = 2
    /// A judgement can still be refuted by a burst within this many seconds.
    public static let settlingSeconds = 45.0

    public static func judge(_ hit: HitEvidence, in surroundings: HitSurroundings) -> Judgement {
        if surroundings.ownAddresses.contains(hit.facts.remoteAddress) {
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

private enum OpenRules {
    static func judge(_ hit: HitEvidence, _ surroundings: HitSurroundings) -> Judgement {
        let agent = hit.facts.userAgent
        let age = surroundings.sentAt.map { hit.at.seconds(since: $0) }
        func verdict(_ verdict: Judgement.Verdict, _ reason: String) -> Judgement {
            Judgement(verdict: verdict, reasons: [reason], rules: HitJudge.rules)
        }
        if hit.facts.method != "GET" { return verdict(.machine, "\(hit.facts.method) request") }
        if agent == "Mozilla/5.0" { return verdict(.proxy, "Apple's privacy proxy") }
        if UserAgent.isGmailPrefetch(agent) { return verdict(.machine, "Gmail's prefetch") }
        if UserAgent.isRobot(agent) {
            return verdict(.machine, agent.isEmpty ? "no user agent" : "a program, not a mail reader")
        }
        // A provider's proxy fetches for everybody: many from one address are its trade.
        if !UserAgent.isImageProxy(agent), HitJudge.isCrowd(hit, surroundings.neighbours) {
            return verdict(.machine, "one address opened mails of many recipients within a minute")
        }
        if PrefetchHeaders.isPrefetch(hit.facts) { return verdict(.machine, "fetched ahead") }
        if let age, age < 10 { return verdict(.machine, "within 10 s of sending") }
        if UserAgent.isImageProxy(agent) { return verdict(.human, "through the mail provider's image proxy") }
        if let age, age < 20 { return verdict(.unknown, "within 20 s of sending") }
        return verdict(.human, "an ordinary mail reader")
    }
}

private enum ClickRules {
    static func judge(_ hit: HitEvidence, _ surroundings: HitSurroundings) -> Judgement {
        let facts = hit.facts
        if facts.method == "HEAD" || facts.method == "OPTIONS" {
            return Judgement(verdict: .machine, reasons: ["\(facts.method) request"], rules: HitJudge.rules)
        }
        if let burst = burst(hit, surroundings) {
            return Judgement(verdict: .machine, reasons: [burst], rules: HitJudge.rules)
        }
        var score = 0
        var reasons: [String] = []
        func add(_ points: Int, _ reason: String) {
            score += points
            reasons.append("\(reason) (\(points > 0 ? "+" : "")\(points))")
        }
        if let sent = surroundings.sentAt, hit.at.seconds(since: sent) < 5 {
            add(40, "within 5 s of sending")
        }
        if UserAgent.isRobot(facts.userAgent) { add(60, "a program, not a browser") }
        if HitJudge.isCrowd(hit, surroundings.neighbours) { add(60, "one address, many recipients") }
        if !facts.accept.lowercased().contains("text/html") { add(30, "does not ask for a page") }
        if PrefetchHeaders.isPrefetch(facts) { add(60, "fetched ahead") }
        if facts.headers["sec-fetch-user"] == "?1", facts.headers["sec-fetch-mode"] == "navigate" {
            add(-50, "a person's navigation")
        }
        let families = Set(
            (surroundings.neighbours + [hit]).filter {
                $0.facts.remoteAddress == facts.remoteAddress && abs($0.at.seconds(since: hit.at)) <= 60
            }.map { UserAgent.family($0.facts.userAgent) })
        if families.count >= 2 { add(40, "two kinds of browser from one address") }
        if surroundings.hasEarlierHumanOpen { add(-20, "opened by a person before") }
        return Judgement(verdict: verdict(score), reasons: reasons, rules: HitJudge.rules)
    }

    private static func verdict(_ score: Int) -> Judgement.Verdict {
        switch score {
        case 60...: .machine
        case 30..<60: .unknown
        case 1..<30: .probable
        default: .human
        }
    }

    /// A scanner follows everything at once; that shape says more than any time since sending.
    private static func burst(_ hit: HitEvidence, _ surroundings: HitSurroundings) -> String? {
        let clicks = (surroundings.neighbours + [hit]).filter { $0.kind == .click && $0.job == hit.job }
            .sorted { $0.at < $1.at }
        /// The most links within so many seconds from a click that is at most as old: one pass, two ends.
        func distinctLinks(within seconds: Double) -> Int {
            var counts: [Int: Int] = [:]
            var (most, end) = (0, 0)
            for start in clicks {
                while end < clicks.count, clicks[end].at.seconds(since: start.at) <= seconds {
                    if let link = clicks[end].link { counts[link, default: 0] += 1 }
                    end += 1
                }
                if (0...seconds).contains(hit.at.seconds(since: start.at)) { most = max(most, counts.count) }
                guard let link = start.link, let count = counts[link] else { continue }
                counts[link] = count == 1 ? nil : count - 1
            }
            return most
        }
        if distinctLinks(within: 2) >= 3 { return "three or more links within 2 s" }
        // Two links are soon followed by a person too.
        if surroundings.linkCount >= 3 && distinctLinks(within: 30) >= surroundings.linkCount {
            return "every link of the mail within 30 s"
        }
        return nil
    }
}

private enum PrefetchHeaders {
    static func isPrefetch(_ facts: HitFacts) -> Bool {
        ["purpose", "sec-purpose", "x-moz", "x-purpose"].contains {
            let value = facts.headers[$0]?.lowercased() ?? ""
            return value.contains("prefetch") || value.contains("preview")
        }
    }
}

/// What user agents tell.
enum UserAgent {
    static func isGmailPrefetch(_ agent: String) -> Bool {
        agent.contains("Chrome/42.0.2311.135") && agent.hasSuffix("Edge/12.246 Mozilla/5.0")
    }

    static func isImageProxy(_ agent: String) -> Bool {
        ["GoogleImageProxy", "ggpht.com", "YahooMailProxy"].contains { agent.contains($0) }
    }

    /// Empty, or a program that names itself: libraries, command line tools, scanners of mail security.
    static func isRobot(_ agent: String) -> Bool {
        let agent = agent.prefix(400).lowercased()
        if agent.allSatisfy(\.isWhitespace) { return true }
        return robots.contains { agent.contains($0) }
    }

    static func family(_ agent: String) -> String {
        let agent = agent.prefix(400)
        return ["Edg/", "OPR/", "Firefox/", "Chrome/", "Safari/", "Thunderbird/", "MSIE", "Trident/"].first {
            agent.contains($0)
        } ?? String(agent.prefix { $0 != "/" && $0 != " " })
    }

    private static let robots = [
        "curl/", "wget/", "python", "go-http-client", "java/", "okhttp", "libwww", "httpclient", "axios/",
        "node-fetch", "ruby", "scrapy", "headlesschrome", "phantomjs", "bot", "spider", "crawler", "scanner",
        "proofpoint", "mimecast", "barracuda", "fireeye", "trendmicro", "sophos", "forcepoint", "symantec",
        "messagelabs", "zscaler", "safelinks", "virustotal", "ironport", "bitdefender", "kaspersky",
        "urlscan",
    ]
}
