/// Reads the date formats that mail really holds (RFC 5322 §3.3, §4.3, and asctime).
enum DateScanner {
    static func date(in text: String) -> MessageDate? {
        var parts = Parts()
        for token in tokens(of: text) where !parts.take(token) { return nil }
        return parts.date
    }

    private static func tokens(of text: String) -> [Substring] {
        var isComment = 0
        var cleaned = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(200) {
            if scalar == "(" { isComment += 1 }
            if isComment == 0 { cleaned.append(scalar == "," ? " " : scalar) }
            if scalar == ")", isComment > 0 { isComment -= 1 }
        }
        return String(cleaned).split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" })
    }

    private struct Parts {
        var day: Int?
        var month: Int?
        var year: Int?
        var time: (Int, Int, Int)?
        var zone: Int?

        /// Takes one word; false when it fits nowhere before the date is complete.
        mutating func take(_ token: Substring) -> Bool {
            if time == nil, token.contains(":") { return takeTime(token) }
            if time == nil, token.contains("."), token.split(separator: ".").count == 3, day != nil,
                year != nil
            {
                return takeTime(Substring(token.map { $0 == "." ? ":" : String($0) }.joined()))
            }
            if let first = token.utf8.first, first == 0x2B || first == 0x2D, token.utf8.count >= 4 {
                return takeOffset(token)
            }
            if token.contains("-"), month == nil {
                return token.split(separator: "-").allSatisfy { take($0) }
            }
            if let number = Int(token), token.utf8.allSatisfy(ASCII.isDigit) {
                return takeNumber(number, token.utf8.count)
            }
            if month == nil, let index = monthIndex(token) {
                month = index
                return true
            }
            if time != nil, zone == nil { zone = DateScanner.namedZones[token.uppercased()] }
            if time != nil { takeHalf(token.lowercased()) }
            return true
        }

        private mutating func takeHalf(_ token: String) {
            guard let (hour, minute, second) = time else { return }
            if token == "pm", hour < 12 { time = (hour + 12, minute, second) }
            if token == "am", hour == 12 { time = (0, minute, second) }
        }

        private func monthIndex(_ token: Substring) -> Int? {
            guard token.utf8.count >= 3 else { return nil }
            let prefix = token.prefix(3).lowercased()
            return CivilTime.months.firstIndex { $0.lowercased() == prefix }.map { $0 + 1 }
        }

        private mutating func takeNumber(_ number: Int, _ digits: Int) -> Bool {
            if day == nil, digits <= 2 {
                day = number
            } else if year == nil, digits <= 4 {
                year =
                    digits == 4
                    ? number : number < 50 ? 2000 + number : digits == 2 ? 1900 + number : 1900 + number
            } else if time != nil, digits == 4, zone == nil {
                zone = number / 100 * 60 + number % 100
            }
            return true
        }

        private mutating func takeTime(_ token: Substring) -> Bool {
            let fields = token.split(separator: ":", omittingEmptySubsequences: false)
            guard fields.count == 2 || fields.count == 3, let hour = Int(fields[0]),
                let minute = Int(fields[1])
            else { return false }
            var second = 0
            if fields.count == 3 {
                guard let whole = fields[2].split(separator: ".").first, let value = Int(whole) else {
                    return false
                }
                second = value
            }
            time = (hour, minute, second)
            return true
        }

        private mutating func takeOffset(_ token: Substring) -> Bool {
            let digits = token.dropFirst().filter { $0 != ":" }.prefix(4)
            guard let number = Int(digits), digits.utf8.count == 4, number / 100 < 24, number % 100 < 60
            else { return true }
            let minutes = number / 100 * 60 + number % 100
            zone = token.hasPrefix("-") ? -minutes : minutes
            return true
        }

        var date: MessageDate? {
            guard let day, let month, let year, let (hour, minute, second) = time, (1...9999).contains(year),
                day >= 1, day <= CivilTime.daysInMonth(month, year: year), (0...23).contains(hour),
                (0...59).contains(minute), (0...60).contains(second)
            else { return nil }
            let days = CivilTime.days(year: year, month: month, day: day)
            let offset = zone ?? 0
            let seconds = days * 86_400 + hour * 3600 + (minute - offset) * 60 + min(second, 59)
            return MessageDate(milliseconds: Int64(seconds) * 1000, offsetMinutes: offset)
        }
    }

    /// Named zones in minutes (RFC 5322 §4.3 and what senders use beside it).
    private static let namedZones: [String: Int] = [
        "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420,
        "MDT": -360, "PST": -480, "PDT": -420, "WET": 0, "WEST": 60, "BST": 60, "CET": 60, "CEST": 120,
        "MET": 60,
        "MEST": 120, "EET": 120, "EEST": 180, "MSK": 180, "JST": 540, "KST": 540, "HKT": 480, "SGT": 480,
        "NZST": 720, "NZDT": 780, "AEST": 600, "AEDT": 660, "HST": -600, "AKST": -540, "AKDT": -480,
    ]
}
