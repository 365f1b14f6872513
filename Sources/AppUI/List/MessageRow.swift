import CRMModel
import CellText
import TUI

/// One message in the list.
struct MessageRow {
    let message: Message
    let model: AppModel
    let columns: ListColumns
    let isSelected: Bool
    let brush: Brush

    func draw(at x: Int, _ row: Int, _ buffer: inout Buffer) {
        let glyphs = brush.glyphs
        let main = brush[message.isUnread ? "list.unread" : isSelected ? "text" : "list.row"]
        if message.isUnread {
            buffer.write(brush.text(glyphs.dot), column: x + 2, row: row, style: brush["list.dot"])
        } else if message.flags.contains(.answered) {
            buffer.write(brush.text(glyphs.arrowLeft), column: x + 2, row: row, style: brush["text.faint"])
        }
        if message.flags.contains(.flagged) {
            buffer.write(brush.text(glyphs.star), column: x + 3, row: row, style: brush["warning"])
        }
        buffer.write(brush.text(glyphs.square), column: x + 4, row: row, style: dotStyle)
        buffer.clip(
            Self.who(of: message, glyphs), column: x + columns.who, row: row, cells: columns.whoCells - 1,
            style: main, glyphs: glyphs)
        if message.threadCount > 1, columns.subject > columns.who + columns.whoCells {
            // The thread is counted where its newest mail stands; the older ones belong to it.
            let isOlder = model.list.repeated.contains(message.id)
            buffer.write(
                isOlder ? String(glyphs.bullet) : "\(min(999, message.threadCount))",
                endingBefore: x + columns.subject - 1, row: row,
                style: brush[isOlder ? "text.faint" : "list.count"])
        }
        drawSubject(x, row, main, &buffer)
        drawSigns(x, row, &buffer)
        if columns.labelCells > 0 { drawLabel(x, row, &buffer) }
        buffer.write(
            brush.clock.short(message.received), endingBefore: x + columns.whenEnd, row: row,
            style: brush["list.time"])
    }

    /// Whom it is with, as it stands in the list.
    static func who(of message: Message, _ glyphs: GlyphSet) -> String {
        if message.autoKind == .deliveryStatus { return "Mail delivery" }
        return message.direction == .outgoing
            ? "\(glyphs.arrowRight) \(message.counterpart)" : message.counterpart
    }

    /// What it is about: whom a bounce is about, and a conversation without the mark of an answer, for its count
    /// says so.
    static func subject(of message: Message) -> String {
        if message.autoKind == .deliveryStatus, message.preview.contains("@") { return message.preview }
        if message.subject.isEmpty { return "no subject" }
        return message.threadCount > 1 ? ShortWords.conversation(message.subject) : message.subject
    }

    private var company: String { Self.company(of: message) }

    private static func company(of message: Message) -> String {
        message.companyLink?.name ?? message.contactLink?.name ?? ""
    }

    /// What stands before the time; without a role it has the company's colour.
    static func label(of message: Message) -> (words: String, role: StyleRole?) {
        let company = company(of: message)
        switch message.autoKind {
        case .outOfOffice: return ("away", "text.faint")
        case .autoReply: return ("auto", "text.faint")
        case .deliveryStatus: return ("bounce", "danger")
        case .abuseReport: return ("complaint", "danger")
        case .list where company.isEmpty, .bulk where company.isEmpty: return ("bulk", "text.faint")
        default:
            return company.isEmpty
                ? ("unlinked", "text.faint")
                : (company + (message.companyLink?.isGuess == true ? "?" : ""), nil)
        }
    }

    private var dotStyle: Style {
        if message.autoKind == .deliveryStatus { return brush["sign.bounce"] }
        return company.isEmpty ? brush["text.faint"] : brush.dot(company)
    }

    private func drawSubject(_ x: Int, _ row: Int, _ main: Style, _ buffer: inout Buffer) {
        var column = x + columns.subject
        let end = column + subjectCells
        if message.autoKind == .deliveryStatus {
            column = buffer.write(
                "\(brush.glyphs.cross) ", column: column, row: row, style: brush["sign.bounce"])
        }
        column = buffer.clip(
            Self.subject(of: message), column: column, row: row, cells: end - column, style: main,
            glyphs: brush.glyphs)
        // What is left of a wide column shows how the mail begins.
        guard end - column > 12, !message.preview.isEmpty, message.autoKind != .deliveryStatus else { return }
        buffer.clip(
            "  " + message.preview, column: column, row: row, cells: end - column, style: brush["text.faint"],
            glyphs: brush.glyphs)
    }

    /// A row without signs gives their room, and what its company leaves, to the subject.
    private var subjectCells: Int {
        let hasSigns = message.opens > 0 || message.clicks > 0 || message.attachmentCount > 0
        guard !hasSigns, columns.subjectCells >= ListColumns.leastSubject / 2 else {
            return columns.subjectCells
        }
        let end = columns.labelEnd - (columns.labelCells > 0 ? labelText.cellWidth + 2 : 0)
        return max(columns.subjectCells, end - columns.subject)
    }

    private var labelText: String {
        ShortWords.company(
            Self.label(of: message).words, cells: columns.labelCells, ellipsis: brush.glyphs.ellipsis)
    }

    private func drawSigns(_ x: Int, _ row: Int, _ buffer: inout Buffer) {
        let glyphs = brush.glyphs
        if message.opens > 0, columns.fits(columns.opens) {
            buffer.write(
                "\(glyphs.opened)\(min(9, message.opens))", column: x + columns.opens, row: row,
                style: brush["sign.open"])
        }
        if message.clicks > 0, columns.fits(columns.clicks) {
            buffer.write(
                "\(glyphs.clicked)\(min(9, message.clicks))", column: x + columns.clicks, row: row,
                style: brush["sign.click"])
        }
        if message.attachmentCount > 0, columns.fits(columns.attachment) {
            buffer.write(
                brush.text(glyphs.attachment), column: x + columns.attachment, row: row,
                style: brush["sign.attachment"])
        }
    }

    private func drawLabel(_ x: Int, _ row: Int, _ buffer: inout Buffer) {
        let role = Self.label(of: message).role
        let style = role.map { brush[$0] } ?? brush.dot(company)
        buffer.write(labelText, endingBefore: x + columns.labelEnd, row: row, style: style)
    }
}
