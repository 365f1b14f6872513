/// Written by `themes/embed.sh`.
extension BuiltInThemes {
    static let fjord = (
        name: "fjord",
        toml: #"""
        summary = "Cold blues of the north on slate"
        inherits = "dark"

        [palette]
        ground = "#272d38"
        text = "#dde3ec"
        quiet = "#c4ccd9"
        muted = "#a5b0c2"
        faint = "#9ba7ba"
        rule = "#47536a"
        accent = "#8cc4d6"
        good = "#aac795"
        warn = "#ecd08f"
        bad = "#eea8ad"
        special = "#c8a9c6"
        cool = "#93c7c4"
        warm = "#dfa184"
        select = "#364256"
        bar = "#303846"
        ink = "#1f242d"
        """#
    )
}
