extension DemoThreads {
    /// Conversations of the last week.
    static let thisWeek = #"""
        === annika | 3d | - | Lieferantenfragebogen
        <<
        Sehr geehrte Frau Weiss,

        für die Anlage als Lieferant benötigen wir den ausgefüllten Fragebogen sowie Ihre \#
        Bankverbindung auf Briefpapier.
        @attach Lieferantenfragebogen.docx
        >> 4h
        Sehr geehrte Frau Roth,

        beides anbei. Die Erklärung zum Lieferkettengesetz finden Sie auf Seite 3.
        @attach Lieferantenfragebogen-Fathomline.pdf
        << 26h
        Vielen Dank, Sie sind unter der Nummer 70441 angelegt. Bitte geben Sie diese auf jeder \#
        Rechnung an. Über den Skonto müssten wir noch sprechen.

        === declan | 3d | - | Webhook signature, clock skew
        <<
        Hi Dana, one for Ben: our gateway rejects about 1 in 5,000 of your webhooks because the \#
        timestamp is up to 8 s in the future. We allow 5. Can your side sync clocks or do I widen \#
        ours?
        >> 1h
        Hi Declan, passing on to the man himself.
        @cc ben
        << ben 5h
        Declan, one of our four senders had lost its time server, fixed since 11:20. 5 s on your side \#
        is right, please leave it.
        @cc declan
        << 25h
        Zero rejects since. Thanks Ben.

        === sam | 3d | star | Pipeline call: who owns Monterrey?
        <<
        Dana, quick one before Friday. I have Monterrey (steel, 800 seats) on my sheet and Maren has \#
        it on hers. Two hunters, one deer. Can you ask her before it gets awkward in front of the \#
        customer?
        >> 2h
        Asked. It's yours, she only had the first meeting at the fair. She'd like to be on the \#
        kickoff, that's all.
        << 1h
        Class act. I owe her tacos.

        === june | 4d | - | Porto Alto rollout plan
        <<
        Hi Dana, draft plan for Santos: week 1 import, week 2 team leads, weeks 3-4 parallel run, week \#
        5 Paranaguá, week 6 buffer because there is always a strike. Does this match what you sold? :)
        @attach rollout-plan-v1.xlsx
        >> 3h
        It does, including the strike. One addition: Beatriz should see the swap page first, in week \#
        1. She presents it to the union.
        << 2h
        Good catch, moved up. v2 is in the shared folder.

        === piotr | 4d | - | SSO with our IdP (SAML)
        <<
        Hi, I am responsible for HR systems at Bałtyk. Do you support SAML 2.0 with signed requests, \#
        and SCIM for 310 accounts? We turn accounts off automatically on the last day.
        >> 2h
        Hi Piotr, yes to both. SCIM turns the account off and hands open shifts to the team lead. I \#
        attach the guide, it has screenshots of four identity providers.
        @attach SSO-SCIM-guide.pdf
        << 27h
        Works in the sandbox at first try, this never happens to me. One question: the group mapping \#
        is case sensitive?
        >> 4h
        It is, and it shouldn't be. Ben has opened a ticket. For now please write the group names as \#
        in your directory.

        === marit | 5d | - | Payment terms
        <<
        Dear Dana,

        our standard is 60 days. Ingrid told me you offered 30. I would also prefer one invoice per \#
        legal entity (NO, NL, DE). Is that possible in your system?
        >> 6h
        Dear Marit,

        three invoices are no problem, I need the entity names and VAT numbers. About the 60 days I \#
        come back to you, it is the one thing I cannot decide alone.
        @cc ingrid
        << 19h
        Entities attached. For your colleagues: we have never paid late, credit rating AA.
        @attach Halvorsen-entities.csv

        === camille | 5d | - | Votre proposition
        >>
        Bonjour Camille,

        voici la proposition pour 45 postes, avec les deux options dont nous avons parlé. L'option 2 \#
        inclut la formation des chefs d'équipe.
        @attach Proposition-Verdier.pdf
        << 24h
        Merci Dana. L'option 2 me paraît juste. Je veux d'abord la démo sur site, voyez avec Hugo.

        === mateo | 5d | - | Inicio de sesión único y copias
        <<
        Hola Dana, dos preguntas técnicas: ¿soportáis OIDC con nuestro Keycloak? ¿Y podemos sacar una \#
        copia de los datos cada noche?
        >> 3h
        Hola Mateo, sí a las dos. OIDC está en Business sin coste y la exportación nocturna va por API \#
        a un bucket vuestro. Te adjunto la guía.
        @attach OIDC-Keycloak.pdf
        << 20h
        Genial, lo pruebo esta semana en preproducción.
        << 48h
        Probado, funciona. Solo faltaba el claim de idioma. Cerrado por mi parte.

        === layla | 6d | - | Berth 4: what I need from you
        <<
        Hi Dana, Omar said yes, so now it's serious. I need: access for 38 people, Arabic for the \#
        supervisors, and somebody who picks up the phone on a Sunday.
        >> 2h
        Hi Layla, congratulations. 38 accounts tonight, Arabic is in the user's own settings, and on \#
        Sundays you have Rosa's number: she works Sundays for exactly this reason.
        @cc rosa
        << rosa 90m
        Hello Layla, Rosa here. My direct line is +31 20 555 0190. I also speak some Arabic, be \#
        patient with me.
        @cc layla
        << 4h
        شكراً جزيلاً روزا! يسعدنا العمل معكم. نلتقي يوم الأحد إن شاء الله.

        === josh | 6d | - | Data processing addendum, Annex II
        <<
        Dana, our privacy counsel asks for the current sub-processor list and wants 30 days notice \#
        instead of 14. Rest of the DPA is acceptable.
        >> 4h
        Josh, list attached (seven, two of them new since 2024). 30 days is fine, Felix put it in. \#
        Updated DPA follows with the amendment so that Carla signs once.
        @attach Sub-processors.pdf
        << 25h
        Much appreciated. One signature is a religion here.

        === ingrid | 7d | - | Quarterly numbers, Rotterdam
        >>
        Hi Ingrid,

        three numbers from eight weeks of pilot: planning time per depot 11.5 h a week instead of 19, \#
        open shifts on Friday noon 3 instead of 14, and sick calls answered in 6 minutes. The first \#
        one pays for the contract twice.
        @cc pieter
        << 14h
        Good. Send me the one-pager without adjectives, I put it in front of the board.
        >> 3h
        Attached. I counted zero adjectives.
        @attach Rotterdam-one-page.pdf
        << 40m
        There is one ("good"). Thanks.

        === priya | 8d | - | Ward visit on the 10th
        <<
        Hi Dana, Sister Okoye can take you round A&E on the 10th at 07:00 for handover. That's early, \#
        I know, but it's the moment your screen has to work.
        >> 2h
        Hi Priya, I'll be there at 06:45 with flat shoes. May Ben come too? He designs the handover \#
        screen.
        << 5h
        Of course. Bring ID, and tell Ben no photographs.
        >> 70h
        Thank you for the morning. Ben wrote four pages in the train; the most useful: nobody scrolls \#
        with gloves on. You'll see it in the next version.
        << 21h
        That made the sister laugh. Then I can convince the rest too.
        """#
}
