import TUI

/// What a click on the lines around the panes means.
enum HitMap {
    static func action(at point: Point, _ model: AppModel) -> (id: ActionID, argument: String?)? {
        let layout = ScreenLayout(model)
        for item in StatusBar.viewTabs(model, layout) + StatusBar.paneTabs(model, layout)
        where item.rect.contains(point) {
            return (item.action, nil)
        }
        if let item = Footer.items(model, layout).first(where: { $0.rect.contains(point) }),
            let action = item.action
        {
            return (action, nil)
        }
        if layout.strip.contains(point) { return ("pane.campaigns", nil) }
        if layout.peek.contains(point) { return ("pane.timeline", nil) }
        guard layout.toasts.contains(point) else { return nil }
        let isLeft = point.column < layout.toasts.width / 2
        if isLeft, !model.notices.undos.isEmpty, !model.notices.toasts.isEmpty || !model.notices.sends.isEmpty
        {
            return ("edit.undo", nil)
        }
        return !isLeft && model.notices.live != nil ? ("move.event", nil) : nil
    }
}
