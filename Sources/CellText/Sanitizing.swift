/// Makes foreign text safe for a terminal: nothing in it can drive the screen or reorder its neighbours.
public enum Sanitizer {
    /// One line of safe text: line breaks and tabs become spaces, everything else as in `lines`.
    public static func line(_ text: some StringProtocol) -> String {
        if isHarmless(text, keepingLines: false) { return String(text) }
        return clean(text, keepingLines: false)
    }

    /// Safe text that keeps its line feeds; CRLF and CR become LF, tabs four spaces.
    ///
    /// C0 controls are shown as their control pictures (ESC as ␛), C1 controls, bidirectional overrides and
    /// isolates as U+FFFD; marks that neither show nor reorder anything (LRM, RLM, byte order marks, tags) are
    /// dropped. Safe text is never wider than `CellWidth` says of the raw one.
    public static func lines(_ text: some StringProtocol) -> String {
        if isHarmless(text, keepingLines: true) { return String(text) }
        return clean(text, keepingLines: true)
    }

    /// True when a scalar may reach the terminal as it is.
    public static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F: false
        case 0x202A...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0x061C: false
        case 0x2028, 0x2029, 0xFEFF, 0xFFF9...0xFFFB: false
        case 0xE0000...0xE007F: false  // tags: invisible, and steer some terminals' emoji
        default: true
        }
    }

    private static func isHarmless(_ text: some StringProtocol, keepingLines: Bool) -> Bool {
        text.utf8.allSatisfy { ($0 >= 0x20 && $0 < 0x7F) || (keepingLines && $0 == 0x0A) }
    }

    private static func isDropped(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200E, 0x200F, 0x061C, 0xFEFF, 0xE0000...0xE007F: true
        default: false
        }
    }

    private static func clean(_ text: some StringProtocol, keepingLines: Bool) -> String {
        var result = String.UnicodeScalarView()
        var previousWasReturn = false
        for scalar in text.unicodeScalars {
            defer { previousWasReturn = scalar == "\r" }
            switch scalar.value {
            case 0x0A where previousWasReturn: continue
            case 0x0A, 0x0D, 0x2028, 0x2029: result.append(keepingLines ? "\n" : " ")
            case 0x09: result.append(contentsOf: keepingLines ? "    ".unicodeScalars : " ".unicodeScalars)
            case 0x00...0x1F: result.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
            case 0x7F: result.append("\u{2421}")
            default:
                if isSafe(scalar) {
                    result.append(scalar)
                } else if !isDropped(scalar) {
                    result.append("\u{FFFD}")
                }
            }
        }
        return String(result)
    }
}
