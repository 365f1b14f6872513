import CRMModel

/// Stores messages that the server showed, inside the caller's transaction.
///
/// A message is one row per account however many folders show it: copies are told by Message-ID and content.
struct MailIngest {
    let connection: any Connection
    let folder: SyncedFolder
    let accountKey: Int64
    let linking: AutoLinking
    let threading: ThreadAssignment
    let now: Timestamp

    /// - Returns: nil when there is no such folder any more.
    init?(folder id: RowID<Folder>, at now: Timestamp, in connection: any Connection) throws(StoreError) {
        guard let folder = try connection.first(.folderByID, [.row(id)]),
            let key = try connection.first(.accountKey, [.id(folder.folder.account)])
        else { return nil }
        self.connection = connection
        self.folder = folder
        self.now = now
        accountKey = key
        linking = try AutoLinking(in: connection)
        threading = ThreadAssignment(account: key, connection: connection)
    }

    /// Stores a batch in the order of arrival and tells those who follow.
    ///
    /// - Parameter isLive: whether new mail is worth a notification (false while catching up with the past).
    func store(_ batch: [IngestMessage], isLive: Bool) throws(StoreError) -> IngestResult {
        var stored: [StoredMessage] = []
        stored.reserveCapacity(batch.count)
        for message in batch.sorted(by: { ($0.received, $0.uid) < ($1.received, $1.uid) }) {
            stored.append(try store(message))
        }
        let result = IngestResult(messages: stored)
        try announce(result, batch, isLive: isLive)
        return result
    }

    private func store(_ message: IngestMessage) throws(StoreError) -> StoredMessage {
        let messageID = MailIngest.identity(of: message)
        if let known = try connection.first(
            .messageByContent, [.integer(accountKey), .text(messageID), .bytes(message.contentHash)])
        {
            try place(message, known, isNew: false)
            return StoredMessage(
                uid: message.uid, id: RowID(known.id), thread: RowID(known.thread), isNew: false, links: [])
        }
        let thread = try threading.thread(of: message, messageID: messageID)
        let sortKey = try freeSortKey(at: message.received)
        try connection.run(.insertMessage, row(message, messageID, thread, sortKey))
        let id = connection.lastInsertedRow
        try insertParts(of: message, id)
        try BounceReports.take(message, id: id, of: folder.folder.account, connection)
        let links = try linking.link(message, id: id, thread: thread, at: now)
        let new = KnownMessage(id: id, thread: thread, sortKey: sortKey, isLinked: !links.isEmpty)
        try place(message, new, isNew: true)
        return StoredMessage(
            uid: message.uid, id: RowID(id), thread: RowID(thread), isNew: true, links: links)
    }

    /// The Message-ID, or one made from the content.
    static func identity(of message: IngestMessage) -> String {
        IngestMessage.identity(messageID: message.messageID, contentHash: message.contentHash)
    }

    /// The first free key at that second: seconds * 4096 and a running number.
    private func freeSortKey(at time: Timestamp) throws(StoreError) -> Int64 {
        var base = min(max(time.milliseconds / 1000, 0), 1 << 40) << 12
        while true {
            guard let last = try connection.first(.lastSortKey, [.integer(base), .integer(base + 4095)])
            else {
                return base
            }
            if last < base + 4095 { return last + 1 }
            base += 4096
        }
    }

    private func row(_ m: IngestMessage, _ messageID: String, _ thread: Int64, _ sortKey: Int64) -> [SQLValue]
    {
        [
            .integer(accountKey), .integer(thread), .integer(sortKey), .text(messageID),
            .bytes(m.contentHash), .string(m.inReplyTo.first), .text(m.subject), .text(m.subjectBase),
            .string(m.from.name), .text(m.from.address.text), .time(m.date ?? m.received),
            .time(m.received), .int(m.size), .text(m.direction.rawValue), .text(m.autoKind.rawValue),
            .int(m.attachments.count { !$0.isInline }), .bool(m.hasHTML), .text(m.preview),
        ]
    }

    private func insertParts(of message: IngestMessage, _ id: Int64) throws(StoreError) {
        for (role, people) in message.people {
            // A hostile header may name very many; the raw message keeps them all.
            for (position, person) in people.prefix(1000).enumerated() {
                try connection.run(
                    .insertAddress,
                    [
                        .integer(id), .int(role.rawValue), .int(position), .text(person.address.normalized),
                        .text(person.address.text), .string(person.name),
                    ])
            }
        }
        try connection.run(.insertBody, [.integer(id), .text(message.text)])
        for attachment in message.attachments.prefix(1000) {
            try connection.run(
                .insertAttachment,
                [
                    .integer(id), .int(attachment.number), .text(attachment.partPath),
                    .text(attachment.name), .text(attachment.type), .int(attachment.size),
                    .bool(attachment.isInline),
                ])
        }
    }

    private func place(_ message: IngestMessage, _ known: KnownMessage, isNew: Bool) throws(StoreError) {
        let sighting = Sighting(uid: message.uid, flags: message.flags, modSeq: message.modSeq)
        try MessagePlacement.place(sighting, of: known, isNew: isNew, in: folder, connection)
    }

    private func announce(
        _ result: IngestResult, _ batch: [IngestMessage], isLive: Bool
    ) throws(StoreError) {
        let account = folder.folder.account
        let new = Array(result.new.map(\.id).reversed())
        for start in stride(from: 0, to: new.count, by: 200) {
            let ids = Array(new[start..<min(start + 200, new.count)])
            try EventLog.append(.messagesArrived(account: account, ids: ids), at: now, in: connection)
        }
        let moved = result.messages.filter { !$0.isNew }.prefix(200).map(\.id)
        if !moved.isEmpty { try EventLog.append(.messagesChanged(ids: moved), at: now, in: connection) }
        guard isLive else { return }
        let byUID = Dictionary(batch.map { ($0.uid, $0) }, uniquingKeysWith: { first, _ in first })
        for stored in result.new.suffix(50) {
            guard let message = byUID[stored.uid] else { continue }
            try announce(stored, message)
        }
    }

    private func tell(
        _ stored: StoredMessage, _ message: IngestMessage, _ contact: ID<Contact>?
    ) throws(StoreError) {
        var contact = contact
        var from = message.from.displayName
        var subject = message.subject
        if let bounce = message.bounce {
            contact = try connection.first(.contactOfAddress, [.text(bounce.address.normalized)])
            let name = try contact.flatMap { (id) throws(StoreError) in
                try connection.first(.contactDisplay, [.id(id)])
            }
            from = name.flatMap { $0.isEmpty ? nil : $0 } ?? bounce.address.text
            if !bounce.words.isEmpty { subject = bounce.words }
        }
        try EventLog.append(
            .mailReceived(
                message: stored.id, contact: contact, from: from, subject: subject, kind: message.autoKind),
            at: now, in: connection)
    }

    private func announce(_ stored: StoredMessage, _ message: IngestMessage) throws(StoreError) {
        let people = TimelineOwners(stored.links)
        if folder.folder.role == .inbox, message.direction == .incoming, !message.flags.contains(.seen) {
            try tell(stored, message, people.contacts.first)
        }
        guard !stored.links.isEmpty else { return }
        try EventLog.append(
            .timelineAppended(contact: people.contacts.first, company: people.companies.first), at: now,
            in: connection)
    }
}

/// In which header a person stood.
enum AddressRole: Int, Sendable {
    case from = 0, replyTo, to, cc, bcc
    /// Of a bounce: whom our mail did not reach.
    case failed
}

extension IngestMessage {
    /// Everybody by header.
    var people: [(role: AddressRole, people: [Correspondent])] {
        [
            (.from, [from]), (.replyTo, replyTo), (.to, to), (.cc, cc), (.bcc, bcc),
            (.failed, bounce.map { [Correspondent(name: nil, address: $0.address)] } ?? []),
        ]
    }
}

/// A message that has a row.
struct KnownMessage: Hashable, Sendable {
    var id: Int64
    var thread: Int64
    var sortKey: Int64
    var isLinked: Bool
}

extension MailIngest {
    static let catalogue: [CataloguedStatement] =
        [
            Statement.messageByContent.listed(), Statement.lastSortKey.listed(),
            Statement.insertMessage.listed(),
            Statement.insertAddress.listed(), Statement.insertBody.listed(),
            Statement.insertAttachment.listed(),
        ] + BounceReports.catalogue
}

extension Statement where Row == KnownMessage {
    /// `$1` account key, `$2` Message-ID, `$3` content hash.
    fileprivate static let messageByContent = Statement(
        named: "messageByContent",
        """
        SELECT id, thread, sort_key, linked FROM messages
        WHERE account = $1 AND message_id = $2 AND content_hash = $3
        """
    ) { (row) throws(StoreError) in
        KnownMessage(
            id: try row.int64(0), thread: try row.int64(1), sortKey: try row.int64(2),
            isLinked: try row.bool(3))
    }
}

extension Statement where Row == Int64 {
    /// `$1` from, `$2` to, both included.
    fileprivate static let lastSortKey = Statement(
        named: "lastSortKey",
        "SELECT sort_key FROM messages WHERE sort_key BETWEEN $1 AND $2 ORDER BY sort_key DESC LIMIT 1"
    ) { (row) throws(StoreError) in try row.int64(0) }
}

extension Statement where Row == Void {
    fileprivate static let insertMessage = Statement(
        named: "insertMessage",
        """
        INSERT INTO messages(account, thread, sort_key, message_id, content_hash, in_reply_to, subject,
            subject_base, from_name, from_addr, date, received, size, direction, auto_kind, attachments,
            has_html, preview)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
        """)

    fileprivate static let insertAddress = Statement(
        named: "insertAddress",
        """
        INSERT INTO message_addresses(message, role, position, addr_norm, addr, name)
        VALUES ($1, $2, $3, $4, $5, $6)
        """)

    fileprivate static let insertBody = Statement(
        named: "insertBody", "INSERT INTO bodies(message, text) VALUES ($1, $2)")

    fileprivate static let insertAttachment = Statement(
        named: "insertAttachment",
        """
        INSERT INTO attachments(message, number, part_path, name, type, size, is_inline)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
        """)
}
