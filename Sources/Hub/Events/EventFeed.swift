import Synchronization

/// The bytes on their way to one listener of server-sent events.
///
/// The HTTP thread takes them; when there are none it parks the connection in the same critical section in which
/// it saw that, so that no arrival is missed.
final class EventFeed: Sendable {
    enum Take: Hashable { case bytes([UInt8]), parked, closed }

    private struct State {
        var buffer: [UInt8] = []
        var isParked = false
        var isClosed = false
        var cursor: Int64
    }

    /// A listener that reads too slowly gets nothing new until it has caught up.
    private static let capacity = 256 << 10

    private let state: Mutex<State>
    private let park: @Sendable () -> Void
    private let unpark: @Sendable () -> Void

    init(after cursor: Int64, park: @escaping @Sendable () -> Void, unpark: @escaping @Sendable () -> Void) {
        state = Mutex(State(cursor: cursor))
        self.park = park
        self.unpark = unpark
    }

    var cursor: Int64 { state.withLock(\.cursor) }
    var hasRoom: Bool { state.withLock { $0.buffer.count < Self.capacity && !$0.isClosed } }
    var isClosed: Bool { state.withLock(\.isClosed) }

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
        state.withLock { state in
            if !state.buffer.isEmpty {
                let bytes = Array(state.buffer.prefix(limit))
                state.buffer.removeFirst(bytes.count)
                return .bytes(bytes)
            }
            if state.isClosed { return .closed }
            state.isParked = true
            park()
            return .parked
        }
    }

    private func wake(_ state: inout State) {
        guard state.isParked, !state.buffer.isEmpty || state.isClosed else { return }
        state.isParked = false
        unpark()
    }
}
