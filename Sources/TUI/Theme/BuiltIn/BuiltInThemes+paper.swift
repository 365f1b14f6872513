/// Written by `themes/embed.sh`.
extension BuiltInThemes {
    static let paper = (
        name: "paper",
        toml: #"""
        summary = "Ink on warm paper"
        light = true
        inherits = "light"

        [palette]
        ground = "#f8f1e0"
        text = "#3b3226"
        quiet = "#4d4436"
        muted = "#635944"
        faint = "#6b614d"
        rule = "#cfc3a5"
        accent = "#24568f"
        good = "#4a5f0a"
        warn = "#84500a"
        bad = "#a82a20"
        special = "#763f86"
        cool = "#1f6359"
        warm = "#91420e"
        select = "#e6dcc2"
        bar = "#eee5cf"
        ink = "#fdf8ec"
        """#
    )
}
