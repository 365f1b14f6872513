/// How long to wait before trying again.
public enum Backoff {
    /// The time to wait before the next attempt.
    ///
    /// Doubles from `base` up to `ceiling`, then a random cut of up to half, so that many clients do not return
    /// together.
    ///
    /// - Parameter failures: consecutive failures so far, at least 1.
    /// - Returns: between `base / 2` and `ceiling`, never zero for a base above zero.
    public static func delay(
        afterFailures failures: Int, base: Duration = .seconds(2), ceiling: Duration = .seconds(300),
        using random: inout some RandomNumberGenerator
    ) -> Duration {
        var full = base
        var left = max(failures, 1) - 1
        while left > 0, full < ceiling {
            full = full * 2
            left -= 1
        }
        return min(full, ceiling) * Double.random(in: 0.5...1, using: &random)
    }
}
