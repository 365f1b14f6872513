/// Written by `themes/embed.sh`.
extension BuiltInThemes {
    static let redGreen = (
        name: "red-green",
        toml: #"""
        # For eyes that do not tell red from green: good is blue, bad is orange, and the two differ in
        # lightness as well.
        summary = "Blue and orange, for red-green blindness"
        inherits = "dark"

        [palette]
        ground = "#14171d"
        text = "#d5d9e0"
        quiet = "#b9bfc9"
        muted = "#959dac"
        faint = "#8891a2"
        accent = "#7cb8ff"
        good = "#5cc8f2"
        warn = "#f5df5f"
        bad = "#ff9a3d"
        special = "#cdb4e8"
        cool = "#a6e3f0"
        warm = "#e3b45c"

        [styles]
        "sign.bounce" = "bad bold"
        danger = "bad bold"
        """#
    )
}
