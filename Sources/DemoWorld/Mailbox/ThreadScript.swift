/// A conversation as it is written down in this target's sources.
///
///     === contact | age of the last mail | unread star | Subject
///     >> 3h            the user writes, 3 hours before the next mail
///     << tom 26h       Tom writes; without a name the contact does, without a time some hours pass
///     text …
///     @attach File.pdf
///     @cc contact
struct ThreadScript: Hashable, Sendable {
    struct Turn: Hashable, Sendable {
        /// nil is the user.
        var speaker: String?
        /// Seconds since the mail before it; nil leaves it to chance.
        var pause: Int64?
        var text: String
        var copies: [String]
        var files: [String]
    }

    var partner: String
    /// Seconds from the last mail until now.
    var age: Int64
    var isUnread: Bool
    var isStarred: Bool
    var subject: String
    var turns: [Turn]

    /// Reads what is written by us; a line that means nothing belongs to the text.
    static func parse(_ source: String) -> [ThreadScript] {
        var scripts: [ThreadScript] = []
        for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("=== ") {
                if let script = heading(line.dropFirst(4)) { scripts.append(script) }
                continue
            }
            guard !scripts.isEmpty else { continue }
            scripts[scripts.count - 1].take(line)
        }
        for index in scripts.indices {
            for turn in scripts[index].turns.indices {
                scripts[index].turns[turn].text = trimmed(scripts[index].turns[turn].text)
            }
        }
        return scripts
    }

    private static func heading(_ line: Substring) -> ThreadScript? {
        let parts = line.split(separator: "|", maxSplits: 3).map { trimmed(String($0)) }
        guard parts.count == 4, let age = seconds(parts[1]) else { return nil }
        return ThreadScript(
            partner: parts[0], age: age, isUnread: parts[2].contains("unread"),
            isStarred: parts[2].contains("star"), subject: parts[3], turns: [])
    }

    private mutating func take(_ line: Substring) {
        if line == ">>" || line == "<<" || line.hasPrefix(">> ") || line.hasPrefix("<< ") {
            let words = line.dropFirst(2).split(separator: " ").map(String.init)
            let name = words.first { Self.seconds($0) == nil }
            turns.append(
                Turn(
                    speaker: line.hasPrefix("<<") ? name ?? partner : nil,
                    pause: words.compactMap(Self.seconds).first, text: "", copies: [], files: []))
        } else if turns.isEmpty {
            return
        } else if line.hasPrefix("@attach ") {
            turns[turns.count - 1].files.append(String(line.dropFirst(8)))
        } else if line.hasPrefix("@cc ") {
            turns[turns.count - 1].copies.append(String(line.dropFirst(4)))
        } else {
            turns[turns.count - 1].text += line + "\n"
        }
    }

    /// `40m`, `3h` or `12d` in seconds.
    static func seconds(_ text: String) -> Int64? {
        guard let unit = text.last, let number = Int64(text.dropLast()), number >= 0 else { return nil }
        switch unit {
        case "m": return number * 60
        case "h": return number * 3_600
        case "d": return number * 86_400
        default: return nil
        }
    }

    private static func trimmed(_ text: String) -> String {
        var text = text[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
