extension Migration {
    /// A mail may have reached some of its recipients: those whom it will never reach are kept with the server's words
    /// until the others have it.
    static let m0110PartDelivery = Migration(
        110, "M0110_PartDelivery",
        """
        -- A list: address, words, address, words …
        ALTER TABLE outbox_jobs ADD COLUMN given_up TEXT NOT NULL DEFAULT '[]';
        """)
}
