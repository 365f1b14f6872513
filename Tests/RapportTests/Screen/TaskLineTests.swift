import Synchronization
import Testing

@testable import RapportApp

@Suite(.timeLimit(.minutes(1))) struct `Loads and changes of the screen` {
    @Test func `a newer load of a slot cancels the older one, others go on`() async {
        let (events, tell) = AsyncStream.makeStream(of: String.self)
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let (started, tellStarted) = AsyncStream.makeStream(of: String.self)
        var tasks = NewestTasks<String>()
        tasks.start("list") {
            await withTaskCancellationHandler {
                tellStarted.yield("list")
                for await _ in AsyncStream<Void>(unfolding: { await Self.untilCancelled() }) {}
            } onCancel: {
                tell.yield("old list cancelled")
            }
        }
        tasks.start("counts") {
            tellStarted.yield("counts")
            for await _ in gate {}
            tell.yield(Task.isCancelled ? "counts cancelled" : "counts done")
        }
        var starts = started.makeAsyncIterator()
        _ = await starts.next()
        _ = await starts.next()
        tasks.start("list") { tell.yield("new list done") }
        var seen: Set<String> = []
        var iterator = events.makeAsyncIterator()
        for _ in 0..<2 { seen.insert(await iterator.next() ?? "") }
        #expect(seen == ["old list cancelled", "new list done"])
        open.finish()
        #expect(await iterator.next() == "counts done")
    }

    @Test func `changes happen in the order in which they were asked for`() async {
        let order = Mutex<[Int]>([])
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        var line = OrderedTasks()
        let first = line.add { () async -> Int in
            for await _ in gate {}
            order.withLock { $0.append(1) }
            return 1
        }
        let second = line.add { () async -> Int in
            order.withLock { $0.append(2) }
            return 2
        }
        open.finish()
        await line.last?.value
        #expect(order.withLock { $0 } == [1, 2])
        #expect(await first.value + second.value == 3)
    }

    /// Nil when the task is cancelled, and not before.
    private static func untilCancelled() async -> Void? {
        let (never, end) = AsyncStream.makeStream(of: Void.self)
        await withTaskCancellationHandler {
            for await _ in never {}
        } onCancel: {
            end.finish()
        }
        return nil
    }
}
