import CRMModel

/// Addresses as they stand in other programs: a column of a sheet, a line of Outlook, a list of bare addresses.
enum PastedAddresses {
    /// One line with commas between; a text that is no list of addresses stays as it is.
    ///
    /// - Parameter room: clusters that the line may have. Addresses that do not fit are left out whole.
    /// - Returns: the line, and whether all of the text is in it.
    static func line(_ text: String, room: Int = .max) -> (line: String, isWhole: Bool) {
        let head = beginning(text, bytes: room < 1 << 16 ? 8 * room + 4096 : 1 << 20)
        let isCut = head.utf8.count < text.utf8.count
        let entries = entries(head)
        guard entries.count > 1 else {
            let one = entries.first ?? String(head)
            let fitting = room == .max ? one : String(one.prefix(room))
            return (fitting, !isCut && fitting.utf8.count == one.utf8.count)
        }
        var line = ""
        var used = 0
        for entry in entries {
            used += entry.count + 2
            guard used <= room else { return (line, false) }
            line += entry + ", "
        }
        return (line, !isCut)
    }

    /// The text up to the last separator before a number of bytes, so that no address is cut in two.
    private static func beginning(_ text: String, bytes: Int) -> Substring {
        let utf8 = text.utf8
        guard utf8.count > bytes else { return text[...] }
        let head = utf8.prefix(bytes)
        let separators = Set(",;\n\t ".utf8)
        return text[..<(head.lastIndex { separators.contains($0) } ?? head.endIndex)]
    }

    private static func entries(_ text: Substring) -> [String] {
        // Outlook writes `Chen, Mia <mia@x.example>; Ito, Ken <ken@y.example>`: its commas belong to names.
        let lines = text.split(whereSeparator: \.isNewline)
        let hasSemicolons = Addresses.split(String(text), at: ";").count > 1
        return lines.flatMap { line -> [String] in
            let cells = line.split(separator: "\t").joined(separator: " ")
            let parts = Addresses.split(cells, at: hasSemicolons ? ";" : ",;")
            let isOne = !hasSemicolons && cells.count { $0 == "@" } == 1
            return (isOne ? [cells] : parts).flatMap(entry)
        }
    }

    /// A name before `<` that holds a comma is quoted; bare addresses between blanks are several.
    private static func entry(_ text: String) -> [String] {
        let words = text.split(whereSeparator: \.isWhitespace).map(cleaned)
        guard !words.isEmpty else { return [] }
        if !text.contains("<"), !text.contains("\"") {
            if words.allSatisfy({ $0.contains("@") }) { return words }
            // `Mia Chen mia@x.example`, as from two cells of a sheet.
            if let last = words.last, last.contains("@"), words.count(where: { $0.contains("@") }) == 1 {
                let name = words.dropLast().joined(separator: " ")
                return [Addresses.text(Correspondent(name: name, address: EmailAddress(last)))]
            }
        }
        return Addresses.correspondents(in: quoted(words.joined(separator: " "))).map(Addresses.text)
    }

    private static func cleaned(_ word: Substring) -> String {
        let start = word.prefix(8).lowercased()
        if start == "<mailto:" { return "<" + word.dropFirst(8) }
        return start.hasPrefix("mailto:") ? String(word.dropFirst(7)) : String(word)
    }

    private static func quoted(_ text: String) -> String {
        guard let open = text.firstIndex(of: "<"), !text.contains("\""), text[..<open].contains(",") else {
            return text
        }
        var name = text[..<open]
        while name.last?.isWhitespace == true { name.removeLast() }
        return "\"\(name)\" \(text[open...])"
    }
}
