import CellText

/// Words of one look, before they are broken into lines.
struct InlineRun: Hashable {
    var text: String
    var role: TextRole
    var emphasis: TextEmphasis
    var link: Int?
}

/// A piece of a page that stands on its own lines.
struct LayoutBlock {
    enum Content {
        case paragraph([InlineRun])
        case preformatted([InlineRun])
        case rule
        case table(LayoutTable)
    }

    var content: Content
    var quote = 0
    /// Cells in front of every line.
    var indent = 0
    /// Stands in front of the first line, inside the indent.
    var marker = ""
    /// Empty lines wanted above, 0 or 1.
    var margin = 0

    /// The runs of a paragraph; nil for anything else.
    var runs: [InlineRun]? {
        if case .paragraph(let runs) = content { return runs }
        return nil
    }
}

/// A table of data: rows of cells, each one paragraph.
struct LayoutTable {
    struct Cell {
        var runs: [InlineRun]
        var isHeader: Bool
        var isTrailing: Bool
        /// How many columns it takes, at least 1.
        var span = 1

        var width: Int { runs.reduce(0) { $0 + $1.text.cellWidth } }
    }

    var rows: [[Cell]]
    var columns: Int { rows.map { $0.reduce(0) { $0 + $1.span } }.max() ?? 0 }

    /// The cells of a row with the column where each begins.
    static func placed(_ row: [Cell]) -> [(column: Int, cell: Cell)] {
        var column = 0
        return row.map { cell in
            defer { column += cell.span }
            return (column, cell)
        }
    }
}

/// Cleans text of a page: blanks collapsed as a browser does, invisible filler and terminal controls gone.
enum InlineText {
    /// - Parameter startsAfterSpace: true when the text in front ended in a blank, so that this one needs none.
    static func collapsed(_ text: String, startsAfterSpace: Bool) -> String {
        var text = text
        if let fast = text.withUTF8({ asciiCollapsed($0, startsAfterSpace) }) { return fast }
        var result = String.UnicodeScalarView()
        var isSpace = startsAfterSpace
        for scalar in text.unicodeScalars {
            if scalar.value <= 0x20 || scalar.value == 0xA0 || (0x2000...0x200A).contains(scalar.value)
                || scalar.value == 0x202F
            {
                if result.last?.value == 0x200C { result.removeLast() }
                if !isSpace { result.append(" ") }
                isSpace = true
            } else if isFiller(scalar) || (scalar.value == 0x200C && isSpace) {
                continue
            } else {
                result.append(scalar)
                isSpace = false
            }
        }
        return Sanitizer.line(String(result))
    }

    /// Keeps blanks and line breaks; filler and controls gone.
    static func preserved(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F || $0 == 0x0A }) { return text }
        return Sanitizer.lines(
            String(
                String.UnicodeScalarView(
                    text.unicodeScalars.filter { !isFiller($0) }.map { $0.value == 0xA0 ? " " : $0 })))
    }

    /// Invisible characters: preheaders are stuffed with them, and direction marks could reorder the screen.
    static func isFiller(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xAD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x200B, 0x200E, 0x200F,
            0x202A...0x202E,
            0x2060...0x2069, 0x3164, 0xFEFF, 0xFFA0:
            true
        default: false
        }
    }

    private static func asciiCollapsed(_ bytes: UnsafeBufferPointer<UInt8>, _ startsAfterSpace: Bool)
        -> String?
    {
        var isSpace = startsAfterSpace
        var needsWork = false
        for byte in bytes {
            if byte >= 0x7F || (byte < 0x20 && !ASCII.isBlank(byte)) { return nil }
            if byte <= 0x20 {
                if isSpace || byte != 0x20 { needsWork = true }
                isSpace = true
            } else {
                isSpace = false
            }
        }
        if !needsWork { return String(decoding: bytes, as: UTF8.self) }
        isSpace = startsAfterSpace
        return String(unsafeUninitializedCapacity: bytes.count) { output in
            var count = 0
            for byte in bytes {
                if byte <= 0x20 {
                    if !isSpace {
                        output[count] = 0x20
                        count += 1
                    }
                    isSpace = true
                } else {
                    output[count] = byte
                    count += 1
                    isSpace = false
                }
            }
            return count
        }
    }
}
