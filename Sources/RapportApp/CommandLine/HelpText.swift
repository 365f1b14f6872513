/// The help pages, made from the registry.
enum HelpText {
    static func page(topic: [String], commands: [CommandSpec]) -> String {
        if topic.isEmpty { return overview(commands) }
        if let command = commands.first(where: { $0.path == topic }) { return page(of: command) }
        let group = commands.filter { $0.path.starts(with: topic) }
        return group.isEmpty ? overview(commands) : list(group)
    }

    static func page(of command: CommandSpec) -> String {
        var lines = ["\(command.summary)", ""]
        let usage = (["rapport", command.name] + command.operands.map(\.usage)).filter { !$0.isEmpty }
        lines.append("usage: " + usage.joined(separator: " ") + (command.options.isEmpty ? "" : " [options]"))
        if !command.details.isEmpty { lines += ["", command.details] }
        if !command.options.isEmpty { lines += ["", "options:"] + table(command.options) }
        lines += ["", "everywhere:"] + table(CommandSpec.Option.global)
        return lines.joined(separator: "\n")
    }

    private static func overview(_ commands: [CommandSpec]) -> String {
        let head = """
            Rapport: mail, contacts and campaigns for sales people, in the terminal

            rapport                the screen
            rapport demo           try everything with a private server and sample mail

            """
        return head + list(commands.filter { !$0.path.isEmpty && $0.path != ["demo"] })
            + "\n\nrapport COMMAND --help explains one of them."
    }

    private static func list(_ commands: [CommandSpec]) -> String {
        let width = (commands.map(\.name.count).max() ?? 0) + 2
        return commands.map { command in
            "rapport \(command.name)" + String(repeating: " ", count: width - command.name.count)
                + command.summary
        }.joined(separator: "\n")
    }

    private static func table(_ options: [CommandSpec.Option]) -> [String] {
        let heads = options.map { option in
            [option.short, option.name].compactMap { $0 }.joined(separator: ", ")
                + (option.value.map {
                    " \(option.choices.isEmpty ? $0 : option.choices.joined(separator: "|"))"
                } ?? "")
        }
        let width = min(34, heads.map(\.count).max() ?? 0)
        return zip(heads, options).map { head, option in
            "  " + head + String(repeating: " ", count: max(2, width - head.count + 2)) + option.summary
        }
    }
}
