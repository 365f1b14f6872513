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
    private let themes: ThemeLibrary
    private let terminal: Terminal
    private let loop: UILoop
    private let commands: CommandRunner
    private var isDirty = true

    init(
        settings: ScreenSettings, themes: ThemeLibrary, theme: Theme, terminal: Terminal, loop: UILoop,
        commands: CommandRunner
    ) {
        let size = terminal.size
        model = AppModel(settings: settings, size: ScreenSize(columns: size.columns, rows: size.rows))
        self.theme = theme
        self.themes = themes
        self.terminal = terminal
        self.loop = loop
        self.commands = commands
    }

    /// Runs until the user quits or the terminal goes away.
    func run(_ startup: Startup) {
        post(.zone(ZoneRules.current(around: now)))
        post(.tick(now))
        post(.started(startup))
        loop.run(onEvent: { self.handle($0) }, draw: { self.frame() })
        commands.stop()
    }

    /// Takes a message: the model changes, commands go out, the screen is drawn when all queued ones are in.
    func post(_ message: AppMessage) {
        if case .themeChosen(let name) = message, let chosen = try? themes.theme(named: name) {
            // A name that the library does not know leaves the theme as it is; the model says so.
            theme = chosen
        }
        for command in AppUpdate.update(&model, message) { perform(command) }
        isDirty = true
    }

    private var now: Timestamp { Timestamp(milliseconds: SystemClock.wallMilliseconds()) }

    private func handle(_ event: LoopEvent) {
        post(.tick(now))
        switch event {
        case .input(let inputs): for input in inputs { post(.input(input)) }
        case .resized(let columns, let rows): post(.resized(columns: columns, rows: rows))
        case .deadline: break
        case .terminate: loop.stop()
        }
    }

    private func frame() -> Frame? {
        loop.deadline = model.nextTick.map { next in
            .now + .milliseconds(max(0, next.milliseconds - SystemClock.wallMilliseconds()))
        }
        guard isDirty else { return nil }
        isDirty = false
        return AppView.frame(model, theme: theme)
    }

    private func perform(_ command: Command) {
        switch command {
        case .quit: loop.stop()
        case .redraw: terminal.invalidate()
        case .suspend: terminal.stop()
        case .editExternally(let text): post(.edited(ExternalEditor.edit(text, on: terminal)))
        case .chooseTheme(let name): post(.themeChosen(name))
        case .copy(let text): terminal.copy(text)
        case .notify(let title, let body): terminal.notify(title: title, body: body)
        case .load, .change, .openLink, .startDemo:
            commands.perform(command) { [weak self] message in self?.post(message) }
        }
    }
}
