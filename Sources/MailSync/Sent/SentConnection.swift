import MailNet
import Platform

/// A connection to the account's mail that is kept for some seconds, because mails go out one after the other.
///
/// What is asked over it may be asked twice: when the server has dropped the connection meanwhile, the question is put
/// again over a new one.
public actor SentConnection {
    private var session: IMAPSession?
    private var closing: Task<Void, Never>?
    private static let idleTime = Duration.seconds(10)

    public init() {}

    deinit { closing?.cancel() }

    /// Runs `body` over the connection, which is made when there is none.
    func use<Value: Sendable>(
        _ access: AccountAccess, _ body: @Sendable (IMAPSession) async throws -> Value
    ) async throws -> Value {
        closing?.cancel()
        defer { closeLater() }
        if let kept = session, await kept.isOpen {
            do {
                return try await AccountAccess.interrupting(kept) { try await body(kept) }
            } catch SessionError.transport(let error) where error != .interrupted {
                // Dropped while it was not used, most likely.
            }
        }
        try Task.checkCancellation()
        let fresh = try await access.connect()
        session = fresh
        return try await AccountAccess.interrupting(fresh) { try await body(fresh) }
    }

    private func closeLater() {
        closing = Task { [weak self] in
            // Cancelled: it is used again, or gone.
            guard (try? await Task.sleep(for: Self.idleTime)) != nil else { return }
            await self?.close()
        }
    }

    private func close() async {
        let open = session
        session = nil
        await open?.logout()
    }
}
