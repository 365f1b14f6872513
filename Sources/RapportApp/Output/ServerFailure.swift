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
        CommandError(
            code: failure.exitCode, what: (account.map { "\($0): " } ?? "") + failure.server,
            why: failure.what, recovery: failure.nextStep.asClause)
    }
}

extension ConnectionTest.Failure {
    var exitCode: ExitCode { cause == .authentication ? .notPermitted : .unavailable }
}

extension ConnectionTest.Report {
    /// The failures as one error for the command line; nil when both sides work.
    ///
    /// - Parameter after: what became of the command: `nothing was saved`.
    func commandError(after: String? = nil) -> CommandError? {
        guard let first = failures.first else { return nil }
        let isRefused = failures.contains { $0.cause == .authentication }
        let more = failures.dropFirst().map { "\($0.server): \($0.what)" }
        // One step is said once, even when both sides need it.
        var steps: [String] = []
        for step in failures.map(\.nextStep.asClause) where !steps.contains(step) { steps.append(step) }
        return CommandError(
            code: isRefused ? .notPermitted : .unavailable, what: first.server,
            why: ([first.what] + more).joined(separator: "; "),
            recovery: (steps + [after].compactMap { $0 }).joined(separator: "; "))
    }
}

extension String {
    /// A sentence as a part of one: without its full stop and its capital letter.
    fileprivate var asClause: String {
        let text = hasSuffix(".") ? String(dropLast()) : self
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}
