public import CRMModel
import MailCore

/// The mailbox that the demo starts with.
public enum DemoMailbox {
    /// All mails, oldest first: over 300, from three months ago until minutes ago, in every folder.
    ///
    /// The same for the same arguments.
    public static func messages(now: Timestamp, seed: UInt64) -> [DemoMessage] {
        var result: [DemoMessage] = []
        for (index, script) in DemoThreads.all.enumerated() {
            var writer = ThreadWriter(script, number: index, now: now, seed: seed)
            result += writer.messages()
        }
        result += newsletters(now: now, seed: seed)
        result += notices(now: now)
        result += SpecialMails(now: now).messages()
        return result.sorted { $0.received < $1.received }
    }

    private static func newsletters(now: Timestamp, seed: UInt64) -> [DemoMessage] {
        var random = SeededRandom(seed: seed, purpose: "newsletters")
        return Newsletters.issues.enumerated().map { index, issue in
            let age = Int64(index) * 5 * 86_400 + Int64.random(in: 9_000...70_000, using: &random)
            let time = Timestamp(milliseconds: now.milliseconds - age * 1_000)
            let letter = Newsletter(
                sender: Newsletters.senders[index % Newsletters.senders.count], subject: issue.subject,
                preheader: issue.preheader,
                items: Array(Newsletters.stories.shuffled(using: &random).prefix(5 + index * 3 % 5)),
                number: 300 - index)
            let message = letter.message(at: time)
            return DemoMessage(
                folder: age < 10 * 86_400 ? .inbox : .archive, flags: index == 0 ? [] : [.seen],
                received: time,
                bytes: MessageComposer.bytes(of: message, seed: message.messageID))
        }
    }

    private static func notices(now: Timestamp) -> [DemoMessage] {
        Notices.parsed.enumerated().map { index, notice in
            let time = Timestamp(milliseconds: now.milliseconds - notice.age * 1_000 - Int64(index) * 37_000)
            let sender = Mailbox(name: notice.name, address: notice.address)
            let message = OutgoingMessage(
                from: sender, to: [DemoCast.user.mailbox], subject: notice.subject,
                date: MessageDate(milliseconds: time.milliseconds / 1_000 * 1_000),
                messageID: "notice.\(index).\(time.milliseconds / 1_000)@\(sender.domain)",
                text: notice.text + "\n",
                html: index % 2 == 0 ? HTMLText.page(fromPlain: notice.text) : nil,
                headers: [.init("Auto-Submitted", "auto-generated")])
            let folder: DemoMessage.Folder =
                notice.marks.hasPrefix("junk")
                ? .junk
                : notice.marks.hasPrefix("trash")
                    ? .trash : notice.marks.hasPrefix("archive") ? .archive : .inbox
            return DemoMessage(
                folder: folder, flags: notice.marks.contains("unread") ? [] : [.seen], received: time,
                bytes: MessageComposer.bytes(of: message, seed: message.messageID))
        }
    }
}
