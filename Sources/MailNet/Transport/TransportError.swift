public import MailCore

/// A connection could not be made or did not last. Prints without host names and addresses.
public enum TransportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name has no address, or the name servers do not answer.
    case unknownHost
    /// Nothing listens on the port.
    case refused
    /// No route, or the system will not make the connection (its words).
    case unreachable(String)
    case tls(TLSFailure)
    /// No connection came about in the time that was allowed.
    case unanswered
    /// The connection stands, and the peer never said a word of its protocol.
    case silent
    /// The peer took the connection and ended it before it said a word.
    case closedAtOnce
    /// The peer, which has spoken before, was silent for longer than was allowed.
    case timeout
    /// The peer, which has spoken before, ended the connection without saying why.
    case closed
    /// The peer said that it ends the connection (IMAP's BYE), in its own words.
    case ended(String)
    /// The owner of the session called `interrupt`.
    case interrupted

    public var recovery: Recovery {
        switch self {
        case .refused, .unreachable, .unanswered, .silent, .closedAtOnce, .timeout, .closed, .ended,
            .unknownHost:
            .retry
        case .tls(let failure): failure.recovery
        case .interrupted: .giveUp
        }
    }

    public var description: String {
        switch self {
        case .unknownHost: "the host name has no address"
        case .refused: "the connection was refused"
        case .unreachable(let reason): "the server cannot be reached: \(reason)"
        case .tls(let failure): failure.description
        case .unanswered: "no connection came about in time"
        case .silent: "the server took the connection and said nothing"
        case .closedAtOnce: "the server took the connection and closed it without a word"
        case .timeout: "the server stopped answering"
        case .closed: "the server closed the connection"
        case .ended: "the server ended the connection"
        case .interrupted: "interrupted"
        }
    }
}

/// Why TLS gave no trusted connection.
public enum TLSFailure: Hashable, Sendable, CustomStringConvertible {
    case expired
    case notYetValid
    /// The certificate is signed by itself.
    case selfSigned
    /// The certificate is signed by an authority that is not trusted here.
    case unknownAuthority
    /// The certificate is good, but for another host.
    case wrongHost
    /// The certificate fails for another reason (OpenSSL's words).
    case certificate(String)
    /// What the server sent is not TLS: most likely the port wants STARTTLS, or is another service.
    case notTLS
    /// The handshake failed, or the connection broke the protocol (OpenSSL's words).
    case protocolError(String)
    /// The file with the trusted authorities cannot be read.
    case authorityFile

    public var recovery: Recovery {
        switch self {
        case .protocolError: .retry
        default: .askUser
        }
    }

    public var description: String {
        switch self {
        case .expired: "the server's certificate has expired"
        case .notYetValid: "the server's certificate is not valid yet"
        case .selfSigned: "the server's certificate is signed by itself"
        case .unknownAuthority: "the server's certificate is signed by an unknown authority"
        case .wrongHost: "the server's certificate is for another host name"
        case .certificate(let reason): "the server's certificate is not valid: \(reason)"
        case .notTLS: "the server does not speak TLS on this port"
        case .protocolError(let reason): "the TLS connection failed: \(reason)"
        case .authorityFile: "the file with the trusted authorities cannot be read"
        }
    }
}

/// All that can go wrong in a session with a mail server.
public enum SessionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The connection failed; the session is over.
    case transport(TransportError)
    /// The server said no; the session goes on, unless it was to log in.
    case refused(ServerRefusal)
    /// The server broke the protocol; the session is over.
    case violation(ProtocolViolation)
    /// The session is not open: `open` was not called, or an earlier error ended it.
    case notOpen

    public var recovery: Recovery {
        switch self {
        case .transport(let error): error.recovery
        case .refused(let refusal): refusal.recovery
        case .violation, .notOpen: .retry
        }
    }

    /// What happened, with the server's own words where it gave some: for the screen, not for logs.
    public var words: String {
        switch self {
        case .transport(.ended(let said)): TransportError.ended(said).description + Self.quoted(said)
        case .refused(let refusal) where refusal.isOurs: refusal.words
        case .refused(let refusal) where refusal.kind == .authentication:
            "the server refused the name or password (\(refusal.words))"
        case .refused(let refusal): "the server refused (\(refusal.words))"
        case .violation(let violation):
            violation.description + (violation.heard.isEmpty ? "" : "; it said: \(violation.heard)")
        default: description
        }
    }

    private static func quoted(_ said: String) -> String {
        let line = ServerRefusal(kind: .temporary, status: "BYE", text: said).text
        return line.isEmpty ? "" : " (\(line))"
    }

    public var description: String {
        switch self {
        case .transport(let error): error.description
        case .refused(let refusal): refusal.description
        case .violation(let violation): violation.description
        case .notOpen: "the session is not open"
        }
    }
}
