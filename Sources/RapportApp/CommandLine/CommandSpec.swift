/// A command as data: what the parser, the help, the manual page and the completions are made from.
struct CommandSpec: Sendable {
    /// The words that name it: `["mail", "list"]`.
    let path: [String]
    /// One line, without a full stop.
    let summary: String
    var operands: [Operand] = []
    var options: [Option] = []
    /// Words that begin with one minus are operands: `mail search report -invoice`.
    var takesMinusWords = false
    /// More than the summary says; paragraphs of the help page.
    var details: String = ""
    let run: Run

    /// Where a command runs.
    enum Run: Sendable {
        case background(@Sendable (Invocation) async throws -> Void)
        /// As `background`; signals cancel it, so that it ends in order.
        case service(@Sendable (Invocation) async throws -> Void)
        /// On the main thread, which the screen's loop occupies.
        case mainThread(@Sendable (Invocation) throws -> Void)
    }

    /// What stands behind the command without a dash.
    struct Operand: Sendable {
        let name: String
        var isOptional = false
        var repeats = false

        var usage: String {
            let text = repeats ? "\(name)…" : name
            return isOptional ? "[\(text)]" : text
        }
    }

    struct Option: Sendable {
        /// With its dashes: `--limit`.
        let name: String
        var short: String?
        /// The word for its value; nil for a flag.
        var value: String?
        let summary: String
        var repeats = false
        /// The only values that are allowed; empty for any.
        var choices: [String] = []
    }

    var name: String { path.joined(separator: " ") }
}

extension CommandSpec.Run {
    /// In the workspace that the arguments name, which is closed again at the end.
    static func workspace(
        _ run: @escaping @Sendable (OpenWorkspace, Invocation) async throws -> Void
    ) -> Self {
        .background { invocation in try await inWorkspace(invocation, run) }
    }

    /// As `workspace`; signals cancel it, so that it ends in order and says how far it came.
    static func interruptible(
        _ run: @escaping @Sendable (OpenWorkspace, Invocation) async throws -> Void
    ) -> Self {
        .service { invocation in try await inWorkspace(invocation, run) }
    }

    private static func inWorkspace(
        _ invocation: Invocation, _ run: @Sendable (OpenWorkspace, Invocation) async throws -> Void
    ) async throws {
        let workspace = try await OpenWorkspace.open(invocation)
        do { try await run(workspace, invocation) } catch {
            await workspace.close()
            throw error
        }
        await workspace.close()
    }
}

extension CommandSpec.Operand {
    static func required(_ name: String) -> Self { Self(name: name) }
    static func optional(_ name: String) -> Self { Self(name: name, isOptional: true) }
    static func several(_ name: String) -> Self { Self(name: name, repeats: true) }
    static func any(_ name: String) -> Self { Self(name: name, isOptional: true, repeats: true) }
}

extension CommandSpec.Option {
    static func flag(_ name: String, _ summary: String, short: String? = nil) -> Self {
        Self(name: name, short: short, summary: summary)
    }

    static func value(
        _ name: String, _ value: String, _ summary: String, short: String? = nil, repeats: Bool = false,
        choices: [String] = []
    ) -> Self {
        Self(name: name, short: short, value: value, summary: summary, repeats: repeats, choices: choices)
    }

    /// What every command takes, before or after its name.
    static let global: [Self] = [
        .value("--workspace", "NAME", "the workspace (default: default)"),
        .value("--config", "FILE", "the configuration file"),
        .value("--data", "DIR", "keep everything of this run below DIR"),
        .flag("--json", "one JSON document on standard output"),
        .flag("--jsonl", "one JSON object per line"),
        .flag("--quiet", "nothing but errors and results"),
        .flag("--verbose", "say more, in the log too"),
        .flag("--no-color", "no colours"),
        .flag("--help", "explain the command", short: "-h"),
        .flag("--version", "print the version"),
    ]
}
