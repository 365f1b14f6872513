public import CRMModel

extension MessageRepository {
    /// Stores a batch of messages that a folder shows, in one transaction: rows, places, threads, links, timelines,
    /// counts, events and, when given, how far the folder is synced.
    ///
    /// Keep a batch to some hundred messages, so that the lock is held shortly. Store the raw messages first.
    ///
    /// - Parameters:
    ///   - isLive: whether new mail is worth a notification (false while catching up with the past).
    ///   - cursor: stored with the batch, so that a kill between the two is impossible.
    /// - Returns: empty when the folder is gone.
    @discardableResult
    public func ingest(
        _ batch: [IngestMessage], into folder: RowID<Folder>, isLive: Bool, cursor: FolderCursor? = nil,
        at now: Timestamp
    ) async throws(StoreError) -> IngestResult {
        try await database.write { (c) throws(StoreError) in
            try MessageRepository.ingest(batch, into: folder, isLive: isLive, cursor: cursor, at: now, in: c)
        }
    }

    /// The same within a transaction, for callers that have more to write for these messages.
    @discardableResult
    public static func ingest(
        _ batch: [IngestMessage], into folder: RowID<Folder>, isLive: Bool, cursor: FolderCursor? = nil,
        at now: Timestamp, in connection: any Connection
    ) throws(StoreError) -> IngestResult {
        guard let ingest = try MailIngest(folder: folder, at: now, in: connection) else {
            return IngestResult(messages: [])
        }
        let result = try ingest.store(batch, isLive: isLive)
        if let cursor { try FolderRepository.setCursor(cursor, of: folder, at: now, in: connection) }
        return result
    }
}
