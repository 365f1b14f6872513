import CellText
import Testing

@Suite struct `Cell width` {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("한국어", 6), ("😀", 2), ("👍🏽", 2),
        ("👨‍👩‍👧", 2), ("🇩🇪", 2), ("नि", 1), ("a\u{200B}b", 2), ("\u{301}", 0), ("…", 1), ("€", 1), ("│", 1),
        ("\t", 1), ("\u{1B}", 1), ("\r\n", 1), ("\u{85}", 1), ("\u{202E}", 1), ("\u{200F}", 0),
        ("\u{FEFF}", 0),
    ])
    func `counts grapheme clusters as they are drawn`(text: String, cells: Int) {
        #expect(text.cellWidth == cells)
    }

    @Test func `never says less of foreign text than it takes once it was made safe`() {
        var random = SplitMix(seed: 7)
        for _ in 0..<3000 {
            let text = random.text(length: 12)
            // Not equal: where a mark is dropped, two clusters may become one.
            #expect(Sanitizer.line(text).cellWidth <= text.cellWidth, "\(text.unicodeScalars.map(\.value))")
        }
    }
}

@Suite struct `Clipping` {
    @Test(arguments: [
        ("Pricing", 7, "Pricing"), ("Pricing", 6, "Prici…"), ("Pricing", 1, "…"), ("Pricing", 0, ""),
        ("日本語", 6, "日本語"),
        ("日本語", 5, "日本…"), ("日本語", 4, "日…"), ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"), ("abc", -4, ""),
    ])
    func `cuts between clusters and never exceeds the cells`(text: String, cells: Int, expected: String) {
        #expect(text.clipped(toCells: cells) == expected)
        #expect(text.clipped(toCells: cells).cellWidth <= max(0, cells))
    }

    @Test func `pads on either side to the exact width`() {
        #expect("日".fitted(toCells: 4) == "日  ")
        #expect("42".fitted(toCells: 5, alignment: .trailing) == "   42")
        #expect("日本語".fitted(toCells: 4).cellWidth == 4)
    }
}

@Suite struct `Sanitizing` {
    @Test(arguments: [
        ("\u{1B}[31mred", "␛[31mred"), ("a\u{7}b", "a␇b"), ("a\u{7F}", "a␡"), ("a\u{9B}31m", "a\u{FFFD}31m"),
        ("\u{202E}gpj.exe", "\u{FFFD}gpj.exe"), ("a\tb\nc\r\nd", "a b c d"), ("\u{FEFF}mail", "mail"),
        ("שלום\u{200F}!", "שלום!"), ("plain", "plain"),
    ])
    func `shows what would drive the terminal`(text: String, expected: String) {
        #expect(Sanitizer.line(text) == expected)
    }

    @Test func `keeps lines where they are wanted, with one kind of line end`() {
        #expect(Sanitizer.lines("a\r\nb\rc\nd\te") == "a\nb\nc\nd    e")
    }

    @Test func `lets nothing unsafe through`() {
        var random = SplitMix(seed: 42)
        for _ in 0..<2000 {
            let safe = Sanitizer.line(random.text(length: 40))
            #expect(safe.unicodeScalars.allSatisfy(Sanitizer.isSafe))
        }
    }
}

@Suite struct `Taking letters apart` {
    @Test(arguments: [("é", "e"), ("e\u{301}", "e"), ("Ü", "U"), ("ø", "ø"), ("日", "日"), ("a", "a")])
    func `leaves the letter under the accent`(text: Character, base: Character) {
        #expect(Decomposition.base(of: text) == base)
    }
}

/// A small seeded generator, so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// Text of scalars from everywhere, the troublesome ones more often.
    mutating func text(length: Int) -> String {
        let ranges: [ClosedRange<UInt32>] = [
            0...0x1F, 0x20...0x7E, 0x7F...0xA0, 0x300...0x36F, 0x200B...0x200F, 0x2028...0x202E,
            0x2060...0x2069,
            0x4E00...0x4E20, 0x1F1E6...0x1F1FF, 0x1F600...0x1F64F, 0xFE00...0xFE0F, 0xE0000...0xE007F,
            0xE000...0xF8FF, 0x10000...0x10FFFF,
        ]
        var text = String.UnicodeScalarView()
        for _ in 0..<length {
            let range = ranges[Int.random(in: 0..<ranges.count, using: &self)]
            if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &self)) { text.append(scalar) }
        }
        return String(text)
    }
}
