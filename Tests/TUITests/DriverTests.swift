import Testing

@testable import TUI

@Suite struct `Cells for ncurses` {
    /// As the C library would answer in a UTF-8 locale.
    static func width(_ scalar: UInt32) -> Int {
        switch scalar {
        case 0x300...0x36F, 0x200D, 0xFE00...0xFE0F: 0
        case 0x4E00...0x9FFF, 0x1F300...0x1FAFF: 2
        default: 1
        }
    }

    @Test(
        arguments: [
            ("a", 1, [0x61], nil), ("e\u{301}", 1, [0x65, 0x301], nil), ("日", 2, [0x65E5], nil),
            ("🇩🇪", 2, [0x44], 0x45), ("👨‍👩‍👧", 2, [0x1F468], nil), ("👍🏽", 2, [0x1F44D], nil),
            ("❤\u{FE0F}", 1, [0x2764], nil),
            ("a\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}", 1, [0x61, 0x301, 0x302, 0x303, 0x304], nil),
            ("\u{2E80}", 2, [0xFFFD], 0x20),
        ] as [(String, Int, [UInt32], UInt32?)])
    func `hold one spacing character and its marks`(
        text: String, width: Int, first: [UInt32], second: UInt32?
    ) {
        let reduced = CellReducer.reduce(text, width: width, isASCII: false, widthOf: Self.width)
        #expect(reduced == CellReducer.Reduced(first: first, second: second))
    }

    @Test func `hold nothing but ASCII where that was asked for`() {
        let reduced = CellReducer.reduce("日", width: 2, isASCII: true, widthOf: Self.width)
        #expect(reduced == CellReducer.Reduced(first: [0x3F], second: 0x20))
        let plain = "Inês “Łódź” · 5 € – ok…".map { PlainTwin.of(String($0)) }
        #expect(
            String(String.UnicodeScalarView(plain.compactMap(Unicode.Scalar.init)))
                == "Ines \"Lodz\" - 5 E - ok.")
    }

    @Test func `keep long clusters within their sixteen bytes`() {
        let tower = Character("a" + String(repeating: "\u{301}", count: 500))
        #expect(Glyph(tower).text.utf8.count <= 16)
        #expect(Glyph(tower).text.unicodeScalars.first == "a")
    }
}
