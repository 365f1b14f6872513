/// Tasks of which only the newest of a kind counts: a new one cancels the one before.
struct NewestTasks<Slot: Hashable & Sendable>: Sendable {
    private var running: [Slot: Task<Void, Never>] = [:]

    mutating func start(_ slot: Slot, _ work: @escaping @Sendable () async -> Void) {
        running[slot]?.cancel()
        running[slot] = Task.detached { await work() }
    }

    mutating func cancelAll() {
        for task in running.values { task.cancel() }
        running = [:]
    }
}

/// Work that is done piece after piece, in the order in which it was added; never cancelled.
struct OrderedTasks: Sendable {
    /// Ends when everything that was added so far has ended.
    private(set) var last: Task<Void, Never>?

    mutating func add<Value: Sendable>(
        _ work: @escaping @Sendable () async -> Value
    ) -> Task<Value, Never> {
        let previous = last
        let task = Task.detached { () async -> Value in
            await previous?.value
            return await work()
        }
        last = Task.detached { _ = await task.value }
        return task
    }
}
