import MailCore

/// The words of the counterpart's answers.
enum ReplyWords {
    /// What a mail is about, by its words.
    enum Intent: Hashable, Sendable, CaseIterable {
        case pricing, meeting, demo, contract, security, thanks, generic

        private static let words: [(Intent, [String])] = [
            (.security, ["security", "questionnaire", "gdpr", "penetration", "sso", "saml", "datenschutz"]),
            (
                .contract,
                ["contract", "sign", "redline", "clause", "order form", "renewal", "vertrag", "contrato"]
            ),
            (
                .pricing,
                [
                    "price", "pricing", "discount", "net-60", "net 60", "invoice", "offer", "seats", "quote",
                    "angebot", "preis", "oferta", "proposta", "tarif", "eur ", "usd ",
                ]
            ),
            (.demo, ["demo", "trial", "pilot", "show you", "see it", "démo", "prueba"]),
            (
                .meeting,
                [
                    "meet", "call", "calendar", "minutes", "tuesday", "thursday", "next week", "tomorrow",
                    "termin", "reunión", "reunião", "rendez-vous",
                ]
            ),
            (.thanks, ["thank", "danke", "merci", "gracias", "obrigad"]),
        ]

        static func of(_ mail: SentMail) -> Intent {
            let text = (mail.text.isEmpty ? mail.subject : mail.text).lowercased()
            return words.first { $0.1.contains { text.contains($0) } }?.0 ?? .generic
        }
    }

    static func answer(to mail: SentMail, using random: inout SeededRandom) -> String {
        let contact = DemoCast.contact(address: mail.recipient)
        let intent = Intent.of(mail)
        let greeting = random.pick(["Hi Dana,\n\n", "Dana,\n\n", "Hello Dana,\n\n", ""])
        let local = contact.flatMap { Self.local[$0.timeZone]?[intent] }
        let closing = contact?.closing ?? random.pick(["Best regards", "Thanks", "Cheers"])
        return (local ?? greeting + random.pick(english[intent] ?? generic)) + "\n\n" + closing + "\n"
    }

    static func absence(of recipient: String) -> String {
        let name = DemoCast.contact(address: recipient).map { "\($0.firstName) \($0.lastName)" } ?? recipient
        return
            "Thank you for your mail. I am out of the office until Monday and read mail only now and then. "
            + "For purchase orders please write to accounts.payable@brightwater.example.\n\n\(name)\n"
    }

    private static let generic = [
        "good timing, we talked about exactly this yesterday. Give me until tomorrow to ask around.",
        "got it. I'll read it properly tonight and come back to you.",
        "makes sense to me. What do you need from our side as the next step?",
        "can you send me two lines that I can forward to my boss? Short, please.",
    ]

    private static let english: [Intent: [String]] = [
        .pricing: [
            "the number works for me, the payment terms are with finance now. I should have a yes tomorrow.",
            "thanks, that's clearer. What happens to the price if we start with half of the seats?",
            "slightly above what I had in my head. If you can hold it until the end of the month, I can get it through.",
            "that's within budget. Please put it on one page with the start date and I'll sign.",
        ],
        .meeting: [
            "Thursday after 14:00 works. Send me an invitation and I'll add two people.",
            "tomorrow is full, but I have half an hour the day after, first thing in the morning?",
            "yes, let's talk. Call me any time before noon, the number is below.",
        ],
        .demo: [
            "yes please, but with our data and not with the happy example. I can send you last week's plan.",
            "my team leads would like to see it too. Could we make it 45 minutes?",
            "tried it myself just now, it's quicker than I thought. Where do I set the night rules?",
        ],
        .contract: [
            "passed on to our lawyer, she is fast. Two days, I'd say.",
            "looks fine. One thing: the notice period should be 60 days on both sides.",
            "signed copy follows this afternoon.",
        ],
        .security: [
            "thank you, that answers most of it. Could you add who at your side has access, by role?",
            "forwarded to our security people. They like you so far.",
        ],
        .thanks: ["you're welcome. Talk soon!", "my pleasure. Keep me posted."],
        .generic: generic,
    ]

    /// By time zone: what is said in the contact's own language.
    private static let local: [String: [Intent: String]] = [
        "Europe/Berlin": [
            .pricing:
                "Hallo Frau Weiss,\n\ndanke, der Preis passt grundsätzlich. Können wir über 2 % Skonto sprechen?",
            .meeting:
                "Hallo Frau Weiss,\n\nDonnerstag um 10 Uhr passt mir gut. Bitte schicken Sie eine Einladung.",
            .generic: "Hallo Frau Weiss,\n\nvielen Dank, ich sehe es mir heute noch an und melde mich.",
        ],
        "Europe/Paris": [
            .pricing:
                "Bonjour Dana,\n\nmerci, c'est dans le budget. Je vous confirme demain après la réunion.",
            .generic: "Bonjour Dana,\n\nbien reçu, je regarde cela ce soir et je reviens vers vous.",
        ],
        "Europe/Madrid": [
            .pricing: "Hola Dana,\n\nel precio encaja. ¿Me lo pasas en una página para dirección?",
            .generic: "Hola Dana,\n\nrecibido, lo comento con el equipo y te digo algo mañana.",
        ],
        "America/Sao_Paulo": [
            .generic:
                "Oi Dana,\n\nrecebi, obrigado! Vou olhar com calma hoje à noite e te respondo amanhã cedo."
        ],
        "Europe/Warsaw": [
            .generic: "Dzień dobry,\n\ndziękuję, przeczytam dziś i odpowiem jutro rano."
        ],
    ]
}
