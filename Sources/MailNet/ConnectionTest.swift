public import MailCore

/// Tries the servers of an account before it is saved.
public enum ConnectionTest {
    /// Which of the two servers.
    public enum Side: String, Hashable, Sendable { case imap = "IMAP", smtp = "SMTP" }

    /// What about the connection failed.
    public enum Cause: String, Hashable, Sendable {
        case name, port, tls, certificate, authentication, protocolError = "protocol", timeout
    }

    /// What one server answered.
    public enum Verdict: Hashable, Sendable {
        case works
        case failed(Failure)

        public var failure: Failure? {
            if case .failed(let failure) = self { failure } else { nil }
        }
    }

    /// Why a server cannot be used, in words for the user.
    public struct Failure: Hashable, Sendable {
        public let side: Side
        public let cause: Cause
        /// Which server: `IMAP mail.example:993`.
        public let server: String
        /// What happened, without the server: a part of a sentence.
        public let what: String
        /// What happened, with the host and port in it: one sentence.
        public var reason: String { "\(server): \(what)." }
        /// What to do about it: one sentence.
        public let nextStep: String
        public let error: SessionError
    }

    /// The verdicts on both sides of an account.
    public struct Report: Hashable, Sendable {
        public let imap: Verdict
        public let smtp: Verdict

        public var works: Bool { imap == .works && smtp == .works }
        public var failures: [Failure] { [imap.failure, smtp.failure].compactMap { $0 } }
    }

    /// One server and how to log in there.
    public struct Login: Hashable, Sendable {
        public let endpoint: ServerEndpoint
        public let credentials: Credentials

        public init(_ endpoint: ServerEndpoint, _ credentials: Credentials) {
            self.endpoint = endpoint
            self.credentials = credentials
        }
    }

    /// Connects and logs in to both at the same time, and sends nothing. Takes at most twice the patience for one step.
    public static func run(
        imap: Login, smtp: Login,
        patience: Patience = Patience(connect: .seconds(10), progress: .seconds(20))
    ) async -> Report {
        async let incoming = verdict(.imap, imap.endpoint) { () async throws(SessionError) in
            let session = try await IMAPSession.connect(
                to: imap.endpoint, credentials: imap.credentials, patience: patience)
            await session.logout()
        }
        async let outgoing = verdict(.smtp, smtp.endpoint) { () async throws(SessionError) in
            let session = try await SMTPSession.connect(
                to: smtp.endpoint, credentials: smtp.credentials, patience: patience)
            await session.quit()
        }
        return Report(imap: await incoming, smtp: await outgoing)
    }

    private static func verdict(
        _ side: Side, _ endpoint: ServerEndpoint,
        _ attempt: @Sendable () async throws(SessionError) -> Void
    ) async -> Verdict {
        do throws(SessionError) {
            try await attempt()
            return .works
        } catch {
            return .failed(explain(error, side, endpoint))
        }
    }

    /// The words for an error.
    public static func explain(_ error: SessionError, _ side: Side, _ endpoint: ServerEndpoint) -> Failure {
        let (cause, what, step) = words(error, side, endpoint)
        return Failure(
            side: side, cause: cause, server: "\(side.rawValue) \(endpoint.host):\(endpoint.port)",
            what: what,
            nextStep: step, error: error)
    }

    private static func words(
        _ error: SessionError, _ side: Side, _ endpoint: ServerEndpoint
    ) -> (Cause, String, String) {
        switch error {
        case .transport(.tls(let failure)): return words(failure, side, endpoint)
        case .transport(let error): return words(error, side, endpoint)
        case .refused(let refusal): return words(refusal, side, endpoint)
        case .violation(let violation):
            // What was said before anything else tells what is there; later it is the right server, with a fault.
            let step = violation.heard.isEmpty ? laterStep : modeStep(side, endpoint)
            return (.protocolError, error.words, step)
        case .notOpen: return (.protocolError, "the connection ended early", "Try again.")
        }
    }

    private static let laterStep =
        "Try again in some minutes; if it stays so, ask whoever runs the server."

    private static func words(
        _ refusal: ServerRefusal, _ side: Side, _ endpoint: ServerEndpoint
    ) -> (Cause, String, String) {
        let what = SessionError.refused(refusal).words
        switch refusal.lack {
        case .login:
            return (
                .authentication, what,
                "Log in by PLAIN or LOGIN is needed: look for app passwords at the provider, or ask whoever runs "
                    + "the server."
            )
        case .startTLS: return (.tls, what, modeStep(side, endpoint))
        case .encryption: return (.tls, what, modeStep(side, endpoint))
        case nil: break
        }
        switch refusal.kind {
        case .authentication:
            return (.authentication, what, "Check both; many providers want an app password here.")
        case .temporary: return (.protocolError, what, "Try again in some minutes.")
        case .permanent:
            return (.protocolError, what, "Ask whoever runs the server; its own words say why.")
        }
    }

    private static func words(
        _ error: TransportError, _ side: Side, _ endpoint: ServerEndpoint
    ) -> (Cause, String, String) {
        switch error {
        case .unknownHost:
            return (.name, error.description, "Check the spelling of the host name, and the network.")
        case .refused:
            return (.port, "nothing listens on this port", "Usual is \(usualPort(side, endpoint.security)).")
        case .unreachable, .interrupted:
            return (.port, error.description, "Check the network, and whether a firewall blocks the port.")
        case .unanswered:
            return (
                .timeout, error.description,
                "See whether a firewall blocks the port, and c" + modeStep(side, endpoint).dropFirst()
            )
        case .silent: return (.timeout, error.description, modeStep(side, endpoint))
        case .closedAtOnce: return (.protocolError, error.description, modeStep(side, endpoint))
        case .timeout: return (.timeout, error.description, laterStep)
        case .closed: return (.protocolError, error.description, laterStep)
        case .ended:
            return (.protocolError, SessionError.transport(error).words, "Try again in some minutes.")
        case .tls(let failure): return words(failure, side, endpoint)
        }
    }

    private static func words(
        _ failure: TLSFailure, _ side: Side, _ endpoint: ServerEndpoint
    ) -> (Cause, String, String) {
        let step =
            switch failure {
            case .expired: "Ask whoever runs the server to renew the certificate."
            case .notYetValid: "Check the clock of this machine."
            case .selfSigned, .unknownAuthority:
                "If the server is yours, give its authority's certificate with --ca FILE."
            case .wrongHost: "Use the host name that the certificate is for."
            case .certificate: "Ask whoever runs the server."
            case .authorityFile: "Check the file given with --ca: it must be readable PEM."
            case .notTLS: modeStep(side, endpoint)
            case .protocolError: "Try the other TLS mode, or ask whoever runs the server."
            }
        let cause: Cause =
            switch failure {
            case .notTLS, .protocolError: .tls
            default: .certificate
            }
        return (cause, failure.description, step)
    }

    /// What to try when a server does not speak as it should: the other TLS mode, or the other port.
    private static func modeStep(_ side: Side, _ endpoint: ServerEndpoint) -> String {
        let option = "--\(side.rawValue.lowercased())-tls"
        // A server on this machine may do without TLS; nowhere else is a password said in the clear.
        let plain = endpoint.isLoopback && endpoint.security != .plain ? ", or none (\(option) none)" : ""
        switch endpoint.security {
        case .implicitTLS:
            return "Check the port (usual is \(usualPort(side, .implicitTLS))), or choose STARTTLS "
                + "(\(option) starttls)\(plain)."
        case .startTLS, .plain:
            return "Check the port (usual is \(usualPort(side, .startTLS))), or choose TLS from the start "
                + "(\(option) implicit)\(plain)."
        }
    }

    private static func usualPort(_ side: Side, _ security: ServerEndpoint.Security) -> String {
        switch (side, security) {
        case (.imap, .implicitTLS): "993 with TLS"
        case (.imap, _): "143 with STARTTLS"
        case (.smtp, .implicitTLS): "465 with TLS"
        case (.smtp, _): "587 with STARTTLS"
        }
    }
}
