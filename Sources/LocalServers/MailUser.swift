/// An account at a private server.
public struct MailUser: Hashable, Sendable {
    /// The whole address; also the login name.
    public let address: String
    public let password: String

    public init(address: String, password: String) {
        self.address = address
        self.password = password
    }

    /// What stands before the `@`.
    public var localPart: String { String(address.prefix { $0 != "@" }) }
}
