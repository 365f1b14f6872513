import CSQLite
import Glibc

/// A connection to a SQLite file. Used by one thread at a time: its lane's.
final class SQLiteConnection: Connection {
    private let handle: OpaquePointer
    private var cache: [ObjectIdentifier: PreparedStatement] = [:]
    /// Asked while a statement runs; a cancelled ticket interrupts it.
    var ticket: ReadTicket?
    /// Makes statements fail on purpose, in tests.
    var faults: StoreFaults?

    /// Opens or creates the file.
    ///
    /// - Parameter seals: whether the pages of a new file get checksums.
    init(_ location: SQLiteLocation, isReader: Bool, seals: Bool = true) throws(StoreError) {
        var opened: OpaquePointer?
        var flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        if !isReader { flags |= SQLITE_OPEN_CREATE }
        let status = sqlite3_open_v2(location.path, &opened, flags, nil)
        guard status == SQLITE_OK, let opened else {
            let detail = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            sqlite3_close_v2(opened)
            throw StoreError(code: status, statement: "open", detail: detail)
        }
        handle = opened
        // Readers too: any connection may be the one that brings the log into the file.
        if case .file = location { _ = PageSeal.attach(to: handle, isWanted: seals) }
        if isReader { _ = sq_db_config_int(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1) }
        sqlite3_busy_timeout(handle, 5000)
        _ = sq_db_config_int(handle, SQLITE_DBCONFIG_DEFENSIVE, 1)
        _ = sq_db_config_int(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
        // Every 2,000 steps of the virtual machine is some 20 µs.
        sqlite3_progress_handler(
            handle, 2000, SQLiteConnection.isInterrupted, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit {
        for statement in cache.values { sqlite3_finalize(statement.handle) }
        sqlite3_close_v2(handle)
    }

    private static let isInterrupted: @convention(c) (UnsafeMutableRawPointer?) -> Int32 = { context in
        guard let context else { return 0 }
        // On the thread that runs the statement, which is the one that sets the ticket.
        let connection = Unmanaged<SQLiteConnection>.fromOpaque(context).takeUnretainedValue()
        return connection.ticket?.isCancelled == true ? 1 : 0
    }

    var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }

    func forEach<Row>(
        _ statement: Statement<Row>, _ arguments: [SQLValue], _ body: (Row) throws(StoreError) -> Bool
    ) throws(StoreError) {
        let prepared = try prepare(statement.text)
        defer { release(prepared) }
        try bind(arguments, to: prepared)
        while try step(prepared) {
            let row = try statement.decode(
                RowReader(statement: prepared.handle, columns: prepared.columns, name: statement.text.name))
            guard try body(row) else { return }
        }
    }

    @discardableResult
    func run(_ statement: Statement<Void>, _ arguments: [SQLValue]) throws(StoreError) -> Int {
        let prepared = try prepare(statement.text)
        defer { release(prepared) }
        try bind(arguments, to: prepared)
        while try step(prepared) {}
        return Int(sqlite3_changes64(handle))
    }

    /// Runs several statements without arguments or rows: migrations and settings.
    func execute(_ sql: String, named name: String) throws(StoreError) {
        try faults?.check(name)
        let status = sqlite3_exec(handle, sql, nil, nil, nil)
        guard status == SQLITE_OK else { throw failure(status, name) }
    }

    /// Whether a transaction is open.
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// Pages of the file whose bytes are not those that were written, in words; empty when all are, and for a file from
    /// before pages had checksums.
    func brokenPages() throws(StoreError) -> [String] {
        // What waits in the log goes into the file first; where somebody reads, as much as can.
        try execute("PRAGMA wal_checkpoint(PASSIVE)", named: "brokenPages")
        return PageSeal.brokenPages(handle).map { "page \($0) is not what was written" }
    }

    /// Writes every page anew, so that each has the checksum of what it holds now.
    func reseal() throws(StoreError) {
        try execute("VACUUM", named: "reseal")
        try execute("PRAGMA wal_checkpoint(TRUNCATE)", named: "reseal")
    }

    /// Whether every page has a checksum.
    var isSealed: Bool { PageSeal.isSealed(handle) }

    /// Calls `body` with the raw handle, for the backup.
    func withHandle<Value>(_ body: (OpaquePointer) throws(StoreError) -> Value) throws(StoreError) -> Value {
        try body(handle)
    }

    func failure(_ status: Int32, _ name: String) -> StoreError {
        StoreError(code: status, statement: name, detail: String(cString: sqlite3_errmsg(handle)))
    }
}

extension SQLiteConnection {
    /// A prepared statement with the places of `$1`, `$2` ….
    final class PreparedStatement {
        let handle: OpaquePointer
        let text: StatementText
        let columns: Int32
        /// The index that SQLite gave to `$n`, at n - 1; 0 where the statement does not use it.
        let places: [Int32]
        var isInUse = false
        let isCached: Bool

        init(handle: OpaquePointer, text: StatementText, isCached: Bool) {
            self.handle = handle
            self.text = text
            self.isCached = isCached
            columns = sqlite3_column_count(handle)
            let count = sqlite3_bind_parameter_count(handle)
            places = count == 0 ? [] : (1...count).map { sqlite3_bind_parameter_index(handle, "$\($0)") }
        }
    }

    private func prepare(_ text: StatementText) throws(StoreError) -> PreparedStatement {
        try faults?.check(text.name)
        if let cached = cache[ObjectIdentifier(text)], !cached.isInUse {
            cached.isInUse = true
            return cached
        }
        var handle: OpaquePointer?
        let status = sqlite3_prepare_v3(
            self.handle, text.sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard status == SQLITE_OK, let handle else { throw failure(status, text.name) }
        let isFirst = cache[ObjectIdentifier(text)] == nil
        let prepared = PreparedStatement(handle: handle, text: text, isCached: isFirst)
        prepared.isInUse = true
        if isFirst { cache[ObjectIdentifier(text)] = prepared }
        return prepared
    }

    private func release(_ prepared: PreparedStatement) {
        if prepared.isCached {
            sqlite3_reset(prepared.handle)
            prepared.isInUse = false
        } else {
            sqlite3_finalize(prepared.handle)
        }
    }

    func fill(_ table: String, column: String, row: Int64, with bytes: [UInt8]) throws(StoreError) {
        var blob: OpaquePointer?
        let opened = sqlite3_blob_open(handle, "main", table, column, row, 1, &blob)
        defer { sqlite3_blob_close(blob) }
        guard opened == SQLITE_OK else { throw failure(opened, "fill") }
        var start = 0
        while start < bytes.count {
            let count = min(bytes.count - start, 1 << 20)
            let status = bytes.withUnsafeBytes { raw in
                sqlite3_blob_write(blob, raw.baseAddress?.advanced(by: start), Int32(count), Int32(start))
            }
            guard status == SQLITE_OK else { throw failure(status, "fill") }
            start += count
        }
    }

    private func step(_ prepared: PreparedStatement) throws(StoreError) -> Bool {
        switch sqlite3_step(prepared.handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let status: throw failure(status, prepared.text.name)
        }
    }

    private func bind(_ arguments: [SQLValue], to prepared: PreparedStatement) throws(StoreError) {
        guard arguments.count == prepared.places.count else {
            throw StoreError(
                .misuse, statement: prepared.text.name,
                detail: "\(arguments.count) arguments for \(prepared.places.count) parameters")
        }
        for (index, argument) in arguments.enumerated() {
            let place = prepared.places[index]
            let status =
                switch argument {
                case .null: sqlite3_bind_null(prepared.handle, place)
                case .integer(let value): sqlite3_bind_int64(prepared.handle, place, value)
                case .real(let value): sqlite3_bind_double(prepared.handle, place, value)
                case .text(var value): SQLiteConnection.bind(&value, prepared.handle, place)
                case .blob(let value):
                    sq_bind_blob(prepared.handle, place, value, Int32(clamping: value.count))
                }
            guard status == SQLITE_OK else { throw failure(status, prepared.text.name) }
        }
    }

    private static func bind(_ text: inout String, _ statement: OpaquePointer, _ place: Int32) -> Int32 {
        text.withUTF8 { bytes in
            guard let start = bytes.baseAddress else { return sq_bind_text(statement, place, "", 0) }
            return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                sq_bind_text(statement, place, $0, Int32(clamping: bytes.count))
            }
        }
    }
}
