extension DemoThreads {
    /// How it all began.
    static let earlier = #"""
        === lucia | 36d | - | Arranque del piloto
        >>
        Hola Lucía,

        todo listo para el lunes: las cuatro líneas están cargadas, los encargados tienen acceso y \#
        Rosa estará en planta de 6 a 14 h.
        @cc rosa
        << 16h
        Fantástico. Aviso: en la línea 3 os van a recibir con cara larga. No es personal.
        >> 60h
        Rosa dice que las caras largas mejoraron con los churros. Ya están los primeros 212 turnos \#
        publicados.
        << 5h
        Ja, los churros nunca fallan. Gracias a las dos.

        === hugo | 38d | - | Question sur les intérimaires
        <<
        Bonjour, nous avons jusqu'à 20 intérimaires en haute saison. Faut-il une licence pour chacun ?
        >> 5h
        Bonjour Hugo, non : les licences se comptent par mois, vous en ajoutez et retirez quand vous \#
        voulez. Vos 20 personnes pendant trois mois coûtent comme 5 à l'année.
        << 23h
        C'est très clair, merci. Camille va aimer.

        === sam | 41d | answered | Q4 targets and a favour
        <<
        Dana, two things. Targets: we're at 71 % for the Americas, three deals could still land. \#
        Favour: could you do a 15-minute customer call with Red Mesa as reference for Monterrey? Carla \#
        likes you more than me.
        >> 3h
        Carla likes people who answer quickly, it's learnable :) I'll ask her.
        >> 26h
        She says yes: any Thursday, 15 minutes, no slides.
        << 1h
        You're the best. Thursday the 22nd.
        >> 30m
        Booked.

        === omar | 44d | - | Met at the ports congress
        >>
        Dear Omar,

        thank you for the coffee between two terrible panels. You said your berth planning is \#
        excellent and your people planning is on paper. I attach the case of a terminal of your size.
        @attach Terminal-case-study.pdf
        << 70h
        Read it on the plane. Speak to Layla Mansour, she runs operations excellence. She will tell \#
        you if it is nonsense.
        >> 4h
        I will, thank you. If she says nonsense you won't hear from me again.
        @cc layla

        === layla | 43d | - | Omar says I should tell you if it is nonsense
        <<
        Hello Dana, I have been given this important task. Can you show me how the tool deals with a \#
        crew that is split in the middle of a shift because a vessel comes early?
        >> 3h
        Hello Layla, what a first question. Yes: you drag half of the crew to the other berth, and the \#
        planner tells you which licences are missing afterwards. Screen recording attached, 90 \#
        seconds.
        @attach early-vessel.txt
        << 19h
        Not nonsense. When can we talk?

        === tom | 47d | - | Before we start: three hard questions
        <<
        Hello,

        Priya Raman asked me to look at your product. Before I read any brochure: where is the data, \#
        who can see it, how do we leave?
        >> 2h
        Hello Tom,

        Dublin and Frankfurt. Five named engineers, each access is logged and you can read the log. \#
        CSV and JSON within five days, clause 11.2. No brochure attached.
        << 20h
        Refreshing. Send the questionnaire answers when Priya gives you the form.

        === josh | 50d | - | Countersigned order form, expansion
        >>
        Josh, countersigned copy for the 60 extra seats at Mesa North attached. Start date the 1st.
        @attach RedMesa-order-form-countersigned.pdf
        << 5h
        Received and filed. Thanks.

        === priya | 53d | - | First conversation: rotas
        >>
        Dear Priya,

        Dr Sen from St Anne's suggested I write to you. Their wards plan eight weeks ahead with us \#
        instead of two. Would it be useful to see what they changed first?
        << 60h
        Dear Dana, Dr Sen doesn't recommend things lightly. Next Wednesday after 14:00 I have half an \#
        hour. Please no sales deck, I'd rather see a real rota.
        >> 2h
        No deck, one real rota, Wednesday 14:00. I send the invitation now.
        << 118h
        That was worth the time. I want the same view for ICU, A&E and Paediatrics. What happens next?
        >> 3h
        Three things, in this order: Tom's questions, a data agreement, one real rota per ward. I'd \#
        plan six weeks and hope for five.

        === carla | 57d | - | Reference call with a steel plant?
        >>
        Carla, would you take a 15-minute call from a steel plant in Monterrey that thinks about us? \#
        You can say what you like, also the bad parts.
        << 2h
        Any Thursday. I'll tell them about the whiteboard week. And that you fixed it.
        >> 40m
        That's the story I'd tell too. Thank you.

        === marit | 60d | - | Vendor credit check
        <<
        Dear Dana, for new suppliers above EUR 50,000 we need your last two annual reports.
        >> 6h
        Dear Marit, attached. Page 9 is the one people look for: 31 months of cash at present spending.
        @attach Annual-report-2024.pdf
        @attach Annual-report-2025.pdf
        << 44h
        Page 9 was indeed the one. Approved.

        === pieter | 62d | - | Go-live Rotterdam
        >>
        Hi Pieter,

        tomorrow 05:00 is the first shift planned with Fathomline. Ben is on site, I'm on the phone, \#
        and there is a paper copy in the kitchen just in case.
        << 15h
        05:00 done. Nobody noticed anything, which was the plan. Paper copy has coffee on it.
        >> 1h
        Best report ever. Congratulations to you and the team.

        === aoife | 65d | - | Cork, maybe
        <<
        Between us for now: there might be a base in Cork next year. 40-50 people. Nothing to do yet, \#
        just so you know.
        >> 3h
        Noted with a closed mouth. When it's real, tell me a month before and it'll be quick.

        === june | 67d | - | Certification exam
        <<
        Dana, I passed the consultant exam. 94 %. The question about overlapping absences is wrong \#
        though, and I can prove it.
        >> 2h
        Congratulations! Please prove it to Ben, he wrote it and he will love that.
        @cc ben
        << ben 4h
        She is right. 97 % then. The question is gone.
        @cc june

        === piotr | 69d | - | Lista pytań do systemu
        <<
        Dzień dobry, przesyłam listę 22 pytań technicznych. Proszę o odpowiedź po angielsku, będzie \#
        czytał też dostawca.
        @attach pytania-techniczne.xlsx
        >> 27h
        Hi Piotr, all 22 answered in the file. Number 14 is a no: we don't read the time clocks by USB \#
        stick. Everything else is a yes or a "yes, with this setting".
        @attach pytania-techniczne-answers.xlsx
        << 20h
        Good. I prefer a no to a maybe.

        === camille | 72d | - | Rencontre au salon de Lyon
        >>
        Bonjour Camille,

        merci pour l'échange au salon. Vous disiez que vos remplacements du vendredi se règlent au \#
        téléphone et parfois aux larmes. J'aimerais vous montrer comment un atelier de votre taille \#
        s'en est débarrassé.
        << 90h
        Bonjour Dana, les larmes, c'étaient les miennes. Parlez à Hugo, il connaît chaque poste. S'il \#
        est convaincu, je le suis.

        === mateo | 74d | - | Requisitos de red en planta
        <<
        Hola, ¿qué dominios y puertos tenemos que abrir en el cortafuegos de la planta?
        >> 2h
        Hola Mateo: solo 443 hacia app.fathomline.example y push.fathomline.example. Nada de entrada.
        << 21h
        Así me gusta. Abierto.

        === hannah | 76d | - | Returning your call
        <<
        Hi, you left a message about scheduling? We're in the middle of planning the season, so only \#
        if it's short. What is it you do, in one sentence?
        >> 1h
        In one sentence: your store managers stop making schedules on Sunday nights. Sam Ortiz offered \#
        to introduce us properly; I'll wait for a better moment than the season.
        << 3h
        Ha. OK, the sentence works. October.

        === beatriz | 79d | - | Planilha de turnos atual
        <<
        Oi Dana, aqui está a nossa planilha atual, não ria.
        @attach turnos-santos.xlsx
        >> 4h
        Oi Beatriz, não estou rindo, estou com respeito: 14 abas e nenhuma fórmula quebrada! Dá para \#
        importar sem mudar nada.

        === yuko | 82d | - | 資料のお願い
        <<
        はじめまして。Sakura Precision 生産管理部の田中と申します。貴社の製品について、日本語の資料がございましたらお送りいただけますでしょうか。
        >> 6h
        田中様

        お問い合わせありがとうございます。日本語の資料を添付いたします。ご不明な点がございましたら、いつでもご連絡ください。
        @attach Fathomline-ご紹介.pdf
        << 40h
        早速お送りいただきありがとうございます。社内で検討し、改めてご連絡いたします。

        === annika | 84d | - | Anfrage Rahmenvertrag
        <<
        Guten Tag, bitte senden Sie uns Ihre AGB sowie einen Muster-Rahmenvertrag vorab zu.
        >> 3h
        Guten Tag Frau Roth, anbei beides auf Deutsch. Abschnitt 7 ist der, über den meistens \#
        gesprochen wird, daher gelb markiert.
        @attach Rahmenvertrag-Muster.docx
        << 50h
        Danke, sehr praktisch.

        === declan | 87d | - | Sandbox certificate expired
        <<
        Heads up: the certificate of your sandbox expired this morning, our tests are red.
        >> 20m
        Thank you Declan, you were faster than our alarm. Renewed, and the alarm has been told off.
        << 15m
        Green.
        """#
}
