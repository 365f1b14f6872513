extension Migration {
    /// Ties that must not come back by themselves (`cut` by the user), and those of people who were removed and may
    /// come back (`removed`).
    static let m0106Relinking = Migration(
        106, "M0106_Relinking",
        """
        CREATE TABLE set_aside_links(
            message INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
            entity_kind TEXT NOT NULL,
            entity_id BLOB NOT NULL,
            why TEXT NOT NULL,
            PRIMARY KEY (message, entity_kind, entity_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX set_aside_links_by_entity ON set_aside_links(entity_id, why);
        """)
}
