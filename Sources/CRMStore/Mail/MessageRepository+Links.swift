public import CRMModel

// Ties between messages and people that are made after the message was stored.
extension MessageRepository {
    /// Links messages to a contact by hand; the contact brings its company.
    public func linkMessages(
        _ ids: [RowID<Message>], to contact: ID<Contact>, at now: Timestamp
    ) async throws(StoreError) {
        try await database.write { (c) throws(StoreError) in
            let company = try c.first(.companyOfContact, [.id(contact)]) ?? nil
            let hit = PersonHit(contact: contact, company: company)
            for id in ids { try MessageRepository.link(id.rawValue, to: hit, how: .manual, at: now, c) }
            try MessageRepository.announce(ids, hit, at: now, c)
        }
    }

    /// Cuts the tie to a contact or company; the timelines keep what they showed.
    public func unlinkMessages(
        _ ids: [RowID<Message>], from target: MessageLink.Target, at now: Timestamp
    ) async throws(StoreError) {
        try await database.write { (c) throws(StoreError) in
            for id in ids { try c.run(.removeLink, [.row(id), .text(target.kindWord), target.sqlValue]) }
            try EventLog.append(.messagesChanged(ids: Array(ids.prefix(500))), at: now, in: c)
        }
    }

    /// Links all stored mail from and to these addresses to whom they belong to now; for new and changed contacts.
    ///
    /// Works in short transactions; cancelling the task stops between two of them.
    /// - Returns: how many messages were looked at.
    @discardableResult
    public func relink(addresses: [EmailAddress], at now: Timestamp) async throws(StoreError) -> Int {
        var count = 0
        for address in addresses {
            var last: Int64 = 0
            while !Task.isCancelled {
                let from = last
                let batch = try await database.write { (c) throws(StoreError) -> [Int64] in
                    guard let hit = try c.first(.personByAddress, [.text(address.normalized)]) else {
                        return []
                    }
                    let messages = try c.all(
                        .messagesOfAddress, [.text(address.normalized), .integer(from), .int(500)])
                    for id in messages { try MessageRepository.link(id, to: hit, how: .address, at: now, c) }
                    try MessageRepository.announce(messages.map { RowID($0) }, hit, at: now, c)
                    return messages
                }
                count += batch.count
                guard let end = batch.last, batch.count == 500 else { break }
                last = end
            }
        }
        return count
    }

    /// Guesses the company of mail that nothing else links, by the domains of its people; for new companies.
    ///
    /// - Parameter domains: normalised; freemail ones are left out.
    /// - Returns: how many messages were looked at.
    @discardableResult
    public func relink(domains: [String], at now: Timestamp) async throws(StoreError) -> Int {
        var count = 0
        for domain in domains where !FreemailDomains.contains(domain) {
            var last: Int64 = 0
            while !Task.isCancelled {
                let from = last
                let batch = try await database.write { (c) throws(StoreError) -> [Int64] in
                    guard let company = try c.first(.companyByDomain, [.text(domain)]) else { return [] }
                    let messages = try c.all(.unlinkedOfDomain, [.text(domain), .integer(from), .int(500)])
                    for id in messages { try MessageRepository.guess(company, for: id, at: now, c) }
                    return messages
                }
                count += batch.count
                guard let end = batch.last, batch.count == 500 else { break }
                last = end
            }
        }
        return count
    }

    private static func link(
        _ message: Int64, to hit: PersonHit, how: MessageLink.How, at now: Timestamp,
        _ connection: any Connection
    ) throws(StoreError) {
        guard let mail = try connection.first(.timelineSubject, [.integer(message)]) else { return }
        var targets: [MessageLink.Target] = [.contact(hit.contact)]
        if let company = hit.company { targets.append(.company(company)) }
        for target in targets {
            try AutoLinking.add(NewLink(target: target, how: how, isReviewed: true), to: message, connection)
        }
        try MailTimeline.append(mail, to: targets, at: now, connection)
    }

    private static func guess(
        _ company: ID<Company>, for message: Int64, at now: Timestamp, _ connection: any Connection
    ) throws(StoreError) {
        guard let mail = try connection.first(.timelineSubject, [.integer(message)]) else { return }
        let link = NewLink(target: .company(company), how: .domain, isReviewed: false)
        try AutoLinking.add(link, to: message, connection)
        try MailTimeline.append(mail, to: [link.target], at: now, connection)
    }

    private static func announce(
        _ ids: [RowID<Message>], _ hit: PersonHit, at now: Timestamp, _ connection: any Connection
    ) throws(StoreError) {
        guard !ids.isEmpty else { return }
        try EventLog.append(.messagesChanged(ids: Array(ids.prefix(500))), at: now, in: connection)
        try EventLog.append(
            .timelineAppended(contact: hit.contact, company: hit.company), at: now, in: connection)
    }

    static let linksCatalogue: [CataloguedStatement] = [
        Statement.companyOfContact.listed(), Statement.removeLink.listed(),
        Statement.messagesOfAddress.listed(), Statement.unlinkedOfDomain.listed(),
        Statement.timelineSubject.listed(),
    ]
}

extension Statement where Row == ID<Company>? {
    fileprivate static let companyOfContact = Statement(
        named: "companyOfContact", "SELECT company_id FROM contacts WHERE id = $1"
    ) { (row) throws(StoreError) in try row.optionalID(0) }
}

extension Statement where Row == Int64 {
    /// `$1` normalised address, `$2` behind that message, `$3` limit.
    fileprivate static let messagesOfAddress = Statement(
        named: "messagesOfAddress",
        """
        SELECT DISTINCT message FROM message_addresses INDEXED BY message_addresses_by_address
        WHERE addr_norm = $1 AND message > $2 AND role < 4 ORDER BY message LIMIT $3
        """
    ) { (row) throws(StoreError) in try row.int64(0) }

    /// `$1` domain, `$2` behind that message, `$3` limit.
    fileprivate static let unlinkedOfDomain = Statement(
        named: "unlinkedOfDomain",
        """
        SELECT d.message FROM message_domains d JOIN messages m ON m.id = d.message
        WHERE d.domain = $1 AND d.message > $2 AND m.linked = 0 ORDER BY d.message LIMIT $3
        """
    ) { (row) throws(StoreError) in try row.int64(0) }
}

extension Statement where Row == MailTimeline.Subject {
    /// `$1` message.
    fileprivate static let timelineSubject = Statement(
        named: "timelineSubject",
        """
        SELECT id, received, direction, auto_kind, coalesce(from_name, from_addr), subject, preview
        FROM messages WHERE id = $1
        """
    ) { (row) throws(StoreError) in
        MailTimeline.Subject(
            id: try row.int64(0), received: try row.time(1), direction: try row.value(2),
            autoKind: try row.value(3), actor: try row.text(4), summary: try row.text(5),
            detail: try row.text(6))
    }
}

extension Statement where Row == Void {
    fileprivate static let removeLink = Statement(
        named: "removeLink", "DELETE FROM links WHERE message = $1 AND entity_kind = $2 AND entity_id = $3")
}
