import CRMModel

/// A line of recipients as it is typed: `Ana Souza <ana@x.example>, bob@y.example`.
enum Addresses {
    /// The parts between commas and semicolons that are not in quotes, trimmed, without empty ones.
    static func parts(_ text: String) -> [String] { split(text, at: ",;") }

    /// The parts between any of the marks that are not in quotes, trimmed, without empty ones.
    static func split(_ text: String, at marks: String) -> [String] {
        var parts: [String] = []
        var part = ""
        var isQuoted = false
        for character in text {
            if character == "\"" { isQuoted.toggle() }
            if !isQuoted, marks.contains(character) {
                parts.append(part)
                part = ""
            } else {
                part.append(character)
            }
        }
        return (parts + [part]).map(trimmed).filter { !$0.isEmpty }
    }

    static func correspondents(in text: String) -> [Correspondent] { parts(text).map(correspondent) }

    /// The names to show, or the addresses where there is no name.
    static func names(in text: String) -> [String] { correspondents(in: text).map(\.displayName) }

    /// The part that the cursor is in, for completion: what follows the last comma outside quotes.
    static func stem(_ textBeforeCursor: String) -> String {
        var stem = ""
        var isQuoted = false
        for character in textBeforeCursor {
            if character == "\"" { isQuoted.toggle() }
            if !isQuoted, character == "," || character == ";" { stem = "" } else { stem.append(character) }
        }
        return trimmed(stem)
    }

    /// As it is written into the line: quoted where the name needs it.
    static func text(_ person: Correspondent) -> String {
        guard let name = person.name, !name.isEmpty else { return person.address.text }
        let needsQuotes = name.contains { ",;<>\"@()[]:\\".contains($0) }
        let safe = name.filter { $0 != "\"" && $0 != "\\" }
        return (needsQuotes ? "\"\(safe)\"" : name) + " <\(person.address.text)>"
    }

    /// Why the part cannot be an address; nil when it can.
    static func fault(_ part: String) -> String? {
        let address = correspondent(part).address
        if address.localPart.isEmpty || address.domain.isEmpty || !address.text.contains("@") {
            return "\(part) is no address"
        }
        return address.text.contains(" ") ? "\(part) is no address" : nil
    }

    private static func correspondent(_ part: String) -> Correspondent {
        guard let open = part.lastIndex(of: "<") else {
            return Correspondent(name: nil, address: EmailAddress(part))
        }
        let rest = part[part.index(after: open)...].prefix { $0 != ">" }
        let name = trimmed(String(part[..<open])).filter { $0 != "\"" }
        return Correspondent(name: name.isEmpty ? nil : name, address: EmailAddress(String(rest)))
    }

    private static func trimmed(_ text: String) -> String {
        var text = Substring(text)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
