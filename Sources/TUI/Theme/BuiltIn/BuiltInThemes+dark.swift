/// Written by `themes/embed.sh`.
extension BuiltInThemes {
    static let dark = (
        name: "dark",
        toml: #"""
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
    )
}
