extension Migration {
    /// Steps that begin a thread of their own, and when a mail was tried first: what giving up counts from.
    static let m0105Sending = Migration(
        105, "M0105_Sending",
        """
        ALTER TABLE campaign_steps ADD COLUMN starts_thread INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE outbox_jobs ADD COLUMN first_tried INTEGER;
        """)
}
