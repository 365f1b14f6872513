import Glibc
import Synchronization

/// A program that was started, waited for on a thread of its own.
public actor RunningProcess {
    private nonisolated let executor = ThreadExecutor(name: "child")
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
    /// The process's number; it may name another process once this one was waited for.
    public nonisolated let processIdentifier: Int32
    private nonisolated let ended = Mutex<Int32?>(nil)

    init(_ process: pid_t) { processIdentifier = process }

    deinit { executor.stop() }

    /// The exit status, or 128 and the signal's number; nil before `wait` saw the end.
    public nonisolated var status: Int32? { ended.withLock { $0 } }

    /// Sends a signal; does nothing once the end was seen.
    public nonisolated func send(signal: Int32) {
        ended.withLock { status in
            if status == nil { kill(processIdentifier, signal) }
        }
    }

    /// Waits for its end; when the task is cancelled, the program is asked to end (SIGTERM) first.
    ///
    /// - Returns: its exit status, or 128 and the signal's number.
    @discardableResult
    public func wait() async -> Int32 {
        await withTaskCancellationHandler {
            waitForEnd()
        } onCancel: {
            send(signal: SIGTERM)
        }
    }

    private func waitForEnd() -> Int32 {
        if let status { return status }
        // Its number stays its own until the lock is held: no signal can meet a stranger.
        var report = siginfo_t()
        while waitid(P_PID, id_t(processIdentifier), &report, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
        return ended.withLock { status in
            let now = ChildProcess.wait(for: processIdentifier)
            status = now
            return now
        }
    }
}
