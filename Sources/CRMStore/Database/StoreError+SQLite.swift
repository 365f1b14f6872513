import CSQLite

extension StoreError {
    /// The error for an extended result code.
    init(code: Int32, statement: String, detail: String) {
        self.init(Kind(code: code), statement: statement, detail: detail)
    }
}

extension StoreError.Kind {
    init(code: Int32) {
        switch code & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED: self = .busy
        case SQLITE_CORRUPT, SQLITE_NOTADB: self = .corrupt
        case SQLITE_FULL: self = .full
        case SQLITE_IOERR: self = .inputOutput
        case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH: self = .readOnly
        case SQLITE_CANTOPEN: self = .cannotOpen
        case SQLITE_INTERRUPT: self = .cancelled
        case SQLITE_MISUSE, SQLITE_RANGE: self = .misuse
        case SQLITE_CONSTRAINT: self = .constraint(StoreError.ConstraintKind(code: code))
        default: self = .engine(code)
        }
    }
}

extension StoreError.ConstraintKind {
    fileprivate init(code: Int32) {
        // Extended codes are the primary code with a number in the second byte (sqlite3.h).
        switch code >> 8 {
        case 8, 6, 10: self = .unique
        case 3: self = .foreignKey
        case 1: self = .check
        case 5: self = .notNull
        default: self = .other
        }
    }
}
