import CRMModel

/// Keeps the full-text tables in step with the messages, behind the sync.
///
/// Words (`unicode61`) find everything in languages with spaces. Trigrams find what stands inside words and in
/// Chinese, Japanese and Korean text; they cost eight times as much, so only short fields and such text get them.
enum SearchIndex {
    /// The most of a body that is indexed, in UTF-8 bytes.
    static let bodyLimit = 256 << 10

    /// Indexes up to `limit` messages, the newest first.
    ///
    /// - Returns: how many were indexed; less than `limit` when nothing is left.
    static func indexPending(limit: Int, in connection: any Connection) throws(StoreError) -> Int {
        let pending = try connection.all(.messagesToIndex, [.int(limit)])
        // FTS5 starts a new segment when row ids go down: always upwards.
        for entry in pending.reversed() {
            let text = try text(of: entry, connection)
            try connection.run(.addWords, [.integer(entry.sortKey)] + text.words)
            if let grams = text.grams { try connection.run(.addGrams, [.integer(entry.sortKey)] + grams) }
            try connection.run(.markIndexed, [.integer(entry.id)])
        }
        return pending.count
    }

    /// How many messages wait to be indexed, counted up to a limit.
    static func pendingCount(upTo limit: Int, in connection: any Connection) throws(StoreError) -> Int {
        try connection.first(.pendingToIndex, [.int(limit)]) ?? 0
    }

    /// Takes a message out of the full-text tables; contentless tables want to be told what stood there.
    static func remove(_ message: Int64, in connection: any Connection) throws(StoreError) {
        guard let entry = try connection.first(.indexedMessage, [.integer(message)]) else { return }
        let text = try text(of: entry, connection)
        try connection.run(.removeWords, [.integer(entry.sortKey)] + text.words)
        if let grams = text.grams { try connection.run(.removeGrams, [.integer(entry.sortKey)] + grams) }
    }

    private static func text(of entry: IndexEntry, _ connection: any Connection) throws(StoreError)
        -> IndexText
    {
        IndexText(entry, try connection.all(.indexedAddresses, [.integer(entry.id)]))
    }

    static let catalogue: [CataloguedStatement] = [
        Statement.messagesToIndex.listed(), Statement.pendingToIndex.listed(),
        Statement.indexedMessage.listed(),
        Statement.indexedAddresses.listed(), Statement.addWords.listed(), Statement.addGrams.listed(),
        Statement.removeWords.listed(), Statement.removeGrams.listed(), Statement.markIndexed.listed(),
    ]
}

/// A message to index.
struct IndexEntry: Sendable {
    var id: Int64
    var sortKey: Int64
    var subject: String
    var body: String

    fileprivate init(_ row: borrowing RowReader) throws(StoreError) {
        id = try row.int64(0)
        sortKey = try row.int64(1)
        subject = try row.text(2)
        body = try row.text(3)
    }
}

/// Somebody named by a message to index.
struct IndexAddress: Sendable {
    var isSender: Bool
    var text: String
}

/// What goes into the columns subject, sender, recipients, body of the two tables.
struct IndexText {
    var words: [SQLValue]
    var grams: [SQLValue]?

    init(_ entry: IndexEntry, _ addresses: [IndexAddress]) {
        let sender = addresses.filter(\.isSender).map(\.text).joined(separator: "\n")
        let recipients = addresses.filter { !$0.isSender }.prefix(100).map(\.text).joined(separator: "\n")
        var body = entry.body
        if body.utf8.count > SearchIndex.bodyLimit {
            body = String(decoding: body.utf8.prefix(SearchIndex.bodyLimit), as: UTF8.self)
        }
        words = [.text(entry.subject), .text(sender), .text(recipients), .text(body)]
        grams = [
            .text(entry.subject), .text(sender), .text(recipients), .text(CJKText.runs(in: body)),
        ]
    }
}

extension Statement where Row == IndexEntry {
    /// `$1` limit; newest first.
    fileprivate static let messagesToIndex = Statement(
        named: "messagesToIndex",
        """
        SELECT m.id, m.sort_key, m.subject, coalesce(b.text, '')
        FROM messages m INDEXED BY messages_to_index LEFT JOIN bodies b ON b.message = m.id
        WHERE m.indexed = 0 ORDER BY m.sort_key DESC LIMIT $1
        """
    ) { (row) throws(StoreError) in try IndexEntry(row) }

    /// `$1` message.
    fileprivate static let indexedMessage = Statement(
        named: "indexedMessage",
        """
        SELECT m.id, m.sort_key, m.subject, coalesce(b.text, '')
        FROM messages m LEFT JOIN bodies b ON b.message = m.id WHERE m.id = $1 AND m.indexed = 1
        """
    ) { (row) throws(StoreError) in try IndexEntry(row) }
}

extension Statement where Row == Int {
    /// `$1` where to stop counting.
    fileprivate static let pendingToIndex = Statement(
        named: "pendingToIndex",
        """
        SELECT count(*) FROM (
            SELECT 1 FROM messages INDEXED BY messages_to_index WHERE indexed = 0 LIMIT $1)
        """
    ) { (row) throws(StoreError) in try row.int(0) }
}

extension Statement where Row == IndexAddress {
    /// `$1` message.
    fileprivate static let indexedAddresses = Statement(
        named: "indexedAddresses",
        """
        SELECT role < 2, coalesce(name || ' ', '') || addr FROM message_addresses WHERE message = $1
        ORDER BY role, position LIMIT 200
        """
    ) { (row) throws(StoreError) in IndexAddress(isSender: try row.bool(0), text: try row.text(1)) }
}

extension Statement where Row == Void {
    fileprivate static let addWords = Statement(
        named: "addWords",
        "INSERT INTO fts_words(rowid, subject, sender, recipients, body) VALUES ($1, $2, $3, $4, $5)")

    fileprivate static let addGrams = Statement(
        named: "addGrams",
        "INSERT INTO fts_grams(rowid, subject, sender, recipients, body) VALUES ($1, $2, $3, $4, $5)")

    fileprivate static let removeWords = Statement(
        named: "removeWords",
        """
        INSERT INTO fts_words(fts_words, rowid, subject, sender, recipients, body)
        VALUES ('delete', $1, $2, $3, $4, $5)
        """)

    fileprivate static let removeGrams = Statement(
        named: "removeGrams",
        """
        INSERT INTO fts_grams(fts_grams, rowid, subject, sender, recipients, body)
        VALUES ('delete', $1, $2, $3, $4, $5)
        """)

    fileprivate static let markIndexed = Statement(
        named: "markIndexed", "UPDATE messages SET indexed = 1 WHERE id = $1")
}
