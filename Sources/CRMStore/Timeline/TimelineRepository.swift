public import CRMModel
import Platform

/// What happened with contacts and companies, newest first.
///
/// A page costs the same for a mailbox of any size: it walks one index per contact or company.
public struct TimelineRepository: Sendable {
    private let database: any Database

    public init(_ database: any Database) { self.database = database }

    /// A contact's timeline, newest first.
    ///
    /// - Parameter cursor: `next` of the page before; nil for the first.
    public func entries(
        of contact: ID<Contact>, before cursor: PageCursor? = nil, limit: Int = 50
    ) async throws(StoreError) -> Page<TimelineEntry> {
        try await page(.id(contact), cursor, limit)
    }

    /// A company's timeline (its contacts' entries included), newest first.
    public func entries(
        of company: ID<Company>, before cursor: PageCursor? = nil, limit: Int = 50
    ) async throws(StoreError) -> Page<TimelineEntry> {
        try await page(.id(company), cursor, limit)
    }

    /// How many entries a contact's timeline has.
    public func count(of contact: ID<Contact>) async throws(StoreError) -> Int {
        try await count(.id(contact))
    }

    /// How many entries a company's timeline has, those of its contacts included.
    public func count(of company: ID<Company>) async throws(StoreError) -> Int {
        try await count(.id(company))
    }

    private func count(_ entity: SQLValue) async throws(StoreError) -> Int {
        try await database.read { (c) throws(StoreError) in try c.first(.timelineCount, [entity]) ?? 0 }
    }

    /// Writes a note, in a transaction of its own.
    ///
    /// - Parameter id: the note's identity; the same one again changes nothing.
    /// - Returns: whether it was new.
    @discardableResult
    public func addNote(
        _ text: String, id: ID<TimelineEntry>, contact: ID<Contact>?, company: ID<Company>? = nil,
        actor: String = "", at now: Timestamp
    ) async throws(StoreError) -> Bool {
        let activity = Activity(
            id: id, at: now, kind: .note, summary: text, actor: actor, contacts: contact.map { [$0] } ?? [],
            company: company, reference: Activity.Reference("note", .id(id)))
        return try await database.write(durable: true) { (c) throws(StoreError) in
            try Timeline.append(activity, in: c)
        }
    }

    /// Notes that a mail did not reach somebody, as a report told; once for each mail and address. Nothing for an
    /// address that is nobody's.
    public func addBounce(
        of job: ID<OutboxJob>, subject: String, to address: EmailAddress, words: String, at now: Timestamp
    ) async throws(StoreError) {
        try await database.write(durable: true) { (c) throws(StoreError) in
            guard let contact = try c.first(.contactOfAddress, [.text(address.normalized)]) else { return }
            let isNew = try Timeline.append(
                Activity(
                    id: Timeline.newID(at: now), at: now, kind: .bounce, summary: subject, detail: words,
                    contacts: [contact], reference: BounceReports.reference(job, address)), in: c)
            guard isNew else { return }
            try EventLog.append(.timelineAppended(contact: contact, company: nil), at: now, in: c)
        }
    }

    private func page(
        _ entity: SQLValue, _ cursor: PageCursor?, _ limit: Int
    ) async throws(StoreError) -> Page<TimelineEntry> {
        let limit = max(1, min(limit, 1000))
        return try await database.read { (c) throws(StoreError) in
            var items: [TimelineEntry] = []
            // Entries of the very millisecond of the cursor are stepped over up to the one it names.
            var isBehindCursor = cursor == nil
            let from = cursor?.time ?? Timestamp(milliseconds: .max)
            try c.forEach(.timelinePage, [entity, .time(from)]) { (entry) throws(StoreError) in
                if !isBehindCursor, entry.at == from {
                    isBehindCursor = Int64(bitPattern: entry.id.low) == cursor?.row
                    return true
                }
                isBehindCursor = true
                items.append(entry)
                return items.count <= limit
            }
            guard items.count > limit else { return Page(items: items, next: nil) }
            items.removeLast()
            let next = items.last.map { PageCursor(time: $0.at, row: Int64(bitPattern: $0.id.low)) }
            return Page(items: items, next: next)
        }
    }

    public static let catalogue: [CataloguedStatement] = [
        Statement.timelinePage.listed(), Statement.timelineCount.listed(), Statement.insertActivity.listed(),
        Statement.insertActivityEntity.listed(),
        Statement.removeActivity.listed(), Statement.employerOfContact.listed(), Statement.noteTouch.listed(),
    ]
}

/// An entry to be written.
struct Activity: Sendable {
    /// What an entry is about; the same reference with the same kind is written once.
    struct Reference: Sendable {
        let table: String
        let key: SQLValue

        init(_ table: String, _ key: SQLValue) {
            self.table = table
            self.key = key
        }
    }

    var id: ID<TimelineEntry>
    var at: Timestamp
    var kind: TimelineEntry.Kind
    var summary: String
    var detail = ""
    var actor = ""
    var message: RowID<Message>?
    /// The first is the one that the entry names; it stands on the timelines of all.
    var contacts: [ID<Contact>] = []
    /// Beside the contacts' own companies.
    var company: ID<Company>?
    var reference: Reference
}

/// Writes entries within other transactions.
enum Timeline {
    /// - Returns: false when the entry was there already; nothing is changed then.
    @discardableResult
    static func append(_ activity: Activity, in c: any Connection) throws(StoreError) -> Bool {
        var companies = activity.company.map { [$0] } ?? []
        for contact in activity.contacts {
            if let company = try c.first(.employerOfContact, [.id(contact)]), !companies.contains(company) {
                companies.append(company)
            }
        }
        let contact = activity.contacts.first
        let inserted = try c.run(
            .insertActivity,
            [
                .id(activity.id), .time(activity.at), .text(activity.kind.rawValue), .text(activity.actor),
                .text(activity.summary), .text(activity.detail), .row(activity.message), .id(contact),
                .id(companies.first), .text(activity.reference.table), activity.reference.key,
            ])
        guard inserted > 0 else { return false }
        let entities = activity.contacts.map { SQLValue.id($0) } + companies.map { .id($0) }
        for entity in entities {
            try c.run(.insertActivityEntity, [entity, .time(activity.at), .id(activity.id)])
        }
        for contact in activity.contacts { try c.run(.noteTouch, [.id(contact), .time(activity.at)]) }
        try EventLog.append(
            .timelineAppended(contact: contact, company: companies.first), at: activity.at, in: c)
        return true
    }

    /// Takes an entry back, for views over facts that were judged anew.
    static func remove(
        _ kind: TimelineEntry.Kind, _ reference: Activity.Reference, in c: any Connection
    ) throws(StoreError) {
        try c.run(.removeActivity, [.text(kind.rawValue), .text(reference.table), reference.key])
    }

    static func newID(at now: Timestamp) -> ID<TimelineEntry> {
        var random = SecureRandom()
        return ID(at: now, using: &random)
    }
}

extension Statement where Row == TimelineEntry {
    /// `$1` contact or company, `$2` at or before.
    fileprivate static let timelinePage = Statement(
        named: "timelinePage",
        """
        SELECT a.id, a.at, a.kind, a.summary, a.detail, a.message, a.contact_id, a.company_id, a.actor
        FROM activity_entities e CROSS JOIN activities a ON a.id = e.activity_id
        WHERE e.entity_id = $1 AND e.at <= $2
        ORDER BY e.at DESC, e.activity_id DESC
        """
    ) { (row) throws(StoreError) in
        TimelineEntry(
            id: try row.id(0), at: try row.time(1), kind: try row.value(2), summary: try row.text(3),
            detail: try row.text(4), message: try row.optionalRow(5), contact: try row.optionalID(6),
            company: try row.optionalID(7), actor: try row.text(8))
    }
}

extension Statement where Row == ID<Company> {
    /// `$1` contact.
    static let employerOfContact = Statement(
        named: "employerOfContact", "SELECT company_id FROM contacts WHERE id = $1 AND company_id IS NOT NULL"
    ) { (row) throws(StoreError) in try row.id(0) }
}

extension Statement where Row == Void {
    /// `$1` id, `$2` at, `$3` kind, `$4` actor, `$5` summary, `$6` detail, `$7` message, `$8` contact, `$9` company,
    /// `$10` reference table, `$11` reference.
    fileprivate static let insertActivity = Statement(
        named: "insertActivity",
        """
        INSERT INTO activities(id, at, kind, actor, summary, detail, message, contact_id, company_id, ref_table, ref_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING
        """)
    /// `$1` contact or company, `$2` at, `$3` activity.
    fileprivate static let insertActivityEntity = Statement(
        named: "insertActivityEntity",
        "INSERT INTO activity_entities(entity_id, at, activity_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
    )
    /// `$1` kind, `$2` reference table, `$3` reference.
    fileprivate static let removeActivity = Statement(
        named: "removeActivity", "DELETE FROM activities WHERE ref_table = $2 AND ref_id = $3 AND kind = $1")
    /// `$1` contact, `$2` at.
    fileprivate static let noteTouch = Statement(
        named: "noteTouch",
        "UPDATE contacts SET last_touch = max(coalesce(last_touch, 0), $2) WHERE id = $1")
}

extension Statement where Row == Int {
    /// `$1` contact or company.
    fileprivate static let timelineCount = Statement(
        named: "timelineCount", "SELECT count(*) FROM activity_entities WHERE entity_id = $1"
    ) { (row) throws(StoreError) in try row.int(0) }
}
