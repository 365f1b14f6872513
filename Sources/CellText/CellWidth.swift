import CUTF8Proc

/// How many terminal cells text takes. The only width function of the project: lists, mail bodies and
/// the terminal driver must agree, or columns break.
public enum CellWidth {
    /// The cells of one grapheme cluster as `Sanitizer.line` lets it be drawn: 0 (a lone combining mark), 1
    /// or 2. A control character takes the one cell of its picture, a tab or a line break that of a space.
    ///
    /// A cluster takes the width of its widest scalar, as terminals draw it: a ZWJ family is 2, a flag is 2,
    /// a letter with marks is 1. A variation selector does not widen (as in tmux).
    public static func of(_ character: Character) -> Int {
        if character.isASCII { return 1 }
        var widest = 0
        for scalar in character.unicodeScalars {
            let width = of(scalar)
            if width > widest { widest = width }
            if widest == 2 { return 2 }
        }
        return widest
    }

    /// The cells of a whole text, the sum over its grapheme clusters.
    public static func of(_ text: some StringProtocol) -> Int {
        var total = 0
        var isPlain = true
        for byte in text.utf8 {
            if byte < 0x20 || byte >= 0x7F {
                isPlain = false
                break
            }
            total += 1
        }
        if isPlain { return total }
        return text.reduce(0) { $0 + of($1) }
    }

    private static func of(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0xAD, 0x200B...0x200F, 0xFE00...0xFE0F, 0xFEFF, 0x61C, 0xE0000...0xE01EF: 0
        case 0...0x1F, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069, 0x2028, 0x2029, 0xFFF9...0xFFFB: 1
        case 0x1F1E6...0x1F1FF: 2  // regional indicators: a pair is one flag of two cells
        default: max(0, Int(utf8proc_charwidth(Int32(bitPattern: scalar.value))))
        }
    }
}

extension StringProtocol {
    /// The cells this text takes on a terminal.
    public var cellWidth: Int { CellWidth.of(self) }

    /// The longest prefix that fits into `cells`, cut between grapheme clusters; ends in `ellipsis` when
    /// something was cut and the ellipsis itself fits.
    ///
    /// Never wider than `cells`; may be one cell narrower where a wide character did not fit.
    public func clipped(toCells cells: Int, ellipsis: String = "…") -> String {
        guard cells > 0 else { return "" }
        // A cheap way out for the common case: no text is wider than two cells per UTF-8 byte.
        if utf8.count <= cells || cellWidth <= cells { return String(self) }
        let room = Swift.max(0, cells - ellipsis.cellWidth)
        var result = ""
        var used = 0
        for character in self {
            let width = CellWidth.of(character)
            if used + width > room { break }
            result.append(character)
            used += width
        }
        return ellipsis.cellWidth <= cells ? result + ellipsis : result
    }

    /// This text clipped and padded with spaces to exactly `cells` cells.
    ///
    /// - Parameter alignment: where the padding goes: `.leading` pads on the right.
    public func fitted(toCells cells: Int, alignment: CellAlignment = .leading) -> String {
        let clipped = self.clipped(toCells: cells)
        let padding = String(repeating: " ", count: Swift.max(0, cells - clipped.cellWidth))
        return alignment == .leading ? clipped + padding : padding + clipped
    }
}

/// Which side of a column text clings to.
public enum CellAlignment: Hashable, Sendable { case leading, trailing }
