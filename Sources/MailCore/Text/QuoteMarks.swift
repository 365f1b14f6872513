/// The lines by which mailers of many languages announce a quotation, a forward or a signature.
enum QuoteMarks {
    /// Closing words of attribution lines: `On … wrote:` in several languages, lower case.
    private static let wrote = [
        "wrote:", "writes:", "schrieb:", "geschrieben:", "a écrit :", "a écrit:", "escribió:", "escreveu:",
        "ha scritto:", "schreef:", "skrev:", "kirjoitti:", "napisał:", "napisał(a):", "пишет:", "написал:",
        "писал:",
        "написал(а):", "yazdı:", "写道：", "写道:", "寫道：", "のメール:", "wrote：", "さんは書きました:", "napsal:",
        "napsal(a):", "έγραψε:", "följande:", "ผู้เขียน:", "작성:", "scris:", "írta:", "schrieb am",
    ]
    /// Verbs that stand in front of the name: `Am … schrieb Mia:`.
    private static let wroteInside = [
        " schrieb ", " schreef ", " skrev ", " escribió ", " escreveu ", " ha scritto ",
    ]
    private static let separators = [
        "original message", "originalnachricht", "ursprüngliche nachricht", "original-nachricht",
        "forwarded message",
        "weitergeleitete nachricht", "message d'origine", "message transféré", "mensaje original",
        "mensaje reenviado",
        "mensagem original", "mensagem encaminhada", "messaggio originale", "messaggio inoltrato",
        "oorspronkelijk bericht", "doorgestuurd bericht", "ursprungligt meddelande", "vidarebefordrat",
        "исходное сообщение", "пересылаемое сообщение", "reply message", "forwarded by", "original email",
        "begin forwarded message", "anfang der weitergeleiteten", "début du message réexpédié",
        "inicio del mensaje",
        "原始邮件", "转发邮件", "original appointment", "reply above this line", "please reply above",
    ]
    private static let headerNames: Set<String> = [
        "from", "von", "de", "da", "van", "från", "fra", "od", "от", "发件人", "寄件者", "差出人", "kimden",
        "lähettäjä",
        "sent", "gesendet", "envoyé", "enviado", "inviato", "verzonden", "skickat", "отправлено", "发送时间",
        "date",
        "datum", "fecha", "data", "to", "an", "à", "para", "a", "aan", "till", "til", "кому", "收件人", "cc",
        "subject",
        "betreff", "objet", "asunto", "assunto", "oggetto", "onderwerp", "ämne", "emne", "тема", "主题", "件名",
        "reply-to",
        "konu", "宛先", "送信日時", "дата", "sendt", "temat", "wysłano", "do",
    ]
    private static let closings = [
        "best", "best regards", "regards", "kind regards", "warm regards", "cheers", "thanks", "many thanks",
        "thank you", "sincerely", "yours sincerely", "best wishes", "mit freundlichen grüßen", "viele grüße",
        "beste grüße", "freundliche grüße", "liebe grüße", "mfg", "cordialement", "bien à vous", "saludos",
        "un saludo", "atentamente", "cordiali saluti", "saluti", "met vriendelijke groet", "groeten",
        "atenciosamente",
        "abraços", "med vänlig hälsning", "hälsningar", "с уважением",
    ]
    private static let devices = [
        "sent from my ", "sent from outlook", "sent from mail for", "get outlook for", "von meinem ",
        "gesendet von ",
        "envoyé de mon", "envoyé depuis", "enviado desde", "enviado do meu", "inviato da ", "verzonden vanaf",
        "skickat från", "отправлено с", "iphoneから送信", "发自我的", "sent via ", "sent with ", "sent using ",
    ]

    /// `-----Original Message-----` and its kin, or a long rule of underscores as Outlook draws it.
    static func isSeparator(_ line: String) -> Bool {
        let lowered = line.lowercased()
        if line.utf8.count >= 20, line.utf8.allSatisfy({ $0 == 0x5F }) { return true }
        let isRuled =
            lowered.hasPrefix("--") || lowered.hasPrefix("__") || lowered.hasPrefix("==")
            || lowered.hasPrefix("##") || lowered.hasSuffix(":") || lowered.hasPrefix("-")
        return isRuled && lowered.utf8.count < 120 && separators.contains { lowered.contains($0) }
    }

    /// How many lines an attribution (`On Tue, Ana wrote:`) takes; nil when none begins here.
    static func attributionLength(_ lines: ArraySlice<String>) -> Int? {
        guard let first = lines.first?.trimmed, !first.isEmpty, !first.hasPrefix(">") else { return nil }
        var joined = ""
        for (count, line) in lines.prefix(4).enumerated() {
            let text = line.trimmed
            if text.isEmpty { return nil }
            joined += (joined.isEmpty ? "" : " ") + text.lowercased()
            if joined.utf8.count > 400 { return nil }
            let isEnd =
                wrote.contains { joined.hasSuffix($0) }
                || (joined.hasSuffix(":") && wroteInside.contains { joined.contains($0) })
            let isDated = joined.utf8.contains(where: ASCII.isDigit) || joined.contains("@")
            if isEnd, isDated { return count + 1 }
            if isEnd, count == 0, joined.utf8.count < 80, !joined.contains(". ") { return 1 }
            if joined.hasSuffix(">:"), isDated, joined.contains("@") { return count + 1 }
        }
        return nil
    }

    /// Two or more lines such as `From: …`, `Sent: …` in a row: Outlook's quotation.
    static func isHeaderBlock(_ lines: ArraySlice<String>) -> Bool {
        var named: Set<String> = []
        for line in lines.prefix(6) {
            let text = line.trimmed.drop { $0 == "*" || $0 == ">" || $0 == " " }
            guard let colon = text.firstIndex(where: { $0 == ":" || $0 == "：" }) else { break }
            let name = text[..<colon].lowercased().filter { $0 != "*" }.trimmed
            guard headerNames.contains(name) else { break }
            named.insert(name)
        }
        return named.count >= 3
    }

    static func isDeviceLine(_ line: String) -> Bool {
        let lowered = line.lowercased()
        return lowered.utf8.count < 80 && devices.contains { lowered.hasPrefix($0) }
    }

    static func isClosing(_ line: String) -> Bool {
        let lowered = line.lowercased().filter { $0 != "," && $0 != "!" && $0 != "." }
        return closings.contains(lowered)
    }
}
