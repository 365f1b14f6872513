extension Migration {
    /// Phones, tags, the words that people are found by, the queue of what is to be linked again, and kept counts.
    static let m0100PeopleSearch = Migration(
        100, "M0100_PeopleSearch",
        """
        ALTER TABLE contacts ADD COLUMN sort_name TEXT NOT NULL DEFAULT '';
        CREATE INDEX contacts_by_name ON contacts(sort_name, id) WHERE deleted IS NULL;
        ALTER TABLE companies ADD COLUMN sort_name TEXT NOT NULL DEFAULT '';
        CREATE INDEX companies_by_name ON companies(sort_name, id) WHERE deleted IS NULL;

        CREATE TABLE contact_phones(
            contact_id BLOB NOT NULL REFERENCES contacts(id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            phone TEXT NOT NULL,
            PRIMARY KEY (contact_id, position)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE contact_tags(
            contact_id BLOB NOT NULL REFERENCES contacts(id) ON DELETE CASCADE,
            tag_norm TEXT NOT NULL,
            tag TEXT NOT NULL,
            PRIMARY KEY (contact_id, tag_norm)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX contact_tags_by_tag ON contact_tags(tag_norm, contact_id);

        -- Addresses of removed contacts, so that a removal can be taken back.
        CREATE TABLE removed_emails(
            contact_id BLOB NOT NULL REFERENCES contacts(id) ON DELETE CASCADE,
            addr_norm TEXT NOT NULL,
            addr TEXT NOT NULL,
            position INTEGER NOT NULL,
            PRIMARY KEY (contact_id, addr_norm)
        ) STRICT, WITHOUT ROWID;

        -- kind: 0 contact, 1 company. Words without accents in lower case.
        CREATE TABLE entity_words(
            kind INTEGER NOT NULL,
            word TEXT NOT NULL,
            entity_id BLOB NOT NULL,
            PRIMARY KEY (kind, word, entity_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX entity_words_by_entity ON entity_words(entity_id, word);

        -- Addresses and domains whose messages must be linked again.
        CREATE TABLE pending_relinks(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            key TEXT NOT NULL,
            UNIQUE (kind, key)
        ) STRICT;

        CREATE TRIGGER contact_joins AFTER INSERT ON contacts
        WHEN NEW.deleted IS NULL AND NEW.company_id IS NOT NULL BEGIN
            UPDATE companies SET contact_count = contact_count + 1 WHERE id = NEW.company_id;
        END;

        CREATE TRIGGER contact_moves AFTER UPDATE OF company_id, deleted ON contacts
        WHEN OLD.company_id IS NOT NEW.company_id OR (OLD.deleted IS NULL) <> (NEW.deleted IS NULL) BEGIN
            UPDATE companies SET contact_count = contact_count - 1 WHERE id = OLD.company_id AND OLD.deleted IS NULL;
            UPDATE companies SET contact_count = contact_count + 1 WHERE id = NEW.company_id AND NEW.deleted IS NULL;
        END;
        """)
}
