import CRMModel

/// A message of a list with the key that orders it; recipients and links are read apart.
struct MessageRow: Sendable {
    var message: Message
    var sortKey: Int64

    /// The columns of `init`, from `m` (messages), `l` (its place), `a` (account) and `t` (thread).
    static let columns = """
        m.id, a.id, m.thread, l.folder, l.uid, m.message_id, m.from_name, m.from_addr, m.subject, m.date,
        m.received, l.flags, m.direction, m.auto_kind, m.size, m.attachments, t.messages, m.preview, m.opens,
        m.clicks, m.sort_key
        """

    /// As `columns`, for lists: an incoming message has the opens and clicks of what we wrote in its thread.
    static let listColumns = """
        m.id, a.id, m.thread, l.folder, l.uid, m.message_id, m.from_name, m.from_addr, m.subject, m.date,
        m.received, l.flags, m.direction, m.auto_kind, m.size, m.attachments, t.messages, m.preview,
        CASE m.direction WHEN 'outgoing' THEN m.opens ELSE coalesce((SELECT sum(h.opens)
            FROM messages h INDEXED BY messages_hit WHERE h.thread = m.thread AND h.opens + h.clicks > 0), 0) END,
        CASE m.direction WHEN 'outgoing' THEN m.clicks ELSE coalesce((SELECT sum(h.clicks)
            FROM messages h INDEXED BY messages_hit WHERE h.thread = m.thread AND h.opens + h.clicks > 0), 0) END,
        m.sort_key
        """

    /// What `columns` needs beside `m` and `l`.
    static let joins = "JOIN accounts a ON a.key = m.account JOIN threads t ON t.id = m.thread"

    /// The place that a message is shown from when no view says which: the inbox first.
    static let firstPlace = """
        JOIN message_locations l ON l.id = (
            SELECT p.id FROM message_locations p WHERE p.message = m.id AND p.hidden = 0
            ORDER BY p.role IS NOT 'inbox', p.id LIMIT 1)
        """

    init(_ row: borrowing RowReader) throws(StoreError) {
        message = Message(
            id: try row.row(0), account: try row.id(1), thread: try row.row(2), folder: try row.row(3),
            uid: try row.optionalInt(4).map { UInt32(clamping: $0) }, messageID: try row.text(5),
            from: Correspondent(name: try row.optionalText(6), address: EmailAddress(try row.text(7))),
            to: [],
            subject: try row.text(8), date: try row.time(9), received: try row.time(10),
            flags: MessageFlags(rawValue: try row.int(11)), direction: try row.value(12),
            autoKind: try row.value(13), size: try row.int(14), attachmentCount: try row.int(15),
            threadCount: try row.int(16), preview: try row.text(17), links: [], opens: try row.int(18),
            clicks: try row.int(19))
        sortKey = try row.int64(20)
    }

    /// The message with its recipients and links.
    func complete(_ connection: any Connection) throws(StoreError) -> Message {
        var message = message
        let id = message.id.rawValue
        message.to = try connection.all(.addressesInRole, [.integer(id), .int(AddressRole.to.rawValue)])
        message.links = try connection.all(.linksOfMessage, [.integer(id)])
        return message
    }

    static let catalogue: [CataloguedStatement] = [
        Statement.addressesInRole.listed(), Statement.linksOfMessage.listed(),
    ]
}

extension Statement where Row == Correspondent {
    /// `$1` message, `$2` role.
    static let addressesInRole = Statement(
        named: "addressesInRole",
        "SELECT name, addr FROM message_addresses WHERE message = $1 AND role = $2 ORDER BY position"
    ) { (row) throws(StoreError) in
        Correspondent(name: try row.optionalText(0), address: EmailAddress(try row.text(1)))
    }
}

extension Statement where Row == MessageLink {
    /// `$1` message; contacts first.
    static let linksOfMessage = Statement(
        named: "linksOfMessage",
        """
        SELECT l.entity_kind, l.entity_id, l.how,
            coalesce(nullif(trim(c.first_name || ' ' || c.last_name), ''), (
                SELECT e.addr FROM contact_emails e WHERE e.contact_id = l.entity_id
                ORDER BY e.position LIMIT 1), o.name, '')
        FROM links l
        LEFT JOIN contacts c ON l.entity_kind = 'contact' AND c.id = l.entity_id
        LEFT JOIN companies o ON l.entity_kind = 'company' AND o.id = l.entity_id
        WHERE l.message = $1 ORDER BY l.entity_kind DESC, l.entity_id
        """
    ) { (row) throws(StoreError) in
        MessageLink(
            target: try MessageLink.Target(row, kind: 0, id: 1), name: try row.text(3),
            how: try row.value(2))
    }
}
