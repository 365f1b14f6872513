/// Text in scripts without spaces between words, which an index of words cannot find.
enum CJKText {
    /// Whether there is any such character.
    static func isContained(in text: some StringProtocol) -> Bool {
        // In UTF-8 all of these scripts begin with a byte of 0xE1 or more.
        let isLikely =
            text.utf8.withContiguousStorageIfAvailable { $0.contains { $0 >= 0xE1 } }
            ?? text.utf8.contains { $0 >= 0xE1 }
        return isLikely && text.unicodeScalars.contains(where: isCJK)
    }

    /// The runs of such characters, with blanks and line ends inside and between them taken as one blank
    /// or none, so that a wrapped phrase is found; empty when there are none.
    static func runs(in text: String) -> String {
        guard isContained(in: text) else { return "" }
        var result = String.UnicodeScalarView()
        var isInside = false
        for scalar in text.unicodeScalars {
            if isCJK(scalar) {
                if !isInside, !result.isEmpty { result.append(" ") }
                result.append(scalar)
                isInside = true
            } else if !scalar.properties.isWhitespace {
                isInside = false
            }
        }
        return String(result)
    }

    /// Hangul, Kana, Han and their punctuation; Thai, Lao, Khmer and Burmese, which have no spaces either.
    static func isCJK(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1100...0x11FF, 0x1780...0x17FF, 0x2E80...0x9FFF,
            0xA960...0xA97F, 0xAC00...0xD7FF, 0xF900...0xFAFF, 0xFF66...0xFFDC, 0x20000...0x3FFFF:
            true
        default: false
        }
    }
}
