public import CRMModel

/// The user's mail accounts.
public struct AccountRepository: Sendable {
    private let database: any Database

    public init(_ database: any Database) { self.database = database }

    /// All accounts by name.
    public func all() async throws(StoreError) -> [Account] {
        try await database.read { (c) throws(StoreError) in try c.all(.accounts) }
    }

    public func account(_ id: ID<Account>) async throws(StoreError) -> Account? {
        try await database.read { (c) throws(StoreError) in try c.first(.accountByID, [.id(id)]) }
    }

    /// The account of that name, compared exactly.
    public func account(named name: String) async throws(StoreError) -> Account? {
        try await database.read { (c) throws(StoreError) in try c.first(.accountByName, [.text(name)]) }
    }

    /// Stores a new account or new settings of a known one; state and last sync are kept.
    ///
    /// - Parameter identities: other addresses of the user beside the account's own.
    /// - Throws: `constraint(.unique)` when another account has the name.
    public func save(_ account: Account, identities: [EmailAddress] = []) async throws(StoreError) {
        try await database.write(durable: true) { (c) throws(StoreError) in
            try c.run(.saveAccount, AccountRepository.arguments(account))
            guard let key = try c.first(.accountKey, [.id(account.id)]) else { return }
            try c.run(.removeIdentities, [.integer(key)])
            for address in Set([account.address] + identities) {
                try c.run(.addIdentity, [.text(address.normalized), .integer(key)])
            }
            try EventLog.append(.accountStateChanged(account: account.id, state: account.state), in: c)
        }
    }

    /// Records what the connection does, and tells those who follow when that is news.
    ///
    /// A watched account that stays up to date is not written at every look, only every ten minutes.
    ///
    /// - Parameter synced: when the account was last completely up to date; nil keeps the time.
    public func setState(
        _ state: AccountState, of id: ID<Account>, synced: Timestamp? = nil
    ) async throws(StoreError) {
        try await database.write { (c) throws(StoreError) in
            let text = EventCodec.encode(state)
            let known = try c.first(.accountMoment, [.id(id)])
            // The time of a poll is shown, so that it is news; of a watched account only the state is.
            let isKnown = known?.state == text && state != .polling
            if isKnown {
                guard let synced else { return }
                if let last = known?.synced, (0..<600).contains(synced.seconds(since: last)) { return }
            }
            try c.run(.setAccountState, [.id(id), .text(text), .time(synced)])
            if !isKnown { try EventLog.append(.accountStateChanged(account: id, state: state), in: c) }
        }
    }

    /// Removes an account and everything that came from it, in steps that each hold the lock shortly.
    public func remove(_ id: ID<Account>) async throws(StoreError) {
        while try await removeSome(id) > 0 {}
        try await database.write(durable: true) { (c) throws(StoreError) in
            try c.run(.removeAccount, [.id(id)])
            try EventLog.append(.foldersChanged(account: id), in: c)
        }
    }

    private func removeSome(_ id: ID<Account>) async throws(StoreError) -> Int {
        try await database.write { (c) throws(StoreError) in
            let messages = try c.all(.someMessagesOfAccount, [.id(id), 200])
            for message in messages { try MessageRemoval.remove(message, in: c) }
            return messages.count
        }
    }

    /// The user's own addresses, normalised.
    public func ownAddresses() async throws(StoreError) -> Set<String> {
        Set(try await database.read { (c) throws(StoreError) in try c.all(.identities) })
    }

    private static func arguments(_ account: Account) -> [SQLValue] {
        let command: String? = if case .command(let words) = account.secret { words } else { nil }
        return [
            .id(account.id), .text(account.name), .text(account.address.text), .string(account.displayName),
            .text(account.imap.host), .int(account.imap.port), .text(account.imap.tls.rawValue),
            .text(account.smtp.host), .int(account.smtp.port), .text(account.smtp.tls.rawValue),
            .text(account.user), .string(command), .string(account.certificateAuthorityFile),
            .text(account.signature), .bool(account.tracksByDefault),
        ]
    }

    public static let catalogue: [CataloguedStatement] = [
        Statement.accounts.listed(scansBecause: "a handful of accounts"),
        Statement.accountByID.listed(), Statement.accountByName.listed(), Statement.accountKey.listed(),
        Statement.accountMoment.listed(),
        Statement.saveAccount.listed(), Statement.setAccountState.listed(), Statement.removeAccount.listed(),
        Statement.addIdentity.listed(), Statement.removeIdentities.listed(),
        Statement.identities.listed(scansBecause: "a handful of addresses"),
        Statement.someMessagesOfAccount.listed(),
    ]
}

extension Account {
    fileprivate static let columns = """
        id, name, address, display_name, imap_host, imap_port, imap_tls, smtp_host, smtp_port, smtp_tls,
        user_name, secret_command, ca_file, signature, tracks, state, last_sync
        """

    fileprivate init(_ row: borrowing RowReader) throws(StoreError) {
        self.init(
            id: try row.id(0), name: try row.text(1), address: EmailAddress(try row.text(2)),
            displayName: try row.optionalText(3),
            imap: ServerAddress(host: try row.text(4), port: try row.int(5), tls: try row.value(6)),
            smtp: ServerAddress(host: try row.text(7), port: try row.int(8), tls: try row.value(9)),
            user: try row.text(10), secret: try row.optionalText(11).map { .command($0) } ?? .sealed,
            certificateAuthorityFile: try row.optionalText(12), signature: try row.text(13),
            tracksByDefault: try row.bool(14), state: EventCodec.decodeState(try row.text(15)),
            lastSync: try row.optionalTime(16))
    }
}

extension Statement where Row == Account {
    fileprivate static let accounts = Statement(
        named: "accounts", "SELECT \(Account.columns) FROM accounts ORDER BY name"
    ) { (row) throws(StoreError) in try Account(row) }

    fileprivate static let accountByID = Statement(
        named: "accountByID", "SELECT \(Account.columns) FROM accounts WHERE id = $1"
    ) { (row) throws(StoreError) in try Account(row) }

    fileprivate static let accountByName = Statement(
        named: "accountByName", "SELECT \(Account.columns) FROM accounts WHERE name = $1"
    ) { (row) throws(StoreError) in try Account(row) }
}

/// What was last recorded of an account's connection.
private struct AccountMoment: Sendable {
    var state: String
    var synced: Timestamp?
}

extension Statement where Row == AccountMoment {
    /// `$1` account id.
    fileprivate static let accountMoment = Statement(
        named: "accountMoment", "SELECT state, last_sync FROM accounts WHERE id = $1"
    ) { (row) throws(StoreError) in
        AccountMoment(state: try row.text(0), synced: try row.optionalTime(1))
    }
}

extension Statement where Row == Int64 {
    /// `$1` account id.
    static let accountKey = Statement(named: "accountKey", "SELECT key FROM accounts WHERE id = $1") {
        (row) throws(StoreError) in try row.int64(0)
    }

    /// `$1` account id, `$2` limit.
    fileprivate static let someMessagesOfAccount = Statement(
        named: "someMessagesOfAccount",
        """
        SELECT m.id FROM accounts a JOIN messages m ON m.account = a.key
        WHERE a.id = $1 LIMIT $2
        """
    ) { (row) throws(StoreError) in try row.int64(0) }
}

extension Statement where Row == String {
    static let identities = Statement(named: "identities", "SELECT DISTINCT addr_norm FROM identities") {
        (row) throws(StoreError) in try row.text(0)
    }
}

extension Statement where Row == Void {
    fileprivate static let saveAccount = Statement(
        named: "saveAccount",
        """
        INSERT INTO accounts(id, name, address, display_name, imap_host, imap_port, imap_tls, smtp_host,
            smtp_port, smtp_tls, user_name, secret_command, ca_file, signature, tracks)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, address = excluded.address,
            display_name = excluded.display_name, imap_host = excluded.imap_host,
            imap_port = excluded.imap_port, imap_tls = excluded.imap_tls, smtp_host = excluded.smtp_host,
            smtp_port = excluded.smtp_port, smtp_tls = excluded.smtp_tls, user_name = excluded.user_name,
            secret_command = excluded.secret_command, ca_file = excluded.ca_file,
            signature = excluded.signature, tracks = excluded.tracks
        """)

    fileprivate static let setAccountState = Statement(
        named: "setAccountState",
        "UPDATE accounts SET state = $2, last_sync = coalesce($3, last_sync) WHERE id = $1")

    fileprivate static let removeAccount = Statement(
        named: "removeAccount", "DELETE FROM accounts WHERE id = $1")

    fileprivate static let addIdentity = Statement(
        named: "addIdentity",
        "INSERT INTO identities(addr_norm, account) VALUES ($1, $2) ON CONFLICT DO NOTHING")

    fileprivate static let removeIdentities = Statement(
        named: "removeIdentities", "DELETE FROM identities WHERE account = $1")
}
