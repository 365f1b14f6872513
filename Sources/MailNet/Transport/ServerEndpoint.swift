/// Where a server is and how its connection is protected.
public struct ServerEndpoint: Hashable, Sendable {
    public enum Security: String, Hashable, Sendable, CaseIterable {
        /// TLS from the first byte (ports 993, 465).
        case implicitTLS = "tls"
        /// Plain first, then upgraded; without the upgrade nothing is said (ports 143, 587).
        case startTLS = "starttls"
        /// Never encrypted. Credentials are sent only to loopback addresses.
        case plain = "plain"
    }

    /// A DNS name or an IP address.
    public let host: String
    public let port: UInt16
    public let security: Security
    /// A PEM file with the authorities to trust instead of the system's.
    public let authorityFile: String?

    public init(host: String, port: UInt16, security: Security, authorityFile: String? = nil) {
        self.host = host
        self.port = port
        self.security = security
        self.authorityFile = authorityFile
    }

    /// True when the host can only be this machine.
    public var isLoopback: Bool {
        host == "localhost" || host == "::1"
            || (host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." })
    }
}

/// How long to wait for a peer.
public struct Patience: Hashable, Sendable {
    /// Until the connection stands, over all addresses of the host.
    public var connect: Duration
    /// Without a byte of progress while an answer is due. Big mailboxes may need a while to open.
    public var progress: Duration
    /// From the first byte until the session is logged in, however much is said meanwhile.
    public var opening: Duration

    /// - Parameter opening: twice `progress` when nil.
    public init(
        connect: Duration = .seconds(20), progress: Duration = .seconds(60), opening: Duration? = nil
    ) {
        self.connect = connect
        self.progress = progress
        self.opening = opening ?? progress * 2
    }
}
