import MailNet

/// A mail server that could not be used, with its account and its place: what a bare `SessionError` does not know.
struct ServerFailure: Error, Hashable, Sendable {
    /// The account's name; nil while it is not saved.
    var account: String?
    var failure: ConnectionTest.Failure

    init(_ error: SessionError, _ side: ConnectionTest.Side, _ endpoint: ServerEndpoint, account: String?) {
        self.account = account
        failure = ConnectionTest.explain(error, side, endpoint)
    }

    var commandError: CommandError {
        var error = failure.commandError
        if let account { error.what = "\(account): \(error.what)" }
        return error
    }
}

extension ConnectionTest.Failure {
    fileprivate var commandError: CommandError {
        CommandError(code: exitCode, what: server, why: what, recovery: nextStep.asClause)
    }

    var exitCode: ExitCode { cause == .authentication ? .notPermitted : .unavailable }
}

extension ConnectionTest.Report {
    /// The failures as one error for the command line; nil when both sides work.
    ///
    /// - Parameter after: what became of the command: `nothing was saved`.
    func commandError(after: String? = nil) -> CommandError? {
        guard let last = failures.last else { return nil }
        let isRefused = failures.contains { $0.cause == .authentication }
        return CommandError(
            code: isRefused ? .notPermitted : .unavailable, what: last.server, why: last.what,
            recovery: [last.nextStep.asClause, after].compactMap { $0 }.joined(separator: "; "),
            before: failures.dropLast().map(\.commandError))
    }
}

extension String {
    /// A sentence as a part of one: without its full stop and its capital letter.
    fileprivate var asClause: String {
        let text = hasSuffix(".") ? String(dropLast()) : self
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}
