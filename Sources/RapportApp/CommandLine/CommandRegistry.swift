/// Every command, in the order of the help page.
enum CommandRegistry {
    static let all: [CommandSpec] =
        [.screen] + CommandSpec.accountCommands + [.sync] + CommandSpec.mailCommands + [.mime, .keys]
        + CommandSpec.themeCommands + CommandSpec.configCommands
}
