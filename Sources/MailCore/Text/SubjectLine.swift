/// Subjects: their base for threading, and the prefixes of answers.
public enum SubjectLine {
    /// Reply and forward prefixes of mailers in many languages, lower case, without the colon.
    private static let replyPrefixes: Set<String> = [
        "re", "aw", "sv", "vs", "res", "r", "rif", "ref", "antw", "antwort", "odp", "odp.", "vá", "ynt",
        "atb", "bls",
        "svar", "回复", "回覆", "答复", "答覆", "返信", "ответ", "отв", "απ", "σχετ", "re^2", "تعقيب", "رد", "回",
    ]
    private static let forwardPrefixes: Set<String> = [
        "fwd", "fw", "wg", "tr", "vb", "enc", "rv", "i", "doorst", "pd", "vl", "videre", "továbbítás", "ilt",
        "转发",
        "轉寄", "转寄", "転送", "fs", "пересл", "προωθ", "пер", "إعادة توجيه",
    ]

    /// The subject without reply and forward prefixes, list tags in front of them and `(fwd)`, for threading
    /// (RFC 5256 §2.1), white space collapsed; case as it is.
    public static func base(_ subject: String) -> String {
        var rest = subject.collapsed
        while true {
            let before = rest
            while rest.lowercased().hasSuffix("(fwd)") { rest = String(rest.dropLast(5)).trimmed }
            if let stripped = withoutPrefix(rest, in: nil) { rest = stripped }
            if let tagless = withoutTag(rest) { rest = tagless }
            if rest.hasPrefix("[Fwd:"), rest.hasSuffix("]") {
                rest = String(rest.dropFirst(5).dropLast()).trimmed
            }
            if rest == before { return rest }
        }
    }

    /// True when the subject says that it answers or forwards something.
    public static func isReplyOrForward(_ subject: String) -> Bool {
        let plain = subject.collapsed
        return withoutPrefix(withoutTag(plain) ?? plain, in: nil) != nil
            || plain.lowercased().hasSuffix("(fwd)")
    }

    /// The subject of an answer: one `Re:`, prefixes of other mailers replaced.
    public static func reply(to subject: String) -> String {
        "Re: " + without(subject.collapsed, replyPrefixes)
    }

    /// The subject of a forwarded message: one `Fwd:` in front; a `Re:` behind it stays.
    public static func forward(_ subject: String) -> String {
        "Fwd: " + without(subject.collapsed, forwardPrefixes)
    }

    private static func without(_ subject: String, _ prefixes: Set<String>) -> String {
        var rest = subject
        while let stripped = withoutPrefix(rest, in: prefixes) { rest = stripped }
        return rest
    }

    /// Without one prefix such as `Re:`, `Re[2]:`, `RE (3):` or `AW：`; nil when there is none.
    private static func withoutPrefix(_ subject: String, in prefixes: Set<String>?) -> String? {
        guard let colon = subject.prefix(24).firstIndex(where: { $0 == ":" || $0 == "：" }) else { return nil }
        var word = subject[..<colon].lowercased().trimmed
        if let open = word.firstIndex(where: { $0 == "[" || $0 == "(" || $0 == "*" }),
            word[open...].dropFirst().allSatisfy({ $0.isNumber || $0 == "]" || $0 == ")" })
        {
            word = String(word[..<open]).trimmed
        }
        let isKnown =
            prefixes?.contains(word) ?? (replyPrefixes.contains(word) || forwardPrefixes.contains(word))
        return isKnown ? String(subject[subject.index(after: colon)...]).trimmed : nil
    }

    /// Without a `[list tag]` in front, when something is left behind it.
    private static func withoutTag(_ subject: String) -> String? {
        guard subject.hasPrefix("["), let close = subject.prefix(60).firstIndex(of: "]") else { return nil }
        let rest = String(subject[subject.index(after: close)...]).trimmed
        return rest.isEmpty ? nil : rest
    }
}
