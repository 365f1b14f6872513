/// Written by `themes/embed.sh`.
extension BuiltInThemes {
    static let blueYellow = (
        name: "blue-yellow",
        toml: #"""
        # For eyes that do not tell blue from yellow: red, teal and grey carry the meaning.
        summary = "Red and teal, for blue-yellow blindness"
        inherits = "dark"

        [palette]
        ground = "#17171a"
        text = "#dcdcde"
        quiet = "#c0c0c4"
        muted = "#9e9ea5"
        faint = "#92929a"
        accent = "#4fd1c5"
        good = "#5fe3d0"
        warn = "#ffd9dc"
        bad = "#ff8080"
        special = "#e7a3c8"
        cool = "#a9ece2"
        warm = "#ff9c94"
        select = "#23393a"

        [styles]
        danger = "bad bold"
        """#
    )
}
