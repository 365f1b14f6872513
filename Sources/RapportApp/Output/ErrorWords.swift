import CRMStore
import Glibc
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
        case let error as StoreError: error.kind == .cancelled ? interrupted : words(for: error)
        case let error as ServerFailure: error.commandError
        case let error as SessionError: words(for: error, what: "the mail server")
        case let error as JSONError: .badData("JSON", error.description, "correct it and try again")
        case let error as ImportFailure: .badData("import", error.description, "correct the file or --map")
        case let error as ComposeError:
            composing(error)
        case is CancellationError: interrupted
        default:
            CommandError(
                code: .ourFault, what: "\(error)", why: "this should not happen", recovery: "report it")
        }
    }

    private static var interrupted: CommandError {
        CommandError(
            code: .tryLater, what: "interrupted", why: "the work was ended before it was done",
            recovery: "run the command again: it goes on from there")
    }

    private static func composing(_ error: ComposeError) -> CommandError {
        let lacksName = error.missingFields?.contains("sender.name") ?? false
        let isUnread = error.problems.allSatisfy { if case .attachment = $0 { true } else { false } }
        guard !isUnread else {
            return .notFound(
                "the mail", error.description, "check the path and its permissions; nothing was sent")
        }
        return .badData(
            "the mail", error.description,
            lacksName
                ? "say who you are with rapport config set sender.name NAME; nothing was sent"
                : "correct it; nothing was sent")
    }

    /// - Parameter what: the side that failed, in the user's words. Where the server is known, `ServerFailure` says more.
    private static func words(for error: SessionError, what: String) -> CommandError {
        var code = ExitCode.unavailable
        if case .refused(let refusal) = error, refusal.kind == .authentication { code = .notPermitted }
        return CommandError(
            code: code, what: what, why: error.words, recovery: recovery(error.recovery))
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
        let writes = error.operation.hasPrefix("create") || error.operation == "write"
        let (code, recovery): (ExitCode, String) =
            switch error.code {
            case EFBIG where !writes: (.badData, "it is too large for this: name another file")
            case ENOTSUP where !writes: (.noInput, "put a regular file there")
            case EISDIR: (.noInput, "name a file, not a folder")
            case EACCES, EPERM: (writes ? .cannotCreate : .noInput, "check the permissions")
            case EROFS: (.cannotCreate, "the disk is read-only: choose another place")
            case ENOENT, ENOTDIR, ENXIO, ELOOP, ENAMETOOLONG:
                (writes ? .cannotCreate : .noInput, "check the path")
            case EEXIST: (.cannotCreate, "name a new file")
            case ENOSPC, EDQUOT, EFBIG: (.inputOutput, "free some space; nothing was lost")
            default: (.inputOutput, "check the disk and the permissions")
            }
        return CommandError(
            code: code, what: "cannot \(error.operation) \(error.path)", why: error.reason, recovery: recovery
        )
    }

    private static func words(for error: SecretError) -> CommandError {
        switch error {
        case .file(let error): words(for: error)
        case .passphraseNeeded, .wrongPassphrase, .commandFailed:
            CommandError(
                code: .notPermitted, what: "secrets", why: error.description,
                recovery: "give the passphrase in RAPPORT_PASSPHRASE, or correct the password command")
        case .keyring, .notInKeyring:
            CommandError(
                code: .notPermitted, what: "secrets", why: error.description,
                recovery:
                    "unlock it on the desktop, or move the key into a file from there: rapport secrets move file"
            )
        case .notFound:
            CommandError(
                code: .configuration, what: "secrets", why: error.description,
                recovery: "give it again with rapport account password NAME, or on the screen with Space P")
        case .keyLost(let directory):
            CommandError(
                code: .configuration, what: "secrets", why: error.description,
                recovery:
                    "bring the file back from a copy; or remove the folder \(directory)/secrets and give the "
                    + "passwords again: rapport account password"
            )
        case .hubKeyLost:
            CommandError(
                code: .configuration, what: "the hub's key", why: error.description,
                recovery:
                    "bring the file back from a copy, or with rapport hub key import from where it was taken to; "
                    + "rapport hub key new begins anew, and the old links stay dead"
            )
        default:
            CommandError(
                code: .configuration, what: "secrets", why: error.description,
                recovery: "bring the file back from a copy, or add the account again")
        }
    }

    private static func words(for error: ConfigurationError) -> CommandError {
        CommandError(
            code: .configuration, what: error.line > 0 ? "\(error.file) line \(error.line)" : error.file,
            why: error.reason,
            recovery: error.recovery)
    }

    /// A workspace that cannot be opened: SQLite only says that, the folder says why.
    static func opening(_ directory: String, _ error: StoreError) -> any Error {
        var system = statvfs()
        if error.kind == .inputOutput, statvfs(directory, &system) == 0, system.f_bavail < 64 {
            // The file of its shared memory could not grow, which SQLite calls an error of the disk.
            return StoreError(.full, statement: error.statement, detail: "at \(directory)")
        }
        guard [.cannotOpen, .readOnly].contains(error.kind) else { return error }
        var (why, recovery) = ("", "")
        if statvfs(directory, &system) == 0, system.f_flag & readOnlySystem != 0 {
            why = "\(directory) is on a disk that is read-only, and reading needs to write there, too"
            recovery = "make the disk writable, or copy the folder and name the copy with --data"
        } else if access(directory, W_OK | X_OK) != 0 {
            why = "\(directory) cannot be written: \(String(cString: strerror(errno)))"
            recovery = "check who owns the folder and its permissions"
        } else {
            return error
        }
        return CommandError(code: .cannotCreate, what: "workspace", why: why, recovery: recovery)
    }

    /// `ST_RDONLY` of statvfs(3).
    private static let readOnlySystem: UInt = 1

    private static func words(for error: StoreError) -> CommandError {
        let (code, recovery): (ExitCode, String) =
            switch error.kind {
            case .busy: (.tryLater, "close the other program or try again")
            case .cancelled: (.tryLater, "try again")
            case .full: (.inputOutput, "free some space; nothing was lost")
            case .inputOutput: (.inputOutput, "check the disk and its free space; nothing was lost")
            case .readOnly, .cannotOpen:
                (
                    .cannotCreate,
                    "check the permissions of the workspace's folder, and that its disk is not read-only"
                )
            case .corrupt:
                (.badData, "run rapport db check, and restore a backup with rapport db restore FILE")
            case .lost:
                (
                    .badData,
                    "bring it back with rapport db restore FILE, or move the folder away to begin anew"
                )
            case .newerSchema: (.configuration, "update Rapport")
            case .migration: (.badData, "restore a backup, or report it")
            case .constraint, .decoding, .misuse, .engine: (.ourFault, "report it")
            }
        return CommandError(code: code, what: "workspace", why: error.description, recovery: recovery)
    }
}
