extension Migration {
    /// Accounts, folders, messages and where they lie, threads, links, and local changes under way.
    static let m0002Mail = Migration(
        2, "M0002_Mail",
        """
        CREATE TABLE accounts(
            key INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
            name TEXT NOT NULL UNIQUE,
            address TEXT NOT NULL,
            display_name TEXT,
            imap_host TEXT NOT NULL, imap_port INTEGER NOT NULL, imap_tls TEXT NOT NULL,
            smtp_host TEXT NOT NULL, smtp_port INTEGER NOT NULL, smtp_tls TEXT NOT NULL,
            user_name TEXT NOT NULL,
            secret_command TEXT,
            ca_file TEXT,
            signature TEXT NOT NULL DEFAULT '',
            tracks INTEGER NOT NULL DEFAULT 0,
            state TEXT NOT NULL DEFAULT '{"kind":"new"}',
            last_sync INTEGER
        ) STRICT;

        -- The user's own addresses: never linked to, and what makes a message outgoing.
        CREATE TABLE identities(
            addr_norm TEXT NOT NULL,
            account INTEGER NOT NULL REFERENCES accounts(key) ON DELETE CASCADE,
            PRIMARY KEY (addr_norm, account)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX identities_by_account ON identities(account);

        CREATE TABLE folders(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            account INTEGER NOT NULL REFERENCES accounts(key) ON DELETE CASCADE,
            raw_name BLOB NOT NULL,
            name TEXT NOT NULL,
            role TEXT,
            is_selectable INTEGER NOT NULL DEFAULT 1,
            uid_validity INTEGER,
            uid_next INTEGER,
            highest_modseq INTEGER,
            backfill_low INTEGER,
            messages INTEGER NOT NULL DEFAULT 0,
            unread INTEGER NOT NULL DEFAULT 0,
            last_sync INTEGER,
            last_error TEXT,
            UNIQUE (account, raw_name)
        ) STRICT;

        CREATE TABLE threads(
            id INTEGER PRIMARY KEY,
            account INTEGER NOT NULL REFERENCES accounts(key) ON DELETE CASCADE,
            messages INTEGER NOT NULL DEFAULT 0,
            merged_into INTEGER
        ) STRICT;
        CREATE INDEX threads_by_account ON threads(account);

        -- Every Message-ID that was seen, as a message's own or in References.
        CREATE TABLE thread_keys(
            account INTEGER NOT NULL REFERENCES accounts(key) ON DELETE CASCADE,
            message_id TEXT NOT NULL,
            thread INTEGER NOT NULL,
            PRIMARY KEY (account, message_id)
        ) STRICT, WITHOUT ROWID;

        -- sort_key orders by time of arrival: seconds * 4096 and a running number.
        CREATE TABLE messages(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            account INTEGER NOT NULL REFERENCES accounts(key) ON DELETE CASCADE,
            thread INTEGER NOT NULL,
            sort_key INTEGER NOT NULL UNIQUE,
            message_id TEXT NOT NULL,
            content_hash BLOB NOT NULL,
            in_reply_to TEXT,
            subject TEXT NOT NULL,
            subject_base TEXT NOT NULL,
            from_name TEXT,
            from_addr TEXT NOT NULL,
            date INTEGER NOT NULL,
            received INTEGER NOT NULL,
            size INTEGER NOT NULL,
            direction TEXT NOT NULL,
            auto_kind TEXT NOT NULL,
            attachments INTEGER NOT NULL,
            has_html INTEGER NOT NULL,
            preview TEXT NOT NULL,
            opens INTEGER NOT NULL DEFAULT 0,
            clicks INTEGER NOT NULL DEFAULT 0,
            linked INTEGER NOT NULL DEFAULT 0,
            indexed INTEGER NOT NULL DEFAULT 0,
            places INTEGER NOT NULL DEFAULT 0,
            orphaned INTEGER,
            UNIQUE (account, message_id, content_hash)
        ) STRICT;
        CREATE INDEX messages_by_thread ON messages(thread, sort_key);
        CREATE INDEX messages_to_index ON messages(sort_key) WHERE indexed = 0;
        CREATE INDEX messages_orphaned ON messages(orphaned) WHERE orphaned IS NOT NULL;

        -- uid is NULL while a local move has not reached the server, or its UID is looked for again.
        CREATE TABLE message_locations(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            message INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
            folder INTEGER NOT NULL REFERENCES folders(id) ON DELETE CASCADE,
            uid INTEGER,
            role TEXT,
            sort_key INTEGER NOT NULL,
            flags INTEGER NOT NULL,
            remote_flags INTEGER NOT NULL,
            modseq INTEGER,
            linked INTEGER NOT NULL DEFAULT 0,
            hidden INTEGER NOT NULL DEFAULT 0,
            missing INTEGER,
            UNIQUE (folder, uid)
        ) STRICT;
        CREATE INDEX locations_by_message ON message_locations(message);
        CREATE INDEX locations_by_folder ON message_locations(folder, sort_key) WHERE hidden = 0;
        CREATE INDEX locations_by_role ON message_locations(role, sort_key) WHERE hidden = 0;
        CREATE INDEX locations_unlinked ON message_locations(sort_key)
            WHERE hidden = 0 AND linked = 0 AND role = 'inbox';
        CREATE INDEX locations_flagged ON message_locations(sort_key) WHERE hidden = 0 AND (flags & 4) = 4;
        CREATE INDEX locations_without_uid ON message_locations(folder) WHERE uid IS NULL;
        CREATE INDEX locations_missing ON message_locations(missing) WHERE missing IS NOT NULL;

        CREATE TABLE message_addresses(
            message INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
            role INTEGER NOT NULL,
            position INTEGER NOT NULL,
            addr_norm TEXT NOT NULL,
            addr TEXT NOT NULL,
            name TEXT,
            PRIMARY KEY (message, role, position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX message_addresses_by_address ON message_addresses(addr_norm, message);

        -- The domains of senders and recipients, for the guess by company domain.
        CREATE TABLE message_domains(
            domain TEXT NOT NULL,
            message INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
            PRIMARY KEY (domain, message)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX message_domains_by_message ON message_domains(message);

        CREATE TABLE bodies(
            message INTEGER PRIMARY KEY REFERENCES messages(id) ON DELETE CASCADE,
            text TEXT NOT NULL
        ) STRICT;

        CREATE TABLE attachments(
            message INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            part_path TEXT NOT NULL,
            name TEXT NOT NULL,
            type TEXT NOT NULL,
            size INTEGER NOT NULL,
            is_inline INTEGER NOT NULL,
            PRIMARY KEY (message, number)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE links(
            message INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
            entity_kind TEXT NOT NULL,
            entity_id BLOB NOT NULL,
            how TEXT NOT NULL,
            confidence REAL NOT NULL DEFAULT 1,
            reviewed INTEGER NOT NULL DEFAULT 1,
            PRIMARY KEY (message, entity_kind, entity_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX links_by_entity ON links(entity_id, message);

        -- What was changed here and has not reached the server.
        CREATE TABLE local_changes(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            account INTEGER NOT NULL REFERENCES accounts(key) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            location INTEGER NOT NULL REFERENCES message_locations(id) ON DELETE CASCADE,
            target_folder INTEGER REFERENCES folders(id) ON DELETE CASCADE,
            target_location INTEGER,
            add_flags INTEGER NOT NULL DEFAULT 0,
            remove_flags INTEGER NOT NULL DEFAULT 0,
            state TEXT NOT NULL DEFAULT 'pending',
            attempts INTEGER NOT NULL DEFAULT 0,
            last_error TEXT,
            created INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX local_changes_by_account ON local_changes(account, state, id);
        CREATE INDEX local_changes_by_location ON local_changes(location);
        CREATE INDEX local_changes_by_target_location ON local_changes(target_location);
        CREATE INDEX local_changes_by_target ON local_changes(target_folder);

        -- How to take back what the user did last.
        CREATE TABLE undo_steps(
            undo INTEGER NOT NULL,
            position INTEGER NOT NULL,
            message INTEGER NOT NULL,
            location INTEGER NOT NULL,
            add_flags INTEGER NOT NULL DEFAULT 0,
            remove_flags INTEGER NOT NULL DEFAULT 0,
            back_to INTEGER,
            PRIMARY KEY (undo, position)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE leases(
            name TEXT NOT NULL PRIMARY KEY, owner TEXT NOT NULL, until INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE settings(
            key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """)
}
