/// What the tabs and the status bar of the screen count: from kept counts and small indexes.
public struct WorkspaceCounts: Hashable, Sendable {
    public var inbox: Int
    public var inboxUnread: Int
    public var unlinked: Int
    /// Drafts that do not wait in the outbox.
    public var drafts: Int
    /// Jobs that wait, are being sent, or need the user.
    public var outbox: Int
    /// Of `outbox`: failed, uncertain or held.
    public var outboxTrouble: Int
    public var contacts: Int

    static let catalogue: [CataloguedStatement] = [
        Statement.screenCounts.listed(scansBecause: "few folders and drafts; the rest counts along indexes")
    ]
}

extension Workspace {
    /// What there is in each view now.
    public func counts() async throws(StoreError) -> WorkspaceCounts {
        let counts = try await database.read { (c) throws(StoreError) in try c.first(.screenCounts) }
        guard let counts else { throw StoreError(.corrupt, statement: "screenCounts") }
        return counts
    }
}

extension Statement where Row == WorkspaceCounts {
    fileprivate static let screenCounts = Statement(
        named: "screenCounts",
        """
        SELECT (SELECT coalesce(sum(messages), 0) FROM folders WHERE role = 'inbox'),
            (SELECT coalesce(sum(unread), 0) FROM folders WHERE role = 'inbox'),
            (SELECT count(*) FROM message_locations INDEXED BY locations_unlinked
                WHERE hidden = 0 AND linked = 0 AND role = 'inbox'),
            (SELECT count(*) FROM drafts WHERE job_id IS NULL),
            (SELECT count(*) FROM outbox_jobs WHERE state IN ('queued', 'sending', 'deferred', 'failed', 'uncertain', 'held')),
            (SELECT count(*) FROM outbox_jobs WHERE state IN ('failed', 'uncertain', 'held')),
            (SELECT count(*) FROM contacts WHERE deleted IS NULL)
        """
    ) { (row) throws(StoreError) in
        WorkspaceCounts(
            inbox: try row.int(0), inboxUnread: try row.int(1), unlinked: try row.int(2),
            drafts: try row.int(3), outbox: try row.int(4), outboxTrouble: try row.int(5),
            contacts: try row.int(6))
    }
}
