import CRMModel
import MailCore

/// Makes the mails of a scripted conversation: times, headers, quotations, attachments and flags.
struct ThreadWriter {
    let script: ThreadScript
    let now: Timestamp
    /// Unlike for each conversation of a mailbox.
    let number: Int
    var random: SeededRandom

    init(_ script: ThreadScript, number: Int, now: Timestamp, seed: UInt64) {
        self.script = script
        self.now = now
        self.number = number
        random = SeededRandom(seed: seed, purpose: "thread \(number) \(script.subject)")
    }

    mutating func messages() -> [DemoMessage] {
        let times = times()
        var written: [DemoMessage] = []
        var previous: ParsedMessage?
        var references: [String] = []
        var spoken: Set<String> = []
        for (index, turn) in script.turns.enumerated() {
            guard let voice = voice(of: turn) else { continue }
            let isFirst = spoken.insert(voice.mailbox.address).inserted
            let id = messageID(index, voice)
            var message = envelope(turn, voice, at: times[index], id: id, previous: previous)
            message.references = references
            message.inReplyTo = references.last
            let body = ThreadBody(voice: voice, text: turn.text, isFirst: isFirst, previous: previous)
            message.text = body.text
            message.html = body.html
            message.attachments = turn.files.map { DemoFiles.file(named: $0, about: script.subject) }
            references.append(id)
            let delay = Int64.random(in: 1...9, using: &random)
            let received = Timestamp(
                milliseconds: min(now.milliseconds, times[index].milliseconds + delay * 1_000))
            let bytes = MessageComposer.bytes(of: message, seed: id)
            previous = MIMEParser.parse(bytes)
            written.append(
                DemoMessage(
                    folder: folder(voice), flags: flags(index, voice), received: received,
                    bytes: voice.isUser
                        ? bytes : ArrivalTrace.fields(of: message, received: received, hop: delay) + bytes))
        }
        return written
    }

    private func voice(of turn: ThreadScript.Turn) -> Voice? {
        turn.speaker.map { Voice.named($0) } ?? .user(writingTo: script.partner)
    }

    /// Backwards from the last mail; earlier ones fall into the writer's working hours.
    private mutating func times() -> [Timestamp] {
        var result: [Timestamp] = []
        var time = now.milliseconds - script.age * 1_000 - Int64.random(in: 0...40_000, using: &random)
        for turn in script.turns.reversed() {
            let offset = voice(of: turn)?.offsetMinutes ?? 0
            time = WorkingHours.latest(notAfter: time, offsetMinutes: offset, now: now, random: &random)
            result.append(Timestamp(milliseconds: time))
            time -= (turn.pause ?? Int64.random(in: 7_000...90_000, using: &random)) * 1_000
            time -= Int64.random(in: 3_000...540_000, using: &random)
        }
        return result.reversed()
    }

    private mutating func messageID(_ index: Int, _ voice: Voice) -> String {
        let unique = String(random.next() >> 12, radix: 36)
        return MessageIdentifier.mint(unique: "\(unique).\(number).\(index)", domain: voice.mailbox.domain)
    }

    private func envelope(
        _ turn: ThreadScript.Turn, _ voice: Voice, at time: Timestamp, id: String, previous: ParsedMessage?
    ) -> OutgoingMessage {
        let partner = Voice.named(script.partner)?.mailbox ?? DemoCast.user.mailbox
        let lastOther = previous?.from.first.map { $0.address == DemoCast.user.address ? partner : $0 }
        let to = voice.isUser ? lastOther ?? partner : DemoCast.user.mailbox
        var copies = turn.copies.compactMap { Voice.named($0)?.mailbox }
        if !voice.isUser, voice.mailbox != partner, !copies.contains(partner) { copies.append(partner) }
        copies.removeAll { $0 == to || $0 == voice.mailbox }
        return OutgoingMessage(
            from: voice.mailbox, to: [to], cc: copies,
            subject: previous == nil ? script.subject : SubjectLine.reply(to: script.subject),
            date: MessageDate(
                milliseconds: time.milliseconds / 1_000 * 1_000, offsetMinutes: voice.offsetMinutes),
            messageID: id, text: "", headers: [voice.agent])
    }

    private func folder(_ voice: Voice) -> DemoMessage.Folder {
        if voice.isUser { return .sent }
        return script.age < 10 * 86_400 ? .inbox : .archive
    }

    private func flags(_ index: Int, _ voice: Voice) -> Set<DemoMessage.Flag> {
        if voice.isUser { return [.seen] }
        var flags: Set<DemoMessage.Flag> = [.seen]
        let isLast = index == script.turns.count - 1
        if isLast && script.isUnread { flags.remove(.seen) }
        if !isLast, script.turns[index + 1].speaker == nil { flags.insert(.answered) }
        let lastIncoming = script.turns.lastIndex { $0.speaker != nil }
        if script.isStarred, index == lastIncoming { flags.insert(.flagged) }
        return flags
    }
}

extension Voice {
    /// What the mail program says about itself.
    fileprivate var agent: OutgoingMessage.Header {
        switch habit {
        case .plain: OutgoingMessage.Header("User-Agent", "Thunderbird 128.4.0")
        case .webmail: OutgoingMessage.Header("X-Mailer", "WebMail 9")
        case .office: OutgoingMessage.Header("X-Mailer", "Office Mail 16.0")
        case .phone: OutgoingMessage.Header("X-Mailer", "Phone Mail (22B83)")
        }
    }
}

/// When people write.
enum WorkingHours {
    /// The latest moment not after `time` at which somebody at this distance from UTC works. The last hours
    /// are left as they are: whenever the demo starts, something has just come in.
    static func latest(
        notAfter time: Int64, offsetMinutes: Int, now: Timestamp, random: inout SeededRandom
    ) -> Int64 {
        guard now.milliseconds - time > 9 * 3_600_000 else { return time }
        let offset = Int64(offsetMinutes) * 60_000
        let local = time + offset
        var day = local / 86_400_000
        var clock = local % 86_400_000
        if clock < 7 * 3_600_000 {
            day -= 1
            clock = Int64.random(in: 55_000...66_000, using: &random) * 1_000
        } else if clock > 20 * 3_600_000 {
            clock = Int64.random(in: 55_000...70_000, using: &random) * 1_000
        }
        // 1970-01-01 was a Thursday: 0 is Monday.
        let weekday = (day + 3) % 7
        if weekday > 4 {
            day -= weekday - 4
            clock = max(clock, Int64.random(in: 45_000...64_000, using: &random) * 1_000)
        }
        return min(time, day * 86_400_000 + clock - offset)
    }
}
