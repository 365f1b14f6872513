import Glibc
import Platform
import Synchronization

/// The actor of the screen: its jobs run on the thread of `UILoop`, between waiting for input and drawing.
@globalActor
public actor UIActor {
    public static let shared = UIActor()
    nonisolated let executor = LoopExecutor()
    nonisolated public var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private init() {}

    /// Makes the calling thread the actor's own and runs `body` on it: the way from a synchronous `main`
    /// into the screen. Jobs for the actor run while a `UILoop` inside `body` waits.
    public static func enter<Failure: Error>(_ body: @UIActor () throws(Failure) -> Void) throws(Failure) {
        shared.executor.bindToCurrentThread()
        typealias Plain = () throws(Failure) -> Void
        // The thread is the actor's from here on, so the isolation that the cast removes does hold.
        return try withoutActuallyEscaping(body) { (escaping) throws(Failure) in
            try unsafeBitCast(escaping, to: Plain.self)()
        }
    }
}

/// A serial executor whose jobs wait until the loop drains them. An eventfd wakes the loop.
final class LoopExecutor: SerialExecutor {
    let wake = EventFD()
    private let jobs = Mutex<[UnownedJob]>([])
    private let owner = Mutex<pthread_t?>(nil)

    func bindToCurrentThread() { owner.withLock { $0 = pthread_self() } }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isFirst = jobs.withLock { queue in
            queue.append(job)
            return queue.count == 1
        }
        if isFirst { wake.signal() }
    }

    /// Runs what is queued now; jobs that these enqueue wait for the next time.
    ///
    /// - Returns: whether there was any.
    @discardableResult
    func drain() -> Bool {
        wake.drain()
        let batch = jobs.withLock { queue in
            let batch = queue
            queue.removeAll(keepingCapacity: true)
            return batch
        }
        for job in batch { job.runSynchronously(on: asUnownedSerialExecutor()) }
        return !batch.isEmpty
    }

    func checkIsolated() {
        precondition(owner.withLock { $0 == pthread_self() }, "not on the thread of the screen")
    }
}
