import Synchronization

/// Wakes several workers at once; a wake that comes while a worker works is kept for it, more than one is one.
final class Wakes: Sendable {
    private let listeners = Mutex<[AsyncStream<Void>.Continuation]>([])

    /// A stream of its own for one worker.
    func stream() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        listeners.withLock { $0.append(continuation) }
        return stream
    }

    func raise() { for listener in listeners.withLock({ $0 }) { listener.yield() } }

    /// Ends all streams: their workers end when they have done what they are at.
    func finish() {
        let all = listeners.withLock { listeners in
            defer { listeners = [] }
            return listeners
        }
        for listener in all { listener.finish() }
    }
}
