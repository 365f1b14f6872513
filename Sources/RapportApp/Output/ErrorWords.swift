import Platform

/// Turns the errors of all layers into words for the user and exit codes. Nothing below this does.
enum ErrorWords {
    static func commandError(for error: any Error) -> CommandError {
        switch error {
        case let error as CommandError: error
        case let error as FileError: words(for: error)
        case let error as SecretError: words(for: error)
        case let error as JSONError: .badData("JSON", error.description, "correct it and try again")
        default:
            CommandError(
                code: .ourFault, what: "\(error)", why: "this should not happen", recovery: "report it")
        }
    }

    private static func words(for error: FileError) -> CommandError {
        CommandError(
            code: error.isMissing ? .noInput : .inputOutput, what: "cannot \(error.operation) \(error.path)",
            why: error.reason,
            recovery: error.isMissing ? "check the path" : "check the disk and the permissions")
    }

    private static func words(for error: SecretError) -> CommandError {
        switch error {
        case .file(let error): words(for: error)
        case .passphraseNeeded, .wrongPassphrase:
            CommandError(code: .notPermitted, what: "secrets", why: error.description, recovery: "")
        default: CommandError(code: .configuration, what: "secrets", why: error.description, recovery: "")
        }
    }
}
