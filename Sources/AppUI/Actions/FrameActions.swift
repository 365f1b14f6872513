import CRMModel
import TUI

extension ScreenActions {
    static let screen: [ScreenAction] = [
        ScreenAction(
            "screen.palette", "Commands", .screen,
            keys: [
                (.anywhere, "Ctrl-k"), (.global, ":"), (.global, "Space Space"), (.help, "/"), (.help, ":"),
            ], also: ["palette"],
            isListed: false
        ) { model, _ in model.openPalette() },
        ScreenAction(
            "screen.help", "Help", .screen, keys: [(.global, "?"), (.anywhere, "F1")],
            also: ["keys", "manual"]
        ) { model, _ in
            let wanted = FooterKeys.wanted(model).filter { !$0.isPair }
            var page = HelpPage(contexts: Focus.contexts(model), place: wanted.map(\.action))
            // The key that deletes mail discards drafts and cancels what waits: one word in footer and help.
            if let key = wanted.first(where: { $0.action == "message.delete" }), key.words != "delete" {
                page.words["message.delete"] = key.words.prefix(1).uppercased() + key.words.dropFirst()
            }
            model.popups.append(.help(page))
            return []
        },
        ScreenAction(
            "screen.tour", "Tour of the demo", .screen,
            also: ["welcome", "introduction", "first steps", "guide"],
            short: "tour", unless: { $0.status.tour == nil ? "only in the demo" : nil }
        ) { model, _ in
            model.popups.append(.help(HelpPage(contexts: [], tour: model.status.tour)))
            return []
        },
        ScreenAction(
            "screen.zoom", "Zoom the pane", .screen, keys: [(.global, "+"), (.anywhere, "Alt-z")],
            also: ["full screen", "maximise", "big"]
        ) { model, _ in
            model.route.isZoomed.toggle()
            return []
        },
        ScreenAction(
            "screen.layout", "Layout", .screen, keys: [(.global, "_")], also: ["panes", "arrange", "split"]
        ) { model, _ in
            let items = LayoutChoice.allCases.map {
                PickerItem(value: .layout($0), title: $0.rawValue, detail: $0.explanation)
            }
            model.popups.append(.picker(Picker(.layout, title: "Layout", items: items)))
            return []
        },
        ScreenAction(
            "screen.peek", "Peek strip", .screen, keys: [(.global, "p")], also: ["preview", "hide"],
            short: "peek"
        ) { model, _ in
            model.route.showsPeek.toggle()
            return []
        },
        ScreenAction(
            "screen.theme", "Theme", .screen, keys: [(.global, "Space t")],
            also: ["colours", "dark", "light"],
            argument: "name"
        ) { model, name in
            if let name { return [.chooseTheme(name)] }
            let items = model.settings.themes.map {
                PickerItem(value: .theme($0), title: $0, detail: $0 == model.settings.theme ? "in use" : "")
            }
            var picker = Picker(.theme, title: "Theme", items: items)
            picker.list.select(model.settings.themes.firstIndex(of: model.settings.theme) ?? 0)
            model.popups.append(.picker(picker))
            return []
        },
        ScreenAction(
            "account.choose", "Write from another account", .screen, keys: [(.global, "Space a")],
            also: ["sender", "from", "identity", "switch"], short: "account"
        ) { model, _ in
            let items = model.status.accounts.map {
                PickerItem(value: .account($0.id), title: $0.name, detail: $0.address.text)
            }
            model.popups.append(.picker(Picker(.account, title: "Account", items: items)))
            return []
        },
        ScreenAction(
            "account.add", "Add an account", .screen, keys: [(.global, "Space A")],
            also: ["new", "imap", "wizard", "connect"], short: "add"
        ) { model, _ in
            model.popups.append(.form(model.waitingForm ?? AccountWizard.form()))
            model.waitingForm = nil
            return []
        },
        ScreenAction(
            "account.password", "New password for the account", .screen, keys: [(.global, "Space P")],
            also: ["refused", "login", "secret", "authentication"], short: "password",
            unless: { model in
                guard let account = model.accountInNeed else { return "there is no account" }
                return account.secret == .sealed ? nil : "a command gives its password"
            }
        ) { model, _ in
            guard let account = model.accountInNeed else { return [] }
            model.popups.append(.form(AccountWizard.passwordForm(account)))
            return []
        },
        ScreenAction("screen.redraw", "Draw again", .screen, keys: [(.anywhere, "Ctrl-l")], short: "redraw") {
            _, _ in
            [.redraw]
        },
        ScreenAction(
            "screen.suspend", "Suspend", .screen, keys: [(.global, "Ctrl-z")], also: ["background", "shell"]
        ) {
            _, _ in [.suspend]
        },
        ScreenAction(
            "screen.quit", "Quit", .screen,
            keys: [(.global, "q"), (.anywhere, "Ctrl-c"), (.anywhere, "Ctrl-q")],
            also: ["exit", "leave", "close"]
        ) { model, _ in model.quit() },
        ScreenAction("popup.choose", "Choose", .screen, keys: [(.picker, "Enter")], isListed: false) {
            model, _ in
            PickerUpdate.choose(&model)
        },
        ScreenAction("form.enter", "Next", .screen, keys: [(.form, "Enter")], isListed: false) { model, _ in
            FormUpdate.enter(&model)
        },
        ScreenAction(
            "form.next", "Next line, or the rest of a path", .screen, keys: [(.form, "Tab")], isListed: false
        ) {
            model, _ in model.completePath()
        },
        ScreenAction("form.submit", "Do it", .screen, keys: [(.form, "Ctrl-s")], isListed: false) {
            model, _ in
            FormUpdate.submit(&model)
        },
        ScreenAction(
            "form.test", "Test both servers", .screen, keys: [(.form, "Ctrl-t")], short: "test",
            isListed: false
        ) { model, _ in model.testAccount() },
        ScreenAction(
            "form.demo", "Try the demo", .screen, keys: [(.form, "F2"), (.global, "F2")],
            also: ["example", "playground"], short: "demo",
            unless: { model in
                if model.status.tour != nil { return "this is the demo" }
                if case .form(let form)? = model.popups.last {
                    return form.purpose == .account ? nil : "not while a form is open"
                }
                return model.status.accounts.isEmpty ? nil : "rapport demo opens it beside your own account"
            }
        ) { _, _ in [.startDemo] },
        ScreenAction(
            "confirm.yes", "Yes", .screen, keys: [(.confirm, "y")], isListed: false
        ) { model, _ in model.confirm() },
        ScreenAction(
            "confirm.choose", "The answer that is marked", .screen, keys: [(.confirm, "Enter")],
            isListed: false
        ) { model, _ in model.chooseAnswer() },
        ScreenAction(
            "confirm.next", "Next answer", .screen,
            keys: [(.confirm, "Tab"), (.confirm, "Right"), (.confirm, "Down")],
            isListed: false
        ) { model, _ in model.turnAnswer(by: 1) },
        ScreenAction(
            "confirm.previous", "Previous answer", .screen,
            keys: [(.confirm, "Shift-Tab"), (.confirm, "Left"), (.confirm, "Up")],
            isListed: false
        ) { model, _ in model.turnAnswer(by: -1) },
        ScreenAction("confirm.other", "The other yes", .screen, keys: [(.confirm, "s")], isListed: false) {
            model, _ in model.confirm(other: true)
        },
    ]
}

extension AppModel {
    /// The account whose password was refused, else the one that new mail is written from.
    var accountInNeed: Account? {
        status.accounts.first { if case .authenticationFailed = $0.state { true } else { false } }
            ?? status.account
    }

    mutating func turnAnswer(by step: Int) -> [Command] {
        guard case .confirm(var question)? = popups.last else { return [] }
        question.turn(by: step)
        popups[popups.count - 1] = .confirm(question)
        return []
    }

    /// Enter: the answer that is marked.
    mutating func chooseAnswer() -> [Command] {
        guard case .confirm(let question)? = popups.last else { return [] }
        switch question.focus {
        case .yes: return confirm()
        case .other: return confirm(other: true)
        case .no: return closePopup()
        }
    }

    /// - Parameter other: the second yes, where the question has one.
    mutating func confirm(other: Bool = false) -> [Command] {
        guard case .confirm(let question)? = popups.last, !other || question.other != nil else { return [] }
        popups.removeLast()
        switch question.deed {
        case .change(let change, let words):
            notices.say(words, kind: .info, at: clock.now)
            var commands = [work.change(change, ChangeNote(title: words, purpose: .campaign))]
            if list.source == .drafts || list.source == .outbox { commands += reloadList() }
            return commands
        case .discardDraft: return discardDraft()
        case .sendAnyway: return send(isConfirmed: true)
        case .campaign(var form):
            form.starts = other
            editForm {
                $0.isBusy = true
                $0.problem = nil
            }
            return [
                work.change(
                    .createCampaign(form),
                    ChangeNote(
                        title: other ? CampaignQuestion.startTitle : "Campaign", purpose: .campaign))
            ]
        case .quit: return saveDraft(isLast: true) + [.quit]
        }
    }

    mutating func quit() -> [Command] {
        guard notices.sends.isEmpty else {
            popups.append(
                .confirm(
                    Confirmation(
                        question:
                            "\(notices.sends.count == 1 ? "A mail waits" : "\(notices.sends.count) mails wait") to go out. Quit all the same?",
                        detail: "What waits is sent the next time Rapport runs.", yes: "quit", deed: .quit)))
            return []
        }
        return saveDraft(isLast: true) + [.quit]
    }

    mutating func testAccount() -> [Command] {
        guard case .form(var form)? = popups.last, form.purpose == .account, !form.isBusy else { return [] }
        if let (field, problem) = AccountWizard.fault(form) {
            form.problem = problem
            form.focus = form.fields.firstIndex { $0.name == field } ?? form.focus
            popups[popups.count - 1] = .form(form)
            return []
        }
        form.isBusy = true
        form.checks = []
        popups[popups.count - 1] = .form(form)
        return [
            work.change(
                .testAccount(AccountWizard.account(form)), ChangeNote(title: "Test", purpose: .account))
        ]
    }
}
