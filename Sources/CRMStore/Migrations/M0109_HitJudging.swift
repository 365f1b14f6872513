extension Migration {
    /// What judging asks of every hit is found without reading its neighbours; events have one name everywhere.
    static let m0109HitJudging = Migration(
        109, "M0109_HitJudging",
        """
        CREATE INDEX hits_human_opens ON hits(job_id, remote, at) WHERE kind = 'open' AND verdict = 'human';

        UPDATE events SET kind = 'messages.new' WHERE kind = 'messages.arrived';
        UPDATE events SET kind = 'message.new' WHERE kind = 'mail.received';
        UPDATE events SET kind = 'message.changed' WHERE kind = 'messages.changed';
        UPDATE events SET kind = 'message.removed' WHERE kind = 'messages.removed';
        """)
}
