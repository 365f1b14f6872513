public import CRMModel

/// Opens, clicks and unsubscribes: raw facts first, judgements over them.
public struct TrackingRepository: Sendable {
    let database: any Database

    public init(_ database: any Database) { self.database = database }

    /// Stores hits durably in one transaction, all or nothing; unsubscribes among them take effect in it.
    public func insertHits(_ hits: [NewHit]) async throws(StoreError) {
        guard !hits.isEmpty else { return }
        try await database.write(durable: true) { (c) throws(StoreError) in
            for hit in hits {
                try c.run(.insertHit, TrackingRepository.arguments(hit))
                if hit.kind == .unsubscribe { try Unsubscribes.take(hit.job, at: hit.at, in: c) }
            }
        }
    }

    static func arguments(_ hit: NewHit) -> [SQLValue] {
        [
            .text(hit.kind.rawValue), .id(hit.job), .int(hit.link), .string(hit.target), .time(hit.at),
            .text(hit.facts.method), .text(hit.facts.remoteAddress), .text(hit.facts.userAgent),
            .text(hit.facts.accept),
            hit.facts.headers.isEmpty ? .null : .text(StoredJSON.object(hit.facts.headers)),
        ]
    }

    /// Takes everybody whom a mail went to off all mailings, durably. Doing it again changes nothing.
    ///
    /// - Returns: false when there is no such mail.
    @discardableResult
    public func unsubscribe(_ job: ID<OutboxJob>, at now: Timestamp) async throws(StoreError) -> Bool {
        try await database.write(durable: true) { (c) throws(StoreError) in
            try Unsubscribes.take(job, at: now, in: c)
        }
    }

    /// Hits that nobody has judged yet, oldest first: what a judge that was killed finds again.
    public func unjudged(limit: Int = 500) async throws(StoreError) -> [HitCase] {
        try await database.read { (c) throws(StoreError) in
            try HitCases.of(try c.all(.unjudgedHits, [.int(limit)]), in: c)
        }
    }

    /// Hits that were judged before, behind one of them, oldest first, with what they were taken for.
    public func judged(
        after last: RowID<Hit>?, limit: Int
    ) async throws(StoreError) -> [(hit: HitCase, verdict: Judgement.Verdict)] {
        try await database.read { (c) throws(StoreError) in
            let rows = try c.all(.judgedHits, [.integer(last?.rawValue ?? 0), .int(limit)])
            let cases = try HitCases.of(rows, in: c)
            return zip(cases, rows).map { ($0, $1.judgement?.verdict ?? .unknown) }
        }
    }

    /// Hits whose time to settle has come, to be judged for good.
    public func settling(at now: Timestamp, limit: Int = 500) async throws(StoreError) -> [HitCase] {
        try await database.read { (c) throws(StoreError) in
            try HitCases.of(try c.all(.settlingHits, [.time(now), .int(limit)]), in: c)
        }
    }

    /// When the next hit settles; nil when none waits.
    public func nextSettling() async throws(StoreError) -> Timestamp? {
        try await database.read { (c) throws(StoreError) in try c.first(.nextSettling) }
    }

    /// All hits of a mail, oldest first; those that are not judged yet are `unknown`.
    public func hits(of job: ID<OutboxJob>, limit: Int = 1000) async throws(StoreError) -> [Hit] {
        try await database.read { (c) throws(StoreError) in
            try c.all(.hitsOfJob, [.id(job), .int(limit)]).map(\.judged)
        }
    }

    /// Whether mails with tokens went out from here, or hits of such mails came in: what seals tokens is needed then.
    public func hasTokens() async throws(StoreError) -> Bool {
        try await database.read { (c) throws(StoreError) in
            if try c.first(.anyHit) != nil { return true }
            return try c.first(.anyTokenMail) != nil
        }
    }

    public static let catalogue: [CataloguedStatement] =
        [
            Statement.anyHit.listed(scansBecause: "looks at one row"),
            Statement.anyTokenMail.listed(scansBecause: "asked only while there is no key"),
            Statement.insertHit.listed(), Statement.unjudgedHits.listed(), Statement.judgedHits.listed(),
            Statement.settlingHits.listed(),
            Statement.nextSettling.listed(), Statement.hitsOfJob.listed(),
            Statement.hitMail.listed(),
        ] + HitCases.catalogue + HitJudging.catalogue + followingCatalogue
}

/// A stored hit.
struct HitRow: Sendable {
    var id: RowID<Hit>
    var hit: NewHit
    var judgement: Judgement?

    var judged: Hit {
        Hit(
            id: id, kind: hit.kind, job: hit.job, link: hit.link, target: hit.target, at: hit.at,
            facts: hit.facts,
            judgement: judgement ?? Judgement(verdict: .unknown, reasons: [], rules: 0))
    }
}

/// What hits have to know about their mail.
struct HitMail: Sendable {
    var recipients: [EmailAddress]
    var subject: String
    var sentAt: Timestamp?
    var linkCount: Int
    var contact: ID<Contact>?
    var enrolment: ID<Enrolment>?
    var campaign: ID<Campaign>?
    var messageID: String

    var domain: String? { recipients.first?.domain }
}

extension Statement where Row == Void {
    /// `$1` kind, `$2` job, `$3` link, `$4` target, `$5` at, `$6` method, `$7` address, `$8` agent, `$9` accept,
    /// `$10` headers.
    fileprivate static let insertHit = Statement(
        named: "insertHit",
        """
        INSERT INTO hits(kind, job_id, link, target, at, method, remote, agent, accept, headers)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """)
}

extension Statement where Row == HitRow {
    /// `$1` limit.
    fileprivate static let unjudgedHits = Statement(
        named: "unjudgedHits", "\(columns) WHERE verdict IS NULL ORDER BY id LIMIT $1", decode: read)
    /// `$1` id, `$2` limit.
    fileprivate static let judgedHits = Statement(
        named: "judgedHits", "\(columns) WHERE id > $1 AND verdict IS NOT NULL ORDER BY id LIMIT $2",
        decode: read)
    /// `$1` now, `$2` limit.
    fileprivate static let settlingHits = Statement(
        named: "settlingHits",
        "\(columns) WHERE settles IS NOT NULL AND settles <= $1 ORDER BY settles LIMIT $2", decode: read)
    /// `$1` job, `$2` limit.
    fileprivate static let hitsOfJob = Statement(
        named: "hitsOfJob", "\(columns) WHERE job_id = $1 ORDER BY at, id LIMIT $2", decode: read)
    /// `$1` id.
    static let hitByID = Statement(named: "hitByID", "\(columns) WHERE id = $1", decode: read)

    static var columns: String {
        """
        SELECT id, kind, job_id, link, target, at, method, remote, agent, accept, headers, verdict, reasons, rules
        FROM hits
        """
    }

    static func read(_ row: borrowing RowReader) throws(StoreError) -> HitRow {
        let headers = try row.optionalText(10).map(StoredJSON.fields) ?? [:]
        let facts = HitFacts(
            method: try row.text(6), remoteAddress: try row.text(7), userAgent: try row.text(8),
            accept: try row.text(9), headers: headers)
        var judgement: Judgement?
        if !row.isNull(11) {
            judgement = Judgement(
                verdict: try row.value(11), reasons: try row.optionalText(12).map(StoredJSON.strings) ?? [],
                rules: try row.optionalInt(13) ?? 0)
        }
        return HitRow(
            id: try row.row(0),
            hit: NewHit(
                kind: try row.value(1), job: try row.id(2), link: try row.optionalInt(3),
                target: try row.optionalText(4), at: try row.time(5), facts: facts), judgement: judgement)
    }
}

extension Statement where Row == Int {
    fileprivate static let anyHit = Statement(named: "anyHit", "SELECT 1 FROM hits LIMIT 1") {
        (row) throws(StoreError) in try row.int(0)
    }
    /// Mails of campaigns may have unsubscribe links without being tracked.
    fileprivate static let anyTokenMail = Statement(
        named: "anyTokenMail",
        "SELECT 1 FROM outbox_jobs WHERE tracks = 1 OR campaign_id IS NOT NULL LIMIT 1"
    ) { (row) throws(StoreError) in try row.int(0) }
}

extension Statement where Row == Timestamp {
    fileprivate static let nextSettling = Statement(
        named: "nextSettling", "SELECT settles FROM hits WHERE settles IS NOT NULL ORDER BY settles LIMIT 1"
    ) { (row) throws(StoreError) in try row.time(0) }
}

extension Statement where Row == HitMail {
    /// `$1` job.
    static let hitMail = Statement(
        named: "hitMail",
        """
        SELECT recipients, subject, sent_at, link_count, contact_id, enrolment_id, campaign_id, message_id
        FROM outbox_jobs WHERE id = $1
        """
    ) { (row) throws(StoreError) in
        HitMail(
            recipients: StoredJSON.strings(try row.text(0)).map { EmailAddress($0) },
            subject: try row.text(1),
            sentAt: try row.optionalTime(2), linkCount: try row.int(3), contact: try row.optionalID(4),
            enrolment: try row.optionalID(5), campaign: try row.optionalID(6), messageID: try row.text(7))
    }
}
