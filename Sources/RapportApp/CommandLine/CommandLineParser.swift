import Platform

/// Understands arguments against the registry of commands; pure.
enum CommandLineParser {
    enum Outcome: Sendable {
        case run(Invocation)
        /// The help of one command, or of a group of commands by its first word, or of everything.
        case help(topic: [String])
        case version
    }

    /// - Parameter absent: what is asked for now and then and not there yet.
    static func parse(
        _ arguments: [String], commands: [CommandSpec], absent: [AbsentCommand] = []
    ) throws(CommandError) -> Outcome {
        var reader = Reader(arguments: arguments, commands: commands, absent: absent)
        return try reader.read()
    }

    private struct Reader {
        let arguments: [String]
        let commands: [CommandSpec]
        let absent: [AbsentCommand]
        var index = 0
        var words: [String] = []
        var operands: [String] = []
        var options: [String: [String]] = [:]
        var command: CommandSpec?
        var wantsHelp = false
        var wantsVersion = false

        mutating func read() throws(CommandError) -> Outcome {
            var isRaw = false
            while index < arguments.count {
                let argument = arguments[index]
                index += 1
                if !isRaw && argument == "--" {
                    isRaw = true
                } else if !isRaw && argument.hasPrefix("-") && argument != "-" && !isMinusWord(argument) {
                    try option(argument)
                } else {
                    try word(argument)
                }
            }
            if wantsHelp || words.first == "help" {
                let topic = (command?.path ?? words).filter { $0 != "help" }
                guard topic.isEmpty || commands.contains(where: { $0.path.starts(with: topic) }) else {
                    words = topic
                    throw unknown()
                }
                return .help(topic: topic)
            }
            if wantsVersion { return .version }
            guard let command = command ?? commands.first(where: { $0.path == words }) else {
                throw unknown()
            }
            try check(command)
            return .run(Invocation(command: command, operands: operands, options: options))
        }

        /// A word of a command that takes such; its options have two dashes.
        func isMinusWord(_ argument: String) -> Bool {
            guard command?.takesMinusWords == true, !argument.hasPrefix("--") else { return false }
            return !CommandSpec.Option.global.contains { $0.short == argument }
        }

        mutating func word(_ word: String) throws(CommandError) {
            if command != nil {
                operands.append(word)
                return
            }
            words.append(word)
            if let match = commands.first(where: { $0.path == words }),
                !commands.contains(where: { $0.path.count > words.count && $0.path.starts(with: words) })
            {
                command = match
            } else if words.first != "help", !commands.contains(where: { $0.path.starts(with: words) }) {
                // A command that is also a group: what does not continue the group is its operand.
                guard let shorter = commands.first(where: { $0.path == Array(words.dropLast()) }),
                    words.count > 1
                else {
                    throw unknown()
                }
                command = shorter
                operands.append(word)
            }
        }

        mutating func option(_ argument: String) throws(CommandError) {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            // Options before any word belong to all commands: the screen, which has no name, is not meant yet.
            if command == nil && !words.isEmpty { command = commands.first { $0.path == words } }
            let screen = words.isEmpty ? commands.first { $0.path.isEmpty } : nil
            let known = CommandSpec.Option.global + ((command ?? screen)?.options ?? [])
            guard let option = known.first(where: { $0.name == name || $0.short == name }) else {
                // The command may be none: then that is what is wrong.
                if command == nil, !words.isEmpty, let absent = absentCommand { throw absent.error }
                let path = command?.path ?? []
                if let absent = absent.first(where: { $0.path == path + [name] }) { throw absent.error }
                let nearest = NearestName.of(name, in: known.map(\.name))
                throw .usage(
                    command?.name ?? "rapport", "unknown option \(name)",
                    nearest.map { "did you mean \($0)?" } ?? "see rapport \(command?.name ?? "help") --help")
            }
            if option.name == "--help" || option.name == "--version" {
                wantsHelp = wantsHelp || option.name == "--help"
                wantsVersion = wantsVersion || option.name == "--version"
                return
            }
            var value = parts.count > 1 ? String(parts[1]) : nil
            if let word = option.value {
                if value == nil && index < arguments.count {
                    value = arguments[index]
                    index += 1
                }
                guard let value else {
                    throw .usage(
                        command?.name ?? "rapport", "\(option.name) needs a value (\(word))", "give it one")
                }
                guard option.choices.isEmpty || option.choices.contains(value) else {
                    throw .usage(
                        command?.name ?? "rapport", "\(option.name) cannot be '\(value)'",
                        "use one of: " + option.choices.joined(separator: ", "))
                }
                options[option.name, default: []].append(value)
            } else {
                guard value == nil else {
                    throw .usage(command?.name ?? "rapport", "\(option.name) takes no value", "leave it out")
                }
                options[option.name, default: []].append("")
            }
        }

        func check(_ command: CommandSpec) throws(CommandError) {
            let known = (CommandSpec.Option.global + command.options).map(\.name)
            if let stray = options.keys.sorted().first(where: { !known.contains($0) }) {
                throw .usage(command.name, "unknown option \(stray)", "see rapport \(command.name) --help")
            }
            let least = command.operands.filter { !$0.isOptional }.count
            let most = command.operands.contains { $0.repeats } ? Int.max : command.operands.count
            let usage =
                "usage: rapport " + ([command.name] + command.operands.map(\.usage)).joined(separator: " ")
            if operands.count < least {
                throw .usage(command.name, "\(command.operands[operands.count].name) is missing", usage)
            }
            if operands.count > most {
                throw .usage(command.name, "'\(operands[most])' is one word too many", usage)
            }
        }

        var absentCommand: AbsentCommand? { absent.first { words.starts(with: $0.path) } }

        func unknown() -> CommandError {
            if let absentCommand { return absentCommand.error }
            let said = words.joined(separator: " ")
            let group = commands.filter { $0.path.starts(with: words) && !words.isEmpty }
            if !group.isEmpty {
                let next = group.compactMap { $0.path.count > words.count ? $0.path[words.count] : nil }
                return .usage("\(said) needs one more word", "", next.joined(separator: ", "))
            }
            let first = NearestName.of(words.first ?? "", in: commands.compactMap(\.path.first))
            let nearest = NearestName.of(said, in: commands.map(\.name)) ?? first
            return .usage(
                "unknown command '\(said)'", nearest.map { "did you mean '\($0)'?" } ?? "",
                "rapport help lists them all")
        }
    }
}
