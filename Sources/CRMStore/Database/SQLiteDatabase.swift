import Synchronization

/// A SQLite file in WAL mode: one writer and a few readers, each on its own thread.
///
/// Readers never wait for the writer. Other processes may have the same file open.
public final class SQLiteDatabase: Database {
    // Before the writer: where nobody calls `close`, it ends last.
    private let readers: [Lane]
    let writer: Lane
    /// Reads that each reader has been given and not finished.
    private let load: Mutex<[Int]>
    /// Told after each commit; of other processes' too while somebody follows the event log.
    public let commits: CommitSignal
    public let location: SQLiteLocation

    private init(_ location: SQLiteLocation, writer: Lane, readers: [Lane]) {
        self.location = location
        self.writer = writer
        self.readers = readers
        load = Mutex(Array(repeating: 0, count: readers.count))
        commits = CommitSignal()
    }

    /// Opens or creates the database and runs the migrations that are missing.
    ///
    /// - Parameters:
    ///   - location: a file whose directory exists, or memory.
    ///   - migrations: all steps of the schema that this program knows.
    ///   - readers: how many reads may run beside each other, at least 1. Memory has one connection for everything.
    public static func open(
        _ location: SQLiteLocation, migrations: [Migration], readers count: Int = 2
    ) async throws(StoreError) -> SQLiteDatabase {
        try await open(location, migrations: migrations, readers: count, layout: .rows)
    }

    static func open(
        _ location: SQLiteLocation, migrations: [Migration], readers count: Int, layout: SQLiteLayout
    ) async throws(StoreError) -> SQLiteDatabase {
        let writer = Lane(name: layout == .rows ? "store-writer" : "store-blobs")
        try await writer.openWriter(location, migrations: migrations, layout: layout)
        guard case .file = location else { return SQLiteDatabase(location, writer: writer, readers: []) }
        var readers: [Lane] = []
        for number in 1...max(1, count) {
            let reader = Lane(name: "store-read-\(number)")
            try await reader.openReader(location)
            readers.append(reader)
        }
        return SQLiteDatabase(location, writer: writer, readers: readers)
    }

    /// Closes all connections after what is queued. Later calls throw `misuse`; who follows the log comes to its end.
    public func close() async {
        for reader in readers { await reader.close() }
        await writer.close()
        commits.raise()
    }

    public func read<Value: Sendable>(
        _ body: @Sendable (any Connection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let ticket = ReadTicket()
        let index = take()
        defer { give(index) }
        let lane = index.map { readers[$0] } ?? writer
        let result: Result<Value, StoreError> = await withTaskCancellationHandler {
            do throws(StoreError) {
                return .success(try await lane.read(ticket, body))
            } catch {
                return .failure(error)
            }
        } onCancel: {
            ticket.cancel()
        }
        return try result.get()
    }

    @discardableResult
    public func write<Value: Sendable>(
        durable: Bool, _ body: @Sendable (any Connection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let value = try await writer.write(durable: durable, body)
        commits.raise()
        return value
    }

    /// Pages of the file that are damaged, in words.
    func brokenPages() async throws(StoreError) -> [String] {
        guard case .file = location else { return [] }
        return try await writer.use { (connection) throws(StoreError) in try connection.brokenPages() }
    }

    /// Gives every page the checksum of what it holds now.
    func reseal() async throws(StoreError) {
        guard case .file = location else { return }
        try await writer.use { (connection) throws(StoreError) in try connection.reseal() }
    }

    /// The reader with the least to do.
    private func take() -> Int? {
        load.withLock { load in
            guard let index = load.indices.min(by: { load[$0] < load[$1] }) else { return nil }
            load[index] += 1
            return index
        }
    }

    private func give(_ index: Int?) {
        guard let index else { return }
        load.withLock { $0[index] -= 1 }
    }
}
