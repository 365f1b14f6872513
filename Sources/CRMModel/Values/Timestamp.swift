/// A moment: milliseconds since 1970-01-01 UTC.
public struct Timestamp: Hashable, Sendable, Comparable {
    public var milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    public static func < (a: Self, b: Self) -> Bool { a.milliseconds < b.milliseconds }

    /// The moment `seconds` later (earlier when negative).
    public func adding(seconds: Double) -> Timestamp {
        Timestamp(milliseconds: milliseconds + Int64(seconds * 1000))
    }

    /// Seconds from `other` to this moment; negative when this is earlier.
    public func seconds(since other: Timestamp) -> Double { Double(milliseconds - other.milliseconds) / 1000 }
}

extension Timestamp: CustomStringConvertible {
    /// RFC 3339 in UTC with milliseconds: `2026-11-20T16:48:00.000Z`.
    public var description: String {
        let date = CivilDate(daysSince1970: milliseconds.floorDivided(by: 86_400_000))
        let time = milliseconds - milliseconds.floorDivided(by: 86_400_000) * 86_400_000
        func pad(_ value: Int64, _ width: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(pad(Int64(date.year), 4))-\(pad(Int64(date.month), 2))-\(pad(Int64(date.day), 2))T"
            + "\(pad(time / 3_600_000, 2)):\(pad(time / 60_000 % 60, 2)):\(pad(time / 1000 % 60, 2))"
            + ".\(pad(time % 1000, 3))Z"
    }

    /// Reads RFC 3339 (`2026-11-20T16:48:00Z`, fractions and offsets allowed); nil for anything else.
    public init?(rfc3339 text: some StringProtocol) {
        let bytes = Array(text.utf8)
        func number(_ from: Int, _ count: Int) -> Int64? {
            guard from + count <= bytes.count else { return nil }
            return bytes[from..<(from + count)].reduce(Optional(Int64(0))) { result, byte in
                guard let result, byte >= 48, byte <= 57 else { return nil }
                return result * 10 + Int64(byte - 48)
            }
        }
        guard bytes.count >= 20, bytes[4] == 45, bytes[7] == 45, [84, 116, 32].contains(bytes[10]),
            bytes[13] == 58,
            bytes[16] == 58, let year = number(0, 4), let month = number(5, 2), (1...12).contains(month),
            let day = number(8, 2), (1...31).contains(day), let hour = number(11, 2), hour < 24,
            let minute = number(14, 2), minute < 60, let second = number(17, 2), second <= 60
        else { return nil }
        var index = 19
        var fraction: Int64 = 0
        if bytes[index] == 46 {
            index += 1
            var scale: Int64 = 100
            while index < bytes.count, bytes[index] >= 48, bytes[index] <= 57 {
                fraction += Int64(bytes[index] - 48) * scale
                scale /= 10
                index += 1
            }
        }
        guard index < bytes.count else { return nil }
        var offset: Int64 = 0
        switch bytes[index] {
        case 90, 122:
            guard index + 1 == bytes.count else { return nil }
        case 43, 45:
            guard bytes.count == index + 6, bytes[index + 3] == 58, let hours = number(index + 1, 2),
                hours < 24,
                let minutes = number(index + 4, 2), minutes < 60
            else { return nil }
            offset = (hours * 60 + minutes) * (bytes[index] == 43 ? 60_000 : -60_000)
        default: return nil
        }
        let days = CivilDate(year: Int(year), month: Int(month), day: Int(day)).daysSince1970
        let clock = (hour * 3600 + minute * 60 + second) * 1000
        milliseconds = days * 86_400_000 + clock + fraction - offset
    }
}

/// A day of the proleptic Gregorian calendar, without a time zone.
public struct CivilDate: Hashable, Sendable, Comparable {
    public var year: Int
    /// 1 to 12.
    public var month: Int
    /// 1 to 31.
    public var day: Int

    public init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// - Parameter days: days since 1970-01-01; negative before.
    public init(daysSince1970 days: Int64) {
        // Shifted so that the year begins in March and the leap day ends it.
        let shifted = days + 719_468
        let era = shifted.floorDivided(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = Int(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
        month = Int(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9)
        year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
    }

    /// Days since 1970-01-01.
    public var daysSince1970: Int64 {
        let shiftedYear = Int64(month <= 2 ? year - 1 : year)
        let era = shiftedYear.floorDivided(by: 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = Int64((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1)
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// 0 for Monday to 6 for Sunday.
    public var weekday: Int { Int((daysSince1970 + 3) - (daysSince1970 + 3).floorDivided(by: 7) * 7) }

    public static func < (a: Self, b: Self) -> Bool { a.daysSince1970 < b.daysSince1970 }
}

extension Int64 {
    /// Division that rounds towards negative infinity.
    func floorDivided(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
