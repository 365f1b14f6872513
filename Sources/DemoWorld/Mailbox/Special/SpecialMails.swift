import CRMModel
import MailCore

/// Mails that are unlike the others: reports of servers, automatic answers, invitations, lists, and bad ones.
struct SpecialMails {
    let now: Timestamp

    func messages() -> [DemoMessage] {
        [
            bounce(
                age: 3_400, to: "t.marin@olivar.example", subject: "Winter staffing at Olivar",
                status: "5.1.1",
                words: "550 5.1.1 <t.marin@olivar.example>: recipient address rejected: user unknown"),
            bounce(
                age: 46 * 86_400, to: "planning@deltakade.example", subject: "Pilot for the Delta quay",
                status: "5.2.2", words: "552 5.2.2 mailbox full"),
            absence(
                age: 4_900, from: "grace", subject: "Automatic reply: Order form BW-2026, filled in",
                text: """
                    Thank you for your mail. I am on annual leave and back on Monday. For purchase orders please \
                    write to accounts.payable@brightwater.example.

                    Grace Adeyemi
                    """),
            absence(
                age: 12 * 86_400, from: "annika", subject: "Abwesenheitsnotiz: Rahmenvertrag",
                text: """
                    Vielen Dank für Ihre Nachricht. Ich bin bis einschließlich Freitag nicht im Haus. In dringenden \
                    Fällen hilft Ihnen Herr Brandt weiter.

                    Annika Roth
                    """),
            invitation(
                age: 5 * 3_600 + 600, from: "kenji",
                subject: "Invitation: Fathomline demonstration (Thu 16:00 JST)",
                startsIn: 6 * 86_400, hours: 1, place: "Video call"),
            invitation(
                age: 2 * 86_400, from: "hugo", subject: "Invitation : démonstration à Oyonnax",
                startsIn: 12 * 86_400,
                hours: 2, place: "Atelier Verdier, 17 rue des Peignes, Oyonnax"),
            invitation(
                age: 39 * 86_400, from: "layla", subject: "Invitation: first look at berth 4",
                startsIn: -36 * 86_400, hours: 1, place: "Terminal 2, room 4"),
            hostile, longSubject, emoji, latin, cutOff,
        ] + list + drafts
    }

    func time(_ age: Int64) -> Timestamp { Timestamp(milliseconds: now.milliseconds - age * 1_000) }

    func date(_ age: Int64, offset: Int = 60) -> MessageDate {
        MessageDate(milliseconds: time(age).milliseconds / 1_000 * 1_000, offsetMinutes: offset)
    }

    func stored(
        _ message: OutgoingMessage, age: Int64, in folder: DemoMessage.Folder = .inbox, seen: Bool = true
    ) -> DemoMessage {
        DemoMessage(
            folder: folder == .inbox && age > 10 * 86_400 ? .archive : folder, flags: seen ? [.seen] : [],
            received: time(age), bytes: MessageComposer.bytes(of: message, seed: message.messageID))
    }

    /// Written byte by byte, for what the composer rightly refuses to write.
    func raw(_ lines: String, age: Int64, in folder: DemoMessage.Folder = .inbox, seen: Bool = true)
        -> DemoMessage
    {
        let text = "Date: \(date(age).headerValue)\nTo: Dana Weiss <\(DemoCast.user.address)>\n" + lines
        return DemoMessage(
            folder: folder, flags: seen ? [.seen] : [], received: time(age),
            bytes: Array(text.replacing("\n", with: "\r\n").utf8))
    }

    private func absence(age: Int64, from key: String, subject: String, text: String) -> DemoMessage {
        let sender = Voice.named(key)?.mailbox ?? DemoCast.user.mailbox
        return stored(
            OutgoingMessage(
                from: sender, to: [DemoCast.user.mailbox], subject: subject, date: date(age),
                messageID: "auto.\(age)@\(sender.domain)", text: text + "\n",
                headers: [.init("Auto-Submitted", "auto-replied"), .init("X-Auto-Response-Suppress", "All")]),
            age: age, seen: age > 86_400)
    }

    private var list: [DemoMessage] {
        let writers = [
            (
                "Harriet Vance",
                "Anybody with experience of 12-hour shifts in cold stores? Ours start in January and "
                    + "the doctor frowns."
            ),
            (
                "Oskar Lindgren",
                "We did, four years. Two breaks of 20 minutes in the warm every four hours, and "
                    + "nobody alone. The doctor stopped frowning."
            ),
            (
                "Mei-Ling Wu",
                "Same here. Gloves with a finger off for the phones, it sounds silly but the swaps "
                    + "doubled."
            ),
            ("Harriet Vance", "Thank you both, I take the gloves into the budget."),
        ]
        return writers.enumerated().map { index, writer in
            let age = Int64(4 - index) * 19 * 3_600 + 500
            let ids = (0...index).map { "cold.\($0)@lists.rotaforum.example" }
            return stored(
                OutgoingMessage(
                    from: Mailbox(
                        name: writer.0,
                        address: writer.0.lowercased().replacing(" ", with: ".") + "@rotaforum.example"),
                    to: [Mailbox(address: "planners@lists.rotaforum.example")],
                    replyTo: [Mailbox(address: "planners@lists.rotaforum.example")],
                    subject: (index == 0 ? "" : "Re: ") + "[planners] 12-hour shifts in cold stores",
                    date: date(age), messageID: ids[index], inReplyTo: ids.dropLast().last,
                    references: ids.dropLast(),
                    text: writer.1
                        + "\n\n-- \nplanners mailing list\nhttps://lists.rotaforum.example/planners\n",
                    headers: [
                        .init("List-Id", "Planners <planners.lists.rotaforum.example>"),
                        .init("List-Post", "<mailto:planners@lists.rotaforum.example>"),
                        .init("List-Unsubscribe", "<mailto:planners-leave@lists.rotaforum.example>"),
                        .init("Precedence", "list"),
                    ]), age: age)
        }
    }

    private var drafts: [DemoMessage] {
        [
            (
                "hannah", "520 seats after the season", 5_400,
                "Hi Hannah,\n\nhere is what the addiction costs:\n\n"
            ),
            ("aoife", "Re: Cork", 16_000, "Hi Aoife,\n\nsame contract, new line. I would"),
        ].map { key, subject, age, text in
            let message = OutgoingMessage(
                from: DemoCast.user.mailbox, to: Voice.named(key).map { [$0.mailbox] } ?? [],
                subject: subject,
                date: date(Int64(age)), messageID: "draft.\(age)@\(DemoCast.user.domain)", text: text)
            var draft = stored(message, age: Int64(age), in: .drafts)
            draft.flags = [.draft, .seen]
            return draft
        }
    }
}
