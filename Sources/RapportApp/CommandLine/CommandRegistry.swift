/// Every command, in the order of the help page.
enum CommandRegistry {
    static let all: [CommandSpec] = [
        [.screen], CommandSpec.accountCommands, [.sync], CommandSpec.mailCommands, CommandSpec.triageCommands,
        CommandSpec.mailFileCommands, [.mime], CommandSpec.contactCommands, CommandSpec.contactFileCommands,
        CommandSpec.companyCommands, CommandSpec.timelineCommands, CommandSpec.templateCommands,
        CommandSpec.sendCommands, CommandSpec.outboxCommands, CommandSpec.campaignCommands,
        [.events, .serve], CommandSpec.hubCommands, CommandSpec.keyCommands, CommandSpec.databaseCommands,
        CommandSpec.themeCommands, [.keys], CommandSpec.configCommands, [.secretsMove, .doctor],
        CommandSpec.completionCommands, [.demo],
    ].flatMap { $0 }

    /// What a later version brings: asked for today, it is named and not guessed at.
    static let absent: [AbsentCommand] = [
        AbsentCommand(
            path: ["lead"], instead: "keep leads as contacts with a tag: rapport contact add --tag lead"),
        AbsentCommand(
            path: ["deal"], instead: "keep deals as tags, fields and notes of contacts and companies"),
        AbsentCommand(path: ["task"], instead: "keep tasks as notes: rapport contact note"),
        AbsentCommand(path: ["timeline", "deal"], instead: "see rapport timeline contact or company"),
        AbsentCommand(path: ["timeline", "lead"], instead: "see rapport timeline contact or company"),
        AbsentCommand(
            path: ["account", "add", "--oauth"],
            instead: "use an app password with --password-stdin or --password-command"),
    ]
}

/// A command or an option that this version does not have.
struct AbsentCommand: Sendable {
    /// The words, an option's name last.
    let path: [String]
    /// What does the job meanwhile.
    let instead: String

    var error: CommandError {
        .usage(path.joined(separator: " "), "this version does not have it yet", instead)
    }
}
