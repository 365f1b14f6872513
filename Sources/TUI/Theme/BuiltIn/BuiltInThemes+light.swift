/// Written by `themes/embed.sh`.
extension BuiltInThemes {
    static let light = (
        name: "light",
        toml: #"""
        summary = "Blue on white paper"
        light = true
        inherits = "dark"

        [palette]
        ground = "#fafafa"
        text = "#24292f"
        quiet = "#3d444d"
        muted = "#565e6b"
        faint = "#636c79"
        rule = "#c5ccd6"
        accent = "#0757ba"
        good = "#14662a"
        warn = "#7d4d00"
        bad = "#b3141f"
        special = "#6f35b8"
        cool = "#0b5f6e"
        warm = "#93400a"
        select = "#dbe7f8"
        bar = "#ebeef2"
        ink = "#ffffff"
        """#
    )
}
