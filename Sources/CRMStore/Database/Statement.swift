/// One SQL statement with a name and the decoder of its rows: SQL has this one home.
///
/// Parameters are written `$1`, `$2` … and given in that order. A statement is declared once as a `static let`
/// beside its repository and listed in the repository's `catalogue`, so that a test prepares it and asks for its plan.
/// `Statement<Void>` is for statements that only change something.
public struct Statement<Row>: Sendable {
    /// Identity, name and text.
    let text: StatementText
    let decode: @Sendable (borrowing RowReader) throws(StoreError) -> Row

    /// - Parameters:
    ///   - name: unique in the program; what errors and tests call it.
    ///   - sql: one statement; never made from values.
    ///   - decode: makes a row; columns count from 0.
    public init(
        named name: String, _ sql: String,
        decode: @escaping @Sendable (borrowing RowReader) throws(StoreError) -> Row
    ) {
        text = StatementText(name: name, sql: sql)
        self.decode = decode
    }

    /// For the catalogue.
    ///
    /// - Parameter reason: why it may scan a whole table (a small table, a check that the user asked for);
    ///   nil when the plan must not scan.
    public func listed(scansBecause reason: String? = nil) -> CataloguedStatement {
        CataloguedStatement(name: text.name, sql: text.sql, scanReason: reason)
    }
}

extension Statement where Row == Void {
    /// A statement that only changes something.
    public init(named name: String, _ sql: String) {
        self.init(named: name, sql) { (_) throws(StoreError) in }
    }
}

/// A statement as tests see it.
public struct CataloguedStatement: Hashable, Sendable {
    public let name: String
    public let sql: String
    /// Why it may scan a whole table; nil when it must not.
    public let scanReason: String?
}

/// The text of a statement; its identity is the key of the cache of prepared statements.
final class StatementText: Sendable {
    let name: String
    let sql: String

    init(name: String, sql: String) {
        self.name = name
        self.sql = sql
    }
}
