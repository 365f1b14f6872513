extension Migration {
    /// Companies, contacts, their addresses and domains, and the timeline.
    static let m0001People = Migration(
        1, "M0001_People",
        """
        CREATE TABLE companies(
            id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
            name TEXT NOT NULL,
            industry TEXT NOT NULL DEFAULT '',
            website TEXT NOT NULL DEFAULT '',
            notes TEXT NOT NULL DEFAULT '',
            fields TEXT NOT NULL DEFAULT '{}',
            contact_count INTEGER NOT NULL DEFAULT 0,
            revision INTEGER NOT NULL DEFAULT 1,
            created INTEGER NOT NULL,
            updated INTEGER NOT NULL,
            deleted INTEGER
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE company_domains(
            domain TEXT NOT NULL PRIMARY KEY,
            company_id BLOB NOT NULL REFERENCES companies(id) ON DELETE CASCADE,
            position INTEGER NOT NULL DEFAULT 0
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX company_domains_by_company ON company_domains(company_id, position);

        CREATE TABLE contacts(
            id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
            company_id BLOB REFERENCES companies(id) ON DELETE SET NULL,
            first_name TEXT NOT NULL DEFAULT '',
            last_name TEXT NOT NULL DEFAULT '',
            title TEXT NOT NULL DEFAULT '',
            time_zone TEXT,
            notes TEXT NOT NULL DEFAULT '',
            fields TEXT NOT NULL DEFAULT '{}',
            do_not_track INTEGER NOT NULL DEFAULT 0,
            revision INTEGER NOT NULL DEFAULT 1,
            created INTEGER NOT NULL,
            updated INTEGER NOT NULL,
            last_touch INTEGER,
            deleted INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX contacts_by_company ON contacts(company_id);

        CREATE TABLE contact_emails(
            addr_norm TEXT NOT NULL PRIMARY KEY,
            contact_id BLOB NOT NULL REFERENCES contacts(id) ON DELETE CASCADE,
            addr TEXT NOT NULL,
            position INTEGER NOT NULL DEFAULT 0,
            status TEXT NOT NULL DEFAULT 'ok'
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX contact_emails_by_contact ON contact_emails(contact_id, position);

        CREATE TABLE activities(
            id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
            at INTEGER NOT NULL,
            kind TEXT NOT NULL,
            actor TEXT NOT NULL DEFAULT '',
            summary TEXT NOT NULL DEFAULT '',
            detail TEXT NOT NULL DEFAULT '',
            message INTEGER,
            contact_id BLOB,
            company_id BLOB,
            ref_table TEXT NOT NULL,
            ref_id ANY NOT NULL,
            UNIQUE (ref_table, ref_id, kind)
        ) STRICT, WITHOUT ROWID;

        -- On whose timelines an activity stands; newest first by (entity_id, at).
        CREATE TABLE activity_entities(
            entity_id BLOB NOT NULL,
            at INTEGER NOT NULL,
            activity_id BLOB NOT NULL REFERENCES activities(id) ON DELETE CASCADE,
            PRIMARY KEY (entity_id, at, activity_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX activity_entities_by_activity ON activity_entities(activity_id);
        """)
}
