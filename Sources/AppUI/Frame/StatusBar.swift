import CRMModel
import CellText
import TUI

/// A piece of a line that can be clicked.
struct BarItem: Hashable, Sendable {
    var rect: Rect
    var action: ActionID
    var words: String
    var count: String
    var isOn: Bool
    /// One of the lists in the line of the panes: quieter, with a line between it and the next.
    var isSmall = false
}

/// The top line: who, which lists, how the accounts are.
enum StatusBar {
    static func draw(_ model: AppModel, _ layout: ScreenLayout, _ brush: Brush, _ buffer: inout Buffer) {
        let bar = layout.bar
        buffer.fill(bar, brush["bar"])
        let end = drawRight(model, layout, brush, &buffer)
        drawLeft(model, layout, end, brush, &buffer)
        for item in viewTabs(model, layout) where item.rect.endColumn < end - 1 || item.rect.row > bar.row {
            draw(item, brush, &buffer)
        }
        for item in paneTabs(model, layout) { draw(item, brush, &buffer) }
    }

    private static func draw(_ item: BarItem, _ brush: Brush, _ buffer: inout Buffer) {
        if item.isSmall {
            let end = buffer.write(
                item.words, column: item.rect.column, row: item.rect.row,
                style: brush[item.isOn ? "accent.strong" : "text.dim"])
            guard item.action != narrowViews.last?.action else { return }
            buffer.write(
                brush.text(brush.glyphs.box.vertical), column: end, row: item.rect.row, style: brush["rule"])
            return
        }
        var column = item.rect.column
        let isBar = item.rect.row == 0
        let plain: StyleRole = isBar ? "tab" : "text.dim"
        column = buffer.write(
            " \(item.words) ", column: column, row: item.rect.row,
            style: brush[item.isOn ? "tab.active" : plain])
        guard !item.count.isEmpty else { return }
        let count: StyleRole = isBar ? "tab.count" : "text.dim"
        buffer.write(
            "\(item.count) ", column: column, row: item.rect.row,
            style: brush[item.isOn ? "tab.active.count" : count])
    }

    private static func name(_ model: AppModel) -> String {
        if let account = model.status.account { return account.address.text }
        // Not known yet is not none.
        return model.work.isLoading(.accounts) ? "" : model.status.tour == nil ? "no account" : "demo"
    }

    private static func leftCells(_ model: AppModel, _ layout: ScreenLayout) -> Int {
        layout.kind == .wide || layout.kind == .columns
            ? 13 + name(model).cellWidth + 3 : 4 + name(model).cellWidth
    }

    private static func drawLeft(
        _ model: AppModel, _ layout: ScreenLayout, _ end: Int, _ brush: Brush, _ buffer: inout Buffer
    ) {
        var column = buffer.write(
            "\(brush.glyphs.isASCII ? "*" : "◆") ", column: 1, row: 0, style: brush["bar.sign"])
        if layout.kind == .wide || layout.kind == .columns {
            column = buffer.write("Rapport", column: column, row: 0, style: brush["bar.name"]) + 2
        }
        if layout.kind == .plain {
            let place = model.route.focus == .list ? ListView.title(model) : plainTitle(model)
            buffer.clip(
                place, column: column, row: 0, cells: end - column - 1, style: brush["bar.name"],
                glyphs: brush.glyphs)
            return
        }
        let more = model.status.accounts.count > 1 ? " \(brush.glyphs.chevronDown)" : ""
        buffer.clip(
            name(model) + more, column: column, row: 0, cells: end - column - 1, style: brush["bar.dim"],
            glyphs: brush.glyphs)
    }

    private static func plainTitle(_ model: AppModel) -> String {
        switch model.route.focus {
        case .list: ListView.title(model)
        case .timeline: TimelineView.title(model)
        case .reader: model.composer?.title ?? ReaderView.title(model)
        case .campaigns: "Campaigns"
        }
    }

    // MARK: Right side

    /// Draws accounts, outbox and clock; returns the column where they begin.
    private static func drawRight(
        _ model: AppModel, _ layout: ScreenLayout, _ brush: Brush, _ buffer: inout Buffer
    ) -> Int {
        let spans = rightSpans(model, layout, brush)
        let cells = spans.reduce(0) { $0 + $1.0.cellWidth }
        let start = max(2, layout.bar.endColumn - cells - 1)
        buffer.write(spans, column: start, row: 0, before: layout.bar.endColumn)
        return start
    }

    private static func rightSpans(
        _ model: AppModel, _ layout: ScreenLayout, _ brush: Brush
    ) -> [(String, Style)] {
        var spans: [(String, Style)] = []
        let accounts =
            layout.kind == .wide ? model.status.accounts.prefix(2) : model.status.accounts.prefix(1)
        for account in accounts {
            let (words, role) = state(account, model, isShort: layout.kind != .wide)
            if layout.kind == .wide { spans.append(("\(account.name) ", brush["bar.dim"])) }
            spans.append((brush.text(brush.glyphs.dot), brush[role]))
            spans.append((" \(words)    ", brush["bar.dim"]))
        }
        if model.status.accounts.count > accounts.count, layout.kind == .wide {
            spans.append(("+\(model.status.accounts.count - accounts.count)    ", brush["bar.dim"]))
        }
        let counts = model.status.counts
        if counts.outbox > 0 {
            let role: StyleRole = counts.outboxTrouble > 0 ? "bar.danger" : "bar.warning"
            let sign = counts.outboxTrouble > 0 ? "\(brush.glyphs.warning) " : ""
            spans.append(("\(sign)outbox \(counts.outbox)", brush[role]))
            spans.append(("    ", brush["bar"]))
        }
        let now = brush.clock.zone.wall(brush.clock.now)
        let clock =
            layout.kind == .wide || layout.kind == .columns ? "\(now.weekday) \(now.clock)" : now.clock
        spans.append((clock, brush["bar.dim"]))
        return spans
    }

    /// What an account is doing, in a few words.
    static func state(_ account: Account, _ model: AppModel, isShort: Bool) -> (String, StyleRole) {
        let clock = model.clock
        switch account.state {
        case .new: return ("waiting", "bar.dim")
        case .connecting: return ("connecting", "bar.warning")
        case .syncing(let done, let total):
            guard total > 0 else { return ("syncing", "bar.warning") }
            let words = "\(min(100, done * 100 / total)) %"
            return (isShort ? words : "syncing \(done) of \(total) · \(words)", "bar.warning")
        case .watching: return ("idle", "bar.success")
        case .polling:
            guard !isShort, let last = account.lastSync else { return ("polled", "bar.success") }
            let minutes = max(0, Int(clock.now.seconds(since: last) / 60))
            return (minutes == 0 ? "polled now" : "polled \(minutes) m ago", "bar.success")
        case .offline(_, let retry):
            guard !isShort, let retry else { return ("offline", "bar.warning") }
            return ("offline · again \(clock.short(retry))", "bar.warning")
        case .authenticationFailed: return ("password refused", "bar.danger")
        case .throttled(let until):
            return (isShort ? "slowed" : "slowed until \(clock.short(until))", "bar.warning")
        }
    }

    // MARK: Tabs

    /// The lists as tabs: in the bar on a wide screen, at the end of the second line on a narrow one.
    static func viewTabs(_ model: AppModel, _ layout: ScreenLayout) -> [BarItem] {
        let counts = model.status.counts
        let all: [(ActionID, ListSource, String, Int)] = [
            ("go.inbox", .mail(.inbox), "Inbox", counts.inboxUnread),
            ("go.unlinked", .mail(.unlinked), "Unlinked", counts.unlinked),
            ("go.sent", .mail(.sent), "Sent", 0), ("go.drafts", .drafts, "Drafts", counts.drafts),
            ("go.contacts", .contacts, "Contacts", 0), ("go.all", .mail(.all), "All", 0),
        ]
        if layout.kind == .single { return smallTabs(model, layout) }
        guard layout.kind == .wide || layout.kind == .columns else { return [] }
        let shown = layout.kind == .wide ? all : Array(all.prefix(4))
        var column = leftCells(model, layout) + 1
        return shown.map { action, source, words, count in
            let number = count > 0 ? "\(count)" : ""
            let width = words.cellWidth + 2 + (number.isEmpty ? 0 : number.count + 1)
            defer { column += width + 1 }
            return BarItem(
                rect: Rect(column: column, row: 0, width: width, height: 1), action: action, words: words,
                count: number, isOn: model.list.source == source)
        }
    }

    private static let narrowViews: [(action: ActionID, source: ListSource, words: String)] = [
        ("go.inbox", .mail(.inbox), "Inbox"), ("go.unlinked", .mail(.unlinked), "Unl"),
        ("go.sent", .mail(.sent), "Sent"), ("go.all", .mail(.all), "All"),
    ]
    private static let narrowViewCells = narrowViews.reduce(-1) { $0 + $1.words.count + 1 }

    private static func smallTabs(_ model: AppModel, _ layout: ScreenLayout) -> [BarItem] {
        guard layout.tabs.width >= 72 else { return [] }
        var column = layout.tabs.endColumn - 1 - narrowViewCells
        return narrowViews.map { action, source, words in
            defer { column += words.count + 1 }
            return BarItem(
                rect: Rect(column: column, row: layout.tabs.row, width: words.count, height: 1),
                action: action, words: words, count: "", isOn: model.list.source == source, isSmall: true)
        }
    }

    /// The panes as tabs, on a narrow screen. The contact's name gets what the others leave.
    static func paneTabs(_ model: AppModel, _ layout: ScreenLayout) -> [BarItem] {
        guard layout.kind == .single else { return [] }
        let glyphs = model.settings.glyphs
        let unread = model.status.counts.inboxUnread
        let progress = model.campaigns.current
        let third = model.composer.map {
            "\($0.title.split(separator: " ").first ?? "Mail") \(glyphs.bullet)"
        }
        var all: [(action: ActionID, pane: Pane, words: String, count: String)] = [
            (
                "pane.list", .list, ListView.title(model).clipped(toCells: 14, ellipsis: glyphs.ellipsis),
                unread > 0 && model.list.source == .mail(.inbox) ? "\(unread)" : ""
            ),
            ("pane.timeline", .timeline, TimelineView.title(model), ""),
            ("pane.reader", .reader, third ?? "Mail", ""),
            (
                "pane.campaigns", .campaigns, progress == nil ? "Campaigns" : "Camp",
                progress.map { "\($0.processed)/\($0.total)" } ?? ""
            ),
        ]
        func cells(_ words: String, _ count: String) -> Int {
            words.cellWidth + 4 + (count.isEmpty ? 0 : count.count + 1)
        }
        let others = all.enumerated().reduce(0) { sum, item in
            item.offset == 1 ? sum : sum + cells(item.element.words, item.element.count) + 1
        }
        let views = layout.tabs.width >= 72 ? narrowViewCells + 2 : 1
        let room = layout.tabs.width - 1 - others - views - 4
        all[1].words = all[1].words.clipped(toCells: max(7, room), ellipsis: glyphs.ellipsis)
        var column = 1
        return all.map { action, pane, words, count in
            let width = cells(words, count)
            defer { column += width + 1 }
            return BarItem(
                rect: Rect(column: column, row: layout.tabs.row, width: width, height: 1), action: action,
                words: "\(pane.rawValue) \(words)", count: count, isOn: model.route.focus == pane)
        }
    }
}
