extension DemoThreads {
    /// Conversations of yesterday and the day before.
    static let yesterday = #"""
        === rafael | 11h | answered | Proposta para Santos e Paranaguá
        >>
        Oi Rafael,

        segue a proposta para os dois terminais: 95 usuários, plano Business, implantação em seis \#
        semanas com a equipe da Quillpoint. Os preços já estão em reais.
        @attach Proposta-PortoAlto.pdf
        @cc sam
        << 28h
        Oi Dana, recebida. O financeiro pediu para dividir o pagamento em quatro parcelas. E o \#
        sindicato precisa ver como funciona a troca de turno antes de qualquer coisa.
        >> 5h
        Quatro parcelas tudo bem. Para o sindicato temos uma apresentação curta de um porto em Vigo, a \#
        Beatriz pode usar à vontade. Quer que a June participe?
        @attach Troca-de-turno-exemplo.pdf
        << beatriz 22h
        Bom dia Dana! Apresentei ontem, foi melhor do que eu esperava. Perguntaram se a troca pode ser \#
        feita pelo celular sem instalar nada. Pode?
        @cc rafael
        >> 2h
        Bom dia Beatriz, pode sim: é uma página, abre no navegador, funciona até com sinal ruim. \#
        Obrigada por apresentar!
        @cc rafael
        << 9h
        Então do meu lado está aprovado. Manda o contrato para assinatura, por favor.
        >> 90m
        Que ótima notícia! O contrato sai hoje à tarde pela Quillpoint, o Sam cuida. Obrigada pela \#
        confiança, Rafael.
        @cc sam

        === aoife | 13h | - | Speaking at your user day in March?
        >>
        Hi Aoife,

        our user day is on 18 March in Amsterdam. The talk everybody asks for is "how Dublin got rid \#
        of the Sunday night phone tree". Would you give it? Twenty minutes, we pay the trip, no slides \#
        with our logo.
        << 30h
        Ah go on so. But I'm bringing Declan for the technical questions and I want to show the bad \#
        weeks too, not only the good ones.
        >> 2h
        That is exactly why I asked you. I put you both down for 14:00. The bad weeks can have as many \#
        minutes as you like.
        << 6h
        Grand. One more thing, completely different: our new regional base in Cork opens in April with \#
        48 people. Can they go on the same contract or is that a new one?

        === ngozi | 15h | - | Invoice in naira?
        <<
        Hello Dana,

        Chidi forwarded your quote. We can pay in USD but our bank takes three weeks. Can you invoice \#
        in naira, or through a local partner?
        >> 3h
        Hello Ngozi,

        we can't invoice in naira ourselves, but our partner in Accra can for 2 % more. Or you pay in \#
        USD and we start on the day of the bank's confirmation, we don't wait for the money.
        @cc chidi
        << 18h
        The second is better. I will request the transfer confirmation this week. Please put our tax \#
        number on the invoice: 20155501-0001.

        === chidi | 17h | - | 60 machines, three shifts
        >>
        Hi Chidi,

        thanks for the tour by video, I now know more about ring spinning than I ever planned to. For \#
        60 seats I suggest Team: it covers the three shifts and the machine skills matrix.
        << 26h
        Skills matrix is the thing. Last month we put a new man alone on a carding machine at night. \#
        Never again. Does it block this or only warn?
        >> 1h
        It blocks unless a shift manager overrides, and the override is kept with the name. Some \#
        customers switch the override off at night.
        << 9h
        That is what I wanted to hear. Ngozi handles the money side.

        === marcus | 19h | - | API limits for the POS forecast
        <<
        Hey Dana, we'd push hourly sales forecasts from our POS into Fathomline, 520 people, 41 \#
        stores, so about 40k rows a night. Is there a limit I'm going to hit?
        >> 2h
        Hey Marcus, the documented limit is 600 requests a minute, but there's a bulk endpoint that \#
        takes 10k rows per call. Ben says four calls a night won't make anybody nervous.
        @cc ben
        << 3h
        lol fair. Found the bulk docs, the example there has a typo by the way ("forcast").
        << ben 2h
        Typo fixed, thank you. Marcus, if you send Idempotency-Key per store and day you can simply \#
        resend after a failure.
        @cc marcus

        === kenji | 22h | - | NDA before the technical session
        <<
        Dear Dana,

        before Thursday's session our legal department asks for a mutual NDA. Would you be able to \#
        sign our form (attached), or may we use yours?
        @attach Sakura-mutual-NDA.docx
        >> 3h
        Dear Kenji,

        your form is fine, Felix read it this morning. Signed copy attached. See you on Thursday.
        @attach Sakura-mutual-NDA-signed.pdf
        << 12h
        Thank you very much for the quick handling. Our legal department was surprised, in a good way.

        === grace | 2d | - | Framework or direct award?
        <<
        Dear Dana,

        before Priya gets too excited: above GBP 25,000 we need either three quotes or a framework. \#
        Are you listed on any?
        >> 5h
        Dear Grace,

        yes, on the workforce framework since spring, lot 2, as a partner of Quillpoint UK. The \#
        reference is in the attached letter. A direct award under lot 2 would be possible up to GBP \#
        140,000.
        @attach Framework-letter-lot2.pdf
        << 21h
        That makes my life considerably easier. Direct award it is then, provided Tom signs. I will \#
        need the order form in our layout.
        >> 2h
        With pleasure, if you send me the empty form I fill it in today.
        << 4h
        Attached. Please do not change the fonts, the system is very particular.
        @attach Order-form-BW-2026.docx

        === tom | 2d | - | Q52: penetration test summary
        >>
        Hello Tom,

        here is the summary of the test from June: two medium findings, both closed, retest in July. \#
        The full report I can show on a call but not send. Logs are kept 13 months (Q17), production \#
        access is limited to five named people (Q31).
        @attach Pentest-summary-June.pdf
        << 20h
        Thanks. Who does the retest, the same company?
        >> 1h
        The same one, and every second year another. Next year it will be another.
        << 28h
        Good enough. Q80 then is the last one: in what format do we get our data back?
        >> 3h
        CSV and JSON, everything, within five working days, no charge. It's clause 11.2.
        @cc priya
        """#
}
