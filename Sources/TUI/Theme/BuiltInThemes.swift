/// The files of `themes/`, in the order in which a chooser shows them. Written by `themes/embed.sh`; a test
/// compares them.
enum BuiltInThemes {
    static let all: [(name: String, toml: String)] = [
        (
            "default",
            #"""
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
        ),
        (
            "dark",
            #"""
            # The full theme: every other one inherits its styles and brings another palette.
            #
            # A style is written as a foreground, "on" and a background, and attributes (bold, dim, italic,
            # underline, reverse); every part may be left out. Colours are names of the palette, #rrggbb, 0-255,
            # or one of the terminal's own (black ... bright-white, default). The longest key wins:
            # "pane.title" styles "pane.title.focused" too, unless that has a key of its own.
            summary = "Calm blue on near black"

            [palette]
            ground = "#14171d"   # behind everything
            text = "#c9ced8"
            quiet = "#aeb5c2"    # what has been read
            muted = "#8f98aa"      # less important words
            faint = "#8089a0"    # hints and legends
            rule = "#3a4150"     # lines
            accent = "#6ea8fe"
            good = "#8fd18f"
            warn = "#e6c07b"
            bad = "#f2777a"
            special = "#c39bf5"
            cool = "#6fd3d0"
            warm = "#f0a36b"
            select = "#222d45"   # behind the selected row
            bar = "#1d222d"      # behind the top line and popups
            ink = "#12151c"      # words on a coloured badge

            [styles]
            screen = "text on ground"
            text = "text"
            "text.dim" = "muted"
            "text.faint" = "faint"
            "text.strong" = "text bold"
            "text.quiet" = "quiet"
            accent = "accent"
            "accent.strong" = "accent bold"
            success = "good"
            warning = "warn"
            "warning.strong" = "warn bold"
            danger = "bad"
            info = "cool"
            special = "special"
            money = "good bold"
            rule = "rule"

            bar = "text on bar"
            "bar.name" = "text on bar bold"
            "bar.sign" = "accent on bar bold"
            "bar.dim" = "muted on bar"
            "bar.success" = "good on bar"
            "bar.warning" = "warn on bar"
            "bar.danger" = "bad on bar bold"
            tab = "text on bar"
            "tab.count" = "muted on bar"
            "tab.active" = "ink on accent bold"
            "tab.active.count" = "ink on accent"

            "pane.border" = "rule"
            "pane.border.focused" = "accent"
            "pane.badge" = "muted bold"
            "pane.badge.focused" = "ink on accent bold"
            "pane.title" = "muted"
            "pane.title.focused" = "text bold"
            "pane.note" = "muted"

            list = "text"
            "list.row" = "quiet"
            "list.unread" = "text bold"
            "list.selected" = "on select"
            "list.selected.unfocused" = "on bar"
            "list.marker" = "accent"
            "list.checked" = "accent bold"
            "list.dot" = "accent"
            "list.count" = "muted"
            "list.time" = "muted"
            "list.separator" = "faint"
            "list.legend" = "faint"
            "list.header" = "muted"
            "list.query" = "muted italic"

            sign = "muted"
            "sign.open" = "good"
            "sign.machine" = "muted"
            "sign.click" = "cool"
            "sign.received" = "cool bold"
            "sign.sent" = "accent bold"
            "sign.reply" = "special bold"
            "sign.note" = "warn"
            "sign.meeting" = "special"
            "sign.campaign" = "warm"
            "sign.bounce" = "bad"
            "sign.snoozed" = "muted"
            "sign.wait" = "warn"

            "dot.1" = "cool"
            "dot.2" = "warn"
            "dot.3" = "good"
            "dot.4" = "warm"
            "dot.5" = "special"
            "dot.6" = "bad"
            "dot.7" = "accent"
            "dot.8" = "muted"
            "initials.1" = "ink on cool bold"
            "initials.2" = "ink on warn bold"
            "initials.3" = "ink on good bold"
            "initials.4" = "ink on warm bold"
            "initials.5" = "ink on special bold"
            "initials.6" = "ink on bad bold"
            "initials.7" = "ink on accent bold"
            "initials.8" = "ink on muted bold"

            stage = "text"
            "stage.current" = "ink on accent bold"
            "stage.ahead" = "faint"
            "stage.line.done" = "accent"
            "stage.line.ahead" = "rule"

            mail = "text"
            "mail.name" = "muted"
            "mail.strong" = "text bold"
            "mail.emphasis" = "text italic"
            "mail.heading" = "accent bold"
            "mail.code" = "cool"
            "mail.link" = "accent underline"
            "mail.link.number" = "muted"
            "mail.quote" = "muted"
            "mail.quote.deep" = "faint"
            "mail.quote.bar" = "rule"
            "mail.fold" = "faint"
            "mail.signature" = "muted"
            "mail.rule" = "rule"

            badge = "ink on muted"
            "badge.good" = "good"
            "badge.warning" = "warn"
            "badge.danger" = "bad bold"
            "badge.accent" = "accent"
            chip = "text on select"

            input = "text"
            "input.label" = "muted"
            "input.placeholder" = "faint italic"
            "input.cursor" = "ink on text"
            "input.selection" = "text on select"
            "input.error" = "bad"
            template = "special"
            "template.field" = "special"
            "template.block" = "cool"
            "template.filter" = "special italic"
            "template.error" = "bad underline"

            popup = "text on bar"
            "popup.border" = "accent on bar"
            "popup.title" = "text on bar bold"
            "popup.selected" = "text on select"
            "popup.detail" = "muted on bar"
            "popup.key" = "accent on bar bold"
            "popup.disabled" = "faint on bar"
            match = "accent bold"

            chart = "muted"
            "chart.bar" = "accent"
            "chart.track" = "rule"
            "chart.line" = "good"

            toast = "text"
            "toast.good" = "good"
            "toast.warning" = "warn"
            "toast.danger" = "bad bold"
            event = "cool"
            key = "accent bold"
            "key.label" = "muted"
            mode = "faint"
            "scroll.track" = "rule"
            "scroll.thumb" = "muted"
            face = "muted"
            "face.error" = "bad"
            "face.offline" = "warn"
            """#
        ),
        (
            "light",
            #"""
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
        ),
        (
            "fjord",
            #"""
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
        ),
        (
            "ember",
            #"""
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
        ),
        (
            "dusk",
            #"""
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
        ),
        (
            "paper",
            #"""
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
        ),
        (
            "contrast",
            #"""
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
        ),
        (
            "red-green",
            #"""
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
        ),
        (
            "blue-yellow",
            #"""
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
        ),
        (
            "mono",
            #"""
            # No colour at all: bold, dim, underline and reverse carry what colour says elsewhere.
            summary = "No colours"
            inherits = "dark"

            [palette]
            ground = "default"
            text = "default"
            quiet = "default"
            muted = "default"
            faint = "default"
            rule = "default"
            accent = "default"
            good = "default"
            warn = "default"
            bad = "default"
            special = "default"
            cool = "default"
            warm = "default"
            select = "default"
            bar = "default"
            ink = "default"

            [styles]
            bar = "default on default"
            "bar.name" = "default bold"
            "bar.sign" = "default bold"
            "bar.dim" = "default"
            "bar.success" = "default"
            "bar.warning" = "default bold"
            "bar.danger" = "default bold underline"
            tab = "default"
            "tab.count" = "default"
            "tab.active" = "default reverse bold"
            "tab.active.count" = "default reverse"
            "pane.border" = "default dim"
            "pane.border.focused" = "default bold"
            "pane.badge.focused" = "default on default reverse bold"
            "list.selected" = "reverse"
            "list.selected.unfocused" = "bold"
            "stage.current" = "default on default reverse bold"
            "stage.ahead" = "default dim"
            initials = "default on default reverse bold"
            "initials.1" = "default on default reverse bold"
            "initials.2" = "default on default reverse bold"
            "initials.3" = "default on default reverse bold"
            "initials.4" = "default on default reverse bold"
            "initials.5" = "default on default reverse bold"
            "initials.6" = "default on default reverse bold"
            "initials.7" = "default on default reverse bold"
            "initials.8" = "default on default reverse bold"
            badge = "default on default reverse"
            chip = "default underline"
            "input.cursor" = "reverse"
            "input.selection" = "reverse"
            "popup.selected" = "default on default reverse"
            "popup.disabled" = "default on default dim"
            "template.field" = "default bold"
            "template.error" = "default bold underline"
            match = "default bold underline"
            danger = "default bold"
            warning = "default bold"
            """#
        ),
    ]
}
