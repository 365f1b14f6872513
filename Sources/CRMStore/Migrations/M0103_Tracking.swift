extension Migration {
    /// Raw hits and what they were judged to be, and keys of the hub.
    static let m0103Tracking = Migration(
        103, "M0103_Tracking",
        """
        -- settles: when a hit that may still be refuted is judged once more; NULL when it is final.
        CREATE TABLE hits(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            job_id BLOB NOT NULL,
            link INTEGER,
            target TEXT,
            at INTEGER NOT NULL,
            method TEXT NOT NULL,
            remote TEXT NOT NULL,
            agent TEXT NOT NULL,
            accept TEXT NOT NULL,
            headers TEXT,
            verdict TEXT,
            reasons TEXT,
            rules INTEGER,
            settles INTEGER
        ) STRICT;
        CREATE INDEX hits_by_job ON hits(job_id, at);
        CREATE INDEX hits_by_remote ON hits(remote, at);
        CREATE INDEX hits_unjudged ON hits(id) WHERE verdict IS NULL;
        CREATE INDEX hits_unsettled ON hits(settles) WHERE settles IS NOT NULL;

        CREATE TABLE api_keys(
            id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
            name TEXT NOT NULL,
            prefix TEXT NOT NULL,
            hash TEXT NOT NULL UNIQUE,
            scopes TEXT NOT NULL,
            created INTEGER NOT NULL,
            expires INTEGER,
            last_used INTEGER,
            revoked INTEGER
        ) STRICT, WITHOUT ROWID;
        """)
}
