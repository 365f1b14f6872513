/// Tells people from machines, from the message alone.
public enum MessageClassifier {
    /// The kind of a message and the evidence for it; complaints and bounces first, then absence notes and
    /// automatic answers, then lists and mass mail.
    public static func classify(_ message: ParsedMessage) -> Classification {
        if let complaint = FeedbackReader.report(message) {
            return Classification(kind: .complaint(complaint), reasons: ["feedback report"])
        }
        if let report = DeliveryReader.report(message) {
            return Classification(kind: .dsn(report), reasons: ["delivery report"])
        }
        if let report = LooseBounceReader.report(message) {
            return Classification(kind: .dsn(report), reasons: ["bounce without a report part"])
        }
        if let auto = automatic(message) { return auto }
        return mass(message) ?? Classification(kind: .none, reasons: [])
    }

    private static func automatic(_ message: ParsedMessage) -> Classification? {
        var reasons: [String] = []
        let headers = message.headers
        let submitted = message.autoSubmitted
        if let submitted, submitted != "no", !submitted.isEmpty {
            reasons.append("Auto-Submitted: \(submitted.prefix(40))")
        }
        for name in [
            "X-Autoreply", "X-Autorespond", "X-Autoreply-From", "X-Mail-Autoreply", "X-Auto-Reply",
            "X-FC-MachineGenerated",
        ]
        where headers.contains(name) && headers.first(name)?.lowercased() != "no" {
            reasons.append(name)
        }
        let precedence = headers.first("Precedence")?.trimmed.lowercased() ?? ""
        if precedence == "auto_reply" || precedence == "auto-reply" {
            reasons.append("Precedence: \(precedence)")
        }
        let hasReceipt =
            message.contentType == "multipart/report" && message.report?.deliveryStatus == nil
            && (headers.first("Content-Type") ?? "").lowercased().contains("disposition-notification")
        if hasReceipt { return Classification(kind: .autoReply, reasons: ["read receipt"]) }
        let subject = (message.subject ?? "").collapsed.lowercased()
        let isAbsenceSubject = AutoPhrases.begins(subject, with: AutoPhrases.absenceSubjects)
        let isAutoSubject = AutoPhrases.begins(subject, with: AutoPhrases.replySubjects)
        if isAbsenceSubject { reasons.append("subject of an absence note") }
        if isAutoSubject { reasons.append("subject of an automatic answer") }
        guard !reasons.isEmpty else { return nil }
        let isListMail = headers.contains("List-Id") || headers.contains("List-Unsubscribe")
        // Notifications of services carry Auto-Submitted too; with list headers they are mass mail.
        if isListMail, !isAbsenceSubject, !isAutoSubject, submitted != "auto-replied" { return nil }
        let body = String(ReplyTrimmer.split(String(message.indexText.prefix(6_000))).reply.prefix(3_000))
        let isAbsence =
            isAbsenceSubject || AutoPhrases.mentionsAbsence(body) || AutoPhrases.mentionsAbsence(subject)
        guard isAbsence else { return Classification(kind: .autoReply, reasons: reasons) }
        let day = ReturnDay.find(in: (message.subject ?? "") + "\n" + body, sent: message.date)
        return Classification(kind: .outOfOffice(returns: day), reasons: reasons)
    }

    private static func mass(_ message: ParsedMessage) -> Classification? {
        let headers = message.headers
        let precedence = headers.first("Precedence")?.trimmed.lowercased() ?? ""
        let post = headers.first("List-Post")?.trimmed.lowercased()
        if let post, !post.hasPrefix("no") { return Classification(kind: .list, reasons: ["List-Post"]) }
        if precedence == "list" { return Classification(kind: .list, reasons: ["Precedence: list"]) }
        if headers.contains("X-Mailman-Version") || headers.contains("Mailing-List") {
            return Classification(kind: .list, reasons: ["mailing list software"])
        }
        for name in [
            "List-Unsubscribe", "List-Id", "Feedback-ID", "X-Campaign", "X-CampaignID", "X-Mailgun-Sid",
        ]
        where headers.contains(name) {
            return Classification(kind: .bulk, reasons: [name])
        }
        if ["bulk", "junk"].contains(precedence) {
            return Classification(kind: .bulk, reasons: ["Precedence: \(precedence)"])
        }
        return nil
    }
}
