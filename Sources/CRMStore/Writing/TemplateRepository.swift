public import CRMModel

/// Templates: names over immutable versions.
public struct TemplateRepository: Sendable {
    private let database: any Database

    public init(_ database: any Database) { self.database = database }

    /// What a new version says.
    public struct Content: Hashable, Sendable {
        public var name: String
        public var subject: String
        public var body: String
        /// Nil keeps what the template has.
        public var category: String?
        public var industry: String?
        public var tracksByDefault: Bool?

        public init(
            name: String, subject: String, body: String, category: String? = nil, industry: String? = nil,
            tracksByDefault: Bool? = nil
        ) {
            self.name = name
            self.subject = subject
            self.body = body
            self.category = category
            self.industry = industry
            self.tracksByDefault = tracksByDefault
        }
    }

    /// Saves under a name: a new template, or a new version of the one that has the name (in any case). Text that
    /// is the current version already makes none.
    public func save(_ content: Content, at now: Timestamp) async throws(StoreError) -> Template {
        try await database.write(durable: true) { (c) throws(StoreError) in
            try TemplateRepository.save(content, at: now, in: c)
        }
    }

    /// Adds those whose names are free, for the templates that come with the program.
    ///
    /// - Returns: how many were added.
    @discardableResult
    public func addMissing(_ contents: [Content], at now: Timestamp) async throws(StoreError) -> Int {
        try await database.write(durable: true) { (c) throws(StoreError) in
            var added = 0
            for content in contents
            where try c.first(.templateID, [.text(TemplateRepository.key(content.name))]) == nil {
                _ = try TemplateRepository.save(content, at: now, in: c)
                added += 1
            }
            return added
        }
    }

    private static func key(_ name: String) -> String { ImportValue.trimmed(name).lowercased() }

    private static func save(
        _ content: Content, at now: Timestamp, in c: any Connection
    ) throws(StoreError) -> Template {
        let id = try c.first(.templateID, [.text(key(content.name))]) ?? Enrolments.newID(at: now)
        let known = try c.first(.templateByID, [.id(id)])
        let isSame =
            known.map { $0.current.subject == content.subject && $0.current.body == content.body } ?? false
        if !isSame {
            let version: ID<TemplateVersion> = Enrolments.newID(at: now)
            let number = (try c.first(.versionCount, [.id(id)]) ?? 0) + 1
            try c.run(
                .saveTemplate,
                [
                    .id(id), .text(ImportValue.trimmed(content.name)), .text(key(content.name)),
                    .id(version), .int(number), .time(now),
                ])
            try c.run(
                .addVersion,
                [
                    .id(version), .id(id), .int(number), .text(content.subject), .text(content.body),
                    .time(now),
                ])
        }
        try c.run(
            .describeTemplate,
            [
                .id(id), .string(content.category), .string(content.industry),
                .int(content.tracksByDefault.map { $0 ? 1 : 0 }),
            ])
        try EventLog.append(.templatesChanged, at: now, in: c)
        guard let template = try c.first(.templateByID, [.id(id)]) else {
            throw StoreError(.corrupt, statement: "saveTemplate")
        }
        return template
    }

    /// All by category and name; archived ones left out.
    public func list() async throws(StoreError) -> [Template] {
        try await database.read { (c) throws(StoreError) in try c.all(.templates) }
    }

    /// One that is not archived.
    ///
    /// - Parameter name: in any case.
    public func template(named name: String) async throws(StoreError) -> Template? {
        try await database.read { (c) throws(StoreError) in
            try c.first(.templateByName, [.text(TemplateRepository.key(name))])
        }
    }

    public func template(_ id: ID<Template>) async throws(StoreError) -> Template? {
        try await database.read { (c) throws(StoreError) in try c.first(.templateByID, [.id(id)]) }
    }

    /// What a person, or somebody of their company, was written with by hand, the latest first; at most 20.
    public func used(
        with contact: ID<Contact>, company: ID<Company>?
    ) async throws(StoreError) -> [ID<Template>] {
        try await database.read { (c) throws(StoreError) in
            try c.all(.templatesUsed, [.id(contact), .id(company)])
        }
    }

    /// One version, current or not.
    public func version(_ id: ID<TemplateVersion>) async throws(StoreError) -> TemplateVersion? {
        try await database.read { (c) throws(StoreError) in try c.first(.versionByID, [.id(id)]) }
    }

    /// All versions, newest first.
    public func history(of id: ID<Template>) async throws(StoreError) -> [TemplateVersion] {
        try await database.read { (c) throws(StoreError) in try c.all(.versionsOfTemplate, [.id(id)]) }
    }

    /// Makes an old version the text of a new one.
    ///
    /// - Returns: nil when there is no such version.
    public func restore(
        _ number: Int, of id: ID<Template>, at now: Timestamp
    ) async throws(StoreError) -> Template? {
        try await database.write(durable: true) { (c) throws(StoreError) in
            let versions = try c.all(.versionsOfTemplate, [.id(id)])
            guard let old = versions.first(where: { $0.number == number }),
                let template = try c.first(.templateByID, [.id(id)])
            else { return nil }
            return try TemplateRepository.save(
                Content(name: template.name, subject: old.subject, body: old.body), at: now, in: c)
        }
    }

    /// Takes a template out of the list; its versions stay for what was sent from them.
    public func archive(_ id: ID<Template>, at now: Timestamp) async throws(StoreError) {
        try await database.write(durable: true) { (c) throws(StoreError) in
            try c.run(.archiveTemplate, [.id(id), .time(now)])
            try EventLog.append(.templatesChanged, at: now, in: c)
        }
    }

    public static let catalogue: [CataloguedStatement] = [
        Statement.templates.listed(scansBecause: "templates are some hundred"),
        Statement.templateByID.listed(), Statement.templateByName.listed(),
        Statement.templateID.listed(), Statement.versionByID.listed(), Statement.versionsOfTemplate.listed(),
        Statement.versionCount.listed(), Statement.saveTemplate.listed(), Statement.addVersion.listed(),
        Statement.describeTemplate.listed(), Statement.archiveTemplate.listed(),
        Statement.templatesUsed.listed(scansBecause: "the people of one company, at most 200"),
    ]
}

extension Statement where Row == Template {
    fileprivate static let templates = Statement(
        named: "templates", "\(columns) WHERE t.archived IS NULL ORDER BY t.category, t.name_norm",
        decode: read)
    /// `$1` id.
    fileprivate static let templateByID = Statement(
        named: "templateByID", "\(columns) WHERE t.id = $1", decode: read)

    /// `$1` name in lower case.
    fileprivate static let templateByName = Statement(
        named: "templateByName", "\(columns) WHERE t.name_norm = $1 AND t.archived IS NULL", decode: read)

    private static var columns: String {
        """
        SELECT t.id, t.name, t.category, t.industry, t.uses, t.tracks, v.id, v.number, v.subject, v.body, v.created
        FROM templates t CROSS JOIN template_versions v ON v.id = t.current_version_id
        """
    }

    private static func read(_ row: borrowing RowReader) throws(StoreError) -> Template {
        let id: ID<Template> = try row.id(0)
        return Template(
            id: id, name: try row.text(1), category: try row.text(2), industry: try row.text(3),
            current: TemplateVersion(
                id: try row.id(6), template: id, number: try row.int(7), subject: try row.text(8),
                body: try row.text(9), created: try row.time(10)),
            uses: try row.int(4), tracksByDefault: try row.bool(5))
    }
}

extension Statement where Row == ID<Template> {
    /// `$1` name in lower case.
    fileprivate static let templateID = Statement(
        named: "templateID", "SELECT id FROM templates WHERE name_norm = $1"
    ) { (row) throws(StoreError) in try row.id(0) }
}

extension Statement where Row == ID<Template> {
    /// `$1` contact, `$2` company or null.
    fileprivate static let templatesUsed = Statement(
        named: "templatesUsed",
        """
        WITH people(id) AS (SELECT $1 UNION SELECT id FROM contacts WHERE company_id = $2 LIMIT 200)
        SELECT v.template_id FROM people p CROSS JOIN outbox_jobs o ON o.contact_id = p.id
        CROSS JOIN template_versions v ON v.id = o.template_version_id
        WHERE o.campaign_id IS NULL
        GROUP BY v.template_id ORDER BY max(o.created) DESC LIMIT 20
        """
    ) { (row) throws(StoreError) in try row.id(0) }
}

extension Statement where Row == TemplateVersion {
    /// `$1` id.
    fileprivate static let versionByID = Statement(
        named: "versionByID",
        "SELECT id, template_id, number, subject, body, created FROM template_versions WHERE id = $1",
        decode: read)
    /// `$1` template.
    fileprivate static let versionsOfTemplate = Statement(
        named: "versionsOfTemplate",
        """
        SELECT id, template_id, number, subject, body, created FROM template_versions
        WHERE template_id = $1 ORDER BY number DESC
        """, decode: read)

    private static func read(_ row: borrowing RowReader) throws(StoreError) -> TemplateVersion {
        TemplateVersion(
            id: try row.id(0), template: try row.id(1), number: try row.int(2), subject: try row.text(3),
            body: try row.text(4), created: try row.time(5))
    }
}

extension Statement where Row == Int {
    /// `$1` template.
    fileprivate static let versionCount = Statement(
        named: "versionCount", "SELECT versions FROM templates WHERE id = $1"
    ) { (row) throws(StoreError) in try row.int(0) }
}

extension Statement where Row == Void {
    /// `$1` id, `$2` name, `$3` name in lower case, `$4` version, `$5` number, `$6` now.
    fileprivate static let saveTemplate = Statement(
        named: "saveTemplate",
        """
        INSERT INTO templates(id, name, name_norm, current_version_id, versions, created)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (id) DO UPDATE SET current_version_id = excluded.current_version_id,
            versions = excluded.versions, name = excluded.name
        """)
    /// `$1` id, `$2` template, `$3` number, `$4` subject, `$5` body, `$6` now.
    fileprivate static let addVersion = Statement(
        named: "addVersion",
        """
        INSERT INTO template_versions(id, template_id, number, subject, body, created)
        VALUES ($1, $2, $3, $4, $5, $6)
        """)
    /// `$1` id, `$2` category, `$3` industry, `$4` tracks. Saving brings an archived one back.
    fileprivate static let describeTemplate = Statement(
        named: "describeTemplate",
        """
        UPDATE templates SET category = coalesce($2, category), industry = coalesce($3, industry),
            tracks = coalesce($4, tracks), archived = NULL WHERE id = $1
        """)
    /// `$1` id, `$2` now.
    fileprivate static let archiveTemplate = Statement(
        named: "archiveTemplate", "UPDATE templates SET archived = $2 WHERE id = $1")
}
