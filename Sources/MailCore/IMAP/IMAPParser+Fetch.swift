// FETCH responses (RFC 9051 §7.5.2). What is not known is passed over.

extension IMAPScanner {
    mutating func fetch(sequence: UInt32) throws(ProtocolViolation) -> FetchedMessage {
        var message = FetchedMessage(sequence: sequence)
        try list { (scanner) throws(ProtocolViolation) in
            try scanner.fetchItem(into: &message)
        }
        return message
    }

    private mutating func fetchItem(into message: inout FetchedMessage) throws(ProtocolViolation) {
        let name = String(
            decoding: bytes(upTo: 0x20, UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: ")")),
            as: UTF8.self
        ).uppercased()
        if skip("[") {
            let section = WireText.oneLine(bytes(upTo: UInt8(ascii: "]"))).uppercased()
            try expect("]")
            return try bodySection(name, section, into: &message)
        }
        skipSpaces()
        switch name {
        case "UID": message.uid = UID(try number32())
        case "FLAGS": message.flags = try flags()
        case "INTERNALDATE": message.internalDate = InternalDate.seconds(try nilOrString() ?? [])
        case "RFC822.SIZE": message.size = try number(upTo: UInt64(Int64.max))
        case "MODSEQ":
            try expect("(")
            message.modSeq = try modSeq()
            try expect(")")
        case "RFC822", "RFC822.HEADER", "RFC822.TEXT":
            try bodySection("BODY", String(name.dropFirst(7)), into: &message)
        case "EMAILID", "THREADID": try objectID(name, into: &message)
        case "X-GM-MSGID": message.emailID = String(try number(upTo: UInt64.max))
        case "X-GM-THRID": message.threadID = String(try number(upTo: UInt64.max))
        case "X-GM-LABELS": message.labels = try gmailLabels()
        default: try skipValue()
        }
    }

    private mutating func bodySection(
        _ item: String, _ section: String, into message: inout FetchedMessage
    ) throws(ProtocolViolation) {
        var origin: UInt32?
        if skip("<") {
            origin = try number32()
            try expect(">")
        }
        skipSpaces()
        guard item == "BODY" else { return try skipValue() }  // BINARY is not asked for
        let bytes = try nilOrAString()
        message.sections.append(.init(name: section, origin: origin, bytes: bytes))
    }

    private mutating func objectID(
        _ name: String, into message: inout FetchedMessage
    ) throws(ProtocolViolation) {
        guard peek == UInt8(ascii: "(") else { return try skipValue() }
        var value: String?
        try list { (scanner) throws(ProtocolViolation) in
            value = String(decoding: try scanner.atom(), as: UTF8.self)
        }
        if name == "EMAILID" { message.emailID = value } else { message.threadID = value }
    }

    private mutating func gmailLabels() throws(ProtocolViolation) -> [String] {
        var labels: [String] = []
        try list { (scanner) throws(ProtocolViolation) in
            labels.append(WireText.oneLine(try scanner.nilOrAString() ?? []))
        }
        return labels
    }
}

/// The date form of INTERNALDATE and APPEND: ` 7-Feb-2026 14:05:09 +0100` (RFC 9051 `date-time`).
enum InternalDate {
    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    /// Seconds since 1970 UTC; nil when the text is no date. The day may have one or two digits.
    static func seconds(_ bytes: [UInt8]) -> Int64? {
        let text = String(decoding: bytes.prefix(40), as: UTF8.self)
        let words = text.split(separator: " ", omittingEmptySubsequences: true)
        guard words.count >= 2 else { return nil }
        let date = words[0].split(separator: "-")
        let time = words[1].split(separator: ":")
        guard date.count == 3, time.count == 3, let day = Int64(date[0]), (1...31).contains(day),
            let month = months.firstIndex(of: date[1].lowercased()), let year = Int64(date[2]),
            (1...9_999).contains(year), let hour = Int64(time[0]), (0...24).contains(hour),
            let minute = Int64(time[1]), (0...59).contains(minute), let second = Int64(time[2]),
            (0...60).contains(second)
        else { return nil }
        let zone = words.count > 2 ? offset(words[2]) ?? 0 : 0
        return days(year, Int64(month) + 1, day) * 86_400 + hour * 3_600 + minute * 60 + second - zone
    }

    /// The text for `seconds`, in UTC.
    static func text(_ seconds: Int64) -> String {
        let bounded = min(max(seconds, 0), 253_402_300_799)
        let (day, second) = bounded.quotientAndRemainder(dividingBy: 86_400)
        let (year, month, dayOfMonth) = civil(day)
        func two(_ value: Int64, pad: String = "0") -> String { value < 10 ? pad + "\(value)" : "\(value)" }
        let name = months[Int(month) - 1].prefix(1).uppercased() + months[Int(month) - 1].dropFirst()
        let clock = "\(two(second / 3_600)):\(two(second / 60 % 60)):\(two(second % 60))"
        let digits = String(year)
        return two(dayOfMonth, pad: " ") + "-\(name)-" + String(repeating: "0", count: 4 - digits.count)
            + digits
            + " \(clock) +0000"
    }

    private static func offset(_ zone: Substring) -> Int64? {
        guard zone.utf8.count == 5, let sign = zone.first, sign == "+" || sign == "-",
            let value = Int64(zone.dropFirst()), value >= 0
        else { return nil }
        return (value / 100 * 3_600 + value % 100 * 60) * (sign == "-" ? -1 : 1)
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar, counted in eras of 400 years from March.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthOfYear = (5 * dayOfYear + 2) / 153
        let month = monthOfYear < 10 ? monthOfYear + 3 : monthOfYear - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthOfYear + 2) / 5 + 1
        )
    }
}
