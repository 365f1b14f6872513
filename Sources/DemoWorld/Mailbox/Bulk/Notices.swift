/// Short mails by machines: name | address | age | folder and flags | subject | text.
enum Notices {
    static let all = #"""
        Fathomline Billing | billing@fathomline.example | 19h | inbox | Paid: invoice 2026-1184, \#
        Kestrel Airways | Kestrel Airways paid invoice 2026-1184 (EUR 9,880.00) today. Nothing to do.
        Fathomline Billing | billing@fathomline.example | 6d | inbox | Overdue: invoice 2026-1102, \#
        Summit & Vale trial add-on | Invoice 2026-1102 (USD 240.00) is 12 days overdue. A friendly \#
        reminder went out this morning.
        Fathomline Billing | billing@fathomline.example | 24d | archive | Paid: invoice 2026-1077, Red \#
        Mesa Mining | Red Mesa Mining paid invoice 2026-1077 (USD 11,264.00).
        Fathomline Billing | billing@fathomline.example | 52d | archive | Paid: invoice 2026-0991, \#
        Kestrel Airways | Kestrel Airways paid invoice 2026-0991 (EUR 9,880.00).
        Status Board | status@statusboard.example | 28h | inbox | Resolved: delayed notifications in \#
        region EU | Between 11:02 and 11:20 UTC notifications were delayed by up to four minutes. The \#
        cause was a time server. All queues are empty again.
        Status Board | status@statusboard.example | 29h | inbox | Investigating: delayed notifications \#
        in region EU | We see delays of push notifications in region EU and are looking into it.
        Status Board | status@statusboard.example | 35d | archive | Planned work on Sunday, 04:00 to \#
        04:30 UTC | The database moves to new hardware. The plan stays readable, changes are not \#
        possible for about ten minutes.
        Trainline Desk | tickets@raildesk.example | 3d | inbox | Your tickets to Lyon Part-Dieu, 2 \#
        December | Amsterdam Zuid 05:50, Paris Nord 09:25. Paris Gare de Lyon 09:58 (+1), Lyon \#
        Part-Dieu 11:56. Coach 4, seat 61. Booking PQ7T4M.
        Trainline Desk | tickets@raildesk.example | 11d | archive | Your receipt for Manchester | \#
        Return Amsterdam to Manchester by train, EUR 214.00. Thank you for not flying.
        Signly | no-reply@signly.example | 6h | inbox | Completed: Sakura mutual NDA | Everybody has \#
        signed "Sakura-mutual-NDA". The document and its record are in your account for ten years.
        Signly | no-reply@signly.example | 2d | inbox | Viewed: Proposta-PortoAlto | Rafael Souza \#
        viewed the document "Proposta-PortoAlto" for 6 minutes, mostly page 4.
        Signly | no-reply@signly.example | 50d | archive | Completed: Red Mesa order form, expansion | \#
        Everybody has signed "RedMesa-order-form".
        Desk Phone | voicemail@deskphone.example | 4h | inbox unread | Voicemail from +353 1 555 0177 \#
        (0:41) | "Dana, it's Aoife. Nothing urgent. If Cork is a new contract I need to know before \#
        Thursday because of the budget round. Bye bye bye."
        Desk Phone | voicemail@deskphone.example | 8d | archive | Voicemail from +44 161 496 0352 \#
        (0:18) | "Hello Dana, Grace here from Brightwater. The form is on its way. Thank you."
        Meeting Notes | notes@callscribe.example | 26h | inbox | Notes: Summit & Vale, 22 minutes | \#
        Decisions: wave 1 with 12 stores, no payroll export before January. Open: price for 520 seats \#
        after the season (Dana, this week). Risk: Thanksgiving closes everything for four days.
        Meeting Notes | notes@callscribe.example | 4d | inbox | Notes: Halvorsen pilot review, 31 \#
        minutes | Decisions: Bergen in March. Open: net-60 (Dana asks Maren), tacho import (Ben). \#
        Quote of the day: "The drivers don't care, but my planners do."
        Meeting Notes | notes@callscribe.example | 8d | archive | Notes: Brightwater ward visit | \#
        Handover 07:00 to 07:20. Gloves, no scrolling. Sister Okoye wants the bed number first.
        Expenses | expenses@fathomline.example | 5d | inbox | Approved: Gdańsk, 3 receipts | Your \#
        expenses of EUR 412.60 are approved and will be paid with the next salary.
        Expenses | expenses@fathomline.example | 33d | archive | Question about a receipt: "churros \#
        (48)" | Please add who was invited. 48 is a large number.
        People Team | people@fathomline.example | 9d | inbox | Reminder: office closed on 5 December \#
        afternoon | Sinterklaas. Bring poems, at most twelve lines. The kitchen closes at noon.
        Tender Radar | alerts@tenderradar.example | 13h | inbox | 2 new notices match "workforce \#
        planning" | Stadtwerke Linz: software for shift planning, 320 users, deadline 8 January. \#
        Región de Murcia: planificación de turnos para emergencias, 1,100 users, deadline 19 January.
        Tender Radar | alerts@tenderradar.example | 7d | inbox | 1 new notice matches "workforce \#
        planning" | Port of Aarhus: rostering for terminal staff, 140 users, deadline 12 December.
        Tender Radar | alerts@tenderradar.example | 14d | archive | 3 new notices match "workforce \#
        planning" | Two hospitals in Wallonia, one airport in Croatia. Details in your account.
        Lead Form | form@fathomline.example | 2h | inbox unread | New request: Fjordline Catering, 70 \#
        people | Name: Sindre Aasen. Mail: sindre.aasen@fjordline-catering.example. Country: Norway. \#
        Message: We cook for six ferries and plan on a whiteboard. Can someone call me after 14:00?
        Lead Form | form@fathomline.example | 5d | inbox | New request: Clínica do Vale, 210 people | \#
        Name: Teresa Pinto. Mail: t.pinto@clinicadovale.example. Country: Portugal. Message: \#
        Procuramos uma ferramenta para escalas de enfermagem.
        Prize Desk | win@lucky-voucher.example | 9h | junk unread | You have (1) parcel waiting !!! | \#
        Dear customer, your parcel could not be delivered. Confirm the fee of 1.99 to receive it \#
        today: http://parcel.lucky-voucher.example/confirm
        Dr. Growth | dr@growthhackz.example | 2d | junk | 4,000 verified leads in your niche | Hi \#
        Dana, I scraped 4,000 operations managers with phone numbers. First 100 free. Reply YES.
        SEO Team | audit@seo-partner.example | 4d | junk | Your website has 37 errors | Hello, we \#
        found 37 critical errors on fathomline.example. Ranking guaranteed in 14 days.
        Treasury Office | office@int-treasury.example | 8d | junk | RE: RE: your compensation file \#
        88/2 | Kindly confirm full name and bank for the release of the amount of USD 2.4 million.
        IT Support | helpdesk@fathomline-login.example | 3d | junk unread | Your mailbox is 98% full | \#
        Your password expires today. Sign in at https://fathomline-login.example/keep to keep your \#
        messages.
        Crypto Daily | hi@coinflash.example | 12d | junk | +340% this weekend? | Our signal group \#
        called it again. Join before midnight.
        Webinar Host | events@bigstage.example | 6d | trash | Last chance: 100 tips in 100 minutes | \#
        Seats are limited to 10,000.
        Photo Print | offers@canvasprint.example | 16d | trash | 70 % off canvas prints | Only this week.
        Food Corner | lunch@foodcorner.example | 21d | trash | Today: lentil soup | And a cheese \#
        toast, as every Tuesday.
        """#

    struct Notice: Hashable, Sendable {
        var name: String
        var address: String
        var age: Int64
        var marks: String
        var subject: String
        var text: String
    }

    static let parsed: [Notice] = all.split(separator: "\n").compactMap { line in
        let parts = line.split(separator: "|", maxSplits: 5).map { part in
            String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        guard parts.count == 6, let age = ThreadScript.seconds(parts[2]) else { return nil }
        return Notice(
            name: parts[0], address: parts[1], age: age, marks: parts[3], subject: parts[4], text: parts[5])
    }
}
