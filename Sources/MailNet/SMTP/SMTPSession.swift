public import MailCore
import Platform

/// One connection to a submission server, on a thread of its own; it carries as many messages as the server lets it.
public actor SMTPSession {
    private nonisolated let executor: ThreadExecutor
    private nonisolated let signals = Interrupt()
    public nonisolated let endpoint: ServerEndpoint
    private let opener: Opener
    private var conversation: Conversation<SMTPReplyParser>?

    /// What the server offers.
    public private(set) var extensions: SMTPExtensions?

    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// A session that is not open yet.
    public init(
        _ endpoint: ServerEndpoint, patience: Patience = Patience(progress: .seconds(300))
    ) {
        self.endpoint = endpoint
        opener = Opener(endpoint, patience: patience)
        executor = ThreadExecutor(name: "smtp")
    }

    /// A session over a given stream, for tests.
    init(over stream: sending any ByteStream, endpoint: ServerEndpoint) {
        self.endpoint = endpoint
        opener = Opener(over: stream, endpoint: endpoint)
        executor = ThreadExecutor(name: "smtp")
    }

    deinit { executor.stop() }

    /// Connects and logs in.
    ///
    /// - Parameter credentials: nil to send without authentication.
    public static func connect(
        to endpoint: ServerEndpoint, credentials: Credentials?,
        patience: Patience = Patience(progress: .seconds(300))
    ) async throws(SessionError) -> SMTPSession {
        let session = SMTPSession(endpoint, patience: patience)
        try await session.open(credentials)
        return session
    }

    /// Connects and logs in. Once per session.
    ///
    /// - Throws: `.refused` with kind `authentication` for wrong credentials.
    public func open(_ credentials: Credentials?) throws(SessionError) {
        let options = SMTPLogin.Options(
            startsTLS: endpoint.security == .startTLS, allowsPlain: endpoint.isLoopback)
        var login = SMTPLogin(credentials: credentials, options: options, isEncrypted: opener.isEncrypted)
        var refusal: ServerRefusal?
        let conversation: Conversation<SMTPReplyParser> = try opener.open(signals, &login) { event in
            switch event {
            case .ready(let offered): extensions = offered
            case .refused(let reason): refusal = reason
            }
        }
        if let refusal {
            conversation.close()
            throw .refused(refusal)
        }
        self.conversation = conversation
    }

    /// True between a successful `open` and the first fatal error or `close`.
    public var isOpen: Bool { conversation != nil }

    /// Ends whatever the session waits for, from any thread; the session is over then.
    public nonisolated func interrupt() { signals.stop() }

    /// Sends one message.
    ///
    /// - Parameter message: the whole message; line ends are made CRLF, dots are doubled here.
    /// - Parameter beforeFinalDot: called when everything but the end of the message was sent; it may block. When it
    ///   returns false the connection is closed without the end, and the server drops the message.
    /// - Returns: what became of it. `uncertain` closes the session; refusals leave it open, except when the server
    ///   says 421.
    /// - Throws: the message was certainly not taken by the server; the session is over.
    public func send(
        _ message: [UInt8], _ envelope: SMTPEnvelope, beforeFinalDot: @Sendable () -> Bool = { true }
    ) throws(SessionError) -> SMTPOutcome {
        guard let conversation, let extensions else { throw .notOpen }
        var transaction = SMTPTransaction(envelope, message: message, extensions: extensions)
        var isCommitting = false
        var result: SMTPOutcome?
        do throws(SessionError) {
            try conversation.run(&transaction) { event in
                switch event {
                case .committing:
                    isCommitting = beforeFinalDot()
                    if !isCommitting { conversation.close() }
                case .outcome(let outcome): result = outcome
                }
            }
        } catch {
            close()
            // A connection that was lost before the end of the message had left us: the server drops the message.
            if isCommitting, !conversation.hasUnfinishedWrite { return .uncertain }
            throw error
        }
        if case .temporary(let refusal, _) = result, refusal.status == "421" { close() }
        guard let result else { throw .notOpen }
        return result
    }

    /// Says goodbye and closes. Does not wait for an answer.
    public func quit() {
        // The server may be gone already; there is nothing left to lose.
        try? conversation?.stream.write(Array("QUIT\r\n".utf8))
        close()
    }

    /// Closes without a word.
    public func close() {
        conversation?.close()
        conversation = nil
    }
}
