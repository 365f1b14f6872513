import AppUI
import CRMStore
import MailNet
import Outreach
import TUI

extension ErrorWords {
    /// An error in the words of the screen.
    static func problem(for error: any Error) -> Problem {
        switch error {
        case let problem as Problem: return problem
        case let error as TemplateFault:
            return Problem(
                what: "The \(error.part.rawValue) has an error",
                why: "line \(error.diagnostic.line), column \(error.diagnostic.column): "
                    + error.diagnostic.message, next: "correct it and save again")
        case let error as ComposeError:
            return Problem(
                what: "The mail cannot go out", why: error.description, next: "correct it, then send")
        case let error as ThemeError:
            return Problem(
                what: "Theme \(error.theme)", why: "line \(error.line): \(error.reason)",
                next: "the colours stay as they are")
        default:
            let words = commandError(for: error)
            return Problem(
                what: words.what.capitalizedFirst, why: words.why, next: words.recovery,
                isOffline: (error as? SessionError)?.isOffline ?? false)
        }
    }
}

extension SessionError {
    /// The network is away; it comes back by itself.
    fileprivate var isOffline: Bool {
        if case .transport(let error) = self {
            switch error {
            case .unknownHost, .unreachable, .unanswered, .silent, .closedAtOnce, .timeout, .closed, .ended:
                return true
            default: return false
            }
        }
        return false
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
