/// A message as it is quoted in an answer or put into a forward.
struct Quotation {
    private let message: ParsedMessage
    private let offsetMinutes: Int?

    init(_ message: ParsedMessage, offsetMinutes: Int?) {
        self.message = message
        self.offsetMinutes = offsetMinutes
    }

    /// The attribution and every line behind `>`.
    var quotedText: String {
        let lines = FlowedText.lines(of: body, flow: message.text.isEmpty ? .fixed : message.flow)
        var kept = lines
        while kept.last.map({ $0.text.trimmed.isEmpty }) == true { kept.removeLast() }
        let quoted = kept.map { line in
            let marks = String(repeating: ">", count: line.depth + 1)
            return line.text.isEmpty ? marks : marks + " " + line.text
        }
        return attribution + "\n" + quoted.joined(separator: "\n") + "\n"
    }

    var quotedHTML: String {
        "<div>\(HTMLText.escaped(attribution))</div>\n<blockquote type=\"cite\" style=\"margin:0 0 0 .8ex;"
            + "border-left:2px solid #ccc;padding-left:1ex\">\n\(page)\n</blockquote>\n"
    }

    var forwardedText: String {
        "---------- Forwarded message ----------\n"
            + block.map { "\($0.0): \($0.1)\n" }.joined() + "\n" + body
    }

    var forwardedHTML: String {
        let lines = block.map { "<b>\($0.0):</b> \(HTMLText.escaped($0.1))<br>\n" }.joined()
        return "<div>---------- Forwarded message ----------<br>\n\(lines)</div><br>\n\(page)\n"
    }

    /// `On Fri, 20 Nov 2026 at 15:30, Mia Chen wrote:`
    private var attribution: String {
        let writer = message.from.first?.label ?? "somebody"
        guard let date = date else { return "\(writer) wrote:" }
        return "On \(date), \(writer) wrote:"
    }

    private var date: String? {
        guard let date = message.date else { return nil }
        let offset = offsetMinutes ?? date.offsetMinutes
        let time = CivilTime(milliseconds: date.milliseconds + Int64(offset) * 60_000)
        return
            "\(CivilTime.weekdays[time.weekday]), \(time.day) \(CivilTime.months[time.month - 1]) \(time.year) "
            + "at \(padded(time.hour)):\(padded(time.minute))"
    }

    private var block: [(String, String)] {
        func list(_ mailboxes: [Mailbox]) -> String? {
            mailboxes.isEmpty ? nil : mailboxes.map(\.formatted).joined(separator: ", ")
        }
        let fields: [(String, String?)] = [
            ("From", list(message.from)), ("Date", date), ("Subject", message.subject),
            ("To", list(message.to)),
            ("Cc", list(message.cc)),
        ]
        return fields.compactMap { name, value in value.map { (name, HeaderEncoder.clean($0)) } }
    }

    private var body: String {
        if message.text.utf8.contains(where: { $0 > 0x20 }) { return message.text }
        return message.html.map { HTMLText.plainText(of: $0, footnotes: false) } ?? ""
    }

    private var page: String {
        message.html.map { HTMLSanitizer.fragment(of: $0) } ?? HTMLText.html(fromPlain: message.text)
    }
}
