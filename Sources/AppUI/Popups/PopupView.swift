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
        let screen = Rect(width: size.columns, height: max(1, size.rows - 1))
        let isTemplate = picker.purpose == .template || picker.purpose == .campaignTemplate
        let showsPreview = isTemplate && size.columns >= 90
        let width =
            showsPreview
            ? min(120, size.columns - 6) : min(picker.purpose == .links ? 100 : 74, size.columns - 2)
        let wanted = (showsPreview ? 16 : max(4, min(14, max(picker.items.count, 3)))) + 4
        let height = min(wanted, screen.height)
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
        } else if isTemplate, rows.height > 3 {
            (rows, preview) = rows.split(bottom: 1)
        }
    }
}

/// Where the help lies.
struct HelpFrame {
    var outer: Rect
    var content: Rect

    init(_ page: HelpPage, _ size: ScreenSize) {
        let screen = Rect(width: size.columns, height: max(1, size.rows - 1))
        let width = min(page.tour == nil ? 104 : 76, size.columns < 84 ? size.columns : size.columns - 2)
        let margin = min(3, width / 10)
        var height = screen.height - (size.rows < 20 ? 0 : 1)
        if let tour = page.tour {
            height = min(height, TourText.lines(tour, width: width - 2 * margin).count + 4)
        }
        outer = screen.centered(width: width, height: height)
        content = outer.inset(horizontal: margin, vertical: page.tour == nil || height < 16 ? 1 : 2)
    }
}

/// Where a question and its two answers lie.
struct QuestionFrame {
    var outer: Rect
    var lines: [StyledLine]
    var yesWords: (key: String, words: String)
    var noWords: (key: String, words: String)
    var otherWords: (key: String, words: String)?
    var yes: Rect
    var other = Rect.empty
    var no: Rect

    init(_ question: Confirmation, _ model: AppModel) {
        let screen = Rect(width: model.size.columns, height: max(1, model.size.rows - 1))
        let width = min(
            screen.width - 4,
            max(
                question.other == nil ? 40 : 60, question.question.cellWidth + 6,
                question.detail.cellWidth + 6, (question.facts.map(\.cellWidth).max() ?? 0) + 6))
        lines =
            StyledLine(question.question, "popup.title").wrapped(to: width - 4)
            + (question.facts.isEmpty ? [] : [StyledLine("", "popup")])
            + question.facts.map { fact in
                let ellipsis = model.settings.glyphs.ellipsis
                return StyledLine(fact.clipped(toCells: width - 4, ellipsis: ellipsis), "popup")
            }
            + (question.detail.isEmpty
                ? [] : StyledLine(question.detail, "popup.detail").wrapped(to: width - 4))
        outer = screen.centered(width: width, height: lines.count + 4)
        func key(_ action: ActionID, _ fallback: String) -> String {
            let keys = model.settings.keyTable.keys(for: action, in: [.confirm])
            return (keys.first { $0.description == fallback } ?? keys.first)?.description ?? fallback
        }
        yesWords = (key("confirm.yes", "y"), question.yes)
        otherWords = question.other.map { (key("confirm.other", "s"), $0) }
        noWords = (key("move.back", "Esc"), question.no)
        let row = outer.endRow - 2
        func cells(_ words: (key: String, words: String)) -> Int {
            words.key.cellWidth + 1 + words.words.cellWidth
        }
        let all = cells(yesWords) + (otherWords.map(cells) ?? 0) + cells(noWords)
        // Close together where they would not fit otherwise; the last one is cut then.
        let gap = all + (otherWords == nil ? 4 : 8) <= width - 4 ? 4 : 2
        let end = outer.endColumn - 2
        func place(after column: Int, _ words: (key: String, words: String)) -> Rect {
            Rect(column: column, row: row, width: min(cells(words), max(0, end - column)), height: 1)
        }
        yes = place(after: outer.column + 2, yesWords)
        if let otherWords { other = place(after: yes.endColumn + gap, otherWords) }
        no = place(after: (other.isEmpty ? yes : other).endColumn + gap, noWords)
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
        let frame = QuestionFrame(question, model)
        let inner = panel(frame.outer, title: "", brush, &buffer)
        for (offset, line) in frame.lines.enumerated() where inner.row + offset < frame.yes.row {
            buffer.write(
                line, column: frame.yes.column, row: inner.row + offset, theme: brush.theme,
                maxCells: inner.width - 2)
        }
        var answers = [(frame.yes, frame.yesWords), (frame.no, frame.noWords)]
        if let words = frame.otherWords { answers.append((frame.other, words)) }
        let focused = question.focus == .yes ? frame.yes : question.focus == .no ? frame.no : frame.other
        for (rect, words) in answers {
            defer {
                if rect == focused {
                    let ring = Rect(column: rect.column - 1, row: rect.row, width: rect.width + 2, height: 1)
                    buffer.restyle(ring.intersection(inner), brush["popup.selected"])
                }
            }
            buffer.clip(
                [(words.key, brush["popup.key"]), (" \(words.words)", brush["popup"])], column: rect.column,
                row: rect.row, before: rect.endColumn, glyphs: brush.glyphs)
        }
    }

    private static func drawHelp(_ page: HelpPage, _ model: AppModel, _ brush: Brush, _ buffer: inout Buffer)
    {
        let frame = HelpFrame(page, model.size)
        _ = panel(frame.outer, title: page.tour?.title ?? "Keys", brush, &buffer)
        let lines = HelpText.lines(model, page, width: frame.content.width)
        for (offset, index) in page.scroll.visible.enumerated() where index < lines.count {
            buffer.write(
                lines[index], column: frame.content.column, row: frame.content.row + offset,
                theme: brush.theme,
                maxCells: frame.content.width)
        }
        let bar = Rect(
            column: frame.outer.endColumn - 1, row: frame.content.row, width: 1, height: frame.content.height)
        buffer.scrollBar(bar, page.scroll, glyphs: brush.glyphs, theme: brush.theme)
    }
}
