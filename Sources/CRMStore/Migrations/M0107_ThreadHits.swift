extension Migration {
    /// Finds the mails of a thread that were opened or clicked, for the lists.
    static let m0107ThreadHits = Migration(
        107, "M0107_ThreadHits",
        """
        CREATE INDEX messages_hit ON messages(thread) WHERE opens + clicks > 0;
        """)
}
