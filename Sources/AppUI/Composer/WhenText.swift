public import CRMModel

/// Reads times as people type them.
public enum WhenText {
    /// Says that a text is no time to come.
    static func problem(_ text: String) -> Problem {
        let typed = text.split(separator: " ").joined(separator: " ")
        return Problem(
            what: typed.isEmpty ? "When?" : "“\(typed)” is no time to come",
            next: "try tomorrow 9:00, mon 8:30, 17:00, in 2 h")
    }

    /// The same with the user's zone.
    public static func moment(_ text: String, now: Timestamp, zone: LocalZone) -> Timestamp? {
        var clock = ScreenClock()
        (clock.now, clock.zone) = (now, zone)
        return moment(text, clock: clock)
    }

    /// `17:00` (today, or tomorrow when it is past), `tomorrow 9`, `tomorrow 9:30am`, `mon 8:30`, `in 2 h`, `in 30 min`;
    /// nil for anything else. Days without a time mean 9:00.
    static func moment(_ text: String, clock: ScreenClock) -> Timestamp? {
        var words = text.lowercased().split(separator: " ").map(String.init)
        guard let first = words.first else { return nil }
        if first == "in" { return later(words.dropFirst().joined(), clock) }
        let today = clock.zone.wall(clock.now)
        var day: Int64?
        if first == "today" {
            day = today.day
        } else if "tomorrow".hasPrefix(first), first.count >= 3 {
            day = today.day + 1
        } else if let weekday = weekdays.firstIndex(where: { first.hasPrefix($0) }) {
            let now = ((today.date.weekday % 7) + 7) % 7
            day = today.day + Int64((weekday - now + 6) % 7 + 1)
        }
        if day != nil { words.removeFirst() }
        let minute = words.isEmpty ? (day == nil ? nil : 9 * 60) : self.minute(words.joined())
        guard let minute else { return nil }
        let wanted = day ?? (minute > today.minuteOfDay ? today.day : today.day + 1)
        let wall = wanted * 86_400_000 + Int64(minute) * 60_000
        let guess = Timestamp(milliseconds: wall - Int64(clock.zone.offset(at: clock.now)) * 1000)
        let moment = Timestamp(milliseconds: wall - Int64(clock.zone.offset(at: guess)) * 1000)
        return moment > clock.now ? moment : nil
    }

    private static let weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    private static func later(_ text: String, _ clock: ScreenClock) -> Timestamp? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int(digits), count > 0, count <= 100_000,
            let unit = text.dropFirst(digits.count).first
        else { return nil }
        let units: [Character: Double] = ["m": 60, "h": 3600, "d": 86_400, "w": 604_800]
        return units[unit].map { clock.now.adding(seconds: Double(count) * $0) }
    }

    /// The minute of the day: `9`, `9:30`, `9am`, `12:15pm`.
    private static func minute(_ text: String) -> Int? {
        var text = Substring(text)
        var shift: Int?
        if text.hasSuffix("am") { shift = 0 }
        if text.hasSuffix("pm") { shift = 12 }
        if shift != nil { text = text.dropLast(2) }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, var hour = Int(parts[0]), let minute = parts.count == 2 ? Int(parts[1]) : 0,
            (0..<60).contains(minute)
        else { return nil }
        if let shift {
            guard (1...12).contains(hour) else { return nil }
            hour = hour % 12 + shift
        }
        return (0..<24).contains(hour) ? hour * 60 + minute : nil
    }
}
