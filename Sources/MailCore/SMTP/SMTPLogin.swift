/// From the greeting to the point where mail can be sent: EHLO, STARTTLS, EHLO again, AUTH (RFC 6409, 3207, 4954).
public struct SMTPLogin: Exchange {
    public struct Options: Hashable, Sendable {
        /// The connection is plain and must be upgraded before anything else.
        public var startsTLS: Bool
        /// Credentials may cross a plain connection. Only for loopback.
        public var allowsPlain: Bool
        /// The name given in EHLO; an address literal such as `[127.0.0.1]` is good for a client.
        public var clientName: String

        public init(startsTLS: Bool, allowsPlain: Bool = false, clientName: String = "[127.0.0.1]") {
            self.startsTLS = startsTLS
            self.allowsPlain = allowsPlain
            self.clientName =
                clientName.isEmpty || !clientName.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
                ? "[127.0.0.1]" : clientName
        }
    }

    public enum Event: Hashable, Sendable {
        case ready(SMTPExtensions)
        /// The server said no; the exchange is finished.
        case refused(ServerRefusal)
    }

    private enum State: Hashable { case greeting, firstHello, startTLS, handshake, hello, auth, done }

    private let credentials: Credentials?
    private let options: Options
    private var isEncrypted: Bool
    private var state = State.greeting
    private var extensions = SMTPExtensions(SMTPReply(code: 250, lines: []))
    private var sasl: SASLClient?

    /// - Parameter credentials: nil to send without authentication.
    public init(credentials: Credentials?, options: Options, isEncrypted: Bool) {
        self.credentials = credentials
        self.options = options
        self.isEncrypted = isEncrypted
    }

    public mutating func start() -> [Step<Event>] { [] }

    public mutating func receive(_ reply: SMTPReply) throws(ProtocolViolation) -> [Step<Event>] {
        guard state != .handshake, state != .done else {
            throw ProtocolViolation(by: .server, "a reply without a command")
        }
        if state == .auth && reply.code == 334 { return answerChallenge() }
        guard (200...299).contains(reply.code) else { return refuse(reply.refusal) }
        switch state {
        case .greeting: return hello(options.startsTLS ? .firstHello : .hello)
        case .firstHello:
            guard SMTPExtensions(reply).offers("STARTTLS") else {
                return refuse(.noStartTLS)
            }
            state = .startTLS
            return [.send(Array("STARTTLS\r\n".utf8))]
        case .startTLS:
            state = .handshake
            return [.upgradeToTLS]
        case .hello:
            extensions = SMTPExtensions(reply)
            return authenticate()
        case .auth: return ready()
        case .handshake, .done: return []
        }
    }

    /// The steps after the TLS handshake. Everything heard before it is forgotten (RFC 3207 §4.2).
    public mutating func upgraded() -> [Step<Event>] {
        guard state == .handshake else { return [] }
        isEncrypted = true
        return hello(.hello)
    }

    private mutating func hello(_ next: State) -> [Step<Event>] {
        state = next
        return [.send(Array("EHLO \(options.clientName)\r\n".utf8))]
    }

    private mutating func authenticate() -> [Step<Event>] {
        guard let credentials else { return ready() }
        guard isEncrypted || options.allowsPlain else {
            return refuse(
                .lacking(.encryption, "The connection is not encrypted, so the password was not sent."))
        }
        guard let mechanism = SASLMechanism.best(of: extensions.mechanisms) else {
            return refuse(SASLMechanism.noneUsable(of: extensions.mechanisms))
        }
        var client = SASLClient(mechanism, credentials: credentials)
        var line = "AUTH \(mechanism.rawValue)"
        if let initial = client.initialResponse {
            _ = client.answer()
            line += " " + String(decoding: StrictBase64.encode(initial), as: UTF8.self)
        }
        sasl = client
        state = .auth
        return [.send(Array((line + "\r\n").utf8))]
    }

    private mutating func answerChallenge() -> [Step<Event>] {
        guard let answer = sasl?.answer() else { return [.send(Array("*\r\n".utf8))] }
        return [.send(StrictBase64.encode(answer) + [0x0D, 0x0A])]
    }

    private mutating func ready() -> [Step<Event>] {
        state = .done
        return [.emit(.ready(extensions)), .finish]
    }

    private mutating func refuse(_ refusal: ServerRefusal) -> [Step<Event>] {
        let isWrongPassword = state == .auth && refusal.kind == .permanent
        state = .done
        let final =
            isWrongPassword
            ? ServerRefusal(
                kind: .authentication, status: refusal.status, enhanced: refusal.enhanced, text: refusal.text)
            : refusal
        return [.emit(.refused(final)), .finish]
    }
}
