import CRMModel

/// What may stand behind a `|`.
enum MergeFilter: Hashable, Sendable {
    case upper, lower, title, trim, first, urlencode, possessive
    /// A pattern of `DateFormat`.
    case date(String)
    /// A currency's letters or sign; empty when the value says it.
    case money(String)

    static let names = [
        "upper", "lower", "title", "trim", "first", "urlencode", "possessive", "date", "money", "default",
    ]

    /// - Returns: nil for `default`, which is a fallback, and for unknown names.
    init?(name: String, arguments: [String]) {
        switch name {
        case "upper": self = .upper
        case "lower": self = .lower
        case "title": self = .title
        case "trim": self = .trim
        case "first": self = .first
        case "urlencode": self = .urlencode
        case "possessive": self = .possessive
        case "date": self = .date(arguments.first ?? "d MMMM yyyy")
        case "money": self = .money(arguments.first ?? "")
        default: return nil
        }
    }

    func apply(to value: MergeValue) -> MergeValue {
        switch self {
        case .upper: .text(value.text.uppercased())
        case .lower: .text(value.text.lowercased())
        case .title: .text(Self.titled(value.text))
        case .trim: .text(value.text.trimmingBlanks)
        case .first: .text(Self.first(of: value))
        case .urlencode: .text(PercentEncoding.component(value.text))
        case .possessive: .text(Self.possessive(value.text))
        case .date(let pattern): Self.date(value, pattern)
        case .money(let currency): .text(Self.money(value.text, currency: currency))
        }
    }

    private static func first(of value: MergeValue) -> String {
        if case .list(let items) = value { return items.first ?? "" }
        return String(value.text.trimmingBlanks.prefix { !$0.isWhitespace })
    }

    private static func possessive(_ text: String) -> String {
        let name = text.trimmingBlanks
        guard let last = name.last else { return "" }
        return last == "s" || last == "S" ? name + "'" : name + "'s"
    }

    /// Capitals at the start of words; a word in mixed case (McKay, iPhone) is left alone.
    private static func titled(_ text: String) -> String {
        let isShouted = text == text.uppercased()
        var result = ""
        var word = ""
        func finish() {
            let isPlain = isShouted || word == word.lowercased()
            result += isPlain ? word.prefix(1).uppercased() + word.dropFirst().lowercased() : word
            word = ""
        }
        for character in text {
            if character.isLetter || character == "'" || character.isNumber {
                word.append(character)
            } else {
                finish()
                result.append(character)
            }
        }
        finish()
        return result
    }

    private static func date(_ value: MergeValue, _ pattern: String) -> MergeValue {
        if case .date(let date) = value { return .text(DateFormat.apply(pattern, to: date)) }
        guard let date = DateFormat.parse(value.text) else { return value }
        return .text(DateFormat.apply(pattern, to: date))
    }

    /// `38400` with EUR becomes `EUR 38,400`; `$1200.5` becomes `$1,200.50`. What is no amount is left alone.
    private static func money(_ text: String, currency: String) -> String {
        let text = text.trimmingBlanks
        let own = text.prefix { !$0.isNumber && $0 != "-" }.trimmingBlanks
        var rest = text.drop { !$0.isNumber && $0 != "-" }
        let behind = rest.reversed().prefix { $0.isLetter || $0.isCurrencySymbol }
        rest = rest.dropLast(behind.count)
        let digits = rest.filter { $0 != "," && $0 != " " && $0 != "'" }
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        let isNegative = digits.hasPrefix("-")
        guard let whole = parts.first.map({ isNegative ? $0.dropFirst() : $0 }), !whole.isEmpty,
            parts.count <= 2, whole.count <= 18,
            (whole + (parts.dropFirst().first ?? "")).allSatisfy({ $0.isASCII && $0.isNumber })
        else { return text }
        var grouped = ""
        for (index, digit) in whole.enumerated() {
            if index > 0 && (whole.count - index) % 3 == 0 { grouped.append(",") }
            grouped.append(digit)
        }
        if let cents = parts.dropFirst().first, cents.contains(where: { $0 != "0" }) {
            grouped += "." + (cents + "0").prefix(2)
        }
        let sign = currency.isEmpty ? (own.isEmpty ? String(behind.reversed()) : own) : currency
        let amount = (isNegative ? "-" : "") + grouped
        if sign.isEmpty { return amount }
        return sign.contains(where: \.isLetter) ? "\(sign) \(amount)" : sign + amount
    }
}

/// Percent-encoding (RFC 3986 §2.1).
enum PercentEncoding {
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// All but unreserved characters encoded.
    static func component(_ text: String) -> String { encode(text, keeping: "-._~") }

    /// What may not stand in a URL encoded, its structure kept.
    static func address(_ text: String) -> String { encode(text, keeping: "-._~:/?#[]@!$&'()*+,;=%") }

    private static func encode(_ text: String, keeping kept: String) -> String {
        let kept = Set(kept.utf8)
        var result: [UInt8] = []
        for byte in text.utf8 {
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            if isPlain || kept.contains(byte) {
                result.append(byte)
            } else {
                result += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
