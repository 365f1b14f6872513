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
        "mdaemon notification", "delivery report", "rejected:", "not delivered", "failure delivery",
        "delivery warning", "mail failed, returning", "automatically rejected", "not yet been delivered",
        "non-delivery", "failed mail", "message delayed",
    ]
    private static let senders = [
        "mailer-daemon", "postmaster", "mail-daemon", "mailerdaemon", "mail.daemon", "maildaemon", "bounce",
        "mail delivery", "mdaemon", "microsoftexchange",
        "system administrator", "smtp_",
    ]
    /// The words after which the addresses stand that were not reached.
    private static let announcements = [
        "could not be delivered to", "could not deliver message to", "could not be delivered because",
        "unable to deliver message to", "unable to deliver this message to", "unable to deliver your message",
        "was not delivered to", "not delivered to the following", "did not reach the following",
        "wasn't able to deliver", "wasn't delivered to", "delivery to the following recipient",
        "delivery has failed to these", "failed recipient", "failed addresses", "intended recipient:",
        "message not delivered to", "did not receive this message", "following address(es) failed",
        "permanent fatal errors", "delivery of email to this address", "has not yet been delivered",
        "was automatically rejected", "konnte nicht zugestellt werden", "n'a pas pu etre delivre",
        "n’a pas pu être remis", "n'a pas pu être remis", "no se ha podido entregar", "non è stato possibile",
    ]
    /// Where the copy of the original begins: addresses behind it are not those that failed.
    private static let copies = [
        "--- below this line is a copy", "------ this is a copy", "this is a copy of your message",
        "----- original message", "-----original message", "----- message header", "--- undelivered message",
        "received: ", "return-path:", "original message follows", "message text follows", "------ original",
        "original message headers", "this is a copy of the headers", "the header of the original",
        "----- unsent message", "--- message header", "your message reads", "begin forwarded",
        "original message details", "--------returned mail", "-------- returned mail", "old message:",
    ]

    /// The report of a message that looks like a bounce: by a header that names the failed recipients, or by its
    /// sender and its subject or first words.
    static func report(_ message: ParsedMessage) -> DeliveryReport? {
        let subject = (message.subject ?? "").lowercased()
        // The header as it stands: `Postmaster <>` is no mailbox.
        let sender = (message.headers.first("From") ?? "").lowercased()
        let isFromDaemon =
            senders.contains { sender.mentions($0) }
            || message.headers.first("Return-Path").map {
                $0.trimmed == "<>" || $0.lowercased().mentions("mailer-daemon")
            } == true
        let failed = message.headers.all("X-Failed-Recipients")
        guard !failed.isEmpty || isFromDaemon else { return nil }
        if message.autoSubmitted == "auto-replied",
            AutoPhrases.begins(subject, with: AutoPhrases.absenceSubjects)
        {
            return nil
        }
        let isNamed = !failed.isEmpty || subjects.contains { subject.mentions($0) }
        let words = explanation(message)
        let announced = announced(in: words)
        guard isNamed || !announced.isEmpty else { return nil }
        var addresses = failed.flatMap { AddressParser.parse(header: Array($0.utf8)).map(\.address) }
        for text in announced where addresses.isEmpty { addresses = named(in: text, message: message) }
        if addresses.isEmpty, isNamed { addresses = named(in: words, message: message) }
        guard !addresses.isEmpty else { return nil }
        let isDelay =
            ["delayed", "warning", "still being retried", "verzögert", "retard"].contains {
                subject.contains($0)
            } || announced.contains { $0.lowercased().mentions("has not yet been delivered") }
        let recipients = addresses.prefix(100).map { address in
            let reason = reason(in: words, for: address, among: addresses)
            let status = BounceRules.enhancedStatus(in: reason)
            return DeliveryReport.Recipient(
                address: AddressParser.normalized(address), action: isDelay ? .delayed : .failed,
                status: status,
                diagnostic: String(reason.collapsed.prefix(500)),
                bounce: isDelay ? .soft : BounceRules.classify(status: status, text: reason))
        }
        return DeliveryReport(
            recipients: recipients, originalMessageID: OriginalMessage.id(message), envelopeID: nil)
    }

    /// What follows the words that announce the failed addresses, without and with the line in front of them; empty
    /// when no such words are there.
    private static func announced(in words: String) -> [String] {
        let lines = words.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.prefix(40).enumerated() where line.utf8.first != UInt8(ascii: ">") {
            let lowered = line.lowercased()
            guard let phrase = announcements.first(where: { lowered.mentions($0) }) else { continue }
            // The address may stand in front of the words, in their line or the one before.
            let before = lines[max(0, index - 1)...].joined(separator: "\n")
            guard lowered.utf8.count == line.utf8.count,
                let start = lowered.firstRange(of: phrase)?.lowerBound
            else { return [before] }
            let offset = lowered.utf8.distance(from: lowered.startIndex, to: start)
            let tail = Substring(line.utf8.dropFirst(offset))
            return [([tail] + lines[(index + 1)...]).joined(separator: "\n"), before]
        }
        return []
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

    /// The lines from the first that names the address to the next that names another; all when they hold no code.
    private static func reason(in words: String, for address: String, among addresses: [String]) -> String {
        let lines = words.split(separator: "\n")
        let lowered = lines.map { $0.lowercased() }
        let address = address.lowercased()
        guard let first = lowered.firstIndex(where: { $0.mentions(address) }) else { return words }
        let others = addresses.prefix(20).map { $0.lowercased() }.filter { $0 != address }
        let next = lowered[first...].dropFirst().firstIndex { line in
            !line.mentions(address) && others.contains { line.mentions($0) }
        }
        for end in [next, lines.count].compactMap({ $0 }) {
            let tail = lines[first..<end].prefix(14).joined(separator: " ")
            if BounceRules.enhancedStatus(in: tail) != nil || tail.contains(where: \.isNumber) { return tail }
        }
        return words
    }

    /// Addresses in the explanation that are not the reader's own.
    private static func named(in words: String, message: ParsedMessage) -> [String] {
        let own = Set((message.to + message.cc + message.from).map { AddressParser.normalized($0.address) })
        var seen: Set<String> = []
        var result: [String] = []
        var before = ""
        var earlier = ""
        for word in words.split(whereSeparator: { " \n\t<>()[]\"',;:".contains($0) }).prefix(3_000) {
            defer { (earlier, before) = (before, word.lowercased()) }
            // Exim writes `an undisclosed address (generated from ana@x.example)`.
            let isOther = ["from", "contact", "sender"].contains(before) && earlier != "generated"
            guard word.contains("@"), !isOther else { continue }
            // X.400 gateways write `dda:SMTP=ana@x.example`.
            var address = String(word.lowercased().hasPrefix("smtp=") ? word.dropFirst(5) : word)
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
