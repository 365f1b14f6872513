import MailCore
import MailNet

/// How an account's IMAP server is reached.
struct AccountAccess: Sendable {
    let endpoint: MailNet.ServerEndpoint
    let credentials: @Sendable () async throws -> Credentials
    let patience: Patience

    /// Connects and logs in. Cancelling the task ends the attempt.
    func connect() async throws -> IMAPSession {
        try await connect(as: credentials())
    }

    func connect(as credentials: Credentials) async throws -> IMAPSession {
        let session = IMAPSession(endpoint, patience: patience)
        try await AccountAccess.interrupting(session) { try await session.open(credentials) }
        return session
    }

    /// Connects a session again after it was lost.
    func reopen(_ session: IMAPSession) async throws {
        try await session.open(credentials())
    }

    /// Runs `body`; when the task is cancelled, whatever the session waits for ends. An error closes the session.
    static func interrupting<Value: Sendable>(
        _ session: IMAPSession, _ body: @Sendable () async throws -> Value
    ) async throws -> Value {
        do {
            return try await withTaskCancellationHandler {
                try await body()
            } onCancel: {
                session.interrupt()
            }
        } catch {
            await session.close()
            throw error
        }
    }
}
