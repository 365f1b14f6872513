/// The way a theme writes a style: `ink on accent bold`. Words are a foreground, `on` and a background,
/// and attributes; all may be missing.
enum StyleText {
    /// - Parameter palette: the colours by name; colour names and numbers of `Color` are known besides.
    /// - Returns: the style, or the reason why it is none.
    static func parse(_ text: String, palette: [String: Color]) -> Result<Style, Problem> {
        var style = Style.plain
        var isBackground = false
        for word in text.split(separator: " ").map(String.init) {
            if word == "on", !isBackground {
                isBackground = true
            } else if isBackground, style.background == nil {
                guard let color = color(word, palette) else { return .failure(unknown(word, palette)) }
                style.background = color
            } else if style.foreground == nil, !isBackground, let color = palette[word] {
                // A palette may call a colour as an attribute is called, such as dim: the colour comes first.
                style.foreground = color
            } else if let attribute = Attributes.names.first(where: { $0.0 == word }) {
                style.attributes.formUnion(attribute.1)
            } else if style.foreground == nil, !isBackground {
                guard let color = color(word, palette) else { return .failure(unknown(word, palette)) }
                style.foreground = color
            } else {
                return .failure(
                    Problem(reason: "'\(word)' is no attribute: bold, dim, italic, underline, reverse"))
            }
        }
        if isBackground, style.background == nil {
            return .failure(Problem(reason: "'on' needs a background colour"))
        }
        return .success(style)
    }

    struct Problem: Error { var reason: String }

    private static func color(_ word: String, _ palette: [String: Color]) -> Color? {
        palette[word] ?? Color(parsing: word)
    }

    private static func unknown(_ word: String, _ palette: [String: Color]) -> Problem {
        let known = palette.keys.sorted() + Color.names + Attributes.names.map(\.0)
        return Problem(reason: "'\(word)' is no colour" + ThemeSource.hint(word, in: known))
    }
}
