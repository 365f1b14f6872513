import MailCore

/// What the counterpart knows of a mail that the user sent.
public struct SentMail: Hashable, Sendable {
    /// One address of the envelope.
    public var recipient: String
    public var subject: String
    /// What the user wrote, without the quotation.
    public var text: String
    /// Without angle brackets.
    public var messageID: String
    public var references: [String]
    /// True when its HTML has a picture on the hub.
    public var hasPixel: Bool
    /// How many links of its HTML lead to the hub.
    public var linkCount: Int

    public init(
        recipient: String, subject: String, text: String, messageID: String, references: [String] = [],
        hasPixel: Bool, linkCount: Int
    ) {
        self.recipient = recipient
        self.subject = subject
        self.text = text
        self.messageID = messageID
        self.references = references
        self.hasPixel = hasPixel
        self.linkCount = linkCount
    }
}

/// The program that the counterpart reads mail with.
public enum ReadingProgram: Hashable, Sendable, CaseIterable {
    /// Pictures come through the provider's proxy.
    case webmail
    case desktop
    case phone
    /// Fetches everything ahead: an open that is none.
    case privacyProxy
}

/// Something that the counterpart does, some time after the mail came.
public struct Reaction: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case open
        /// The link with this index among those that lead to the hub.
        case click(link: Int)
        case reply(text: String)
        case bounce(status: String, words: String)
        case outOfOffice(text: String)
    }

    public var after: Duration
    public var kind: Kind
    public var program: ReadingProgram

    public init(after: Duration, kind: Kind, program: ReadingProgram) {
        self.after = after
        self.kind = kind
        self.program = program
    }
}

/// How people react to mail: most open it, some click, one in four answers. Whom one answers does all three.
public enum CounterpartScript {
    /// This address does not exist.
    public static let bouncingAddress = "t.marin@olivar.example"
    /// This person is away.
    public static let absentAddress = "grace.adeyemi@brightwater.example"

    /// In the order of time; the same for the same mail and seed.
    ///
    /// Opens come later than 20 seconds, or 11 through a provider's proxy: earlier ones are rightly taken for
    /// machines. At least a second lies between the open and a click.
    public static func reactions(to mail: SentMail, seed: UInt64) -> [Reaction] {
        var random = SeededRandom(seed: seed, purpose: mail.messageID + " " + mail.recipient.lowercased())
        let recipient = mail.recipient.lowercased()
        let program = program(of: recipient, seed: seed)
        if recipient == bouncingAddress || recipient.hasPrefix("nobody@") {
            return [
                Reaction(
                    after: .seconds(2),
                    kind: .bounce(status: "5.1.1", words: "550 5.1.1 <\(recipient)>: user unknown"),
                    program: program)
            ]
        }
        if recipient == absentAddress {
            return [
                Reaction(
                    after: .seconds(3), kind: .outOfOffice(text: ReplyWords.absence(of: recipient)),
                    program: program)
            ]
        }
        return attention(mail, program, &random)
    }

    private static func attention(
        _ mail: SentMail, _ program: ReadingProgram, _ random: inout SeededRandom
    ) -> [Reaction] {
        var result: [Reaction] = []
        // A proxy that fetches ahead, for the honest numbers: it opens at once, its owner later or never.
        if program == .privacyProxy, mail.hasPixel {
            result.append(Reaction(after: .seconds(2), kind: .open, program: .privacyProxy))
        }
        let isKnown = DemoCast.contact(address: mail.recipient) != nil
        // The demo promises it: somebody who wrote and gets an answer reads it, follows its link and writes back.
        let isAwaited = isKnown && !mail.references.isEmpty
        // Whom one knows answers soon; a campaign's recipients look at any time within the minute that follows.
        let latest = isKnown ? (program == .webmail ? 17_000 : 27_000) : 35_500
        let first = program == .webmail ? 11_500...latest : 20_500...latest
        let opened = Int.random(in: first, using: &random)
        guard random.chance(isAwaited ? 100 : isKnown ? 90 : 62) else { return result }
        if mail.hasPixel, program != .privacyProxy {
            result.append(Reaction(after: .milliseconds(opened), kind: .open, program: program))
        }
        var last = opened
        if mail.linkCount > 0, random.chance(isAwaited ? 100 : isKnown ? 55 : 22) {
            last += Int.random(in: 2_500...8_000, using: &random)
            let link = random.chance(75) ? 0 : Int.random(in: 0..<mail.linkCount, using: &random)
            result.append(
                Reaction(
                    after: .milliseconds(last), kind: .click(link: link),
                    program: program == .privacyProxy ? .phone : program))
        }
        if random.chance(isAwaited ? 100 : isKnown ? 30 : 8) {
            last += Int.random(in: 6_000...16_000, using: &random)
            result.append(
                Reaction(
                    after: .milliseconds(last),
                    kind: .reply(text: ReplyWords.answer(to: mail, using: &random)),
                    program: program))
        }
        return result
    }

    /// The same for each mail to the same person.
    static func program(of recipient: String, seed: UInt64) -> ReadingProgram {
        var random = SeededRandom(seed: seed, purpose: "program of \(recipient)")
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<58: return .webmail
        case 58..<76: return .desktop
        case 76..<92: return .phone
        default: return .privacyProxy
        }
    }
}
