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
            for id in ids { try MessageRepository.link(id.rawValue, to: hit, at: now, c) }
            try MessageRepository.announce(ids, hit, at: now, c)
        }
    }

    /// Cuts the tie to a contact or company for good; the timelines keep what they showed.
    public func unlinkMessages(
        _ ids: [RowID<Message>], from target: MessageLink.Target, at now: Timestamp
    ) async throws(StoreError) {
        try await database.write { (c) throws(StoreError) in
            for id in ids {
                try c.run(.dropTie, [.row(id), .text(target.kindWord), target.sqlValue])
                try c.run(.setLinkAside, [.row(id), .text(target.kindWord), target.sqlValue, "cut"])
            }
            try EventLog.append(.messagesChanged(ids: Array(ids.prefix(500))), at: now, in: c)
        }
    }

    /// Undoes `linkMessages`: the contact and its company go, and the messages are linked as if nobody had.
    public func takeBackLink(
        _ ids: [RowID<Message>], to contact: ID<Contact>, at now: Timestamp
    ) async throws(StoreError) {
        try await database.write { (c) throws(StoreError) in
            var targets: [MessageLink.Target] = [.contact(contact)]
            if let company = try c.first(.companyOfContact, [.id(contact)]) ?? nil {
                targets.append(.company(company))
            }
            let relinking = Relinking(try AutoLinking(in: c))
            var changed: [Int64] = []
            for id in ids { changed += try relinking.takeBack(targets, of: id.rawValue, at: now) }
            try EventLog.append(
                .messagesChanged(ids: changed.prefix(500).map { RowID($0) }), at: now, in: c)
            try EventLog.append(.peopleChanged, at: now, in: c)
        }
    }

    /// How many messages `messages(of:after:)` gives at once.
    static let relinkPage = 2000

    /// The messages that a change of hands touches, oldest row first.
    ///
    /// - Parameter last: the last one of the page before; 0 for the first.
    func messages(of key: RelinkKey, after last: Int64) async throws(StoreError) -> [Int64] {
        let (statement, value): (Statement<Int64>, SQLValue) =
            switch key {
            case .address(let address): (.messagesOfAddress, .text(address.normalized))
            case .domain(let domain): (.guessableOfDomain, .text(domain))
            case .contact(let id): (.messagesOfEntity, .id(id))
            case .company(let id): (.messagesOfEntity, .id(id))
            }
        return try await database.read { (c) throws(StoreError) in
            try c.all(statement, [value, .integer(last), .int(MessageRepository.relinkPage)])
        }
    }

    /// Links messages anew, in one transaction.
    ///
    /// - Returns: how many got other ties.
    func relink(_ ids: [Int64], at now: Timestamp) async throws(StoreError) -> Int {
        guard !ids.isEmpty else { return 0 }
        return try await database.write { (c) throws(StoreError) in
            let relinking = Relinking(try AutoLinking(in: c))
            var changed: [Int64] = []
            for id in ids { changed += try relinking.relink(id, at: now) }
            guard !changed.isEmpty else { return 0 }
            for start in stride(from: 0, to: changed.count, by: 500) {
                let part = changed[start..<min(start + 500, changed.count)].map { RowID<Message>($0) }
                try EventLog.append(.messagesChanged(ids: part), at: now, in: c)
            }
            try EventLog.append(.peopleChanged, at: now, in: c)
            return Set(changed).count
        }
    }

    private static func link(
        _ message: Int64, to hit: PersonHit, at now: Timestamp, _ connection: any Connection
    ) throws(StoreError) {
        guard let subject = try connection.first(.relinkSubject, [.integer(message)]) else { return }
        var targets: [MessageLink.Target] = [.contact(hit.contact)]
        if let company = hit.company { targets.append(.company(company)) }
        for target in targets {
            try AutoLinking.add(
                NewLink(target: target, how: .manual, isReviewed: true), to: message, connection)
            try connection.run(
                .takeBackCut, [.integer(message), .text(target.kindWord), target.sqlValue])
        }
        try MailTimeline.append(subject.mail, to: targets, at: now, connection)
        let relinking = Relinking(try AutoLinking(in: connection))
        _ = try relinking.relinkFollowers(of: message, in: subject.thread, at: now)
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
        Statement.companyOfContact.listed(), Statement.takeBackCut.listed(),
        Statement.messagesOfAddress.listed(), Statement.guessableOfDomain.listed(),
        Statement.messagesOfEntity.listed(),
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

    /// `$1` domain, `$2` behind that message, `$3` limit. Those that are tied by nothing surer than a domain.
    fileprivate static let guessableOfDomain = Statement(
        named: "guessableOfDomain",
        """
        SELECT d.message FROM message_domains d CROSS JOIN messages m ON m.id = d.message
        WHERE d.domain = $1 AND d.message > $2 AND (m.linked = 0 OR EXISTS (
            SELECT 1 FROM links l WHERE l.message = d.message AND l.how = 'domain'))
        ORDER BY d.message LIMIT $3
        """
    ) { (row) throws(StoreError) in try row.int64(0) }

    /// `$1` contact or company, `$2` behind that message, `$3` limit.
    fileprivate static let messagesOfEntity = Statement(
        named: "messagesOfEntity",
        """
        SELECT message FROM links INDEXED BY links_by_entity WHERE entity_id = $1 AND message > $2
        ORDER BY message LIMIT $3
        """
    ) { (row) throws(StoreError) in try row.int64(0) }
}

extension Statement where Row == Void {
    /// `$1` message, `$2` kind, `$3` contact or company.
    fileprivate static let takeBackCut = Statement(
        named: "takeBackCut",
        "DELETE FROM set_aside_links WHERE message = $1 AND entity_kind = $2 AND entity_id = $3")
}
