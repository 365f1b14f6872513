import CRMModel
public import TUI

/// How the screen looks.
public enum AppView {
    /// Draws the whole screen.
    ///
    /// - Parameter buffer: of the size that the model was told last; a smaller one is drawn as far as it goes.
    public static func draw(_ model: AppModel, theme: Theme, into buffer: inout Buffer) {
        drawAll(model, Brush(model, theme), into: &buffer)
        // Mails bring along what they like, and so may words of ours.
        if model.settings.glyphs.isASCII { buffer.makePlain() }
    }

    private static func drawAll(_ model: AppModel, _ brush: Brush, into buffer: inout Buffer) {
        let theme = brush.theme
        buffer.fill(buffer.bounds, theme.style(.screen))
        let layout = ScreenLayout(model)
        guard layout.kind != .tiny else {
            Face.draw(
                ["Too small", "Rapport needs 24 x 6, this is \(model.size.columns) x \(model.size.rows)"],
                role: "warning", in: layout.body, brush, &buffer)
            return
        }
        StatusBar.draw(model, layout, brush, &buffer)
        for pane in Pane.allCases {
            guard let rect = layout.panes[pane] else { continue }
            draw(pane, rect, model, layout, brush, &buffer)
        }
        if !layout.strip.isEmpty { CampaignStrip.draw(model, layout.strip, brush, &buffer) }
        if !layout.peek.isEmpty { PeekStrip.draw(model, layout.peek, brush, &buffer) }
        if !layout.toasts.isEmpty { ToastLine.draw(model, layout.toasts, brush, &buffer) }
        if layout.kind == .plain, model.popups.isEmpty, ToastLine.hasNews(model) {
            // There is no line of its own for it: the first one makes room, the keys stay.
            buffer.fill(layout.bar, theme.style(.screen))
            ToastLine.draw(model, layout.bar, brush, &buffer)
        }
        Footer.draw(model, layout, brush, &buffer)
        // Where one popup fills the screen, what lies below it would only show at its sides.
        let popups = layout.kind == .plain ? model.popups.suffix(1) : model.popups[...]
        for popup in popups { PopupView.draw(popup, model, layout, brush, &buffer) }
        if model.keys.showsFollow(at: model.clock.now) { WhichKey.draw(model, layout, brush, &buffer) }
    }

    private static func draw(
        _ pane: Pane, _ rect: Rect, _ model: AppModel, _ layout: ScreenLayout, _ brush: Brush,
        _ buffer: inout Buffer
    ) {
        let isFocused = model.route.focus == pane && model.popups.isEmpty
        if layout.hasFrames {
            let title = title(of: pane, model, badge: layout.kind == .single ? "" : "\(pane.rawValue)")
            buffer.box(
                rect, title, style: FrameStyle(brush.theme, isFocused: isFocused), glyphs: brush.glyphs)
        }
        let content = layout.content(pane)
        switch pane {
        case .list: ListView.draw(model, content, isFocused, brush, &buffer)
        case .timeline: TimelineView.draw(model, content, isFocused, brush, &buffer)
        case .reader:
            if let composer = model.composer {
                ComposerView.draw(
                    composer, model, content, layout.hasFrames ? rect : nil, isFocused, brush, &buffer)
            } else {
                ReaderView.draw(model, content, brush, &buffer)
            }
        case .campaigns: CampaignView.draw(model, content, isFocused, brush, &buffer)
        }
    }

    private static func title(of pane: Pane, _ model: AppModel, badge: String) -> FrameTitle {
        switch pane {
        case .list: FrameTitle(badge: badge, title: ListView.title(model), note: ListView.note(model))
        case .timeline:
            FrameTitle(badge: badge, title: TimelineView.title(model), note: TimelineView.note(model))
        case .reader:
            model.composer.map {
                FrameTitle(badge: badge, title: $0.title, note: ComposerView.note($0, model))
            }
                ?? FrameTitle(badge: badge, title: ReaderView.title(model), note: ReaderView.note(model))
        case .campaigns:
            FrameTitle(badge: badge, title: "Campaigns", note: CampaignView.note(model))
        }
    }
}
