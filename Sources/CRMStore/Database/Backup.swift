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
                let target = try SQLiteConnection(.file(path), isReader: false)
                try Backup.copy(source, to: target)
                try Backup.verify(target)
            }
        } catch {
            unlink(path)
            throw error
        }
    }

    /// Makes `path` a copy of a backup after checking it. The workspace must not be open anywhere.
    ///
    /// The copy is made beside the file and takes its place in one step: a failure leaves everything as it was.
    public static func restore(_ backup: String, to path: String) async throws(StoreError) {
        guard access(backup, R_OK) == 0 else {
            throw StoreError(.cannotOpen, statement: "restore", detail: "no such backup")
        }
        let lane = Lane(name: "store-restore")
        try await lane.outside { () throws(StoreError) in
            let source = try SQLiteConnection(.file(backup), isReader: true)
            try Backup.verify(source)
            let draft = path + ".restoring"
            unlink(draft)
            do throws(StoreError) {
                let target = try SQLiteConnection(.file(draft), isReader: false)
                try Backup.copy(source, to: target)
                try Backup.verify(target)
            } catch {
                unlink(draft)
                throw error
            }
            // The log of the old file must not be played into the new one.
            unlink(path + "-wal")
            unlink(path + "-shm")
            guard rename(draft, path) == 0 else {
                throw StoreError(.cannotOpen, statement: "restore", detail: String(cString: strerror(errno)))
            }
        }
    }
}

/// The parts of backing up and restoring.
private enum Backup {
    static func copy(_ source: SQLiteConnection, to target: SQLiteConnection) throws(StoreError) {
        try source.withHandle { (from) throws(StoreError) in
            try target.withHandle { (to) throws(StoreError) in
                guard let backup = sqlite3_backup_init(to, "main", from, "main") else {
                    throw target.failure(sqlite3_extended_errcode(to), "backup")
                }
                var status = sqlite3_backup_step(backup, 1024)
                while status == SQLITE_OK { status = sqlite3_backup_step(backup, 1024) }
                let end = sqlite3_backup_finish(backup)
                guard status == SQLITE_DONE, end == SQLITE_OK else { throw target.failure(status, "backup") }
            }
        }
        // A copy of one file: no log beside it.
        try target.execute("PRAGMA journal_mode = DELETE", named: "backup")
    }

    static func verify(_ connection: SQLiteConnection) throws(StoreError) {
        let problems = try connection.all(.backupCheck).filter { $0 != "ok" }
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
