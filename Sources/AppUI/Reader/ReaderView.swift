import CRMModel
import CellText
import TUI

/// Where the parts of the reader lie.
struct ReaderFrame {
    var thread: Rect
    var header: Rect
    var body: Rect
    var extras = Rect.empty
    var extraRows: Int { extras.height }

    init(_ content: Rect, _ model: AppModel) {
        let opened = model.reader.opened
        let others = (opened?.thread.count ?? 1) - 1
        let threadRows =
            others <= 0 ? 0 : model.reader.showsThread ? min(others + 1, max(1, content.height / 3)) : 1
        (thread, body) = content.split(top: threadRows)
        let more = model.reader.unsent != nil || opened?.cc.isEmpty == false ? 1 : 0
        let headerRows = content.height < 9 ? 1 : 3 + more
        (header, body) = body.split(top: headerRows)
        let hasExtras = opened.map { !$0.attachments.isEmpty || !$0.body.links.isEmpty } ?? false
        if hasExtras, content.height >= 9 { (body, extras) = body.split(bottom: 1) }
        if content.height >= 12, !extras.isEmpty { (body, _) = body.split(bottom: 1) }
        body = body.inset(horizontal: min(2, content.width / 8))
    }
}

enum ReaderView {
    static func title(_ model: AppModel) -> String {
        guard let subject = model.reader.opened?.message.subject ?? model.reader.unsent?.subject else {
            return "Mail"
        }
        return subject.isEmpty ? "no subject" : subject
    }

    static func note(_ model: AppModel) -> String {
        guard let opened = model.reader.opened else { return "" }
        let count = opened.thread.count
        let place = model.reader.scroll.isScrollable ? "\(percent(model.reader.scroll)) %" : ""
        return [count > 1 ? "\(count) in thread" : "", place].filter { !$0.isEmpty }.joined(separator: " · ")
    }

    private static func percent(_ scroll: ScrollState) -> Int {
        min(100, (scroll.offset + scroll.height) * 100 / max(1, scroll.count))
    }

    static func draw(_ model: AppModel, _ content: Rect, _ brush: Brush, _ buffer: inout Buffer) {
        let reader = model.reader
        if case .failed(let problem) = reader.phase {
            Face.draw(problem, in: content, brush, &buffer)
            return
        }
        if reader.opened == nil, let mail = reader.unsent {
            let frame = ReaderFrame(content, model)
            UnsentHeader(mail: mail, model: model, brush: brush).draw(frame.header, content, &buffer)
            drawBody(model, frame.body, brush, &buffer)
            let bar = Rect(
                column: content.endColumn - 1, row: frame.body.row, width: 1, height: frame.body.height)
            buffer.scrollBar(bar, reader.scroll, glyphs: brush.glyphs, theme: brush.theme)
            return
        }
        guard let opened = reader.opened else {
            if reader.phase == .loading {
                Face.loading("Opening", in: content, brush, &buffer)
            } else if model.list.phase != .loading {
                Face.draw(
                    ["No mail selected", "j and k choose one, Enter reads it, c writes a new one"],
                    role: "face.empty", in: content, brush, &buffer)
            }
            return
        }
        let frame = ReaderFrame(content, model)
        if !frame.thread.isEmpty { drawThread(opened, model, frame.thread, brush, &buffer) }
        ReaderHeader(opened: opened, model: model, brush: brush).draw(frame.header, content, &buffer)
        drawBody(model, frame.body, brush, &buffer)
        if !frame.extras.isEmpty { drawExtras(opened, frame.extras, brush, &buffer) }
        let bar = Rect(
            column: content.endColumn - 1, row: frame.body.row, width: 1, height: frame.body.height)
        buffer.scrollBar(bar, reader.scroll, glyphs: brush.glyphs, theme: brush.theme)
    }

    private static func drawThread(
        _ opened: OpenedMessage, _ model: AppModel, _ rect: Rect, _ brush: Brush, _ buffer: inout Buffer
    ) {
        let others = opened.thread.filter { $0.id != opened.message.id }
        let earlier = others.filter { $0.received <= opened.message.received }.count
        let later = others.count - earlier
        let sign = model.reader.showsThread ? brush.glyphs.chevronDown : brush.glyphs.chevronRight
        let counts = [earlier > 0 ? "\(earlier) earlier" : "", later > 0 ? "\(later) later" : ""]
            .filter { !$0.isEmpty }.joined(separator: ", ")
        var column = buffer.write(
            "\(sign) \(counts)", column: rect.column + 1, row: rect.row, style: brush["mail.fold"])
        if !model.reader.showsThread,
            let last = others.last(where: { $0.received <= opened.message.received }) ?? others.last
        {
            column = drawFolded(last, column + 3, rect.row, rect.endColumn - 1, brush, &buffer)
        }
        guard model.reader.showsThread else { return }
        for (offset, message) in others.suffix(rect.height - 1).enumerated() {
            _ = drawFolded(
                message, rect.column + 3, rect.row + 1 + offset, rect.endColumn - 1, brush, &buffer)
        }
    }

    private static func drawFolded(
        _ message: Message, _ start: Int, _ row: Int, _ end: Int, _ brush: Brush, _ buffer: inout Buffer
    ) -> Int {
        let to = message.to.first?.displayName ?? ""
        let words =
            "\(message.from.displayName) \(brush.glyphs.arrowRight) \(to), \(brush.clock.short(message.received))"
        var column = buffer.clip(
            words, column: start, row: row, cells: end - start, style: brush["text.dim"], glyphs: brush.glyphs
        )
        if message.opens > 0 {
            column = buffer.write(
                [("  \(brush.glyphs.opened)\(message.opens)", brush["sign.open"])], column: column, row: row,
                before: end)
        }
        if message.clicks > 0 {
            column = buffer.write(
                [(" \(brush.glyphs.clicked)\(message.clicks)", brush["sign.click"])], column: column,
                row: row,
                before: end)
        }
        return column
    }

    private static func drawBody(_ model: AppModel, _ rect: Rect, _ brush: Brush, _ buffer: inout Buffer) {
        let lines = model.reader.shown
        for (offset, index) in model.reader.scroll.visible.enumerated()
        where offset < rect.height && index < lines.count {
            let row = rect.row + offset
            switch lines[index] {
            case .text(let line):
                let column = bars(line.quoteLevel, rect.column, row, brush, &buffer)
                buffer.write(
                    BodyStyle.styled(line), column: column, row: row, theme: brush.theme,
                    maxCells: max(0, rect.endColumn - column))
            case .fold(let count, let level, let last):
                var column = bars(level, rect.column, row, brush, &buffer)
                if let last {
                    column =
                        buffer.clip(
                            last.text, column: column, row: row, cells: max(0, rect.endColumn - column - 22),
                            style: brush["mail.quote"], glyphs: brush.glyphs) + 2
                }
                let words = count == 1 ? "1 more line" : "\(count) more lines"
                buffer.write(
                    [("\(brush.glyphs.ellipsis) \(words)  ", brush["mail.fold"]), ("o", brush["key"])],
                    column: column, row: row, before: rect.endColumn)
            }
        }
    }

    private static func bars(
        _ level: Int, _ column: Int, _ row: Int, _ brush: Brush, _ buffer: inout Buffer
    ) -> Int {
        var at = column
        for _ in 0..<min(level, 6) {
            at =
                buffer.write(
                    brush.text(brush.glyphs.quoteBar), column: at, row: row, style: brush["mail.quote.bar"])
                + 1
        }
        return at
    }

    private static func drawExtras(
        _ opened: OpenedMessage, _ rect: Rect, _ brush: Brush, _ buffer: inout Buffer
    ) {
        let end = rect.endColumn - 1
        var column = rect.column + 1
        for attachment in opened.attachments.prefix(4) where column < end - 8 {
            column = buffer.write(
                " \(brush.glyphs.attachment) \(attachment.number) ", column: column, row: rect.row,
                style: brush["badge"])
            column = buffer.clip(
                " \(attachment.name)", column: column, row: rect.row, cells: min(36, end - column),
                style: brush["text"], glyphs: brush.glyphs)
            column =
                buffer.write(
                    [(" \(ByteCount.words(attachment.size))", brush["text.dim"])], column: column,
                    row: rect.row, before: end) + 3
        }
        if opened.attachments.count > 4 {
            column =
                buffer.write(
                    [("+\(opened.attachments.count - 4) A", brush["text.dim"])], column: column,
                    row: rect.row, before: end) + 3
        }
        for (index, link) in opened.body.links.enumerated() where column < end - 12 {
            column =
                buffer.clip(
                    "[\(index + 1)] \(link)", column: column, row: rect.row, cells: min(50, end - column),
                    style: brush["text.dim"], glyphs: brush.glyphs) + 2
        }
    }
}

/// How the parts of a body look.
enum BodyStyle {
    static func styled(_ line: BodyLine) -> StyledLine {
        StyledLine(
            line.spans.map { span in
                StyledSpan(
                    span.text, role(span.role, quoteLevel: line.quoteLevel),
                    adding: attributes(span.role, line))
            })
    }

    private static func role(_ role: BodyRole, quoteLevel: Int) -> StyleRole {
        if quoteLevel > 0, role == .body || role == .bold || role == .italic {
            return quoteLevel > 1 ? "mail.quote.deep" : "mail.quote"
        }
        switch role {
        case .body: return "mail.text"
        case .heading: return "mail.heading"
        case .bold: return "mail.strong"
        case .italic: return "mail.emphasis"
        case .code: return "mail.code"
        case .dim: return "text.dim"
        case .signature: return "mail.signature"
        case .rule: return "mail.rule"
        case .table: return "mail.table"
        case .link: return "mail.link"
        case .linkNumber: return "mail.link.number"
        }
    }

    private static func attributes(_ role: BodyRole, _ line: BodyLine) -> Attributes {
        guard line.quoteLevel > 0 else { return [] }
        return role == .bold ? .bold : role == .italic ? .italic : []
    }
}

/// From, to, when, and what is known about the mail.
struct ReaderHeader {
    let opened: OpenedMessage
    let model: AppModel
    let brush: Brush

    func draw(_ rect: Rect, _ content: Rect, _ buffer: inout Buffer) {
        let message = opened.message
        let end = rect.endColumn - 1
        var badges = badgeSpans(all: true)
        func cells() -> Int { badges.reduce(0) { $0 + $1.0.cellWidth } }
        // The name comes first: what only says that all is well makes room for it.
        if end - cells() - 2 - (rect.column + 7) < min(24, message.from.displayName.cellWidth) {
            badges = badgeSpans(all: false)
        }
        let badgeCells = cells()
        label("From", rect.row, rect, &buffer)
        let room = end - badgeCells - 2
        let start = rect.column + 7
        var column = buffer.clip(
            message.from.displayName, column: start, row: rect.row, cells: room - start,
            style: brush["text.strong"], glyphs: brush.glyphs)
        if message.from.name?.isEmpty == false, room - column > 8 {
            column = buffer.clip(
                " <\(message.from.address.text)>", column: column, row: rect.row, cells: room - column,
                style: brush["mail.name"], glyphs: brush.glyphs)
        }
        if column <= end - badgeCells {
            buffer.write(badges, column: end - badgeCells, row: rect.row)
        }
        guard rect.height > 1 else { return }
        label("To", rect.row + 1, rect, &buffer)
        let date = brush.clock.arrival(message)
        buffer.clip(
            names(message.to), column: rect.column + 7, row: rect.row + 1,
            cells: end - rect.column - 9 - date.cellWidth, style: brush["mail.value"], glyphs: brush.glyphs)
        buffer.write(date, endingBefore: end, row: rect.row + 1, style: brush["text.dim"])
        if !opened.cc.isEmpty, rect.height > 3 {
            label("Cc", rect.row + 2, rect, &buffer)
            buffer.clip(
                names(opened.cc), column: rect.column + 7, row: rect.row + 2, cells: end - rect.column - 8,
                style: brush["mail.value"], glyphs: brush.glyphs)
        }
        buffer.horizontalLine(
            column: content.column, row: rect.endRow - 1, width: content.width, glyphs: brush.glyphs,
            style: brush["rule"])
    }

    private func label(_ words: String, _ row: Int, _ rect: Rect, _ buffer: inout Buffer) {
        buffer.write(words, column: rect.column + 1, row: row, style: brush["mail.name"])
    }

    private func names(_ people: [Correspondent]) -> String {
        let own = Set(model.status.accounts.map(\.address))
        let shown = people.prefix(6).map { own.contains($0.address) ? "you" : $0.displayName }
        return shown.joined(separator: ", ") + (people.count > 6 ? " and \(people.count - 6) more" : "")
    }

    private func badgeSpans(all: Bool) -> [(String, Style)] {
        var spans: [(String, Style)] = []
        let glyphs = brush.glyphs
        let message = opened.message
        if message.opens > 0 { spans.append(("\(glyphs.opened)\(message.opens)  ", brush["sign.open"])) }
        if message.clicks > 0 { spans.append(("\(glyphs.clicked)\(message.clicks)  ", brush["sign.click"])) }
        for mark in opened.authentication where all || !mark.passed {
            spans.append(
                mark.passed
                    ? ("\(glyphs.check) \(mark.method)  ", brush["badge.good"])
                    : ("\(glyphs.cross) \(mark.method)  ", brush["badge.danger"]))
        }
        if let link = message.companyLink ?? message.contactLink {
            spans.append(
                (
                    link.isGuess ? "perhaps \(link.name)" : "linked to \(link.name)",
                    brush[link.isGuess ? "badge.warning" : "badge.accent"]
                ))
        } else if message.direction == .incoming {
            spans.append(("not linked  ", brush["text.dim"]))
            spans.append(("l", brush["key"]))
        }
        return spans
    }
}

extension AppModel {
    /// A click in pane 3: unfolds what is folded, opens an attachment, puts the cursor into the text.
    mutating func clickReader(_ point: Point, _ content: Rect) -> [Command] {
        if composer != nil {
            clickComposer(point, content)
            return []
        }
        let frame = ReaderFrame(content, self)
        if frame.thread.contains(point) {
            let others = (reader.opened?.thread ?? []).filter { $0.id != reader.opened?.message.id }
            let shown = others.suffix(max(0, frame.thread.height - 1))
            let place = shown.startIndex + point.row - frame.thread.row - 1
            if reader.showsThread, shown.indices.contains(place) { return loadMessage(shown[place].id) }
            reader.showsThread.toggle()
        } else if frame.extras.contains(point) {
            return reader.opened?.attachments.isEmpty == false ? openAttachments() : openLinks()
        } else if frame.body.contains(point) {
            let lines = reader.shown
            let index = reader.scroll.offset + point.row - frame.body.row
            if lines.indices.contains(index), case .fold = lines[index] { reader.unfoldsQuotes = true }
        }
        return markRead()
    }
}
