/// Every command, in the order of the help page.
enum CommandRegistry {
    static let all: [CommandSpec] = [
        CommandSpec.accountCommands, [.sync], CommandSpec.mailCommands, CommandSpec.triageCommands,
        CommandSpec.mailFileCommands, [.mime], CommandSpec.contactCommands, CommandSpec.contactFileCommands,
        CommandSpec.companyCommands, CommandSpec.timelineCommands,
    ].flatMap { $0 }
}
