import CSQLite
import Glibc

extension SQLiteDatabase {
    /// Copies the database into a new file while it is in use, and checks the copy.
    ///
    /// - Parameter path: must not exist; it is removed again when anything fails.
    public func backUp(to path: String) async throws(StoreError) {
        guard access(path, F_OK) != 0 else {
            throw StoreError(.cannotOpen, statement: "backup", detail: "the file exists already")
        }
        do throws(StoreError) {
            try await writer.use { (source) throws(StoreError) in
                let target = try SQLiteConnection(.file(path), isReader: false, seals: source.isSealed)
                try Backup.copy(source, to: target)
                try Backup.verify(target)
            }
        } catch {
            unlink(path)
            throw error
        }
    }

    /// Makes `path` a copy of a backup after checking it.
    ///
    /// What was on its way when the backup was made may have gone out since: mails of the outbox are uncertain then,
    /// and so are the recipients whom a campaign had still to write to; running campaigns wait for the user.
    ///
    /// - Throws: `busy` when the workspace is open anywhere; nothing is changed then.
    /// The copy is made beside the file and takes its place in one step: a failure leaves everything as it was.
    @discardableResult
    public static func restore(_ backup: String, to path: String) async throws(StoreError) -> RestoredOutbox {
        guard access(backup, R_OK) == 0 else {
            throw StoreError(.cannotOpen, statement: "restore", detail: "no such backup")
        }
        let lane = Lane(name: "store-restore")
        return try await lane.outside { () throws(StoreError) in
            let source = try SQLiteConnection(.file(backup), isReader: true)
            try Backup.verify(source)
            let draft = path + ".restoring"
            unlink(draft)
            let restored: RestoredOutbox
            do throws(StoreError) {
                let target = try SQLiteConnection(.file(draft), isReader: false, seals: source.isSealed)
                try Backup.copy(source, to: target)
                try Backup.verify(target)
                restored = try Backup.stopSending(target)
                try Backup.skipNumbers(target)
            } catch {
                unlink(draft)
                throw error
            }
            do throws(StoreError) { try Backup.endLog(of: path) } catch {
                unlink(draft)
                throw error
            }
            // The log of the old file must not be played into the new one.
            unlink(path + "-wal")
            unlink(path + "-shm")
            guard rename(draft, path) == 0 else {
                throw StoreError(.cannotOpen, statement: "restore", detail: String(cString: strerror(errno)))
            }
            return restored
        }
    }
}

/// What a restored workspace waits with.
public struct RestoredOutbox: Hashable, Sendable {
    /// Mails of the outbox that may have gone out since the backup.
    public var uncertainMails: Int
    /// Recipients of campaigns who may have got their mail since.
    public var uncertainRecipients: Int
    public var pausedCampaigns: Int
}

/// The parts of backing up and restoring.
private enum Backup {
    static func copy(_ source: SQLiteConnection, to target: SQLiteConnection) throws(StoreError) {
        try source.withHandle { (from) throws(StoreError) in
            try target.withHandle { (to) throws(StoreError) in
                guard let backup = sqlite3_backup_init(to, "main", from, "main") else {
                    throw target.failure(sqlite3_extended_errcode(to), "backup")
                }
                // All at once: between two steps another process may write, and the copy would begin anew. Writers
                // go on meanwhile, in the log.
                let status = sqlite3_backup_step(backup, -1)
                let end = sqlite3_backup_finish(backup)
                guard status == SQLITE_DONE, end == SQLITE_OK else { throw target.failure(status, "backup") }
            }
        }
        // A copy of one file: no log beside it.
        try target.execute("PRAGMA journal_mode = DELETE", named: "backup")
    }

    static func stopSending(_ connection: SQLiteConnection) throws(StoreError) -> RestoredOutbox {
        RestoredOutbox(
            uncertainMails: try connection.run(.doubtMails),
            uncertainRecipients: try connection.run(.doubtRecipients),
            pausedCampaigns: try connection.run(.pauseAll))
    }

    /// Others remember hits and events of this workspace by their numbers, also those that came after the backup: none
    /// of these is given again. Numbers grow slower than milliseconds pass.
    static func skipNumbers(_ connection: SQLiteConnection) throws(StoreError) {
        for table in ["hits", "events"] {
            try connection.run(.beginNumbers, [.text(table)])
            try connection.run(.skipNumbers, [.text(table)])
        }
    }

    /// Puts the log of a file into it, which nobody else may have open: a death before the copy takes its place leaves
    /// it whole.
    static func endLog(of path: String) throws(StoreError) {
        guard access(path, F_OK) == 0 else { return }
        do throws(StoreError) {
            let old = try SQLiteConnection(.file(path), isReader: false)
            try old.execute("PRAGMA busy_timeout = 1000", named: "restore")
            try old.execute("PRAGMA journal_mode = DELETE", named: "restore")
        } catch {
            // What is damaged may be what the backup is for.
            guard error.kind == .busy else { return }
            throw StoreError(
                .busy, statement: "restore", detail: "rapport runs with this workspace: end it first")
        }
    }

    static func verify(_ connection: SQLiteConnection) throws(StoreError) {
        let problems =
            try connection.brokenPages() + (try connection.all(.backupCheck).filter { $0 != "ok" })
        if let first = problems.first { throw StoreError(.corrupt, statement: "backup", detail: first) }
        guard try connection.first(.backupHasSchema) != nil else {
            throw StoreError(.corrupt, statement: "backup", detail: "not a workspace")
        }
    }
}

extension Statement where Row == String {
    fileprivate static let backupCheck = Statement(named: "backupCheck", "PRAGMA integrity_check(5)") {
        (row) throws(StoreError) in try row.text(0)
    }
    fileprivate static let backupHasSchema = Statement(
        named: "backupHasSchema", "SELECT name FROM sqlite_schema WHERE name = 'schema_migrations'"
    ) { (row) throws(StoreError) in try row.text(0) }
}

extension Statement where Row == Void {
    fileprivate static let doubtMails = Statement(
        named: "doubtMails",
        """
        UPDATE outbox_jobs SET state = 'uncertain', uncertain_at = unixepoch() * 1000, lease_owner = NULL,
            lease_until = NULL, last_code = NULL, last_enhanced = NULL,
            last_text = 'a backup was restored: it may have been sent since'
        WHERE state IN ('queued', 'deferred', 'sending', 'held')
        """)
    /// Also those of drafts, which may have been started since, and those whose data was missing. A later step that is
    /// not due yet has not gone out.
    fileprivate static let doubtRecipients = Statement(
        named: "doubtRecipients",
        """
        UPDATE enrolments SET state = 'uncertain', updated = unixepoch() * 1000,
            reason = 'a backup was restored: it may have been sent since'
        WHERE state IN ('queued', 'sending', 'needs_data')
            AND campaign_id IN (
                SELECT id FROM campaigns WHERE state IN ('draft', 'scheduled', 'running', 'paused'))
            AND NOT (state = 'queued' AND step > 0 AND next_at > unixepoch() * 1000)
        """)
    /// `$1` table.
    fileprivate static let beginNumbers = Statement(
        named: "beginNumbers",
        """
        INSERT INTO sqlite_sequence(name, seq)
        SELECT $1, 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = $1)
        """)
    /// `$1` table.
    fileprivate static let skipNumbers = Statement(
        named: "skipNumbers",
        """
        UPDATE sqlite_sequence
        SET seq = max(seq + 1, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)) WHERE name = $1
        """)
    fileprivate static let pauseAll = Statement(
        named: "pauseAll", "UPDATE campaigns SET state = 'paused' WHERE state IN ('running', 'scheduled')")
}
