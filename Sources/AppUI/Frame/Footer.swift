import CRMModel
import CellText
import TUI

/// The last line: the keys that matter here.
enum Footer {
    struct Item: Hashable, Sendable {
        var rect: Rect
        var keys: String
        var words: String
        /// What a click does; nil for a pair such as `j/k`.
        var action: ActionID?
    }

    static func draw(_ model: AppModel, _ layout: ScreenLayout, _ brush: Brush, _ buffer: inout Buffer) {
        for item in items(model, layout) {
            let column = buffer.write(
                item.keys, column: item.rect.column, row: item.rect.row, style: brush["key"])
            buffer.write(" \(item.words)", column: column, row: item.rect.row, style: brush["key.label"])
        }
        guard layout.kind != .plain else { return }
        buffer.write(
            mode(model), endingBefore: layout.footer.endColumn - 1, row: layout.footer.row,
            style: brush["mode"])
    }

    private static func mode(_ model: AppModel) -> String {
        let keys = model.keys.pending.keys
        if !keys.isEmpty { return KeySequence(keys).description + " -" }
        if Focus.takesText(model) { return "typing" }
        guard model.list.selectedNumber > 0 else { return "" }
        return "\(model.list.selectedNumber)/\(model.list.rows.count)\(model.list.next == nil ? "" : "+")"
    }

    static func items(_ model: AppModel, _ layout: ScreenLayout) -> [Item] {
        let contexts = Focus.contexts(model)
        let room = layout.footer.endColumn - (layout.kind == .plain ? 1 : mode(model).cellWidth + 3)
        var column = layout.footer.column + 1
        var result: [Item] = []
        for (action, words) in wanted(model) {
            let keys = keys(of: action, model, contexts)
            guard !keys.isEmpty else { continue }
            let isPair = action == "move.down" || action == "pane.list"
            if !isPair, let obstacle = ScreenActions[action]?.obstacle(model), !obstacle.isEmpty { continue }
            let width = keys.cellWidth + 1 + words.cellWidth
            guard column + width <= room else { break }
            result.append(
                Item(
                    rect: Rect(column: column, row: layout.footer.row, width: width, height: 1), keys: keys,
                    words: words, action: isPair ? nil : action))
            column += width + 2
        }
        return result
    }

    private static func keys(of action: ActionID, _ model: AppModel, _ contexts: [KeyContext]) -> String {
        let glyphs = model.settings.glyphs
        if action == "pane.list", contexts.contains(.global) { return "1-4" }
        if action == "move.down", contexts.contains(.global) { return "j/k" }
        if action == "pane.list" { return "M-1-4" }
        if action == "move.back", contexts.contains(.help) { return KeyEvent(.escape).shortText(glyphs) }
        if action == "screen.palette", contexts.contains(.global) {
            return KeyEvent("k", .control).shortText(glyphs)
        }
        return model.settings.keyTable.keys(for: action, in: contexts).first?.shortText(glyphs) ?? ""
    }

    /// The actions for where the keys are, the most wanted first.
    private static func wanted(_ model: AppModel) -> [(ActionID, String)] {
        switch model.popups.last {
        case .picker:
            return [
                ("popup.choose", "choose"), ("move.down", "down"), ("move.up", "up"), ("move.back", "close"),
            ]
        case .form(let form):
            let first: [(ActionID, String)] = [
                ("form.enter", "next"), ("form.submit", form.verb), ("move.back", "close"),
            ]
            return form.purpose == .account
                ? first + [("form.test", "test"), ("form.demo", "try the demo")] : first
        case .confirm(let question): return [("confirm.yes", question.yes), ("move.back", "no")]
        case .help: return [("move.back", "close")]
        case nil: break
        }
        if model.list.search.isEditing {
            return [
                ("search.accept", "show"), ("move.down", "down"), ("move.up", "up"), ("move.back", "leave"),
            ]
        }
        if Focus.isComposing(model) { return composing(model) }
        let start: [(ActionID, String)] = [
            ("pane.list", "pane"), ("move.down", "move"), ("move.enter", "open"),
        ]
        let end: [(ActionID, String)] = [
            ("screen.palette", "commands"), ("edit.undo", "undo"), ("screen.help", "help"),
        ]
        switch model.route.focus {
        case .list: return start + listItems(model) + end + [("go.folder", "folders")]
        case .timeline:
            return start + [
                ("contact.note", "note"), ("contact.write", "write"), ("contact.link", "link"),
                ("contact.company", "company"), ("move.nextMessage", "next mail"),
            ] + end
        case .reader:
            return [
                ("move.down", "scroll"), ("compose.reply", "reply"), ("compose.template", "template"),
                ("compose.replyAll", "all"), ("compose.forward", "forward"), ("message.archive", "archive"),
                ("contact.link", "link"), ("thread.earlier", "earlier"), ("reader.quotes", "quotes"),
                ("reader.attachments", "files"),
                ("reader.links", "links"), ("move.nextMessage", "next"), ("screen.zoom", "zoom"),
            ] + end
        case .campaigns:
            if model.campaigns.recipients != nil {
                return [
                    ("move.down", "move"), ("campaign.filter", "state"), ("campaign.run", model.runVerb),
                    ("move.back", "back"),
                ] + end
            }
            return [
                ("pane.list", "pane"), ("move.down", "move"), ("move.enter", "jump"),
                ("campaign.run", model.runVerb),
                ("campaign.recipients", "recipients"), ("campaign.next", "next"),
                ("campaign.new", "new campaign"),
                ("campaign.cancel", "cancel"),
            ] + end
        }
    }

    private static func listItems(_ model: AppModel) -> [(ActionID, String)] {
        switch model.list.source {
        case .drafts: return [("message.delete", "discard"), ("compose.new", "compose")]
        case .outbox:
            return [("outbox.sendNow", "send now"), ("outbox.retry", "again"), ("message.delete", "cancel")]
        case .contacts:
            return [("compose.new", "write"), ("contact.new", "new"), ("screen.search", "search")]
        default:
            return [
                ("message.archive", "archive"), ("compose.reply", "reply"), ("compose.template", "template"),
                ("contact.link", "link"), ("list.select", "select"), ("screen.search", "search"),
                ("message.delete", "delete"), ("compose.new", "compose"),
            ]
        }
    }

    private static func composing(_ model: AppModel) -> [(ActionID, String)] {
        if model.composer?.completion != nil {
            return [
                ("compose.complete", "take"), ("move.down", "down"), ("move.up", "up"),
                ("move.back", "close"),
            ]
        }
        return [
            ("compose.send", "send"), ("compose.later", "later"), ("compose.template", "template"),
            ("compose.preview", "preview"), ("compose.editor", "editor"), ("compose.attach", "attach"),
            ("compose.tracking", "tracking"), ("compose.copies", "cc"), ("compose.next", "next field"),
            ("move.back", "keep draft"), ("screen.palette", "commands"),
        ]
    }
}
