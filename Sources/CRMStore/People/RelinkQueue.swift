public import CRMModel

/// Addresses, domains, contacts and companies that have changed hands: the mail that is stored already must be linked
/// again.
///
/// Filled in the transaction that changes a contact or company, so that a kill in between forgets nothing.
public struct RelinkQueue: Sendable {
    private let database: any Database

    public init(_ database: any Database) { self.database = database }

    /// Links what waits, in short transactions that leave room for others. Run it after edits and imports, and once on
    /// start.
    ///
    /// - Returns: how many messages got other ties.
    @discardableResult
    public func run(with messages: MessageRepository, at now: Timestamp) async throws(StoreError) -> Int {
        var total = 0
        while !Task.isCancelled {
            let waiting = try await database.read { (c) throws(StoreError) in try c.all(.pendingRelinks) }
            guard let last = waiting.last else { break }
            // Messages between several that changed are looked at once.
            var seen: Set<Int64> = []
            var batch: [Int64] = []
            for key in waiting.compactMap(\.key) {
                var cursor: Int64 = 0
                while !Task.isCancelled {
                    let page = try await messages.messages(of: key, after: cursor)
                    for id in page where seen.insert(id).inserted { batch.append(id) }
                    if batch.count >= 200 {
                        total += try await messages.relink(batch, at: now)
                        batch = []
                    }
                    guard let end = page.last, page.count == MessageRepository.relinkPage else { break }
                    cursor = end
                }
            }
            total += try await messages.relink(batch, at: now)
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

    /// Addresses and domains that no mail has are left out: mail that comes later is linked as it comes.
    static func add(_ key: RelinkKey, in c: any Connection) throws(StoreError) {
        switch key {
        case .address: guard try c.first(.hasMailOfAddress, [.text(key.word)]) != nil else { return }
        case .domain: guard try c.first(.hasMailOfDomain, [.text(key.word)]) != nil else { return }
        case .contact, .company: break
        }
        try c.run(.addRelink, [.text(key.kind), .text(key.word)])
    }

    public static let catalogue: [CataloguedStatement] = [
        Statement.pendingRelinks.listed(scansBecause: "a queue that is read from its front"),
        Statement.relinksDone.listed(), Statement.addRelink.listed(), Statement.hasMailOfAddress.listed(),
        Statement.hasMailOfDomain.listed(),
    ]
}

/// Whose messages must be linked again.
enum RelinkKey: Hashable, Sendable {
    case address(EmailAddress)
    /// Normalised.
    case domain(String)
    case contact(ID<Contact>)
    case company(ID<Company>)

    var kind: String {
        switch self {
        case .address: "address"
        case .domain: "domain"
        case .contact: "contact"
        case .company: "company"
        }
    }

    var word: String {
        switch self {
        case .address(let address): address.normalized
        case .domain(let domain): domain
        case .contact(let id): id.description
        case .company(let id): id.description
        }
    }

    init?(kind: String, word: String) {
        switch kind {
        case "address": self = .address(EmailAddress(word))
        case "domain": self = .domain(word)
        case "contact":
            guard let id = ID<Contact>(word) else { return nil }
            self = .contact(id)
        case "company":
            guard let id = ID<Company>(word) else { return nil }
            self = .company(id)
        default: return nil
        }
    }
}

/// One that waits; without a key when a newer program wrote it.
struct PendingRelink: Sendable {
    var id: Int64
    var key: RelinkKey?
}

extension Statement where Row == PendingRelink {
    fileprivate static let pendingRelinks = Statement(
        named: "pendingRelinks", "SELECT id, kind, key FROM pending_relinks ORDER BY id LIMIT 200"
    ) { (row) throws(StoreError) in
        PendingRelink(id: try row.int64(0), key: RelinkKey(kind: try row.text(1), word: try row.text(2)))
    }
}

extension Statement where Row == Int {
    /// `$1` normalised address.
    fileprivate static let hasMailOfAddress = Statement(
        named: "hasMailOfAddress",
        "SELECT 1 FROM message_addresses INDEXED BY message_addresses_by_address WHERE addr_norm = $1 LIMIT 1"
    ) { (row) throws(StoreError) in try row.int(0) }

    /// `$1` domain.
    fileprivate static let hasMailOfDomain = Statement(
        named: "hasMailOfDomain", "SELECT 1 FROM message_domains WHERE domain = $1 LIMIT 1"
    ) { (row) throws(StoreError) in try row.int(0) }
}

extension Statement where Row == Void {
    /// `$1` id of the last one.
    fileprivate static let relinksDone = Statement(
        named: "relinksDone", "DELETE FROM pending_relinks WHERE id <= $1")
    /// `$1` kind, `$2` key. Goes to the end: the owner may have changed while it was worked on.
    fileprivate static let addRelink = Statement(
        named: "addRelink", "INSERT OR REPLACE INTO pending_relinks(kind, key) VALUES ($1, $2)")
}
