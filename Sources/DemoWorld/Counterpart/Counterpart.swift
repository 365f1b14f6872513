public import CRMModel
import MailCore
public import Platform

/// Everybody whom the user writes to: receives what is sent and reacts through the real pixel, redirect and mailbox.
///
/// Give `receive` to the submission server, keep a task with `run`, and cancel it or call `stop` at the end.
public actor Counterpart {
    /// What was done, for logs and tests.
    public enum Deed: Hashable, Sendable {
        case received(subject: String, recipient: String)
        /// The hub's status code; nil when it did not answer.
        case opened(recipient: String, status: Int?)
        case clicked(recipient: String, link: Int, status: Int?)
        case answered(recipient: String, subject: String)
        case bounced(recipient: String)
        case absent(recipient: String)
        /// The user's mailbox did not take an answer.
        case undelivered(recipient: String, reason: String)
    }

    private struct Arrival: Sendable {
        var recipients: [String]
        var bytes: [UInt8]
    }

    /// Mails that wait to be read, and people who are about to react; beyond it both are dropped.
    public static let limit = 2_000

    private let executor = ThreadExecutor(name: "counterpart")
    private let seed: UInt64
    private let pace: Double
    private let now: @Sendable () -> Timestamp
    private let deliver: @Sendable ([UInt8], String) throws -> Void
    private let report: @Sendable (Deed) -> Void
    private let arrivals: AsyncStream<Arrival>
    private nonisolated let door: AsyncStream<Arrival>.Continuation
    private var awaited = 0
    private var written = 0

    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - pace: multiplies every waiting time; 0 reacts at once.
    ///   - deliver: puts a mail (its bytes, its return address) into the user's mailbox; may block; called on the
    ///     counterpart's own thread.
    ///   - report: called on the same thread; be quick.
    public init(
        seed: UInt64, pace: Double = 1,
        now: @escaping @Sendable () -> Timestamp = {
            Timestamp(milliseconds: SystemClock.wallMilliseconds())
        },
        deliver: @escaping @Sendable (_ bytes: [UInt8], _ sender: String) throws -> Void,
        report: @escaping @Sendable (Deed) -> Void = { _ in }
    ) {
        self.seed = seed
        self.pace = pace
        self.now = now
        self.deliver = deliver
        self.report = report
        (arrivals, door) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.limit))
    }

    deinit {
        door.finish()
        executor.stop()
    }

    /// Takes a mail that the submission server accepted; from any thread, never blocks.
    ///
    /// - Parameter bytes: RFC 5322.
    public nonisolated func receive(_ bytes: [UInt8], recipients: [String]) {
        door.yield(Arrival(recipients: recipients, bytes: bytes))
    }

    /// Nothing is received any more; `run` returns at once.
    public nonisolated func stop() { door.finish() }

    /// Reads and reacts until `stop`, or until the task that runs it is cancelled.
    public func run() async {
        await withDiscardingTaskGroup { group in
            for await arrival in arrivals {
                for (delay, act) in plan(arrival) where awaited < Self.limit {
                    awaited += 1
                    group.addTask {
                        // A wait that is cancelled is the end of the demo: then nobody reacts.
                        let waited: Void? = try? await Task.sleep(for: delay)
                        await self.perform(waited == nil ? nil : act)
                    }
                }
            }
            group.cancelAll()
        }
    }

    /// Puts a mail of somebody's own into the user's mailbox; on the counterpart's thread, because it blocks.
    ///
    /// - Returns: false when the mailbox did not take it.
    public func bring(_ bytes: [UInt8], from sender: String) -> Bool {
        do {
            try deliver(bytes, sender)
            return true
        } catch {
            report(.undelivered(recipient: sender, reason: "\(error)"))
            return false
        }
    }

    private struct Act: Sendable {
        var reaction: Reaction
        var mail: SentMail
        var places: [HubVisit.Place]
        var original: ParsedMessage
    }

    private func plan(_ arrival: Arrival) -> [(Duration, Act)] {
        let message = MIMEParser.parse(arrival.bytes)
        let html = message.html ?? ""
        var links: [HubVisit.Place] = []
        _ = HTMLRewriter.rewrite(html) { link in
            if let place = HubVisit.Place(link.url) { links.append(place) }
            return nil
        }
        let pixel = HTMLPictures.remote(of: html).lazy.compactMap { HubVisit.Place($0) }.first
        var acts: [(Duration, Act)] = []
        for recipient in arrival.recipients.prefix(100)
        where recipient.lowercased() != DemoCast.user.address {
            let mail = SentMail(
                recipient: recipient, subject: message.subject ?? "",
                text: ReplyTrimmer.split(message.text).reply, messageID: message.messageID ?? "",
                references: message.references, hasPixel: pixel != nil, linkCount: links.count)
            report(.received(subject: mail.subject, recipient: recipient))
            for reaction in CounterpartScript.reactions(to: mail, seed: seed) {
                var places: [HubVisit.Place] = []
                if case .open = reaction.kind { places = pixel.map { [$0] } ?? [] }
                if case .click(let link) = reaction.kind, links.indices.contains(link) {
                    places = [links[link]]
                }
                acts.append(
                    (
                        reaction.after * pace,
                        Act(reaction: reaction, mail: mail, places: places, original: message)
                    ))
            }
        }
        return acts
    }

    private func perform(_ act: Act?) {
        awaited -= 1
        guard let act else { return }
        let recipient = act.mail.recipient
        switch act.reaction.kind {
        case .open: report(.opened(recipient: recipient, status: visit(act)))
        case .click(let link): report(.clicked(recipient: recipient, link: link, status: visit(act)))
        case .reply(let text):
            let answer = CounterpartAnswer(to: act.original, from: recipient, at: now(), number: next())
            send(answer.reply(text), from: recipient) { .answered(recipient: recipient, subject: $0) }
        case .outOfOffice(let text):
            let answer = CounterpartAnswer(to: act.original, from: recipient, at: now(), number: next())
            send(answer.absence(text), from: "") { _ in .absent(recipient: recipient) }
        case .bounce(let status, let words):
            let answer = CounterpartAnswer(to: act.original, from: recipient, at: now(), number: next())
            send((answer.bounce(status: status, words: words), ""), from: "") { _ in
                .bounced(recipient: recipient)
            }
        }
    }

    private func next() -> Int {
        written += 1
        return written
    }

    private func visit(_ act: Act) -> Int? {
        guard let place = act.places.first else { return nil }
        let program = act.reaction.program
        var isClick = false
        if case .click = act.reaction.kind { isClick = true }
        var random = SeededRandom(seed: 0, purpose: act.mail.recipient.lowercased())
        // Not 127.0.0.x, where the machine's own looks come from.
        let source = UInt32.random(in: 0x01_0000...0xFE_FFFE, using: &random)
        return HubVisit.get(
            place, fields: isClick ? program.clickFields : program.pictureFields, source: source)
    }

    private func send(_ mail: (bytes: [UInt8], subject: String), from sender: String, deed: (String) -> Deed)
    {
        do {
            try deliver(mail.bytes, sender)
            report(deed(mail.subject))
        } catch {
            report(.undelivered(recipient: sender, reason: "\(error)"))
        }
    }
}
