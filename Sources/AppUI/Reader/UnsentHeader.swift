import CRMModel
import CellText
import TUI

/// From, to, and where a mail that has not arrived in a folder stands.
struct UnsentHeader {
    let mail: UnsentMail
    let model: AppModel
    let brush: Brush

    func draw(_ rect: Rect, _ content: Rect, _ buffer: inout Buffer) {
        let (words, role) = standing
        guard rect.height > 1 else {
            buffer.clip(
                [("\(mail.to)  ", brush["text.strong"]), (words, brush[role])], column: rect.column + 1,
                row: rect.row, before: rect.endColumn - 1, glyphs: brush.glyphs)
            return
        }
        line("From", mail.from, "text.strong", rect, 0, &buffer)
        line("To", mail.to.isEmpty ? "nobody yet" : mail.to, "mail.value", rect, 1, &buffer)
        if rect.height > 3 { line("State", words, role, rect, 2, &buffer) }
        buffer.horizontalLine(
            column: content.column, row: rect.endRow - 1, width: content.width, glyphs: brush.glyphs,
            style: brush["rule"])
    }

    private func line(
        _ label: String, _ words: String, _ role: StyleRole, _ rect: Rect, _ row: Int,
        _ buffer: inout Buffer
    ) {
        buffer.write(label, column: rect.column + 1, row: rect.row + row, style: brush["mail.name"])
        buffer.clip(
            words, column: rect.column + 7, row: rect.row + row, cells: rect.width - 8, style: brush[role],
            glyphs: brush.glyphs)
    }

    /// The state, how often it was tried, and what happens next.
    private var standing: (String, StyleRole) {
        switch model.list.selected {
        case .job(let job) where mail.source == .job(job.id):
            let tries = job.attempts == 1 ? "1 try" : "\(job.attempts) tries"
            return (
                "\(job.state.word) · \(tries) · \(ListLegend.next(job, brush.clock))",
                SideRow.role(job.state)
            )
        case .draft(let draft) where mail.source == .draft(draft.id):
            return ("draft · saved \(brush.clock.ago(draft.saved)) · Enter writes on", "text.dim")
        default: return ("", "text.dim")
        }
    }
}
