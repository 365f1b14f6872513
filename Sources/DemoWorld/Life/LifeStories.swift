/// What people write while the demo runs: the contact's key, the subject, the text.
///
/// A subject of a conversation that is there already continues it.
enum LifeStories {
    static let all: [(key: String, subject: String, text: String)] = [
        (
            "ingrid", "Re: Net-60 if we sign this month?",
            "Board call moved to five. I still want to sign today."
        ),
        (
            "pieter", "Re: Tacho import fails on Monday's file",
            "Test with today's file: clean. No red line. Thank you!"
        ),
        (
            "priya", "Re: Security questionnaire back from Tom",
            "Tom asks whether Q52 could come before lunch tomorrow. "
                + "He has cleared an hour for it, which is unheard of."
        ),
        ("tom", "Re: Q52: penetration test summary", "Received, and read. Nothing further from me on Q52."),
        ("carla", "Re: Renewal, and the price hold", "Back on the surface for ten minutes. Is 4.3 done?"),
        (
            "josh", "Re: Data processing addendum, Annex II",
            "Counsel is happy with Annex II. One signature, as promised."
        ),
        (
            "lukas", "Re: Betriebsrat: zwei Rückfragen zur Schichtplanung",
            "Kurzer Zwischenstand: der Betriebsrat hat "
                + "zugestimmt, mit einer Enthaltung. Jetzt fehlt nur noch Ihr Angebot."
        ),
        (
            "annika", "Ihre Lieferantennummer 70441",
            "Guten Tag Frau Weiss,\n\nkönnten wir über 2 % Skonto bei Zahlung "
                + "innerhalb von 14 Tagen sprechen?"
        ),
        (
            "hannah", "Re: Black Friday staffing: can we try it before?",
            "Boulder published its first week in eleven "
                + "minutes. The manager sent me a photo of her empty Sunday. Price, please!"
        ),
        (
            "marcus", "Re: API limits for the POS forecast",
            "first nightly push done, 40,112 rows, 38 seconds. that's it, "
                + "that's the mail"
        ),
        (
            "agnieszka", "Re: Oferta na 310 stanowisk",
            "Czy nowa oferta jest już gotowa? Zarząd spotyka się jutro o dziewiątej."
        ),
        ("piotr", "SCIM group names", "Works with the exact names. Is there a date for the fix?"),
        (
            "omar", "Berth 4",
            "Two crews planned, zero phone calls. Layla is smiling. What does the rest cost?"
        ),
        (
            "layla", "Re: Eid roster and the crane teams",
            "Yusuf found the swap button by himself. Could we show the "
                + "early-vessel recording to berth 5 too?"
        ),
        (
            "lucia", "Re: Piloto: resultados del primer mes",
            "El encargado de la línea 3 ha publicado su primer turno. "
                + "Sin comentarios, pero lo ha publicado."
        ),
        (
            "mateo", "Copia nocturna",
            "La exportación de anoche salió perfecta. ¿Se puede cambiar la hora a las 3:30?"
        ),
        (
            "hugo", "Re: Démo pour l'atelier d'Oyonnax",
            "Petit détail : venez à 9 h 45, le portail se ferme à dix heures."
        ),
        ("camille", "Mercredi", "J'ai réservé la salle et prévenu la comptable. À mercredi."),
        ("rafael", "Re: Proposta para Santos e Paranaguá", "Dana, assinado! Pode avisar o Sam."),
        ("beatriz", "Treinamento dos líderes", "Bom dia! Já tenho os oito líderes confirmados para segunda."),
        ("yuko", "Re: 来週の打ち合わせについて", "資料を拝見しました。夜勤の引き継ぎ画面がとても分かりやすかったです。"),
        (
            "kenji", "Two more participants",
            "Dear Dana,\n\ntwo colleagues from the Toyota City plant would like to join on "
                + "Thursday. Is that possible?"
        ),
        (
            "aoife", "Re: Speaking at your user day in March?",
            "Declan said yes! He wants to know if there will be cake."
        ),
        (
            "declan", "Rate limit headers",
            "Minor one: Retry-After is missing on your 429s since this morning."
        ),
        (
            "chidi", "Re: 60 machines, three shifts",
            "Night manager agrees: no override at night. When do we start?"
        ),
        (
            "ngozi", "Transfer confirmation",
            "The bank confirmed. Reference is on its way to your finance team."
        ),
        (
            "sam", "Monterrey is warm",
            "They want the reference call and a number. I said you'd never give a number first. "
                + "Was that right?"
        ),
        (
            "june", "Re: Porto Alto rollout plan",
            "Union meeting went well, Beatriz was a star. Week 1 starts Monday."
        ),
        (
            "grace", "Order form BW-2026",
            "I am back early. The form is complete, it goes to the signatory this afternoon."
        ),
        ("marit", "Re: Payment terms", "Any news on the 60 days? The contract is on Ingrid's desk."),
        (
            "outsider:thabo", "Re: Referred by Aoife Byrne",
            "Tuesday at 10 in Cape Town would suit me, if you are free."
        ),
        (
            "colleague:maren", "Re: Forecast by Thursday, and Halvorsen",
            "Halvorsen today? I have the bell in my hand."
        ),
    ]
}
