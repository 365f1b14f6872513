/// Bounces without a delivery-status part: qmail, old Exim and sendmail, gateways, and what people's servers invent.
enum LooseBounceReader {
    private static let subjects = [
        "undelivered mail", "undeliverable", "delivery status notification", "delivery failure",
        "delivery failed", "failure notice", "mail delivery failed", "returned mail", "mail delivery failure",
        "message delivery failure", "mail system error", "nondeliverable", "non-deliverable",
        "could not be delivered", "delivery notification", "delivery has failed", "unzustellbar",
        "nicht zugestellt", "konnte nicht zugestellt", "échec de la remise", "non remis", "mail non distribu",
        "no se puede entregar", "no se ha podido entregar", "devuelto", "impossibile recapitare",
        "mancato recapito", "niet bestelbaar", "onbestelbaar", "niet afgeleverd", "não foi possível entregar",
        "falha na entrega", "kunde inte levereras", "недоставленное", "не доставлено", "退信", "退回", "配信不能",
        "配信エラー", "mail failure", "returned to sender", "permanent error", "delivery problem",
        "delivery error", "undelivered", "user unknown", "message status - undeliverable",
        "mdaemon notification", "delivery report", "rejected:",
    ]
    private static let senders = [
        "mailer-daemon", "postmaster", "mail-daemon", "mailerdaemon", "mail.daemon", "maildaemon", "bounce",
        "mail delivery", "mdaemon", "microsoftexchange",
    ]
    /// Where the copy of the original begins: addresses behind it are not those that failed.
    private static let copies = [
        "--- below this line is a copy", "------ this is a copy", "this is a copy of your message",
        "----- original message", "-----original message", "----- message header", "--- undelivered message",
        "received: ", "return-path:", "original message follows", "message text follows", "------ original",
        "original message headers", "this is a copy of the headers", "the header of the original",
        "----- unsent message", "--- message header", "your message reads", "begin forwarded",
    ]

    /// The report of a message that looks like a bounce by its sender and its subject or failed-recipient header.
    static func report(_ message: ParsedMessage) -> DeliveryReport? {
        let subject = (message.subject ?? "").lowercased()
        let sender = (message.from.first.map { $0.name + " " + $0.address } ?? "").lowercased()
        let isFromDaemon =
            senders.contains { sender.mentions($0) }
            || message.headers.first("Return-Path")?.trimmed == "<>"
        let failed = message.headers.all("X-Failed-Recipients")
        guard !failed.isEmpty || (isFromDaemon && subjects.contains { subject.mentions($0) }) else {
            return nil
        }
        if message.autoSubmitted == "auto-replied",
            AutoPhrases.begins(subject, with: AutoPhrases.absenceSubjects)
        {
            return nil
        }
        let words = explanation(message)
        var addresses = failed.flatMap { AddressParser.parse(header: Array($0.utf8)).map(\.address) }
        if addresses.isEmpty { addresses = named(in: words, message: message) }
        guard !addresses.isEmpty else { return nil }
        let isDelay = ["delayed", "warning", "still being retried", "verzögert", "retard"].contains {
            subject.contains($0)
        }
        let reason = reason(in: words, addresses: addresses)
        let status = BounceRules.enhancedStatus(in: reason)
        let recipients = addresses.prefix(100).map { address in
            DeliveryReport.Recipient(
                address: AddressParser.normalized(address), action: isDelay ? .delayed : .failed,
                status: status,
                diagnostic: String(reason.collapsed.prefix(500)),
                bounce: isDelay ? .soft : BounceRules.classify(status: status, text: reason))
        }
        return DeliveryReport(
            recipients: recipients, originalMessageID: OriginalMessage.id(message), envelopeID: nil)
    }

    /// The part of the text in front of the original's copy.
    private static func explanation(_ message: ParsedMessage) -> String {
        var lines: [Substring] = []
        let text = message.indexText
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).prefix(400) {
            let lowered = line.lowercased()
            if lines.count > 1,
                copies.contains(where: {
                    lowered.hasPrefix($0) || (lowered.contains($0) && $0.hasPrefix("-"))
                })
            {
                break
            }
            lines.append(line)
        }
        return String(lines.joined(separator: "\n").prefix(20_000))
    }

    /// The lines from the first that names a failed address.
    private static func reason(in words: String, addresses: [String]) -> String {
        let lines = words.split(separator: "\n")
        guard
            let first = lines.firstIndex(where: { line in
                addresses.contains { line.lowercased().contains($0.lowercased()) }
            })
        else { return words }
        let tail = lines[first...].prefix(14).joined(separator: " ")
        let hasCode = BounceRules.enhancedStatus(in: tail) != nil || tail.contains { $0.isNumber }
        return hasCode ? tail : words
    }

    /// Addresses in the explanation that are not the reader's own.
    private static func named(in words: String, message: ParsedMessage) -> [String] {
        let own = Set((message.to + message.cc + message.from).map { AddressParser.normalized($0.address) })
        var seen: Set<String> = []
        var result: [String] = []
        for word in words.split(whereSeparator: { " \n\t<>()[]\"',;:".contains($0) }).prefix(3_000)
        where word.contains("@") {
            var address = String(word)
            while let last = address.last, ".!?".contains(last) { address.removeLast() }
            let normal = AddressParser.normalized(address)
            let isService = ["postmaster@", "mailer-daemon@", "abuse@", "support@", "helpdesk@"].contains {
                normal.hasPrefix($0)
            }
            guard AddressParser.isValid(address), normal.contains("."), !own.contains(normal), !isService,
                seen.insert(normal).inserted
            else { continue }
            result.append(address)
            if result.count == 20 { break }
        }
        return result
    }
}
