import CRMModel

/// A picture that was fetched. Providers fetch for people, so where it comes from says little against it.
enum OpenRules {
    static func judge(_ hit: HitEvidence, _ surroundings: HitSurroundings) -> Judgement {
        let agent = hit.facts.userAgent
        let age = surroundings.sentAt.map { hit.at.seconds(since: $0) }
        func verdict(_ verdict: Judgement.Verdict, _ reason: String) -> Judgement {
            Judgement(verdict: verdict, reasons: [reason], rules: HitJudge.rules)
        }
        if hit.facts.method != "GET" { return verdict(.machine, "\(hit.facts.method) request") }
        if agent == "Mozilla/5.0" { return verdict(.proxy, "Apple's privacy proxy") }
        if surroundings.networks.apple.contains(hit.facts.remoteAddress) {
            return verdict(.proxy, "from a network of Apple's privacy proxy")
        }
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
