/// Written by `themes/embed.sh`.
extension BuiltInThemes {
    static let dusk = (
        name: "dusk",
        toml: #"""
        summary = "Violet evening with bright signs"
        inherits = "dark"

        [palette]
        ground = "#221f2e"
        text = "#ece8f6"
        quiet = "#d0cade"
        muted = "#aaa3c2"
        faint = "#9f98b8"
        rule = "#474161"
        accent = "#c0a1ff"
        good = "#78e09c"
        warn = "#f0dd80"
        bad = "#ff8080"
        special = "#ff9ad5"
        cool = "#82dcf0"
        warm = "#ffb878"
        select = "#383152"
        bar = "#2b2739"
        ink = "#1a1722"
        """#
    )
}
