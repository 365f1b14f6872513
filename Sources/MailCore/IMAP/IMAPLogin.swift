/// From the greeting to the authenticated state (RFC 9051 §3): STARTTLS, ID, authentication, capabilities read
/// again.
public struct IMAPLogin: Exchange {
    public struct Options: Hashable, Sendable {
        /// The connection is plain and must be upgraded before anything is said.
        public var startsTLS: Bool
        /// Credentials may cross a plain connection. Only for loopback.
        public var allowsPlain: Bool
        /// What ID tells the server; nothing is sent when empty.
        public var identification: [String: String]

        public init(startsTLS: Bool, allowsPlain: Bool = false, identification: [String: String] = [:]) {
            self.startsTLS = startsTLS
            self.allowsPlain = allowsPlain
            self.identification = identification
        }
    }

    public enum Event: Hashable, Sendable {
        /// The connection is authenticated and this is what the server offers now.
        case ready(Capabilities)
        /// The server said no to the login; the exchange is finished.
        case refused(ServerRefusal)
        /// The server's own name and version, from ID.
        case server([String: String])
        /// Words that the user must see (RFC 9051 §7.1 ALERT).
        case alert(String)
    }

    private enum State: Hashable {
        case greeting, startTLS, handshake, capability, identification, authentication
        case lastCapability, done
    }

    private let credentials: Credentials
    private let options: Options
    private var state = State.greeting
    private var isEncrypted: Bool
    private var capabilities: Capabilities?
    private var sasl: SASLClient?
    private var sent = 0
    /// Pieces of a LOGIN with literals that wait for their `+`, last first.
    private var pending: [[UInt8]] = []

    /// - Parameter isEncrypted: the connection is under TLS already.
    public init(credentials: Credentials, options: Options, isEncrypted: Bool) {
        self.credentials = credentials
        self.options = options
        self.isEncrypted = isEncrypted
    }

    public mutating func start() -> [Step<Event>] { [] }

    public mutating func receive(_ response: IMAPResponse) throws(ProtocolViolation) -> [Step<Event>] {
        switch response {
        case .capability(let offered):
            capabilities = offered
            return []
        case .id(let fields): return fields.isEmpty ? [] : [.emit(.server(fields))]
        case .continuation: return try continueAuthentication()
        case .tagged(let tag, let status):
            guard tag == "L\(sent)" else {
                throw ProtocolViolation(by: .server, "an answer to a command that was not sent")
            }
            return alert(status) + (try answered(status))
        case .untagged(let status):
            if case .capability(let offered) = status.code { capabilities = offered }
            if status.kind == .bye { return refuse(status) }
            return alert(status) + (state == .greeting ? greeted(status) : [])
        default: return []
        }
    }

    /// The steps after the TLS handshake. Everything heard before it is forgotten (RFC 9051 §6.2.1).
    public mutating func upgraded() -> [Step<Event>] {
        guard state == .handshake else { return [] }
        isEncrypted = true
        capabilities = nil
        return send(.capability, .capability)
    }

    private mutating func greeted(_ status: StatusResponse) -> [Step<Event>] {
        if status.kind == .preauth {
            // Logged in on a plain connection: STARTTLS is not allowed any more, so somebody may be listening.
            if options.startsTLS { return refuse(status) }
            return send(.capability, .lastCapability)
        }
        if status.kind != .ok { return refuse(status) }
        if options.startsTLS {
            // A server that tells what it offers, and not this, would only say BAD.
            if let capabilities, !capabilities.contains("STARTTLS") { return refuse(.noStartTLS) }
            return send(.startTLS, .startTLS)
        }
        return capabilities == nil ? send(.capability, .capability) : identify()
    }

    private mutating func answered(_ status: StatusResponse) throws(ProtocolViolation) -> [Step<Event>] {
        if case .capability(let offered) = status.code { capabilities = offered }
        let isOK = status.kind == .ok
        switch state {
        case .startTLS:
            guard isOK else { return refuse(status.kind == .bad ? .noStartTLS : status.refusal()) }
            state = .handshake
            return [.upgradeToTLS]
        case .capability: return isOK ? identify() : refuse(status)
        case .identification: return authenticate()  // a server without ID says BAD: no harm
        case .authentication:
            guard isOK else { return refuse(status) }
            // What was offered before may not hold any more (RFC 9051 §6.2.3).
            if case .capability = status.code { return ready() }
            capabilities = nil
            return send(.capability, .lastCapability)
        case .lastCapability: return isOK ? ready() : refuse(status)
        case .greeting, .handshake, .done:
            throw ProtocolViolation(by: .server, "an answer without a command")
        }
    }

    private mutating func identify() -> [Step<Event>] {
        guard capabilities?.contains("ID") == true, !options.identification.isEmpty else {
            return authenticate()
        }
        return send(.id(options.identification), .identification)
    }

    private mutating func authenticate() -> [Step<Event>] {
        let offered = capabilities ?? []
        guard isEncrypted || options.allowsPlain else {
            return refuse(
                .lacking(.encryption, "The connection is not encrypted, so the password was not sent."))
        }
        guard let mechanism = SASLMechanism.best(of: offered.mechanisms) else {
            if offered.contains("LOGINDISABLED") {
                return refuse(SASLMechanism.noneUsable(of: offered.mechanisms))
            }
            return send(.login(credentials), .authentication)
        }
        sasl = SASLClient(mechanism, credentials: credentials)
        // Coremail offers SASL-IR and fails it; one more round trip always works.
        return send(.authenticate(mechanism, initialResponse: nil), .authentication)
    }

    private mutating func continueAuthentication() throws(ProtocolViolation) -> [Step<Event>] {
        guard state == .authentication else {
            throw ProtocolViolation(by: .server, "a continuation that nobody waits for")
        }
        if let rest = pending.popLast() { return [.send(rest)] }
        guard let answer = sasl?.answer() else { return [.send(Array("*\r\n".utf8))] }
        return [.send(StrictBase64.encode(answer) + [0x0D, 0x0A])]
    }

    private mutating func send(_ command: IMAPCommand, _ next: State) -> [Step<Event>] {
        state = next
        sent += 1
        let pieces = IMAPEncoder.pieces(
            command, tag: "L\(sent)", literals: LiteralStyle(capabilities ?? []))
        pending = pieces.dropFirst().reversed()
        return [.send(pieces[0])]
    }

    private mutating func ready() -> [Step<Event>] {
        state = .done
        return [.emit(.ready(capabilities ?? [])), .finish]
    }

    private mutating func refuse(_ status: StatusResponse) -> [Step<Event>] {
        let isLogin = state == .authentication
        return refuse(status.refusal(isLogin: isLogin))
    }

    private mutating func refuse(_ refusal: ServerRefusal) -> [Step<Event>] {
        state = .done
        return [.emit(.refused(refusal)), .finish]
    }

    private func alert(_ status: StatusResponse) -> [Step<Event>] {
        status.code?.name == "ALERT" ? [.emit(.alert(status.text))] : []
    }
}
