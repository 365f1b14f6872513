public import CRMModel
public import MailNet

/// The Sent folder, as the mail side offers it.
public struct SentFolder: Sendable {
    /// Whether a message with this Message-ID is there; throws when that cannot be known now.
    public var contains: @Sendable (_ messageID: String, _ account: ID<Account>) async throws -> Bool
    /// Puts a copy there.
    public var append: @Sendable (_ mime: [UInt8], _ account: ID<Account>) async throws -> Void

    public init(
        contains: @escaping @Sendable (_ messageID: String, _ account: ID<Account>) async throws -> Bool,
        append: @escaping @Sendable (_ mime: [UInt8], _ account: ID<Account>) async throws -> Void
    ) {
        self.contains = contains
        self.append = append
    }
}

/// Where an account's mail goes out.
public struct SendingRoute: Sendable {
    /// Opens a session that is logged in.
    public var connect: @Sendable (_ account: ID<Account>) async throws(SessionError) -> SMTPSession

    /// Which server that is, for the words about its failures; nil when it is not known.
    public var server: @Sendable (_ account: ID<Account>) async -> ServerEndpoint?

    public init(
        server: @escaping @Sendable (_ account: ID<Account>) async -> ServerEndpoint? = { _ in nil },
        connect: @escaping @Sendable (_ account: ID<Account>) async throws(SessionError) -> SMTPSession
    ) {
        self.server = server
        self.connect = connect
    }

    /// Which server failed, why, and what to do, for the user.
    func words(_ error: SessionError, _ account: ID<Account>) async -> String {
        guard let server = await server(account) else { return error.words }
        let failure = ConnectionTest.explain(error, .smtp, server)
        return "\(failure.reason) \(failure.nextStep)"
    }
}
