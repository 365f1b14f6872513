public import CRMModel

/// Searches all mail, newest first.
public struct MessageSearch: Sendable {
    private let database: any Database

    public init(_ database: any Database) { self.database = database }

    /// A message that was found.
    public struct Hit: Hashable, Sendable {
        public var message: Message
        /// The words around the first match, one line.
        public var snippet: String
    }

    /// A page of what matches, newest first. Cancelling the task ends the search.
    ///
    /// - Parameter cursor: the `next` of the page before.
    public func find(
        _ query: SearchQuery, before cursor: PageCursor? = nil, limit: Int = 50
    ) async throws(StoreError) -> Page<Hit> {
        let plan = SearchPlan(query)
        let limit = min(max(limit, 1), 1000)
        let needles = SearchSnippet.needles(of: query)
        return try await database.read { (c) throws(StoreError) in
            var search = try SearchRun(plan, below: cursor?.row ?? .max, in: c)
            let rows = try search.rows(limit: limit + 1)
            var hits: [Hit] = []
            for row in rows.prefix(limit) {
                let message = try row.complete(c)
                let text = needles.isEmpty ? nil : try c.first(.messageFacts, [.row(message.id)])?.text
                let snippet = SearchSnippet.snippet(text ?? "", around: needles) ?? message.preview
                hits.append(Hit(message: message, snippet: snippet))
            }
            guard rows.count > limit, let last = rows.prefix(limit).last else {
                return Page(items: hits, next: nil)
            }
            return Page(items: hits, next: PageCursor(time: last.message.received, row: last.sortKey))
        }
    }

    /// Puts stored messages into the index, the newest first; for a background task that calls it again until it
    /// returns less than `limit`. A call holds the writer for some 100 ms per 500 messages.
    ///
    /// - Parameter least: waits for this many, so that the index is not written in crumbs while mail pours in.
    /// - Returns: how many were indexed.
    @discardableResult
    public func indexPending(limit: Int = 200, atLeast least: Int = 1) async throws(StoreError) -> Int {
        // Looked at by a reader: with nothing to do nothing is written, and nobody is woken.
        let waiting = try await database.read { (c) throws(StoreError) in
            try SearchIndex.pendingCount(upTo: least, in: c)
        }
        if waiting < max(1, least) { return 0 }
        return try await database.write { (c) throws(StoreError) in
            try SearchIndex.indexPending(limit: limit, in: c)
        }
    }

    public static let catalogue: [CataloguedStatement] = SearchRun.catalogue
}

/// One search within a read.
struct SearchRun {
    private let plan: SearchPlan
    private let connection: any Connection
    private var below: Int64
    /// Folders and companies that are asked for; nil when not.
    private var folders: Set<Int64>?
    private var excludedFolders: Set<Int64> = []

    /// How many candidates are fetched at a time.
    private static let chunk = 256

    init(_ plan: SearchPlan, below key: Int64, in connection: any Connection) throws(StoreError) {
        self.plan = plan
        self.connection = connection
        below = min(key, plan.beforeKey)
        for test in plan.folders {
            let found = Set(try connection.all(.foldersCalled, [.text(test.name)]))
            if test.isNegated {
                excludedFolders.formUnion(found)
            } else {
                folders = folders?.intersection(found) ?? found
            }
        }
    }

    mutating func rows(limit: Int) throws(StoreError) -> [MessageRow] {
        if let folders, folders.isEmpty { return [] }
        var rows: [MessageRow] = []
        while rows.count < limit {
            let candidates = try candidates()
            for key in candidates {
                guard let row = try row(key) else { continue }
                rows.append(row)
                if rows.count == limit { break }
            }
            guard candidates.count == SearchRun.chunk, let last = candidates.last else { break }
            below = last
        }
        return rows
    }

    /// Sort keys from the strongest index, newest first.
    private func candidates() throws(StoreError) -> [Int64] {
        let range: [SQLValue] = [.integer(below), .integer(plan.afterKey), .int(SearchRun.chunk)]
        switch (plan.words, plan.grams) {
        case (let words?, nil): return try connection.all(.searchWords, range + [.text(words)])
        case (nil, let grams?): return try connection.all(.searchGrams, range + [.text(grams)])
        case (let words?, let grams?):
            return try connection.all(.searchBoth, range + [.text(words), .text(grams)])
        case (nil, nil): return try connection.all(.searchByTime, range)
        }
    }

    /// The message if it passes everything that is not full text.
    private func row(_ key: Int64) throws(StoreError) -> MessageRow? {
        guard
            let row = try connection.first(
                .searchCandidate,
                [
                    .integer(key), .int(plan.flagsSet.rawValue), .int(plan.flagsUnset.rawValue),
                    .int(plan.hasAttachment.map { $0 ? 1 : 0 }), .int(plan.isOpened.map { $0 ? 1 : 0 }),
                    .int(plan.isClicked.map { $0 ? 1 : 0 }),
                ])
        else { return nil }
        for test in plan.companies {
            let arguments: [SQLValue] = [.row(row.message.id), .text(test.pattern)]
            if (try connection.first(.isLinkedToCompany, arguments) != nil) == test.isNegated { return nil }
        }
        for test in plan.copies {
            let arguments: [SQLValue] = [
                .row(row.message.id), .int(AddressRole.cc.rawValue), .text(test.pattern),
            ]
            if (try connection.first(.isCopiedTo, arguments) != nil) == test.isNegated { return nil }
        }
        if let words = plan.excludedWords,
            try connection.first(.isWordMatch, [.integer(key), .text(words)]) != nil
        {
            return nil
        }
        if let grams = plan.excludedGrams,
            try connection.first(.isGramMatch, [.integer(key), .text(grams)]) != nil
        {
            return nil
        }
        return try place(row)
    }

    /// The row as it lies in a folder that is asked for.
    private func place(_ row: MessageRow) throws(StoreError) -> MessageRow? {
        guard folders != nil || !excludedFolders.isEmpty else { return row }
        for location in try connection.all(.locationsOfMessage, [.row(row.message.id)]) {
            let folder = location.folder.rawValue
            guard folders?.contains(folder) != false, !excludedFolders.contains(folder) else { continue }
            var row = row
            row.message.folder = location.folder
            row.message.uid = location.uid
            row.message.flags = location.flags
            return row
        }
        return nil
    }

    static let catalogue: [CataloguedStatement] = [
        Statement.searchWords.listed(), Statement.searchGrams.listed(), Statement.searchBoth.listed(),
        Statement.searchByTime.listed(), Statement.searchCandidate.listed(),
        Statement.isLinkedToCompany.listed(), Statement.isCopiedTo.listed(), Statement.isWordMatch.listed(),
        Statement.isGramMatch.listed(),
        Statement.foldersCalled.listed(scansBecause: "some hundred folders"),
    ]
}

// `$1` below that sort key, `$2` from that key on, `$3` limit.
extension Statement where Row == Int64 {
    /// `$4` expression.
    fileprivate static let searchWords = Statement(
        named: "searchWords",
        """
        SELECT rowid FROM fts_words WHERE fts_words MATCH $4 AND rowid < $1 AND rowid >= $2
        ORDER BY rowid DESC LIMIT $3
        """
    ) { (row) throws(StoreError) in try row.int64(0) }

    /// `$4` expression.
    fileprivate static let searchGrams = Statement(
        named: "searchGrams",
        """
        SELECT rowid FROM fts_grams WHERE fts_grams MATCH $4 AND rowid < $1 AND rowid >= $2
        ORDER BY rowid DESC LIMIT $3
        """
    ) { (row) throws(StoreError) in try row.int64(0) }

    /// `$4` expression over words, `$5` over trigrams.
    fileprivate static let searchBoth = Statement(
        named: "searchBoth",
        """
        SELECT rowid FROM fts_words WHERE fts_words MATCH $4 AND rowid < $1 AND rowid >= $2
          AND rowid IN (SELECT rowid FROM fts_grams WHERE fts_grams MATCH $5)
        ORDER BY rowid DESC LIMIT $3
        """
    ) { (row) throws(StoreError) in try row.int64(0) }

    fileprivate static let searchByTime = Statement(
        named: "searchByTime",
        """
        SELECT sort_key FROM messages WHERE sort_key < $1 AND sort_key >= $2
        ORDER BY sort_key DESC LIMIT $3
        """
    ) { (row) throws(StoreError) in try row.int64(0) }

    /// `$1` message, `$2` LIKE pattern of the name.
    fileprivate static let isLinkedToCompany = Statement(
        named: "isLinkedToCompany",
        """
        SELECT 1 FROM links l JOIN companies o ON o.id = l.entity_id
        WHERE l.message = $1 AND l.entity_kind = 'company' AND o.name LIKE $2 ESCAPE '!' LIMIT 1
        """
    ) { (row) throws(StoreError) in try row.int64(0) }

    /// `$1` message, `$2` role of a copy, `$3` LIKE pattern of the name or address.
    fileprivate static let isCopiedTo = Statement(
        named: "isCopiedTo",
        """
        SELECT 1 FROM message_addresses WHERE message = $1 AND role = $2
            AND (coalesce(name, '') LIKE $3 ESCAPE '!' OR addr LIKE $3 ESCAPE '!') LIMIT 1
        """
    ) { (row) throws(StoreError) in try row.int64(0) }

    /// `$1` sort key, `$2` expression.
    fileprivate static let isWordMatch = Statement(
        named: "isWordMatch", "SELECT rowid FROM fts_words WHERE fts_words MATCH $2 AND rowid = $1"
    ) { (row) throws(StoreError) in try row.int64(0) }

    /// `$1` sort key, `$2` expression.
    fileprivate static let isGramMatch = Statement(
        named: "isGramMatch", "SELECT rowid FROM fts_grams WHERE fts_grams MATCH $2 AND rowid = $1"
    ) { (row) throws(StoreError) in try row.int64(0) }

    /// `$1` lower-case name, last part of a name, or role.
    fileprivate static let foldersCalled = Statement(
        named: "foldersCalled",
        """
        SELECT id FROM folders WHERE lower(name) = $1 OR role = $1
            OR substr(lower(name), -length($1) - 1) = '/' || $1
        """
    ) { (row) throws(StoreError) in try row.int64(0) }
}

extension Statement where Row == MessageRow {
    /// `$1` sort key, `$2` flags set, `$3` flags not set, `$4` has an attachment, `$5` opened, `$6` clicked
    /// (0, 1 or NULL).
    fileprivate static let searchCandidate = Statement(
        named: "searchCandidate",
        """
        SELECT \(MessageRow.listColumns) FROM messages m \(MessageRow.firstPlace) \(MessageRow.joins)
        WHERE m.sort_key = $1 AND (l.flags & $2) = $2 AND (l.flags & $3) = 0
          AND ($4 IS NULL OR (m.attachments > 0) = $4) AND ($5 IS NULL OR (m.opens > 0) = $5)
          AND ($6 IS NULL OR (m.clicks > 0) = $6)
        """
    ) { (row) throws(StoreError) in try MessageRow(row) }
}
