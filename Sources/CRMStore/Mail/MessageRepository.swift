public import CRMModel

/// The messages of all accounts: lists, single messages, conversations.
public struct MessageRepository: Sendable {
    let database: any Database
    let raw: RawMessageStore

    public init(_ database: any Database, raw: RawMessageStore) {
        self.database = database
        self.raw = raw
    }

    /// A page of a view, newest first; a message that lies twice in a view stands there once.
    ///
    /// - Parameters:
    ///   - account: only this account's messages; nil for all.
    ///   - cursor: the `next` of the page before; nil for the first page.
    ///   - limit: 1 to 1,000.
    public func list(
        _ view: MailView, account: ID<Account>? = nil, before cursor: PageCursor? = nil, limit: Int = 50
    ) async throws(StoreError) -> Page<Message> {
        let limit = min(max(limit, 1), 1000)
        return try await database.read { (c) throws(StoreError) in
            var key: Int64?
            if let account {
                key = try c.first(.accountKey, [.id(account)])
                if key == nil { return Page(items: [], next: nil) }
            }
            let rows = try MessageLists.rows(
                of: view, account: key, below: cursor?.row ?? .max, limit: limit + 1, c)
            return try MessageRepository.page(rows, limit: limit, c)
        }
    }

    /// Makes a page of up to `limit` rows; one more row tells that there is a next page.
    static func page(
        _ rows: [MessageRow], limit: Int, _ connection: any Connection
    ) throws(StoreError) -> Page<Message> {
        let shown = rows.prefix(limit)
        var items: [Message] = []
        for row in shown where items.last?.id != row.message.id { items.append(try row.complete(connection)) }
        guard rows.count > limit, let last = shown.last else { return Page(items: items, next: nil) }
        return Page(items: items, next: PageCursor(time: last.message.received, row: last.sortKey))
    }

    /// One message as a list shows it; nil when it is gone from all folders.
    public func message(_ id: RowID<Message>) async throws(StoreError) -> Message? {
        try await database.read { (c) throws(StoreError) in
            try c.first(.messageByID, [.row(id)])?.complete(c)
        }
    }

    /// Several messages, in the order asked for; those that are gone are left out.
    public func messages(_ ids: [RowID<Message>]) async throws(StoreError) -> [Message] {
        try await database.read { (c) throws(StoreError) in
            var result: [Message] = []
            for id in ids {
                if let row = try c.first(.messageByID, [.row(id)]) { result.append(try row.complete(c)) }
            }
            return result
        }
    }

    /// What somebody wrote or was written, newest first.
    public func messages(
        withAddress address: EmailAddress, limit: Int = 100
    ) async throws(StoreError) -> [Message] {
        try await database.read { (c) throws(StoreError) in
            var result: [Message] = []
            let rows = try c.all(
                .messagesWithAddress, [.text(address.normalized), .int(max(1, min(limit, 1000)))])
            for row in rows where result.last?.id != row.message.id { result.append(try row.complete(c)) }
            return result
        }
    }

    /// Whom copies of these messages went to; those without any are left out.
    public func copies(
        of ids: [RowID<Message>]
    ) async throws(StoreError) -> [RowID<Message>: [Correspondent]] {
        try await database.read { (c) throws(StoreError) in
            var result: [RowID<Message>: [Correspondent]] = [:]
            for id in ids {
                let people = try c.all(.addressesInRole, [.row(id), .int(AddressRole.cc.rawValue)])
                if !people.isEmpty { result[id] = people }
            }
            return result
        }
    }

    /// A message with everything but its raw bytes.
    public func detail(_ id: RowID<Message>) async throws(StoreError) -> MessageDetail? {
        try await database.read { (c) throws(StoreError) in
            guard let row = try c.first(.messageByID, [.row(id)]),
                let facts = try c.first(.messageFacts, [.row(id)])
            else { return nil }
            func people(_ role: AddressRole) throws(StoreError) -> [Correspondent] {
                try c.all(.addressesInRole, [.row(id), .int(role.rawValue)])
            }
            return MessageDetail(
                message: try row.complete(c), cc: try people(.cc), bcc: try people(.bcc),
                replyTo: try people(.replyTo), inReplyTo: facts.inReplyTo, text: facts.text,
                hasHTML: facts.hasHTML, attachments: try c.all(.attachmentsOfMessage, [.row(id)]),
                contentHash: facts.contentHash)
        }
    }

    /// The raw message as the server gave it; nil when it has to be fetched again, which the next sync does. What is
    /// damaged counts as missing.
    public func raw(_ id: RowID<Message>) async throws(StoreError) -> [UInt8]? {
        let facts = try await database.read { (c) throws(StoreError) in try c.first(.messageFacts, [.row(id)])
        }
        guard let facts else { return nil }
        if let bytes = try await raw.bytes(facts.contentHash) { return bytes }
        do throws(StoreError) {
            try await raw.forget([facts.contentHash])
            try await noteLostContent()
        } catch {
            // Where nothing can be written now, it is noticed again.
            guard error.recovery != .giveUp else { throw error }
        }
        return nil
    }

    /// The conversation that a message belongs to, oldest first, at most `limit` messages.
    public func thread(of id: RowID<Message>, limit: Int = 500) async throws(StoreError) -> [Message] {
        try await database.read { (c) throws(StoreError) in
            var result: [Message] = []
            for row in try c.all(.threadOfMessage, [.row(id), .int(limit)]) {
                result.append(try row.complete(c))
            }
            return result
        }
    }

    /// Where a message lies.
    public func locations(of id: RowID<Message>) async throws(StoreError) -> [MessageLocation] {
        try await database.read { (c) throws(StoreError) in try c.all(.locationsOfMessage, [.row(id)]) }
    }

    /// The messages with that Message-ID (without brackets), of one account or of all; newest first.
    public func messages(
        withMessageID messageID: String, account: ID<Account>? = nil
    ) async throws(StoreError) -> [Message] {
        try await database.read { (c) throws(StoreError) in
            var result: [Message] = []
            for account in try c.all(.accountKeys) {
                let rows = try c.all(.messagesByMessageID, [.integer(account), .text(messageID)])
                for row in rows { result.append(try row.complete(c)) }
            }
            if let account { result.removeAll { $0.account != account } }
            return result.sorted { $0.received > $1.received }
        }
    }

    public static let catalogue: [CataloguedStatement] =
        [
            Statement.messageByID.listed(), Statement.messageFacts.listed(),
            Statement.attachmentsOfMessage.listed(), Statement.threadOfMessage.listed(),
            Statement.locationsOfMessage.listed(), Statement.messagesByMessageID.listed(),
            Statement.messagesWithAddress.listed(),
            Statement.accountKeys.listed(scansBecause: "a handful of accounts"),
        ] + MessageRow.catalogue + MessageLists.catalogue + MailIngest.catalogue + MessagePlacement.catalogue
        + RemoteFlags.catalogue + ThreadAssignment.catalogue + AutoLinking.catalogue + MailTimeline.catalogue
        + ChangeJournal.catalogue + journalCatalogue + serverCatalogue + linksCatalogue
        + Relinking.catalogue
        + SearchIndex.catalogue
        + MessageRemoval.catalogue + MessageSearch.catalogue
}

/// Columns of a message that lists do not show.
struct MessageFacts: Sendable {
    var inReplyTo: String?
    var hasHTML: Bool
    var contentHash: [UInt8]
    var text: String
}

extension Statement where Row == MessageFacts {
    /// `$1` message.
    static let messageFacts = Statement(
        named: "messageFacts",
        """
        SELECT m.in_reply_to, m.has_html, m.content_hash, coalesce(b.text, '')
        FROM messages m LEFT JOIN bodies b ON b.message = m.id WHERE m.id = $1
        """
    ) { (row) throws(StoreError) in
        MessageFacts(
            inReplyTo: try row.optionalText(0), hasHTML: try row.bool(1), contentHash: try row.bytes(2),
            text: try row.text(3))
    }
}

extension Statement where Row == MessageRow {
    /// `$1` message.
    static let messageByID = Statement(
        named: "messageByID",
        "SELECT \(MessageRow.columns) FROM messages m \(MessageRow.firstPlace) \(MessageRow.joins) WHERE m.id = $1"
    ) { (row) throws(StoreError) in try MessageRow(row) }

    /// `$1` message, `$2` limit.
    fileprivate static let threadOfMessage = Statement(
        named: "threadOfMessage",
        """
        SELECT \(MessageRow.columns) FROM messages m \(MessageRow.firstPlace) \(MessageRow.joins)
        WHERE m.thread = (SELECT thread FROM messages WHERE id = $1) ORDER BY m.sort_key LIMIT $2
        """
    ) { (row) throws(StoreError) in try MessageRow(row) }

    /// `$1` normalised address, `$2` limit.
    fileprivate static let messagesWithAddress = Statement(
        named: "messagesWithAddress",
        """
        SELECT \(MessageRow.columns) FROM messages m \(MessageRow.firstPlace) \(MessageRow.joins)
        WHERE m.id IN (SELECT message FROM message_addresses WHERE addr_norm = $1)
        ORDER BY +m.sort_key DESC LIMIT $2
        """
    ) { (row) throws(StoreError) in try MessageRow(row) }

    /// `$1` account key, `$2` Message-ID.
    fileprivate static let messagesByMessageID = Statement(
        named: "messagesByMessageID",
        """
        SELECT \(MessageRow.columns) FROM messages m \(MessageRow.firstPlace) \(MessageRow.joins)
        WHERE m.account = $1 AND m.message_id = $2
        """
    ) { (row) throws(StoreError) in try MessageRow(row) }
}

extension Statement where Row == Attachment {
    /// `$1` message.
    fileprivate static let attachmentsOfMessage = Statement(
        named: "attachmentsOfMessage",
        """
        SELECT number, part_path, name, type, size, is_inline FROM attachments WHERE message = $1
        ORDER BY number
        """
    ) { (row) throws(StoreError) in
        Attachment(
            number: try row.int(0), partPath: try row.text(1), name: try row.text(2), type: try row.text(3),
            size: try row.int(4), isInline: try row.bool(5))
    }
}

extension Statement where Row == MessageLocation {
    /// `$1` message.
    static let locationsOfMessage = Statement(
        named: "locationsOfMessage",
        """
        SELECT folder, uid, flags, modseq FROM message_locations WHERE message = $1 AND hidden = 0 ORDER BY id
        """
    ) { (row) throws(StoreError) in
        MessageLocation(
            folder: try row.row(0), uid: try row.optionalInt(1).map { UInt32(clamping: $0) },
            flags: MessageFlags(rawValue: try row.int(2)),
            modSeq: try row.optionalInt(3).map { UInt64(clamping: $0) })
    }
}

extension Statement where Row == Int64 {
    static let accountKeys = Statement(named: "accountKeys", "SELECT key FROM accounts") {
        (row) throws(StoreError) in try row.int64(0)
    }
}
