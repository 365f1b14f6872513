/// Every command, in the order of the help page.
enum CommandRegistry {
    static let all: [CommandSpec] = []
}
