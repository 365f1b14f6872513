/// A point in time as a mail states it: UTC, and the sender's offset (RFC 5322 §3.3).
public struct MessageDate: Hashable, Sendable, Codable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public var milliseconds: Int64
    /// The sender's distance from UTC in minutes, east positive.
    public var offsetMinutes: Int

    public init(milliseconds: Int64, offsetMinutes: Int = 0) {
        self.milliseconds = milliseconds
        self.offsetMinutes = offsetMinutes
    }

    /// Reads a `Date` value: also two-digit years, missing seconds, named zones, comments, month before day.
    ///
    /// - Returns: nil when there is no day, month, year and time of day in it, or one is out of range.
    public init?(headerValue text: String) {
        guard let date = DateScanner.date(in: text) else { return nil }
        self = date
    }

    /// As a `Date` header value: `Fri, 20 Nov 2026 15:30:00 +0100`.
    public var headerValue: String {
        let local = CivilTime(milliseconds: milliseconds + Int64(offsetMinutes) * 60_000)
        let sign = offsetMinutes < 0 ? "-" : "+"
        let zone = abs(offsetMinutes)
        return "\(CivilTime.weekdays[local.weekday]), \(local.day) \(CivilTime.months[local.month - 1]) "
            + "\(padded(local.year, 4)) \(padded(local.hour)):\(padded(local.minute)):\(padded(local.second)) "
            + "\(sign)\(padded(zone / 60))\(padded(zone % 60))"
    }

    /// In UTC to the second: `2026-11-20T14:30:00Z`.
    public var iso8601: String {
        let utc = CivilTime(milliseconds: milliseconds)
        return "\(padded(utc.year, 4))-\(padded(utc.month))-\(padded(utc.day))T"
            + "\(padded(utc.hour)):\(padded(utc.minute)):\(padded(utc.second))Z"
    }
}

func padded(_ value: Int, _ width: Int = 2) -> String {
    let digits = String(value)
    return digits.utf8.count >= width
        ? digits : String(repeating: "0", count: width - digits.utf8.count) + digits
}

/// The proleptic Gregorian calendar, as arithmetic.
struct CivilTime: Hashable, Sendable {
    var year: Int
    var month: Int
    var day: Int
    var hour: Int
    var minute: Int
    var second: Int
    /// 0 is Sunday.
    var weekday: Int

    static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

    init(milliseconds: Int64) {
        let seconds = Int(milliseconds.floorDivided(by: 1000))
        let days = Int(Int64(seconds).floorDivided(by: 86_400))
        let rest = seconds - days * 86_400
        hour = rest / 3600
        minute = rest % 3600 / 60
        second = rest % 60
        weekday = ((days + 4) % 7 + 7) % 7
        // Days since 0000-03-01, in eras of 400 years.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Days from 1970-01-01 to a date.
    static func days(year: Int, month: Int, day: Int) -> Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    static func daysInMonth(_ month: Int, year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        default: 31
        }
    }
}

extension Int64 {
    fileprivate func floorDivided(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
