public import CRMModel

/// The people that the user sells to.
public struct ContactRepository: Sendable {
    private let database: any Database

    public init(_ database: any Database) { self.database = database }

    /// Stores a new contact or the new state of a known one, with addresses, phones, tags and fields.
    ///
    /// Mail from and to new addresses waits in the `RelinkQueue`; parked campaign rows of the contact try again.
    ///
    /// - Returns: the contact as it is stored (its company found by name or domain).
    /// - Throws: `constraint(.unique)` when an address belongs to another contact.
    @discardableResult
    public func save(_ contact: Contact, at now: Timestamp) async throws(StoreError) -> Contact {
        try await database.write(durable: true) { (c) throws(StoreError) in
            try ContactWriter.save(contact, at: now, in: c)
            try EventLog.append(.peopleChanged, at: now, in: c)
            return try ContactReader.contact(contact.id, in: c) ?? contact
        }
    }

    public func contact(_ id: ID<Contact>) async throws(StoreError) -> Contact? {
        try await database.read { (c) throws(StoreError) in try ContactReader.contact(id, in: c) }
    }

    public func contacts(_ ids: [ID<Contact>]) async throws(StoreError) -> [Contact] {
        try await database.read { (c) throws(StoreError) in try ContactReader.contacts(ids, in: c) }
    }

    public func contact(address: EmailAddress) async throws(StoreError) -> Contact? {
        try await database.read { (c) throws(StoreError) in
            guard let id = try c.first(.contactOfAddress, [.text(address.normalized)]) else { return nil }
            return try ContactReader.contact(id, in: c)
        }
    }

    /// All of that whole name, letter case and accents ignored, oldest first.
    public func contacts(named name: String, limit: Int = 10) async throws(StoreError) -> [Contact] {
        let sortName = ContactMapping.normalize(name)
        guard !sortName.isEmpty else { return [] }
        return try await database.read { (c) throws(StoreError) in
            let ids = try c.all(.contactsOfName, [.text(sortName), .int(limit)])
            return try ContactReader.contacts(ids, in: c)
        }
    }

    /// By name.
    ///
    /// - Parameters:
    ///   - tag: only contacts that have it, in any case.
    ///   - company: only contacts of it.
    public func list(
        tag: String? = nil, company: ID<Company>? = nil, after cursor: NameCursor? = nil, limit: Int = 100
    ) async throws(StoreError) -> NamePage<Contact> {
        let limit = max(1, min(limit, 1000))
        return try await database.read { (c) throws(StoreError) in
            let last: [SQLValue] = [.text(cursor?.name ?? ""), .blob(cursor?.id ?? []), .int(limit + 1)]
            let rows: [NamedContact]
            if let tag {
                rows = try c.all(.contactPageOfTag, last + [.text(tag.lowercased())])
            } else if let company {
                rows = try c.all(.contactPageOfCompany, last + [.id(company)])
            } else {
                rows = try c.all(.contactPage, last)
            }
            let next = rows.count > limit ? rows[limit - 1] : nil
            return NamePage(
                items: try ContactReader.contacts(rows.prefix(limit).map(\.id), in: c),
                next: next.map { NameCursor(name: $0.name, id: $0.id.bytes) })
        }
    }

    /// Contacts whose names, addresses or company have words that begin like all of the query's; when there are none,
    /// those that nearly do. Last in touch first. Fast at 100,000 contacts.
    public func find(_ query: String, limit: Int = 20) async throws(StoreError) -> [Contact] {
        let tokens = SearchWords.tokens(query)
        guard let driver = tokens.max(by: { $0.count < $1.count }) else { return [] }
        return try await database.read { (c) throws(StoreError) in
            var candidates = try ContactRepository.candidates(driver, in: c)
            var found = try ContactRepository.filter(candidates, tokens, in: c)
            if found.isEmpty {
                candidates = try WordIndex.entities(
                    .contact, near: driver, limit: 50, of: Contact.self, in: c)
                found = try ContactRepository.filter(candidates, tokens.filter { $0 != driver }, in: c)
            }
            found.sort {
                ($0.lastTouch?.milliseconds ?? 0, $1.name) > ($1.lastTouch?.milliseconds ?? 0, $0.name)
            }
            return try ContactReader.contacts(found.prefix(limit).map(\.id), in: c)
        }
    }

    private static func candidates(_ token: String, in c: any Connection) throws(StoreError) -> [ID<Contact>]
    {
        var result = try WordIndex.entities(
            .contact, beginningWith: token, limit: 1000, of: Contact.self, in: c)
        var seen = Set(result)
        for company in try WordIndex.entities(
            .company, beginningWith: token, limit: 50, of: Company.self, in: c)
        {
            for id in try c.all(.someContactsOfCompany, [.id(company)]) where seen.insert(id).inserted {
                result.append(id)
            }
        }
        return result
    }

    private static func filter(
        _ candidates: [ID<Contact>], _ tokens: [String], in c: any Connection
    ) throws(StoreError) -> [NamedContact] {
        var result: [NamedContact] = []
        for id in candidates {
            guard let row = try c.first(.contactName, [.id(id)]) else { continue }
            var fits = true
            for token in tokens where fits {
                fits = try WordIndex.matches(.id(id), token, in: c)
                if !fits, let company = row.company {
                    fits = try WordIndex.matches(.id(company), token, in: c)
                }
            }
            if fits { result.append(row) }
        }
        return result
    }

    /// All tags with how many contacts have them, by name.
    public func tags() async throws(StoreError) -> [(tag: String, contacts: Int)] {
        try await database.read { (c) throws(StoreError) in
            try c.all(.allTags).map { (tag: $0.name, contacts: $0.count) }
        }
    }

    /// The names of all fields that the user gave to contacts, sorted.
    public func fieldNames() async throws(StoreError) -> [String] {
        try await database.read { (c) throws(StoreError) in try c.all(.ownFieldNames) }
    }

    public func add(tag: String, to ids: [ID<Contact>], at now: Timestamp) async throws(StoreError) {
        try await database.write(durable: true) { (c) throws(StoreError) in
            for id in ids { try c.run(.addTag, [.id(id), .text(tag.lowercased()), .text(tag)]) }
            try EventLog.append(.peopleChanged, at: now, in: c)
        }
    }

    public func remove(tag: String, from ids: [ID<Contact>], at now: Timestamp) async throws(StoreError) {
        try await database.write(durable: true) { (c) throws(StoreError) in
            for id in ids { try c.run(.removeTag, [.id(id), .text(tag.lowercased())]) }
            try EventLog.append(.peopleChanged, at: now, in: c)
        }
    }

    /// Takes contacts out: their addresses are free, their timelines stay for `restore`.
    public func remove(_ ids: [ID<Contact>], at now: Timestamp) async throws(StoreError) {
        try await database.write(durable: true) { (c) throws(StoreError) in
            for id in ids { try ContactRemoval.remove(id, at: now, in: c) }
            try EventLog.append(.peopleChanged, at: now, in: c)
        }
    }

    /// Brings removed contacts back, with those of their addresses that nobody took meanwhile.
    public func restore(_ ids: [ID<Contact>], at now: Timestamp) async throws(StoreError) {
        try await database.write(durable: true) { (c) throws(StoreError) in
            for id in ids { try ContactRemoval.restore(id, at: now, in: c) }
            try EventLog.append(.peopleChanged, at: now, in: c)
        }
    }

    /// Makes one contact of two: what `kept` lacks comes from `other`, with its addresses, timeline, links and
    /// campaign rows; then `other` is removed.
    ///
    /// - Returns: nil when one of them does not exist.
    public func merge(
        _ other: ID<Contact>, into kept: ID<Contact>, at now: Timestamp
    ) async throws(StoreError) -> Contact? {
        try await database.write(durable: true) { (c) throws(StoreError) in
            guard let contact = try ContactRemoval.merge(other, into: kept, at: now, in: c) else {
                return nil
            }
            try EventLog.append(.peopleChanged, at: now, in: c)
            return contact
        }
    }

    public static let catalogue: [CataloguedStatement] =
        ContactWriter.catalogue + ContactRemoval.catalogue + [
            Statement.contactPage.listed(), Statement.contactPageOfTag.listed(),
            Statement.contactPageOfCompany.listed(), Statement.someContactsOfCompany.listed(),
            Statement.contactName.listed(), Statement.contactsOfName.listed(), Statement.removeTag.listed(),
            Statement.allTags.listed(scansBecause: "counts every tag, when the user asks"),
            Statement.ownFieldNames.listed(scansBecause: "looks at every contact, when a text is begun"),
        ]
}

/// A contact as paging and ranking see it.
struct NamedContact: Sendable {
    var name: String
    var id: ID<Contact>
    var company: ID<Company>?
    var lastTouch: Timestamp?
}

/// A name and how often it occurs.
struct NameCount: Sendable {
    var name: String
    var count: Int
}

extension Statement where Row == NamedContact {
    /// `$1` last name, `$2` last id, `$3` limit.
    fileprivate static let contactPage = Statement(
        named: "contactPage",
        """
        SELECT sort_name, id, company_id, last_touch FROM contacts
        WHERE deleted IS NULL AND (sort_name, id) > ($1, $2) ORDER BY sort_name, id LIMIT $3
        """, decode: read)
    /// `$1` last name, `$2` last id, `$3` limit, `$4` tag. Sorts the contacts of one tag.
    fileprivate static let contactPageOfTag = Statement(
        named: "contactPageOfTag",
        """
        SELECT c.sort_name, c.id, c.company_id, c.last_touch
        FROM contact_tags t CROSS JOIN contacts c ON c.id = t.contact_id
        WHERE t.tag_norm = $4 AND c.deleted IS NULL AND (c.sort_name, c.id) > ($1, $2)
        ORDER BY c.sort_name, c.id LIMIT $3
        """, decode: read)
    /// `$1` last name, `$2` last id, `$3` limit, `$4` company. Sorts the contacts of one company.
    fileprivate static let contactPageOfCompany = Statement(
        named: "contactPageOfCompany",
        """
        SELECT sort_name, id, company_id, last_touch FROM contacts INDEXED BY contacts_by_company
        WHERE company_id = $4 AND deleted IS NULL AND (sort_name, id) > ($1, $2) ORDER BY sort_name, id LIMIT $3
        """, decode: read)
    /// `$1` id.
    fileprivate static let contactName = Statement(
        named: "contactName",
        "SELECT sort_name, id, company_id, last_touch FROM contacts WHERE id = $1 AND deleted IS NULL",
        decode: read)

    private static func read(_ row: borrowing RowReader) throws(StoreError) -> NamedContact {
        NamedContact(
            name: try row.text(0), id: try row.id(1), company: try row.optionalID(2),
            lastTouch: try row.optionalTime(3))
    }
}

extension Statement where Row == ID<Contact> {
    /// `$1` normalised name, `$2` limit.
    static let contactsOfName = Statement(
        named: "contactsOfName",
        "SELECT id FROM contacts WHERE deleted IS NULL AND sort_name = $1 ORDER BY id LIMIT $2"
    ) { (row) throws(StoreError) in try row.id(0) }

    /// `$1` company.
    fileprivate static let someContactsOfCompany = Statement(
        named: "someContactsOfCompany",
        "SELECT id FROM contacts WHERE company_id = $1 AND deleted IS NULL LIMIT 200"
    ) { (row) throws(StoreError) in try row.id(0) }
}

extension Statement where Row == NameCount {
    fileprivate static let allTags = Statement(
        named: "allTags", "SELECT min(tag), count(*) FROM contact_tags GROUP BY tag_norm ORDER BY tag_norm"
    ) { (row) throws(StoreError) in NameCount(name: try row.text(0), count: try row.int(1)) }
}

extension Statement where Row == Void {
    /// `$1` contact, `$2` tag in lower case.
    fileprivate static let removeTag = Statement(
        named: "removeTag", "DELETE FROM contact_tags WHERE contact_id = $1 AND tag_norm = $2")
}

extension Statement where Row == String {
    fileprivate static let ownFieldNames = Statement(
        named: "ownFieldNames",
        """
        SELECT DISTINCT f.key FROM contacts c, json_each(c.fields) f
        WHERE c.fields <> '{}' AND c.deleted IS NULL ORDER BY f.key LIMIT 1000
        """
    ) { (row) throws(StoreError) in try row.text(0) }
}
