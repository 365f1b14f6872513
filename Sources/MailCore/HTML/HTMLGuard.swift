/// Makes markup harmless for the parser, which is quadratic on deep nesting and on endless attributes: what goes
/// too deep loses its tags but keeps its text.
enum HTMLGuard {
    /// Bytes of markup that are read.
    static let sizeLimit = 2 << 20
    /// Open elements at one place, implied ones not counted.
    static let depthLimit = 96
    static let tagLimit = 120_000
    static let attributeLimit = 64
    private static let tagLengthLimit = 1 << 19

    /// Elements that close by themselves or have no content: their start tags do not nest.
    private static let flat: Set<String> = [
        "p", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "dt", "dd", "option", "br", "img", "hr",
        "meta", "link",
        "input", "col", "area", "base", "wbr", "param", "source", "track", "embed", "html", "head", "body",
        "colgroup",
    ]

    /// Markup that can be parsed in a time that grows with its length.
    static func bounded(_ html: [UInt8]) -> [UInt8] {
        var scanner = Scanner(bytes: html, count: min(html.count, sizeLimit))
        return scanner.run()
    }

    private struct Scanner {
        let bytes: [UInt8]
        let count: Int
        var output: [UInt8] = []
        var depth = 0
        var dropped = 0
        var tags = 0

        init(bytes: [UInt8], count: Int) {
            self.bytes = bytes
            self.count = count
        }

        mutating func run() -> [UInt8] {
            output.reserveCapacity(count)
            var index = 0
            while index < count {
                let start = index
                while index < count, bytes[index] != 0x3C { index += 1 }
                output.append(contentsOf: bytes[start..<index])
                guard index < count else { break }
                index = tag(at: index)
            }
            return output
        }

        /// Copies or drops what begins with `<` at `start`; returns the index behind it.
        private mutating func tag(at start: Int) -> Int {
            var index = start + 1
            guard index < count else { return copied(start, count) }
            if bytes[index] == 0x21 { return declaration(at: start) }
            let isEnd = bytes[index] == 0x2F
            if isEnd { index += 1 }
            let nameStart = index
            guard index < count, ASCII.isLetter(bytes[index]) else {
                return copied(start, min(count, start + 1))
            }
            while index < count,
                ASCII.isLetter(bytes[index]) || ASCII.isDigit(bytes[index]) || bytes[index] == 0x3A
                    || bytes[index] == 0x2D
            { index += 1 }
            let name = String(decoding: bytes[nameStart..<min(index, nameStart + 32)], as: UTF8.self)
                .asciiLowercased
            let (end, attributes) = tagEnd(from: index)
            tags += 1
            if tags > tagLimit || end - start > tagLengthLimit || attributes > attributeLimit { return end }
            if isRawText(name), !isEnd { return rawText(name, at: start, from: end) }
            if flat.contains(name) { return copied(start, end) }
            if isEnd {
                if dropped > 0 {
                    dropped -= 1
                    return end
                }
                depth = max(0, depth - 1)
            } else if depth >= depthLimit {
                dropped += 1
                return end
            } else {
                depth += 1
            }
            return copied(start, end)
        }

        private mutating func copied(_ start: Int, _ end: Int) -> Int {
            output.append(contentsOf: bytes[start..<end])
            return end
        }

        /// The index behind the tag's `>` and a count of its attributes.
        private func tagEnd(from start: Int) -> (Int, Int) {
            var index = start
            var quote: UInt8 = 0
            var attributes = 0
            while index < count {
                let byte = bytes[index]
                if quote != 0 {
                    if byte == quote { quote = 0 }
                } else if byte == 0x3E {
                    return (index + 1, attributes)
                } else if byte == 0x22 || byte == 0x27,
                    bytes[index - 1] == 0x3D || ASCII.isBlank(bytes[index - 1])
                {
                    quote = byte
                } else if ASCII.isBlank(byte) || byte == 0x2F, index + 1 < count, bytes[index + 1] > 0x20 {
                    attributes += 1
                }
                index += 1
            }
            return (count, attributes)
        }

        private mutating func declaration(at start: Int) -> Int {
            var index = start + 2
            if index + 1 < count, bytes[index] == 0x2D, bytes[index + 1] == 0x2D {
                index += 2
                // "<!-->" is a whole comment.
                if index < count, bytes[index] == 0x3E { return index + 1 }
                while index + 2 < count {
                    if bytes[index] == 0x2D, bytes[index + 1] == 0x2D, bytes[index + 2] == 0x3E {
                        return copied(start, index + 3)
                    }
                    index += 1
                }
                return count
            }
            while index < count, bytes[index] != 0x3E { index += 1 }
            return copied(start, min(count, index + 1))
        }

        private func isRawText(_ name: String) -> Bool {
            switch name {
            case "script", "style", "title", "textarea", "xmp", "noframes", "noembed", "iframe": true
            default: false
            }
        }

        private mutating func rawText(_ name: String, at start: Int, from content: Int) -> Int {
            var index = content
            let length = name.utf8.count
            while index + 2 + length <= count {
                if bytes[index] == 0x3C, bytes[index + 1] == 0x2F,
                    ASCII.equal(bytes[index + 2..<index + 2 + length], name)
                {
                    let end = tagEnd(from: index + 2).0
                    return copied(start, end)
                }
                index += 1
            }
            return copied(start, count)
        }
    }
}
