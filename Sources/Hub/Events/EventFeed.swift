import Synchronization

/// The bytes on their way to one listener of server-sent events.
///
/// The HTTP thread takes them; when there are none it parks the connection in the same critical section in which
/// it saw that, so that no arrival is missed.
final class EventFeed: Sendable {
    enum Take: Hashable { case bytes([UInt8]), parked, closed }

    /// Who listens to what.
    struct Subscription: Hashable, Sendable {
        var source: EventSource
        var key: String
        var cursor: Int64
    }

    private struct State {
        var buffer: [UInt8] = []
        var isParked = false
        var isClosed = false
        /// More was there than the buffer took.
        var isBehind = false
        var cursor: Int64
    }

    /// A listener that reads too slowly gets nothing new until it has caught up.
    static let capacity = 256 << 10

    let source: EventSource
    let key: String
    private let state: Mutex<State>
    private let park: @Sendable () -> Void
    private let unpark: @Sendable () -> Void
    private let hungry: Mutex<(@Sendable () -> Void)?> = Mutex(nil)

    init(
        _ subscription: Subscription, park: @escaping @Sendable () -> Void,
        unpark: @escaping @Sendable () -> Void
    ) {
        source = subscription.source
        key = subscription.key
        state = Mutex(State(cursor: subscription.cursor))
        self.park = park
        self.unpark = unpark
    }

    var cursor: Int64 { state.withLock(\.cursor) }
    var isClosed: Bool { state.withLock(\.isClosed) }

    /// Calls `body` whenever a listener that was behind has read what it had.
    func whenHungry(_ body: @escaping @Sendable () -> Void) { hungry.withLock { $0 = body } }

    /// Whether more can be pushed now; when not, `whenHungry` tells.
    func hasRoom() -> Bool {
        state.withLock { state in
            if state.isClosed { return false }
            state.isBehind = state.buffer.count >= Self.capacity
            return !state.isBehind
        }
    }

    /// Appends events that are behind the feed's cursor.
    func push(_ lines: [HubServices.EventLine]) {
        state.withLock { state in
            for line in lines where line.cursor > state.cursor && state.buffer.count < Self.capacity {
                state.buffer += Array(
                    "id: \(line.cursor)\nevent: \(line.kind)\ndata: \(line.document)\n\n".utf8)
                state.cursor = line.cursor
            }
            wake(&state)
        }
    }

    /// Puts an event without an id in: what a stream begins with.
    func greet(_ name: String, _ document: String) {
        state.withLock { state in
            state.buffer += Array("event: \(name)\ndata: \(document)\n\n".utf8)
            wake(&state)
        }
    }

    /// A comment that keeps proxies patient and finds out who has left.
    func ping() {
        state.withLock { state in
            if state.buffer.isEmpty { state.buffer += Array(": ping\n\n".utf8) }
            wake(&state)
        }
    }

    func close() {
        state.withLock { state in
            state.isClosed = true
            wake(&state)
        }
    }

    /// The connection is gone and must not be touched again.
    func abandon() {
        state.withLock { state in
            state.isClosed = true
            state.isParked = false
            state.buffer = []
        }
    }

    func take(upTo limit: Int) -> Take {
        let (take, isHungry) = state.withLock { state -> (Take, Bool) in
            if !state.buffer.isEmpty {
                let bytes = Array(state.buffer.prefix(limit))
                state.buffer.removeFirst(bytes.count)
                let isHungry = state.isBehind && state.buffer.count < Self.capacity / 2
                if isHungry { state.isBehind = false }
                return (.bytes(bytes), isHungry)
            }
            if state.isClosed { return (.closed, false) }
            state.isParked = true
            park()
            return (.parked, false)
        }
        if isHungry { hungry.withLock { $0 }?() }
        return take
    }

    private func wake(_ state: inout State) {
        guard state.isParked, !state.buffer.isEmpty || state.isClosed else { return }
        state.isParked = false
        unpark()
    }
}
