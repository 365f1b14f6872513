import CRMModel
import CellText
import TUI

/// Where the parts of pane 2 lie.
struct TimelineFrame {
    var header: Rect
    var entries: Rect
    var footer = Rect.empty

    init(_ content: Rect, _ model: AppModel) {
        let hasTags = !(model.timeline.contact?.tags.isEmpty ?? true)
        let wanted = content.height >= 13 ? (hasTags ? 5 : 4) : content.height >= 8 ? 3 : 1
        (header, entries) = content.split(top: wanted)
        if content.height >= 10 { (entries, footer) = entries.split(bottom: 1) }
    }
}

enum TimelineView {
    static func title(_ model: AppModel) -> String {
        switch model.timeline.owner {
        case .contact(let contact, _): contact.displayName
        case .company(let company): company.name
        case .stranger(let person): person.displayName
        case nil: "Contact"
        }
    }

    static func note(_ model: AppModel) -> String {
        switch model.timeline.owner {
        case .contact, .company: model.timeline.total == 1 ? "1 event" : "\(model.timeline.total) events"
        case .stranger:
            model.timeline.total == 0
                ? "not linked" : model.timeline.total == 1 ? "1 mail" : "\(model.timeline.total) mails"
        case nil: ""
        }
    }

    static func draw(
        _ model: AppModel, _ content: Rect, _ isFocused: Bool, _ brush: Brush, _ buffer: inout Buffer
    ) {
        let screen = model.timeline
        if case .failed(let problem) = screen.phase {
            Face.draw(problem, in: content, brush, &buffer)
            return
        }
        switch screen.owner {
        case nil where model.list.phase == .loading: break
        case nil:
            Face.draw(
                [
                    "Nobody selected",
                    "The contact of the selected mail appears here with everything that happened",
                ],
                role: "face.empty", in: content, brush, &buffer)
        case .stranger(let person) where screen.entries.isEmpty:
            drawStranger(person, model, content, brush, &buffer)
        case .contact, .company, .stranger:
            let frame = TimelineFrame(content, model)
            TimelineHeader(model: model, brush: brush).draw(frame.header, &buffer)
            drawEntries(model, frame.entries, isFocused, brush, &buffer)
            if !frame.footer.isEmpty { drawFooter(model, frame.footer, brush, &buffer) }
        }
    }

    private static func drawStranger(
        _ person: Correspondent, _ model: AppModel, _ content: Rect, _ brush: Brush, _ buffer: inout Buffer
    ) {
        Face.draw(
            [
                person.displayName, person.address.text == person.displayName ? "" : person.address.text,
                "Nobody in your contacts writes from this address",
                "l links it to a contact, or makes a new one",
            ], role: "text.strong", in: content, brush, &buffer)
    }

    private static func drawEntries(
        _ model: AppModel, _ rect: Rect, _ isFocused: Bool, _ brush: Brush, _ buffer: inout Buffer
    ) {
        let screen = model.timeline
        guard !screen.entries.isEmpty else {
            Face.draw(
                ["Nothing happened yet", "c writes the first mail, n adds a note"], role: "face.empty",
                in: rect,
                brush, &buffer)
            return
        }
        let showsActor = if case .company = screen.owner { true } else { false }
        for (offset, index) in screen.state.visible.enumerated() where offset < rect.height {
            let row = rect.row + offset
            let entry = screen.entries[index]
            TimelineRow(entry: entry, showsActor: showsActor, brush: brush).draw(rect, row, &buffer)
            guard isFocused, index == screen.state.selected else { continue }
            buffer.restyle(
                Rect(column: rect.column, row: row, width: rect.width, height: 1), brush["list.selected"])
            buffer.fill(
                Rect(column: rect.column, row: row, width: 1, height: 1), repeating: brush.glyphs.marker,
                brush["list.marker"])
        }
    }

    private static func drawFooter(_ model: AppModel, _ rect: Rect, _ brush: Brush, _ buffer: inout Buffer) {
        let words: [(String, String)] =
            switch model.timeline.owner {
            case .company:
                (model.timeline.backTo == nil ? [] : [("o", "back to the contact")]) + [("n", "note")]
            case .stranger: [("l", "link to a contact, or make one")]
            default:
                [("n", "note"), ("c", "write"), ("E", "edit")]
                    + (model.timeline.company == nil ? [] : [("o", "whole company")])
            }
        var column = rect.column + 1
        for (key, label) in words {
            column = buffer.write(key, column: column, row: rect.row, style: brush["text.dim"])
            column = buffer.write(" \(label)   ", column: column, row: rect.row, style: brush["text.faint"])
        }
    }
}

/// Who the timeline is about.
struct TimelineHeader {
    let model: AppModel
    let brush: Brush

    func draw(_ rect: Rect, _ buffer: inout Buffer) {
        switch model.timeline.owner {
        case .contact(let contact, let company): draw(contact, company, rect, &buffer)
        case .company(let company): draw(company, rect, &buffer)
        case .stranger(let person): draw(person, rect, &buffer)
        case nil: break
        }
    }

    private func draw(_ person: Correspondent, _ rect: Rect, _ buffer: inout Buffer) {
        let left = rect.column + 7
        let end = rect.endColumn - 1
        badge(Brush.initials(of: person.displayName), "", rect, &buffer)
        let column = buffer.write(
            person.displayName, column: left, row: rect.row, style: brush["text.strong"],
            maxCells: end - left)
        buffer.write(
            [(" · not among your contacts", brush["warning"])], column: column, row: rect.row, before: end)
        guard rect.height > 1 else { return }
        buffer.clip(
            person.address.text, column: left, row: rect.row + 1, cells: end - left,
            style: brush["text.dim"], glyphs: brush.glyphs)
    }

    private func draw(_ contact: Contact, _ company: Company?, _ rect: Rect, _ buffer: inout Buffer) {
        let left = rect.column + 7
        let end = rect.endColumn - 1
        let companyName = company?.name ?? contact.companyName ?? ""
        badge(Brush.initials(of: contact.displayName), companyName, rect, &buffer)
        var column = buffer.write(
            contact.displayName, column: left, row: rect.row, style: brush["text.strong"],
            maxCells: end - left)
        if !contact.title.isEmpty || !companyName.isEmpty {
            let words =
                " · " + (contact.title.isEmpty ? "" : contact.title + (companyName.isEmpty ? "" : ", "))
            column = buffer.write([(words, brush["text.dim"])], column: column, row: rect.row, before: end)
            buffer.write(
                [(companyName, brush["text"].adding(.underline))], column: column, row: rect.row, before: end)
        }
        guard rect.height > 1 else { return }
        let reach = (contact.addresses.prefix(2).map(\.text) + contact.phones.prefix(1)).joined(
            separator: "   ")
        buffer.clip(
            reach, column: left, row: rect.row + 1, cells: end - left, style: brush["text.dim"],
            glyphs: brush.glyphs)
        guard rect.height > 2 else { return }
        buffer.clip(
            situation(contact), column: left, row: rect.row + 2, cells: end - left, style: brush["text.dim"],
            glyphs: brush.glyphs)
        guard rect.height > 4 else { return }
        column = left
        for tag in contact.tags.prefix(6) where column + tag.cellWidth + 2 < end {
            column = buffer.write(" \(tag) ", column: column, row: rect.row + 3, style: brush["chip"]) + 1
        }
    }

    private func draw(_ company: Company, _ rect: Rect, _ buffer: inout Buffer) {
        let left = rect.column + 7
        let end = rect.endColumn - 1
        badge(Brush.initials(of: company.name), company.name, rect, &buffer)
        let column = buffer.write(company.name, column: left, row: rect.row, style: brush["text.strong"])
        if !company.industry.isEmpty {
            buffer.write(
                [(" · \(company.industry)", brush["text.dim"])], column: column, row: rect.row, before: end)
        }
        guard rect.height > 1 else { return }
        let people = company.contactCount == 1 ? "1 contact" : "\(company.contactCount) contacts"
        let lines = [
            company.domains.prefix(3).joined(separator: ", "),
            [people, company.website].filter { !$0.isEmpty }.joined(separator: " · "),
        ]
        for (offset, line) in lines.enumerated() where offset + 1 < rect.height {
            buffer.clip(
                line, column: left, row: rect.row + 1 + offset, cells: end - left, style: brush["text.dim"],
                glyphs: brush.glyphs)
        }
    }

    private func badge(_ letters: String, _ company: String, _ rect: Rect, _ buffer: inout Buffer) {
        buffer.write(
            " \(letters.isEmpty ? "?" : letters) ", column: rect.column + 2, row: rect.row,
            style: brush.initials(company))
    }

    /// `17:48 in Amsterdam · last touch 7 min ago`.
    private func situation(_ contact: Contact) -> String {
        var words: [String] = []
        if let offset = model.timeline.ownerOffset {
            let city = contact.timeZone?.split(separator: "/").last.map {
                String($0.map { $0 == "_" ? " " : $0 })
            }
            words.append(WallTime(brush.clock.now, offset: offset).clock + (city.map { " in \($0)" } ?? ""))
        }
        if let touch = contact.lastTouch { words.append("last touch \(brush.clock.ago(touch))") }
        let opens = model.timeline.entries.filter { $0.kind == .open }.count
        if opens > 0 { words.append(opens == 1 ? "1 open" : "\(opens) opens") }
        return words.joined(separator: " · ")
    }
}

/// One event.
struct TimelineRow {
    let entry: TimelineEntry
    let showsActor: Bool
    let brush: Brush

    func draw(_ rect: Rect, _ row: Int, _ buffer: inout Buffer) {
        let (glyph, role) = sign
        let isQuiet = entry.kind == .machineOpen || entry.kind == .machineClick
        buffer.write(
            brush.clock.short(entry.at), endingBefore: rect.column + 8, row: row, style: brush["text.dim"])
        buffer.write(brush.text(glyph), column: rect.column + 9, row: row, style: brush[role])
        let end = rect.endColumn - 1
        var column = rect.column + 12
        if showsActor, !entry.actor.isEmpty {
            column =
                buffer.clip(
                    entry.actor, column: column, row: row, cells: min(18, end - column),
                    style: brush["text.dim"],
                    glyphs: brush.glyphs) + 2
        }
        column = buffer.clip(
            words, column: column, row: row, cells: end - column, style: brush[isQuiet ? "text.dim" : "text"],
            glyphs: brush.glyphs)
        guard !entry.detail.isEmpty, end - column > 6 else { return }
        let marks = brush.glyphs.isASCII ? ("\"", "\"") : ("“", "”")
        let detail =
            switch entry.kind {
            case .mailIn: marks.0 + entry.detail + marks.1
            case .open, .machineOpen, .click, .machineClick: ShortWords.verdict(entry.detail)
            default: entry.detail
            }
        buffer.clip(
            detail, column: column + 2, row: row, cells: end - column - 2, style: brush["text.dim"],
            glyphs: brush.glyphs)
    }

    private var words: String {
        switch entry.kind {
        case .open, .machineOpen: "opened \(ShortWords.conversation(entry.summary))"
        case .click, .machineClick: "clicked \(ShortWords.link(entry.summary))"
        case .bounce: "did not arrive: \(entry.summary)"
        case .note: "Note: \(entry.summary)"
        default: entry.summary
        }
    }

    private var sign: (Character, StyleRole) {
        let glyphs = brush.glyphs
        switch entry.kind {
        case .mailIn: return (glyphs.arrowLeft, "sign.received")
        case .mailOut: return (glyphs.arrowRight, "sign.sent")
        case .open: return (glyphs.opened, "sign.open")
        case .machineOpen, .machineClick: return (glyphs.openedByMachine, "sign.machine")
        case .click: return (glyphs.clicked, "sign.click")
        case .note: return (glyphs.pencil, "sign.note")
        case .campaignStep: return (glyphs.diamond, "sign.campaign")
        case .bounce: return (glyphs.cross, "sign.bounce")
        case .unsubscribe: return (glyphs.cross, "sign.wait")
        case .outOfOffice: return (glyphs.clock, "sign.snoozed")
        }
    }
}
