/// The words by which automatic answers of many languages are known.
enum AutoPhrases {
    static let absenceSubjects = [
        "out of office", "out of the office", "out-of-office", "ooo:", "away from the office", "on vacation",
        "on leave", "on holiday",
        "vacation reply", "vacation response", "auto: out of", "abwesenheit", "abwesend", "außer haus",
        "nicht im büro",
        "urlaub", "ich bin im urlaub", "absence du bureau", "absent du bureau", "absence", "en congé",
        "message d'absence",
        "fuera de la oficina", "fuera de oficina", "ausente", "ausencia", "vacaciones", "fuori sede",
        "fuori ufficio",
        "assente", "assenza", "in ferie", "afwezig", "niet aanwezig", "afwezigheid", "fora do escritório",
        "ausência",
        "ausente do escritório", "frånvarande", "frånvaro", "fravær", "fraværende", "ikke på kontoret",
        "poissaoloviesti",
        "poissa", "nieobecność", "poza biurem", "nieobecny", "вне офиса", "отпуск", "в отпуске",
        "нет на месте", "不在",
        "休暇", "外出中", "休假", "外出", "ofis dışında", "mimo kancelář", "εκτός γραφείου",
    ]
    static let replySubjects = [
        "automatic reply", "auto reply", "auto-reply", "autoreply", "auto response", "auto-response",
        "autoresponse", "automated reply",
        "automated response", "autorespond", "auto:", "[auto-reply]", "[auto]", "automatische antwort",
        "autom. antwort", "automatische rückmeldung",
        "réponse automatique", "reponse automatique", "respuesta automática", "respuesta automatica",
        "risposta automatica",
        "automatisch antwoord", "automatische beantwoording", "resposta automática", "autosvar",
        "automatiskt svar", "automatisk svar",
        "automaattinen vastaus", "autoodpowiedź", "odpowiedź automatyczna", "automatyczna odpowiedź",
        "автоматический ответ",
        "автоответ", "自动回复", "自動回覆", "自動返信", "自動応答", "자동 회신", "otomatik yanıt", "automatická odpověď",
        "αυτόματη απάντηση",
        "thank you for contacting", "we have received your", "we received your", "ticket received",
        "your request has been received",
    ]
    private static let absenceWords = [
        "out of office", "out of the office", "out-of-office", "away from the office", "away from my desk",
        "on vacation",
        "on annual leave", "on parental leave", "on maternity leave", "on paternity leave", "on sick leave",
        "on leave until",
        "on holiday", "on pto", "limited access to email", "limited access to my email", "currently away",
        "i am away", "i'm away", "i will be away",
        "returning on", "will return on", "be back on", "i'll be back", "no longer in the office today",
        "nicht im büro", "außer haus", "nicht am platz", "abwesend",
        "im urlaub", "in elternzeit", "nicht erreichbar", "wieder erreichbar", "wieder im büro", "absent du",
        "absente du", "en congé", "en congés",
        "de retour le", "je suis absent", "je serai absent", "fuera de la oficina", "de vacaciones",
        "estaré ausente",
        "estoy fuera", "fuori sede", "fuori ufficio", "in ferie", "sono assente", "sarò assente", "afwezig",
        "niet aanwezig",
        "niet op kantoor", "met vakantie", "fora do escritório", "de férias", "ausente", "frånvarande",
        "på semester",
        "ikke på kontoret", "på ferie", "lomalla", "poza biurem", "na urlopie", "в отпуске", "вне офиса",
        "буду отсутствовать",
        "不在にして", "休暇", "出差", "休假", "不在办公室", "izindeyim",
    ]

    /// True when a lower-cased subject begins with one of the phrases (a mark such as `[` or `(` aside).
    static func begins(_ subject: String, with phrases: [String]) -> Bool {
        let plain = String(subject.drop { $0 == "[" || $0 == "(" || $0 == "*" || $0 == " " })
        return phrases.contains { phrase in
            guard plain.utf8.starts(with: phrase.utf8) || subject.utf8.starts(with: phrase.utf8) else {
                return false
            }
            // A whole word: "absence" begins an absence note, "absences in Q3" does not.
            let next = plain.dropFirst(phrase.count).first
            return next.map { !$0.isLetter || !($0.isASCII) } ?? true
        }
    }

    static func mentionsAbsence(_ text: String) -> Bool {
        let lowered = text.lowercased().collapsed.replacing("’", with: "'")
        return absenceWords.contains { lowered.mentions($0) }
    }
}
