import Glibc
import Platform
import Testing

/// Where the person at the terminal waits: a thread of its own, because the others share few.
@globalActor actor RobotThread {
    static let shared = RobotThread()
    private nonisolated let executor = ThreadExecutor(name: "test-robot")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
}

/// A person at a terminal: the real program in a private tmux, keys in, screen text out.
final class RobotTerminal {
    /// What was waited for did not come.
    struct Missed: Error, CustomStringConvertible {
        var wanted: String
        var screen: String
        var description: String { "never saw “\(wanted)” on:\n\(screen)" }
    }

    private let socket = "rapport-test-\(Hex.encode(SecureRandom.bytes(6)))"
    private static let patience = Duration.seconds(30)

    static let isInstalled = FileSystem.exists("/usr/bin/tmux")

    /// Starts the program.
    ///
    /// - Parameter arguments: plain words; they are not quoted.
    init(_ arguments: String, columns: Int = 120, rows: Int = 35) throws {
        try tmux(
            "-f /dev/null new-session -d -x \(columns) -y \(rows) 'env LANG=C.UTF-8 COLORTERM= TERM=screen-256color "
                + "\(RapportBinary.path) \(arguments); code=$?; echo; echo exit $code; cat' \\; set -s escape-time 0"
        )
    }

    deinit {
        // Its own server, gone already when the program ended by itself.
        _ = try? tmux("kill-server")
    }

    /// Presses keys by their tmux names: `Enter`, `C-s`, `j`.
    func press(_ keys: String...) throws { try tmux("send-keys " + keys.joined(separator: " ")) }

    /// Types text as it is.
    func type(_ text: String) throws {
        try tmux("send-keys -l '\(text.map { $0 == "'" ? "'\\''" : String($0) }.joined())'")
    }

    /// Sends a signal to the program.
    func signal(_ name: String) throws {
        let shell = try tmux("display-message -p '#{pane_pid}'").filter(\.isNumber)
        // Only the child of this pane's own shell.
        _ = try ChildProcess.shell("pkill -\(name) -P \(shell) -x rapport")
    }

    var screen: String { get throws { try tmux("capture-pane -p") } }

    /// Waits until the screen shows all of the texts.
    @discardableResult
    func see(_ texts: String...) throws -> String {
        try wait(for: texts.joined(separator: "” and “")) { screen in texts.allSatisfy(screen.contains) }
    }

    /// Waits until the screen does not show the text any more.
    @discardableResult
    func miss(_ text: String) throws -> String { try wait(for: "no \(text)") { !$0.contains(text) } }

    private func wait(for wanted: String, _ isThere: (String) -> Bool) throws -> String {
        let end = ContinuousClock.now + Self.patience
        var last = ""
        while ContinuousClock.now < end {
            last = try screen
            if isThere(last) { return last }
        }
        throw Missed(wanted: wanted, screen: last)
    }

    @discardableResult
    private func tmux(_ command: String) throws -> String {
        let output = try ChildProcess.shell("tmux -L \(socket) \(command) 2>/dev/null")
        return String(decoding: output.standardOutput, as: UTF8.self)
    }
}

/// The program that was built with the tests.
enum RapportBinary {
    static let path: String = {
        let test = FileSystem.absolute(CommandLine.arguments.first ?? "")
        return String(test[..<(test.lastIndex(of: "/") ?? test.startIndex)]) + "/rapport"
    }()

    /// Runs a command to its end.
    ///
    /// - Returns: what it printed, standard error too.
    @discardableResult
    static func run(_ arguments: String, input: String = "") throws -> String {
        let output = try ChildProcess.shell("printf '%s' '\(input)' | \(path) \(arguments) 2>&1")
        let text = String(decoding: output.standardOutput, as: UTF8.self)
        try #require(output.status == 0, "rapport \(arguments): \(text)")
        return text
    }
}
