import CRMModel
import MailCore

extension SpecialMails {
    /// A report that a mail could not be delivered (RFC 3464).
    func bounce(age: Int64, to address: String, subject: String, status: String, words: String) -> DemoMessage
    {
        DemoMessage(
            folder: age > 10 * 86_400 ? .archive : .inbox, flags: age > 86_400 ? [.seen] : [],
            received: time(age),
            bytes: DeliveryReport(
                recipient: address, status: status, words: words, date: date(age),
                original:
                    "From: Dana Weiss <\(DemoCast.user.address)>\nTo: <\(address)>\nSubject: \(subject)\n"
                    + "Message-ID: <out.\(age)@\(DemoCast.user.domain)>\nDate: \(date(age + 4).headerValue)\n"
            ).bytes)
    }

    /// A meeting request (RFC 6047), as calendars send it.
    func invitation(
        age: Int64, from key: String, subject: String, startsIn: Int64, hours: Int64, place: String
    ) -> DemoMessage {
        let sender = Voice.named(key)?.mailbox ?? DemoCast.user.mailbox
        let start = (time(-startsIn).milliseconds / 3_600_000) * 3_600_000
        func stamp(_ milliseconds: Int64) -> String {
            MessageDate(milliseconds: milliseconds).iso8601.filter { $0 != "-" && $0 != ":" }
        }
        let calendar = """
            BEGIN:VCALENDAR
            PRODID:-//Office Mail//16.0//EN
            VERSION:2.0
            METHOD:REQUEST
            BEGIN:VEVENT
            UID:event.\(age)@\(sender.domain)
            DTSTAMP:\(stamp(time(age).milliseconds))
            DTSTART:\(stamp(start))
            DTEND:\(stamp(start + hours * 3_600_000))
            SUMMARY:\(subject.split(separator: ":").last.map { String($0.drop { $0 == " " }) } ?? subject)
            LOCATION:\(place.replacing(",", with: "\\,"))
            ORGANIZER;CN=\(sender.name):mailto:\(sender.address)
            ATTENDEE;CN=Dana Weiss;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:\(DemoCast.user.address)
            END:VEVENT
            END:VCALENDAR

            """.replacing("\n", with: "\r\n")
        return stored(
            OutgoingMessage(
                from: sender, to: [DemoCast.user.mailbox], subject: subject, date: date(age),
                messageID: "event.\(age)@\(sender.domain)", text: "\(subject)\n\nWhere: \(place)\n",
                attachments: [.init(name: "invite.ics", type: "text/calendar", bytes: Array(calendar.utf8))]),
            age: age, seen: age > 86_400)
    }

    /// Its subject and text try to drive the terminal.
    var hostile: DemoMessage {
        raw(
            """
            From: "\u{1B}[31mAccount Desk\u{1B}[0m" <desk@prize-office.example>
            Message-ID: <esc.1@prize-office.example>
            Subject: Your account \u{1B}[2J\u{1B}[1;1H\u{1B}]0;owned\u{07} needs \u{202E}noitnetta\u{202C}
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            Press return to continue \u{1B}[8m hidden \u{1B}[0m
            \u{1B}]52;c;ZWNobyBvd25lZA==\u{07}
            \u{9B}31mStill here?

            """, age: 7 * 3_600, in: .junk)
    }

    var longSubject: DemoMessage {
        stored(
            OutgoingMessage(
                from: Voice.named("ngozi")?.mailbox ?? DemoCast.user.mailbox, to: [DemoCast.user.mailbox],
                subject:
                    "FW: FW: Minutes of the meeting of the finance committee on the purchase of planning "
                    + "software for the spinning, weaving and dyeing departments including the question of the "
                    + "exchange rate, the withholding tax certificate, the transfer confirmation and the date from "
                    + "which the three-month notice period is to be counted (second corrected version, final)",
                date: date(31 * 3_600), messageID: "minutes.1@adeolatextiles.example",
                text: "For your information. The short version is: approved.\n\nNgozi\n"), age: 31 * 3_600)
    }

    var emoji: DemoMessage {
        stored(
            OutgoingMessage(
                from: Voice.named("marcus")?.mailbox ?? DemoCast.user.mailbox, to: [DemoCast.user.mailbox],
                subject: "🎿⛺️ staff discount week 👨‍👩‍👧‍👦 — friends of the house included 🇺🇸",
                date: date(50 * 3_600, offset: -420), messageID: "fun.1@summitvale.example",
                text:
                    "30 % on everything with a zipper until Sunday. You asked about tents: code VALE30.\n\nMarcus\n"
            ),
            age: 50 * 3_600)
    }

    /// ISO 8859-1 in quoted-printable, as an old program writes it.
    var latin: DemoMessage {
        raw(
            """
            From: =?iso-8859-1?Q?J=F6rg_Z=FCrn?= <zuern@buehler-zuern.example>
            Message-ID: <87aa.1@buehler-zuern.example>
            Subject: =?iso-8859-1?Q?R=FCckfrage_zu_Preisen_f=FCr_25_Pl=E4tze?=
            MIME-Version: 1.0
            Content-Type: text/plain; charset=iso-8859-1
            Content-Transfer-Encoding: quoted-printable

            Gr=FC=DF Gott Frau Weiss,

            was kosten 25 Pl=E4tze f=FCr eine B=E4ckerei mit f=FCnf Filialen? Wir fangen=
             um zwei Uhr fr=FCh an, bitte nicht vorher anrufen.

            J=F6rg Z=FCrn

            """, age: 40 * 3_600)
    }

    /// Ends in the middle of its second part: must still be shown.
    var cutOff: DemoMessage {
        raw(
            """
            From: Scanner 2nd floor <scan@adeolatextiles.example>
            Message-ID: <scan.0099@adeolatextiles.example>
            Subject: Scan from device 2F-0099
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary="2f"

            --2f
            Content-Type: text/plain

            The scan could not be attached whole. Device 2F-0099 is out of memory.

            --2f
            Content-Type: application/pdf; name="scan.pdf"
            Content-Transfer-Encoding: base64

            JVBERi0xLjQKMSAwIG9iago8PCAvVHlw

            """, age: 9 * 86_400)
    }
}

/// A delivery status notification as a mail server sends it (RFC 3464).
struct DeliveryReport: Hashable, Sendable {
    var recipient: String
    /// Such as `5.1.1` (RFC 3463).
    var status: String
    /// What the remote server said.
    var words: String
    var date: MessageDate
    /// The header of the mail that came back; LF line ends, the last line ended.
    var original: String

    var bytes: [UInt8] {
        let domain = DemoCast.user.domain
        let text = """
            Return-Path: <>
            Date: \(date.headerValue)
            From: Mail Delivery System <mailer-daemon@\(domain)>
            To: <\(DemoCast.user.address)>
            Subject: Undelivered Mail Returned to Sender
            Message-ID: <dsn.\(date.milliseconds / 1_000).\(recipient.utf8.count)@\(domain)>
            Auto-Submitted: auto-replied
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status; boundary="=_report"

            --=_report
            Content-Type: text/plain; charset=us-ascii

            This is the mail system at \(domain).

            Your message could not be delivered to one recipient:

                <\(recipient)>: \(words)

            --=_report
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.\(domain)
            Arrival-Date: \(date.headerValue)

            Final-Recipient: rfc822; \(recipient)
            Action: failed
            Status: \(status)
            Diagnostic-Code: smtp; \(words)

            --=_report
            Content-Type: text/rfc822-headers

            \(original)
            --=_report--

            """
        return Array(text.replacing("\n", with: "\r\n").utf8)
    }
}
