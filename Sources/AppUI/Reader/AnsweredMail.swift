/// Finds the answered mail that offices leave below an answer: a block of its headers, then its text, with no mark
/// of a quotation.
enum AnsweredMail {
    /// The first words of the header lines, in the languages that mail programs write them in.
    private static let senders = ["From:", "Von:", "De:", "Da:", "Van:", "Från:", "Od:"]
    private static let dates = [
        "Sent:", "Date:", "Gesendet:", "Datum:", "Envoyé:", "Envoyé :", "Enviado:", "Fecha:", "Data:",
        "Inviato:",
        "Verzonden:", "Skickat:", "Wysłano:",
    ]

    /// The lines with everything from such a block on one level deeper.
    static func marked(_ lines: [BodyLine]) -> [BodyLine] {
        guard let start = start(in: lines) else { return lines }
        var result = lines
        for index in start..<lines.count { result[index].quoteLevel += 1 }
        return result
    }

    private static func start(in lines: [BodyLine]) -> Int? {
        // A block at the very top is a mail that was passed on: it is what one wants to read.
        for index in lines.indices.dropFirst(2) where lines[index].quoteLevel == 0 {
            let text = lines[index].text
            guard senders.contains(where: { text.hasPrefix($0) }) else { continue }
            let next = lines[(index + 1)...].prefix(3).map(\.text)
            guard next.contains(where: { line in dates.contains { line.hasPrefix($0) } }) else { continue }
            let isRuled = lines[index - 1].spans.contains { $0.role == .rule }
            return isRuled ? index - 1 : index
        }
        return nil
    }
}
