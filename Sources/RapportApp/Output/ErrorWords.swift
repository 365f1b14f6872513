import CRMStore
import MailCore
import MailNet
import Outreach
import Platform

/// Turns the errors of all layers into words for the user and exit codes. Nothing below this does.
enum ErrorWords {
    static func commandError(for error: any Error) -> CommandError {
        switch error {
        case let error as CommandError: error
        case let error as FileError: words(for: error)
        case let error as SecretError: words(for: error)
        case let error as ConfigurationError: words(for: error)
        case let error as StoreError: words(for: error)
        case let error as SessionError: words(for: error, what: "the mail server")
        case let error as JSONError: .badData("JSON", error.description, "correct it and try again")
        case let error as ImportFailure: .badData("import", error.description, "correct the file or --map")
        case let error as ComposeError:
            composing(error)
        case is CancellationError:
            CommandError(code: .tryLater, what: "interrupted", why: "", recovery: "try again")
        default:
            CommandError(
                code: .ourFault, what: "\(error)", why: "this should not happen", recovery: "report it")
        }
    }

    private static func composing(_ error: ComposeError) -> CommandError {
        let lacksName = error.missingFields?.contains("sender.name") ?? false
        return .badData(
            "the mail", error.description,
            lacksName
                ? "say who you are with rapport config set sender.name NAME; nothing was sent"
                : "correct it; nothing was sent")
    }

    /// - Parameter what: the side that failed, in the user's words: `work: IMAP`.
    static func words(for error: SessionError, what: String) -> CommandError {
        switch error {
        case .refused(let refusal):
            let isLogin = refusal.kind == .authentication
            return CommandError(
                code: isLogin ? .notPermitted : .unavailable, what: what, why: refusal.description,
                recovery: isLogin ? "check the user name and the password" : recovery(error.recovery))
        case .transport(.tls):
            return CommandError(
                code: .unavailable, what: what, why: error.description,
                recovery: "check the port and the TLS mode; a private authority goes into --ca FILE")
        case .transport(.unknownHost):
            return CommandError(
                code: .unavailable, what: what, why: error.description, recovery: "check the host name")
        case .transport(.refused):
            return CommandError(
                code: .unavailable, what: what, why: error.description, recovery: "check the port")
        default:
            return CommandError(
                code: .unavailable, what: what, why: error.description, recovery: recovery(error.recovery))
        }
    }

    static func recovery(_ recovery: Recovery) -> String {
        switch recovery {
        case .retry: "try again later"
        case .reauthenticate: "check the user name and the password"
        case .askUser: "check the settings of the account"
        case .giveUp: ""
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
        case .passphraseNeeded, .wrongPassphrase, .commandFailed:
            CommandError(code: .notPermitted, what: "secrets", why: error.description, recovery: "")
        case .keyring, .notInKeyring:
            CommandError(
                code: .notPermitted, what: "secrets", why: error.description,
                recovery:
                    "unlock it on the desktop, or move the key into a file from there: rapport secrets move file"
            )
        default: CommandError(code: .configuration, what: "secrets", why: error.description, recovery: "")
        }
    }

    private static func words(for error: ConfigurationError) -> CommandError {
        CommandError(
            code: .configuration, what: error.line > 0 ? "\(error.file) line \(error.line)" : error.file,
            why: error.reason,
            recovery: error.recovery)
    }

    private static func words(for error: StoreError) -> CommandError {
        let (code, recovery): (ExitCode, String) =
            switch error.kind {
            case .busy: (.tryLater, "close the other program or try again")
            case .cancelled: (.tryLater, "try again")
            case .full: (.inputOutput, "free some space; nothing was lost")
            case .inputOutput: (.inputOutput, "check the disk and its free space; nothing was lost")
            case .readOnly, .cannotOpen: (.cannotCreate, "check the permissions of the workspace's folder")
            case .corrupt:
                (.badData, "run rapport db check, and restore a backup with rapport db restore FILE")
            case .newerSchema: (.configuration, "update Rapport")
            case .migration: (.badData, "restore a backup, or report it")
            case .constraint, .decoding, .misuse, .engine: (.ourFault, "report it")
            }
        return CommandError(code: code, what: "workspace", why: error.description, recovery: recovery)
    }
}
