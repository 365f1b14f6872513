import CRMModel
import TUI

/// What happens to the screen.
public enum AppUpdate {
    /// Takes a message into the model and says what is to be done about it.
    public static func update(_ model: inout AppModel, _ message: AppMessage) -> [Command] {
        var commands: [Command]
        switch message {
        case .started(let startup): commands = start(&model, startup)
        case .tick(let now): commands = Ticking.tick(&model, now)
        case .zone(let zone):
            model.clock.zone = zone
            model.list.relabel(clock: model.clock)
            commands = []
        case .resized(let columns, let rows):
            model.size = ScreenSize(columns: max(0, columns), rows: max(0, rows))
            commands = []
        case .input(let event): commands = InputUpdate.take(&model, event)
        case .typed(let text): commands = InputUpdate.type(&model, .insert(text))
        case .tracking(let canTrack):
            model.follow(canTrack: canTrack)
            commands = []
        case .loaded(let ticket, let loaded):
            commands = model.work.take(ticket) ? Answers.take(&model, ticket.slot, loaded) : []
        case .loadFailed(let ticket, let problem):
            commands = model.work.take(ticket) ? Answers.fail(&model, ticket.slot, problem) : []
        case .changed(let ticket, let result): commands = ChangeAnswers.take(&model, ticket, result)
        case .changeFailed(let ticket, let problem): commands = ChangeAnswers.fail(&model, ticket, problem)
        case .domain(let logged): commands = DomainUpdate.take(&model, logged)
        case .edited(let text): commands = model.takeEdited(text)
        case .themeChosen(let name):
            model.settings.theme = name
            commands = []
        case .trouble(let problem):
            model.notices.say(problem.what, detail: problem.detail, kind: .danger, at: model.clock.now)
            commands = []
        }
        model.settle()
        commands += model.previewTheme() + model.loadMoreIfNear() + model.renderAnew()
        return commands
    }

    private static func start(_ model: inout AppModel, _ startup: Startup) -> [Command] {
        switch startup {
        case .withoutAccount, .withAccounts, .demo:
            if case .demo(let tour) = startup {
                model.status.tour = tour
                model.popups = [.help(HelpPage(contexts: [], tour: tour))]
            }
            // Behind the form there may be mail already: imported from files.
            if startup == .withoutAccount { model.popups = [.form(AccountWizard.form())] }
            var commands = [model.work.load(.accounts, .accounts), model.work.load(.counts, .counts)]
            commands += model.reloadList()
            model.campaigns.phase = .loading
            commands += [
                model.work.load(.folders, .folders), model.work.load(.campaigns, .campaigns),
                model.work.load(.activity, .activity(limit: CampaignScreen.eventLimit)),
                model.work.load(.composition, .composition(.recovered)),
            ]
            return commands
        }
    }
}

extension AppModel {
    /// The theme that is selected in the picker of themes shows at once.
    fileprivate mutating func previewTheme() -> [Command] {
        var wanted: String?
        if case .picker(let picker)? = popups.last, picker.purpose == .theme,
            case .theme(let name)? = picker.selected?.value, name != settings.theme
        {
            wanted = name
        }
        guard wanted != previewedTheme else { return [] }
        previewedTheme = wanted
        return [.previewTheme(wanted)]
    }

    /// What is open says so, too.
    fileprivate mutating func follow(canTrack: Bool) {
        settings.canTrack = canTrack
        composer?.canTrack = canTrack
        popups = popups.map { popup in
            guard case .form(var form) = popup, form.purpose == .campaign else { return popup }
            FormUpdate.setTracking(&form, status.account, canTrack: canTrack)
            return .form(form)
        }
    }

    /// The mail that is open is laid out for the room that it has: after a resize, a zoom, a dragged split.
    fileprivate mutating func renderAnew() -> [Command] {
        if reader.wantedUnsent != nil, composer == nil, reader.width != Settling.bodyWidth(self) {
            return loadUnsent()
        }
        guard let id = reader.opened?.message.id, id == reader.wanted, composer == nil,
            Settling.bodyWidth(self) != reader.width
        else { return [] }
        return loadMessage(id)
    }
}

extension Problem {
    /// Why and what to do, in one line.
    var detail: String { [why, next].filter { !$0.isEmpty }.joined(separator: " · ") }
}
