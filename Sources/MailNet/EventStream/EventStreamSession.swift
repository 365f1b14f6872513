public import MailCore
import Platform

extension EventStreamParser: WireParser {}

/// One connection to a hub that sends its events, on a thread of its own.
///
/// `interrupt` ends whatever it waits for; the session is over then. Over plain HTTP only to this machine.
public actor EventStreamSession {
    private nonisolated let executor: ThreadExecutor
    private nonisolated let signals = Interrupt()
    private let address: EventStreamAddress
    private let patience: Patience
    private let opener: Opener
    private var conversation: Conversation<EventStreamParser>?
    private var exchange: EventStreamExchange?
    /// Heard and not yet taken by `next`.
    private var heard: [ServerSentEvent] = []

    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// A session that is not open yet.
    ///
    /// - Parameter patience: `progress` is how long the server may be silent; hubs say something every 15 s.
    public init(_ address: EventStreamAddress, patience: Patience = Patience(progress: .seconds(45))) {
        self.address = address
        self.patience = patience
        opener = Opener(address.endpoint, patience: patience)
        executor = ThreadExecutor(name: "events")
    }

    /// A session over a given stream, for tests.
    init(over stream: sending any ByteStream, address: EventStreamAddress) {
        self.address = address
        patience = Patience()
        opener = Opener(over: stream, endpoint: address.endpoint)
        executor = ThreadExecutor(name: "events")
    }

    deinit { executor.stop() }

    /// Why there is no stream.
    public enum Refusal: Error, Hashable, Sendable {
        /// The connection or the protocol failed.
        case session(SessionError)
        /// The server answered, but with another status than 200. A redirect counts as one: it is not followed.
        case status(Int, retryAfter: Int?)
    }

    /// Connects, shows the token and waits until the server takes it.
    ///
    /// - Parameters:
    ///   - target: the path and query below the address: `/api/events`.
    ///   - lastEventID: events behind this one are wanted.
    public func open(target: String, token: String, lastEventID: String?) throws(Refusal) {
        let request = EventStreamExchange.Request(
            host: address.hostField, target: address.path + target, token: token, lastEventID: lastEventID)
        let status: (Int, Int?)?
        do throws(SessionError) {
            status = try ask(request)
        } catch {
            close()
            throw .session(error)
        }
        guard let (status, pause) = status else { return }
        close()
        throw .status(status, retryAfter: pause)
    }

    /// - Returns: nil when the stream is open, else the status and the wanted pause.
    private func ask(_ request: EventStreamExchange.Request) throws(SessionError) -> (Int, Int?)? {
        var exchange = EventStreamExchange(request)
        var refusal: (Int, Int?)?
        var isOpen = false
        conversation = try opener.open(signals, &exchange, until: { isOpen }) { event in
            switch event {
            case .opened: isOpen = true
            case .refused(let status, let pause): refusal = (status, pause)
            case .event(let event): heard.append(event)
            case .alive, .ended: break
            }
        }
        self.exchange = exchange
        if refusal == nil, !isOpen { throw .transport(.closed) }
        return refusal
    }

    /// Waits for events: at least one.
    ///
    /// - Throws: `.transport(.timeout)` when the server was silent for too long, `.transport(.closed)` at its end;
    ///   bytes that never make an event or a comment are silence too.
    public func next() throws(SessionError) -> [ServerSentEvent] {
        guard let conversation, var exchange else { throw .notOpen }
        defer { self.exchange = exchange }
        do throws(SessionError) {
            var deadline = deadline()
            while heard.isEmpty {
                var isAlive = false
                let isOver = try conversation.advance(&exchange) { event in
                    isAlive = true
                    if case .event(let event) = event { heard.append(event) }
                }
                if isOver, heard.isEmpty { throw .transport(.closed) }
                if isOver { close() }
                if isAlive { deadline = self.deadline() }
                if SystemClock.bootMilliseconds() > deadline { throw .transport(.timeout) }
            }
        } catch {
            close()
            throw error
        }
        defer { heard = [] }
        return heard
    }

    /// Ends whatever the session waits for, from any thread; the session is over then.
    public nonisolated func interrupt() { signals.stop() }

    /// Closes without a word.
    public func close() {
        conversation?.close()
        conversation = nil
    }

    private func deadline() -> Int64 { SystemClock.bootMilliseconds() + patience.progress.milliseconds }
}
