import CellText

/// What stands for a character where only ASCII can be shown.
enum PlainTwin {
    private static let signs: [Unicode.Scalar: Character] = [
        "‘": "'", "’": "'", "‚": ",", "“": "\"", "”": "\"", "„": "\"", "«": "\"", "»": "\"", "‹": "<",
        "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "…": ".", "·": "-", "•": "*", "●": "o", "○": "o",
        "■": "#",
        "□": "#", "→": ">", "←": "<", "↑": "^", "↓": "v", "×": "x", "÷": "/", "€": "E", "£": "L", "¥": "Y",
        "ß": "s",
        "ø": "o", "Ø": "O", "æ": "a", "Æ": "A", "œ": "o", "Œ": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D",
        "ı": "i",
        "\u{A0}": " ", "\u{2009}": " ", "\u{202F}": " ", "✓": "+", "✗": "x", "™": "t", "©": "c", "®": "r",
        "°": "o", "◆": "*", "│": "|", "─": "-", "▌": ">", "›": ">", "◦": "-", "▪": "+",
    ]

    /// One ASCII character for a cluster of one cell: the letter without its accents, a sign that looks like
    /// it, or a question mark.
    static func of(_ text: String) -> UInt32 {
        guard let character = text.first, let scalar = character.unicodeScalars.first else { return 0x20 }
        if let sign = signs[scalar] { return sign.unicodeScalars.first?.value ?? 0x3F }
        let base = Decomposition.base(of: character).unicodeScalars.first?.value ?? 0x3F
        return (0x20..<0x7F).contains(base) ? base : 0x3F
    }
}

extension Buffer {
    /// Puts an ASCII character in the place of every other one, what a mail brings along included: for terminals
    /// that show nothing else. Where a wide character stood a blank follows.
    public mutating func makePlain() {
        for index in cells.indices {
            if cells[index].isContinuation {
                cells[index].glyph = Cell.blank.glyph
                cells[index].width = 1
                continue
            }
            let text = cells[index].text
            guard text.utf8.count > 1 || text.utf8.contains(where: { $0 >= 0x7F }) else { continue }
            let twin = Unicode.Scalar(PlainTwin.of(text)) ?? "?"
            cells[index].glyph = Glyph(Character(twin))
            cells[index].width = 1
        }
    }
}
