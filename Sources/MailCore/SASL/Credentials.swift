/// Who logs in and with what. Prints without the secret.
public struct Credentials: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    public let user: String
    public let password: String

    public init(user: String, password: String) {
        self.user = user
        self.password = password
    }

    public var description: String { "credentials (redacted)" }
    public var debugDescription: String { description }
}

/// The SASL mechanisms that are spoken, the better first.
public enum SASLMechanism: String, Hashable, Sendable, CaseIterable {
    case plain = "PLAIN"
    case login = "LOGIN"

    /// The best of what a server offers, names compared without case.
    public static func best(of offered: some Sequence<String>) -> SASLMechanism? {
        let names = Set(offered.map { $0.uppercased() })
        return allCases.first { names.contains($0.rawValue) }
    }

    /// Why nobody can log in with a password where `best` finds nothing.
    static func noneUsable(of offered: [String]) -> ServerRefusal {
        let others = offered.prefix(8).map { WireText.oneLine($0, limit: 24) }.joined(separator: ", ")
        return .lacking(
            .login,
            "The server offers no way to log in with a password"
                + (others.isEmpty ? " on this connection." : ", only \(others)."))
    }
}

extension ServerRefusal {
    static let noStartTLS = ServerRefusal.lacking(
        .startTLS, "The server does not offer STARTTLS, so the password was not sent.")
}

/// The client's side of a SASL exchange (RFC 4422), without the Base64 around it.
public struct SASLClient: Sendable {
    public let mechanism: SASLMechanism
    private let credentials: Credentials
    private var answered = 0

    public init(_ mechanism: SASLMechanism, credentials: Credentials) {
        self.mechanism = mechanism
        self.credentials = credentials
    }

    /// What may go along with the command itself; nil when the mechanism begins with a challenge.
    public var initialResponse: [UInt8]? {
        mechanism == .plain ? plainMessage : nil
    }

    /// The answer to the next challenge; nil when there is nothing more to say, so cancel.
    ///
    /// LOGIN asks for the user, then the password; what the server's prompt says is not looked at.
    public mutating func answer() -> [UInt8]? {
        defer { answered += 1 }
        switch (mechanism, answered) {
        case (.plain, 0): return plainMessage
        case (.login, 0): return Array(credentials.user.utf8)
        case (.login, 1): return Array(credentials.password.utf8)
        default: return nil
        }
    }

    /// RFC 4616 §2: authorization identity (empty), NUL, user, NUL, password.
    private var plainMessage: [UInt8] {
        [0] + Array(credentials.user.utf8) + [0] + Array(credentials.password.utf8)
    }
}
