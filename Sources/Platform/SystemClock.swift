import Glibc

/// The clocks of the machine. Pure code takes times as parameters; only shells ask here.
public enum SystemClock {
    /// Milliseconds since 1970 UTC.
    public static func wallMilliseconds() -> Int64 { milliseconds(CLOCK_REALTIME) }

    /// Milliseconds that only grow and stand still while the machine sleeps.
    public static func monotonicMilliseconds() -> Int64 { milliseconds(CLOCK_MONOTONIC) }

    /// Milliseconds that only grow and go on while the machine sleeps.
    public static func bootMilliseconds() -> Int64 { milliseconds(CLOCK_BOOTTIME) }

    private static func milliseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
