public import CRMModel

/// Local time as offsets from UTC. The screen is pure and reads no time zone files: RapportApp fills it.
public struct LocalZone: Hashable, Sendable {
    /// A change of the offset.
    public struct Transition: Hashable, Sendable {
        public var from: Timestamp
        /// Seconds east of UTC.
        public var seconds: Int

        public init(from: Timestamp, seconds: Int) {
            self.from = from
            self.seconds = seconds
        }
    }

    /// Seconds east of UTC before the first transition.
    public var base: Int
    /// In order of time.
    public var transitions: [Transition]

    public init(base: Int = 0, transitions: [Transition] = []) {
        self.base = base
        self.transitions = transitions
    }

    public func offset(at moment: Timestamp) -> Int {
        transitions.last { $0.from <= moment }?.seconds ?? base
    }

    /// Day, and minute of the day, on the wall.
    func wall(_ moment: Timestamp) -> WallTime {
        WallTime(moment, offset: offset(at: moment))
    }
}

/// A moment on the wall clock.
struct WallTime: Hashable, Sendable {
    var day: Int64
    var minuteOfDay: Int

    init(day: Int64) {
        self.day = day
        minuteOfDay = 0
    }

    init(_ moment: Timestamp, offset: Int) {
        let local = moment.milliseconds + Int64(offset) * 1000
        let dayLength: Int64 = 86_400_000
        day = (local - ((local % dayLength) + dayLength) % dayLength) / dayLength
        minuteOfDay = Int((local - day * dayLength) / 60_000)
    }

    /// `16:48`.
    var clock: String {
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return two(minuteOfDay / 60) + ":" + two(minuteOfDay % 60)
    }

    var date: CivilDate { CivilDate(daysSince1970: day) }
    var weekday: String { Self.weekdays[((date.weekday % 7) + 7) % 7] }
    var dayAndMonth: String { "\(date.day) \(Self.months[max(0, min(11, date.month - 1))])" }

    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}

/// The time and how it is said.
struct ScreenClock: Hashable, Sendable {
    var now = Timestamp(milliseconds: 0)
    var zone = LocalZone()

    /// Short, for lists: `16:41` today, `Thu` within six days, `3 Nov` within the year, else `11/2025`. At most
    /// seven cells.
    func short(_ moment: Timestamp) -> String {
        let then = zone.wall(moment)
        let today = zone.wall(now)
        let days = today.day - then.day
        if days == 0 { return then.clock }
        if days > 0, days < 7 { return then.weekday }
        if then.date.year == today.date.year || abs(days) < 180 { return then.dayAndMonth }
        return "\(then.date.month)/\(then.date.year)"
    }

    /// `Fri 20 Nov, 16:41`, with the year when it is another one.
    func long(_ moment: Timestamp) -> String {
        let then = zone.wall(moment)
        let year = then.date.year == zone.wall(now).date.year ? "" : " \(then.date.year)"
        return "\(then.weekday) \(then.dayAndMonth)\(year), \(then.clock)"
    }

    /// When a mail came, as in the lists; with the date it bears where that is another, as after a delay.
    func arrival(_ message: Message) -> String {
        let arrived = long(message.received)
        guard abs(message.received.seconds(since: message.date)) >= 600 else { return arrived }
        return "\(arrived) · dated \(long(message.date))"
    }

    /// `just now`, `15 s ago` in steps that do not fidget, `7 min ago`, `2 h ago`, `3 d ago`, else the date.
    func ago(_ moment: Timestamp) -> String {
        let seconds = max(0, now.seconds(since: moment))
        switch seconds {
        case ..<15: return "just now"
        case ..<60: return "\(Int(seconds) / 15 * 15) s ago"
        case ..<3600: return "\(Int(seconds / 60)) min ago"
        case ..<86_400: return "\(Int(seconds / 3600)) h ago"
        case ..<(14 * 86_400): return "\(Int(seconds / 86_400)) d ago"
        default: return "on \(zone.wall(moment).dayAndMonth)"
        }
    }

    /// What stands between two rows of different days; nil within a day.
    func separator(between earlier: Timestamp, and later: Timestamp) -> String? {
        let day = zone.wall(earlier).day
        guard day != zone.wall(later).day else { return nil }
        let days = zone.wall(now).day - day
        if days == 1 { return "yesterday" }
        if days < 7 { return Self.longWeekdays[((zone.wall(earlier).date.weekday % 7) + 7) % 7] }
        func week(_ moment: Timestamp) -> Int64 { (zone.wall(moment).day + 3) / 7 }
        if week(earlier) == week(later) { return nil }
        return "week of \(WallTime(day: week(earlier) * 7 - 3).dayAndMonth)"
    }

    private static let longWeekdays = [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]
}
