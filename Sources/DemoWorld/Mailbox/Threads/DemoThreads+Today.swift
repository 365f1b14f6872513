extension DemoThreads {
    /// Conversations of the last hours.
    static let today = #"""
        === ingrid | 7m | unread | Net-60 if we sign this month?
        >>
        Hi Ingrid,

        Pieter tells me the Rotterdam pilot is where it should be: 61 of 64 shift leads log in every \#
        week. So here is the paper for all six depots: 220 seats, Business, EUR 98,400 a year, one \#
        invoice in January.

        The offer is attached. What would you need from me to sign in November?
        @attach Fathomline-offer-Halvorsen-220.pdf
        @cc pieter
        << 5h
        Looks right. Two things before I sign: net-60, and the Bergen depot starts in March, not \#
        January. Marit handles the wording.
        >> 2h
        March for Bergen is no problem, I will move those 31 seats to a second line. Net-60 I have to \#
        ask for; you will have an answer tomorrow.
        << 20h
        Any word? I have the board call at four and would like this off my desk. If net-60 works I \#
        sign today.

        === priya | 24m | unread star | Security questionnaire back from Tom
        >>
        Hi Priya,

        Good call on Tuesday. As agreed I attach the answered questionnaire (all 84 questions) and our \#
        ISO certificate. Page 12 has the part about where data of staff is kept: Dublin, second copy \#
        in Frankfurt.

        Could you pass it on to Tom?
        @attach Brightwater-security-questionnaire-answered.xlsx
        @attach ISO-27001-certificate.pdf
        << 22h
        Sent on to Tom, he promised to read it before Friday. In the meantime the ward managers keep \#
        asking when they get to see it with their own rota. I rather like that problem.
        >> 3h
        Best kind of problem. Ben can load one real rota per ward as soon as the data agreement is \#
        signed; it takes him an afternoon.
        << tom 26h
        Hello Dana,

        I read it. Mostly fine. Four open points: Q17 (log retention), Q31 (who at your side can see \#
        production), Q52 (penetration test, please the summary and not the marketing page), Q80 \#
        (exit). If those come back clean I can sign off within the week.
        @cc priya
        << 70m
        As you saw, only four points. Tom rarely writes "mostly fine", take it as a compliment. If his \#
        answers are there by Thursday, we make the December board.

        === carla | 52m | unread | Renewal, and the price hold
        >>
        Carla,

        your term ends on 31 December. I put the renewal together on the same tier: 400 seats, USD \#
        139,200, which is this year's price plus the 3 % from the agreement. If you take two years I \#
        can drop the 3 %.
        @attach RedMesa-renewal-2027.pdf
        << 9h
        Two years is fine. But Josh says the hold isn't in the paper. I want it in writing, not in a mail.
        >> 4h
        Fair. Felix adds a clause 4.3 "fees fixed for the initial term". You get the redline from me \#
        tomorrow.
        << josh 19h
        Dana, redline received, thanks. I made three edits to 4.3 and one to the auto-renewal (60 days \#
        instead of 90). Attached.
        @attach MSA-amendment-redline-v3.docx
        @cc carla
        << 3h
        Josh is done from his side. Can you get your lawyer to look today? I'm in the pit tomorrow, no \#
        signal.

        === pieter | 95m | unread | Tacho import fails on Monday's file
        <<
        Hi Dana,

        monday's tacho file was refused again ("column 14 is empty"). We had to type 40 shifts by \#
        hand. This is the third Monday. The drivers don't care, but my planners do.
        @attach import-error.png
        >> 40m
        Hi Pieter,

        that is not what a pilot should feel like, sorry. I have put Ben on it with priority, he will \#
        call you before lunch. Can you send him the raw file?
        @cc ben
        << ben 2h
        Found it: the new tachograph software writes the card number without leading zero and we throw \#
        the row out. Fix is in review, will be live tonight. I imported Monday's file by hand, Pieter, \#
        all 40 shifts are there.
        @cc pieter
        << 80m
        Confirmed, they are there. Ben is a hero, tell him. One question for you: is the import in the \#
        Business plan or an extra? Ingrid will ask.

        === lukas | 2h | unread | Betriebsrat: zwei Rückfragen zur Schichtplanung
        >>
        Hallo Herr Brandt,

        vielen Dank für den Termin gestern. Anbei wie besprochen die Unterlage für den Betriebsrat: \#
        welche Daten gespeichert werden, wer sie sieht und wie lange. Die Auswertung einzelner \#
        Mitarbeiter ist ab Werk abgeschaltet.
        @attach Datenblatt-Betriebsrat.pdf
        << 44h
        Hallo Frau Weiss,

        der Betriebsrat hat sich das angesehen. Zwei Rückfragen: Werden Krankheitsgründe gespeichert? \#
        Und kann die Löschfrist von 24 auf 12 Monate gesetzt werden?
        >> 3h
        Hallo Herr Brandt,

        nein, es wird nur "abwesend" gespeichert, nie ein Grund. Und ja, 12 Monate sind eine \#
        Einstellung, die nur Sie ändern können. Ich habe beides in das Datenblatt aufgenommen.
        << 21h
        Perfekt, damit kann ich in die Sitzung am Donnerstag gehen. Wenn das durch ist, würden wir \#
        gerne Mitte Januar mit Halle 2 anfangen. Können Sie mir bis dahin ein Angebot über 180 Plätze \#
        schicken?

        === hannah | 3h | unread | Black Friday staffing: can we try it before?
        <<
        Hi Dana,

        Marcus showed me what he built with your trial over the weekend. I'm annoyed that I didn't see \#
        it in August. Is there any way to run 12 stores on it before Black Friday, or is that a crazy \#
        question?
        >> 1h
        Hi Hannah,

        not crazy, but tight. Twelve stores with Marcus driving is realistic if we get the store list \#
        and roles by Wednesday. I would leave payroll export out until January. Shall we take 20 \#
        minutes tomorrow with Ben?
        @cc marcus
        << marcus 2h
        Store list is attached, I had it anyway :) Denver, Boulder and the Utah ones first, they have \#
        managers who answer mail.
        @attach stores-wave-1.csv
        @cc hannah
        << 4h
        Tomorrow 9:30 my time works. And please send me what 520 seats cost when the season is over, \#
        so I know what I'm getting addicted to.

        === agnieszka | 4h | - | Oferta na 310 stanowisk
        >>
        Dzień dobry Pani Agnieszko,

        zgodnie z rozmową przesyłam ofertę dla 310 stanowisk. Wdrożenie w Trójmieście mogłoby ruszyć w \#
        lutym, szkolenia robimy po polsku.
        @attach Oferta-Baltyk-310.pdf
        << 25h
        Dzień dobry,

        dziękuję. Cena za stanowisko jest wyższa niż u konkurencji o ok. 12%. Proszę o informację, czy \#
        przy umowie trzyletniej możliwy jest rabat. Decyzję podejmujemy do końca listopada.
        >> 5h
        Rozumiem. Przy trzech latach mogę zejść o 9% i dołożyć szkolenia bez opłat. Nowa oferta będzie \#
        jutro rano.
        << 23h
        Brzmi rozsądnie. Czekam na ofertę, w kopii Piotr, który zajmie się stroną techniczną.
        @cc piotr

        === yuko | 5h | unread | 来週の打ち合わせについて
        >>
        田中様

        お世話になっております。Fathomline のワイスです。先日はお時間をいただきありがとうございました。デモ環境をご用意いたしましたので、来週の打ち合わせでご覧いただければ幸いです。
        @cc kenji
        << 30h
        ワイス様

        お世話になっております。来週の木曜日、日本時間16時でいかがでしょうか。現場からは二名参加いたします。夜勤の引き継ぎ画面を特に見たいとのことです。
        >> 2h
        田中様

        木曜日16時で承知いたしました。招待をお送りします。夜勤の引き継ぎは実際のデータに近い例でご説明いたします。
        << 14h
        ご対応ありがとうございます。資料は前日までにいただけますと助かります。どうぞよろしくお願いいたします。

        === omar | 6h | star | Eid roster and the crane teams
        <<
        Dana, we lost two days to roster phone calls before Eid. Layla says your tool would have done \#
        it in one afternoon. Prove it to me with berth 4, then we talk about the rest.
        >> 3h
        Omar, happy to. Berth 4, two crane teams, four weeks. Layla and Ben set it up this week, you \#
        look at it on the 1st. If it doesn't save you those two days you owe me nothing.
        @cc layla
        << layla 5h
        Thank you both. I have the two team leads on board (Yusuf and Anil). We can import from our \#
        Excel on Sunday. Do you need anything about the heat-break rule? It's 12:30 to 15:00 in summer \#
        and the planner has to respect it.
        @cc omar
        >> 2h
        Sunday is good. The heat break is a rule we can set per site, Ben has done it for a quarry in \#
        Spain. Please send the Excel as it is, don't clean it.
        << 11h
        OK. Start Sunday.

        === lucia | 8h | - | Piloto: resultados del primer mes
        <<
        Hola Dana,

        te paso los números del primer mes: 17 horas menos de planificación por semana y los cambios \#
        de turno por WhatsApp casi han desaparecido. La línea 3 sigue igual, allí el encargado no \#
        quiere saber nada.
        @attach piloto-octubre.pdf
        >> 6h
        ¡Hola Lucía!

        Qué buenos números. Lo de la línea 3 es lo normal: siempre hay uno. ¿Le va bien a él una \#
        sesión de media hora con el jefe de la línea 1, sin nosotros? Suele funcionar mejor que \#
        cualquier formación.
        << 18h
        Buena idea, lo hago yo misma el lunes. ¿Qué plazos tendríamos si firmamos en diciembre las 130 \#
        plazas?
        >> 2h
        Firmando antes del 12 de diciembre, todas las líneas arrancan el 11 de enero. Te mando el \#
        calendario y el contrato en español mañana.
        << 5h
        Perfecto, lo espero. Mateo pregunta por el inicio de sesión único, te escribe él.

        === hugo | 9h | - | Démo pour l'atelier d'Oyonnax
        <<
        Bonjour Dana,

        Camille souhaite voir l'outil avec nos équipes d'Oyonnax avant de décider. Serait-il possible \#
        d'avoir une démonstration en français, idéalement sur site ?
        >> 4h
        Bonjour Hugo,

        avec plaisir. Je peux venir le mardi 1er ou le mercredi 2 décembre, train compris je suis sur \#
        place à 10 h. Combien de personnes seraient présentes ?
        << 17h
        Le mercredi nous arrange. Nous serons six : Camille, moi, trois chefs d'équipe et la \#
        comptable. Un vidéoprojecteur est disponible, le wifi un peu moins.
        >> 1h
        C'est noté, mercredi 2 à 10 h. J'apporte ma propre connexion. Je vous envoie une courte liste \#
        de ce que j'aimerais montrer, n'hésitez pas à rayer.
        << 7h
        Liste parfaite. J'ajouterais juste les remplacements du vendredi soir, c'est notre vrai sujet.
        """#
}
