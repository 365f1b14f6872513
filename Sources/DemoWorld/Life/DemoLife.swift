public import CRMModel
import MailCore
import Platform

/// New mail that comes in while the demo runs, so that the screen moves.
public struct DemoLife: Sendable {
    /// A mail that comes in.
    public struct Arrival: Hashable, Sendable {
        public var bytes: [UInt8]
        public var sender: String
    }

    private struct Origin {
        var messageID: String
        var references: [String]
    }

    private var random: SeededRandom
    private var number = 0
    private var order: [Int] = []
    private let origins: [String: Origin]

    /// - Parameter mailbox: what lies there already; some new mails answer it.
    public init(seed: UInt64, mailbox: [DemoMessage]) {
        random = SeededRandom(seed: seed, purpose: "life")
        var origins: [String: Origin] = [:]
        for message in mailbox where message.folder == .inbox || message.folder == .sent {
            let parsed = MIMEParser.parse(message.bytes)
            guard let id = parsed.messageID, let subject = parsed.subject else { continue }
            origins[SubjectLine.reply(to: subject)] = Origin(messageID: id, references: parsed.references)
        }
        self.origins = origins
    }

    /// The next mail. Never ends; after all its stories it begins again in another order.
    ///
    /// - Parameter now: the moment at which it is written and delivered.
    public mutating func next(at now: Timestamp) -> Arrival {
        if order.isEmpty { order = Array(LifeStories.all.indices).shuffled(using: &random) }
        let story = LifeStories.all[order.popLast() ?? 0]
        number += 1
        let voice = Voice.named(story.key) ?? .user(writingTo: "")
        let origin = origins[story.subject]
        let id = MessageIdentifier.mint(
            unique: "life.\(now.milliseconds).\(number)", domain: voice.mailbox.domain)
        let text = story.text + (voice.closing.isEmpty ? "" : "\n\n" + voice.closing) + "\n"
        let message = OutgoingMessage(
            from: voice.mailbox, to: [DemoCast.user.mailbox], subject: story.subject,
            date: MessageDate(
                milliseconds: now.milliseconds / 1_000 * 1_000, offsetMinutes: voice.offsetMinutes),
            messageID: id, inReplyTo: origin?.messageID,
            references: origin.map { $0.references + [$0.messageID] } ?? [], text: text,
            html: voice.habit == .plain ? nil : HTMLText.page(fromPlain: text))
        return Arrival(bytes: MessageComposer.bytes(of: message, seed: id), sender: voice.mailbox.address)
    }

    /// How long it stays quiet before the next mail: 12 seconds at first, then 20 to 60.
    public mutating func pause() -> Duration {
        number == 0 ? .seconds(12) : .seconds(Int.random(in: 20...60, using: &random))
    }

    /// Delivers mail after mail until the task is cancelled.
    ///
    /// - Parameters:
    ///   - pace: multiplies the waiting times.
    ///   - deliver: takes the bytes and the return address; gives false to end.
    public static func run(
        seed: UInt64, mailbox: [DemoMessage], pace: Double = 1,
        deliver: @Sendable (_ bytes: [UInt8], _ sender: String) async -> Bool
    ) async {
        var life = DemoLife(seed: seed, mailbox: mailbox)
        while !Task.isCancelled {
            let pause = life.pause() * pace
            // A wait that is cancelled is the end of the demo.
            guard (try? await Task.sleep(for: pause)) != nil else { return }
            let arrival = life.next(at: Timestamp(milliseconds: SystemClock.wallMilliseconds()))
            guard await deliver(arrival.bytes, arrival.sender) else { return }
        }
    }
}
