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

/// The columns of a message row, in cells from the left edge of the pane. The subject gets
/// what the others leave: they are as wide as the rows in view need.
struct ListColumns {
    let who = 6
    var whoCells: Int
    var subject: Int
    var subjectCells: Int
    var opens: Int
    var clicks: Int
    var attachment: Int
    var labelCells = 0
    var whenEnd: Int

    static let leastSubject = 24

    init(width: Int, signs: RowSigns = RowSigns()) {
        whoCells = width >= 56 ? max(16, min(22, width / 5 + 3)) : max(8, width / 4)
        whenEnd = width - 1
        subject = who + whoCells + (width >= 56 && signs.countCells > 0 ? signs.countCells + 1 : 0)
        var end = whenEnd - 7
        let signCells = width >= 50 ? signs.cells : 0
        let label = min(10, signs.labelCells)
        if label > 0, end - label - 1 - signCells - subject - 1 >= Self.leastSubject {
            labelCells = label
            end -= label + 1
        }
        attachment = end - (signs.hasAttachments ? 2 : 0)
        clicks = attachment - (signs.hasClicks ? 3 : 0)
        opens = clicks - (signs.hasOpens ? 3 : 0)
        subjectCells = max(4, (signCells > 0 ? opens : end) - subject - 1)
    }

    /// The signs are shown.
    func fits(_ column: Int) -> Bool { column >= subject + subjectCells }
}

/// What the rows in view have to show beside their subject.
struct RowSigns: Hashable {
    var countCells = 0
    var hasOpens = false
    var hasClicks = false
    var hasAttachments = false
    var labelCells = 0

    init() {}

    init(_ messages: [Message]) {
        for message in messages {
            if message.threadCount > 1 {
                countCells = max(countCells, "\(min(999, message.threadCount))".count)
            }
            hasOpens = hasOpens || message.opens > 0
            hasClicks = hasClicks || message.clicks > 0
            hasAttachments = hasAttachments || message.attachmentCount > 0
            labelCells = max(labelCells, min(10, MessageRow.label(of: message).words.cellWidth))
        }
    }

    var cells: Int { (hasOpens ? 3 : 0) + (hasClicks ? 3 : 0) + (hasAttachments ? 2 : 0) }
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
        if !frame.legend.isEmpty, model.list.rows.contains(where: { $0.message != nil }) {
            drawLegend(frame.legend, brush, &buffer)
        }
        guard !model.list.lines.isEmpty else {
            drawFace(model, frame.rows, brush, &buffer)
            return
        }
        let columns = ListColumns(width: content.width, signs: signs(model))
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

    private static func signs(_ model: AppModel) -> RowSigns {
        RowSigns(
            model.list.state.visible.compactMap { line in
                guard case .row(let index) = model.list.lines[line] else { return nil }
                return model.list.rows[index].message
            })
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

    private static func drawLegend(_ rect: Rect, _ brush: Brush, _ buffer: inout Buffer) {
        let glyphs = brush.glyphs
        var column = rect.column + 1
        let all: [(Character, String)] = [
            (glyphs.opened, "opens"), (glyphs.clicked, "clicks"), (glyphs.attachment, "attachment"),
            (glyphs.star, "starred"), (glyphs.cross, "bounce"), (glyphs.arrowLeft, "answered"),
        ]
        for (glyph, name) in all {
            let words = "\(glyph) \(name)"
            guard column + words.cellWidth < rect.endColumn else { break }
            column = buffer.write(words, column: column, row: rect.row, style: brush["list.legend"]) + 2
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

    private static func emptyWords(_ model: AppModel) -> [String] {
        if model.status.accounts.isEmpty { return ["No account yet", ": add an account"] }
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
            return ["No contacts yet", "l on a mail makes one; rapport contact import FILE brings many"]
        case .outbox: return ["The outbox is empty", "Everything has been sent"]
        default: return ["Nothing here"]
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
        case .contact(let contact): drawContact(contact, content, row, brush, &buffer)
        case .draft(let draft): drawDraft(draft, content, row, columns, brush, &buffer)
        case .job(let job): drawJob(job, content, row, columns, brush, &buffer)
        }
    }

    private static func drawContact(
        _ contact: Contact, _ content: Rect, _ row: Int, _ brush: Brush, _ buffer: inout Buffer
    ) {
        let x = content.column
        let company = contact.companyName ?? ""
        buffer.write(brush.text(brush.glyphs.square), column: x + 4, row: row, style: brush.dot(company))
        let name = max(12, content.width * 3 / 10)
        buffer.clip(
            contact.displayName, column: x + 6, row: row, cells: name, style: brush["text"],
            glyphs: brush.glyphs)
        let second = x + 8 + name
        let room = content.width - 17 - name
        let words = [contact.title, company].filter { !$0.isEmpty }.joined(separator: ", ")
        buffer.clip(
            words, column: second, row: row, cells: room, style: brush["text.dim"], glyphs: brush.glyphs)
        if let touch = contact.lastTouch {
            buffer.write(
                brush.clock.short(touch), endingBefore: content.endColumn - 1, row: row,
                style: brush["list.time"])
        }
    }

    private static func drawDraft(
        _ draft: Draft, _ content: Rect, _ row: Int, _ columns: ListColumns, _ brush: Brush,
        _ buffer: inout Buffer
    ) {
        let x = content.column
        buffer.write(brush.text(brush.glyphs.pencil), column: x + 4, row: row, style: brush["sign.note"])
        let who = Addresses.names(in: draft.to).first ?? "nobody yet"
        buffer.clip(
            who, column: x + 6, row: row, cells: columns.whoCells, style: brush["text"], glyphs: brush.glyphs)
        buffer.clip(
            draft.subject.isEmpty ? "no subject" : draft.subject, column: x + columns.subject, row: row,
            cells: columns.whenEnd - 8 - columns.subject, style: brush["list.row"], glyphs: brush.glyphs)
        buffer.write(
            brush.clock.short(draft.saved), endingBefore: x + columns.whenEnd, row: row,
            style: brush["list.time"])
    }

    private static func drawJob(
        _ job: OutboxJob, _ content: Rect, _ row: Int, _ columns: ListColumns, _ brush: Brush,
        _ buffer: inout Buffer
    ) {
        let x = content.column
        let role: StyleRole =
            switch job.state {
            case .failed: "danger"
            case .uncertain, .held, .deferred: "warning"
            case .sent: "success"
            default: "text.dim"
            }
        buffer.write(brush.text(brush.glyphs.envelope), column: x + 4, row: row, style: brush[role])
        buffer.clip(
            job.recipients.first?.text ?? "", column: x + 6, row: row, cells: columns.whoCells,
            style: brush["text"],
            glyphs: brush.glyphs)
        let words = job.lastError.map { "\(job.subject) · \($0)" } ?? job.subject
        buffer.clip(
            words, column: x + columns.subject, row: row, cells: content.width - columns.subject - 19,
            style: brush["list.row"], glyphs: brush.glyphs)
        buffer.write(job.state.word, endingBefore: x + columns.whenEnd - 7, row: row, style: brush[role])
        buffer.write(
            brush.clock.short(job.notBefore), endingBefore: x + columns.whenEnd, row: row,
            style: brush["list.time"])
    }
}
