public import CRMModel

/// Somebody, or a whole domain, that must not be written to.
public struct Suppression: Hashable, Sendable {
    /// Where it counts.
    public enum Scope: Hashable, Sendable {
        case global
        case account(ID<Account>)
        case campaign(ID<Campaign>)
        /// Everybody at a domain; the key is the domain.
        case domain
    }

    public enum Reason: String, Hashable, Sendable, CaseIterable {
        case unsubscribe, complaint, hard, manual, legal
    }

    public var scope: Scope
    /// A normalised address, or a domain in the scope of one.
    public var key: String
    public var reason: Reason
    /// Where it came from: `hub`, `import`, a job's id.
    public var source: String
    public var at: Timestamp
    /// Nil lasts for ever.
    public var expires: Timestamp?

    public init(
        scope: Scope = .global, key: String, reason: Reason, source: String = "", at: Timestamp,
        expires: Timestamp? = nil
    ) {
        self.scope = scope
        self.key = Suppression.normalized(key)
        self.reason = reason
        self.source = source
        self.at = at
        self.expires = expires
    }
}

extension Suppression {
    /// An address, or a domain, in the form that is compared.
    static func normalized(_ key: String) -> String {
        key.contains("@") ? EmailAddress(key).normalized : DomainName.normalize(key)
    }
}

/// Who must not be written to.
///
/// Asked in the transaction that claims a mail for sending, so that nothing slips through in between.
public struct SuppressionRepository: Sendable {
    private let database: any Database

    public init(_ database: any Database) { self.database = database }

    /// Adds them durably; one that is known keeps its first time and, if it was an unsubscribe or complaint, reason.
    ///
    /// - Returns: how many were new.
    @discardableResult
    public func add(_ suppressions: [Suppression]) async throws(StoreError) -> Int {
        try await database.write(durable: true) { (c) throws(StoreError) in
            var added = 0
            for suppression in suppressions where try Suppressions.add(suppression, in: c) { added += 1 }
            return added
        }
    }

    /// Takes one back; for the user, never by itself.
    public func remove(scope: Suppression.Scope = .global, key: String) async throws(StoreError) {
        try await database.write(durable: true) { (c) throws(StoreError) in
            try c.run(.removeSuppression, [.text(scope.word), scope.key, .text(Suppression.normalized(key))])
        }
    }

    /// Newest first.
    ///
    /// - Parameter after: the last one of the page before.
    public func list(after last: Suppression? = nil, limit: Int = 100) async throws(StoreError)
        -> [Suppression]
    {
        try await database.read { (c) throws(StoreError) in
            try c.all(
                .suppressions,
                [
                    .integer(last?.at.milliseconds ?? Int64.max), .text(last?.key ?? ""),
                    .text(last?.scope.word ?? ""), last?.scope.key ?? .blob([]), .int(limit),
                ])
        }
    }

    /// Why a mail to the address would not be sent; nil when it would.
    public func reason(
        for address: EmailAddress, account: ID<Account>? = nil, campaign: ID<Campaign>? = nil,
        at now: Timestamp
    ) async throws(StoreError) -> Suppression.Reason? {
        try await database.read { (c) throws(StoreError) in
            try Suppressions.reason(for: address, account: account, campaign: campaign, at: now, in: c)
        }
    }

    public static let catalogue: [CataloguedStatement] = [
        Statement.addSuppression.listed(), Statement.removeSuppression.listed(),
        Statement.suppressions.listed(),
        Statement.suppressionReasons.listed(),
    ]
}

/// Suppressions within other transactions.
enum Suppressions {
    @discardableResult
    static func add(_ suppression: Suppression, in c: any Connection) throws(StoreError) -> Bool {
        try c.run(
            .addSuppression,
            [
                .text(suppression.scope.word), suppression.scope.key, .text(suppression.key),
                .text(suppression.reason.rawValue), .text(suppression.source), .time(suppression.at),
                .time(suppression.expires),
            ]) > 0
    }

    /// - Parameter ignoring: reasons that do not count for this kind of mail.
    static func reason(
        for address: EmailAddress, account: ID<Account>?, campaign: ID<Campaign>?, at now: Timestamp,
        ignoring: Set<Suppression.Reason> = [], in c: any Connection
    ) throws(StoreError) -> Suppression.Reason? {
        let reasons = try c.all(
            .suppressionReasons,
            [
                .text(address.normalized), .text(address.domain), .time(now), .id(account), .id(campaign),
            ])
        return reasons.first { !ignoring.contains($0) }
    }
}

extension Suppression.Scope {
    var word: String {
        switch self {
        case .global: "global"
        case .account: "account"
        case .campaign: "campaign"
        case .domain: "domain"
        }
    }

    var key: SQLValue {
        switch self {
        case .global, .domain: .blob([])
        case .account(let id): .id(id)
        case .campaign(let id): .id(id)
        }
    }
}

extension Statement where Row == Suppression {
    /// `$1` at, `$2` key, `$3` scope and `$4` scope's id of the last one, `$5` limit. Of one time and key there may
    /// be several, in different scopes.
    fileprivate static let suppressions = Statement(
        named: "suppressions",
        """
        SELECT scope, scope_id, key, reason, source, at, expires FROM suppressions
        WHERE (at, key, scope, scope_id) < ($1, $2, $3, $4)
        ORDER BY at DESC, key DESC, scope DESC, scope_id DESC LIMIT $5
        """
    ) { (row) throws(StoreError) in
        let scope: Suppression.Scope
        switch try row.text(0) {
        case "account": scope = .account(try row.id(1))
        case "campaign": scope = .campaign(try row.id(1))
        case "domain": scope = .domain
        default: scope = .global
        }
        return Suppression(
            scope: scope, key: try row.text(2), reason: try row.value(3), source: try row.text(4),
            at: try row.time(5), expires: try row.optionalTime(6))
    }
}

extension Statement where Row == Suppression.Reason {
    /// `$1` address, `$2` domain, `$3` now, `$4` account, `$5` campaign.
    fileprivate static let suppressionReasons = Statement(
        named: "suppressionReasons",
        """
        SELECT reason FROM suppressions
        WHERE key IN ($1, $2) AND (expires IS NULL OR expires > $3)
            AND CASE scope
                WHEN 'global' THEN key = $1
                WHEN 'domain' THEN key = $2
                WHEN 'account' THEN key = $1 AND scope_id = $4
                ELSE key = $1 AND scope_id = $5 END
        """
    ) { (row) throws(StoreError) in try row.value(0) }
}

extension Statement where Row == Void {
    /// `$1` scope, `$2` scope's id, `$3` key, `$4` reason, `$5` source, `$6` at, `$7` expires.
    fileprivate static let addSuppression = Statement(
        named: "addSuppression",
        """
        INSERT INTO suppressions(scope, scope_id, key, reason, source, at, expires)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (key, scope, scope_id) DO UPDATE
            SET reason = excluded.reason, source = excluded.source, expires = excluded.expires
            WHERE reason NOT IN ('unsubscribe', 'complaint', 'legal') AND excluded.reason <> reason
        """)
    /// `$1` scope, `$2` scope's id, `$3` key.
    fileprivate static let removeSuppression = Statement(
        named: "removeSuppression",
        "DELETE FROM suppressions WHERE key = $3 AND scope = $1 AND scope_id = $2")
}
