import CRMModel
import CellText
import TUI

/// The line above the footer: what was done left, what happens right.
enum ToastLine {
    static func draw(_ model: AppModel, _ rect: Rect, _ brush: Brush, _ buffer: inout Buffer) {
        let event = eventSpans(model, brush, room: rect.width - 3)
        let eventCells = event.reduce(0) { $0 + $1.0.cellWidth }
        let room = rect.endColumn - 2
        let toast = toastSpans(model, brush)
        let toastCells = toast.reduce(0) { $0 + $1.0.cellWidth }
        let fits = toastCells + eventCells + 4 <= rect.width
        let glyphs = brush.glyphs
        buffer.clip(toast, column: rect.column + 1, row: rect.row, before: room, glyphs: glyphs)
        guard !event.isEmpty else { return }
        // What was just done comes first where there is no room for both.
        if fits || toast.isEmpty {
            let start = max(rect.column + 1, room - eventCells)
            buffer.clip(event, column: start, row: rect.row, before: room, glyphs: glyphs)
        } else if toastCells + 40 < rect.width {
            let start = rect.column + toastCells + 4
            buffer.clip(event, column: start, row: rect.row, before: room, glyphs: glyphs)
        }
    }

    /// Something is said, or a mail waits for its undo.
    static func hasNews(_ model: AppModel) -> Bool {
        !model.notices.toasts.isEmpty || !model.notices.sends.isEmpty
    }

    static func toastSpans(_ model: AppModel, _ brush: Brush) -> [(String, Style)] {
        let glyphs = brush.glyphs
        if let toast = model.notices.foremost {
            guard let send = model.notices.sends.last else { return spans(toast, model, brush) }
            let left = max(0, Int(send.notBefore.seconds(since: brush.clock.now).rounded(.up)))
            return spans(toast, model, brush) + [
                ("   \(glyphs.envelope) ", brush["accent"]), ("\(left) s", brush["warning.strong"]),
                ("   S", brush["key"]), (" send now", brush["key.label"]),
            ]
        }
        if let send = model.notices.sends.last {
            let left = max(0, Int(send.notBefore.seconds(since: brush.clock.now).rounded(.up)))
            return [
                ("\(glyphs.envelope) ", brush["accent"]), ("\(send.words) goes out in ", brush["toast"]),
                ("\(left) s", brush["warning.strong"]), ("   z", brush["key"]),
                (" undo   ", brush["key.label"]),
                ("S", brush["key"]), (" send now", brush["key.label"]),
            ]
        }
        return []
    }

    private static func spans(_ toast: Toast, _ model: AppModel, _ brush: Brush) -> [(String, Style)] {
        let glyphs = brush.glyphs
        let (sign, role): (Character, StyleRole) =
            switch toast.kind {
            case .good: (glyphs.check, "toast.good")
            case .info: (glyphs.bullet, "text.dim")
            case .warning: (glyphs.warning, "toast.warning")
            case .danger: (glyphs.warning, "toast.danger")
            }
        var spans = [("\(sign) \(toast.words)  ", brush[role])]
        if !toast.detail.isEmpty { spans.append((toast.detail, brush["toast"])) }
        if toast.isUndoable, !model.notices.undos.isEmpty {
            spans += [("   z", brush["key"]), (" undo", brush["key.label"])]
            let depth = model.notices.undos.count
            if depth > 1 { spans.append(("  (\(depth))", brush["text.faint"])) }
        }
        return spans
    }

    private static func eventSpans(_ model: AppModel, _ brush: Brush, room: Int) -> [(String, Style)] {
        guard let event = model.notices.live else { return [] }
        let (glyph, role) = EventSign.of(event.kind, brush.glyphs)
        let keys = model.settings.keyTable.keys(for: "move.event", in: [.global]).first
        let who = "\(event.who) \(event.kind.verb) "
        let ago = "  \(brush.clock.ago(event.at))"
        let jump = keys.map { "   \($0.shortText(brush.glyphs))" } ?? ""
        // The subject gives way, never the key that goes there.
        let others = 2 + who.cellWidth + ago.cellWidth + jump.cellWidth + (jump.isEmpty ? 0 : 5)
        let what = event.what.clipped(
            toCells: max(8, min(40, room - others)), ellipsis: brush.glyphs.ellipsis)
        return [
            ("\(glyph) ", brush[role]), (who, brush["text"]), (what, brush["text"]), (ago, brush["text.dim"]),
            (jump, brush["key"]), (jump.isEmpty ? "" : " jump", brush["key.label"]),
        ]
    }
}

/// Campaigns in three lines, on a screen of two columns.
enum CampaignStrip {
    static func draw(_ model: AppModel, _ rect: Rect, _ brush: Brush, _ buffer: inout Buffer) {
        let current = model.campaigns.current
        let content = buffer.box(
            rect,
            FrameTitle(
                badge: "4", title: current?.campaign.name ?? "Campaigns", note: CampaignView.note(model)),
            style: FrameStyle(brush.theme, isFocused: false), glyphs: brush.glyphs)
        var column = content.column + 1
        if let current {
            let fraction = current.total == 0 ? 0 : Double(current.processed) / Double(current.total)
            buffer.progressBar(
                fraction, column: column, row: content.row, cells: 20, glyphs: brush.glyphs,
                theme: brush.theme)
            column = buffer.write(
                " \(current.processed) of \(current.total)   ", column: column + 20, row: content.row,
                style: brush["text"])
            column = buffer.write(
                [
                    ("\(brush.glyphs.opened)\(current.openedByPeople) ", brush["sign.open"]),
                    ("\(brush.glyphs.clicked)\(current.clickedByPeople) ", brush["sign.click"]),
                    ("\(brush.glyphs.arrowLeft)\(current[.replied])   ", brush["sign.reply"]),
                ], column: column, row: content.row)
        }
        if current == nil, model.campaigns.phase != .loading {
            column =
                buffer.write(
                    "No campaign yet: 4 then C makes one", column: column, row: content.row,
                    style: brush["face.empty"], maxCells: content.width - 2) + 3
        }
        for event in model.campaigns.events.prefix(3) where column < content.endColumn - 14 {
            let (glyph, role) = EventSign.of(event.kind, brush.glyphs)
            column =
                buffer.clip(
                    [
                        ("\(glyph) ", brush[role]), ("\(event.who) ", brush["text"]),
                        (event.what, brush["text.dim"]),
                    ], column: column, row: content.row, before: content.endColumn - 1,
                    glyphs: brush.glyphs) + 3
        }
    }
}

/// The contact in a few lines below the list, on a narrow screen.
enum PeekStrip {
    static func draw(_ model: AppModel, _ rect: Rect, _ brush: Brush, _ buffer: inout Buffer) {
        let content = buffer.box(
            rect, FrameTitle(title: TimelineView.title(model), note: "p hides"),
            style: FrameStyle(brush.theme, isFocused: false), glyphs: brush.glyphs)
        guard model.timeline.owner != nil, !content.isEmpty else { return }
        if case .stranger = model.timeline.owner {
            TimelineView.draw(model, content, false, brush, &buffer)
            return
        }
        if let contact = model.timeline.contact {
            let words = [contact.title, contact.companyName ?? ""].filter { !$0.isEmpty }.joined(
                separator: ", ")
            var column = buffer.write(
                words, column: content.column + 1, row: content.row, style: brush["text"],
                maxCells: content.width - 2)
            if let offset = model.timeline.ownerOffset {
                column = buffer.write(
                    [("   \(WallTime(brush.clock.now, offset: offset).clock) there", brush["text.dim"])],
                    column: column,
                    row: content.row, before: content.endColumn - 1)
            }
            if let touch = contact.lastTouch {
                let words = "   last touch \(brush.clock.ago(touch))"
                if column + words.cellWidth < content.endColumn {
                    buffer.write(words, column: column, row: content.row, style: brush["text.dim"])
                }
            }
        }
        let rows = content.split(top: 1).rest
        let first = min(model.timeline.state.offset, model.timeline.entries.count)
        for (offset, entry) in model.timeline.entries[first...].prefix(rows.height).enumerated() {
            TimelineRow(entry: entry, showsActor: false, brush: brush).draw(rows, rows.row + offset, &buffer)
        }
    }
}
