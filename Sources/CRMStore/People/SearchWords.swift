import CRMModel

/// The words that people and companies are found by.
enum SearchWords {
    /// Words of one contact or company: at most 64 of at most 64 letters.
    static func words(names: [String], addresses: [String]) -> Set<String> {
        var words: Set<String> = []
        for name in names { for word in split(name) { words.insert(word) } }
        for address in addresses {
            words.insert(String(address.lowercased().prefix(64)))
            if let at = address.lastIndex(of: "@") {
                words.insert(String(address[address.index(after: at)...].lowercased().prefix(64)))
            }
            for word in split(address) { words.insert(word) }
        }
        return words.count <= 64 ? words : Set(words.sorted().prefix(64))
    }

    /// Lower case, without accents, at everything that is no letter or digit.
    static func split(_ text: String) -> [String] {
        ContactMapping.normalize(text).split(separator: " ").prefix(32).map { String($0.prefix(64)) }
    }

    /// What a query asks for: each must begin a word. Parts of addresses stay whole.
    static func tokens(_ query: String) -> [String] {
        var tokens: [String] = []
        for part in query.prefix(200).split(whereSeparator: \.isWhitespace) {
            if part.contains("@") || (part.contains(".") && part.last != ".") {
                tokens.append(part.lowercased())
            } else {
                tokens += split(String(part))
            }
        }
        return Array(tokens.prefix(8))
    }

    /// The end of the range of words that begin with `prefix`.
    static func end(of prefix: String) -> String { prefix + "\u{10FFFF}" }

    /// Whether `token` is the beginning of `word` but for one slip (two from eight letters on).
    static func isNear(_ token: String, _ word: String) -> Bool {
        let a = Array(token.prefix(32).unicodeScalars)
        let b = Array(word.unicodeScalars.prefix(a.count + 2))
        let allowed = a.count >= 8 ? 2 : 1
        var row = Array(0...b.count)
        var before = row
        for i in 0..<a.count {
            var next = [i + 1]
            for j in 0..<b.count {
                var cost = min(row[j] + (a[i] == b[j] ? 0 : 1), row[j + 1] + 1, next[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, before[j - 1] + 1) }
                next.append(cost)
            }
            before = row
            row = next
        }
        return row.contains { $0 <= allowed }
    }
}

/// The word index within transactions.
enum WordIndex {
    enum Kind: Int, Sendable {
        case contact = 0
        case company = 1
    }

    static func replace(_ kind: Kind, _ id: SQLValue, with words: Set<String>, in c: any Connection)
        throws(StoreError)
    {
        try c.run(.removeWords, [id])
        for word in words { try c.run(.addWord, [.int(kind.rawValue), .text(word), id]) }
    }

    static func entities<Entity>(
        _ kind: Kind, beginningWith token: String, limit: Int, of: Entity.Type, in c: any Connection
    ) throws(StoreError) -> [ID<Entity>] {
        var result: [ID<Entity>] = []
        var seen: Set<ID<Entity>> = []
        try c.forEach(
            .wordsInRange,
            [.int(kind.rawValue), .text(token), .text(SearchWords.end(of: token)), .int(limit)]
        ) { (hit) throws(StoreError) in
            if let id = ID<Entity>(bytes: hit.entity), seen.insert(id).inserted { result.append(id) }
            return true
        }
        return result
    }

    /// Those with a word that is nearly `token`; words that share its first two letters are looked at.
    static func entities<Entity>(
        _ kind: Kind, near token: String, limit: Int, of: Entity.Type, in c: any Connection
    ) throws(StoreError) -> [ID<Entity>] {
        let start = String(token.prefix(2))
        guard token.count >= 4 else { return [] }
        var result: [ID<Entity>] = []
        try c.forEach(
            .wordsInRange, [.int(kind.rawValue), .text(start), .text(SearchWords.end(of: start)), 20_000]
        ) { (hit) throws(StoreError) in
            if SearchWords.isNear(token, hit.word), let id = ID<Entity>(bytes: hit.entity),
                !result.contains(id)
            {
                result.append(id)
            }
            return result.count < limit
        }
        return result
    }

    static func matches(_ id: SQLValue, _ token: String, in c: any Connection) throws(StoreError) -> Bool {
        try c.first(.hasWord, [id, .text(token), .text(SearchWords.end(of: token))]) != nil
    }

    static let catalogue: [CataloguedStatement] = [
        Statement.removeWords.listed(), Statement.addWord.listed(), Statement.wordsInRange.listed(),
        Statement.hasWord.listed(),
    ]
}

/// A word and who has it.
struct WordHit: Sendable {
    var word: String
    var entity: [UInt8]
}

extension Statement where Row == WordHit {
    /// `$1` kind, `$2` from, `$3` before, `$4` limit.
    fileprivate static let wordsInRange = Statement(
        named: "wordsInRange",
        "SELECT word, entity_id FROM entity_words WHERE kind = $1 AND word >= $2 AND word < $3 ORDER BY word LIMIT $4"
    ) { (row) throws(StoreError) in WordHit(word: try row.text(0), entity: try row.bytes(1)) }
}

extension Statement where Row == Int {
    /// `$1` contact or company, `$2` from, `$3` before.
    fileprivate static let hasWord = Statement(
        named: "hasWord",
        "SELECT 1 FROM entity_words WHERE entity_id = $1 AND word >= $2 AND word < $3 LIMIT 1"
    ) { (row) throws(StoreError) in try row.int(0) }
}

extension Statement where Row == Void {
    /// `$1` contact or company.
    fileprivate static let removeWords = Statement(
        named: "removeWords", "DELETE FROM entity_words WHERE entity_id = $1")
    /// `$1` kind, `$2` word, `$3` contact or company.
    fileprivate static let addWord = Statement(
        named: "addWord",
        "INSERT INTO entity_words(kind, word, entity_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
}
