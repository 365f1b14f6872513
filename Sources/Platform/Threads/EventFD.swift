import CLinux
import Glibc

/// A descriptor that another thread makes readable: it wakes a thread that is blocked in `poll(2)`.
public final class EventFD: Sendable {
    /// The descriptor to poll for input.
    public let descriptor: Int32

    public init() {
        descriptor = eventfd(0, LX_EVENTFD_FLAGS)
        precondition(descriptor >= 0, "the system refuses another descriptor (errno \(errno))")
    }

    deinit { close(descriptor) }

    /// Makes the descriptor readable; safe from any thread and from signal handlers.
    public func signal() {
        var one: UInt64 = 1
        _ = write(descriptor, &one, 8)
    }

    /// Makes it unreadable again.
    ///
    /// - Returns: whether it had been signalled since the last drain.
    @discardableResult
    public func drain() -> Bool {
        var value: UInt64 = 0
        return read(descriptor, &value, 8) == 8
    }
}
