/// Writes paragraphs, lists and quotations line by line.
struct PlainToHTML {
    private enum Block: Hashable { case none, paragraph, bullets, numbers }

    private var output = ""
    private var block = Block.none
    private var depth = 0

    mutating func add(_ line: String) {
        let (level, rest) = FlowedText.unquoted(line[...], isFlowed: false)
        quote(to: min(level, 20))
        let text = String(rest)
        if text.trimmed.isEmpty {
            if block == .paragraph { close() }
            return
        }
        if let item = Self.bullet(text) {
            openList(.bullets, "<ul style=\"margin:0 0 1em 0;padding-left:2em\">\n")
            output += "<li>\(Inline.html(item))</li>\n"
        } else if let item = Self.number(text) {
            openList(
                .numbers,
                "<ol style=\"margin:0 0 1em 0;padding-left:2em\"\(item.start == 1 ? "" : " start=\"\(item.start)\"")>\n"
            )
            output += "<li>\(Inline.html(item.text))</li>\n"
        } else if block == .paragraph {
            output += "<br>\n" + Inline.html(text)
        } else {
            close()
            output += "<p style=\"margin:0 0 1em 0\">" + Inline.html(text)
            block = .paragraph
        }
    }

    mutating func finish() -> String {
        quote(to: 0)
        close()
        return output
    }

    private mutating func quote(to level: Int) {
        guard level != depth else { return }
        close()
        while depth < level {
            output +=
                "<blockquote style=\"margin:0 0 1em 0;padding-left:1em;border-left:2px solid #ccc;color:#555\">\n"
            depth += 1
        }
        while depth > level {
            output += "</blockquote>\n"
            depth -= 1
        }
    }

    private mutating func openList(_ kind: Block, _ tag: String) {
        guard block != kind else { return }
        close()
        output += tag
        block = kind
    }

    private mutating func close() {
        switch block {
        case .none: break
        case .paragraph: output += "</p>\n"
        case .bullets: output += "</ul>\n"
        case .numbers: output += "</ol>\n"
        }
        block = .none
    }

    private static func bullet(_ line: String) -> String? {
        let text = line.trimmed
        for mark in ["- ", "* ", "• "] where text.hasPrefix(mark) && text != "-- " {
            return String(text.dropFirst(2)).trimmed
        }
        return nil
    }

    private static func number(_ line: String) -> (start: Int, text: String)? {
        let text = line.trimmed
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, digits.count <= 3, let number = Int(digits) else { return nil }
        let rest = text.dropFirst(digits.count)
        guard rest.hasPrefix(". ") || rest.hasPrefix(") ") else { return nil }
        return (number, String(rest.dropFirst(2)).trimmed)
    }

    /// Bold, links and indentation within a line.
    private enum Inline {
        static func html(_ line: String) -> String {
            let indent = line.prefix { $0 == " " }.count
            let spaces = String(repeating: "&nbsp;", count: min(indent, 40))
            return spaces + linked(String(line.dropFirst(indent)))
        }

        private static func linked(_ text: String) -> String {
            var result = ""
            var rest = text[...]
            while let open = rest.firstIndex(of: "[") {
                guard let middle = rest[open...].prefix(600).range(of: "]("),
                    let close = rest[middle.upperBound...].prefix(2_000).firstIndex(of: ")")
                else {
                    let next = rest.index(after: open)
                    result += bare(String(rest[..<next]))
                    rest = rest[next...]
                    continue
                }
                let target = String(rest[middle.upperBound..<close])
                let words = String(rest[rest.index(after: open)..<middle.lowerBound])
                let isLink =
                    ["http://", "https://", "mailto:", "tel:"].contains { target.lowercased().hasPrefix($0) }
                    && !target.contains(" ") && !words.isEmpty && !words.contains("[")
                result += bare(String(rest[..<open]))
                if isLink {
                    result += anchor(target, words)
                    rest = rest[rest.index(after: close)...]
                } else {
                    result += "["
                    rest = rest[rest.index(after: open)...]
                }
            }
            return result + bare(String(rest))
        }

        private static func bare(_ text: String) -> String {
            var result = ""
            var position = text.startIndex
            for link in LinkScanner.links(in: text) {
                result += bold(String(text[position..<link.range.lowerBound]))
                result += anchor(link.target, String(text[link.range]))
                position = link.range.upperBound
            }
            return result + bold(String(text[position...]))
        }

        private static func anchor(_ target: String, _ words: String) -> String {
            "<a href=\"\(HTMLText.escaped(target))\" style=\"color:#1a56db\">\(bold(words))</a>"
        }

        private static func bold(_ text: String) -> String {
            var pieces = text.split(separator: "**", omittingEmptySubsequences: false).map {
                HTMLText.escaped(String($0))
            }
            // An odd number of marks leaves the last one as it stands.
            if pieces.count % 2 == 0, let last = pieces.popLast() { pieces[pieces.count - 1] += "**" + last }
            return pieces.enumerated().map { $0.offset % 2 == 1 ? "<b>\($0.element)</b>" : $0.element }
                .joined()
        }
    }
}

extension Substring {
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
