public import CRMModel
import Platform

/// Runs a job at once, whenever it is woken, and at the time that it asked for.
public enum PacedLoop {
    /// Works until the task is cancelled or `wakes` ends.
    public static func run(wakes: AsyncStream<Void>, job: @escaping @Sendable () async -> Timestamp?) async {
        let (pokes, poke) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        poke.yield()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in wakes { poke.yield() }
                poke.finish()
            }
            var timer: Task<Void, Never>?
            for await _ in pokes {
                if Task.isCancelled { break }
                timer?.cancel()
                guard let next = await job() else { continue }
                let wait = max(0, next.milliseconds - SystemClock.wallMilliseconds())
                timer = Task {
                    // Cancelled when something else wakes the loop; then nothing is to be done.
                    guard (try? await Task.sleep(for: .milliseconds(max(20, wait)))) != nil else { return }
                    poke.yield()
                }
            }
            timer?.cancel()
            group.cancelAll()
        }
    }
}

/// The machine's clock as the default of whoever takes one.
public enum WallClock {
    public static func now() -> Timestamp { Timestamp(milliseconds: SystemClock.wallMilliseconds()) }
}
