/// The characters that lines, marks and charts are drawn with: one set for terminals with Unicode, one with
/// ASCII only. Every one is a single cell.
public struct GlyphSet: Hashable, Sendable {
    /// How the corners of a box look.
    public struct Box: Hashable, Sendable {
        public var topLeft, topRight, bottomLeft, bottomRight: Character
        public var horizontal, vertical: Character
        public var teeDown, teeUp, teeRight, teeLeft, cross: Character
    }

    public var isASCII: Bool
    public var box: Box
    /// Cut text ends in it.
    public var ellipsis: String
    public var bullet, dot, square, marker, quoteBar, cursor: Character
    public var arrowLeft, arrowRight, arrowUp, arrowDown, chevronDown, chevronRight, chevronLeft: Character
    public var check, cross, ring, warning, info, star, diamond: Character
    public var opened, openedByMachine, clicked, attachment, calendar, clock, pencil, envelope,
        search: Character
    public var enterKey: Character
    public var thickLine: Character
    /// Lowest to full: eight heights of a column.
    public var columns: [Character]
    /// Thinnest to full: the widths of a bar in eighths (or only the full one).
    public var bars: [Character]
    public var barTrack: Character
    public var shade: Character
    public var spinner: [Character]
    public var scrollTrack, scrollThumb: Character

    /// Light lines with rounded corners.
    public static let unicode = GlyphSet(
        isASCII: false, box: .rounded, ellipsis: "…", bullet: "•", dot: "●", square: "■", marker: "▌",
        quoteBar: "▎", cursor: "▏", arrowLeft: "←", arrowRight: "→", arrowUp: "↑", arrowDown: "↓",
        chevronDown: "▾", chevronRight: "›", chevronLeft: "‹", check: "✓", cross: "✗", ring: "○",
        warning: "▲",
        info: "ℹ", star: "★", diamond: "◇", opened: "◉", openedByMachine: "○", clicked: "➤", attachment: "⎙",
        calendar: "▦", clock: "◷", pencil: "✎", envelope: "✉", search: "⌕", enterKey: "⏎",
        thickLine: "━", columns: Array("▁▂▃▄▅▆▇█"), bars: Array("▏▎▍▌▋▊▉█"), barTrack: "░", shade: "▒",
        spinner: Array("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"), scrollTrack: "│", scrollThumb: "┃")

    /// For locales that are not UTF-8 and for `ui.ascii`.
    public static let ascii = GlyphSet(
        isASCII: true, box: .ascii, ellipsis: "..", bullet: "*", dot: "o", square: "#", marker: ">",
        quoteBar: "|", cursor: "_", arrowLeft: "<", arrowRight: ">", arrowUp: "^", arrowDown: "v",
        chevronDown: "v", chevronRight: ">", chevronLeft: "<", check: "+", cross: "!", ring: "-",
        warning: "!",
        info: "i", star: "*", diamond: "~", opened: "O", openedByMachine: "o", clicked: "C", attachment: "@",
        calendar: "=", clock: "z", pencil: "#", envelope: "m", search: "/", enterKey: "<",
        thickLine: "=", columns: Array("..::||##"), bars: ["#"], barTrack: "-", shade: "%",
        spinner: Array("|/-\\"), scrollTrack: "|", scrollThumb: "#")

    /// ASCII when it was asked for, or when the locale's character set is not UTF-8.
    ///
    /// - Parameter environment: `LC_ALL`, `LC_CTYPE` and `LANG` are read, the first that is set and not empty.
    public static func choose(wantsASCII: Bool, environment: [String: String]) -> GlyphSet {
        if wantsASCII { return .ascii }
        let locale =
            ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        let plain = locale.lowercased()
        return plain.contains("utf-8") || plain.contains("utf8") ? .unicode : .ascii
    }
}

extension GlyphSet.Box {
    public static let rounded = GlyphSet.Box(
        topLeft: "╭", topRight: "╮", bottomLeft: "╰", bottomRight: "╯", horizontal: "─", vertical: "│",
        teeDown: "┬", teeUp: "┴", teeRight: "├", teeLeft: "┤", cross: "┼")
    public static let plain = GlyphSet.Box(
        topLeft: "┌", topRight: "┐", bottomLeft: "└", bottomRight: "┘", horizontal: "─", vertical: "│",
        teeDown: "┬", teeUp: "┴", teeRight: "├", teeLeft: "┤", cross: "┼")
    public static let ascii = GlyphSet.Box(
        topLeft: "+", topRight: "+", bottomLeft: "+", bottomRight: "+", horizontal: "-", vertical: "|",
        teeDown: "+", teeUp: "+", teeRight: "+", teeLeft: "+", cross: "+")
}
