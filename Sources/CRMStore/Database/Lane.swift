import Glibc
import Platform

/// How a file is used.
enum SQLiteLayout {
    /// Many small rows.
    case rows
    /// Large rows that are written once and seldom read: large pages, little memory.
    case blobs

    var pageSize: Int { self == .rows ? 4096 : 16_384 }
    /// The writer's pages in memory, in KiB.
    var cache: Int { self == .rows ? 32_000 : 4_000 }
    /// How many pages of the log are waited for before they go into the file: 32 MB.
    var checkpoint: Int { self == .rows ? 8_000 : 2_000 }
}

/// One connection with the one thread that may use it: SQLite blocks, and the shared pool must not.
actor Lane {
    private nonisolated let executor: ThreadExecutor
    private var connection: SQLiteConnection?
    private var isDurable = false

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(name: String) { executor = ThreadExecutor(name: name) }

    deinit { executor.stop() }

    /// Opens the writing connection and brings the schema up to date.
    func openWriter(
        _ location: SQLiteLocation, migrations: [Migration], layout: SQLiteLayout
    ) throws(StoreError) {
        let connection = try SQLiteConnection(location, isReader: false)
        // Counts for a new file only.
        try connection.execute("PRAGMA page_size = \(layout.pageSize)", named: "open")
        if case .file = location { try Lane.enterWAL(connection) }
        try connection.execute(
            """
            PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -\(layout.cache);
            PRAGMA wal_autocheckpoint = \(layout.checkpoint); PRAGMA journal_size_limit = 67108864;
            """, named: "open")
        try Migrator.run(migrations, on: connection)
        try connection.execute("PRAGMA foreign_keys = ON", named: "open")
        self.connection = connection
    }

    func openReader(_ location: SQLiteLocation) throws(StoreError) {
        let connection = try SQLiteConnection(location, isReader: true)
        try connection.execute(
            """
            PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000;
            PRAGMA mmap_size = 268435456;
            """, named: "open")
        self.connection = connection
    }

    /// Ends the connection; later calls throw `misuse`.
    func close() { connection = nil }

    /// Calls `body` on the lane's thread, without its connection.
    func outside<Value: Sendable>(_ body: @Sendable () throws(StoreError) -> Value) throws(StoreError)
        -> Value
    {
        try body()
    }

    /// Calls `body` outside a transaction.
    func use<Value: Sendable>(
        _ body: @Sendable (SQLiteConnection) throws(StoreError) -> Value
    ) throws(StoreError) -> Value { try body(try open()) }

    func read<Value: Sendable>(
        _ ticket: ReadTicket, _ body: @Sendable (any Connection) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        guard !ticket.isCancelled else { throw StoreError(.cancelled) }
        let connection = try open()
        connection.ticket = ticket
        defer { connection.ticket = nil }
        try connection.run(.beginDeferred)
        return try Lane.finish(connection, body)
    }

    func write<Value: Sendable>(
        durable: Bool, _ body: @Sendable (any Connection) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        let connection = try open()
        if durable != isDurable {
            try connection.run(durable ? .synchronousFull : .synchronousNormal)
            isDurable = durable
        }
        try connection.run(.beginImmediate)
        return try Lane.finish(connection, body)
    }

    private func open() throws(StoreError) -> SQLiteConnection {
        guard let connection else { throw StoreError(.misuse, detail: "the store is closed") }
        return connection
    }

    private static func finish<Value>(
        _ connection: SQLiteConnection, _ body: (any Connection) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        do {
            let value = try body(connection)
            try connection.run(.commit)
            return value
        } catch {
            connection.ticket = nil
            // Some errors (disk full, I/O) have rolled back already.
            if connection.isInTransaction {
                do { try connection.run(.rollback) } catch { throw error }
            }
            throw error
        }
    }

    /// The change to WAL needs the file for itself for a moment, and reports a lock at once instead of waiting.
    private static func enterWAL(_ connection: SQLiteConnection) throws(StoreError) {
        for attempt in 1... {
            do {
                return try connection.execute("PRAGMA journal_mode = WAL", named: "open")
            } catch  where error.kind == .busy && attempt < 200 {
                usleep(20_000)
            }
        }
    }
}

extension Statement where Row == Void {
    fileprivate static let beginDeferred = Statement(named: "begin", "BEGIN")
    fileprivate static let beginImmediate = Statement(named: "beginImmediate", "BEGIN IMMEDIATE")
    fileprivate static let commit = Statement(named: "commit", "COMMIT")
    fileprivate static let rollback = Statement(named: "rollback", "ROLLBACK")
    fileprivate static let synchronousFull = Statement(named: "synchronousFull", "PRAGMA synchronous = FULL")
    fileprivate static let synchronousNormal = Statement(
        named: "synchronousNormal", "PRAGMA synchronous = NORMAL")
}
