public import CRMModel

/// Companies with their mail domains.
public struct CompanyRepository: Sendable {
    private let database: any Database

    public init(_ database: any Database) { self.database = database }

    /// Stores a new company or the new state of a known one. Freemail domains are left out, and so are those of other
    /// companies; mail from new domains waits in the `RelinkQueue`.
    @discardableResult
    public func save(_ company: Company, at now: Timestamp) async throws(StoreError) -> Company {
        try await database.write(durable: true) { (c) throws(StoreError) in
            try CompanyWriter.save(company, at: now, in: c)
            try EventLog.append(.peopleChanged, at: now, in: c)
            return try CompanyReader.company(company.id, in: c) ?? company
        }
    }

    public func company(_ id: ID<Company>) async throws(StoreError) -> Company? {
        try await database.read { (c) throws(StoreError) in try CompanyReader.company(id, in: c) }
    }

    /// - Parameter name: in any case, accents do not matter.
    public func company(named name: String) async throws(StoreError) -> Company? {
        try await database.read { (c) throws(StoreError) in
            guard let id = try c.first(.companyBySortName, [.text(ContactMapping.normalize(name))]) else {
                return nil
            }
            return try CompanyReader.company(id, in: c)
        }
    }

    /// By name.
    public func list(after cursor: NameCursor? = nil, limit: Int = 100) async throws(StoreError) -> NamePage<
        Company
    > {
        let limit = max(1, min(limit, 1000))
        return try await database.read { (c) throws(StoreError) in
            let rows = try c.all(
                .companyPage, [.text(cursor?.name ?? ""), .blob(cursor?.id ?? []), .int(limit + 1)])
            var items: [Company] = []
            for row in rows.prefix(limit) {
                if let company = try CompanyReader.company(row.id, in: c) { items.append(company) }
            }
            let next = rows.count > limit ? rows[limit - 1] : nil
            return NamePage(items: items, next: next.map { NameCursor(name: $0.name, id: $0.id.bytes) })
        }
    }

    /// Companies with words that begin like the query's.
    public func find(_ query: String, limit: Int = 20) async throws(StoreError) -> [Company] {
        let tokens = SearchWords.tokens(query)
        guard let driver = tokens.max(by: { $0.count < $1.count }) else { return [] }
        return try await database.read { (c) throws(StoreError) in
            var result: [Company] = []
            for id in try WordIndex.entities(
                .company, beginningWith: driver, limit: 1000, of: Company.self, in: c)
            {
                var fits = true
                for token in tokens where fits { fits = try WordIndex.matches(.id(id), token, in: c) }
                if fits, let company = try CompanyReader.company(id, in: c) { result.append(company) }
                if result.count == limit { break }
            }
            return result
        }
    }

    /// Takes a company out; its contacts stay, its domains are free.
    public func remove(_ id: ID<Company>, at now: Timestamp) async throws(StoreError) {
        try await database.write(durable: true) { (c) throws(StoreError) in
            try RelinkQueue.add(.company(id), in: c)
            try c.run(.clearCompany, [.id(id), .time(now)])
            try c.run(.removeDomains, [.id(id)])
            try c.run(.markCompanyRemoved, [.id(id), .time(now)])
            try WordIndex.replace(.company, .id(id), with: [], in: c)
            try EventLog.append(.peopleChanged, at: now, in: c)
        }
    }

    /// Makes one company of two: what `kept` lacks comes from `other`, with its contacts, domains, links and timeline;
    /// then `other` is removed.
    ///
    /// - Returns: nil when one of them does not exist.
    public func merge(
        _ other: ID<Company>, into kept: ID<Company>, at now: Timestamp
    ) async throws(StoreError) -> Company? {
        try await database.write(durable: true) { (c) throws(StoreError) in
            guard other != kept, var company = try CompanyReader.company(kept, in: c),
                let second = try CompanyReader.company(other, in: c)
            else { return nil }
            company.fill(from: second)
            for statement in [
                Statement<Void>.moveContacts, .moveTimeline, .moveCompanyActivities, .moveCompanyJobs,
                .moveLinks, .keepLinksByHand, .dropLinksOfMerged,
            ] {
                try c.run(statement, [.id(other), .id(kept)])
            }
            try c.run(.removeDomains, [.id(other)])
            try c.run(.markCompanyRemoved, [.id(other), .time(now)])
            try WordIndex.replace(.company, .id(other), with: [], in: c)
            try CompanyWriter.save(company, at: now, in: c)
            try RelinkQueue.add(.company(kept), in: c)
            try EventLog.append(.peopleChanged, at: now, in: c)
            return try CompanyReader.company(kept, in: c)
        }
    }

    public static let catalogue: [CataloguedStatement] =
        WordIndex.catalogue + [
            Statement.moveContacts.listed(),
            Statement.moveCompanyActivities.listed(
                scansBecause: "a merge is rare, and activities have no index by company"),
            Statement.moveCompanyJobs.listed(
                scansBecause: "a merge is rare, and jobs have no index by company"),
            Statement.companyRow.listed(), Statement.domainsOfCompany.listed(),
            Statement.companyBySortName.listed(),
            Statement.companyPage.listed(), Statement.saveCompany.listed(), Statement.removeDomains.listed(),
            Statement.addDomain.listed(), Statement.domainOwner.listed(), Statement.clearCompany.listed(),
            Statement.markCompanyRemoved.listed(),
        ]
}

extension Company {
    /// Takes over what is missing here, all domains, and notes that say something else.
    fileprivate mutating func fill(from other: Company) {
        if industry.isEmpty { industry = other.industry }
        if website.isEmpty { website = other.website }
        if notes.isEmpty {
            notes = other.notes
        } else if !notes.contains(other.notes) {
            notes += "\n\n" + other.notes
        }
        domains += other.domains.filter { !domains.contains($0) }
    }
}

enum CompanyReader {
    static func company(_ id: ID<Company>, in c: any Connection) throws(StoreError) -> Company? {
        guard var company = try c.first(.companyRow, [.id(id)]) else { return nil }
        company.domains = try c.all(.domainsOfCompany, [.id(id)])
        return company
    }
}

enum CompanyWriter {
    static func save(_ company: Company, at now: Timestamp, in c: any Connection) throws(StoreError) {
        try c.run(
            .saveCompany,
            [
                .id(company.id), .text(company.name), .text(company.industry), .text(company.website),
                .text(company.notes), .text(ContactMapping.normalize(company.name)), .time(company.created),
                .time(now),
            ])
        let old = Set(try c.all(.domainsOfCompany, [.id(company.id)]))
        try c.run(.removeDomains, [.id(company.id)])
        var domains: [String] = []
        for text in company.domains {
            guard let domain = AddressRules.companyDomain(text), !domains.contains(domain) else { continue }
            let added = try c.run(.addDomain, [.text(domain), .id(company.id), .int(domains.count)])
            guard added > 0 else { continue }
            domains.append(domain)
            if !old.contains(domain) { try RelinkQueue.add(.domain(domain), in: c) }
        }
        for domain in old where !domains.contains(domain) { try RelinkQueue.add(.domain(domain), in: c) }
        let words = SearchWords.words(names: [company.name, company.website], addresses: domains)
        try WordIndex.replace(.company, .id(company.id), with: words, in: c)
        try CampaignWork.unpark(company: company.id, at: now, in: c)
    }

    /// The company of that name, made when there is none.
    ///
    /// - Parameter domain: taken for a new company when it is free and no freemail provider's.
    static func ensure(
        named name: String, domain: String?, website: String, industry: String, at now: Timestamp,
        in c: any Connection
    ) throws(StoreError) -> ID<Company> {
        let key = ContactMapping.normalize(name)
        if let known = try c.first(.companyBySortName, [.text(key)]) { return known }
        let id: ID<Company> = Enrolments.newID(at: now)
        let domains = [website, domain ?? ""].compactMap { $0.isEmpty ? nil : AddressRules.companyDomain($0) }
        try save(
            Company(
                id: id, name: name, domains: domains, industry: industry, website: website, created: now),
            at: now, in: c)
        return id
    }
}

/// A name and whose it is, for paging.
struct NamedCompany: Sendable {
    var name: String
    var id: ID<Company>
}

extension Statement where Row == Company {
    /// `$1` id. Domains are read apart.
    fileprivate static let companyRow = Statement(
        named: "companyRow",
        """
        SELECT id, name, industry, website, notes, contact_count, created FROM companies
        WHERE id = $1 AND deleted IS NULL
        """
    ) { (row) throws(StoreError) in
        Company(
            id: try row.id(0), name: try row.text(1), industry: try row.text(2), website: try row.text(3),
            notes: try row.text(4), contactCount: try row.int(5), created: try row.time(6))
    }
}

extension Statement where Row == String {
    /// `$1` company.
    fileprivate static let domainsOfCompany = Statement(
        named: "domainsOfCompany",
        "SELECT domain FROM company_domains WHERE company_id = $1 ORDER BY position"
    ) { (row) throws(StoreError) in try row.text(0) }
}

extension Statement where Row == ID<Company> {
    /// `$1` normalised name.
    static let companyBySortName = Statement(
        named: "companyBySortName",
        "SELECT id FROM companies WHERE deleted IS NULL AND sort_name = $1 AND sort_name <> '' ORDER BY id LIMIT 1"
    ) { (row) throws(StoreError) in try row.id(0) }
    /// `$1` domain.
    static let domainOwner = Statement(
        named: "domainOwner", "SELECT company_id FROM company_domains WHERE domain = $1"
    ) { (row) throws(StoreError) in try row.id(0) }
}

extension Statement where Row == NamedCompany {
    /// `$1` last name, `$2` last id, `$3` limit.
    fileprivate static let companyPage = Statement(
        named: "companyPage",
        """
        SELECT sort_name, id FROM companies WHERE deleted IS NULL AND (sort_name, id) > ($1, $2)
        ORDER BY sort_name, id LIMIT $3
        """
    ) { (row) throws(StoreError) in NamedCompany(name: try row.text(0), id: try row.id(1)) }
}

extension Statement where Row == Void {
    /// `$1` id, `$2` name, `$3` industry, `$4` website, `$5` notes, `$6` sort name, `$7` created, `$8` now.
    fileprivate static let saveCompany = Statement(
        named: "saveCompany",
        """
        INSERT INTO companies(id, name, industry, website, notes, sort_name, created, updated)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, industry = excluded.industry,
            website = excluded.website, notes = excluded.notes, sort_name = excluded.sort_name,
            updated = excluded.updated, revision = revision + 1, deleted = NULL
        """)
    /// `$1` company.
    fileprivate static let removeDomains = Statement(
        named: "removeDomains", "DELETE FROM company_domains WHERE company_id = $1")
    /// `$1` domain, `$2` company, `$3` position.
    fileprivate static let addDomain = Statement(
        named: "addDomain",
        "INSERT INTO company_domains(domain, company_id, position) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
    )
    /// `$1` company, `$2` now.
    fileprivate static let clearCompany = Statement(
        named: "clearCompany", "UPDATE contacts SET company_id = NULL, updated = $2 WHERE company_id = $1")
    /// `$1` company, `$2` now.
    fileprivate static let markCompanyRemoved = Statement(
        named: "markCompanyRemoved", "UPDATE companies SET deleted = $2, updated = $2 WHERE id = $1")
    /// `$1` from, `$2` to.
    fileprivate static let moveContacts = Statement(
        named: "moveContacts", "UPDATE contacts SET company_id = $2 WHERE company_id = $1")
    /// `$1` from, `$2` to.
    fileprivate static let moveCompanyActivities = Statement(
        named: "moveCompanyActivities", "UPDATE activities SET company_id = $2 WHERE company_id = $1")
    /// `$1` from, `$2` to.
    fileprivate static let moveCompanyJobs = Statement(
        named: "moveCompanyJobs", "UPDATE outbox_jobs SET company_id = $2 WHERE company_id = $1")
}
