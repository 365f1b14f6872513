/// How much is in a workspace: `rapport db stats`.
public struct WorkspaceStats: Hashable, Sendable {
    public var messages: Int
    public var contacts: Int
    public var companies: Int
    public var events: Int
    /// Opens, clicks and unsubscribes, by people and machines.
    public var hits: Int
    /// Mails in any state.
    public var outbox: Int
    /// Of both files, without their write-ahead logs.
    public var bytes: Int

    static let catalogue: [CataloguedStatement] = [
        Statement.countRows.listed(scansBecause: "the user asked for numbers"),
        Statement.fileSize.listed(scansBecause: "reads no table"),
    ]
}

extension Workspace {
    public func stats() async throws(StoreError) -> WorkspaceStats {
        let blobBytes = try await blobs.read { (c) throws(StoreError) in try c.first(.fileSize) ?? 0 }
        let stats = try await database.read { (c) throws(StoreError) -> WorkspaceStats? in
            guard var stats = try c.first(.countRows) else { return nil }
            stats.bytes = try c.first(.fileSize) ?? 0
            return stats
        }
        guard var stats else { throw StoreError(.corrupt, statement: "countRows") }
        stats.bytes += blobBytes
        return stats
    }
}

extension Statement where Row == WorkspaceStats {
    fileprivate static let countRows = Statement(
        named: "countRows",
        """
        SELECT (SELECT count(*) FROM messages WHERE places > 0), (SELECT count(*) FROM contacts WHERE deleted IS NULL),
            (SELECT count(*) FROM companies WHERE deleted IS NULL), (SELECT count(*) FROM events),
            (SELECT count(*) FROM hits), (SELECT count(*) FROM outbox_jobs)
        """
    ) { (row) throws(StoreError) in
        WorkspaceStats(
            messages: try row.int(0), contacts: try row.int(1), companies: try row.int(2),
            events: try row.int(3), hits: try row.int(4), outbox: try row.int(5), bytes: 0)
    }
}

extension Statement where Row == Int {
    fileprivate static let fileSize = Statement(
        named: "fileSize",
        "SELECT p.page_count * s.page_size FROM pragma_page_count p, pragma_page_size s"
    ) { (row) throws(StoreError) in try row.int(0) }
}
