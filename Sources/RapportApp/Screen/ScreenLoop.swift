import AppUI
import CRMModel
import Platform
import TUI

/// The screen while it runs: the model, the terminal, and the messages that go between them.
///
/// Lives on the UI thread. Nothing here waits; what takes time is a task that posts its answer.
@UIActor
final class ScreenLoop {
    private var model: AppModel
    private var theme: Theme
    /// What is shown when no other one is looked at.
    private var chosenTheme: String
    private var themes: ThemeShelf
    private let zone: LocalZone
    private let shadowedKeys: [String]
    private let terminal: Terminal
    private let loop: UILoop
    private let commands: CommandRunner
    /// Whether recipients reach a hub, which changes with the configuration and with hubs that start.
    private let canTrack: () -> Bool
    private var isDirty = true
    private var isListed = false
    /// Called once, when the first list is there or has failed.
    var whenListed: (() -> Void)?
    /// The user asked for the demo: it begins when this run has ended.
    private(set) var wantsDemo = false

    init(
        settings: ScreenConfiguration, terminal: Terminal, loop: UILoop, commands: CommandRunner,
        zone: LocalZone, canTrack: @escaping () -> Bool
    ) {
        var screen = settings.screenSettings
        screen.canTrack = canTrack()
        self.canTrack = canTrack
        let size = terminal.size
        model = AppModel(
            settings: screen, size: ScreenSize(columns: size.columns, rows: size.rows))
        theme = settings.theme
        chosenTheme = settings.theme.name
        themes = settings.themes
        self.zone = zone
        shadowedKeys = settings.shadowedKeys
        self.terminal = terminal
        self.loop = loop
        self.commands = commands
    }

    /// Runs until the user quits or the terminal goes away.
    func run(_ startup: Startup) {
        post([.zone(zone), .tick(now), .started(startup)])
        if let first = shadowedKeys.first {
            let more = shadowedKeys.count > 1 ? " · and \(shadowedKeys.count - 1) more" : ""
            post([.trouble(Problem(what: "ui.keys", why: first + more))])
        }
        loop.run(onEvent: { self.handle($0) }, draw: { self.frame() })
        commands.stop()
    }

    /// Takes messages: the model changes, then commands go out. The screen is drawn when all queued ones are in.
    func post(_ messages: [AppMessage]) {
        var wanted = awaken()
        for message in messages {
            wanted += AppUpdate.update(&model, message)
            switch message {
            case .loaded(let ticket, _), .loadFailed(let ticket, _):
                if ticket.slot == .list || ticket.slot == .listRefresh { isListed = true }
            default: break
            }
        }
        perform(wanted)
    }

    /// The same for what was typed: characters that came together are one message.
    private func take(_ inputs: [InputEvent]) {
        var wanted = awaken()
        var rest = inputs[...]
        while let message = TypedText.next(of: &rest, model) {
            wanted += AppUpdate.update(&model, message)
        }
        perform(wanted)
    }

    /// What may have changed while nothing came.
    private func awaken() -> [Command] {
        var wanted = AppUpdate.update(&model, .tick(now))
        let canTrack = canTrack()
        if canTrack != model.settings.canTrack { wanted += AppUpdate.update(&model, .tracking(canTrack)) }
        return wanted
    }

    private func perform(_ wanted: [Command]) {
        for command in Self.newest(wanted) { perform(command) }
        isDirty = true
    }

    /// Of several loads of one slot, the newest.
    private static func newest(_ commands: [Command]) -> [Command] {
        var last: [LoadSlot: Int] = [:]
        for (index, command) in commands.enumerated() {
            if case .load(let ticket, _) = command { last[ticket.slot] = index }
        }
        return commands.enumerated().filter { index, command in
            if case .load(let ticket, _) = command { last[ticket.slot] == index } else { true }
        }.map(\.element)
    }

    private func tellListed() {
        let listed = whenListed
        whenListed = nil
        listed?()
    }

    private var now: Timestamp { Timestamp(milliseconds: SystemClock.wallMilliseconds()) }

    private func handle(_ event: LoopEvent) {
        switch event {
        case .input(let inputs): take(inputs)
        case .resized(let columns, let rows): post([.resized(columns: columns, rows: rows)])
        case .deadline:
            reloadTheme()
            post([])
        case .terminate:
            // What is due soon happens now: the autosave of a draft.
            post([.tick(now.adding(seconds: 60))])
            loop.stop()
        }
    }

    private func frame() -> Frame? {
        var wait = model.nextTick.map { max(0, $0.milliseconds - SystemClock.wallMilliseconds()) }
        // Themes of the user's own are looked at now and then, so that a change shows.
        if themes.path(of: theme.name) != nil { wait = min(wait ?? 1000, 1000) }
        loop.deadline = wait.map { .now + .milliseconds($0) }
        guard isDirty else { return nil }
        isDirty = false
        // The frame that is made now shows the list: the next thing is everything else.
        if isListed { tellListed() }
        // The screens draw their own cursor.
        var buffer = Buffer(columns: model.size.columns, rows: model.size.rows)
        AppView.draw(model, theme: theme, into: &buffer)
        return Frame(buffer)
    }

    // MARK: Doing

    private func perform(_ command: Command) {
        switch command {
        case .quit: loop.stop()
        case .redraw: terminal.invalidate()
        case .suspend: terminal.stop()
        case .editExternally(let text): edit(text)
        case .chooseTheme(let name): choose(theme: name)
        case .previewTheme(let name): preview(theme: name)
        case .copy(let text): terminal.copy(text)
        case .notify(let title, let body): terminal.notify(title: title, body: body)
        case .startDemo:
            wantsDemo = true
            loop.stop()
        case .load, .change, .openLink:
            commands.perform(command) { [weak self] message in self?.post([message]) }
        }
    }

    private func edit(_ text: String) {
        do { post([.edited(try ExternalEditor.edit(text, on: terminal))]) } catch {
            post([.edited(nil), .trouble(ErrorWords.problem(for: error))])
        }
    }

    // MARK: Themes

    private func preview(theme name: String?) {
        do {
            theme = try themes.library.theme(named: name ?? chosenTheme)
            terminal.invalidate()
        } catch { post([.trouble(ErrorWords.problem(for: error))]) }
    }

    private func choose(theme name: String) {
        do {
            _ = try themes.refresh()
            theme = try themes.library.theme(named: name)
            chosenTheme = name
            terminal.invalidate()
            post([.themeChosen(name)])
        } catch { post([.trouble(ErrorWords.problem(for: error))]) }
    }

    /// Takes a changed file; one with faults leaves the colours as they are and is told once.
    private func reloadTheme() {
        do {
            guard try themes.refresh() else { return }
            theme = try themes.library.theme(named: theme.name)
        } catch { post([.trouble(ErrorWords.problem(for: error))]) }
    }
}
