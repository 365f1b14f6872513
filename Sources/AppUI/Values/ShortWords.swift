import CellText

/// Long words made short where there is little room.
enum ShortWords {
    /// The part of an address on the web that says what it is: `fathomline.example/offer`, `proposal-v2.pdf`;
    /// anything else as it is.
    static func link(_ text: String) -> String {
        guard let scheme = ["https://", "http://"].first(where: { text.hasPrefix($0) }) else { return text }
        var rest = text.dropFirst(scheme.count)
        if rest.hasPrefix("www.") { rest = rest.dropFirst(4) }
        rest = rest.prefix { $0 != "?" && $0 != "#" }
        while rest.last == "/" { rest = rest.dropLast() }
        guard let last = rest.split(separator: "/").last, last.contains("."), rest.contains("/") else {
            return String(rest)
        }
        return String(last)
    }

    /// A company's name cut at a word: `Kessel & Roth` of `Kessel & Roth Maschinenbau`; in the middle of the first
    /// word only when even that is too long.
    static func company(_ name: String, cells: Int, ellipsis: String) -> String {
        guard name.cellWidth > cells else { return name }
        var words = name.split(separator: " ").map(String.init)
        while words.count > 1 {
            words.removeLast()
            while let last = words.last, words.count > 1, last.count < 4, !last.contains(where: \.isUppercase)
            {
                words.removeLast()
            }
            let text = words.joined(separator: " ")
            if text.cellWidth <= cells { return text }
        }
        return name.clipped(toCells: cells, ellipsis: ellipsis)
    }

    /// A subject without the marks of answers, for conversations that say so by their count.
    static func conversation(_ subject: String) -> String {
        var rest = Substring(subject)
        for _ in 0..<8 {
            rest = rest.drop { $0 == " " }
            let head = rest.prefix(6).lowercased()
            guard let mark = marks.first(where: { head.hasPrefix($0) }) else { break }
            rest = rest.dropFirst(mark.count)
        }
        return rest.isEmpty ? subject : String(rest)
    }

    /// Who a hit is by, with the first reason where it is no person, without the points that it gave:
    /// `by a machine · within a second of delivery`.
    static func verdict(_ detail: String) -> String {
        if detail == "human" || detail.hasPrefix("human:") { return "by a person" }
        let parts = detail.split(separator: ":", maxSplits: 2).map { $0.drop { $0 == " " } }
        guard parts.count > 1 else { return detail }
        var reason = parts[1]
        if reason.hasSuffix(")"), let open = reason.lastIndex(of: "("),
            reason[open...].dropFirst().dropLast().allSatisfy({ $0.isNumber || "+-−".contains($0) })
        {
            reason = reason[..<open]
            while reason.last == " " { reason.removeLast() }
        }
        switch parts[0] {
        case "probable": return "probably by a person"
        case "machine": return "by a machine · \(reason)"
        case "proxy": return "by a machine · fetched before it was read"
        default: return "\(parts[0]) · \(reason)"
        }
    }

    private static let marks = ["re:", "aw:", "sv:", "antw:", "odp:", "res:", "rif:", "re :"]
}
