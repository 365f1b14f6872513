import MailCore
import Platform

extension CommandSpec {
    static let mime = CommandSpec(
        path: ["mime"], summary: "parse one message, no workspace needed", operands: [.required("FILE")],
        options: [.value("--rendered", "WIDTH", "the message as the reader shows it, WIDTH cells wide")],
        run: .background { invocation in
            let width = try invocation.integer("--rendered", in: 20...1000)
            let bytes = try InputFile.read(invocation.operands[0], limit: MIMEParser.messageLimit)
            let message = MIMEParser.parse(bytes)
            let printer = Printer(invocation)
            if let width {
                let lines = MessageRendering.lines(of: message, width: width)
                printer.result(["text": .string(lines.joined(separator: "\n"))], lines: lines)
            } else {
                let report = MIMEReport(message)
                printer.result(JSONValue(report), lines: summary(report))
            }
        })

    private static func summary(_ report: MIMEReport) -> [String] {
        func people(_ pairs: [[String]]) -> String {
            pairs.map { $0[0].isEmpty ? $0[1] : "\($0[0]) <\($0[1])>" }.joined(separator: ", ")
        }
        var lines = ["From: \(people(report.from))", "To: \(people(report.to))"]
        if !report.cc.isEmpty { lines.append("Cc: \(people(report.cc))") }
        lines += ["Date: \(report.date ?? "")", "Subject: \(report.subject ?? "")", ""]
        if !report.text.isEmpty { lines.append(report.text) }
        for (index, part) in report.attachments.enumerated() {
            lines.append("[\(index + 1)] \(part.name ?? "(no name)")  \(part.type)  \(part.size) bytes")
        }
        return lines
    }
}

extension JSONValue {
    /// The fields that `rapport mime` prints.
    init(_ report: MIMEReport) {
        func pairs(_ pairs: [[String]]) -> JSONValue {
            .array(pairs.map { .array($0.map { .string($0) }) })
        }
        func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
        self = [
            "subject": JSONValue(report.subject), "from": pairs(report.from), "to": pairs(report.to),
            "cc": pairs(report.cc), "reply_to": pairs(report.replyTo), "date": JSONValue(report.date),
            "message_id": JSONValue(report.messageID), "in_reply_to": texts(report.inReplyTo),
            "references": texts(report.references),
            "attachments": .array(
                report.attachments.map { part in
                    [
                        "name": JSONValue(part.name), "type": .string(part.type),
                        "size": JSONValue(part.size),
                        "inline": .bool(part.inline), "path": .string(part.path),
                    ]
                }), "text": .string(report.text), "html": JSONValue(report.html),
        ]
    }
}
