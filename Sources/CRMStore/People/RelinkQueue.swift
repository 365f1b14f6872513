public import CRMModel

/// Addresses and domains that have a new owner: the mail that is stored already must be linked again.
///
/// Filled in the transaction that changes a contact or company, so that a kill in between forgets nothing.
public struct RelinkQueue: Sendable {
    private let database: any Database

    public init(_ database: any Database) { self.database = database }

    /// Links what waits, in short transactions. Run it after edits and imports, and once on start.
    ///
    /// - Returns: how many messages were looked at.
    @discardableResult
    public func run(with messages: MessageRepository, at now: Timestamp) async throws(StoreError) -> Int {
        var total = 0
        while !Task.isCancelled {
            let waiting = try await database.read { (c) throws(StoreError) in try c.all(.pendingRelinks) }
            guard let last = waiting.last else { break }
            let addresses = waiting.filter { $0.kind == "address" }.map { EmailAddress($0.key) }
            let domains = waiting.filter { $0.kind == "domain" }.map(\.key)
            total += try await messages.relink(addresses: addresses, at: now)
            total += try await messages.relink(domains: domains, at: now)
            guard !Task.isCancelled else { break }
            try await database.write { (c) throws(StoreError) in
                try c.run(.relinksDone, [.integer(last.id)])
            }
        }
        return total
    }

    /// Whether anything waits.
    public func isEmpty() async throws(StoreError) -> Bool {
        try await database.read { (c) throws(StoreError) in try c.first(.pendingRelinks) == nil }
    }

    static func add(address: EmailAddress, in c: any Connection) throws(StoreError) {
        try c.run(.addRelink, ["address", .text(address.normalized)])
    }

    static func add(domain: String, in c: any Connection) throws(StoreError) {
        try c.run(.addRelink, ["domain", .text(domain)])
    }

    public static let catalogue: [CataloguedStatement] = [
        Statement.pendingRelinks.listed(scansBecause: "a queue that is read from its front"),
        Statement.relinksDone.listed(), Statement.addRelink.listed(),
    ]
}

/// An address or domain that waits.
struct PendingRelink: Sendable {
    var id: Int64
    var kind: String
    var key: String
}

extension Statement where Row == PendingRelink {
    fileprivate static let pendingRelinks = Statement(
        named: "pendingRelinks", "SELECT id, kind, key FROM pending_relinks ORDER BY id LIMIT 200"
    ) { (row) throws(StoreError) in
        PendingRelink(id: try row.int64(0), kind: try row.text(1), key: try row.text(2))
    }
}

extension Statement where Row == Void {
    /// `$1` id of the last one.
    fileprivate static let relinksDone = Statement(
        named: "relinksDone", "DELETE FROM pending_relinks WHERE id <= $1")
    /// `$1` kind, `$2` key. Goes to the end: the owner may have changed while it was worked on.
    fileprivate static let addRelink = Statement(
        named: "addRelink", "INSERT OR REPLACE INTO pending_relinks(kind, key) VALUES ($1, $2)")
}
