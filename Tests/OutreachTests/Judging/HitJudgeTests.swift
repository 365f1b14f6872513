import CRMModel
import Outreach
import Testing

@Suite struct `The judge of hits` {
    static let sent = Fixture.moment
    static let browser = "Mozilla/5.0 (X11; Linux) Gecko/20100101 Firefox/131.0"

    static func hit(
        _ kind: Hit.Kind, after seconds: Double = 600, method: String = "GET", agent: String = browser,
        accept: String = "text/html,*/*", headers: [String: String] = [:], link: Int? = nil, job: UInt64 = 1,
        address: String = "192.0.2.7", domain: String? = nil
    ) -> HitEvidence {
        HitEvidence(
            kind: kind, job: Fixture.id(job), link: link, at: sent.adding(seconds: seconds),
            facts: HitFacts(
                method: method, remoteAddress: address, userAgent: agent, accept: accept, headers: headers),
            recipientDomain: domain)
    }

    @Test(arguments: [
        (browser, 600.0, "GET", Judgement.Verdict.human), (browser, 5, "GET", .machine),
        (browser, 15, "GET", .unknown), (browser, 600, "HEAD", .machine), ("", 600, "GET", .machine),
        ("Mozilla/5.0", 600, "GET", .proxy), ("curl/8.0", 600, "GET", .machine),
        ("python-requests/2.32", 600, "GET", .machine),
        (
            "Mozilla/5.0 (Windows NT 5.1) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)", 60, "GET",
            .human
        ),
        (
            "Mozilla/5.0 (Windows NT 5.1) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)", 4, "GET",
            .machine
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0", 60,
            "GET", .machine
        ),
        ("Microsoft Office/16.0 Outlook", 60, "GET", .human),
    ])
    func `reads opens`(agent: String, after: Double, method: String, verdict: Judgement.Verdict) {
        let judged = HitJudge.judge(
            Self.hit(.open, after: after, method: method, agent: agent),
            in: HitSurroundings(sentAt: Self.sent))
        #expect(judged.verdict == verdict)
        #expect(!judged.reasons.isEmpty && judged.rules == HitJudge.rules)
    }

    @Test(arguments: [
        (hit(.click), Judgement.Verdict.human),
        (hit(.click, after: 2), .unknown),
        (hit(.click, method: "HEAD"), .machine),
        (hit(.click, agent: "Barracuda Sentinel"), .machine),
        (hit(.click, accept: "*/*"), .unknown),
        (hit(.click, after: 2, accept: "*/*"), .machine),
        (hit(.click, headers: ["sec-purpose": "prefetch"]), .machine),
        (hit(.click, after: 2, headers: ["sec-fetch-user": "?1", "sec-fetch-mode": "navigate"]), .human),
    ])
    func `scores clicks`(hit: HitEvidence, verdict: Judgement.Verdict) {
        #expect(HitJudge.judge(hit, in: HitSurroundings(sentAt: Self.sent)).verdict == verdict)
    }

    @Test func `sees a burst, also after the first click`() {
        let clicks = (0..<3).map { Self.hit(.click, after: 100 + Double($0) * 0.5, link: $0) }
        #expect(HitJudge.judge(clicks[0], in: HitSurroundings(sentAt: Self.sent)).verdict == .human)
        for (index, click) in clicks.enumerated() {
            let others = clicks.enumerated().filter { $0.offset != index }.map(\.element)
            let judged = HitJudge.judge(click, in: HitSurroundings(sentAt: Self.sent, neighbours: others))
            #expect(judged.verdict == .machine)
        }
        let late = Self.hit(.click, after: 400, link: 1)
        #expect(
            HitJudge.judge(late, in: HitSurroundings(sentAt: Self.sent, neighbours: clicks)).verdict == .human
        )
        #expect(HitJudge.isSettling(clicks[0], at: Self.sent.adding(seconds: 140)))
        #expect(!HitJudge.isSettling(clicks[0], at: Self.sent.adding(seconds: 150)))
    }

    @Test func `sees every link followed within half a minute`() {
        let clicks = (0..<3).map { Self.hit(.click, after: 100 + Double($0) * 9, link: $0) }
        let around = HitSurroundings(sentAt: Self.sent, neighbours: Array(clicks[..<2]), linkCount: 3)
        #expect(HitJudge.judge(clicks[2], in: around).verdict == .machine)
    }

    @Test func `sees one address reading the mails of many`() {
        let others = (2..<6).map { Self.hit(.open, after: 590, job: $0, domain: "d\($0).example") }
        let around = HitSurroundings(sentAt: Self.sent, neighbours: others)
        #expect(HitJudge.judge(Self.hit(.open, domain: "d.example"), in: around).verdict == .machine)
        #expect(HitJudge.judge(Self.hit(.open, address: "192.0.2.8"), in: around).verdict == .human)
    }

    @Test func `takes a provider's proxy for the people behind it`() {
        let proxy =
            "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
        let others = (2..<9).map {
            Self.hit(.open, after: 590, agent: proxy, job: $0, domain: "d\($0).example")
        }
        let around = HitSurroundings(sentAt: Self.sent, neighbours: others)
        #expect(
            HitJudge.judge(Self.hit(.open, agent: proxy, domain: "d.example"), in: around).verdict == .human)
    }

    @Test func `does not blame a click for a burst elsewhere`() {
        let burst = (0..<3).map { Self.hit(.click, after: 130 + Double($0) * 0.5, link: $0) }
        let early = Self.hit(.click, after: 100, link: 1)
        let around = HitSurroundings(sentAt: Self.sent, neighbours: burst, linkCount: 9)
        #expect(HitJudge.judge(early, in: around).verdict == .human)
        let near = Self.hit(.click, after: 129.5, link: 5)
        #expect(HitJudge.judge(near, in: around).verdict == .machine)
    }

    /// OUTREACH 5.5: each rule for clicks with its points, alone and at the border of the verdicts (30 and 60).
    @Test(arguments: [
        (hit(.click, after: 4.9), Judgement.Verdict.unknown), (hit(.click, after: 5), .human),
        (hit(.click, agent: "Proofpoint URL Defense"), .machine),
        (hit(.click, accept: "image/*"), .unknown), (hit(.click, accept: ""), .unknown),
        (hit(.click, headers: ["purpose": "prefetch"]), .machine),
        (hit(.click, headers: ["sec-fetch-user": "?1"]), .human),
        (
            hit(
                .click, agent: "Mimecast", headers: ["sec-fetch-user": "?1", "sec-fetch-mode": "navigate"]),
            .probable
        ), (hit(.click, method: "OPTIONS"), .machine), (hit(.unsubscribe), .human),
        (hit(.unsubscribeView), .probable), (hit(.unsubscribeView, method: "HEAD"), .machine),
        (hit(.unsubscribeView, agent: ""), .machine),
    ])
    func `follows each rule`(hit: HitEvidence, verdict: Judgement.Verdict) {
        #expect(HitJudge.judge(hit, in: HitSurroundings(sentAt: Self.sent)).verdict == verdict)
    }

    @Test func `weighs what was seen around a click`() {
        let late = Self.hit(.click, after: 3)
        #expect(HitJudge.judge(late, in: HitSurroundings(sentAt: Self.sent)).verdict == .unknown)
        #expect(
            HitJudge.judge(late, in: HitSurroundings(sentAt: Self.sent, hasEarlierHumanOpen: true)).verdict
                == .probable)
        let other = Self.hit(.open, after: 590, agent: "Mozilla/5.0 Chrome/130.0 Safari/537.36", job: 2)
        #expect(
            HitJudge.judge(Self.hit(.click), in: HitSurroundings(sentAt: Self.sent, neighbours: [other]))
                .verdict
                == .unknown)
    }

    @Test(arguments: [9.9, 10, 10.1, 19.9, 20])
    func `reads time since sending at its borders`(after: Double) {
        let judged = HitJudge.judge(Self.hit(.open, after: after), in: HitSurroundings(sentAt: Self.sent))
        #expect(judged.verdict == (after < 10 ? .machine : after < 20 ? .unknown : .human))
        #expect(
            HitJudge.judge(Self.hit(.open, after: after), in: HitSurroundings(sentAt: nil)).verdict == .human)
    }

    @Test func `knows our own looks`() {
        let own = KnownNetworks(own: NetworkSet(list: "192.0.2.0/29"))
        let around = HitSurroundings(sentAt: Self.sent, networks: own)
        #expect(HitJudge.judge(Self.hit(.open), in: around).verdict == .own)
        #expect(HitJudge.judge(Self.hit(.open, address: "192.0.2.8"), in: around).verdict == .human)
    }

    @Test(arguments: [
        (hit(.open, address: "17.58.1.2"), Judgement.Verdict.proxy),
        (hit(.open, after: 5, address: "2620:149:a::7"), .proxy), (hit(.open, address: "18.58.1.2"), .human),
        // A person clicks through the same relay.
        (hit(.click, address: "17.58.1.2"), .human),
        // Microsoft fetches pictures for Outlook from where it scans links.
        (hit(.open, address: "40.94.1.1"), .human), (hit(.click, address: "40.93.1.1"), .unknown),
        (hit(.click, after: 2, address: "40.107.3.4"), .machine),
        (hit(.click, address: "::ffff:67.231.149.7"), .unknown),
        (
            hit(
                .click, headers: ["sec-fetch-user": "?1", "sec-fetch-mode": "navigate"],
                address: "148.163.129.1"), .human
        ),
    ])
    func `knows whose network it is, open and click apart`(hit: HitEvidence, verdict: Judgement.Verdict) {
        #expect(HitJudge.judge(hit, in: HitSurroundings(sentAt: Self.sent)).verdict == verdict)
    }

    @Test func `holds a domain's machines against a click that is odd already`() {
        let odd = Self.hit(.click, accept: "*/*")
        let around = HitSurroundings(sentAt: Self.sent, machineShare: 0.9)
        #expect(HitJudge.judge(odd, in: around).verdict == .unknown)
        let half = HitSurroundings(sentAt: Self.sent, machineShare: 0.5)
        #expect(HitJudge.judge(Self.hit(.click, after: 2), in: half).verdict == .unknown)
        #expect(HitJudge.judge(Self.hit(.click, after: 2), in: around).verdict == .machine)
        #expect(HitJudge.judge(Self.hit(.click), in: around).verdict == .probable)
    }

    @Test(arguments: [
        (hit(.click, after: 610, link: 1), Judgement.Verdict.machine),
        (hit(.click, after: 610.1, link: 1, address: "192.0.2.9"), .human),
        (hit(.click, after: 630, link: 1), .machine), (hit(.click, after: 631, link: 1), .human),
        (hit(.click, after: 605, link: 1, address: "192.0.2.9"), .machine),
        (hit(.click, after: 605, link: 1, job: 2), .human),
        (hit(.click, link: HitJudge.trapLink), .machine),
    ])
    func `blames whoever came with a follower of the hidden link`(
        hit: HitEvidence, verdict: Judgement.Verdict
    ) {
        let trapped = Self.hit(.click, link: HitJudge.trapLink)
        let around = HitSurroundings(sentAt: Self.sent, neighbours: [trapped], linkCount: 5)
        #expect(HitJudge.judge(hit, in: around).verdict == verdict)
    }

    @Test(arguments: [
        ("10.1.2.3", "10.1.2.200", true), ("10.1.2.3", "10.1.3.3", false),
        ("2001:db8:1::1", "2001:db8:1:2::9", true),
        ("2001:db8:1::1", "2001:db8:2::1", false), ("10.1.2.3", "::ffff:10.1.2.9", true), ("x", "x", true),
        ("x", "10.1.2.3", false), ("::", "0.0.0.0", false),
    ])
    func `tells similar networks`(left: String, right: String, isSimilar: Bool) {
        #expect(NetworkAddress.isSimilar(left, right) == isSimilar)
    }

    @Test func `reads lists of networks, and skips what is none`() {
        let list =
            "172.224.226.0/31,GB,GB-EN,London,\r\n# word\n2a02:26f7::/64,US,,\n1.2.3.4/33\n9.9.9.9/0x\n1.2.3\n\n"
        let set = NetworkSet(list: list + "172.224.0.0/16,GB,,\n10.0.0.7\n")
        for address in ["172.224.226.1", "172.224.255.255", "2a02:26f7:0:0:ffff::1", "10.0.0.7"] {
            #expect(set.contains(address), "\(address)")
        }
        for address in ["172.225.0.0", "2a02:26f7:0:1::", "10.0.0.8", "1.2.3.4", "", "nonsense"] {
            #expect(!set.contains(address), "\(address)")
        }
        #expect(NetworkSet(list: "0.0.0.0/0").contains("255.1.2.3"))
        #expect(!NetworkSet(list: "0.0.0.0/0").contains("2001::1"))
    }
}
