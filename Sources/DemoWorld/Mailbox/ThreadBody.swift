import CRMModel
import MailCore

/// The text of one mail of a conversation, with closing, signature and quotation as its writer's program makes them.
struct ThreadBody {
    let text: String
    let html: String?

    init(voice: Voice, text: String, isFirst: Bool, previous: ParsedMessage?) {
        let own = Self.signed(voice: voice, text: text, isFirst: isFirst)
        guard voice.habit != .phone else {
            self.text = own + (isFirst ? "\n\nSent from my phone" : "") + "\n"
            html = HTMLText.page(fromPlain: self.text)
            return
        }
        guard let previous else {
            self.text = own + "\n"
            html = voice.habit == .plain ? nil : HTMLText.page(fromPlain: own)
            return
        }
        if voice.habit == .office {
            let block = Self.headerBlock(previous)
            let quoted = previous.text
            self.text = own + "\n\n________________________________\n" + block + "\n\n" + quoted
            html = HTMLText.page(
                wrapping: HTMLText.html(fromPlain: own) + "<hr>\n<div>" + Self.boldBlock(block)
                    + "</div><br>\n"
                    + (previous.html.map { HTMLSanitizer.fragment(of: $0) }
                        ?? HTMLText.html(fromPlain: quoted)))
            return
        }
        let draft = ReplyBuilder.draft(
            .reply, to: previous, own: [voice.mailbox.address], offsetMinutes: voice.offsetMinutes)
        self.text = own + "\n\n" + draft.quotedText
        html =
            voice.habit == .plain
            ? nil : HTMLText.page(wrapping: HTMLText.html(fromPlain: own) + "<br>\n" + draft.quotedHTML)
    }

    private static func signed(voice: Voice, text: String, isFirst: Bool) -> String {
        let name = voice.closing.split(separator: "\n").last.map(String.init) ?? ""
        var result = text
        if !name.isEmpty, !text.hasSuffix(name) { result += "\n\n" + (isFirst ? voice.closing : name) }
        if isFirst, voice.habit != .phone, !voice.signature.isEmpty {
            result += "\n\n-- \n" + voice.signature
        }
        return result
    }

    private static func headerBlock(_ message: ParsedMessage) -> String {
        let fields: [(String, String?)] = [
            ("From", message.from.first?.formatted),
            ("Sent", message.date.map { String($0.headerValue.dropLast(9)) }),
            ("To", message.to.map(\.formatted).joined(separator: "; ")),
            ("Cc", message.cc.isEmpty ? nil : message.cc.map(\.formatted).joined(separator: "; ")),
            ("Subject", message.subject),
        ]
        return fields.compactMap { name, value in value.map { "\(name): \($0)" } }.joined(separator: "\n")
    }

    private static func boldBlock(_ block: String) -> String {
        block.split(separator: "\n").map { line in
            let name = line.prefix { $0 != ":" }
            return "<b>\(name):</b>\(HTMLText.escaped(String(line.dropFirst(name.count + 1))))<br>\n"
        }.joined()
    }
}

/// The header fields that servers put in front of a mail on its way.
enum ArrivalTrace {
    /// - Parameter hop: seconds that it took; also makes the sending host's address.
    static func fields(of message: OutgoingMessage, received: Timestamp, hop: Int64) -> [UInt8] {
        let from = message.from
        let date = MessageDate(milliseconds: received.milliseconds, offsetMinutes: 60).headerValue
        let id = String(UInt64(bitPattern: received.milliseconds) &* 2_654_435_761 % 0xFFFF_FFFF, radix: 36)
        return Array(
            """
            Return-Path: <\(from.address)>\r
            Delivered-To: \(DemoCast.user.address)\r
            Received: from mail.\(from.domain) (mail.\(from.domain) [192.0.2.\(20 + hop * 7)])\r
            \tby mx.\(DemoCast.user.domain) with ESMTPS id \(id)\r
            \tfor <\(DemoCast.user.address)>; \(date)\r
            Authentication-Results: mx.\(DemoCast.user.domain);\r
            \tdkim=pass header.d=\(from.domain); spf=pass smtp.mailfrom=\(from.address); dmarc=pass\r\n
            """.utf8)
    }
}
