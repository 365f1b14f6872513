import CRMModel
import CellText
import TUI

/// Where a picker lies.
struct PickerFrame {
    var outer: Rect
    var query: Rect
    var rows: Rect
    /// Beside the rows: how the selected one looks; empty where there is no room.
    var preview = Rect.empty

    init(_ picker: Picker, _ size: ScreenSize) {
        let screen = Rect(width: size.columns, height: size.rows)
        let showsPreview = picker.purpose == .template && size.columns >= 90
        let width =
            showsPreview
            ? min(120, size.columns - 6) : min(picker.purpose == .links ? 100 : 74, size.columns - 2)
        let wanted = (showsPreview ? 16 : max(4, min(14, max(picker.items.count, 3)))) + 4
        let height = min(wanted, size.rows - 2)
        outer = screen.centered(width: width, height: height)
        outer = Rect(
            column: outer.column, row: max(1, min(outer.row, size.rows / 6 + 1)), width: outer.width,
            height: outer.height)
        let inner = outer.inset(by: 1)
        (query, rows) = inner.split(top: 1)
        (_, rows) = rows.split(top: 1)
        if showsPreview {
            let parts = rows.split(leading: rows.width * 2 / 5)
            rows = parts.leading
            preview = parts.rest
        }
    }
}

/// Where the help lies.
struct HelpFrame {
    var outer: Rect
    var content: Rect

    init(_ page: HelpPage, _ size: ScreenSize) {
        let screen = Rect(width: size.columns, height: size.rows)
        let width = min(page.tour == nil ? 104 : 76, size.columns - 2)
        let margin = min(3, width / 10)
        var height = size.rows - 2
        if let tour = page.tour {
            height = min(height, TourText.lines(tour, width: width - 2 * margin).count + 4)
        }
        outer = screen.centered(width: width, height: height)
        content = outer.inset(horizontal: margin, vertical: page.tour == nil || height < 16 ? 1 : 2)
    }
}

enum PopupView {
    static func draw(
        _ popup: Popup, _ model: AppModel, _ layout: ScreenLayout, _ brush: Brush, _ buffer: inout Buffer
    ) {
        switch popup {
        case .picker(let picker): PickerView.draw(picker, model, brush, &buffer)
        case .form(let form): FormView.draw(form, model, brush, &buffer)
        case .confirm(let question): drawQuestion(question, model, brush, &buffer)
        case .help(let page): drawHelp(page, model, brush, &buffer)
        }
    }

    /// A framed empty rectangle over the screen; returns its inside.
    static func panel(
        _ rect: Rect, title: String, note: String = "", _ brush: Brush, _ buffer: inout Buffer
    ) -> Rect {
        buffer.fill(rect, brush["popup"])
        let border = brush["popup.border"]
        return buffer.box(
            rect, FrameTitle(title: title, note: note),
            style: FrameStyle(
                border: border, badge: border, title: brush["popup.title"], note: brush["popup.detail"]),
            glyphs: brush.glyphs)
    }

    private static func drawQuestion(
        _ question: Confirmation, _ model: AppModel, _ brush: Brush, _ buffer: inout Buffer
    ) {
        let screen = buffer.bounds
        let width = min(
            screen.width - 4, max(40, question.question.cellWidth + 6, question.detail.cellWidth + 6))
        let lines = StyledLine(question.question, "popup.title").wrapped(to: width - 4)
        let details = StyledLine(question.detail, "popup.detail").wrapped(to: width - 4)
        let rect = screen.centered(width: width, height: lines.count + details.count + 4)
        let inner = panel(rect, title: "", brush, &buffer)
        var row = inner.row
        for line in lines + details where row < inner.endRow {
            buffer.write(
                line, column: inner.column + 1, row: row, theme: brush.theme, maxCells: inner.width - 2)
            row += 1
        }
        buffer.write(
            [
                ("y", brush["popup.key"]), (" \(question.yes)    ", brush["popup"]),
                ("Esc", brush["popup.key"]),
                (" no", brush["popup"]),
            ], column: inner.column + 1, row: inner.endRow - 1, before: inner.endColumn)
    }

    private static func drawHelp(_ page: HelpPage, _ model: AppModel, _ brush: Brush, _ buffer: inout Buffer)
    {
        let frame = HelpFrame(page, model.size)
        _ = panel(frame.outer, title: page.tour?.title ?? "Keys", note: "Esc closes", brush, &buffer)
        let lines = HelpText.lines(model, page, width: frame.content.width)
        for (offset, index) in page.scroll.visible.enumerated() where index < lines.count {
            buffer.write(
                lines[index], column: frame.content.column, row: frame.content.row + offset,
                theme: brush.theme,
                maxCells: frame.content.width)
        }
        let bar = Rect(
            column: frame.outer.endColumn - 2, row: frame.content.row, width: 1, height: frame.content.height)
        buffer.scrollBar(bar, page.scroll, glyphs: brush.glyphs, theme: brush.theme)
    }
}

/// The help made from the registry.
enum HelpText {
    static func lines(_ model: AppModel, _ page: HelpPage, width: Int) -> [StyledLine] {
        if let tour = page.tour { return TourText.lines(tour, width: width) }
        var lines: [StyledLine] = [
            [
                StyledSpan("Every key, by what it is for; ", "popup.detail"), StyledSpan("^K", "popup.key"),
                StyledSpan(" finds any command by name.", "popup.detail"),
            ]
        ]
        for section in ScreenAction.Section.allCases {
            lines += ["", [StyledSpan(section.rawValue, "popup.title")]]
            let rows = ScreenActions.all.filter { $0.section == section }.compactMap { row($0, model) }
            let columns = width >= 84 ? 2 : 1
            let perColumn = (rows.count + columns - 1) / columns
            for index in 0..<perColumn {
                var spans: [StyledSpan] = []
                for column in 0..<columns where column * perColumn + index < rows.count {
                    let (keys, words) = rows[column * perColumn + index]
                    let cells = width / columns
                    spans.append(
                        StyledSpan(keys.fitted(toCells: 16, alignment: .trailing) + "  ", "popup.key"))
                    spans.append(StyledSpan(words.fitted(toCells: max(4, cells - 18)), "popup"))
                }
                lines.append(StyledLine(spans))
            }
        }
        return lines
    }

    private static func row(_ action: ScreenAction, _ model: AppModel) -> (String, String)? {
        var seen: [String] = []
        for binding in action.keys {
            let keys = model.settings.keyTable.keys(for: action.id, in: [binding.context])
            for key in keys.prefix(2) where !seen.contains(key.shortText(model.settings.glyphs)) {
                seen.append(key.shortText(model.settings.glyphs))
            }
        }
        guard !seen.isEmpty else { return nil }
        return (seen.prefix(3).joined(separator: " "), action.words)
    }
}

/// What may follow the keys typed so far.
enum WhichKey {
    static func draw(_ model: AppModel, _ layout: ScreenLayout, _ brush: Brush, _ buffer: inout Buffer) {
        let entries = model.keys.follow.map { follow in
            (
                follow.key.shortText(brush.glyphs),
                follow.action.flatMap { ScreenActions[$0]?.words } ?? "\(follow.count) more"
            )
        }
        let cell = (entries.map { $0.0.cellWidth + $0.1.cellWidth }.max() ?? 0) + 5
        let area = layout.body
        let columns = PopupPlacement.columns(
            for: entries.count, cellWidth: cell, in: area.inset(by: 1), height: max(3, area.height / 4))
        let rows = (entries.count + columns - 1) / columns
        let rect = PopupPlacement.corner(width: columns * cell + 2, height: rows + 2, in: area)
        let inner = PopupView.panel(
            rect, title: KeySequence(model.keys.pending.keys).description, brush, &buffer)
        for (index, entry) in entries.enumerated() {
            let column = inner.column + index / rows * cell + 1
            let row = inner.row + index % rows
            guard row < inner.endRow, column < inner.endColumn else { continue }
            buffer.write(
                [(entry.0, brush["popup.key"]), ("  \(entry.1)", brush["popup"])], column: column, row: row,
                before: min(inner.endColumn, column + cell))
        }
    }
}
