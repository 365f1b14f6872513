import CRMModel
import TUI

/// Which keys the footer offers where the focus is, in the order in which they stand.
enum FooterKeys {
    static func wanted(_ model: AppModel) -> [FooterKey] {
        switch model.popups.last {
        case .picker:
            return [
                FooterKey("popup.choose", "choose", rank: 0), FooterKey("move.down", "move", rank: 1),
                FooterKey("move.back", "close", rank: 0),
            ]
        case .form(let form): return filling(form, model)
        case .confirm(let question):
            let answer = question.words(of: question.focus)
            return [
                FooterKey("confirm.choose", answer, rank: 0),
                FooterKey("confirm.next", "next answer", "next", rank: 1),
                FooterKey("move.back", "close", rank: 0),
            ]
        case .help:
            return [
                FooterKey("move.down", "scroll", rank: 1),
                FooterKey("screen.palette", "find a command", "find", rank: 1),
                FooterKey("move.back", "close", rank: 0),
            ]
        case nil: break
        }
        if model.list.search.isEditing {
            return [
                FooterKey("search.accept", "show", rank: 0), FooterKey("move.down", "move", rank: 1),
                FooterKey("move.back", "leave", rank: 0), FooterKey("screen.help", "help", rank: 2),
            ]
        }
        if Focus.isComposing(model) { return composing(model) }
        return start(model) + here(model) + end
    }

    private static func start(_ model: AppModel) -> [FooterKey] {
        switch model.route.focus {
        case .reader: [FooterKey("move.down", "scroll", "", rank: 2)]
        case .campaigns where model.campaigns.recipients != nil:
            [
                FooterKey("move.back", "back", rank: 1), FooterKey("move.down", "move", "", rank: 2),
                FooterKey("move.enter", isParked(model) ? "fill in" : "contact", rank: 1),
            ]
        case .list where model.list.rows.isEmpty: [FooterKey("pane.list", "pane", rank: 3)]
        case .list, .timeline, .campaigns:
            [
                FooterKey("pane.list", "pane", rank: 3), FooterKey("move.down", "move", "", rank: 2),
                FooterKey("move.enter", model.route.focus == .campaigns ? "jump" : "open", rank: 1),
            ]
        }
    }

    /// The recipient that is selected waits for values.
    private static func isParked(_ model: AppModel) -> Bool {
        guard let list = model.campaigns.recipients, let place = list.state.selection,
            list.rows.indices.contains(place)
        else { return false }
        return !list.rows[place].missingFields.isEmpty
    }

    /// What one cannot do without in any pane.
    private static let end: [FooterKey] = [
        FooterKey("screen.search", "search", "find", rank: 1),
        FooterKey("screen.palette", "commands", "cmd", rank: 0),
        FooterKey("edit.undo", "undo", rank: 0),
        FooterKey("screen.help", "help", rank: 0),
        FooterKey("screen.quit", "quit", rank: 0),
    ]

    private static func here(_ model: AppModel) -> [FooterKey] {
        switch model.route.focus {
        case .list: return inList(model)
        case .timeline:
            return [
                FooterKey("contact.note", "note", rank: 1), FooterKey("contact.write", "write", rank: 1),
                FooterKey("contact.link", "link"), FooterKey("contact.company", "company"),
                FooterKey("move.nextMessage", "next mail", rank: 3),
                FooterKey("screen.zoom", "zoom", rank: 3),
            ]
        case .reader:
            return [
                FooterKey("compose.reply", "reply", rank: 1),
                FooterKey("compose.template", "template", "templ", rank: 1),
                FooterKey("message.archive", "archive", "arch", rank: 1),
                FooterKey("compose.replyAll", "all"), FooterKey("compose.forward", "forward", "fwd"),
                FooterKey("contact.link", "link"), FooterKey("thread.earlier", "earlier", rank: 3),
                FooterKey("reader.quotes", "quotes", rank: 3),
                FooterKey("reader.attachments", "files", rank: 3),
                FooterKey("reader.links", "links", rank: 3),
                FooterKey("move.nextMessage", "next", rank: 3), FooterKey("screen.zoom", "zoom", rank: 3),
            ]
        case .campaigns where model.campaigns.recipients != nil:
            return [
                FooterKey("campaign.filter", "state", rank: 1),
                FooterKey("campaign.run", model.runVerb, rank: 1),
            ]
        case .campaigns:
            return [
                FooterKey("campaign.run", model.runVerb, rank: 1),
                FooterKey("campaign.recipients", "recipients", "who", rank: 1),
                FooterKey("campaign.new", "new campaign", "new", rank: 1),
                FooterKey("campaign.next", "next", rank: 3), FooterKey("campaign.cancel", "cancel", rank: 3),
            ]
        }
    }

    private static func inList(_ model: AppModel) -> [FooterKey] {
        if model.list.rows.isEmpty {
            return [
                model.list.source == .contacts
                    ? FooterKey("contact.new", "new", rank: 1)
                    : FooterKey("compose.new", "compose", "new", rank: 1),
                FooterKey("go.folder", "folders", rank: 2),
                FooterKey("mail.sync", "get mail", rank: 2),
            ]
        }
        switch model.list.source {
        case .drafts:
            return [
                FooterKey("message.delete", "discard", rank: 1),
                FooterKey("compose.new", "compose", "new", rank: 1),
            ]
        case .outbox where model.selectedJob?.isUncertain == true:
            return [
                FooterKey("outbox.settle", "it arrived", "arrived", rank: 1),
                FooterKey("outbox.retry", "again", rank: 1),
                FooterKey("message.delete", "give up", rank: 1),
            ]
        case .outbox where model.selectedJob?.isSent == true:
            return [FooterKey("compose.new", "compose", rank: 1), FooterKey("go.folder", "folders", rank: 3)]
        case .outbox:
            return [
                FooterKey("outbox.sendNow", "send now", "send", rank: 1),
                FooterKey("outbox.retry", "again", rank: 2),
                FooterKey("message.delete", "cancel", rank: 1),
            ]
        case .contacts:
            return [
                FooterKey("compose.new", "write", rank: 1), FooterKey("contact.new", "new", rank: 1),
            ]
        default:
            return [
                FooterKey("message.archive", "archive", "arch", rank: 1),
                FooterKey("compose.reply", "reply", rank: 1),
                FooterKey("compose.template", "template", "templ", rank: 2),
                FooterKey("contact.link", "link", rank: 2),
                FooterKey("list.select", "select", "sel", rank: 2),
                FooterKey("message.delete", "delete", rank: 3), FooterKey("compose.new", "compose", rank: 3),
                FooterKey("go.folder", "folders", rank: 3),
            ]
        }
    }

    private static func composing(_ model: AppModel) -> [FooterKey] {
        if model.composer?.completion != nil {
            return [
                FooterKey("compose.complete", "take", rank: 0), FooterKey("move.down", "move", rank: 1),
                FooterKey("move.back", "close", rank: 0),
            ]
        }
        let hasFiles = model.composer?.draft.attachments.isEmpty == false
        return [
            FooterKey("compose.send", "send", rank: 0),
            FooterKey("compose.template", "template", "templ", rank: 1),
            FooterKey("compose.preview", "preview", "prev", rank: 1),
            FooterKey("compose.later", "send later", "later", rank: 2),
            FooterKey("compose.editor", "editor", rank: 2), FooterKey("compose.attach", "attach", rank: 2),
        ] + (hasFiles ? [FooterKey("compose.detach", "take file away", "detach", rank: 2)] : []) + [
            FooterKey("compose.tracking", "tracking", rank: 3), FooterKey("compose.copies", "cc", rank: 3),
            FooterKey("compose.next", "next field", rank: 3),
            FooterKey("screen.palette", "commands", "cmd", rank: 0),
            FooterKey("move.back", "keep draft", "keep", rank: 0),
            FooterKey("screen.help", "help", rank: 0),
        ]
    }

    private static func filling(_ form: Form, _ model: AppModel) -> [FooterKey] {
        let isLast = form.focus == form.fields.count - 1
        var keys = [
            FooterKey("form.enter", isLast ? form.verb : "next", isLast ? form.brief : "next", rank: 0)
        ]
        if !isLast { keys.append(FooterKey("form.submit", form.verb, form.brief, rank: 0)) }
        guard form.purpose == .account else {
            return keys + [FooterKey("move.back", "close", rank: 0)]
        }
        return keys + [
            FooterKey("form.test", "test", rank: 2),
            FooterKey("form.demo", "try the demo", "demo", rank: 1),
            FooterKey("move.back", model.status.accounts.isEmpty ? "look around" : "close", "close", rank: 0),
        ]
    }
}
