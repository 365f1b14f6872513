import CRMModel

/// Ties messages to contacts and companies.
///
/// The addresses of From, Reply-To, To and Cc, and of a bounce whom our mail did not reach, without the user's own,
/// are looked up among the contacts; a contact brings its company; several contacts are all linked and left for review. Nobody found: the links of
/// the thread. No thread either: the companies that own a domain, as a guess.
/// When a message is linked, those of its thread that had nobody follow it.
struct AutoLinking {
    let connection: any Connection
    /// The user's addresses and their domains, normalised.
    private let own: Set<String>
    private let ownDomains: Set<String>

    init(in connection: any Connection) throws(StoreError) {
        self.connection = connection
        own = Set(try connection.all(.identities))
        ownDomains = Set(own.map { EmailAddress($0).domain })
    }

    /// Links a message that was just stored, and puts it on the timelines.
    func link(
        _ message: IngestMessage, id: Int64, thread: Int64, at now: Timestamp
    ) throws(StoreError) -> [MessageLink.Target] {
        let addresses = others(in: message)
        try recordDomains(of: addresses, id)
        let found = try links(by: addresses, of: id, in: thread)
        guard !found.isEmpty else { return [] }
        for link in found { try AutoLinking.add(link, to: id, connection) }
        let targets = found.map(\.target)
        try MailTimeline.append(MailTimeline.Subject(message, id: id), to: targets, at: now, connection)
        if found.contains(where: { $0.how != .domain }) {
            _ = try Relinking(self).relinkFollowers(of: id, in: thread, at: now)
        }
        return targets
    }

    /// Those of the addresses that are not the user's, each once.
    func others(_ addresses: [EmailAddress]) -> [EmailAddress] {
        var seen = own
        return addresses.filter { !$0.domain.isEmpty && seen.insert($0.normalized).inserted }
    }

    /// Everybody but the user, each once.
    private func others(in message: IngestMessage) -> [EmailAddress] {
        var result: [EmailAddress] = []
        var seen = own
        for (role, people) in message.people where role != .bcc {
            for person in people.prefix(200) where seen.insert(person.address.normalized).inserted {
                if !person.address.domain.isEmpty { result.append(person.address) }
            }
        }
        return result
    }

    private func guessable(_ addresses: [EmailAddress]) -> Set<String> {
        Set(addresses.map(\.domain)).subtracting(ownDomains).filter { !FreemailDomains.contains($0) }
    }

    private func recordDomains(of addresses: [EmailAddress], _ id: Int64) throws(StoreError) {
        for domain in guessable(addresses) {
            try connection.run(.addMessageDomain, [.text(domain), .integer(id)])
        }
    }

    /// What a message is tied to without the user's doing.
    func links(
        by addresses: [EmailAddress], of message: Int64, in thread: Int64
    ) throws(StoreError) -> [NewLink] {
        let byAddress = try links(by: addresses)
        if !byAddress.isEmpty { return byAddress }
        let byThread = try connection.all(.linksOfThread, [.integer(thread), .integer(message)])
        if !byThread.isEmpty { return byThread }
        var guesses: [NewLink] = []
        for domain in guessable(addresses).sorted() {
            if let company = try connection.first(.companyByDomain, [.text(domain)]) {
                guesses.append(NewLink(target: .company(company), how: .domain, isReviewed: false))
            }
        }
        return guesses
    }

    private func links(by addresses: [EmailAddress]) throws(StoreError) -> [NewLink] {
        var people: [PersonHit] = []
        for address in addresses {
            guard let hit = try connection.first(.personByAddress, [.text(address.normalized)]) else {
                continue
            }
            if !people.contains(where: { $0.contact == hit.contact }) { people.append(hit) }
        }
        let isReviewed = people.count < 2
        var links = people.map {
            NewLink(target: .contact($0.contact), how: .address, isReviewed: isReviewed)
        }
        var companies: Set<ID<Company>> = []
        for case let company? in people.map(\.company) where companies.insert(company).inserted {
            links.append(NewLink(target: .company(company), how: .address, isReviewed: isReviewed))
        }
        return links
    }

    /// Adds a link; a surer reason takes the place of a weaker one.
    static func add(_ link: NewLink, to message: Int64, _ connection: any Connection) throws(StoreError) {
        try connection.run(
            .addLink,
            [
                .integer(message), .text(link.target.kindWord), link.target.sqlValue,
                .text(link.how.rawValue),
                .real(link.how == .domain ? 0.5 : 1), .bool(link.isReviewed),
            ])
    }

    static let catalogue: [CataloguedStatement] = [
        Statement.personByAddress.listed(), Statement.linksOfThread.listed(),
        Statement.companyByDomain.listed(), Statement.addLink.listed(), Statement.addMessageDomain.listed(),
    ]
}

/// A tie about to be stored.
struct NewLink: Hashable, Sendable {
    var target: MessageLink.Target
    var how: MessageLink.How
    var isReviewed: Bool
}

/// A contact found by an address.
struct PersonHit: Hashable, Sendable {
    var contact: ID<Contact>
    var company: ID<Company>?
}

extension MessageLink.Target {
    /// The word in the `links` table.
    var kindWord: String {
        switch self {
        case .contact: "contact"
        case .company: "company"
        }
    }

    var sqlValue: SQLValue {
        switch self {
        case .contact(let id): .id(id)
        case .company(let id): .id(id)
        }
    }

    /// Reads kind and id from two columns.
    init(_ row: borrowing RowReader, kind: Int, id: Int) throws(StoreError) {
        switch try row.text(kind) {
        case "contact": self = .contact(try row.id(id))
        case "company": self = .company(try row.id(id))
        default: throw row.failure(kind, "contact or company")
        }
    }
}

extension Statement where Row == PersonHit {
    /// `$1` normalised address.
    static let personByAddress = Statement(
        named: "personByAddress",
        """
        SELECT e.contact_id, c.company_id FROM contact_emails e JOIN contacts c ON c.id = e.contact_id
        WHERE e.addr_norm = $1 AND c.deleted IS NULL
        """
    ) { (row) throws(StoreError) in PersonHit(contact: try row.id(0), company: try row.optionalID(1)) }
}

extension Statement where Row == NewLink {
    /// `$1` thread, `$2` the message that asks. What the others are linked to by address or by hand; the newest ones
    /// of a very long thread.
    fileprivate static let linksOfThread = Statement(
        named: "linksOfThread",
        """
        SELECT DISTINCT l.entity_kind, l.entity_id
        FROM (SELECT id FROM messages WHERE thread = $1 AND id <> $2 ORDER BY sort_key DESC LIMIT 200) m
        CROSS JOIN links l ON l.message = m.id WHERE l.how IN ('address', 'manual') LIMIT 20
        """
    ) { (row) throws(StoreError) in
        NewLink(target: try MessageLink.Target(row, kind: 0, id: 1), how: .thread, isReviewed: true)
    }
}

extension Statement where Row == ID<Company> {
    /// `$1` domain.
    static let companyByDomain = Statement(
        named: "companyByDomain",
        """
        SELECT d.company_id FROM company_domains d JOIN companies c ON c.id = d.company_id
        WHERE d.domain = $1 AND c.deleted IS NULL
        """
    ) { (row) throws(StoreError) in try row.id(0) }
}

extension Statement where Row == Void {
    fileprivate static let addLink = Statement(
        named: "addLink",
        """
        INSERT INTO links(message, entity_kind, entity_id, how, confidence, reviewed)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (message, entity_kind, entity_id) DO UPDATE
        SET how = excluded.how, confidence = excluded.confidence, reviewed = excluded.reviewed
        WHERE links.how <> 'manual' AND (links.how IN ('domain', 'thread') OR excluded.how = 'manual')
        """)

    fileprivate static let addMessageDomain = Statement(
        named: "addMessageDomain",
        "INSERT INTO message_domains(domain, message) VALUES ($1, $2) ON CONFLICT DO NOTHING")
}
