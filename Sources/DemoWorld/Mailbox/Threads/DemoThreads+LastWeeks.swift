extension DemoThreads {
    /// Conversations of the last month.
    static let lastWeeks = #"""
        === carla | 9d | - | Two supervisors can't see night shift
        <<
        Night shift at Mesa North is invisible for Ortiz and Blackhorse since the update. They're back \#
        on the whiteboard. Fix please.
        >> 15m
        Carla, on it. Rosa looks right now.
        @cc rosa
        << rosa 50m
        Fixed: the update made their role "day only" because the shift crosses midnight. Both see it \#
        again, I checked with Mr Blackhorse on the phone. Nobody else was affected.
        @cc carla
        << 30m
        Confirmed. 65 minutes, I've had worse. Thanks Rosa.

        === hannah | 10d | - | Intro: Sam's friend from Austin
        << sam
        Hannah, meet Dana, she sells the only scheduling tool my customers don't complain about. Dana, \#
        Hannah runs 41 outdoor stores and a December that looks like a heart attack. I'll leave you \#
        two to it.
        @cc hannah
        >> 3h
        Thanks Sam, you move to bcc. Hannah, nice to meet you. What does the first week of December \#
        look like with you, people and stores?
        << 17h
        Hi Dana! 520 regulars plus about 480 seasonal, and the schedule is a spreadsheet with 41 tabs. \#
        Marcus made it and Marcus is tired.
        >> 2h
        Poor Marcus. Let me give him a trial instead of you a demo: he loads two stores, and you and I \#
        talk when he has an opinion.
        @cc marcus
        << marcus 20h
        Marcus here. I have an opinion already, where do I log in
        @cc hannah

        === beatriz | 11d | - | Tela de troca de turno
        <<
        Oi Dana, a tela de troca ficou com o botão em inglês ("Swap"). Pequeno, mas o pessoal repara.
        >> 4h
        Oi Beatriz, bem visto! Corrigido, agora é "Trocar". Obrigada.
        << 3h
        Ficou ótimo :)

        === lukas | 12d | - | Nachgang Messe Stuttgart
        >>
        Hallo Herr Brandt,

        schön, dass wir uns am Stand getroffen haben. Sie sprachen von 180 Leuten in drei Hallen und \#
        einem Plan, der jeden Freitag neu gemacht wird. Darf ich Ihnen in 30 Minuten zeigen, wie das \#
        zwei Ihrer Nachbarn in Augsburg lösen?
        << 50h
        Hallo Frau Weiss, ja gerne. Dienstag 14 Uhr? Ich nehme unseren IT-Leiter dazu.
        >> 1h
        Dienstag 14 Uhr, Einladung ist unterwegs. Freue mich.

        === aoife | 14d | - | De-icing roster went beautifully
        <<
        Dana, I have to tell someone: first frost last night, de-icing roster called out 22 people by \#
        itself, everyone there in 40 minutes. I was asleep! Buying whoever wrote that a pint.
        >> 2h
        That made a whole office in Amsterdam happy. The person is called Ji-woo, she prefers cake, \#
        and I have read her your mail aloud.
        << 5h
        Cake it is. Send me her address before I forget.

        === agnieszka | 15d | - | Spotkanie w Gdańsku
        <<
        Dzień dobry, czy 17. o godzinie 11 byłaby Pani w Gdańsku? Chciałabym pokazać centrum \#
        logistyczne, łatwiej wtedy mówić o szczegółach.
        >> 3h
        Dzień dobry, tak, będę w Gdańsku od 16. wieczorem. Chętnie zobaczę centrum. Proszę o adres i \#
        informację, czy potrzebne są buty ochronne.
        << 20h
        Buty dostanie Pani na miejscu (proszę podać rozmiar). Adres: ul. Portowa 17.

        === kenji | 17d | - | Comparison with our present tool
        <<
        Dear Dana,

        could you kindly provide a comparison with a typical spreadsheet solution? Our management asks \#
        why we should change at all.
        >> 8h
        Dear Kenji,

        I attach two pages. The honest summary: below 30 people a spreadsheet is fine. You have 75 in \#
        four shifts with licences that expire, that is where it breaks.
        @attach Spreadsheet-or-planning-tool.pdf
        << 28h
        Thank you. The honest sentence was received very well.

        === chidi | 19d | - | Power cuts
        <<
        Dana, before I waste your time. We have power cuts twice a day. Does your system work offline?
        >> 2h
        Chidi, honestly: partly. The phones keep the published plan and can report attendance, it is \#
        sent when the net is back. Changing the plan needs a connection.
        << 7h
        Phones are enough, everybody has two batteries. Continue.

        === rafael | 21d | - | Introdução da Quillpoint
        << sam
        Rafael, Dana. Dana, Rafael. Two terminals, 95 people and the most patient operations director \#
        in Brazil. Rafael, ask her about Vigo.
        @cc rafael
        <<
        Obrigado Sam. Dana, pode ser em português? Quarta às 15h de Santos?
        >> 2h
        Pode, com um pouco de sotaque de Lisboa. Quarta às 15h está ótimo.

        === pieter | 23d | - | Pilot week 5, three small things
        <<
        Hi Dana, week 5: (1) the print view cuts off column Saturday, (2) new drivers don't get the \#
        welcome text, (3) can a planner see two depots at the same time? Nothing burning.
        >> 3h
        Hi Pieter, (1) is fixed in Thursday's version, (2) their numbers had a blank in front, Ben \#
        cleaned them, (3) yes: hold shift and click the second depot. It should be written somewhere, \#
        sorry.
        << 4h
        (3) changes my life. Thanks.

        === grace | 26d | - | Supplier conduct declaration
        <<
        Dear Dana, the yearly declaration is due. One page, signature of an officer, please.
        @attach Conduct-declaration.pdf
        >> 22h
        Dear Grace, signed by our CFO, attached.
        @attach Conduct-declaration-signed.pdf

        === ngozi | 28d | - | Withholding tax question
        <<
        Hello Dana, for services from abroad we must withhold 10 %. Do you gross up your price or \#
        accept the certificate?
        >> 20h
        Hello Ngozi, we accept the certificate, our accountants know the treaty. Price stays as it is.
        << 3h
        Very good. Fewer people know this than you think.

        === marcus | 30d | - | trial feedback, brutally honest
        <<
        Dana, week one of the trial. Love: the rules, the undo, the speed. Hate: import wants ISO \#
        dates, my whole life is 11/05/26. Missing: split shifts.
        >> 3h
        Marcus, that's the most useful mail of my month. Dates: Ben adds a switch. Split shifts exist \#
        but are called "two-part shifts", blame the Dutch. Try again?
        << 22h
        ok two-part shifts work. you people need an American in the room.

        === declan | 33d | - | Export of 2025 attendance
        <<
        Dana, audit wants all of 2025 attendance for ramp. 1.9 million rows. Button or API?
        >> 1h
        API, please. The button will try and then apologise. Example call attached.
        @attach export-example.txt
        << 26h
        Took four minutes. Auditors have no idea how easy they had it.
        """#
}
