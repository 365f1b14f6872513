import CRMModel
import TUI

/// The registry.
enum ScreenActions {
    static let all: [ScreenAction] =
        moving + mail + people + writing + campaigns + screen

    private static let byID: [ActionID: ScreenAction] = Dictionary(
        all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })

    static subscript(id: ActionID) -> ScreenAction? { byID[id] }

    /// The command that is typed by this name and takes what follows it.
    static func takingArgument(named name: String) -> ScreenAction? {
        all.first { $0.argument != nil && $0.short == name.lowercased() }
    }

    // MARK: Why not

    static let needsMessage: @Sendable (AppModel) -> String? = {
        $0.targetMessages.isEmpty ? "no message is selected" : nil
    }
    /// Without an account there is nobody to write as.
    static let needsAccount: @Sendable (AppModel) -> String? = {
        $0.status.accounts.isEmpty ? "add an account first, with Space A" : nil
    }
    static let needsComposer: @Sendable (AppModel) -> String? = {
        $0.composer == nil ? "nothing is being written" : nil
    }
    static let needsOpened: @Sendable (AppModel) -> String? = {
        $0.reader.opened == nil ? "no message is open" : nil
    }
    static let needsThread: @Sendable (AppModel) -> String? = {
        ($0.reader.opened?.thread.count ?? 0) < 2 ? "the thread has one mail" : nil
    }
    static let needsCampaign: @Sendable (AppModel) -> String? = {
        $0.campaigns.current == nil ? "there is no campaign" : nil
    }
}

extension ScreenActions {
    static let moving: [ScreenAction] = [
        motion("move.down", "Down", .down, ["j", "Down"], typing: ["Down", "Ctrl-n", "Ctrl-j"]),
        motion("move.up", "Up", .up, ["k", "Up"], typing: ["Up", "Ctrl-p"]),
        motion("move.halfDown", "Half a page down", .halfDown, ["Ctrl-d"]),
        motion("move.halfUp", "Half a page up", .halfUp, ["Ctrl-u"]),
        motion("move.pageDown", "Page down", .pageDown, ["PageDown"], typing: ["PageDown"]),
        motion("move.pageUp", "Page up", .pageUp, ["PageUp"], typing: ["PageUp"]),
        motion("move.top", "First", .top, ["g g", "Home"]),
        motion("move.bottom", "Last", .bottom, ["G", "End"]),
        ScreenAction(
            "move.nextMessage", "Next message", .moving, keys: [(.global, "J"), (.global, "n")],
            also: ["following"],
            short: "next"
        ) { model, _ in model.moveMessage(by: 1) },
        ScreenAction(
            "move.previousMessage", "Previous message", .moving, keys: [(.global, "K"), (.global, "N")],
            also: ["earlier"], short: "previous"
        ) { model, _ in model.moveMessage(by: -1) },
        ScreenAction(
            "move.enter", "Open", .moving, keys: [(.global, "Enter")], also: ["read", "go in"], short: "open"
        ) { model, _ in model.enter() },
        ScreenAction(
            "move.back", "Back", .moving,
            keys: [
                (.anywhere, "Esc"), (.confirm, "Esc"), (.confirm, "n"), (.confirm, "q"), (.help, "Esc"),
                (.help, "q"),
                (.help, "?"), (.help, "Enter"),
            ], also: ["escape", "close"], isListed: false
        ) { model, _ in model.back() },
        pane("pane.list", "Go to the list", .list, "1"),
        pane("pane.timeline", "Go to the contact", .timeline, "2"),
        pane("pane.reader", "Go to the mail", .reader, "3"),
        pane("pane.campaigns", "Go to the campaigns", .campaigns, "4"),
        ScreenAction("pane.next", "Next pane", .moving, keys: [(.global, "Tab")], short: "pane") { model, _ in
            model.cyclePane(by: 1)
        },
        ScreenAction("pane.previous", "Previous pane", .moving, keys: [(.global, "Shift-Tab")], short: "pane")
        {
            model, _ in model.cyclePane(by: -1)
        },
        ScreenAction(
            "move.event", "Go to the latest event", .moving, keys: [(.global, "g e")],
            also: ["jump", "click", "open", "live"], short: "jump",
            unless: { $0.notices.live == nil ? "nothing has happened lately" : nil }
        ) { model, _ in
            guard let event = model.notices.live else { return [] }
            model.notices.live = nil
            return model.jump(contact: event.contact, message: event.message)
        },
        view("go.inbox", "Go to Inbox", .mail(.inbox), "g i"),
        view("go.unlinked", "Go to Unlinked", .mail(.unlinked), "g u"),
        view("go.sent", "Go to Sent", .mail(.sent), "g s"),
        view("go.drafts", "Go to Drafts", .drafts, "g d"),
        view("go.archive", "Go to Archive", .mail(.archive), "g a"),
        view("go.starred", "Go to Starred", .mail(.flagged), "g *"),
        view("go.all", "Go to All mail", .mail(.all), "g l"),
        view("go.contacts", "Go to Contacts", .contacts, "g c"),
        view("go.outbox", "Go to Outbox", .outbox, "g o"),
        view("go.trash", "Go to Trash", .mail(.trash), "g t"),
        ScreenAction(
            "go.folder", "Go to a folder or view", .moving, keys: [(.global, "g f"), (.global, "Space f")],
            also: ["mailbox", "label", "list", "switch"], short: "folder"
        ) { model, _ in model.openViewPicker() },
    ]

    private static func motion(
        _ id: ActionID, _ words: String, _ motion: Motion, _ keys: [String], typing: [String] = []
    ) -> ScreenAction {
        var all = (keys + []).map { (KeyContext.global, $0) }
        let plain = keys.filter { $0.count > 1 || ["j", "k", "G"].contains($0) }
        all += plain.map { (.help, $0) }
        for context in [KeyContext.picker, .completion, .search] { all += typing.map { (context, $0) } }
        if motion == .top { all.append((.picker, "Home")) }
        if motion == .bottom { all.append((.picker, "End")) }
        if motion == .up { all += [(.form, "Up"), (.form, "Shift-Tab")] }
        if motion == .down { all.append((.form, "Down")) }
        return ScreenAction(id, words, .moving, keys: all, isListed: false) { model, _ in model.move(motion) }
    }

    private static func pane(_ id: ActionID, _ words: String, _ pane: Pane, _ key: String) -> ScreenAction {
        ScreenAction(
            id, words, .moving, keys: [(.global, key), (.anywhere, "Alt-\(key)")],
            also: ["focus", "pane \(key)"], short: "pane"
        ) { model, _ in
            model.list.search.isEditing = false
            let commands = model.focus(pane)
            return pane == .reader && model.composer == nil ? commands + model.markRead() : commands
        }
    }

    private static func view(_ id: ActionID, _ words: String, _ source: ListSource, _ keys: String)
        -> ScreenAction
    {
        ScreenAction(
            id, words, .moving, keys: [(.global, keys)], also: ["view", "folder", "tab"],
            short: String(words.split(separator: " ").last ?? "").lowercased()
        ) { model, _ in
            // From the composer, what is written stays in pane 3.
            model.show(source)
        }
    }
}

extension AppModel {
    mutating func cyclePane(by step: Int) -> [Command] {
        let panes = Pane.allCases
        let place = panes.firstIndex(of: route.focus) ?? 0
        return focus(panes[((place + step) % panes.count + panes.count) % panes.count])
    }
}
