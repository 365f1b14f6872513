extension Migration {
    /// Hits that a hub on another machine took, and how far each of those hubs was read.
    static let m0108FollowedHubs = Migration(
        108, "M0108_FollowedHubs",
        """
        -- hub, hub_hit: where a hit was taken and its number there; NULL for our own hub.
        ALTER TABLE hits ADD COLUMN hub TEXT;
        ALTER TABLE hits ADD COLUMN hub_hit INTEGER;
        CREATE UNIQUE INDEX hits_by_hub ON hits(hub, hub_hit) WHERE hub IS NOT NULL;

        CREATE TABLE followed_hubs(
            hub TEXT NOT NULL PRIMARY KEY,
            url TEXT NOT NULL,
            cursor INTEGER NOT NULL,
            seen INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """)
}
