import Synchronization

/// Wakes one waiting task; a wake that comes while nobody waits is kept.
public final class WakeSignal: Sendable {
    private struct State {
        var isRaised = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    public init() {}

    /// Wakes the waiter, now or when it comes.
    public func raise() {
        let waiter = state.withLock { state in
            defer { state.waiter = nil }
            state.isRaised = true
            return state.waiter
        }
        waiter?.resume()
    }

    /// Takes a wake that nobody waited for.
    ///
    /// - Returns: whether there was one.
    public func take() -> Bool {
        state.withLock { state in
            defer { state.isRaised = false }
            return state.isRaised
        }
    }

    /// Waits for a wake, the end of `timeout`, or cancellation, whatever comes first. One waiter at a time.
    ///
    /// - Returns: whether it was woken.
    @discardableResult
    public func wait(atMost timeout: Duration) async -> Bool {
        let timer = Task {
            // Cancelled as soon as the wait is over; then nothing is to be done.
            guard (try? await Task.sleep(for: timeout)) != nil else { return }
            release()
        }
        defer { timer.cancel() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDone = state.withLock { state in
                    if state.isRaised || Task.isCancelled { return true }
                    state.waiter = continuation
                    return false
                }
                if isDone { continuation.resume() }
            }
        } onCancel: {
            release()
        }
        return state.withLock { state in
            defer { state.isRaised = false }
            return state.isRaised
        }
    }

    /// Ends a wait without raising.
    private func release() {
        let waiter = state.withLock { state in
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }
}
