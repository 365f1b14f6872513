import CRMModel

/// Dates in words, English, without a time zone.
enum DateFormat {
    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ]
    static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

    /// - Parameter pattern: `d dd M MM MMM MMMM yy yyyy EEE EEEE`, or one of `short`, `long`, `iso`; any other
    ///   letter or sign stands for itself.
    static func apply(_ pattern: String, to date: CivilDate) -> String {
        let named = ["short": "d MMM", "long": "EEEE, d MMMM yyyy", "iso": "yyyy-MM-dd"]
        let pattern = Array((named[pattern] ?? pattern).prefix(80))
        var result = ""
        var index = 0
        while index < pattern.count {
            let letter = pattern[index]
            let end = pattern[index...].firstIndex { $0 != letter } ?? pattern.count
            result += piece(letter, count: end - index, date) ?? String(pattern[index..<end])
            index = end
        }
        return result
    }

    /// Reads `yyyy-MM-dd`, alone or at the start of a longer time.
    static func parse(_ text: String) -> CivilDate? {
        let parts = text.trimmingBlanks.prefix(10).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            (1...12).contains(month), (1...31).contains(day), year > 0
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        return CivilDate(daysSince1970: date.daysSince1970) == date ? date : nil
    }

    private static func piece(_ letter: Character, count: Int, _ date: CivilDate) -> String? {
        func padded(_ value: Int) -> String { count > 1 && value < 10 ? "0\(value)" : String(value) }
        let month = months[max(0, min(11, date.month - 1))]
        let weekday = weekdays[max(0, min(6, date.weekday))]
        switch letter {
        case "d": return padded(date.day)
        case "M": return count < 3 ? padded(date.month) : count == 3 ? String(month.prefix(3)) : month
        case "y": return count == 2 ? String(String(date.year).suffix(2)) : String(date.year)
        case "E": return count < 4 ? String(weekday.prefix(3)) : weekday
        default: return nil
        }
    }
}
