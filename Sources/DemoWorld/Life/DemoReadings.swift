public import CRMModel
import MailCore

/// A mail that the user sent before the demo began, with what its reader did since: the demo begins in the middle of
/// a working life.
public struct DemoReading: Hashable, Sendable {
    /// An open or a click, as the hub would have seen it.
    public struct Visit: Hashable, Sendable {
        public var kind: Hit.Kind
        public var target: String?
        public var at: Timestamp
        public var facts: HitFacts
    }

    public var bytes: [UInt8]
    /// Without angle brackets.
    public var messageID: String
    public var recipients: [String]
    public var subject: String
    public var preview: String
    public var sent: Timestamp
    /// In order of time.
    public var visits: [Visit]
}

/// Who has read what of the mails in Sent.
public enum DemoReadings {
    /// Mails of the last nine days to people of the address book, oldest first; most were opened, some clicked.
    public static func of(_ mailbox: [DemoMessage], now: Timestamp, seed: UInt64) -> [DemoReading] {
        var random = SeededRandom(seed: seed, purpose: "readings")
        var result: [DemoReading] = []
        for message in mailbox where message.folder == .sent {
            guard now.seconds(since: message.received) < 9 * 86_400 else { continue }
            let parsed = MIMEParser.parse(message.bytes)
            guard let id = parsed.messageID, let to = parsed.to.first,
                DemoCast.contact(address: to.address) != nil, parsed.to.count + parsed.cc.count == 1
            else { continue }
            let visits = visits(to: to.address, sent: message.received, now, seed, &random)
            result.append(
                DemoReading(
                    bytes: message.bytes, messageID: id, recipients: [to.address],
                    subject: parsed.subject ?? "", preview: Snippet.of(parsed), sent: message.received,
                    visits: visits))
        }
        lookAgain(&result, now, seed)
        return result
    }

    /// Some look once more shortly before the demo begins, so that the last half hour has a shape.
    private static func lookAgain(_ readings: inout [DemoReading], _ now: Timestamp, _ seed: UInt64) {
        let places = readings.indices.reversed().filter {
            !readings[$0].visits.isEmpty && now.seconds(since: readings[$0].sent) > 3600
        }
        for (place, minutes) in zip(places, [2, 4, 5, 9, 11, 12, 17, 18, 24, 27]) {
            let at = now.adding(seconds: Double(-minutes * 60 - place % 40))
            readings[place].visits.append(visit(.open, nil, readings[place].recipients[0], at, seed))
        }
    }

    private static func visits(
        to address: String, sent: Timestamp, _ now: Timestamp, _ seed: UInt64, _ random: inout SeededRandom
    ) -> [DemoReading.Visit] {
        guard random.chance(80) else { return [] }
        var visits: [DemoReading.Visit] = []
        var at = sent.adding(seconds: Double.random(in: 300...9_000, using: &random))
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            guard at < now.adding(seconds: -2_000) else { break }
            visits.append(visit(.open, nil, address, at, seed))
            if visits.count == 1, random.chance(45) {
                let link = random.pick(links)
                visits.append(
                    visit(
                        .click, link, address, at.adding(seconds: .random(in: 14...90, using: &random)), seed)
                )
            }
            at = at.adding(seconds: .random(in: 4_000...60_000, using: &random))
        }
        return visits
    }

    private static let links = [
        "https://www.fathomline.example/proposal-v2.pdf", "https://www.fathomline.example/offer",
        "https://www.fathomline.example/calculator", "https://www.fathomline.example/security",
    ]

    private static func visit(
        _ kind: Hit.Kind, _ target: String?, _ address: String, _ at: Timestamp, _ seed: UInt64
    ) -> DemoReading.Visit {
        var random = SeededRandom(seed: seed, purpose: "home of \(address)")
        let program = CounterpartScript.program(of: address, seed: seed)
        let fields = Dictionary(
            kind == .click ? program.clickFields : program.pictureFields,
            uniquingKeysWith: { first, _ in first })
        var headers: [String: String] = [:]
        for name in ["Sec-Fetch-Mode", "Sec-Fetch-User"] { headers[name.lowercased()] = fields[name] }
        return DemoReading.Visit(
            kind: kind, target: target, at: at,
            facts: HitFacts(
                method: "GET", remoteAddress: "198.51.100.\(Int.random(in: 1...254, using: &random))",
                userAgent: fields["User-Agent"] ?? "", accept: fields["Accept"] ?? "", headers: headers))
    }
}
