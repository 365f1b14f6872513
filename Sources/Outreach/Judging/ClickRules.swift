import CRMModel

/// A link that was followed: points for and against a machine, and shapes that say it alone.
enum ClickRules {
    static func judge(_ hit: HitEvidence, _ surroundings: HitSurroundings) -> Judgement {
        let facts = hit.facts
        if facts.method == "HEAD" || facts.method == "OPTIONS" {
            return Judgement(verdict: .machine, reasons: ["\(facts.method) request"], rules: HitJudge.rules)
        }
        if let trap = trap(hit, surroundings) {
            return Judgement(verdict: .machine, reasons: [trap], rules: HitJudge.rules)
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
        if surroundings.networks.scanners.contains(facts.remoteAddress) {
            add(50, "from a network where mail is scanned")
        }
        if let share = surroundings.machineShare, share > 0.5 {
            add(20, "most clicks of this domain are machines'")
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

    /// A link that nobody can see was followed: by this one, or by whoever was there at the same time.
    private static func trap(_ hit: HitEvidence, _ surroundings: HitSurroundings) -> String? {
        if hit.link == HitJudge.trapLink { return "followed the link that nobody can see" }
        let isCaught = surroundings.neighbours.contains { other in
            guard other.kind == .click, other.link == HitJudge.trapLink, other.job == hit.job else {
                return false
            }
            let apart = abs(other.at.seconds(since: hit.at))
            return apart <= (other.facts.remoteAddress == hit.facts.remoteAddress ? 30 : 10)
        }
        return isCaught ? "with the link that nobody can see" : nil
    }

    /// A scanner follows everything at once; that shape says more than any time since sending.
    private static func burst(_ hit: HitEvidence, _ surroundings: HitSurroundings) -> String? {
        let clicks = (surroundings.neighbours + [hit]).filter {
            $0.kind == .click && $0.job == hit.job && $0.link != HitJudge.trapLink
        }
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
