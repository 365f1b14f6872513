public import CRMModel

/// A value that goes into a statement.
public enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])

    /// An integer; nil is NULL.
    public static func int(_ value: (some BinaryInteger)?) -> SQLValue {
        value.map { .integer(Int64(truncatingIfNeeded: $0)) } ?? .null
    }

    /// A text; nil is NULL.
    public static func string(_ value: String?) -> SQLValue { value.map { .text($0) } ?? .null }

    /// Bytes; nil is NULL.
    public static func bytes(_ value: [UInt8]?) -> SQLValue { value.map { .blob($0) } ?? .null }

    /// 0 or 1.
    public static func bool(_ value: Bool) -> SQLValue { .integer(value ? 1 : 0) }

    /// Milliseconds UTC; nil is NULL.
    public static func time(_ value: Timestamp?) -> SQLValue {
        value.map { .integer($0.milliseconds) } ?? .null
    }

    /// The 16 bytes of a shared id; nil is NULL.
    public static func id<Entity>(_ value: ID<Entity>?) -> SQLValue { value.map { .blob($0.bytes) } ?? .null }

    /// A local row id; nil is NULL.
    public static func row<Entity>(_ value: RowID<Entity>?) -> SQLValue {
        value.map { .integer($0.rawValue) } ?? .null
    }
}

extension SQLValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByNilLiteral {
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(stringLiteral value: String) { self = .text(value) }
    public init(nilLiteral: ()) { self = .null }
}
