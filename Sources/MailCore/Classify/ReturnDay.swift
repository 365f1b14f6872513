/// Finds the day on which the writer of an absence note is back.
enum ReturnDay {
    private struct Found {
        var day: CalendarDay
        /// Words in front of the date, lower case.
        var lead: String
        var isAfterMark: Bool
    }

    private static let marks: [String] = [
        "until", "till", "through", "thru", "back on", "back in the office", "be back", "back", "return on",
        "returning", "return", "available again", "resume",
        "bis", "bis zum", "wieder ab", "ab dem", "ab", "zurück am", "wieder am", "jusqu'au", "retour le",
        "à partir du", "au", "hasta", "hasta el",
        "a partir del", "vuelvo el", "regreso", "al", "fino al", "rientro", "dal", "tot", "tot en met", "t/m",
        "vanaf", "até", "retorno", "a partir de",
        "till och med", "t.o.m.", "til", "до", "с", "do", "–", "-", "to", "and",
    ]

    private static let months: [(String, Int)] = [
        ("jan", 1), ("ene", 1), ("gen", 1), ("feb", 2), ("fév", 2), ("fev", 2), ("mar", 3), ("mär", 3),
        ("maa", 3), ("mrt", 3),
        ("apr", 4), ("avr", 4), ("abr", 4), ("may", 5), ("mai", 5), ("maj", 5), ("mei", 5), ("mag", 5),
        ("jun", 6), ("juin", 6),
        ("giu", 6), ("jul", 7), ("juil", 7), ("lug", 7), ("aug", 8), ("aoû", 8), ("ago", 8), ("sep", 9),
        ("set", 9), ("oct", 10),
        ("okt", 10), ("ott", 10), ("out", 10), ("nov", 11), ("dec", 12), ("dez", 12), ("déc", 12),
        ("dic", 12), ("янв", 1),
        ("фев", 2), ("мар", 3), ("апр", 4), ("мая", 5), ("май", 5), ("июн", 6), ("июл", 7), ("авг", 8),
        ("сен", 9), ("окт", 10),
        ("ноя", 11), ("дек", 12),
    ]

    /// The day of return: the latest plausible date that stands behind a word such as "until" or "back on".
    ///
    /// - Parameter sent: when the note was sent, for years that are not written and to rule out dates that are
    ///   past or more than 400 days away; without it only dates with a year are taken.
    static func find(in text: String, sent: MessageDate?) -> CalendarDay? {
        let reference = sent.map { date -> CalendarDay in
            let time = CivilTime(milliseconds: date.milliseconds + Int64(date.offsetMinutes) * 60_000)
            return CalendarDay(year: time.year, month: time.month, day: time.day)
        }
        let words = words(of: String(text.prefix(3_000)))
        var found: [Found] = []
        var index = 0
        while index < words.count {
            if let (day, length) = date(in: words[index...], reference: reference) {
                let lead = words[max(0, index - 4)..<index].joined(separator: " ")
                found.append(Found(day: day, lead: lead, isAfterMark: isAfterMark(lead)))
                index += length
            } else {
                index += 1
            }
        }
        let plausible = found.filter { found in
            guard let reference else { return true }
            let distance = found.day.daysSince1970 - reference.daysSince1970
            return distance >= 0 && distance <= 400
        }
        return plausible.filter(\.isAfterMark).map(\.day).max()
            ?? (plausible.count == 1 ? plausible[0].day : nil)
    }

    private static func isAfterMark(_ lead: String) -> Bool {
        let padded = " " + lead + " "
        return marks.contains { padded.contains(" " + $0 + " ") }
    }

    private static func words(of text: String) -> [String] {
        text.lowercased().split {
            $0.isWhitespace || $0 == "," || $0 == "(" || $0 == ")" || $0 == ";" || $0 == "!"
        }
        .prefix(800).map { word in
            word.last == "." && !word.dropLast().allSatisfy({ $0.isNumber || $0 == "." })
                ? String(word.dropLast()) : String(word)
        }
    }

    /// The date that begins with these words, and how many it takes.
    private static func date(in words: ArraySlice<String>, reference: CalendarDay?) -> (CalendarDay, Int)? {
        guard let first = words.first else { return nil }
        if let day = numeric(first, reference) { return (day, 1) }
        let rest = Array(words.prefix(5))
        if let day = dayNumber(first), rest.count > 1 {
            let skip = ["of", "de", "di"].contains(rest[1]) ? 2 : 1
            guard rest.count > skip, let month = month(rest[skip]) else { return nil }
            let year = rest.count > skip + 1 ? year(rest[skip + 1]) : nil
            return valid(year, month, day, reference).map { ($0, skip + (year == nil ? 1 : 2)) }
        }
        if let month = month(first), rest.count > 1, let day = dayNumber(rest[1]) {
            let year = rest.count > 2 ? year(rest[2]) : nil
            return valid(year, month, day, reference).map { ($0, year == nil ? 2 : 3) }
        }
        return nil
    }

    private static func dayNumber(_ word: String) -> Int? {
        let digits = word.prefix { $0.isASCII && $0.isNumber }
        let suffix = word.dropFirst(digits.count)
        guard digits.count <= 2, ["", "st", "nd", "rd", "th", ".", "er", "º", "ª"].contains(String(suffix)),
            let day = Int(digits),
            (1...31).contains(day)
        else { return nil }
        return day
    }

    private static func month(_ word: String) -> Int? {
        guard word.count >= 3, word.allSatisfy({ $0.isLetter || $0 == "." }) else { return nil }
        if word.hasPrefix("juil") { return 7 }
        if word == "mars" || word.hasPrefix("march") || word.hasPrefix("marz") || word.hasPrefix("märz") {
            return 3
        }
        guard let month = months.first(where: { word.hasPrefix($0.0) })?.1 else { return nil }
        // "mark", "mayor" and their like are no months.
        let isShort = word.count <= 4
        let endings = [
            "ary", "uary", "ch", "il", "e", "y", "ust", "tember", "ober", "ember", "ar", "uar", "aio", "raio",
            "bre", "io", "os", "zo", "re", "ier", "rier", "let", "t", "us", "tus", "ustus", "i", "ari",
            "uari", "ço", "ho", "ro", "eiro", "ereiro", "mbre", "tembre", "ubre", "iembre", "sto", "ile",
            "naio", "braio", "gio", "gno", "lio", "tobre", "ября", "аря", "аля", "та", "еля", "я", "уста",
            "тября", "ября", "абря",
        ]
        return isShort || endings.contains(where: { word.hasSuffix($0) }) ? month : nil
    }

    private static func year(_ word: String) -> Int? {
        let digits = word.prefix { $0.isASCII && $0.isNumber }
        guard digits.count == 4, let year = Int(digits), (2000...2100).contains(year) else { return nil }
        return year
    }

    /// `24.11.2026`, `24.11.`, `24/11/2026`, `11/24/2026`, `2026-11-24`.
    private static func numeric(_ word: String, _ reference: CalendarDay?) -> CalendarDay? {
        guard word.utf8.count <= 12,
            let separator = word.first(where: { $0 == "." || $0 == "/" || $0 == "-" })
        else { return nil }
        let parts = word.split(separator: separator).map { Int($0) }
        let numbers = parts.compactMap { $0 }
        guard numbers.count == parts.count, (2...3).contains(numbers.count) else { return nil }
        if numbers.count == 3, numbers[0] > 1999 {
            return valid(numbers[0], numbers[1], numbers[2], reference)
        }
        if numbers.count == 2, separator == "-" || (separator == "." && !word.hasSuffix(".")) { return nil }
        let year = numbers.count == 3 ? (numbers[2] < 100 ? numbers[2] + 2000 : numbers[2]) : nil
        let isMonthFirst = separator == "/" && numbers[1] > 12
        return valid(
            year, isMonthFirst ? numbers[0] : numbers[1], isMonthFirst ? numbers[1] : numbers[0], reference)
    }

    private static func valid(_ year: Int?, _ month: Int, _ day: Int, _ reference: CalendarDay?)
        -> CalendarDay?
    {
        guard (1...12).contains(month), day >= 1 else { return nil }
        guard let year = year ?? reference.map({ month < $0.month - 1 ? $0.year + 1 : $0.year }),
            (2000...2100).contains(year), day <= CivilTime.daysInMonth(month, year: year)
        else { return nil }
        return CalendarDay(year: year, month: month, day: day)
    }
}
