extension DemoThreads {
    /// Colleagues, and people who are not in the address book.
    static let others = #"""
        === outsider:valeria | 35m | unread | Shift planning for 3 hotels?
        <<
        Hello,

        I found you through the article about the hospital in Manchester. We run three hotels in Bari \#
        and Lecce, around 140 staff in the summer, 50 in winter. Is your product something for us or \#
        only for big companies? And what would it cost roughly?

        Valeria Conti
        Operations, Masseria Sant'Elmo

        === outsider:thabo | 3h | unread | Referred by Aoife Byrne
        <<
        Good day Dana,

        Aoife at Kestrel gave me your name, we worked together years ago. I look after ramp services \#
        at a handler in Cape Town, roughly 300 people on five rotas. She says you are honest about \#
        what doesn't work. Would you have half an hour next week?

        Thabo Nkosi

        === outsider:brightwaterap | 26h | - | PO 4500117 / missing VAT number
        <<
        Good morning,

        we received your pro forma for PO 4500117, however your VAT registration number is missing and \#
        we cannot create the supplier record without it. Please resend.

        Accounts Payable
        Brightwater Hospitals

        === outsider:recruiter | 2d | - | Your next quota, with less travel?
        <<
        Hi Dana,

        I came across your profile and was impressed. I'm working with a Series B company that is \#
        looking for a senior AE in the Benelux, OTE 190k. Worth a quick chat?

        Kyle
        Talent Partner

        === colleague:maren | 5h | unread | Forecast by Thursday, and Halvorsen
        <<
        Dana,

        I need commit, best case and the one you'd bet your bike on by Thursday noon. On net-60 for \#
        Halvorsen: finance says yes if they take the two years. You can tell Ingrid.

        Maren
        >> 40m
        Commit: Red Mesa, Porto Alto. Best case: Halvorsen, Brightwater. Bike: Red Mesa.
        << 2h
        I'd have bet on Halvorsen. Good luck today.

        Maren

        === colleague:felix | 20h | - | Red Mesa clause 4.3
        <<
        Josh's edits to 4.3 are fine. The 60 days we can accept. I'd only like "affiliates" defined, \#
        one line, attached. You can send it to them as final.

        Felix
        @attach MSA-amendment-final.docx
        >> 1h
        You are quick, thank you. Sent it on tonight.

        === colleague:rosa | 2d | - | Health check: Kestrel and Red Mesa
        <<
        Both green. Kestrel: 97 % weekly active, two open tickets (small). Red Mesa: 88 %, Mesa North \#
        still prints the plan, I'll visit in January. Cork smells like an expansion, did you hear?

        Rosa
        >> 3h
        I heard something and my mouth is closed. Thank you Rosa.

        === colleague:ben | 3d | - | Demo data for Sakura
        <<
        I built a Sakura-like demo: 75 people, four shifts, licences that run out on a Thursday night. \#
        Login is in the vault. Don't show the absence chart, it still wobbles.

        Ben
        >> 2h
        Beautiful. I won't touch the chart. The handover screen will sell itself.

        === colleague:maren | 18d | - | Price list from January
        <<
        All,

        the new price list is attached. Team goes to 29, Business stays at 38, Enterprise is by quote \#
        as before. Everything quoted before 31 December keeps the old price for 60 days.

        Maren
        @attach Price-list-2027.pdf

        === outsider:elif | 9d | - | Student thesis on shift work
        <<
        Dear Ms Weiss,

        I write my master thesis at Izmir about software for shift work. Would you answer six \#
        questions by mail? It takes ten minutes and I cite you as you like.

        Elif Aydın
        >> 26h
        Dear Elif, with pleasure. Send them, I answer over the weekend.
        << 30h
        Thank you so much! Here they are. Number 6 is the difficult one: who decides that a plan is fair?

        Elif

        === outsider:landlord | 13d | - | Parkeerplaats 14
        <<
        Beste mevrouw Weiss,

        vanaf 1 januari wordt parkeerplaats 14 opnieuw belijnd. Wilt u uw auto op 4 en 5 januari \#
        elders parkeren?

        Beheer De Oude Haven

        === outsider:journalist | 20d | - | Quote for an article on hospital rotas
        <<
        Hello Dana,

        I'm writing about rotas in hospitals for a trade magazine and heard that Brightwater is trying \#
        your software. Would you or they comment? Deadline is the 28th.

        Siobhan Keane
        >> 2h
        Hello Siobhan, I never speak about customers who haven't spoken themselves. About rotas in \#
        general, gladly: call me tomorrow after ten.

        === outsider:petra | 31d | - | Anfrage über Ihre Website
        <<
        Guten Tag,

        wir sind ein Pflegedienst mit 85 Mitarbeitenden in Graz. Haben Sie Kunden in Österreich und \#
        wie ist das mit der Arbeitszeitaufzeichnung?

        Petra Hofer
        >> 20h
        Guten Tag Frau Hofer,

        ja, zwei Kliniken in der Steiermark. Die Aufzeichnung entspricht dem AZG, das Blatt dazu liegt \#
        bei. Wann darf ich Sie anrufen?
        @attach AZG-Hinweise.pdf

        === outsider:optout | 27h | - | Please take me off your list
        <<
        Please remove this address from your mailings. I changed jobs and scheduling is not my problem \#
        any more. Unsubscribe, thank you.

        P. de Vries
        """#
}
