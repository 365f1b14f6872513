/// Written by `themes/embed.sh`.
extension BuiltInThemes {
    static let ember = (
        name: "ember",
        toml: #"""
        summary = "Warm autumn colours on dark brown"
        inherits = "dark"

        [palette]
        ground = "#24211f"
        text = "#e8d9b5"
        quiet = "#cfc09d"
        muted = "#b0a189"
        faint = "#a39580"
        rule = "#4f4842"
        accent = "#f2b53f"
        good = "#b5bd3c"
        warn = "#f08a3c"
        bad = "#fb8a7a"
        special = "#d895a6"
        cool = "#93c08a"
        warm = "#e79a5f"
        select = "#3d342b"
        bar = "#2e2a27"
        ink = "#1d1a18"
        """#
    )
}
