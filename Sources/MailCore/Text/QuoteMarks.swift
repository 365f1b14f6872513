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
        "原始邮件", "转发邮件", "oprindelig besked", "opprinnelig melding", " wrote ---", "original appointment",
        "reply above this line", "please reply above",
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
        "envoyé le", "copie à", "sujet", "message du", "dato", "enviado el", "enviada em", "enviado em",
        "inviato il", "gesendet am", "verzonden op", "enviada el",
        "konu", "宛先", "送信日時", "дата", "sendt", "temat", "wysłano", "do",
    ]
    private static let closings: Set<String> = [
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
        "envoyé de mon", "envoyé depuis", "envoyé à partir de", "enviado desde", "enviado do meu",
        "inviato da ", "verzonden vanaf",
        "skickat från", "отправлено с", "iphoneから送信", "发自我的", "sent via ", "sent with ", "sent using ",
    ]

    /// How many lines an attribution takes at most.
    static let attributionLimit = 4

    /// `-----Original Message-----` and its kin, or a long rule of underscores as Outlook draws it.
    ///
    /// - Parameter line: trimmed, as in all of these.
    static func isSeparator(_ line: Substring) -> Bool {
        let bytes = line.utf8
        guard let first = bytes.first, let last = bytes.last else { return false }
        let isRuled: Bool =
            switch first {
            case UInt8(ascii: "-"): true
            case UInt8(ascii: "_"), UInt8(ascii: "="), UInt8(ascii: "#"): bytes.dropFirst().first == first
            default: false
            }
        guard isRuled || last == UInt8(ascii: ":") else { return false }
        if bytes.count >= 20, bytes.allSatisfy({ $0 == 0x5F }) { return true }
        guard bytes.count < 120 else { return false }
        let lowered = line.lowercased()
        return separators.contains { lowered.mentions($0) }
    }

    /// Whether an attribution may end with this line, by its last bytes.
    static func mayEndAttribution(_ line: Substring) -> Bool {
        switch line.utf8.last {
        // A colon, the last byte of a wide colon, or `schrieb am`.
        case 0x3A, 0x9A: true
        case 0x4D, 0x6D: line.utf8.dropLast().last.map { $0 | 0x20 } == UInt8(ascii: "a")
        default: false
        }
    }

    /// How many lines an attribution (`On Tue, Ana wrote:`) takes; nil when none begins here.
    static func attributionLength(_ lines: ArraySlice<Substring>) -> Int? {
        guard let first = lines.first?.utf8.first, first != UInt8(ascii: ">") else { return nil }
        var joined = ""
        for (count, line) in lines.prefix(attributionLimit).enumerated() {
            // `<ana@x.example` and `>:` on two lines is one attribution; a quoted one is none of ours.
            let isQuoted = line.utf8.starts(with: ">".utf8) && !line.utf8.starts(with: ">:".utf8)
            if line.isEmpty || line.utf8.count > 400 || isQuoted { return nil }
            joined += (joined.isEmpty || line.utf8.first == UInt8(ascii: ">") ? "" : " ") + line.lowercased()
            if joined.utf8.count > 400 { return nil }
            guard mayEndAttribution(line) else { continue }
            let isEnd =
                wrote.contains { joined.hasSuffix($0) }
                || (joined.hasSuffix(":") && wroteInside.contains { joined.mentions($0) })
            let isDated = joined.utf8.contains(where: ASCII.isDigit) || joined.mentions("@")
            if isEnd, isDated { return count + 1 }
            if isEnd, count == 0, joined.utf8.count < 80, !joined.mentions(". ") { return 1 }
            if joined.hasSuffix(">:"), isDated, joined.mentions("@") { return count + 1 }
        }
        return nil
    }

    /// Where among the lines of an attribution it really begins: what was written just above may stand close to it.
    static func attributionStart(_ lines: ArraySlice<Substring>) -> Int {
        guard lines.count > 1 else { return lines.startIndex }
        let opened = lines.lastIndex { line in
            let lowered = line.lowercased()
            return openings.contains { lowered.hasPrefix($0) }
        }
        return opened ?? lines.firstIndex { $0.utf8.first.map(ASCII.isDigit) == true } ?? lines.startIndex
    }

    private static let openings = [
        "on ", "am ", "le ", "el ", "il ", "em ", "op ", "den ", "dne ", "w dniu ", "dnia ", "from ", "on: ",
    ]

    /// Two or more lines such as `From: …`, `Sent: …` in a row: Outlook's quotation.
    static func isHeaderBlock(_ lines: ArraySlice<Substring>) -> Bool {
        var named: Set<String> = []
        for line in lines.prefix(6) {
            guard let name = headerName(line), headerNames.contains(name) else { break }
            named.insert(name)
        }
        return named.count >= 3
    }

    /// What stands in front of the first colon near the beginning, lower case, without marks.
    private static func headerName(_ line: Substring) -> String? {
        let start = line.utf8.drop { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: ">") || $0 == 0x20 }
        // A wide colon is EF BC 9A.
        var end = start.startIndex
        var length = 0
        while end < start.endIndex, length < 64 {
            let byte = start[end]
            if byte == 0x3A { break }
            let next = start.index(after: end)
            if byte == 0xEF, start[next...].starts(with: [0xBC, 0x9A]) { break }
            end = next
            length += 1
        }
        guard end < start.endIndex, length < 64 else { return nil }
        let name = Substring(start[..<end]).lowercased()
        // French sets a no-break space in front of the colon.
        return name.mentions("*") || name.mentions("\u{A0}")
            ? String(name.filter { $0 != "*" && $0 != "\u{A0}" }.trimmedSlice) : name.trimmed
    }

    static func isDeviceLine(_ line: Substring) -> Bool {
        guard let first = line.utf8.first, line.utf8.count < 100,
            first >= 0x80 || deviceInitials.contains(first | 0x20)
        else { return false }
        let lowered = line.lowercased()
        return lowered.utf8.count < 80 && devices.contains { lowered.hasPrefix($0) }
    }

    private static let deviceInitials = Set(devices.compactMap(\.utf8.first))

    static func isClosing(_ line: Substring) -> Bool {
        guard !line.isEmpty, line.utf8.count <= 64 else { return false }
        let lowered = line.lowercased().filter { $0 != "," && $0 != "!" && $0 != "." }
        return closings.contains(lowered)
    }
}
