import CRMModel

/// A line of recipients as it is typed: `Ana Souza <ana@x.example>, bob@y.example`.
enum Addresses {
    /// The parts between commas and semicolons that are not in quotes, trimmed, without empty ones.
    static func parts(_ text: String) -> [String] { split(text, at: ",;") }

    /// The parts between any of the marks, all ASCII, that are not in quotes, trimmed, without empty ones.
    static func split(_ text: String, at marks: String) -> [String] {
        let marks = Set(marks.utf8)
        var parts: [String] = []
        let bytes = text.utf8
        var start = bytes.startIndex
        var isQuoted = false
        for place in bytes.indices {
            if bytes[place] == UInt8(ascii: "\"") { isQuoted.toggle() }
            guard !isQuoted, marks.contains(bytes[place]) else { continue }
            parts.append(String(text[start..<place]))
            start = bytes.index(after: place)
        }
        return (parts + [String(text[start...])]).map(trimmed).filter { !$0.isEmpty }
    }

    static func correspondents(in text: String) -> [Correspondent] { parts(text).map(correspondent) }

    /// The names to show, or the addresses where there is no name.
    static func names(in text: String) -> [String] { correspondents(in: text).map(\.displayName) }

    /// The part that the cursor is in, for completion: what follows the last comma outside quotes.
    static func stem(_ textBeforeCursor: String) -> String {
        let bytes = textBeforeCursor.utf8
        var start = bytes.startIndex
        var isQuoted = false
        for place in bytes.indices {
            switch bytes[place] {
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: ","), UInt8(ascii: ";"): if !isQuoted { start = bytes.index(after: place) }
            default: break
            }
        }
        return trimmed(String(textBeforeCursor[start...]))
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
