import CRMModel

/// A query as the statements of the search take it.
struct SearchPlan: Hashable, Sendable {
    /// FTS5 expressions over the two tables; nil when nothing is asked of that table.
    var words: String?
    var grams: String?
    /// What must not be found.
    var excludedWords: String?
    var excludedGrams: String?
    /// Flags that must be set and unset.
    var flagsSet: MessageFlags = []
    var flagsUnset: MessageFlags = []
    var hasAttachment: Bool?
    var isOpened: Bool?
    var isClicked: Bool?
    var afterKey: Int64 = 0
    var beforeKey: Int64 = .max
    var folders: [FolderTest] = []
    var companies: [CompanyTest] = []
    var copies: [CopyTest] = []

    struct FolderTest: Hashable, Sendable {
        var name: String
        var isNegated: Bool
    }

    struct CopyTest: Hashable, Sendable {
        var pattern: String
        var isNegated: Bool
    }

    struct CompanyTest: Hashable, Sendable {
        var pattern: String
        var isNegated: Bool
    }

    init(_ query: SearchQuery) {
        var wanted: (words: [String], grams: [String]) = ([], [])
        var unwanted: (words: [String], grams: [String]) = ([], [])
        for term in query.terms {
            guard case .words(let field, let text, let isPrefix) = term.criterion else {
                add(term.criterion, isNegated: term.isNegated)
                // The index knows all recipients: it finds the candidates among which the copies are.
                if case .copied(let text) = term.criterion, !term.isNegated, !SearchPlan.needsGrams(text) {
                    wanted.words.append(SearchPlan.expression(.to, text, isPrefix: true))
                }
                continue
            }
            let isGram = SearchPlan.needsGrams(text)
            let expression = SearchPlan.expression(field, text, isPrefix: isPrefix && !isGram)
            switch (term.isNegated, isGram) {
            case (false, false): wanted.words.append(expression)
            case (false, true): wanted.grams.append(expression)
            case (true, false): unwanted.words.append(expression)
            case (true, true): unwanted.grams.append(expression)
            }
        }
        words = SearchPlan.joined(wanted.words, "AND")
        grams = SearchPlan.joined(wanted.grams, "AND")
        excludedWords = SearchPlan.joined(unwanted.words, "OR")
        excludedGrams = SearchPlan.joined(unwanted.grams, "OR")
    }

    private mutating func add(_ criterion: SearchQuery.Criterion, isNegated: Bool) {
        switch criterion {
        case .words: break
        case .hasAttachment: hasAttachment = !isNegated
        case .unread: require(.seen, isSet: isNegated)
        case .read: require(.seen, isSet: !isNegated)
        case .flagged: require(.flagged, isSet: !isNegated)
        case .answered: require(.answered, isSet: !isNegated)
        case .before(let date): bound(date, isAfter: isNegated)
        case .after(let date): bound(date, isAfter: !isNegated)
        case .folder(let name): folders.append(FolderTest(name: name, isNegated: isNegated))
        case .company(let name):
            companies.append(CompanyTest(pattern: SearchPlan.beginning(name), isNegated: isNegated))
        case .copied(let words):
            copies.append(CopyTest(pattern: "%" + SearchPlan.beginning(words), isNegated: isNegated))
        case .opened(let isWanted): isOpened = isWanted != isNegated
        case .clicked(let isWanted): isClicked = isWanted != isNegated
        }
    }

    private mutating func require(_ flag: MessageFlags, isSet: Bool) {
        if isSet { flagsSet.insert(flag) } else { flagsUnset.insert(flag) }
    }

    private mutating func bound(_ date: CivilDate, isAfter: Bool) {
        let key = max(date.daysSince1970, 0) * 86_400 << 12
        if isAfter { afterKey = max(afterKey, key) } else { beforeKey = min(beforeKey, key) }
    }

    /// Whether words cannot find it. Trigrams need three characters; shorter ones are left to the words, which
    /// find them where they stand alone.
    private static func needsGrams(_ text: String) -> Bool {
        CJKText.isContained(in: text) && text.unicodeScalars.count >= 3
    }

    /// A quoted FTS5 string, so that nothing in it is syntax.
    private static func expression(_ field: SearchQuery.Field, _ text: String, isPrefix: Bool) -> String {
        let quoted =
            "\"" + text.replacing("\"", with: " ").replacing("\0", with: " ") + "\"" + (isPrefix ? "*" : "")
        switch field {
        case .any: return quoted
        case .from: return "sender : " + quoted
        case .to: return "recipients : " + quoted
        case .subject: return "subject : " + quoted
        }
    }

    private static func joined(_ expressions: [String], _ word: String) -> String? {
        expressions.isEmpty ? nil : expressions.map { "(\($0))" }.joined(separator: " \(word) ")
    }

    /// A LIKE pattern for a beginning, `!` as the escape.
    private static func beginning(_ name: String) -> String {
        var pattern = ""
        for character in name {
            if "%_!".contains(character) { pattern.append("!") }
            pattern.append(character)
        }
        return pattern + "%"
    }
}
