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
}
