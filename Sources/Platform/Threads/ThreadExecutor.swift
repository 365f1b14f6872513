import CLinux
import Glibc
import Synchronization

/// A serial executor that owns one thread, for actors whose work blocks.
///
/// SQLite, `poll(2)` and TLS handshakes block; the shared pool, two threads wide on two cores, must not.
/// This file is the only place in the project that starts a thread. The thread blocks all signals, so that
/// the process's signalfd gets them, and ends when `stop` was called and its queue is empty.
public final class ThreadExecutor: SerialExecutor {
    private struct Queue {
        var jobs: [UnownedJob] = []
        var isStopped = false
    }

    private let queue = Mutex(Queue())
    private let wake = Semaphore()
    private let name: String

    /// Starts the thread.
    ///
    /// - Parameter name: shown by debuggers and `top -H`; the kernel keeps 15 bytes.
    public init(name: String) {
        self.name = name
        start()
    }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.withLock { $0.jobs.append(job) }
        wake.signal()
    }

    public func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    /// Lets the thread end after what is queued. Jobs enqueued later never run.
    public func stop() {
        queue.withLock { $0.isStopped = true }
        wake.signal()
    }

    private func start() {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, 2 << 20)
        var thread = pthread_t()
        // Signals stay with the main thread: the new one inherits the mask that holds now.
        var all = sigset_t()
        var previous = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &previous)
        let context = Unmanaged.passRetained(self).toOpaque()
        let status = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                Unmanaged<ThreadExecutor>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, context)
        pthread_sigmask(SIG_SETMASK, &previous, nil)
        pthread_attr_destroy(&attributes)
        precondition(status == 0, "the system refuses another thread (errno \(status))")
    }

    private func run() {
        lx_name_thread(name)
        while true {
            wake.wait()
            let (batch, stopped) = queue.withLock { queue in
                let batch = queue.jobs
                queue.jobs.removeAll(keepingCapacity: true)
                return (batch, queue.isStopped)
            }
            for job in batch { job.runSynchronously(on: asUnownedSerialExecutor()) }
            if stopped && queue.withLock({ $0.jobs.isEmpty }) { return }
        }
    }
}

/// A POSIX semaphore at a fixed address.
///
/// Unchecked because the pointer is set once and `sem_post`/`sem_wait` are safe from any thread.
private final class Semaphore: @unchecked Sendable {
    private let handle: UnsafeMutablePointer<sem_t>

    init() {
        handle = .allocate(capacity: 1)
        sem_init(handle, 0, 0)
    }

    deinit {
        sem_destroy(handle)
        handle.deallocate()
    }

    func signal() { sem_post(handle) }

    func wait() {
        while sem_wait(handle) != 0 && errno == EINTR {}
    }
}
