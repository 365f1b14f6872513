/// Written by `themes/embed.sh`.
extension BuiltInThemes {
    static let standard = (
        name: "default",
        toml: #"""
        # The terminal's own sixteen colours on its own background, so that it fits what surrounds it.
        summary = "Your terminal's own colours"
        inherits = "dark"

        [palette]
        ground = "default"
        text = "default"
        quiet = "default"
        muted = "bright-black"
        faint = "bright-black"
        rule = "bright-black"
        accent = "bright-blue"
        good = "green"
        warn = "yellow"
        bad = "red"
        special = "magenta"
        cool = "cyan"
        warm = "yellow"
        select = "blue"
        bar = "default"
        ink = "black"

        [styles]
        # A blue background under arbitrary colours cannot be read: the whole row takes one foreground.
        "list.selected" = "bright-white on blue"
        "list.selected.unfocused" = "bold"
        "popup.selected" = "bright-white on blue"
        "input.selection" = "bright-white on blue"
        "input.cursor" = "reverse"
        chip = "default underline"
        badge = "reverse"
        "tab.active" = "bright-white on blue bold"
        "tab.active.count" = "bright-white on blue"
        "pane.badge.focused" = "bright-white on blue bold"
        "stage.current" = "bright-white on blue bold"
        "initials.5" = "bright-white on magenta bold"
        "initials.6" = "bright-white on red bold"
        "initials.7" = "bright-white on blue bold"
        "initials.8" = "default reverse bold"
        bar = "default on default"
        """#
    )
}
