public import CRMModel

/// What to do with a row whose contact is there already.
public enum DuplicatePolicy: String, Hashable, Sendable, CaseIterable {
    /// Leave the contact as it is.
    case skip
    /// What the file says takes the place of what is there; what it leaves empty stays.
    case update
    /// What the file says fills gaps only.
    case merge
}

/// What became of an import.
public struct ImportReport: Hashable, Sendable {
    /// Something about one row; 1 is the first line of the file.
    public struct Problem: Hashable, Sendable {
        public var line: Int
        public var message: String

        public init(line: Int, message: String) {
            self.line = line
            self.message = message
        }
    }

    /// A row that became a contact of its own although one of that name is at the company already.
    public struct Namesake: Hashable, Sendable {
        public var line: Int
        /// The one that was there.
        public var contact: ID<Contact>
        public var message: String
    }

    public var created = 0
    public var updated = 0
    public var skipped = 0
    public var errors: [Problem] = []
    public var possibleDuplicates: [Namesake] = []
    /// Messages that were tied to the people of the file; nil when that was not done, or is not finished.
    public var linked: Int?

    public init() {}
}

/// Brings contacts of a file into the workspace.
///
/// Rows are matched by any of their addresses, else by name and company, so that running the same file again, or
/// after a kill, makes nothing twice. Works in short transactions; mail is linked by the `RelinkQueue` afterwards.
public struct ContactImport: Sendable {
    private let database: any Database
    /// Rows of a transaction: it holds the writer for some 50 ms. Smaller ones write the same pages again and again.
    private static let batch = 500

    public init(_ database: any Database) { self.database = database }

    /// - Parameters:
    ///   - contacts: what `ContactFile.read` found.
    ///   - duplicates: what to do with contacts that are there.
    ///   - isDryRun: counts and reports, and changes nothing.
    ///   - tag: put on every contact of the file that is created or changed.
    ///   - progress: told how many rows are done.
    public func run(
        _ contacts: [ImportedContact], duplicates: DuplicatePolicy = .skip, isDryRun: Bool = false,
        tag: String? = nil, at now: Timestamp, progress: @Sendable (Int) -> Void = { _ in }
    ) async throws(StoreError) -> ImportReport {
        var report = ImportReport()
        // Addresses that a dry run would have stored.
        var planned: Set<EmailAddress> = []
        var start = 0
        while start < contacts.count, !Task.isCancelled {
            let rows = Array(contacts[start..<min(start + ContactImport.batch, contacts.count)])
            let before = (report, planned)
            if isDryRun {
                (report, planned) = try await database.read { (c) throws(StoreError) in
                    var (report, planned) = before
                    for row in rows {
                        try ContactImport.plan(row, duplicates, &planned, &report, in: c)
                    }
                    return (report, planned)
                }
            } else {
                report = try await database.write { (c) throws(StoreError) in
                    var report = before.0
                    for row in rows {
                        try ContactImport.bring(row, duplicates, tag, at: now, &report, in: c)
                    }
                    try EventLog.append(.peopleChanged, at: now, in: c)
                    return report
                }
            }
            start += rows.count
            progress(start)
        }
        return report
    }

    /// The contacts of people that a campaign lists: known ones as they are, missing ones made.
    ///
    /// - Returns: one entry per person, nil for one without an address.
    public func ensure(
        _ people: [ImportedContact], at now: Timestamp
    ) async throws(StoreError) -> [Contact?] {
        var result: [Contact?] = []
        var start = 0
        while start < people.count {
            let rows = Array(people[start..<min(start + ContactImport.batch, people.count)])
            result += try await database.write(durable: true) { (c) throws(StoreError) in
                var batch: [Contact?] = []
                for row in rows {
                    guard let address = row.addresses.first else {
                        batch.append(nil)
                        continue
                    }
                    if try c.first(.contactOfAddress, [.text(address.normalized)]) == nil {
                        var report = ImportReport()
                        try ContactImport.bring(row, .skip, nil, at: now, &report, in: c)
                    }
                    let id = try c.first(.contactOfAddress, [.text(address.normalized)])
                    batch.append(
                        try id.flatMap { (id) throws(StoreError) in try ContactReader.contact(id, in: c) })
                }
                return batch
            }
            start += rows.count
        }
        return result
    }

    /// Whom a row is about.
    private enum Match {
        case nobody
        case contact(ID<Contact>)
        case several
    }

    private static func match(_ row: ImportedContact, in c: any Connection) throws(StoreError) -> Match {
        var found: ID<Contact>?
        for address in row.addresses {
            guard let id = try c.first(.contactOfAddress, [.text(address.normalized)]) else { continue }
            if let known = found, known != id { return .several }
            found = id
        }
        if let found { return .contact(found) }
        guard row.addresses.isEmpty, !row.fullName.isEmpty else { return .nobody }
        let same = try c.first(
            .contactByNameAndCompany,
            [.text(ContactMapping.normalize(row.fullName)), .text(ContactMapping.normalize(row.company))])
        return same.map { .contact($0) } ?? .nobody
    }

    /// Says so when a new row names somebody of that company who is there under other addresses: they may be one
    /// person, which only the user knows.
    private static func noteNamesake(
        _ row: ImportedContact, _ report: inout ImportReport, in c: any Connection
    ) throws(StoreError) {
        guard let address = row.addresses.first, report.possibleDuplicates.count < 10_000 else { return }
        let name = ContactMapping.normalize(row.fullName)
        guard !name.isEmpty else { return }
        let ids = try c.all(.contactsOfName, [.text(name), .int(6)])
        guard !ids.isEmpty else { return }
        var owner: ID<Company>?
        for address in row.addresses where owner == nil {
            owner = try c.first(.domainOwner, [.text(address.domain)])
        }
        let company = ContactMapping.normalize(row.company)
        for id in ids {
            guard let known = try ContactReader.contact(id, in: c) else { continue }
            let theirs = ContactMapping.normalize(known.companyName ?? "")
            guard theirs == company || (company.isEmpty && owner != nil && known.company == owner) else {
                continue
            }
            let place = known.companyName.map { " of \($0)" } ?? ""
            let other = known.addresses.first?.text ?? "\(id)"
            report.possibleDuplicates.append(
                .init(
                    line: row.line, contact: id,
                    message: "\(known.displayName)\(place) is here as \(other): a possible duplicate; "
                        + "rapport contact merge \(other) \(address.text) makes one of both"))
            return
        }
    }

    private static func note(_ row: ImportedContact, _ report: inout ImportReport) -> Bool {
        for problem in row.problems { report.errors.append(.init(line: row.line, message: problem)) }
        if row.isAnonymous {
            report.errors.append(.init(line: row.line, message: "neither a name nor an address"))
        }
        let isWorthKeeping = !row.fullName.isEmpty || !row.addresses.isEmpty
        // A broken address is all that would have told who this is.
        let lostItsAddress = row.addresses.isEmpty && !row.problems.isEmpty
        return isWorthKeeping && !lostItsAddress
    }

    private static func plan(
        _ row: ImportedContact, _ policy: DuplicatePolicy, _ planned: inout Set<EmailAddress>,
        _ report: inout ImportReport, in c: any Connection
    ) throws(StoreError) {
        guard note(row, &report) else { return }
        let isPlanned = row.addresses.contains { planned.contains($0) }
        switch isPlanned ? nil : try match(row, in: c) {
        case .several: report.errors.append(.init(line: row.line, message: severalOwners))
        case .nobody:
            try noteNamesake(row, &report, in: c)
            report.created += 1
            planned.formUnion(row.addresses)
        case nil, .contact:
            if policy == .skip { report.skipped += 1 } else { report.updated += 1 }
        }
    }

    private static let severalOwners = "its addresses belong to different contacts; merge them first"

    private static func bring(
        _ row: ImportedContact, _ policy: DuplicatePolicy, _ tag: String?, at now: Timestamp,
        _ report: inout ImportReport, in c: any Connection
    ) throws(StoreError) {
        guard note(row, &report) else { return }
        var contact: Contact
        switch try match(row, in: c) {
        case .several:
            report.errors.append(.init(line: row.line, message: severalOwners))
            return
        case .nobody:
            try noteNamesake(row, &report, in: c)
            contact = Contact(id: Enrolments.newID(at: now), created: now)
            report.created += 1
        case .contact(let id):
            guard policy != .skip, let known = try ContactReader.contact(id, in: c) else {
                report.skipped += 1
                return
            }
            contact = known
            report.updated += 1
        }
        var imported = row.contact(id: contact.id, at: contact.created)
        if !row.company.isEmpty {
            imported.company = try CompanyWriter.ensure(
                named: row.company, domain: row.addresses.first?.domain, website: row.website,
                industry: row.industry, at: now, in: c)
        }
        if policy == .update {
            imported.fill(from: contact)
            contact = imported
        } else {
            contact.fill(from: imported)
        }
        if let tag, !contact.tags.contains(where: { $0.lowercased() == tag.lowercased() }) {
            contact.tags.append(tag)
        }
        try ContactWriter.save(contact, at: now, in: c)
    }

    public static let catalogue: [CataloguedStatement] = [Statement.contactByNameAndCompany.listed()]
}

extension ImportedContact {
    /// As a contact without its company.
    func contact(id: ID<Contact>, at created: Timestamp) -> Contact {
        var fields = fields
        if company.isEmpty, !website.isEmpty { fields["website"] = website }
        return Contact(
            id: id, firstName: firstName, lastName: lastName, title: title, addresses: addresses,
            phones: phones,
            timeZone: timeZone, tags: tags, fields: fields, notes: notes, created: created)
    }
}

extension Statement where Row == ID<Contact> {
    /// `$1` normalised name, `$2` normalised company name, empty for none.
    fileprivate static let contactByNameAndCompany = Statement(
        named: "contactByNameAndCompany",
        """
        SELECT c.id FROM contacts c LEFT JOIN companies o ON o.id = c.company_id
        WHERE c.deleted IS NULL AND c.sort_name = $1 AND coalesce(o.sort_name, '') = $2 ORDER BY c.id LIMIT 1
        """
    ) { (row) throws(StoreError) in try row.id(0) }
}
