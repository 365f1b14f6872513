import CRMModel

@testable import AppUI

/// A believable afternoon of a sales person.
enum Sample {
    static let now = Timestamp(rfc3339: "2026-11-20T15:48:20Z") ?? Timestamp(milliseconds: 0)
    static func at(_ text: String) -> Timestamp { Timestamp(rfc3339: text + ":00Z") ?? now }
    static func id<Entity>(_ number: UInt64) -> ID<Entity> { ID(high: 0x0193_0000_0000_7000, low: number) }

    static let account = Account(
        id: id(1), name: "work", address: EmailAddress("dana@acme.example"), displayName: "Dana Weiss",
        imap: ServerAddress(host: "imap.acme.example", port: 993, tls: .implicit),
        smtp: ServerAddress(host: "smtp.acme.example", port: 465, tls: .implicit), user: "dana",
        secret: .sealed, state: .watching, lastSync: now)
    static let second = Account(
        id: id(2), name: "o365", address: EmailAddress("dana@acme.onmail.example"), displayName: "Dana Weiss",
        imap: ServerAddress(host: "o.example", port: 993, tls: .implicit),
        smtp: ServerAddress(host: "o.example", port: 465, tls: .implicit), user: "dana", secret: .sealed,
        state: .polling, lastSync: now.adding(seconds: -130))

    static func person(_ name: String, _ address: String) -> Correspondent {
        Correspondent(name: name, address: EmailAddress(address))
    }
    static let dana = person("Dana Weiss", "dana@acme.example")

    static func message(
        _ id: Int64, _ name: String, _ address: String, _ subject: String, _ at: String, company: String = "",
        unread: Bool = false, thread: Int = 1, opens: Int = 0, clicks: Int = 0, files: Int = 0,
        auto: AutoKind = .none, flags: MessageFlags = [], preview: String = ""
    ) -> Message {
        var links: [MessageLink] = []
        if !company.isEmpty {
            links = [
                MessageLink(target: .contact(Sample.id(UInt64(100 + id))), name: name, how: .address),
                MessageLink(target: .company(Sample.id(UInt64(200 + id))), name: company, how: .address),
            ]
        }
        return Message(
            id: RowID(id), account: account.id, thread: RowID(id), folder: RowID(1), uid: UInt32(id),
            messageID: "m\(id)@x.example", from: person(name, address), to: [dana], subject: subject,
            date: Sample.at(at), received: Sample.at(at), flags: unread ? flags : flags.union(.seen),
            direction: .incoming, autoKind: auto, size: 4200, attachmentCount: files, threadCount: thread,
            preview: preview, links: links, opens: opens, clicks: clicks)
    }

    static let messages: [Message] = [
        message(
            1, "Mia Chen", "mia.chen@northwind.example", "Re: Pricing for 40 seats", "2026-11-20T15:41",
            company: "Northwind", unread: true, thread: 4, opens: 3, clicks: 1, files: 1,
            preview: "thanks, this looks right to us. Two things before Piet signs"),
        message(
            2, "Raj Patel", "raj@lumen.example", "Security questionnaire", "2026-11-20T15:20",
            company: "Lumen",
            unread: true, opens: 1, files: 1, preview: "Attached is our standard questionnaire"),
        message(
            3, "Lena Fischer", "lena@bergwerk.example", "Re: Pilot kickoff", "2026-11-20T14:02",
            company: "Bergwerk", thread: 2, opens: 5, clicks: 2, flags: [.flagged, .answered]),
        message(
            4, "Omar Haddad", "omar@haddad.example", "Intro call", "2026-11-20T13:31",
            company: "Haddad & Sons"),
        message(
            5, "Contoso Billing", "billing@contoso.example", "Out of office until 24 Nov", "2026-11-20T12:58",
            company: "Contoso", unread: true, auto: .outOfOffice),
        message(
            6, "Ana Souza", "ana@souza.example", "Re: Contract redlines", "2026-11-20T12:40",
            company: "Souza Ltda",
            thread: 7, opens: 2, clicks: 1, files: 2),
        message(
            7, "Mail Delivery System", "mailer-daemon@kaito.example", "t.ito@kaito.example does not exist",
            "2026-11-20T11:12", auto: .deliveryStatus),
        message(
            8, "Sam Ortiz", "sam@ortiz.example", "Intro: Northwind and Acme", "2026-11-20T10:47", opens: 1),
        message(
            9, "田中 ゆき", "yuki@kaito.example", "Re: デモのフォローアップ", "2026-11-20T09:20", company: "Kaito",
            thread: 3, opens: 4, clicks: 3),
        message(
            10, "Piet de Vries", "piet@northwind.example", "Please take me off your list", "2026-11-20T08:55",
            company: "Northwind"),
        message(
            11, "Grace Kim", "grace@hanok.example", "Re: Renewal terms", "2026-11-19T16:05", company: "Hanok",
            thread: 5, opens: 2),
        message(
            12, "Noah Levi", "noah@levi.example", "Re: quick question", "2026-11-19T14:00",
            company: "Levi & Co",
            opens: 1, clicks: 1),
        message(
            13, "Inês Moreau", "ines@moreau.example", "Can we move Tuesday?", "2026-11-19T11:30",
            company: "Moreau", thread: 2),
        message(
            14, "Tom Becker", "tom@becker.example", "Re: DPA and sub-processors", "2026-11-19T09:12",
            company: "Becker AG", opens: 6, clicks: 2, files: 1),
    ]

    static let mia = Contact(
        id: id(101), company: id(201), companyName: "Northwind", firstName: "Mia", lastName: "Chen",
        title: "VP Operations", addresses: [EmailAddress("mia.chen@northwind.example")],
        phones: ["+31 20 555 0134"], timeZone: "Europe/Amsterdam", tags: ["q4", "pilot"],
        created: at("2026-01-01T09:00"), lastTouch: at("2026-11-20T15:41"))
    static let northwind = Company(
        id: id(201), name: "Northwind", domains: ["northwind.example"], industry: "Logistics",
        website: "northwind.example", contactCount: 3, created: at("2026-01-01T09:00"))

    static func entry(
        _ number: UInt64, _ at: String, _ kind: TimelineEntry.Kind, _ summary: String, _ detail: String = "",
        message: Int64? = nil, actor: String = "Mia Chen"
    ) -> TimelineEntry {
        TimelineEntry(
            id: id(number), at: Sample.at(at), kind: kind, summary: summary, detail: detail,
            message: message.map { RowID($0) }, contact: mia.id, company: northwind.id, actor: actor)
    }

    static let entries = [
        entry(
            301, "2026-11-20T15:41", .mailIn, "Re: Pricing for 40 seats", "can you do net-60 if we sign by…",
            message: 1),
        entry(302, "2026-11-20T15:38", .click, "proposal-v2.pdf", "human · 2nd time"),
        entry(303, "2026-11-20T15:36", .open, "Pricing for 40 seats", "human · Amsterdam"),
        entry(304, "2026-11-20T15:02", .machineOpen, "Pricing for 40 seats", "image proxy · not counted"),
        entry(
            305, "2026-11-20T14:30", .mailOut, "Pricing for 40 seats", "template pricing-v3",
            actor: "Dana Weiss"),
        entry(
            306, "2026-11-19T10:05", .note, "budget owner is Piet, decision by 30 Nov", actor: "Dana Weiss"),
        entry(
            307, "2026-11-17T08:12", .campaignStep, "Q4 outbound", "sent · opened · replied",
            actor: "campaign"),
        entry(308, "2026-11-16T16:40", .mailIn, "Re: intro", message: 90),
    ]
    static let timeline = TimelinePage(
        owner: .contact(mia, northwind), ownerOffset: 3600, entries: entries, next: nil, total: 63)

    static let body = RenderedBody(
        lines: [
            BodyLine("Hi Dana,"), BodyLine(""),
            BodyLine("thanks, this looks right to us. Two things before Piet signs:"), BodyLine(""),
            BodyLine("  1. Can you do net-60 if we sign by 31 December?"),
            BodyLine("  2. We would start with 25 seats and add 15 in March. Does the tier hold?"),
            BodyLine(""),
            BodyLine([
                BodySpan("The redlined order form is attached; the security page you sent is "),
                BodySpan("here", .link(1)), BodySpan(" [1]", .linkNumber(1)), BodySpan("."),
            ]), BodyLine(""), BodyLine("Mia"), BodyLine(""),
            BodyLine("Dana Weiss, Fri 15:30:", quoteLevel: 1),
            BodyLine("For 40 seats the yearly total is € 38,400, and I can hold", quoteLevel: 1),
            BodyLine("it until 28 November.", quoteLevel: 1), BodyLine("", quoteLevel: 1),
            BodyLine("Your pilot data carries over.", quoteLevel: 1), BodyLine("", quoteLevel: 1),
            BodyLine("Best regards", quoteLevel: 1), BodyLine("Dana", quoteLevel: 1),
        ], links: ["https://acme.example/trust/security"])

    static var opened: OpenedMessage {
        var sent = message(
            51, "Dana Weiss", "dana@acme.example", "Pricing for 40 seats", "2026-11-20T14:30", opens: 3,
            clicks: 1)
        sent.direction = .outgoing
        sent.to = [person("Mia Chen", "mia.chen@northwind.example")]
        let first = message(52, "Mia Chen", "mia.chen@northwind.example", "Pricing?", "2026-11-18T10:00")
        return OpenedMessage(
            message: messages[0], body: body,
            attachments: [
                Attachment(
                    number: 1, partPath: "2", name: "order-form-redline.docx", type: "application/msword",
                    size: 84_210, isInline: false)
            ],
            thread: [first, sent, messages[0]],
            authentication: [AuthenticationMark(method: "DKIM", passed: true)])
    }

    static func campaign(_ number: UInt64, _ name: String, _ state: Campaign.State) -> Campaign {
        Campaign(
            id: id(number), name: name, account: account.id, state: state,
            pace: Pace(perMinute: 20, dailyCap: 200), tracksOpens: true, tracksClicks: true,
            hasUnsubscribe: true, startAt: nil, created: now)
    }
    static let campaigns = [
        CampaignProgress(
            campaign: campaign(401, "Q4 outbound", .running),
            counts: [.sent: 98, .replied: 14, .bounced: 3, .needsData: 6, .queued: 90, .suppressed: 3],
            openedByPeople: 61, clickedByPeople: 22, machineOpens: 19, ratePerMinute: 18,
            eta: at("2026-11-20T16:40")),
        CampaignProgress(
            campaign: campaign(402, "Win-back", .paused), counts: [.sent: 41, .queued: 259],
            openedByPeople: 12,
            clickedByPeople: 2, machineOpens: 0, ratePerMinute: 0, eta: nil),
        CampaignProgress(
            campaign: campaign(403, "Renewals Nov", .draft), counts: [.queued: 40], openedByPeople: 0,
            clickedByPeople: 0, machineOpens: 0, ratePerMinute: 0, eta: nil),
    ]
    static let activity = Activity(
        events: [
            ActivityEvent(
                at: at("2026-11-20T15:48"), kind: .clicked, who: "Mia Chen", what: "proposal-v2.pdf",
                contact: mia.id),
            ActivityEvent(at: at("2026-11-20T15:47"), kind: .opened, who: "田中 ゆき", what: "Q4 outbound"),
            ActivityEvent(at: at("2026-11-20T15:47"), kind: .sent, who: "Noah Levi", what: "Q4 outbound"),
            ActivityEvent(
                at: at("2026-11-20T15:46"), kind: .replied, who: "Ana Souza", what: "Q4 outbound · replied"),
            ActivityEvent(
                at: at("2026-11-20T15:46"), kind: .bounced, who: "t.ito@kaito.example",
                what: "Q4 outbound · bounced"),
            ActivityEvent(
                at: at("2026-11-20T15:45"), kind: .slowed, who: "Server", what: "asked for patience"),
        ],
        opensPerMinute: [
            0, 1, 2, 3, 2, 5, 7, 6, 4, 3, 2, 2, 1, 2, 3, 6, 8, 5, 3, 2, 1, 1, 2, 2, 3, 2, 1, 0, 1, 2,
        ])

    static let templates = [
        template(
            501, "Demo follow-up", "Follow-up", "Software", "Next steps, {{firstName|there}}",
            "Hi {{firstName|there}},\n\nthank you for your time today.\n\n{{#if company.name}}I will send {{company.name}} the recording.{{/if}}"
        ),
        template(
            502, "pricing-v3", "Pricing", "Software", "Pricing for {{company.name}}",
            "Hi {{firstName|there}},\n\nfor {{seats}} seats the yearly total is {{total|money:\"EUR\"}}."),
        template(
            503, "Cold intro", "Cold", "Logistics", "Quick question, {{firstName}}",
            "Hi {{firstName}},\n\nhow do you plan your routes today?"),
    ]
    static func template(
        _ number: UInt64, _ name: String, _ category: String, _ industry: String, _ subject: String,
        _ body: String
    ) -> Template {
        Template(
            id: id(number), name: name, category: category, industry: industry,
            current: TemplateVersion(
                id: id(number + 50), template: id(number), number: 3, subject: subject, body: body,
                created: now),
            uses: 12, tracksByDefault: true)
    }

    static let fields = [
        MergeField(name: "firstName", value: "Mia"), MergeField(name: "company.name", value: "Northwind"),
        MergeField(name: "sender.signature", value: "from your profile"),
        MergeField(name: "sender.name", value: "Dana Weiss"),
        MergeField(name: "seats", value: ""),
    ]

    static let draft = Draft(
        id: id(601), revision: 6, kind: .reply(to: RowID(1), all: false), account: account.id,
        to: "Mia Chen <mia.chen@northwind.example>, Piet de Vries <piet@northwind.example>",
        subject: "Re: Pricing for {{company.name}}",
        body:
            "Hi {{firstName|there}},\n\nNet-60 works if we close by {{quarterEnd|date}}.\nFor {{seats}} seats the yearly total is\n{{total|money:\"EUR\"}} and I can hold it until\n{{holdUntil|date}}.\n\n{{#if pilot}}Your pilot data carries over.{{/if}}\n\n",
        contact: mia.id, tracks: true, saved: now)
    static let composition = Composition(
        draft: draft, contactName: "Mia Chen", templateName: "pricing-v3", from: "dana@acme.example")
    static let preview = MergePreview(
        subject: [PreviewSpan("Re: Pricing for "), PreviewSpan("Northwind", .filled)],
        body: [
            [PreviewSpan("Hi "), PreviewSpan("Mia", .filled), PreviewSpan(",")], [],
            [
                PreviewSpan("Net-60 works if we close by "), PreviewSpan("31 December 2026", .filled),
                PreviewSpan("."),
            ],
            [PreviewSpan("For "), PreviewSpan("seats", .missing), PreviewSpan(" seats the yearly total is")],
            [PreviewSpan("€ 38,400.00", .filled), PreviewSpan(" and I can hold it until")],
            [PreviewSpan("28 November 2026", .filled), PreviewSpan(".")], [],
            [PreviewSpan("Your pilot data carries over.")],
        ], missing: ["seats"])

    /// The screen with everything loaded and the first mail shown.
    static func screen(columns: Int = 160, rows: Int = 45, settings: ScreenSettings = ScreenSettings())
        -> Robot
    {
        var robot = Robot(columns: columns, rows: rows, settings: settings)
        robot.send(.started(.withAccounts))
        robot.answer(.accounts, .accounts([account, second]))
        robot.answer(
            .counts,
            .counts(
                ViewCounts(
                    inboxUnread: 4, inbox: 208, unlinked: 3, drafts: 1, outbox: 1, contacts: 27)))
        robot.answer(.folders, .folders([]))
        robot.answer(.composition, .composition(nil))
        robot.answer(.campaigns, .campaigns(campaigns))
        robot.answer(.activity, .activity(activity))
        robot.answer(.listRefresh, .messages(Page(items: messages, next: nil)))
        robot.answer(.message, .message(opened))
        robot.answer(.timeline, .timeline(timeline))
        return robot
    }

    /// The composer with a merge template, in pane 3.
    static func composer(columns: Int = 160, rows: Int = 45) -> Robot {
        var robot = screen(columns: columns, rows: rows)
        robot.press("r")
        robot.answer(.composition, .composition(composition))
        robot.answer(.fields, .fields(fields))
        robot.answer(.preview, .preview(preview))
        return robot
    }
}
