import CRMModel
import CellText
import TUI

/// Where the parts of the list lie.
struct ListFrame {
    var search = Rect.empty
    var rows: Rect
    var legend = Rect.empty

    init(_ content: Rect, _ model: AppModel) {
        rows = content
        if content.height >= 10 || model.list.search.isEditing || !model.list.search.field.isEmpty {
            (search, rows) = rows.split(top: 1)
        }
        if content.height >= 15, content.width >= 56 { (rows, legend) = rows.split(bottom: 1) }
    }
}

enum ListView {
    static func title(_ model: AppModel) -> String {
        ListViews.title(model.list.source, model.status.folders)
    }

    static func note(_ model: AppModel) -> String {
        let list = model.list
        if !list.marked.isEmpty { return "\(list.marked.count) selected" }
        if list.arrivedAbove > 0 { return "\(list.arrivedAbove) new above · g g" }
        switch list.source {
        case .mail(.inbox):
            let counts = model.status.counts
            return counts.inbox == 0 ? "" : "\(counts.inboxUnread) unread of \(counts.inbox)"
        case .search:
            return list.phase == .ready ? "\(list.rows.count)\(list.next == nil ? "" : "+") found" : ""
        default: return list.rows.isEmpty ? "" : "\(list.rows.count)\(list.next == nil ? "" : "+")"
        }
    }

    static func draw(
        _ model: AppModel, _ content: Rect, _ isFocused: Bool, _ brush: Brush, _ buffer: inout Buffer
    ) {
        let frame = ListFrame(content, model)
        if !frame.search.isEmpty { drawSearch(model, frame.search, brush, &buffer) }
        if !frame.legend.isEmpty, !model.list.rows.isEmpty {
            ListLegend.draw(model, frame.legend, brush, &buffer)
        }
        guard !model.list.lines.isEmpty else {
            drawFace(model, frame.rows, brush, &buffer)
            return
        }
        let columns = ListColumns(width: content.width, signs: signs(model, brush))
        for (offset, line) in model.list.state.visible.enumerated() where offset < frame.rows.height {
            let row = frame.rows.row + offset
            switch model.list.lines[line] {
            case .separator(let words): drawSeparator(words, frame.rows, row, brush, &buffer)
            case .row(let index):
                let isSelected = line == model.list.state.selected
                drawRow(model.list.rows[index], model, content, row, columns, isSelected, brush, &buffer)
                guard isSelected else { continue }
                let whole = Rect(column: content.column, row: row, width: content.width, height: 1)
                buffer.restyle(whole, brush[isFocused ? "list.selected" : "list.selected.unfocused"])
                let marker = Rect(column: content.column, row: row, width: 1, height: 1)
                buffer.fill(marker, repeating: brush.glyphs.marker, brush["list.marker"])
            }
        }
    }

    private static func signs(_ model: AppModel, _ brush: Brush) -> RowSigns {
        RowSigns(
            model.list.state.visible.compactMap { line in
                guard case .row(let index) = model.list.lines[line] else { return nil }
                return model.list.rows[index].message
            }, brush)
    }

    private static func drawSearch(_ model: AppModel, _ rect: Rect, _ brush: Brush, _ buffer: inout Buffer) {
        let search = model.list.search
        buffer.write(
            brush.text(brush.glyphs.search), column: rect.column + 1, row: rect.row,
            style: brush["text.faint"])
        let column = rect.column + 3
        let cells = max(1, rect.width - 4)
        if search.isEditing {
            FieldView.draw(
                search.field, placeholder: "from: to: subject: is:unread has:attachment before: words",
                column: column, row: rect.row, cells: cells, isFocused: true, brush, &buffer)
        } else if !search.field.isEmpty {
            buffer.clip(
                search.field.text, column: column, row: rect.row, cells: cells, style: brush["list.query"],
                glyphs: brush.glyphs)
        } else {
            buffer.clip(
                "search", column: column, row: rect.row, cells: cells, style: brush["input.placeholder"],
                glyphs: brush.glyphs)
        }
    }

    private static func drawSeparator(
        _ words: String, _ rect: Rect, _ row: Int, _ brush: Brush, _ buffer: inout Buffer
    ) {
        let glyphs = brush.glyphs
        buffer.horizontalLine(
            column: rect.column + 1, row: row, width: rect.width - 2, glyphs: glyphs, style: brush["rule"])
        buffer.write(" \(words) ", column: rect.column + 3, row: row, style: brush["list.separator"])
    }

    private static func drawFace(_ model: AppModel, _ rect: Rect, _ brush: Brush, _ buffer: inout Buffer) {
        switch model.list.phase {
        case .loading:
            Face.loading("Reading", in: rect, brush, &buffer)
        case .failed(let problem): Face.draw(problem, in: rect, brush, &buffer)
        case .ready: Face.draw(emptyWords(model), role: "face.empty", in: rect, brush, &buffer)
        }
    }

    /// An empty list says nothing about a mailbox that cannot be read.
    private static func unreachable(_ model: AppModel) -> [String]? {
        for account in model.status.accounts where account.lastSync == nil {
            switch account.state {
            case .offline(let reason, _):
                return ["\(account.name) is offline", reason, "Ctrl-r tries again"]
            case .authenticationFailed(let reason):
                return ["\(account.name) refused the password", reason, "Space P takes the new one"]
            default: continue
            }
        }
        return nil
    }

    private static func emptyWords(_ model: AppModel) -> [String] {
        if model.status.accounts.isEmpty {
            return ["No account yet", "Space A adds yours, F2 opens a demo with its own mail server"]
        }
        if case .mail = model.list.source, let words = unreachable(model) { return words }
        let syncing = model.status.accounts.contains { account in
            if case .syncing = account.state {
                true
            } else {
                account.state == .connecting || account.state == .new
            }
        }
        switch model.list.source {
        case .mail(.inbox):
            return syncing
                ? [
                    "The first mails are on their way",
                    "The newest come first; you can work while the rest arrives",
                ]
                : ["Inbox zero", "Nothing to answer. c writes a mail, g l shows all mail"]
        case .mail(.unlinked):
            return ["Everybody is known", "Mail from new senders appears here; l links it"]
        case .mail(.sent): return ["Nothing sent yet", "c writes the first mail"]
        case .drafts, .mail(.drafts): return ["No drafts", "What you write is kept here by itself; c begins"]
        case .mail(.archive): return ["Nothing archived", "e in the inbox puts mail away"]
        case .mail(.flagged): return ["Nothing starred", "* stars a mail"]
        case .search(let query):
            return ["Nothing found for \(query)", "Fewer words find more · Esc goes back"]
        case .contacts:
            return [
                "No contacts yet", "Space c adds one, l on a mail links its sender",
                "rapport contact import FILE brings many",
            ]
        case .outbox: return ["The outbox is empty", "Everything has been sent"]
        case .mail(.trash): return ["The trash is empty", "# on a mail puts it here"]
        case .mail(.junk): return ["No spam", "! on a mail puts it here"]
        case .mail(.folder): return ["This folder is empty", "v on a mail moves it here"]
        case .mail(.all): return ["No mail yet", "Ctrl-r asks the server for it"]
        }
    }

    private static func drawRow(
        _ item: ListRow, _ model: AppModel, _ content: Rect, _ row: Int, _ columns: ListColumns,
        _ isSelected: Bool, _ brush: Brush, _ buffer: inout Buffer
    ) {
        if model.list.marked.contains(item.key) {
            buffer.write(
                brush.text(brush.glyphs.check), column: content.column + 1, row: row,
                style: brush["list.checked"])
        }
        switch item {
        case .message(let message):
            MessageRow(message: message, model: model, columns: columns, isSelected: isSelected, brush: brush)
                .draw(at: content.column, row, &buffer)
        case .contact(let contact):
            SideRow(row: row, content: content, brush: brush).draw(contact, &buffer)
        case .draft(let draft): SideRow(row: row, content: content, brush: brush).draw(draft, &buffer)
        case .job(let job): SideRow(row: row, content: content, brush: brush).draw(job, &buffer)
        }
    }
}
