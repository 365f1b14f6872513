/// A command line that was understood: the command, its operands and options.
struct Invocation: Sendable {
    let command: CommandSpec
    let operands: [String]
    /// Values by option name; a flag has one empty value each time it was given.
    let options: [String: [String]]

    func has(_ option: String) -> Bool { options[option] != nil }

    /// The last value of an option.
    func value(_ option: String) -> String? { options[option]?.last }

    func values(_ option: String) -> [String] { options[option] ?? [] }

    /// The value of an option that must be there.
    func required(_ option: String) throws(CommandError) -> String {
        guard let value = value(option) else {
            throw .usage("\(command.name)", "\(option) is missing", "see rapport \(command.name) --help")
        }
        return value
    }

    /// A whole number within `range`.
    func integer(_ option: String, in range: ClosedRange<Int>) throws(CommandError) -> Int? {
        guard let text = value(option) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw .usage(
                "\(command.name)",
                "\(option) takes a number from \(range.lowerBound) to \(range.upperBound), not '\(text)'",
                "correct it and try again")
        }
        return number
    }

    /// The same with other values for some options.
    func replacing(_ values: [String: String]) -> Invocation {
        Invocation(
            command: command, operands: operands, options: options.merging(values.mapValues { [$0] }) { $1 })
    }

    var wantsJSON: Bool { has("--json") || has("--jsonl") }
    var wantsJSONLines: Bool { has("--jsonl") }
    var isQuiet: Bool { has("--quiet") }
    var isVerbose: Bool { has("--verbose") }
}
