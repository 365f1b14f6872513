import Platform

/// One step of the schema: frozen text, never edited once released.
public struct Migration: Hashable, Sendable {
    /// Its place in the order; unique, gaps are allowed.
    public let number: Int
    /// `M0001_Mail`.
    public let name: String
    /// Any number of SQL statements; no transaction control.
    public let sql: String

    public init(_ number: Int, _ name: String, _ sql: String) {
        self.number = number
        self.name = name
        self.sql = sql
    }

    /// SHA-256 of the text in hexadecimal.
    public var checksum: String { Hex.encode(Digest.sha256(Array(sql.utf8))) }
}

/// Brings a schema up to date.
enum Migrator {
    private static let table = """
        CREATE TABLE IF NOT EXISTS schema_migrations(
            number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL) STRICT
        """

    /// Applies what is missing, in order, in one transaction: of two processes that open at once, the second
    /// waits and finds everything done.
    ///
    /// - Throws: `newerSchema` when the file holds a step that is unknown here; `migration` when an applied step
    ///   has another text, or a step fails. Nothing is changed then.
    static func run(_ migrations: [Migration], on connection: SQLiteConnection) throws(StoreError) {
        let ordered = migrations.sorted { $0.number < $1.number }
        if try isCurrent(ordered, connection) { return }
        try connection.execute("BEGIN IMMEDIATE", named: "migrate")
        do {
            try connection.execute(table, named: "migrate")
            let applied = try connection.all(.appliedMigrations)
            try check(applied, against: ordered)
            let done = Set(applied.map(\.number))
            for migration in ordered where !done.contains(migration.number) {
                try apply(migration, on: connection)
            }
            try connection.execute("COMMIT", named: "migrate")
        } catch {
            if connection.isInTransaction { try connection.execute("ROLLBACK", named: "rollback") }
            throw error
        }
    }

    /// The cheap way at every start: nothing to do, no lock taken.
    private static func isCurrent(_ ordered: [Migration], _ connection: SQLiteConnection) throws(StoreError)
        -> Bool
    {
        guard try connection.first(.hasMigrations) != nil else { return false }
        let applied = try connection.all(.appliedMigrations)
        try check(applied, against: ordered)
        return applied.count == ordered.count
    }

    private static func check(_ applied: [AppliedMigration], against known: [Migration]) throws(StoreError) {
        for step in applied {
            guard let migration = known.first(where: { $0.number == step.number }) else {
                throw StoreError(.newerSchema(found: step.number), statement: "migrate")
            }
            guard migration.checksum == step.checksum else {
                throw StoreError(
                    .migration(number: step.number), statement: migration.name,
                    detail: "applied with another text")
            }
        }
    }

    private static func apply(_ migration: Migration, on connection: SQLiteConnection) throws(StoreError) {
        do {
            try connection.execute(migration.sql, named: migration.name)
        } catch {
            guard case .engine = error.kind else { throw error }
            throw StoreError(
                .migration(number: migration.number), statement: migration.name, detail: error.detail)
        }
        try connection.run(
            .recordMigration,
            [.int(migration.number), .text(migration.name), .text(migration.checksum)])
    }
}

/// A step as the file remembers it.
struct AppliedMigration: Hashable, Sendable {
    let number: Int
    let checksum: String
}

extension Statement where Row == AppliedMigration {
    fileprivate static let appliedMigrations = Statement(
        named: "appliedMigrations", "SELECT number, checksum FROM schema_migrations ORDER BY number"
    ) { (row) throws(StoreError) in AppliedMigration(number: try row.int(0), checksum: try row.text(1)) }
}

extension Statement where Row == Int {
    fileprivate static let hasMigrations = Statement(
        named: "hasMigrations",
        "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations'"
    ) { (row) throws(StoreError) in try row.int(0) }
}

extension Statement where Row == Void {
    fileprivate static let recordMigration = Statement(
        named: "recordMigration", "INSERT INTO schema_migrations(number, name, checksum) VALUES ($1, $2, $3)")
}
