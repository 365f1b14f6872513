import CRMModel
import MailCore

/// Writes the mails that come back.
struct CounterpartAnswer {
    let original: ParsedMessage
    let sender: Mailbox
    let date: MessageDate
    private let id: String

    /// - Parameter number: unlike for each answer of a run.
    init(to original: ParsedMessage, from address: String, at time: Timestamp, number: Int) {
        self.original = original
        let contact = DemoCast.contact(address: address)
        let stated = (original.to + original.cc).first { $0.address.lowercased() == address.lowercased() }
        sender = Mailbox(name: contact?.mailbox.name ?? stated?.name ?? "", address: address)
        date = MessageDate(
            milliseconds: time.milliseconds / 1_000 * 1_000, offsetMinutes: contact?.offsetMinutes ?? 0)
        id = MessageIdentifier.mint(unique: "re.\(time.milliseconds).\(number)", domain: sender.domain)
    }

    func reply(_ text: String) -> (bytes: [UInt8], subject: String) {
        let draft = ReplyBuilder.draft(.reply, to: original, own: [sender.address])
        let message = OutgoingMessage(
            from: sender, to: draft.to, subject: draft.subject, date: date, messageID: id,
            inReplyTo: draft.inReplyTo, references: draft.references, text: text + "\n" + draft.quotedText,
            html: HTMLText.page(wrapping: HTMLText.html(fromPlain: text) + draft.quotedHTML))
        return (MessageComposer.bytes(of: message, seed: id), draft.subject)
    }

    func absence(_ text: String) -> (bytes: [UInt8], subject: String) {
        let draft = ReplyBuilder.draft(.reply, to: original, own: [sender.address])
        let subject = "Automatic reply: \(original.subject ?? "")"
        let message = OutgoingMessage(
            from: sender, to: draft.to, subject: subject, date: date, messageID: id,
            inReplyTo: draft.inReplyTo,
            references: draft.references, text: text, headers: [.init("Auto-Submitted", "auto-replied")])
        return (MessageComposer.bytes(of: message, seed: id), subject)
    }

    func bounce(status: String, words: String) -> [UInt8] {
        let header = String(decoding: original.headers.rawBytes, as: UTF8.self).replacing("\r\n", with: "\n")
        var known = header[...]
        while known.last == "\n" { known.removeLast() }
        return DeliveryReport(
            recipient: sender.address, status: status, words: words, date: date, original: known + "\n"
        ).bytes
    }
}
