/// Every command, in the order of the help page.
enum CommandRegistry {
    static let all: [CommandSpec] =
        CommandSpec.accountCommands + [.sync] + CommandSpec.mailCommands + [.mime]
}
