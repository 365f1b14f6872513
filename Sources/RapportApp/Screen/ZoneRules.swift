import AppUI
import CRMModel
import Glibc

/// The offsets of the machine's time zone, read from its rules by asking for them.
enum ZoneRules {
    /// The offsets from three years before `now` until two years after.
    static func current(around now: Timestamp) -> LocalZone {
        tzset()
        let day: Int64 = 86_400
        let start = now.milliseconds / 1000 - 1100 * day
        let end = now.milliseconds / 1000 + 750 * day
        let base = offset(at: start)
        var transitions: [LocalZone.Transition] = []
        var previous = base
        for moment in stride(from: start + day, through: end, by: Int64.Stride(day)) {
            let next = offset(at: moment)
            guard next != previous else { continue }
            let exact = change(between: moment - day, and: moment, from: previous)
            transitions.append(.init(from: Timestamp(milliseconds: exact * 1000), seconds: next))
            previous = next
        }
        return LocalZone(base: base, transitions: transitions)
    }

    /// Seconds east of UTC.
    static func offset(at seconds: Int64) -> Int {
        var time = time_t(seconds)
        var parts = tm()
        localtime_r(&time, &parts)
        return parts.tm_gmtoff
    }

    private static func change(between low: Int64, and high: Int64, from offset: Int) -> Int64 {
        var low = low
        var high = high
        while high - low > 1 {
            let middle = (low + high) / 2
            if self.offset(at: middle) == offset { low = middle } else { high = middle }
        }
        return high
    }
}
