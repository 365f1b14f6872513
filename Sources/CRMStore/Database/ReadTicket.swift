import Synchronization

/// Carries the cancellation of one read from the task that asked to the thread that reads.
final class ReadTicket: Sendable {
    private let cancelled = Atomic(false)

    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    func cancel() { cancelled.store(true, ordering: .relaxed) }
}

/// Fails the Nth statement, for tests that walk through every place of failure.
final class StoreFaults: Sendable {
    private let left: Atomic<Int>

    /// - Parameter nth: 1 fails the next statement.
    init(failing nth: Int) { left = Atomic(nth) }

    /// Whether the failure has happened.
    var hasFired: Bool { left.load(ordering: .sequentiallyConsistent) <= 0 }

    func check(_ name: String) throws(StoreError) {
        guard name != "rollback" else { return }
        guard left.subtract(1, ordering: .sequentiallyConsistent).newValue == 0 else { return }
        throw StoreError(.full, statement: name, detail: "injected")
    }
}
