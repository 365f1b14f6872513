public import CRMModel
import CSQLite

/// The row that a statement stands on; only valid inside its decoder. Columns count from 0.
///
/// Every accessor throws `StoreError.Kind.decoding` when the column is missing or holds another type.
///
/// Decoders take it `borrowing`, which keeps it from being copied away. It is not `~Copyable` because Swift 6.3 crashes
/// when it optimizes generic accessors of such a type (release builds only).
public struct RowReader {
    private let statement: OpaquePointer
    private let columns: Int32
    private let name: String

    init(statement: OpaquePointer, columns: Int32, name: String) {
        self.statement = statement
        self.columns = columns
        self.name = name
    }

    public func isNull(_ column: Int) -> Bool { type(column) == SQLITE_NULL }

    public func int64(_ column: Int) throws(StoreError) -> Int64 {
        guard type(column) == SQLITE_INTEGER else { throw failure(column, "an integer") }
        return sqlite3_column_int64(statement, Int32(column))
    }

    public func int(_ column: Int) throws(StoreError) -> Int { Int(try int64(column)) }

    public func bool(_ column: Int) throws(StoreError) -> Bool { try int64(column) != 0 }

    public func double(_ column: Int) throws(StoreError) -> Double {
        let type = type(column)
        guard type == SQLITE_FLOAT || type == SQLITE_INTEGER else { throw failure(column, "a number") }
        return sqlite3_column_double(statement, Int32(column))
    }

    public func text(_ column: Int) throws(StoreError) -> String {
        guard type(column) == SQLITE_TEXT, let start = sqlite3_column_text(statement, Int32(column)) else {
            throw failure(column, "text")
        }
        let count = Int(sqlite3_column_bytes(statement, Int32(column)))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    public func bytes(_ column: Int) throws(StoreError) -> [UInt8] {
        guard type(column) == SQLITE_BLOB else { throw failure(column, "bytes") }
        let count = Int(sqlite3_column_bytes(statement, Int32(column)))
        guard count > 0, let start = sqlite3_column_blob(statement, Int32(column)) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    public func time(_ column: Int) throws(StoreError) -> Timestamp {
        Timestamp(milliseconds: try int64(column))
    }

    public func id<Entity>(_ column: Int, of _: Entity.Type = Entity.self) throws(StoreError) -> ID<Entity> {
        guard let id = ID<Entity>(bytes: try bytes(column)) else { throw failure(column, "16 bytes") }
        return id
    }

    public func row<Entity>(_ column: Int, of _: Entity.Type = Entity.self) throws(StoreError) -> RowID<
        Entity
    > {
        RowID(try int64(column))
    }

    /// An enumeration that is stored by its raw text.
    public func value<Value: RawRepresentable>(_ column: Int, of _: Value.Type = Value.self)
        throws(StoreError) -> Value where Value.RawValue == String
    {
        guard let value = Value(rawValue: try text(column)) else { throw failure(column, "a known word") }
        return value
    }

    public func optionalInt(_ column: Int) throws(StoreError) -> Int? {
        isNull(column) ? nil : try int(column)
    }

    public func optionalText(_ column: Int) throws(StoreError) -> String? {
        isNull(column) ? nil : try text(column)
    }

    public func optionalBytes(_ column: Int) throws(StoreError) -> [UInt8]? {
        isNull(column) ? nil : try bytes(column)
    }

    public func optionalTime(_ column: Int) throws(StoreError) -> Timestamp? {
        isNull(column) ? nil : try time(column)
    }

    public func optionalID<Entity>(_ column: Int, of _: Entity.Type = Entity.self)
        throws(StoreError) -> ID<Entity>?
    {
        isNull(column) ? nil : try id(column)
    }

    public func optionalRow<Entity>(_ column: Int, of _: Entity.Type = Entity.self)
        throws(StoreError) -> RowID<Entity>?
    {
        isNull(column) ? nil : try row(column)
    }

    /// The error for a column whose value makes no sense, for decoders that check more than the type.
    public func failure(_ column: Int, _ expected: String) -> StoreError {
        StoreError(.decoding(column: column), statement: name, detail: "expected \(expected)")
    }

    private func type(_ column: Int) -> Int32 {
        guard column >= 0, column < Int(columns) else { return -1 }
        return sqlite3_column_type(statement, Int32(column))
    }
}
