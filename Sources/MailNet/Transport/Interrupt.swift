import CLinux
import Glibc
import Platform
import Synchronization

/// Reaches a thread that is blocked on a socket, from any other thread.
public final class Interrupt: Sendable {
    private let stopSignal = EventFD()
    private let wakeSignal = EventFD()
    private let isStopped = Atomic(false)

    public init() {}

    /// Ends whatever the thread waits for, now and for ever: every wait throws `interrupted`.
    public func stop() {
        isStopped.store(true, ordering: .releasing)
        stopSignal.signal()
    }

    /// For those who do not wait, because the peer never stops talking.
    ///
    /// - Throws: `interrupted` after `stop`.
    func check() throws(TransportError) {
        if isStopped.load(ordering: .acquiring) { throw .interrupted }
    }

    /// Ends the current wakeable wait, or the next one.
    public func wake() { wakeSignal.signal() }

    /// Forgets a wake that nobody waited for.
    func forgetWake() { wakeSignal.drain() }

    enum Readiness { case ready, timedOut, woken }

    /// Waits until the descriptor is ready for `events`.
    ///
    /// - Throws: `interrupted` after `stop`; `timeout` when the machine slept meanwhile, because the other end of the
    ///   connection has forgotten us by then.
    func wait(
        for events: Int32, of descriptor: Int32, patience: Duration, isWakeable: Bool = false
    ) throws(TransportError) -> Readiness {
        let deadline = SystemClock.bootMilliseconds() + patience.milliseconds
        while true {
            let now = SystemClock.bootMilliseconds()
            let slice = min(max(deadline - now, 0), Self.longestSlice)
            var descriptors = [
                pollfd(fd: stopSignal.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: descriptor, events: Int16(events), revents: 0),
                pollfd(fd: isWakeable ? wakeSignal.descriptor : -1, events: Int16(POLLIN), revents: 0),
            ]
            let count = poll(&descriptors, 3, Int32(slice))
            if count < 0 && errno != EINTR { throw .unreachable("poll failed with errno \(errno)") }
            if descriptors[0].revents != 0 { throw .interrupted }
            if descriptors[1].revents != 0 { return .ready }
            if descriptors[2].revents != 0 {
                wakeSignal.drain()
                return .woken
            }
            let after = SystemClock.bootMilliseconds()
            if after - now > slice + Self.sleepThreshold { throw .timeout }
            if after >= deadline { return .timedOut }
        }
    }

    private static let longestSlice: Int64 = 30_000
    private static let sleepThreshold: Int64 = 20_000
}

extension Duration {
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return min(seconds, 1_000_000_000) * 1_000 + attoseconds / 1_000_000_000_000_000
    }
}
