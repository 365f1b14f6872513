import Synchronization

/// Wakes several workers at once; a wake that comes while a worker works is kept for it, more than one is one.
final class Wakes: Sendable {
    private struct Listeners {
        var next = 0
        var all: [Int: AsyncStream<Void>.Continuation] = [:]
    }

    private let listeners = Mutex(Listeners())

    /// A stream of its own for one worker.
    func stream() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number = listeners.withLock { listeners in
            listeners.next += 1
            listeners.all[listeners.next] = continuation
            return listeners.next
        }
        continuation.onTermination = { [weak self] _ in self?.forget(number) }
        return stream
    }

    func raise() { for listener in listeners.withLock({ $0.all.values.map { $0 } }) { listener.yield() } }

    /// Ends all streams: their workers end when they have done what they are at.
    func finish() {
        let all = listeners.withLock { listeners in
            defer { listeners.all = [:] }
            return listeners.all.values.map { $0 }
        }
        for listener in all { listener.finish() }
    }

    private func forget(_ number: Int) { listeners.withLock { $0.all[number] = nil } }
}
