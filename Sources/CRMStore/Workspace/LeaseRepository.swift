public import CRMModel

/// Who does what of several processes that share a workspace. A lease ends by itself, and with its owner.
public struct LeaseRepository: Sendable {
    private let database: any Database

    public init(_ database: any Database) { self.database = database }

    /// What a lease is for.
    public enum Duty: Hashable, Sendable {
        /// Keeping an account in step with its server.
        case sync(ID<Account>)
        /// Sending what is due from an account.
        case send(ID<Account>)
        /// Keeping the full-text index.
        case index
        /// Anything else, by a name of its own.
        case other(String)

        var name: String {
            switch self {
            case .sync(let account): "sync:\(account)"
            case .send(let account): "send:\(account)"
            case .index: "index"
            case .other(let name): "other:\(name)"
            }
        }
    }

    /// Takes a duty that nobody has, or keeps it. A process of this machine that has died has nothing any more.
    ///
    /// - Parameter owner: from `LeaseOwner.fresh()`.
    /// - Returns: false while somebody else has it.
    public func claim(
        _ duty: Duty, by owner: String, until end: Timestamp, at now: Timestamp
    ) async throws(StoreError) -> Bool {
        // Who only waits for it asks again and again: that must not wake those who follow what is written.
        if let holder = try await self.owner(of: duty, at: now), holder != owner,
            !LeaseOwner.isGone(holder)
        {
            return false
        }
        return try await database.write { (c) throws(StoreError) in
            let values: [SQLValue] = [.text(duty.name), .text(owner), .time(end), .time(now)]
            if try c.run(.claimLease, values) > 0 { return true }
            guard let holder = try c.first(.leaseOwner, [.text(duty.name), .time(now)]),
                LeaseOwner.isGone(holder)
            else { return false }
            try c.run(.releaseLease, [.text(duty.name), .text(holder)])
            return try c.run(.claimLease, values) > 0
        }
    }

    /// Gives a duty back; nothing happens when somebody else has it.
    public func release(_ duty: Duty, by owner: String) async throws(StoreError) {
        try await database.write { (c) throws(StoreError) in
            try c.run(.releaseLease, [.text(duty.name), .text(owner)])
        }
    }

    /// Who has a duty now; nil when nobody has.
    public func owner(of duty: Duty, at now: Timestamp) async throws(StoreError) -> String? {
        try await database.read { (c) throws(StoreError) in
            try c.first(.leaseOwner, [.text(duty.name), .time(now)])
        }
    }

    public static let catalogue: [CataloguedStatement] = [
        Statement.claimLease.listed(), Statement.releaseLease.listed(), Statement.leaseOwner.listed(),
    ]
}

extension Statement where Row == Void {
    /// `$1` name, `$2` owner, `$3` until, `$4` now.
    fileprivate static let claimLease = Statement(
        named: "claimLease",
        """
        INSERT INTO leases(name, owner, until) VALUES ($1, $2, $3)
        ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
        WHERE leases.owner = excluded.owner OR leases.until <= $4
        """)

    fileprivate static let releaseLease = Statement(
        named: "releaseLease", "DELETE FROM leases WHERE name = $1 AND owner = $2")
}

extension Statement where Row == String {
    fileprivate static let leaseOwner = Statement(
        named: "leaseOwner", "SELECT owner FROM leases WHERE name = $1 AND until > $2"
    ) { (row) throws(StoreError) in try row.text(0) }
}
