extension Migration {
    /// The event log: only ever appended to.
    static let m0005Events = Migration(
        5, "M0005_Events",
        """
        CREATE TABLE events(
            cursor INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            kind TEXT NOT NULL,
            payload TEXT NOT NULL
        ) STRICT;
        """)
}
