public import CRMModel

/// A hit of our own hub with its number, as followers elsewhere get it.
public struct NumberedHit: Hashable, Sendable {
    /// Grows with every hit of a hub; never used twice, also not after a backup was restored there.
    public var number: Int64
    public var hit: NewHit

    public init(number: Int64, hit: NewHit) {
        self.number = number
        self.hit = hit
    }
}

/// How far a hub on another machine was read.
public struct FollowedHub: Hashable, Sendable {
    /// What the hub calls itself; stays when its address changes.
    public var hub: String
    /// The number of the last hit that is stored here.
    public var cursor: Int64
    /// When it was last heard.
    public var seen: Timestamp
}

/// Hits between machines: what our hub took for others, and what other hubs took for us.
extension TrackingRepository {
    /// Hits that our own hub took, behind a number, oldest first. Those that came from elsewhere do not go on.
    public func ownHits(after number: Int64, limit: Int) async throws(StoreError) -> [NumberedHit] {
        try await database.read { (c) throws(StoreError) in
            try c.all(.ownHits, [.integer(number), .int(limit)]).map {
                NumberedHit(number: $0.id.rawValue, hit: $0.hit)
            }
        }
    }

    /// The number of the newest hit that our own hub took; 0 when there is none.
    public func newestOwnHit() async throws(StoreError) -> Int64 {
        try await database.read { (c) throws(StoreError) in try c.first(.newestOwnHit) ?? 0 }
    }

    /// Stores hits of another hub and how far it was read in one durable transaction.
    ///
    /// A hit that is here already changes nothing, so that reading again is harmless. Hits of mails that did not go out
    /// from this workspace are passed over: several workspaces may share a hub. Unsubscribes take effect.
    ///
    /// - Parameter cursor: the number up to which the hub was read.
    /// - Returns: how many were new.
    @discardableResult
    public func insertHits(
        _ hits: [NumberedHit], of hub: String, at url: String, cursor: Int64, now: Timestamp
    ) async throws(StoreError) -> Int {
        try await database.write(durable: true) { (c) throws(StoreError) in
            var count = 0
            for numbered in hits where try c.first(.hitMail, [.id(numbered.hit.job)]) != nil {
                let origin: [SQLValue] = [.text(hub), .integer(numbered.number)]
                guard try c.run(.insertFollowedHit, Self.arguments(numbered.hit) + origin) > 0 else {
                    continue
                }
                count += 1
                if numbered.hit.kind == .unsubscribe {
                    try Unsubscribes.take(numbered.hit.job, at: numbered.hit.at, in: c)
                }
            }
            try c.run(.rememberHub, [.text(hub), .text(url), .integer(cursor), .time(now)])
            return count
        }
    }

    /// The hub that was last read at an address; nil for a new one.
    public func followedHub(at url: String) async throws(StoreError) -> FollowedHub? {
        try await database.read { (c) throws(StoreError) in try c.first(.hubAt, [.text(url)]) }
    }

    /// What is known of a hub; nil for a new one.
    public func followedHub(_ hub: String) async throws(StoreError) -> FollowedHub? {
        try await database.read { (c) throws(StoreError) in try c.first(.followedHub, [.text(hub)]) }
    }

    static let followingCatalogue: [CataloguedStatement] = [
        Statement.ownHits.listed(), Statement.newestOwnHit.listed(), Statement.insertFollowedHit.listed(),
        Statement.rememberHub.listed(), Statement.followedHub.listed(),
        Statement.hubAt.listed(scansBecause: "hubs are few"),
    ]
}

extension Statement where Row == HitRow {
    /// `$1` number, `$2` limit.
    fileprivate static let ownHits = Statement(
        named: "ownHits", "\(columns) WHERE id > $1 AND hub IS NULL ORDER BY id LIMIT $2", decode: read)
}

extension Statement where Row == Int64 {
    fileprivate static let newestOwnHit = Statement(
        named: "newestOwnHit", "SELECT id FROM hits WHERE id > 0 AND hub IS NULL ORDER BY id DESC LIMIT 1"
    ) { (row) throws(StoreError) in try row.int64(0) }
}

extension Statement where Row == Void {
    /// `$1` to `$10` as `insertHit`, `$11` hub, `$12` its number there.
    fileprivate static let insertFollowedHit = Statement(
        named: "insertFollowedHit",
        """
        INSERT INTO hits(kind, job_id, link, target, at, method, remote, agent, accept, headers, hub, hub_hit)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (hub, hub_hit) WHERE hub IS NOT NULL DO NOTHING
        """)
    /// `$1` hub, `$2` address, `$3` cursor, `$4` now.
    fileprivate static let rememberHub = Statement(
        named: "rememberHub",
        """
        INSERT INTO followed_hubs(hub, url, cursor, seen) VALUES ($1, $2, $3, $4) ON CONFLICT (hub)
        DO UPDATE SET url = excluded.url, cursor = max(cursor, excluded.cursor), seen = excluded.seen
        """)
}

extension Statement where Row == FollowedHub {
    /// `$1` address.
    fileprivate static let hubAt = Statement(
        named: "hubAt",
        "SELECT hub, cursor, seen FROM followed_hubs WHERE url = $1 ORDER BY seen DESC LIMIT 1", decode: read)
    /// `$1` hub.
    fileprivate static let followedHub = Statement(
        named: "followedHub", "SELECT hub, cursor, seen FROM followed_hubs WHERE hub = $1", decode: read)

    private static func read(_ row: borrowing RowReader) throws(StoreError) -> FollowedHub {
        FollowedHub(hub: try row.text(0), cursor: try row.int64(1), seen: try row.time(2))
    }
}
