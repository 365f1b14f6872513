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

    public init(
        connect: @escaping @Sendable (_ account: ID<Account>) async throws(SessionError) -> SMTPSession
    ) {
        self.connect = connect
    }
}
