import CRMModel
import CellText
import TUI

/// Rows of the lists that are not mail: contacts, drafts and the outbox.
struct SideRow {
    let row: Int
    let content: Rect
    let brush: Brush

    private var left: Int { content.column }
    private var end: Int { content.endColumn - 1 }

    func draw(_ contact: Contact, _ buffer: inout Buffer) {
        let company = contact.companyName ?? ""
        buffer.write(brush.text(brush.glyphs.square), column: left + 4, row: row, style: brush.dot(company))
        let room = content.width - 6 - 9
        let isWide = content.width >= 66
        let name = max(12, min(24, room * (isWide ? 34 : 48) / 100))
        let second = isWide ? max(12, min(24, room * 32 / 100)) : room - name - 2
        buffer.clip(
            contact.displayName, column: left + 6, row: row, cells: name, style: brush["text"],
            glyphs: brush.glyphs)
        let words = company.isEmpty ? contact.addresses.first?.text ?? "" : company
        buffer.clip(
            words, column: left + 8 + name, row: row, cells: second,
            style: company.isEmpty ? brush["text.dim"] : brush.dot(company), glyphs: brush.glyphs)
        let third = room - name - second - 4
        if third >= 8 {
            let rest = contact.title.isEmpty ? contact.tags.joined(separator: ", ") : contact.title
            buffer.clip(
                rest, column: left + 10 + name + second, row: row, cells: third, style: brush["text.dim"],
                glyphs: brush.glyphs)
        }
        if let touch = contact.lastTouch { time(touch, &buffer) }
    }

    func draw(_ draft: Draft, _ buffer: inout Buffer) {
        buffer.write(
            brush.text(brush.glyphs.pencil), column: left + 4, row: row, style: brush["sign.note"])
        let names = Addresses.names(in: draft.to)
        let more = names.count > 1 ? " +\(names.count - 1)" : ""
        let who = max(12, min(22, content.width * 28 / 100))
        buffer.clip(
            names.isEmpty ? "nobody yet" : names[0] + more, column: left + 6, row: row, cells: who,
            style: brush[names.isEmpty ? "text.dim" : "text"], glyphs: brush.glyphs)
        let start = left + 8 + who
        let room = end - 8 - start
        let column = buffer.clip(
            draft.subject.isEmpty ? "no subject" : draft.subject, column: start, row: row, cells: room,
            style: brush["list.row"], glyphs: brush.glyphs)
        let beginning = draft.body.split(whereSeparator: \.isNewline).first { !$0.hasPrefix(">") } ?? ""
        if start + room - column > 12, !beginning.isEmpty {
            buffer.clip(
                "  " + beginning, column: column, row: row, cells: start + room - column,
                style: brush["text.faint"], glyphs: brush.glyphs)
        }
        time(draft.saved, &buffer)
    }

    func draw(_ job: OutboxJob, _ buffer: inout Buffer) {
        let role = Self.role(job.state)
        buffer.write(brush.text(brush.glyphs.envelope), column: left + 4, row: row, style: brush[role])
        let who = max(12, min(28, content.width * 34 / 100))
        let more = job.recipients.count > 1 ? " +\(job.recipients.count - 1)" : ""
        buffer.clip(
            Self.who(job) + more, column: left + 6, row: row, cells: who,
            style: brush["text"], glyphs: brush.glyphs)
        let start = left + 8 + who
        buffer.clip(
            job.subject.isEmpty ? "no subject" : job.subject, column: start, row: row,
            cells: end - 18 - start, style: brush["list.row"], glyphs: brush.glyphs)
        buffer.write(job.state.word, endingBefore: end - 7, row: row, style: brush[role])
        time(Self.moment(job), &buffer)
    }

    /// Whom it goes to: the name where one is known.
    static func who(_ job: OutboxJob) -> String { job.contactName ?? job.recipients.first?.text ?? "" }

    /// When it went, or when it will.
    static func moment(_ job: OutboxJob) -> Timestamp {
        if case .sent(let at) = job.state { at } else { job.notBefore }
    }

    static func role(_ state: SendState) -> StyleRole {
        switch state {
        case .failed: "danger"
        case .uncertain, .held, .deferred: "warning"
        case .sent: "success"
        default: "text.dim"
        }
    }

    private func time(_ moment: Timestamp, _ buffer: inout Buffer) {
        buffer.write(brush.clock.short(moment), endingBefore: end, row: row, style: brush["list.time"])
    }
}

/// The last line of the list: what its signs mean, or more about the row that is selected.
enum ListLegend {
    static func draw(_ model: AppModel, _ rect: Rect, _ brush: Brush, _ buffer: inout Buffer) {
        let spans: [(String, Style)]
        switch model.list.selected {
        case .message, nil: spans = signs(brush, rect.width)
        case .contact: spans = contacts(model, brush)
        case .draft(let draft): spans = words(about: draft, brush)
        case .job(let job): spans = words(about: job, brush)
        }
        buffer.clip(
            spans, column: rect.column + 1, row: rect.row, before: rect.endColumn - 1, glyphs: brush.glyphs)
    }

    private static func signs(_ brush: Brush, _ width: Int) -> [(String, Style)] {
        let glyphs = brush.glyphs
        let all: [(Character, String)] = [
            (glyphs.opened, "opens"), (glyphs.clicked, "clicks"), (glyphs.attachment, "attachment"),
            (glyphs.star, "starred"), (glyphs.cross, "bounce"), (glyphs.arrowLeft, "answered"),
            ("?", "guessed company"),
        ]
        var room = width - 2
        var spans: [(String, Style)] = []
        for (glyph, name) in all {
            let words = "\(glyph) \(name)  "
            room -= words.cellWidth
            guard room >= -2 else { break }
            spans.append((words, brush["list.legend"]))
        }
        return spans
    }

    private static func contacts(_ model: AppModel, _ brush: Brush) -> [(String, Style)] {
        var companies: Set<String> = []
        for case .contact(let contact) in model.list.rows {
            if let name = contact.companyName { companies.insert(name) }
        }
        let count = companies.count == 1 ? "1 company" : "\(companies.count) companies"
        return [("\(count) · the time is that of the last mail or note", brush["list.legend"])]
    }

    private static func words(about draft: Draft, _ brush: Brush) -> [(String, Style)] {
        var parts: [String] = []
        switch draft.kind {
        case .new: parts.append("a new mail")
        case .reply: parts.append("an answer")
        case .forward: parts.append("forwarded")
        }
        if !draft.attachments.isEmpty { parts.append("\(draft.attachments.count) attached") }
        parts.append(draft.tracks ? "tracked" : "not tracked")
        parts.append("saved \(brush.clock.ago(draft.saved))")
        return [(parts.joined(separator: " · "), brush["list.legend"])]
    }

    private static func words(about job: OutboxJob, _ brush: Brush) -> [(String, Style)] {
        [(next(job, brush.clock), brush[SideRow.role(job.state)])]
    }

    /// Where a mail of the outbox stands, and what happens next.
    static func next(_ job: OutboxJob, _ clock: ScreenClock) -> String {
        let words =
            switch job.state {
            case .queued: "goes out \(clock.short(job.notBefore))"
            case .sending: "is being sent"
            case .sent(let at): "the server took it \(clock.ago(at))"
            case .deferred: "try \(job.attempts) failed, next \(clock.short(job.notBefore))"
            case .failed: "refused for good"
            case .uncertain: "the line broke after the text: the server may have it"
            case .held: "waits for you"
            case .cancelled: "taken back"
            }
        let why = job.lastError ?? ""
        // What the sender wrote down about a broken line says all of it.
        if case .uncertain = job.state, !why.isEmpty { return why }
        return why.isEmpty ? words : "\(words): \(why)"
    }
}
