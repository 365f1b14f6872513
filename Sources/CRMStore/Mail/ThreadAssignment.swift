import CRMModel

/// Finds the conversation of a message by the Message-IDs that it knows (RFC 5322 §3.6.4).
///
/// Every id that any message names belongs to one thread; a message that names ids of two threads joins them,
/// the smaller into the larger. The subject never joins anything. Threads span all folders of an account.
struct ThreadAssignment {
    let account: Int64
    let connection: any Connection

    /// The most ids of one message that are looked at: the first, and the last ones.
    static let limit = 40

    /// - Returns: the thread that the message belongs to, made when there is none.
    func thread(of message: IngestMessage, messageID: String) throws(StoreError) -> Int64 {
        let keys = ThreadAssignment.keys(of: message, messageID: messageID)
        var missing: [String] = []
        var threads: [ThreadSize] = []
        for key in keys {
            guard let found = try connection.first(.threadByKey, [.integer(account), .text(key)]) else {
                missing.append(key)
                continue
            }
            let root = try root(of: found)
            if !threads.contains(where: { $0.id == root.id }) { threads.append(root) }
        }
        let thread: Int64
        if let joined = try join(threads) { thread = joined } else { thread = try create() }
        for key in missing {
            try connection.run(.addThreadKey, [.integer(account), .text(key), .integer(thread)])
        }
        return thread
    }

    /// The ids that tie a message to others, its own last.
    static func keys(of message: IngestMessage, messageID: String) -> [String] {
        var named = (message.references + message.inReplyTo).compactMap(usable)
        if named.count > limit { named = [named[0]] + named.suffix(limit - 1) }
        var keys: [String] = []
        for key in named + [messageID] where !keys.contains(key) { keys.append(key) }
        return keys
    }

    /// The id without blanks and brackets; nil when it is too short to be anybody's or absurdly long.
    static func usable(_ id: String) -> String? {
        let bytes = id.utf8.filter { $0 > 32 && $0 != 60 && $0 != 62 && $0 != 127 }
        guard bytes.count >= 5, bytes.count <= 998 else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func root(of thread: ThreadSize) throws(StoreError) -> ThreadSize {
        var thread = thread
        // Smaller joins larger, so the chain is as long as the logarithm of the number of threads.
        while let next = thread.mergedInto, let parent = try connection.first(.threadByID, [.integer(next)]) {
            thread = parent
        }
        return thread
    }

    private func join(_ threads: [ThreadSize]) throws(StoreError) -> Int64? {
        guard let largest = threads.max(by: { $0.messages < $1.messages }) else { return nil }
        for other in threads where other.id != largest.id {
            try connection.run(.moveThreadMessages, [.integer(other.id), .integer(largest.id)])
            try connection.run(.mergeThread, [.integer(other.id), .integer(largest.id)])
        }
        return largest.id
    }

    private func create() throws(StoreError) -> Int64 {
        try connection.run(.addThread, [.integer(account)])
        return connection.lastInsertedRow
    }

    static let catalogue: [CataloguedStatement] = [
        Statement.threadByKey.listed(), Statement.threadByID.listed(), Statement.addThreadKey.listed(),
        Statement.moveThreadMessages.listed(), Statement.mergeThread.listed(), Statement.addThread.listed(),
    ]
}

/// A thread with its size and where it went.
struct ThreadSize: Hashable, Sendable {
    var id: Int64
    var messages: Int
    var mergedInto: Int64?

    fileprivate init(_ row: borrowing RowReader) throws(StoreError) {
        id = try row.int64(0)
        messages = try row.int(1)
        mergedInto = try row.isNull(2) ? nil : row.int64(2)
    }
}

extension Statement where Row == ThreadSize {
    /// `$1` account key, `$2` Message-ID.
    fileprivate static let threadByKey = Statement(
        named: "threadByKey",
        """
        SELECT t.id, t.messages, t.merged_into FROM thread_keys k JOIN threads t ON t.id = k.thread
        WHERE k.account = $1 AND k.message_id = $2
        """
    ) { (row) throws(StoreError) in try ThreadSize(row) }

    fileprivate static let threadByID = Statement(
        named: "threadByID", "SELECT id, messages, merged_into FROM threads WHERE id = $1"
    ) { (row) throws(StoreError) in try ThreadSize(row) }
}

extension Statement where Row == Void {
    fileprivate static let addThreadKey = Statement(
        named: "addThreadKey", "INSERT INTO thread_keys(account, message_id, thread) VALUES ($1, $2, $3)")

    /// `$1` from, `$2` to.
    fileprivate static let moveThreadMessages = Statement(
        named: "moveThreadMessages", "UPDATE messages SET thread = $2 WHERE thread = $1")

    /// `$1` from, `$2` to.
    fileprivate static let mergeThread = Statement(
        named: "mergeThread", "UPDATE threads SET merged_into = $2 WHERE id = $1")

    fileprivate static let addThread = Statement(
        named: "addThread", "INSERT INTO threads(account) VALUES ($1)")
}
