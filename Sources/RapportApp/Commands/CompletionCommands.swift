import Platform

extension CommandSpec {
    static let completionCommands = [
        CommandSpec(
            path: ["completions"], summary: "a script that completes commands in your shell",
            operands: [.required("bash|zsh|fish")],
            details: "bash: source <(rapport completions bash)",
            run: .background { invocation in
                let commands = CommandRegistry.all
                let script: String
                switch invocation.operands[0] {
                case "bash": script = ShellCompletions.bash(commands)
                case "zsh": script = ShellCompletions.zsh(commands)
                case "fish": script = ShellCompletions.fish(commands)
                default:
                    throw CommandError.usage(
                        "completions", "'\(invocation.operands[0])' is not known", "use bash, zsh or fish")
                }
                Printer(invocation).result(["script": .string(script)], lines: [script])
            }),
        CommandSpec(
            path: ["manual"], summary: "the manual page, for man -l",
            run: .background { invocation in
                let page = ManualPage.text(CommandRegistry.all)
                Printer(invocation).result(["page": .string(page)], lines: [page])
            }),
    ]
}

/// Completion scripts, made from the registry.
enum ShellCompletions {
    static func bash(_ commands: [CommandSpec]) -> String {
        var cases: [String] = []
        let groups = Set(commands.filter { $0.path.count > 1 }.map { $0.path[0] }).sorted()
        for group in groups {
            let next = commands.filter { $0.path.first == group && $0.path.count > 1 }.map { $0.path[1] }
            cases.append("    '\(group) ') words='\(next.joined(separator: " "))' ;;")
        }
        for command in commands where !command.path.isEmpty {
            let key = command.path.count == 1 ? "\(command.path[0]) *" : "\(command.name)*"
            let options = (command.options + CommandSpec.Option.global).map(\.name)
            cases.append("    '\(key.dropLast())'*) words='\(options.joined(separator: " "))' ;;")
        }
        let screen = commands.first { $0.path.isEmpty }?.options ?? []
        let first = (firstWords(commands) + (screen + CommandSpec.Option.global).map(\.name))
            .joined(separator: " ")
        return """
            _rapport() {
              local current="${COMP_WORDS[COMP_CWORD]}" said='' words='' word
              for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
                case "$word" in -*) ;; *) said="$said$word " ;; esac
              done
              case "$said" in
                '') words='\(first)' ;;
            \(cases.joined(separator: "\n"))
              esac
              COMPREPLY=($(compgen -W "$words" -- "$current"))
              [ ${#COMPREPLY[@]} -eq 0 ] && COMPREPLY=($(compgen -f -- "$current"))
            }
            complete -o filenames -F _rapport rapport
            """
    }

    /// The same through zsh's compatibility layer.
    static func zsh(_ commands: [CommandSpec]) -> String {
        "autoload -U +X compinit bashcompinit\n(( $+functions[compdef] )) || compinit\nbashcompinit\n"
            + bash(commands)
    }

    static func fish(_ commands: [CommandSpec]) -> String {
        let first = firstWords(commands)
        var lines = ["complete -c rapport -f"]
        for word in first {
            let summary = commands.first { $0.path == [word] }?.summary ?? "\(word) commands"
            lines.append(
                "complete -c rapport -n 'not __fish_seen_subcommand_from \(first.joined(separator: " "))' "
                    + "-a \(word) -d '\(quoted(summary))'")
        }
        for command in commands where !command.path.isEmpty {
            let seen = command.path.map { "__fish_seen_subcommand_from \($0)" }.joined(separator: "; and ")
            if command.path.count > 1 {
                let others = commands.filter { $0.path.first == command.path[0] && $0.path.count > 1 }
                    .map { $0.path[1] }.joined(separator: " ")
                lines.append(
                    "complete -c rapport -n '__fish_seen_subcommand_from \(command.path[0]); and not "
                        + "__fish_seen_subcommand_from \(others)' -a \(command.path[1]) "
                        + "-d '\(quoted(command.summary))'")
            }
            for option in command.options {
                lines.append(
                    "complete -c rapport -n '\(seen)' -l \(option.name.dropFirst(2))"
                        + (option.value == nil ? "" : " -r") + " -d '\(quoted(option.summary))'")
            }
        }
        let screen = commands.first { $0.path.isEmpty }?.options ?? []
        for option in screen + CommandSpec.Option.global {
            lines.append(
                "complete -c rapport -l \(option.name.dropFirst(2))" + (option.value == nil ? "" : " -r")
                    + " -d '\(quoted(option.summary))'")
        }
        return lines.joined(separator: "\n")
    }

    private static func firstWords(_ commands: [CommandSpec]) -> [String] {
        var words: [String] = []
        for word in commands.compactMap(\.path.first) where !words.contains(word) { words.append(word) }
        return words
    }

    private static func quoted(_ text: String) -> String { text.replacing("'", with: "\\'") }
}

/// The manual page in roff, made from the registry.
enum ManualPage {
    static func text(_ commands: [CommandSpec]) -> String {
        var lines = [
            ".TH RAPPORT 1", ".SH NAME",
            "rapport \\- mail, contacts and campaigns for sales people, in the terminal", ".SH SYNOPSIS",
            ".B rapport", "[options] [command [arguments]]", ".SH DESCRIPTION",
            "Without a command the screen opens. Everything that the screen can do is also a command.",
            ".SH OPTIONS",
        ]
        let screen = commands.first { $0.path.isEmpty }?.options ?? []
        lines += (CommandSpec.Option.global + screen).flatMap(option)
        lines.append(".SH COMMANDS")
        for command in commands where !command.path.isEmpty {
            let usage = ([command.name] + command.operands.map(\.usage)).joined(separator: " ")
            lines += [".SS rapport \(escaped(usage))", escaped(command.summary) + "."]
            if !command.details.isEmpty { lines += [".PP", escaped(command.details)] }
            lines += command.options.flatMap(option)
        }
        lines += [".SH EXIT STATUS"]
        lines += ExitCode.allCases.flatMap { [".TP", "\(Int($0.rawValue))", $0.word] }
        lines += [
            ".SH ENVIRONMENT", ".TP", "RAPPORT_PASSPHRASE", "opens secrets that are sealed with a passphrase",
        ]
        return lines.joined(separator: "\n")
    }

    private static func option(_ option: CommandSpec.Option) -> [String] {
        let head = [option.short, option.name].compactMap { $0 }.joined(separator: ", ")
        return [".TP", escaped(head + (option.value.map { " \($0)" } ?? "")), escaped(option.summary)]
    }

    /// Dashes stay dashes, and a line that begins with a dot or quote is text.
    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
            .split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix(".") || $0.hasPrefix("'") ? "\\&\($0)" : String($0) }
            .joined(separator: "\n")
    }
}
