public import MailCore
import Platform

/// One connection to an IMAP server, on a thread of its own.
///
/// Methods may be called from anywhere and run one after the other. A refusal of the server leaves the session open; a
/// transport error or a protocol violation ends it: make a new one. Blocking calls end early by `interrupt`; cancelling
/// the calling task does not reach them.
public actor IMAPSession {
    /// What this program says about itself by ID.
    public static let identification = ["name": "Rapport"]

    private nonisolated let executor: ThreadExecutor
    private nonisolated let signals = Interrupt()
    public nonisolated let endpoint: ServerEndpoint
    private let opener: Opener
    private var conversation: Conversation<IMAPParser>?
    private var isBusy = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var nextTag = 1
    var isSelected = false

    /// What the server offers, read again after the login.
    public internal(set) var capabilities: Capabilities = []
    /// What the server calls itself (ID), such as `name` and `version`.
    public private(set) var server: [String: String] = [:]
    /// What the server pushed besides answers since the last `takeChanges`.
    private var changes: [MailboxChange] = []

    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// A session that is not open yet.
    public init(_ endpoint: ServerEndpoint, patience: Patience = Patience()) {
        self.endpoint = endpoint
        opener = Opener(endpoint, patience: patience)
        executor = ThreadExecutor(name: "imap")
    }

    /// A session over a given stream, for tests.
    init(over stream: sending any ByteStream, endpoint: ServerEndpoint) {
        self.endpoint = endpoint
        opener = Opener(over: stream, endpoint: endpoint)
        executor = ThreadExecutor(name: "imap")
    }

    deinit { executor.stop() }

    /// Connects and logs in.
    ///
    /// - Throws: `.refused` with kind `authentication` for wrong credentials.
    public static func connect(
        to endpoint: ServerEndpoint, credentials: Credentials, patience: Patience = Patience()
    ) async throws(SessionError) -> IMAPSession {
        let session = IMAPSession(endpoint, patience: patience)
        try await session.open(credentials)
        return session
    }

    /// Connects and logs in; again after an error ended the connection. After `interrupt` never.
    public func open(_ credentials: Credentials) async throws(SessionError) {
        close()
        forgetChanges()
        let options = IMAPLogin.Options(
            startsTLS: endpoint.security == .startTLS, allowsPlain: endpoint.isLoopback,
            identification: Self.identification)
        var login = IMAPLogin(credentials: credentials, options: options, isEncrypted: opener.isEncrypted)
        var refusal: ServerRefusal?
        let conversation: Conversation<IMAPParser> = try opener.open(signals, &login) { event in
            switch event {
            case .ready(let offered): capabilities = offered
            case .refused(let reason): refusal = reason
            case .server(let fields): server = fields
            case .alert(let text): keep(.alert(text))
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

    /// Ends the current `idle`, or the next one, in good order. Other commands are not disturbed.
    public nonisolated func wake() { signals.wake() }

    /// What the server pushed since the last call, oldest first; at most 10,000, then only `overflow`.
    public func takeChanges() -> [MailboxChange] {
        defer { changes = [] }
        return changes
    }

    /// Says goodbye and closes. Never throws, and waits no longer than a moment: the other side may be gone already.
    public func logout() async {
        conversation?.hurry(.seconds(2))
        // The connection is given up anyway, so it does not matter how the server takes it.
        _ = try? await perform(.logout)
        close()
    }

    /// Closes without a word.
    public func close() {
        conversation?.close()
        conversation = nil
        isSelected = false
    }

    // MARK: - Driving

    /// Runs one command. Returns the words of `OK`; other responses go to `onResponse`.
    ///
    /// - Throws: `.refused` for `NO` and `BAD`.
    @discardableResult
    func perform(
        _ command: IMAPCommand, _ onResponse: (IMAPResponse) -> Void = { _ in }
    ) async throws(SessionError) -> StatusResponse {
        let statuses = try await perform([command], onResponse)
        guard let status = statuses.first, let status else { throw .transport(.closed) }
        guard status.kind == .ok else { throw .refused(status.refusal()) }
        return status
    }

    /// Runs commands one after the other without pauses; the answers in the order of the commands.
    func perform(
        _ commands: [IMAPCommand], depth: Int = 1, _ onResponse: (IMAPResponse) -> Void = { _ in }
    ) async throws(SessionError) -> [StatusResponse?] {
        await enterTurn()
        defer { leaveTurn() }
        var exchange = pipeline(commands, depth: depth)
        var statuses = [StatusResponse?](repeating: nil, count: commands.count)
        try whileOpen { (conversation) throws(SessionError) in
            try conversation.run(&exchange) { event in
                switch event {
                case .said(let response):
                    note(response)
                    onResponse(response)
                case .completed(let index, let status):
                    statuses[index] = status
                    if case .capability(let offered) = status.code { capabilities = offered }
                case .bye: break  // the exchange hangs up, or its commands were answered
                }
            }
        }
        return statuses
    }

    func pipeline(_ commands: [IMAPCommand], depth: Int) -> IMAPPipeline {
        defer { nextTag += commands.count }
        return IMAPPipeline(
            commands, literals: LiteralStyle(capabilities), depth: depth, firstTag: nextTag)
    }

    func nextIdle(longest: Duration) -> IMAPIdle {
        defer { nextTag += 1 }
        return IMAPIdle(tag: nextTag, longest: longest)
    }

    /// Waits for its turn: a fetch that hands over a batch lets other calls into the actor.
    func enterTurn() async {
        guard isBusy else {
            isBusy = true
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func leaveTurn() {
        if waiting.isEmpty { isBusy = false } else { waiting.removeFirst().resume() }
    }

    /// Runs `body` on the open connection; any error that ends the session closes it.
    func whileOpen<Value>(
        _ body: (Conversation<IMAPParser>) throws(SessionError) -> Value
    ) throws(SessionError) -> Value {
        guard let conversation else { throw .notOpen }
        do throws(SessionError) {
            return try body(conversation)
        } catch {
            close()
            throw error
        }
    }

    func forgetWake() { signals.forgetWake() }

    /// Keeps what a response says about the selected mailbox for `takeChanges`.
    func note(_ response: IMAPResponse) {
        switch response {
        case .exists(let count): keep(.exists(count))
        case .expunge(let sequence): keep(.expunged(sequence: sequence))
        case .vanished(let uids, let isEarlier) where !isEarlier: keep(.vanished(uids))
        case .fetch(let message) where message.flags != nil && message.sections.isEmpty: keep(.flags(message))
        case .untagged(let status) where status.code?.name == "ALERT": keep(.alert(status.text))
        default: break
        }
    }

    func forgetChanges() { changes = [] }

    private func keep(_ change: MailboxChange) {
        if changes.count < 10_000 {
            changes.append(change)
        } else {
            changes = [.overflow]
        }
    }
}

/// What a server tells about the selected mailbox without being asked.
///
/// A hint that something is new, not what: ask for it by UID.
public enum MailboxChange: Hashable, Sendable {
    /// The mailbox has this many messages now.
    case exists(UInt32)
    /// The message with this sequence number is gone.
    case expunged(sequence: UInt32)
    case vanished(UIDSet)
    /// Flags of a message changed; its UID may be missing.
    case flags(FetchedMessage)
    /// Words for the user.
    case alert(String)
    /// So much happened that it was not kept.
    case overflow
}
