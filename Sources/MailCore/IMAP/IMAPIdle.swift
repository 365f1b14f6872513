/// Waits for news of the selected mailbox (RFC 2177).
///
/// Ends at the first change, when `stop` is called, or when the deadline passes. The caller then asks what is new:
/// a change only says that there is something.
public struct IMAPIdle: Exchange {
    public enum Event: Hashable, Sendable {
        /// What the server pushed: EXISTS, EXPUNGE, VANISHED, FETCH with flags.
        case said(IMAPResponse)
        /// IDLE is over and the connection is free again.
        case ended(StatusResponse)
        /// The server ends the connection.
        case bye(StatusResponse)
    }

    private enum State: Hashable { case starting, idling, ending, done }

    private let tag: String
    private let longest: Duration
    private var state = State.starting
    private var mustStop = false

    /// - Parameter longest: the longest time to stay in IDLE; 29 minutes is the ceiling of the RFC.
    public init(tag: Int, longest: Duration) {
        self.tag = "R\(tag)"
        self.longest = longest
    }

    public mutating func start() -> [Step<Event>] {
        [.send(IMAPEncoder.pieces(.idle, tag: tag, literals: .synchronizing)[0]), .wait(longest)]
    }

    public mutating func receive(_ response: IMAPResponse) throws(ProtocolViolation) -> [Step<Event>] {
        switch response {
        case .continuation:
            guard state == .starting else { return [] }  // some servers repeat it as a sign of life
            state = .idling
            return mustStop ? stop() : []
        case .tagged(let answered, let status):
            guard answered == tag, state != .done else {
                throw ProtocolViolation(by: .server, "an answer to a command that was not sent")
            }
            state = .done
            return [.emit(.ended(status)), .finish]
        case .untagged(let status):
            // "OK Still here" is a sign of life; after BYE there is nothing to wait for.
            return status.kind == .bye ? [.emit(.bye(status)), .hangUp(status.text)] : []
        case .exists, .expunge, .vanished, .fetch:
            return [.emit(.said(response))] + stop()
        default: return []
        }
    }

    /// Ends IDLE: sends `DONE`, at once or as soon as the server has confirmed IDLE; earlier it would be read as a
    /// command.
    public mutating func stop() -> [Step<Event>] {
        mustStop = true
        guard state == .idling else { return [] }
        state = .ending
        return [.send(Array("DONE\r\n".utf8))]
    }

    public mutating func deadlinePassed() -> [Step<Event>] { stop() }
}
