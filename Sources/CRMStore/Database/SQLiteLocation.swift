/// Where a SQLite database lives.
public enum SQLiteLocation: Hashable, Sendable {
    /// A file, created when absent. Its directory must exist.
    case file(String)
    /// Memory, for tests: one connection, gone when closed.
    case memory

    var path: String {
        switch self {
        case .file(let path): path
        case .memory: ":memory:"
        }
    }
}
