import TUI

/// Where everything is on a screen of this size.
struct ScreenLayout: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// Four panes.
        case wide
        /// The list, one pane beside it, campaigns as a strip.
        case columns
        /// One pane, the others as tabs, a peek below the list.
        case single
        /// One pane without frames.
        case plain
        /// Too small for anything.
        case tiny
    }

    var kind: Kind
    var bar = Rect.empty
    var tabs = Rect.empty
    /// The panes that are visible, frames included.
    var panes: [Pane: Rect] = [:]
    var strip = Rect.empty
    var peek = Rect.empty
    var toasts = Rect.empty
    var footer = Rect.empty
    /// The whole area of the panes.
    var body = Rect.empty

    init(_ model: AppModel) {
        let size = Rect(width: model.size.columns, height: model.size.rows)
        kind = Self.kind(size)
        guard kind != .tiny else {
            body = size
            return
        }
        (bar, body) = size.split(top: 1)
        if kind == .single { (tabs, body) = body.split(top: 1) }
        (body, footer) = body.split(bottom: 1)
        if kind != .plain { (body, toasts) = body.split(bottom: 1) }
        if model.route.isZoomed {
            panes[model.route.focus] = body
        } else {
            place(model.route)
        }
    }

    /// Frames are drawn around the panes.
    var hasFrames: Bool { kind != .plain }

    /// What is inside the frame of a pane; empty when it is not visible.
    func content(_ pane: Pane) -> Rect {
        guard let rect = panes[pane] else { return .empty }
        return hasFrames ? rect.inset(by: 1) : rect
    }

    func pane(at point: Point) -> Pane? { panes.first { $0.value.contains(point) }?.key }

    private static func kind(_ size: Rect) -> Kind {
        if size.width < 24 || size.height < 6 { return .tiny }
        if size.width < 60 || size.height < 16 { return .plain }
        if size.width < 100 { return .single }
        return size.width < 140 || size.height < 28 ? .columns : .wide
    }

    private mutating func place(_ route: Route) {
        switch kind {
        case .wide: placeFour(route)
        case .columns: placeColumns(route)
        case .single:
            if route.focus == .list, route.showsPeek, body.height >= 14 {
                let parts = body.split(bottom: min(9, body.height * 2 / 5))
                panes[.list] = parts.rest
                peek = parts.bottom
            } else {
                panes[route.focus] = body
            }
        case .plain: panes[route.focus] = body
        case .tiny: break
        }
    }

    private mutating func placeFour(_ route: Route) {
        let share = route.upperShare ?? route.layout.upperShare
        let upper = held(body.height * share / 1000, 7, body.height - 10)
        let parts = body.split(top: upper)
        let left = held(body.width * (route.leftShare ?? 488) / 1000, 50, body.width - 50)
        (panes[.list], panes[.timeline]) = Self.pair(parts.top.split(leading: left))
        let wide = held(body.width * (route.lowerShare ?? 650) / 1000, 60, body.width - 44)
        (panes[.reader], panes[.campaigns]) = Self.pair(parts.rest.split(leading: wide))
    }

    private mutating func placeColumns(_ route: Route) {
        var area = body
        if area.height >= 20 { (area, strip) = area.split(bottom: 3) }
        let left = held(area.width * (route.leftShare ?? 500) / 1000, 44, area.width - 44)
        let parts = area.split(leading: left)
        panes[.list] = parts.leading
        panes[route.focus == .list ? route.beside : route.focus] = parts.rest
    }

    private static func pair(_ parts: (leading: Rect, rest: Rect)) -> (Rect?, Rect?) {
        (parts.leading, parts.rest)
    }

    private func held(_ value: Int, _ least: Int, _ most: Int) -> Int {
        max(min(value, most), min(least, most))
    }

    /// The split at a place of the mouse; nil when there is none.
    func split(at point: Point) -> Split? {
        guard kind == .wide || kind == .columns, let list = panes[.list] else { return nil }
        let isBeside = abs(point.column - list.endColumn) <= 1 && point.column >= list.endColumn - 1
        if isBeside, point.column <= list.endColumn, list.rows.contains(point.row),
            point.row > list.row, point.row < list.endRow - 1
        {
            return .upperColumns
        }
        guard kind == .wide, let reader = panes[.reader] else { return nil }
        if (reader.endColumn - 1...reader.endColumn).contains(point.column), point.row > reader.row {
            return reader.rows.contains(point.row) ? .lowerColumns : nil
        }
        return point.row == list.endRow - 1 ? .rows : nil
    }
}

extension LayoutChoice {
    /// How much of the height the upper panes get, in thousandths.
    var upperShare: Int {
        switch self {
        case .balanced: 476
        case .reading: 300
        case .list: 660
        }
    }
}
