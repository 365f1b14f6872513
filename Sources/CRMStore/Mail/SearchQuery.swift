public import CRMModel

/// A search as it was typed, taken apart: `from:ana is:unread "price list" invoi*`.
///
/// All terms have to hold. A minus before a term turns it around.
public struct SearchQuery: Hashable, Sendable {
    /// Where words are looked for.
    public enum Field: String, Hashable, Sendable { case any, from, to, subject }

    /// What is asked of a message.
    public enum Criterion: Hashable, Sendable {
        /// Words in that order, the last one as a beginning when `isPrefix`.
        case words(Field, String, isPrefix: Bool)
        case hasAttachment
        case unread
        case read
        case flagged
        case answered
        /// Received before the start of that day (UTC).
        case before(CivilDate)
        /// Received at or after the start of that day (UTC).
        case after(CivilDate)
        /// In a folder of that name, role or last part of the name.
        case folder(String)
        /// A copy went to somebody with these words in name or address.
        case copied(String)
        /// Linked to a company whose name begins so.
        case company(String)
        /// Opened by a person, or never.
        case opened(Bool)
        /// Clicked by a person, or never.
        case clicked(Bool)
    }

    public struct Term: Hashable, Sendable {
        public var criterion: Criterion
        public var isNegated: Bool

        public init(_ criterion: Criterion, isNegated: Bool = false) {
            self.criterion = criterion
            self.isNegated = isNegated
        }
    }

    /// Why a query cannot be read.
    public struct Problem: Error, Hashable, Sendable {
        public enum Reason: Hashable, Sendable {
            case unknownOperator(String), emptyValue(String), unknownValue(String), notADate(String)
            case tooManyTerms
        }

        public var reason: Reason
        /// Characters before and in the part at fault.
        public var position: Int
        public var length: Int
    }

    public var terms: [Term]

    public init(terms: [Term]) { self.terms = terms }

    /// The most terms of a query.
    public static let limit = 32

    /// Reads a query; blanks separate terms, quotes hold words together (a missing end quote is forgiven).
    public static func parse(_ text: String) throws(Problem) -> SearchQuery {
        var parser = SearchQueryParser(text)
        return SearchQuery(terms: try parser.terms())
    }
}

/// Reads a query character by character.
private struct SearchQueryParser {
    private let characters: [Character]
    private var index = 0

    init(_ text: String) { characters = Array(text.prefix(4000)) }

    mutating func terms() throws(SearchQuery.Problem) -> [SearchQuery.Term] {
        var terms: [SearchQuery.Term] = []
        while skipBlanks() {
            let start = index
            if let term = try term() { terms.append(term) }
            if terms.count > SearchQuery.limit { throw problem(.tooManyTerms, from: start) }
        }
        return terms
    }

    private mutating func skipBlanks() -> Bool {
        while index < characters.count, characters[index].isWhitespace { index += 1 }
        return index < characters.count
    }

    private mutating func term() throws(SearchQuery.Problem) -> SearchQuery.Term? {
        let start = index
        let isNegated =
            characters[index] == "-" && index + 1 < characters.count && !characters[index + 1].isWhitespace
        if isNegated { index += 1 }
        if characters[index] == "\"" {
            let phrase = value()
            return words(.any, phrase, isQuoted: true).map { SearchQuery.Term($0, isNegated: isNegated) }
        }
        let wordStart = index
        while index < characters.count, characters[index].isLetter { index += 1 }
        if index > wordStart, index < characters.count, characters[index] == ":", isOperatorEnd(index + 1) {
            let name = String(characters[wordStart..<index]).lowercased()
            index += 1
            let isQuoted = index < characters.count && characters[index] == "\""
            let value = value()
            guard let criterion = try criterion(name, value, isQuoted: isQuoted, start) else { return nil }
            return SearchQuery.Term(criterion, isNegated: isNegated)
        }
        index = wordStart
        return words(.any, value(), isQuoted: false).map { SearchQuery.Term($0, isNegated: isNegated) }
    }

    /// `http://x` and `12:30` are words, not operators.
    private func isOperatorEnd(_ next: Int) -> Bool { next >= characters.count || characters[next] != "/" }

    /// A quoted value or everything up to the next blank.
    private mutating func value() -> String {
        guard index < characters.count, characters[index] == "\"" else {
            let start = index
            while index < characters.count, !characters[index].isWhitespace { index += 1 }
            return String(characters[start..<index])
        }
        index += 1
        let start = index
        while index < characters.count, characters[index] != "\"" { index += 1 }
        let value = String(characters[start..<index])
        if index < characters.count { index += 1 }
        return value
    }

    private func words(_ field: SearchQuery.Field, _ value: String, isQuoted: Bool) -> SearchQuery.Criterion?
    {
        let isPrefix = !isQuoted && value.last == "*"
        let text = isPrefix ? String(value.dropLast()) : value
        guard text.contains(where: { $0.isLetter || $0.isNumber }) else { return nil }
        return .words(field, text, isPrefix: isPrefix || (field != .any && !isQuoted))
    }

    private func criterion(
        _ name: String, _ value: String, isQuoted: Bool, _ start: Int
    ) throws(SearchQuery.Problem) -> SearchQuery.Criterion? {
        guard !value.isEmpty else { throw problem(.emptyValue(name), from: start) }
        let word = value.lowercased()
        switch name {
        case "from": return words(.from, value, isQuoted: isQuoted)
        case "to": return words(.to, value, isQuoted: isQuoted)
        case "subject": return words(.subject, value, isQuoted: isQuoted)
        case "cc": return .copied(value)
        case "in": return .folder(word)
        case "company": return .company(value)
        case "before": return .before(try date(value, start))
        case "after": return .after(try date(value, start))
        case "has": if word == "attachment" { return .hasAttachment }
        case "is":
            switch word {
            case "unread": return .unread
            case "read": return .read
            case "flagged", "starred": return .flagged
            case "answered", "replied": return .answered
            default: break
            }
        case "opened", "clicked":
            guard let isWanted = ["yes": true, "true": true, "no": false, "false": false][word] else { break }
            return name == "opened" ? .opened(isWanted) : .clicked(isWanted)
        default: throw problem(.unknownOperator(name), from: start)
        }
        throw problem(.unknownValue(value), from: start)
    }

    /// `2026-11-20`, `2026-11` or `2026`.
    private func date(_ value: String, _ start: Int) throws(SearchQuery.Problem) -> CivilDate {
        let parts = value.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard (1...3).contains(parts.count), let year = parts[0], (1...9999).contains(year),
            let month = parts.count > 1 ? parts[1] : 1, (1...12).contains(month),
            let day = parts.count > 2 ? parts[2] : 1, (1...31).contains(day)
        else { throw problem(.notADate(value), from: start) }
        let date = CivilDate(year: year, month: month, day: day)
        guard CivilDate(daysSince1970: date.daysSince1970) == date else {
            throw problem(.notADate(value), from: start)
        }
        return date
    }

    private func problem(_ reason: SearchQuery.Problem.Reason, from start: Int) -> SearchQuery.Problem {
        SearchQuery.Problem(reason: reason, position: start, length: index - start)
    }
}
