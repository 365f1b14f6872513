import Testing

@testable import MailCore

@Suite struct `Classifying` {
    private func kind(_ text: String) -> AutoKind {
        MessageClassifier.classify(MIMEParser.parse(Array(text.utf8))).kind
    }

    @Test(arguments: [
        (
            "Auto-Submitted: auto-replied\nSubject: Automatic reply: Pricing\n\nI am out of the office until 24 November 2026.",
            "2026-11-24"
        ),
        (
            "Auto-Submitted: auto-replied\nSubject: Abwesenheit\n\nIch bin vom 10.12. bis 15.12.2026 im Urlaub.",
            "2026-12-15"
        ),
        ("Subject: Out of Office: Re: Intro\n\nBack on Dec 3rd.", "2026-12-03"),
        (
            "X-Autoreply: yes\nSubject: Réponse automatique\n\nJe suis en congé jusqu'au 4 janvier.",
            "2027-01-04"
        ),
        ("Subject: Automatic reply: x\n\nI am on annual leave, returning 11/30/2026.", "2026-11-30"),
    ])
    func `finds absence notes and the day of return`(text: String, day: String) throws {
        guard case .outOfOffice(let returns) = kind("Date: Fri, 20 Nov 2026 15:30:00 +0100\n" + text) else {
            Issue.record("not an absence note")
            return
        }
        #expect(returns?.iso8601 == day)
    }

    @Test func `an absence note without a date has no day`() {
        #expect(
            kind("Subject: Out of office\n\nI am away and will answer later.") == .outOfOffice(returns: nil))
        #expect(
            kind("Date: Fri, 20 Nov 2026 15:30:00 +0100\nSubject: Out of office\n\nuntil 3 March 2020")
                == .outOfOffice(returns: nil))
    }

    @Test(arguments: [
        "Subject: Re: out of office policy\n\nLooks good.",
        "X-Auto-Response-Suppress: All\nSubject: Re: Pricing\n\nYes.",
        "Auto-Submitted: no\nSubject: Re: Pricing\n\nYes.",
        "From: postmaster@x.example\nSubject: Re: Pricing\n\nYes, a@b.example too.",
    ])
    func `takes people for people`(text: String) {
        #expect(kind(text) == .none)
    }

    @Test(arguments: [
        ("Auto-Submitted: auto-generated\nSubject: Ticket received\n\nWe got it.", AutoKind.autoReply),
        ("List-Post: <mailto:l@x.example>\nList-Id: <l.x.example>\n\nHi", .list),
        ("Precedence: list\n\nHi", .list),
        ("List-Unsubscribe: <https://x.example>\n\nHi", .bulk), ("Precedence: bulk\n\nHi", .bulk),
    ])
    func `knows automatic, list and mass mail`(text: String, expected: AutoKind) {
        #expect(kind(text) == expected)
    }

    private func report(status: String, diagnostic: String, action: String = "failed") -> String {
        """
        From: MAILER-DAEMON@mx.example
        Subject: Undelivered Mail Returned to Sender
        Content-Type: multipart/report; report-type=delivery-status; boundary=b

        --b

        Sorry.
        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example
        Original-Envelope-Id: job-7

        Original-Recipient: rfc822;Tomo@Kaito.example
        Final-Recipient: rfc822; tomo@kaito.example
        Action: \(action)
        Status: \(status)
        Diagnostic-Code: smtp; \(diagnostic)

        --b
        Content-Type: text/rfc822-headers

        Message-ID: <job7.abc@acme.example>
        Subject: Intro

        --b--

        """
    }

    @Test(arguments: [
        ("5.1.1", "550 5.1.1 user unknown", BounceClass.hard), ("5.2.2", "552 5.2.2 mailbox full", .soft),
        ("5.7.1", "550 5.7.1 blocked using spamhaus", .block),
        ("5.7.26", "550-5.7.26 unauthenticated", .block),
        ("5.3.4", "552 5.3.4 message too large", .size), ("5.0.0", "550 No such user here", .hard),
        ("5.0.0", "554 rejected: listed in RBL", .block), ("4.4.1", "connection timed out", .soft),
        ("5.0.0", "550 5.2.2 over quota", .soft), ("5.0.0", "550 5.1.1 gone", .hard),
        ("5.4.1", "550 5.4.1 Recipient address rejected: Access denied", .hard),
        ("5.1.1", "550 5.1.1 listed by spamhaus", .block), ("5.5.4", "501 5.5.4 bad HELO", .block),
        ("5.0.0", "550 unauthenticated senders", .block), ("5.6.9", "550 5.6.9 8-bit header", .block),
        ("5.2.1", "550 5.2.1 is receiving mail at a rate that prevents more", .soft),
        ("5.4.312", "550 5.4.312 Message expired, DNS query failed", .soft),
        ("5.0.0", "User Ana (ana@kaito.example) not listed in the directory", .hard),
    ])
    func `reads delivery reports`(status: String, diagnostic: String, expected: BounceClass) throws {
        guard case .dsn(let found) = kind(report(status: status, diagnostic: diagnostic)) else {
            Issue.record("not a report")
            return
        }
        #expect(found.recipients.map(\.address) == ["tomo@kaito.example"])
        #expect(found.recipients.map(\.bounce) == [expected])
        #expect(found.originalMessageID == "job7.abc@acme.example")
        #expect(found.envelopeID == "job-7")
        #expect(found.isFailure)
    }

    @Test func `a delay or a success is no failure`() throws {
        guard case .dsn(let delayed) = kind(report(status: "4.4.1", diagnostic: "x", action: "delayed")),
            case .dsn(let delivered) = kind(report(status: "2.0.0", diagnostic: "ok", action: "delivered"))
        else {
            Issue.record("not a report")
            return
        }
        #expect(!delayed.isFailure && delayed.recipients[0].bounce == .soft)
        #expect(!delivered.isFailure && delivered.recipients[0].bounce == nil)
    }

    @Test func `reads bounces that follow no standard`() {
        let text = """
            From: MAILER-DAEMON@mx.example
            To: dana@acme.example
            Subject: failure notice

            Hi. This is the qmail-send program at mx.example.

            <tomo@kaito.example>:
            192.0.2.7 does not like recipient.
            Remote host said: 550 5.1.1 no such user

            --- Below this line is a copy of the message.

            Message-ID: <job7.abc@acme.example>
            To: other@x.example
            """
        guard case .dsn(let found) = kind(text) else {
            Issue.record("not a bounce")
            return
        }
        #expect(found.recipients.map(\.address) == ["tomo@kaito.example"])
        #expect(found.recipients.map(\.bounce) == [.hard])
        #expect(found.originalMessageID == "job7.abc@acme.example")
    }

    @Test func `reads complaints`() {
        let text = """
            Content-Type: multipart/report; report-type=feedback-report; boundary=b

            --b

            Abuse.
            --b
            Content-Type: message/feedback-report

            Feedback-Type: abuse
            Original-Rcpt-To: <Tomo@kaito.example>

            --b
            Content-Type: message/rfc822

            Message-ID: <job7.abc@acme.example>

            x
            --b--

            """
        #expect(
            kind(text)
                == .complaint(
                    FeedbackReport(
                        type: "abuse", recipient: "tomo@kaito.example",
                        originalMessageID: "job7.abc@acme.example")))
    }

    @Test(arguments: [
        "From: Postmaster <>\nSubject: Problem\n\nDid not reach the following recipient: tomo@kaito.example",
        "From: System Administrator <it@mx.example>\nSubject: Undeliverable: x\n\nYour message\n  To: l@x.example\ndid not reach the following recipient(s):\ndda:SMTP=tomo@kaito.example; on Friday",
        "From: MAILER-DAEMON@mx.example\n\nThis is a permanent error.\nI wasn't able to deliver it:\ntomo@kaito.example",
        "Return-Path: <MAILER-DAEMON@mx.example>\nSubject: Non remis\n\nTo: l@x.example did not reach the following recipient(s): tomo@kaito.example",
        "From: MAILER-DAEMON@mx.example\nSubject: Undeliverable\n\nNot accepted from l@x.example:\ntomo@kaito.example",
        "From: MAILER-DAEMON@mx.example\nSubject: Mail delivery failed\n\nThe following address(es) failed:\n  an undisclosed address\n  (generated from tomo@kaito.example)",
    ])
    func `names the address that a bounce is about, and no other`(text: String) {
        guard case .dsn(let found) = kind(text) else {
            Issue.record("not a bounce")
            return
        }
        #expect(found.recipients.map(\.address) == ["tomo@kaito.example"])
        #expect(found.isFailure)
    }

    @Test func `each recipient of a bounce has a cause of its own`() {
        let text = """
            From: MAILER-DAEMON@mx.example
            Subject: failure notice

            I wasn't able to deliver your message to the following addresses.

            <tomo@kaito.example>:
            Remote host said: 550 5.1.1 no such user

            <mia@kaito.example>:
            Remote host said: 552 5.2.2 mailbox full
            """
        guard case .dsn(let found) = kind(text) else {
            Issue.record("not a bounce")
            return
        }
        #expect(found.recipients.map(\.status) == ["5.1.1", "5.2.2"])
        #expect(found.recipients.map(\.bounce) == [.hard, .soft])
    }

    @Test func `a warning that mail waits is a delay`() {
        let text =
            "From: MAILER-DAEMON@mx.example\nSubject: Notice\n\nYour mail to\ntomo@kaito.example\nhas not yet been delivered."
        guard case .dsn(let found) = kind(text) else {
            Issue.record("not a bounce")
            return
        }
        #expect(found.recipients.map(\.action) == [.delayed] && !found.isFailure)
    }

    @Test func `reads the complaints of Outlook.com`() {
        let text = """
            From: staff@hotmail.example
            Subject: complaint about message from 192.0.2.7
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: message/rfc822
            Content-Disposition: inline

            X-HmXmrOriginalRecipient: Tomo@kaito.example
            Message-ID: <job7.abc@acme.example>

            x
            --b--

            """
        #expect(
            kind(text)
                == .complaint(
                    FeedbackReport(
                        type: "abuse", recipient: "tomo@kaito.example",
                        originalMessageID: "job7.abc@acme.example")))
    }
}
