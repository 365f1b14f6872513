import AppUI
import CLinux
import CRMModel
import DemoWorld
import Glibc
import Platform
import TUI

extension CommandSpec {
    /// `rapport` without a command.
    static let screen = CommandSpec(
        path: [], summary: "the screen: mail, contacts and campaigns",
        options: [.flag("--welcome", "begin with the tour of the demo")],
        run: .mainThread { invocation in
            try ScreenSession.run(invocation, startup: invocation.has("--welcome") ? .demo(.guide) : nil)
        })
}

extension Tour {
    /// What the demo shows at its start.
    fileprivate static var guide: Tour {
        Tour(title: DemoTour.title, steps: DemoTour.steps.map { Step(keys: $0.keys, text: $0.text) })
    }
}

/// One run of the screen, from taking the terminal to giving it back.
@UIActor
enum ScreenSession {
    /// Runs on the calling (main) thread until the user quits.
    ///
    /// - Parameter startup: nil finds out whether there are accounts.
    nonisolated static func run(_ invocation: Invocation, startup: Startup? = nil) throws {
        try UIActor.enter { () throws in try show(invocation, startup) }
    }

    private static func show(_ invocation: Invocation, _ startup: Startup?) throws {
        guard isatty(0) == 1, isatty(1) == 1 else { throw notATerminal }
        let settings = try ScreenConfiguration(invocation)
        let terminal = try take(settings)
        defer { terminal.leave() }
        // Before anything that starts threads: they inherit which signals are blocked.
        let loop = UILoop(terminal: terminal)
        let opened = try OpenedScreen.open(invocation, settings)
        let commands = CommandRunner(
            loads: LoadAnswers(workspace: opened.workspace, isASCII: settings.glyphs.isASCII),
            changes: ChangeAnswers(workspace: opened.workspace, live: opened.live))
        let screen = ScreenLoop(
            settings: settings, terminal: terminal, loop: loop, commands: commands, zone: opened.zone,
            canTrack: { opened.workspace.configuration.hub.publicURL != nil })
        opened.live.attach { [weak screen] in screen?.post($0) }
        screen.whenListed = { opened.live.start(opened.accounts) }
        screen.run(startup ?? (opened.accounts.isEmpty ? .withoutAccount : .withAccounts))
        try close(commands, opened)
        terminal.leave()
        if screen.wantsDemo { try restart(["demo"]) }
    }

    private static func take(_ settings: ScreenConfiguration) throws -> Terminal {
        let options = TerminalOptions(
            usesMouse: settings.usesMouse, depth: settings.hasColors ? nil : ColorDepth.none,
            isASCII: settings.glyphs.isASCII)
        do { return try Terminal(options: options, environment: settings.environment) } catch {
            switch error {
            case .notATerminal: throw notATerminal
            case .unknownType(let name):
                throw CommandError(
                    code: .unavailable, what: "the screen", why: "terminfo does not know '\(name)'",
                    recovery: "set TERM, for instance to xterm-256color")
            }
        }
    }

    private static var notATerminal: CommandError {
        .usage(
            "the screen", "it needs a terminal on standard input and output",
            "rapport help lists the commands for scripts")
    }

    /// Lets the last change finish and the network say goodbye, both for a bounded time.
    private static func close(_ commands: CommandRunner, _ opened: OpenedScreen) throws {
        let last = commands.lastChange
        try MainThread.wait {
            await Patience.atMost(.seconds(5)) {
                await last?.value
                do { try await WritingInProgress(workspace: opened.workspace).forget() } catch {
                    opened.workspace.log.warning("forget.failed", ["error": .string("\(error)")])
                }
            }
            await Patience.atMost(.seconds(3)) { await opened.live.stop() }
            await Patience.atMost(.seconds(2)) { await opened.workspace.close() }
        }
    }

    /// Replaces the process by another run of this program.
    private static func restart(_ arguments: [String]) throws {
        var words: [UnsafeMutablePointer<CChar>?] = (["rapport"] + arguments).map { strdup($0) }
        words.append(nil)
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
        execv("/proc/self/exe", words)
        throw FileError(operation: "run", path: "rapport " + arguments.joined(separator: " "), code: errno)
    }
}

/// Waiting that ends.
enum Patience {
    /// Waits for `work`, but not longer than `limit`; cancels it then.
    static func atMost(_ limit: Duration, _ work: @escaping @Sendable () async -> Void) async {
        let (done, finish) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            await work()
            finish.finish()
        }
        let clock = Task {
            // Cancelled: the work was faster.
            try? await Task.sleep(for: limit)
            finish.finish()
        }
        for await _ in done {}
        clock.cancel()
        task.cancel()
    }
}
