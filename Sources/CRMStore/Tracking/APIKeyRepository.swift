public import CRMModel

/// A key of the hub as it is stored; the key itself is nowhere.
public struct StoredAPIKey: Hashable, Sendable, Identifiable {
    public var id: ID<StoredAPIKey>
    public var name: String
    /// Its first characters, for lists.
    public var prefix: String
    public var scopes: [String]
    public var created: Timestamp
    public var expires: Timestamp?
    public var lastUsed: Timestamp?
    public var revoked: Timestamp?
}

/// Keys that programs use at the hub.
public struct APIKeyRepository: Sendable {
    private let database: any Database

    public init(_ database: any Database) { self.database = database }

    /// - Parameter hash: what the key is found by; SHA-256 in hexadecimal.
    public func add(
        id: ID<StoredAPIKey>, name: String, prefix: String, hash: String, scopes: [String],
        expires: Timestamp? = nil, at now: Timestamp
    ) async throws(StoreError) {
        try await database.write(durable: true) { (c) throws(StoreError) in
            try c.run(
                .addAPIKey,
                [
                    .id(id), .text(name), .text(prefix), .text(hash), .text(StoredJSON.array(scopes)),
                    .time(now),
                    .time(expires),
                ])
        }
    }

    /// The key with this hash, unless it was revoked or has expired.
    public func valid(hash: String, at now: Timestamp) async throws(StoreError) -> StoredAPIKey? {
        try await database.read { (c) throws(StoreError) in
            try c.first(.validAPIKey, [.text(hash), .time(now)])
        }
    }

    /// By name, revoked ones included.
    public func all() async throws(StoreError) -> [StoredAPIKey] {
        try await database.read { (c) throws(StoreError) in try c.all(.apiKeys) }
    }

    /// Notes that a key was used; call it now and then, not for each request.
    public func touch(_ id: ID<StoredAPIKey>, at now: Timestamp) async throws(StoreError) {
        try await database.write { (c) throws(StoreError) in try c.run(.touchAPIKey, [.id(id), .time(now)]) }
    }

    public func revoke(_ id: ID<StoredAPIKey>, at now: Timestamp) async throws(StoreError) {
        try await database.write(durable: true) { (c) throws(StoreError) in
            try c.run(.revokeAPIKey, [.id(id), .time(now)])
        }
    }

    public static let catalogue: [CataloguedStatement] = [
        Statement.addAPIKey.listed(), Statement.validAPIKey.listed(),
        Statement.apiKeys.listed(scansBecause: "keys are few"), Statement.touchAPIKey.listed(),
        Statement.revokeAPIKey.listed(),
    ]
}

extension Statement where Row == StoredAPIKey {
    /// `$1` hash, `$2` now.
    fileprivate static let validAPIKey = Statement(
        named: "validAPIKey",
        "\(columns) WHERE hash = $1 AND revoked IS NULL AND (expires IS NULL OR expires > $2)", decode: read)
    fileprivate static let apiKeys = Statement(named: "apiKeys", "\(columns) ORDER BY name", decode: read)

    private static var columns: String {
        "SELECT id, name, prefix, scopes, created, expires, last_used, revoked FROM api_keys"
    }

    private static func read(_ row: borrowing RowReader) throws(StoreError) -> StoredAPIKey {
        StoredAPIKey(
            id: try row.id(0), name: try row.text(1), prefix: try row.text(2),
            scopes: StoredJSON.strings(try row.text(3)), created: try row.time(4),
            expires: try row.optionalTime(5), lastUsed: try row.optionalTime(6),
            revoked: try row.optionalTime(7))
    }
}

extension Statement where Row == Void {
    /// `$1` id, `$2` name, `$3` prefix, `$4` hash, `$5` scopes, `$6` now, `$7` expires.
    fileprivate static let addAPIKey = Statement(
        named: "addAPIKey",
        """
        INSERT INTO api_keys(id, name, prefix, hash, scopes, created, expires) VALUES ($1, $2, $3, $4, $5, $6, $7)
        """)
    /// `$1` id, `$2` now.
    fileprivate static let touchAPIKey = Statement(
        named: "touchAPIKey", "UPDATE api_keys SET last_used = $2 WHERE id = $1")
    /// `$1` id, `$2` now.
    fileprivate static let revokeAPIKey = Statement(
        named: "revokeAPIKey", "UPDATE api_keys SET revoked = coalesce(revoked, $2) WHERE id = $1")
}
