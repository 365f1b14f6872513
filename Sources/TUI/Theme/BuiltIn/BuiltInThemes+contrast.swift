/// Written by `themes/embed.sh`.
extension BuiltInThemes {
    static let contrast = (
        name: "contrast",
        toml: #"""
        summary = "White and bright on black, nothing faint"
        inherits = "dark"

        [palette]
        ground = "#000000"
        text = "#ffffff"
        quiet = "#f0f0f0"
        muted = "#d0d0d0"
        faint = "#c0c0c0"
        rule = "#8a8a8a"
        accent = "#6cc8ff"
        good = "#6dff8b"
        warn = "#ffe14d"
        bad = "#ff9d9d"
        special = "#f0b0ff"
        cool = "#5ff5ee"
        warm = "#ffbe6b"
        select = "#1f3a66"
        bar = "#141414"
        ink = "#000000"
        """#
    )
}
