public import CRMModel

extension EventLog {
    /// Everything that happens after `cursor`, also in other processes, until the task that iterates is cancelled or
    /// the store is closed.
    ///
    /// A read that fails (store busy, disk away) is tried again from the same place: nothing is left out.
    ///
    /// - Parameter cursor: nil begins with what happens from now on.
    /// - Returns: events in the order of the log, none twice.
    public func follow(after cursor: Int64? = nil) async throws(StoreError) -> AsyncStream<LoggedEvent> {
        // Listen first, then ask where the log ends: nothing falls between.
        let commits = database.commits.stream()
        let start: Int64
        if let cursor { start = cursor } else { start = try await newest() }
        let (stream, continuation) = AsyncStream.makeStream(of: LoggedEvent.self)
        let watcher = database.makeCommitWatcher()
        let watching = Task { await watcher?.run() }
        let reading = Task {
            await deliver(after: start, commits, to: continuation)
            continuation.finish()
        }
        continuation.onTermination = { _ in
            watcher?.stop()
            watching.cancel()
            reading.cancel()
        }
        return stream
    }

    /// Between a read that failed and the next.
    private static var pauseAfterFailure: Duration { .milliseconds(500) }

    private func deliver(
        after cursor: Int64, _ commits: AsyncStream<Void>,
        to continuation: AsyncStream<LoggedEvent>.Continuation
    ) async {
        var cursor = cursor
        var turns = commits.makeAsyncIterator()
        repeat {
            var isMore = true
            while isMore, !Task.isCancelled {
                do throws(StoreError) {
                    let page = try await page(after: cursor, limit: 500)
                    for row in page {
                        cursor = row.cursor
                        if let event = row.event { continuation.yield(event) }
                    }
                    isMore = page.count == 500
                } catch {
                    // Closed: there is nothing to come.
                    if error.kind == .misuse { return }
                    // Cancelled while it waits: the loop's own condition ends it.
                    try? await Task.sleep(for: Self.pauseAfterFailure)
                }
            }
        } while await turns.next() != nil && !Task.isCancelled
    }
}

extension SQLiteDatabase {
    /// Nil for memory, which no other process sees.
    func makeCommitWatcher() -> CommitWatcher? {
        guard case .file(let path) = location else { return nil }
        return CommitWatcher(path: path, commits: commits)
    }
}
