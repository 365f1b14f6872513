@testable import CRMStore

extension SQLiteConnection {
    /// The plan of a statement whose parameters are left NULL.
    func explain(_ statement: Statement<String>) throws(StoreError) -> [String] {
        let count = Set(statement.text.sql.matches(of: /\$\d+/).map { String($0.0) }).count
        return try all(statement, Array(repeating: .null, count: count))
    }
}
