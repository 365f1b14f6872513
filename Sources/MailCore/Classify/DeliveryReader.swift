/// Reads delivery reports by RFC 3464 and complaints by RFC 5965.
enum DeliveryReader {
    private static let recipientLimit = 500

    /// The report of a message that has a delivery-status part with a recipient in it; else nil.
    static func report(_ message: ParsedMessage) -> DeliveryReport? {
        guard let text = message.report?.deliveryStatus else { return nil }
        let blocks = blocks(of: text)
        var recipients: [DeliveryReport.Recipient] = []
        for block in blocks.prefix(recipientLimit) {
            if let recipient = recipient(block, words: message.text) { recipients.append(recipient) }
        }
        guard !recipients.isEmpty else { return nil }
        let envelope = blocks.first?.first("Original-Envelope-Id")
        return DeliveryReport(
            recipients: recipients, originalMessageID: OriginalMessage.id(message), envelopeID: envelope)
    }

    private static func blocks(of text: String) -> [MessageHeaders] {
        var result: [MessageHeaders] = []
        var current = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).prefix(20_000) {
            if line.allSatisfy({ $0 == " " || $0 == "\t" || $0 == "\r" }) {
                if !current.isEmpty { result.append(MessageHeaders(text: current)) }
                current = ""
            } else {
                current += line + "\n"
            }
        }
        if !current.isEmpty { result.append(MessageHeaders(text: current)) }
        return result
    }

    private static func recipient(_ block: MessageHeaders, words: String) -> DeliveryReport.Recipient? {
        let stated = block.first("Original-Recipient") ?? block.first("Final-Recipient")
        let final = block.first("Final-Recipient") ?? stated
        guard let address = [stated, final].compactMap({ $0.flatMap(address) }).first else { return nil }
        var status = block.first("Status").flatMap(BounceRules.status(ofField:))
        let diagnostic = String((block.first("Diagnostic-Code") ?? "").collapsed.prefix(500))
        // `5.0.0` says nothing; the server's own words often hold a code that does.
        if let vague = status, vague.hasSuffix(".0.0"), let said = BounceRules.enhancedStatus(in: diagnostic),
            said.first == vague.first
        {
            status = said
        }
        let word = (block.first("Action") ?? "").lowercased().prefix { $0.isLetter }
        let action =
            DeliveryReport.Action(rawValue: String(word))
            ?? (status?.hasPrefix("2") == true
                ? .delivered : status?.hasPrefix("4") == true ? .delayed : .failed)
        let reason = diagnostic.isEmpty ? String(words.prefix(2_000)) : diagnostic
        var bounce: BounceClass?
        if action == .failed || action == .delayed {
            bounce = action == .delayed ? .soft : BounceRules.classify(status: status, text: reason)
        }
        return DeliveryReport.Recipient(
            address: address, action: action, status: status ?? BounceRules.enhancedStatus(in: diagnostic),
            diagnostic: diagnostic, bounce: bounce)
    }

    /// `rfc822; ana@x.example` as its address.
    private static func address(_ value: String) -> String? {
        let bare = value.split(separator: ";", maxSplits: 1).last.map(String.init) ?? value
        let mailbox = AddressParser.parse(header: Array(bare.utf8)).first?.address ?? ""
        return mailbox.contains("@") ? AddressParser.normalized(mailbox) : nil
    }
}

/// Reads abuse complaints (RFC 5965).
enum FeedbackReader {
    static func report(_ message: ParsedMessage) -> FeedbackReport? {
        guard let text = message.report?.feedback else { return plain(message) }
        let fields = MessageHeaders(text: text)
        guard let type = fields.first("Feedback-Type")?.trimmed.lowercased(), !type.isEmpty else {
            return nil
        }
        let original = message.report?.original
        let stated =
            fields.first("Original-Rcpt-To") ?? fields.first("Removal-Recipient") ?? original?.first("To")
        let address = stated.flatMap { AddressParser.parse(header: Array($0.utf8)).first?.address }
        return FeedbackReport(
            type: String(type.prefix(40)), recipient: address.map(AddressParser.normalized),
            originalMessageID: OriginalMessage.id(message))
    }
}

extension FeedbackReader {
    /// Outlook.com's complaints: the mail itself with two headers added, and no report part.
    private static func plain(_ message: ParsedMessage) -> FeedbackReport? {
        guard let original = message.report?.original,
            (message.subject ?? "").trimmed.lowercased().hasPrefix("complaint about message from"),
            let recipient = original.first("X-HmXmrOriginalRecipient")
        else { return nil }
        let address = AddressParser.parse(header: Array(recipient.utf8)).first?.address
        return FeedbackReport(
            type: "abuse", recipient: address.map(AddressParser.normalized),
            originalMessageID: OriginalMessage.id(message))
    }
}

/// The message that a report is about.
enum OriginalMessage {
    /// Its Message-ID: from the returned headers, else from a copy in the text, else what the report answers.
    static func id(_ message: ParsedMessage) -> String? {
        if let original = message.report?.original, let id = HeaderFields.ids(original, "Message-ID").first {
            return id
        }
        for line in message.text.split(separator: "\n").prefix(3_000) {
            let text = line.drop { $0 == ">" || $0 == " " || $0 == "\t" }
            guard text.prefix(11).lowercased() == "message-id:" else { continue }
            if let id = HeaderFields.ids(MessageHeaders(text: String(text) + "\n"), "Message-ID").first {
                return id
            }
        }
        return message.inReplyTo.first ?? message.references.last
    }
}
