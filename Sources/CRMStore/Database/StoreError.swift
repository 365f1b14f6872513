/// Why the store could not do what was asked.
public struct StoreError: Error, Hashable, Sendable {
    /// What went wrong, as far as a caller may want to tell apart.
    public enum Kind: Hashable, Sendable {
        /// Another process held the lock for longer than the busy timeout.
        case busy
        /// A unique, foreign-key, check or not-null rule said no.
        case constraint(ConstraintKind)
        /// The file is damaged or not one of ours.
        case corrupt
        /// The main file is gone or empty, and what belongs to it is still there.
        case lost
        /// The disk is full or a size limit was reached.
        case full
        /// The disk did not do what was asked: damaged, gone, over a limit. Nothing of the transaction is kept.
        case inputOutput
        /// The file or its directory cannot be written.
        case readOnly
        /// The file cannot be opened.
        case cannotOpen
        /// The file was written by a newer program: migration `found` is unknown here.
        case newerSchema(found: Int)
        /// Migration `number` failed, or its text is not the one that was applied.
        case migration(number: Int)
        /// A column did not hold what its statement promises.
        case decoding(column: Int)
        /// The reading task was cancelled.
        case cancelled
        /// A statement was called with the wrong number of arguments, or the store was closed.
        case misuse
        /// Anything else that SQLite reports, by its extended result code.
        case engine(Int32)
    }

    /// Which rule was broken.
    public enum ConstraintKind: Hashable, Sendable { case unique, foreignKey, check, notNull, other }

    /// What a caller can do about it.
    public enum Recovery: Hashable, Sendable {
        /// Try again; nothing was changed.
        case retry
        /// The user has to act (free space, permissions, restore a backup, update the program).
        case askUser
        /// The request itself is wrong.
        case giveUp
    }

    public let kind: Kind
    /// The name of the statement that failed, or of the step (`open`, `commit`).
    public let statement: String
    /// SQLite's words, which name tables and columns but hold no values.
    public let detail: String

    public init(_ kind: Kind, statement: String = "", detail: String = "") {
        self.kind = kind
        self.statement = statement
        self.detail = detail
    }

    public var recovery: Recovery {
        switch kind {
        case .busy, .cancelled: .retry
        case .corrupt, .full, .inputOutput, .readOnly, .cannotOpen, .newerSchema, .lost: .askUser
        case .constraint, .migration, .decoding, .misuse, .engine: .giveUp
        }
    }
}

extension StoreError: CustomStringConvertible {
    public var description: String {
        let place = statement.isEmpty ? "" : " (\(statement))"
        return (detail.isEmpty ? words : "\(words): \(detail)") + place
    }

    private var words: String {
        switch kind {
        case .busy: "the workspace is locked by another process"
        case .constraint: "a rule of the workspace was broken"
        case .corrupt: "the workspace file is damaged"
        case .lost: "the workspace file is missing"
        case .full: "the disk is full"
        case .inputOutput: "the disk does not take or give the data"
        case .readOnly: "the workspace cannot be written"
        case .cannotOpen: "the workspace cannot be opened"
        case .newerSchema(let found): "the workspace was written by a newer version (step \(found))"
        case .migration(let number): "the workspace could not be brought up to date (step \(number))"
        case .decoding(let column): "column \(column) holds an unexpected value"
        case .cancelled: "the query was cancelled"
        case .misuse: "the store was used wrongly"
        case .engine(let code): "the database reports code \(code)"
        }
    }
}
