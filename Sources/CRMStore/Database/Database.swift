/// Where the workspace is kept: SQLite on one machine now, a team's server later.
///
/// Closures are synchronous, so nothing is awaited inside a transaction. They run on a thread of the database;
/// the connection is valid only while the closure runs.
public protocol Database: Sendable {
    /// Reads from one consistent snapshot.
    ///
    /// Cancelling the calling task interrupts a running statement; the call then throws `cancelled`.
    func read<Value: Sendable>(
        _ body: @Sendable (any Connection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value

    /// Reads and writes in one transaction; all or nothing.
    ///
    /// Keep it short (50 ms): there is one writer.
    ///
    /// - Parameter durable: whether the commit must be on the disk before the call returns. False is for what
    ///   the server can give again (mail); true for what exists only here (outbox, drafts, hits).
    @discardableResult
    func write<Value: Sendable>(
        durable: Bool, _ body: @Sendable (any Connection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value
}

extension Database {
    /// A transaction that survives a crash of the program, but perhaps not a power cut right after it.
    @discardableResult
    public func write<Value: Sendable>(
        _ body: @Sendable (any Connection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        try await write(durable: false, body)
    }
}

/// One connection inside a transaction. Not to be kept.
public protocol Connection: AnyObject {
    /// Runs a statement and hands each row to `body` as it comes; `body` returns whether to go on.
    func forEach<Row>(
        _ statement: Statement<Row>, _ arguments: [SQLValue], _ body: (Row) throws(StoreError) -> Bool
    ) throws(StoreError)

    /// Runs a statement to its end.
    ///
    /// - Returns: how many rows it inserted, changed or deleted.
    @discardableResult
    func run(_ statement: Statement<Void>, _ arguments: [SQLValue]) throws(StoreError) -> Int

    /// The row id of the last successful insert.
    var lastInsertedRow: Int64 { get }

    /// Writes over a value that a statement made room for by `zeroblob`, piece by piece: what is large is then not held
    /// once more by the engine.
    ///
    /// - Parameters:
    ///   - table: of ours, with row ids.
    ///   - bytes: as many as there is room for.
    func fill(_ table: String, column: String, row: Int64, with bytes: [UInt8]) throws(StoreError)
}

extension Connection {
    /// All rows of a statement.
    public func all<Row>(_ statement: Statement<Row>, _ arguments: [SQLValue] = []) throws(StoreError)
        -> [Row]
    {
        var rows: [Row] = []
        try forEach(statement, arguments) { (row) throws(StoreError) in
            rows.append(row)
            return true
        }
        return rows
    }

    /// The first row of a statement, nil when there is none.
    public func first<Row>(_ statement: Statement<Row>, _ arguments: [SQLValue] = []) throws(StoreError)
        -> Row?
    {
        var result: Row?
        try forEach(statement, arguments) { (row) throws(StoreError) in
            result = row
            return false
        }
        return result
    }

    /// Runs a statement without arguments.
    @discardableResult
    public func run(_ statement: Statement<Void>) throws(StoreError) -> Int { try run(statement, []) }
}
