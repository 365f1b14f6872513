import CRMModel
import CellText
import TUI

/// Where the parts of pane 4 lie.
struct CampaignFrame {
    var head: Rect
    var events: Rect
    var others = Rect.empty
    var spark = Rect.empty

    init(_ content: Rect, _ model: AppModel) {
        let hasCampaign = model.campaigns.current != nil
        // Where things happen without a campaign, a line says how to make one.
        let offers = !hasCampaign && !model.campaigns.events.isEmpty && content.height >= 4
        (head, events) = content.split(top: hasCampaign ? (content.height >= 10 ? 6 : 2) : offers ? 2 : 0)
        if content.height >= 9 { (events, spark) = events.split(bottom: 1) }
        let count = min(3, model.campaigns.others.count)
        if count > 0, content.height >= 14 { (events, others) = events.split(bottom: count) }
    }
}

enum CampaignView {
    static func note(_ model: AppModel) -> String {
        if let list = model.campaigns.recipients { return list.filter?.words ?? "all recipients" }
        return model.campaigns.current?.campaign.state == .running ? "live \(model.settings.glyphs.dot)" : ""
    }

    static func draw(
        _ model: AppModel, _ content: Rect, _ isFocused: Bool, _ brush: Brush, _ buffer: inout Buffer
    ) {
        if let list = model.campaigns.recipients {
            RecipientView.draw(list, model, content, isFocused, brush, &buffer)
            return
        }
        let frame = CampaignFrame(content, model)
        if case .failed(let problem) = model.campaigns.phase {
            Face.draw(problem, in: content, brush, &buffer)
            return
        }
        if let current = model.campaigns.current {
            CampaignHead(progress: current, brush: brush).draw(frame.head, content, &buffer)
        } else if !frame.head.isEmpty, model.campaigns.phase != .loading {
            buffer.clip(
                "No campaign yet: C here makes one", column: frame.head.column + 1, row: frame.head.row,
                cells: frame.head.width - 2, style: brush["text.dim"], glyphs: brush.glyphs)
            buffer.horizontalLine(
                column: content.column, row: frame.head.row + 1, width: content.width, glyphs: brush.glyphs,
                style: brush["rule"])
        }
        if frame.head.height >= 6 {
            // The campaign is one, what happens is everybody's.
            buffer.write(
                " all activity ", column: frame.head.column + 2, row: frame.head.endRow - 1,
                style: brush["text.dim"])
        }
        drawEvents(model, frame.events, isFocused, brush, &buffer)
        for (offset, other) in model.campaigns.others.prefix(frame.others.height).enumerated() {
            drawOther(other, frame.others.line(offset), brush, &buffer)
        }
        if !frame.spark.isEmpty { drawSpark(model, frame.spark, brush, &buffer) }
    }

    private static func drawEvents(
        _ model: AppModel, _ rect: Rect, _ isFocused: Bool, _ brush: Brush, _ buffer: inout Buffer
    ) {
        guard !model.campaigns.events.isEmpty else {
            if model.campaigns.phase == .loading { return Face.loading("Reading", in: rect, brush, &buffer) }
            let lines =
                model.campaigns.current == nil
                ? ["No campaign yet", "C here makes one: a template, some contacts, a pace"]
                : ["Nothing happened yet", "Sends, opens and clicks appear here as they happen"]
            Face.draw(lines, role: "face.empty", in: rect, brush, &buffer)
            return
        }
        for (offset, index) in model.campaigns.state.visible.enumerated()
        where offset < rect.height && index < model.campaigns.events.count {
            let row = rect.row + offset
            drawEvent(model.campaigns.events[index], rect, row, brush, &buffer)
            if isFocused, index == model.campaigns.state.selected {
                buffer.restyle(
                    Rect(column: rect.column, row: row, width: rect.width, height: 1), brush["list.selected"])
            }
        }
    }

    private static func drawEvent(
        _ event: ActivityEvent, _ rect: Rect, _ row: Int, _ brush: Brush, _ buffer: inout Buffer
    ) {
        let (glyph, role) = EventSign.of(event.kind, brush.glyphs)
        let end = rect.endColumn - 1
        buffer.write(brush.clock.short(event.at), column: rect.column + 1, row: row, style: brush["text.dim"])
        buffer.write(brush.text(glyph), column: rect.column + 8, row: row, style: brush[role])
        let name = max(10, min(18, rect.width / 3))
        buffer.clip(
            event.who, column: rect.column + 10, row: row, cells: name, style: brush["text"],
            glyphs: brush.glyphs)
        let column = rect.column + 11 + name
        buffer.clip(
            event.what, column: column, row: row, cells: end - column, style: brush["text.dim"],
            glyphs: brush.glyphs)
    }

    private static func drawOther(
        _ other: CampaignProgress, _ rect: Rect, _ brush: Brush, _ buffer: inout Buffer
    ) {
        let (words, role) = CampaignHead.state(other, brush)
        let name = max(12, min(20, rect.width / 3))
        buffer.clip(
            other.campaign.name, column: rect.column + 1, row: rect.row, cells: name, style: brush["text"],
            glyphs: brush.glyphs)
        buffer.clip(
            "\(words) · \(other.processed) of \(other.total)", column: rect.column + 2 + name, row: rect.row,
            cells: rect.width - name - 3, style: brush[role], glyphs: brush.glyphs)
    }

    private static func drawSpark(_ model: AppModel, _ rect: Rect, _ brush: Brush, _ buffer: inout Buffer) {
        let values = model.campaigns.opensPerMinute.map(Double.init)
        guard !values.isEmpty else { return }
        let column = buffer.write("opens ", column: rect.column + 1, row: rect.row, style: brush["text.dim"])
        let text = Sparkline.text(values, cells: max(0, rect.width - 16), glyphs: brush.glyphs)
        let end = buffer.write(text, column: column, row: rect.row, style: brush["chart.line"])
        buffer.write("  \(values.count) min", column: end, row: rect.row, style: brush["chart.label"])
    }
}

extension CampaignProgress {
    /// Recipients that nothing more will happen to by itself, or that were sent.
    var processed: Int { total - self[.queued] - self[.sending] - self[.needsData] }
    /// Mails that went out, whatever came of them.
    var accepted: Int { self[.sent] + self[.replied] + self[.unsubscribed] + self[.bounced] }
}

/// The campaign that is shown: name, state, bar and counts.
struct CampaignHead {
    let progress: CampaignProgress
    let brush: Brush

    static func state(_ progress: CampaignProgress, _ brush: Brush) -> (String, StyleRole) {
        switch progress.campaign.state {
        case .running: ("running", "success")
        case .paused: ("paused by you", "warning")
        case .scheduled:
            (progress.campaign.startAt.map { "starts \(brush.clock.short($0))" } ?? "scheduled", "warning")
        case .draft: ("not started", "text.dim")
        case .finished: ("finished", "text.dim")
        case .cancelled: ("cancelled", "text.dim")
        }
    }

    func draw(_ rect: Rect, _ content: Rect, _ buffer: inout Buffer) {
        let x = rect.column + 1
        let end = rect.endColumn - 1
        let (words, role) = Self.state(progress, brush)
        let isOver = progress.campaign.state == .finished || progress.campaign.state == .cancelled
        let pace = isOver ? "" : "\(progress.campaign.pace.perMinute)/min"
        var column = buffer.clip(
            progress.campaign.name, column: x, row: rect.row, cells: rect.width - 24,
            style: brush["text.strong"],
            glyphs: brush.glyphs)
        column = buffer.write([("  \(words)", brush[role])], column: column, row: rect.row, before: end)
        buffer.write(pace, endingBefore: end, row: rect.row, style: brush["text.dim"])
        drawBar(rect, &buffer)
        guard rect.height >= 6 else { return }
        drawCounts(rect, &buffer)
        buffer.clip(
            outlook, column: x, row: rect.row + 4, cells: rect.width - 2, style: brush["text.dim"],
            glyphs: brush.glyphs)
        buffer.horizontalLine(
            column: content.column, row: rect.row + 5, width: content.width, glyphs: brush.glyphs,
            style: brush["rule"])
    }

    private func drawBar(_ rect: Rect, _ buffer: inout Buffer) {
        guard rect.height > 1 else { return }
        let label = "\(progress.processed) of \(progress.total)"
        let cells = max(4, rect.width - label.cellWidth - 5)
        let fraction = progress.total == 0 ? 0 : Double(progress.processed) / Double(progress.total)
        buffer.progressBar(
            fraction, column: rect.column + 1, row: rect.row + 1, cells: cells, glyphs: brush.glyphs,
            theme: brush.theme)
        buffer.write(label, endingBefore: rect.endColumn - 1, row: rect.row + 1, style: brush["text"])
    }

    private func drawCounts(_ rect: Rect, _ buffer: inout Buffer) {
        let counts: [(String, Int, StyleRole)] = [
            ("sent", progress.accepted, "text"), ("opened", progress.openedByPeople, "sign.open"),
            ("clicked", progress.clickedByPeople, "sign.click"),
            ("replied", progress[.replied], "sign.reply"),
            ("bounced", progress[.bounced] + progress[.failed], "danger"),
            ("parked", progress[.needsData] + progress[.uncertain], "warning"),
        ]
        var column = rect.column + 1
        for (label, value, role) in counts where column + label.count < rect.endColumn {
            if label == "parked", value == 0 { continue }
            buffer.write("\(value)", column: column, row: rect.row + 2, style: brush[role].adding(.bold))
            column = buffer.write(label, column: column, row: rect.row + 3, style: brush["text.dim"]) + 2
        }
    }

    private var outlook: String {
        var words: [String] = []
        if progress.campaign.state == .running {
            if let eta = progress.eta { words.append("done about \(brush.clock.short(eta))") }
            if progress.ratePerMinute > 0 { words.append("\(progress.ratePerMinute)/min now") }
        }
        if progress.accepted > 0 {
            let share = progress[.replied] * 1000 / progress.accepted
            words.append("\(share / 10).\(share % 10) % replied")
        }
        if progress.machineOpens > 0 {
            words.append(
                progress.machineOpens == 1 ? "1 machine open" : "\(progress.machineOpens) machine opens")
        }
        return words.joined(separator: " · ")
    }
}

/// The glyph of an event.
enum EventSign {
    static func of(_ kind: ActivityEvent.Kind, _ glyphs: GlyphSet) -> (Character, StyleRole) {
        switch kind {
        case .opened: (glyphs.opened, "sign.open")
        case .machineOpened: (glyphs.openedByMachine, "sign.machine")
        case .clicked: (glyphs.clicked, "sign.click")
        case .sent: (glyphs.arrowRight, "sign.sent")
        case .received: (glyphs.arrowLeft, "sign.received")
        case .replied: (glyphs.arrowLeft, "sign.reply")
        case .failed, .bounced: (glyphs.cross, "sign.bounce")
        case .parked: (glyphs.clock, "sign.wait")
        case .unsubscribed: (glyphs.cross, "sign.wait")
        case .slowed: (glyphs.clock, "sign.wait")
        case .away: (glyphs.clock, "sign.snoozed")
        case .answered: (glyphs.arrowLeft, "text.dim")
        }
    }
}

/// The recipients of a campaign.
enum RecipientView {
    static func draw(
        _ list: RecipientList, _ model: AppModel, _ content: Rect, _ isFocused: Bool, _ brush: Brush,
        _ buffer: inout Buffer
    ) {
        let (head, rows) = content.split(top: 2)
        let progress = model.campaigns.campaigns.first { $0.campaign.id == list.campaign }
        buffer.clip(
            progress?.campaign.name ?? "", column: head.column + 1, row: head.row, cells: head.width - 2,
            style: brush["text.strong"], glyphs: brush.glyphs)
        var column = head.column + 1
        let states: [Enrolment.State?] = [nil] + Enrolment.State.allCases.filter { (progress?[$0] ?? 0) > 0 }
        for state in states where column < head.endColumn - 6 {
            let count = state.map { progress?[$0] ?? 0 } ?? progress?.total ?? 0
            let style = brush[state == list.filter ? "tab.active" : "text.dim"]
            column = buffer.write(
                [(" \(state?.words ?? "all") \(count) ", style)], column: column, row: head.row + 1,
                before: head.endColumn - 1)
        }
        switch list.phase {
        case .loading: Face.loading("Reading", in: rows, brush, &buffer)
        case .failed(let problem): Face.draw(problem, in: rows, brush, &buffer)
        case .ready where list.rows.isEmpty:
            Face.draw(
                ["Nobody is in this state", "Tab shows the next"], role: "face.empty", in: rows, brush,
                &buffer)
        case .ready: drawRows(list, rows, isFocused, brush, &buffer)
        }
    }

    private static func drawRows(
        _ list: RecipientList, _ rect: Rect, _ isFocused: Bool, _ brush: Brush, _ buffer: inout Buffer
    ) {
        for (offset, index) in list.state.visible.enumerated() where offset < rect.height {
            let row = rect.row + offset
            let person = list.rows[index]
            let (glyph, role) = sign(person.state, brush.glyphs)
            buffer.write(brush.text(glyph), column: rect.column + 1, row: row, style: brush[role])
            let name = max(10, min(20, rect.width / 3))
            buffer.clip(
                person.name.isEmpty ? person.address.text : person.name, column: rect.column + 3, row: row,
                cells: name,
                style: brush["text"], glyphs: brush.glyphs)
            var words = person.state.words
            if let reason = person.reason, !reason.isEmpty { words += " · \(reason)" }
            if person.opens > 0 { words += "  \(brush.glyphs.opened)\(person.opens)" }
            if person.clicks > 0 { words += " \(brush.glyphs.clicked)\(person.clicks)" }
            buffer.clip(
                words, column: rect.column + 4 + name, row: row, cells: rect.width - name - 13,
                style: brush["text.dim"], glyphs: brush.glyphs)
            buffer.write(
                brush.clock.short(person.updated), endingBefore: rect.endColumn - 1, row: row,
                style: brush["list.time"])
            if isFocused, index == list.state.selected {
                buffer.restyle(
                    Rect(column: rect.column, row: row, width: rect.width, height: 1), brush["list.selected"])
            }
        }
    }

    private static func sign(_ state: Enrolment.State, _ glyphs: GlyphSet) -> (Character, StyleRole) {
        switch state {
        case .queued, .sending: (glyphs.ring, "text.dim")
        case .sent: (glyphs.arrowRight, "sign.sent")
        case .replied: (glyphs.arrowLeft, "sign.reply")
        case .failed, .bounced: (glyphs.cross, "sign.bounce")
        case .uncertain, .needsData: (glyphs.warning, "warning")
        case .suppressed, .unsubscribed, .cancelled: (glyphs.cross, "text.faint")
        }
    }
}
