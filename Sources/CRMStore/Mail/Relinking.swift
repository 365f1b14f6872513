import CRMModel

/// Ties stored messages anew, by the rules of `AutoLinking` and the people there are now.
///
/// What the user linked or cut by hand stays. Timelines follow the links.
struct Relinking {
    private let linking: AutoLinking
    private var connection: any Connection { linking.connection }
    /// Followers of one message that are looked at; more come with the next one of the thread.
    private static let followers = 200

    init(_ linking: AutoLinking) { self.linking = linking }

    /// - Returns: the messages whose ties changed: this one, and those of its thread that follow it.
    func relink(_ message: Int64, at now: Timestamp) throws(StoreError) -> [Int64] {
        guard let subject = try connection.first(.relinkSubject, [.integer(message)]) else { return [] }
        guard try update(message, subject, at: now) else { return [] }
        return [message] + (try relinkFollowers(of: message, in: subject.thread, at: now))
    }

    /// Undoes ties made by hand as if they had not been made: what ties by itself comes back.
    ///
    /// - Returns: the messages whose ties changed.
    func takeBack(
        _ targets: [MessageLink.Target], of message: Int64, at now: Timestamp
    ) throws(StoreError) -> [Int64] {
        let ties = try connection.all(.tiesOfMessage, [.integer(message)])
        for tie in ties where tie.link.how == .manual && targets.contains(tie.link.target) {
            try remove(tie.link.target, of: message)
            try leaveTimeline(tie.link.target, of: message)
        }
        var changed = try relink(message, at: now)
        if !changed.contains(message) { changed.append(message) }
        return changed
    }

    /// Messages of the thread that are tied to nobody, or by nothing surer than the thread.
    func relinkFollowers(
        of message: Int64, in thread: Int64, at now: Timestamp
    ) throws(StoreError) -> [Int64] {
        var changed: [Int64] = []
        let others = try connection.all(
            .followersInThread, [.integer(thread), .integer(message), .int(Self.followers)])
        for other in others {
            guard let subject = try connection.first(.relinkSubject, [.integer(other)]) else { continue }
            if try update(other, subject, at: now) { changed.append(other) }
        }
        return changed
    }

    /// - Returns: whether a tie changed.
    private func update(
        _ message: Int64, _ subject: RelinkSubject, at now: Timestamp
    ) throws(StoreError) -> Bool {
        var old = try connection.all(.tiesOfMessage, [.integer(message)])
        var isChanged = false
        for gone in old where gone.link.how == .manual && gone.isGone {
            try setAside(gone.link.target, of: message, why: "removed")
            isChanged = true
        }
        old.removeAll { $0.link.how == .manual && $0.isGone }
        let byHand = Set(old.filter { $0.link.how == .manual }.map(\.link.target))
        let aside = Set(try connection.all(.asideOfMessage, [.integer(message)]))
        let addresses = linking.others(
            try connection.all(.addressesToLink, [.integer(message)]).map { EmailAddress($0) })
        let wanted = try linking.links(by: addresses, of: message, in: subject.thread)
            .filter { !byHand.contains($0.target) && !aside.contains($0.target) }
        let automatic = old.filter { $0.link.how != .manual }.map(\.link)
        // The same people by the same reason: what the user has reviewed stays reviewed.
        let isClear = wanted.allSatisfy(\.isReviewed) && !automatic.allSatisfy(\.isReviewed)
        if isClear || Set(automatic.map(Reason.init)) != Set(wanted.map(Reason.init)) {
            isChanged = true
            let kept = Set(wanted.map(\.target))
            for link in automatic {
                try remove(link.target, of: message)
                if !kept.contains(link.target) { try leaveTimeline(link.target, of: message) }
            }
            for link in wanted { try AutoLinking.add(link, to: message, connection) }
        }
        let targets = wanted.map(\.target) + old.map(\.link.target).filter { byHand.contains($0) }
        if !targets.isEmpty { try MailTimeline.append(subject.mail, to: targets, at: now, connection) }
        return isChanged
    }

    private struct Reason: Hashable {
        let target: MessageLink.Target
        let how: MessageLink.How

        init(_ link: NewLink) {
            target = link.target
            how = link.how
        }
    }

    private func setAside(_ target: MessageLink.Target, of message: Int64, why: String) throws(StoreError) {
        try connection.run(
            .setLinkAside, [.integer(message), .text(target.kindWord), target.sqlValue, .text(why)])
        try remove(target, of: message)
        try leaveTimeline(target, of: message)
    }

    private func remove(_ target: MessageLink.Target, of message: Int64) throws(StoreError) {
        try connection.run(.dropTie, [.integer(message), .text(target.kindWord), target.sqlValue])
    }

    private func leaveTimeline(_ target: MessageLink.Target, of message: Int64) throws(StoreError) {
        try connection.run(.leaveTimeline, [.integer(message), target.sqlValue])
        try connection.run(.nameNobody, [.integer(message), target.sqlValue])
    }

    static let catalogue: [CataloguedStatement] = [
        Statement.relinkSubject.listed(), Statement.followersInThread.listed(),
        Statement.tiesOfMessage.listed(), Statement.asideOfMessage.listed(),
        Statement.addressesToLink.listed(), Statement.setLinkAside.listed(), Statement.dropTie.listed(),
        Statement.leaveTimeline.listed(), Statement.nameNobody.listed(),
    ]
}

/// A stored message as relinking sees it.
struct RelinkSubject: Sendable {
    var thread: Int64
    var mail: MailTimeline.Subject
}

/// A tie that is stored.
struct StoredTie: Sendable {
    var link: NewLink
    /// The contact or company was removed.
    var isGone: Bool
}

extension Statement where Row == RelinkSubject {
    /// `$1` message.
    static let relinkSubject = Statement(
        named: "relinkSubject",
        """
        SELECT id, received, direction, auto_kind, coalesce(from_name, from_addr), subject, preview, thread
        FROM messages WHERE id = $1
        """
    ) { (row) throws(StoreError) in
        RelinkSubject(
            thread: try row.int64(7),
            mail: MailTimeline.Subject(
                id: try row.int64(0), received: try row.time(1), direction: try row.value(2),
                autoKind: try row.value(3), actor: try row.text(4), summary: try row.text(5),
                detail: try row.text(6)))
    }
}

extension Statement where Row == StoredTie {
    /// `$1` message.
    fileprivate static let tiesOfMessage = Statement(
        named: "tiesOfMessage",
        """
        SELECT l.entity_kind, l.entity_id, l.how, l.reviewed,
            coalesce(c.deleted, o.deleted) IS NOT NULL OR (c.id IS NULL AND o.id IS NULL)
        FROM links l
        LEFT JOIN contacts c ON l.entity_kind = 'contact' AND c.id = l.entity_id
        LEFT JOIN companies o ON l.entity_kind = 'company' AND o.id = l.entity_id
        WHERE l.message = $1
        """
    ) { (row) throws(StoreError) in
        StoredTie(
            link: NewLink(
                target: try MessageLink.Target(row, kind: 0, id: 1), how: try row.value(2),
                isReviewed: try row.bool(3)),
            isGone: try row.bool(4))
    }
}

extension Statement where Row == MessageLink.Target {
    /// `$1` message.
    fileprivate static let asideOfMessage = Statement(
        named: "asideOfMessage",
        "SELECT entity_kind, entity_id FROM set_aside_links WHERE message = $1 AND why = 'cut'"
    ) { (row) throws(StoreError) in try MessageLink.Target(row, kind: 0, id: 1) }
}

extension Statement where Row == String {
    /// `$1` message. Those of From, Reply-To, To and Cc (below 4), and of a bounce whom the mail did not reach (5).
    fileprivate static let addressesToLink = Statement(
        named: "addressesToLink",
        """
        SELECT addr FROM message_addresses WHERE message = $1 AND role <> 4 AND position < 200
        ORDER BY role, position
        """
    ) { (row) throws(StoreError) in try row.text(0) }
}

extension Statement where Row == Int64 {
    /// `$1` thread, `$2` the message that they follow, `$3` limit.
    fileprivate static let followersInThread = Statement(
        named: "followersInThread",
        """
        SELECT m.id FROM messages m WHERE m.thread = $1 AND m.id <> $2 AND (m.linked = 0 OR EXISTS (
            SELECT 1 FROM links l WHERE l.message = m.id AND l.how IN ('thread', 'domain')))
        ORDER BY m.sort_key DESC LIMIT $3
        """
    ) { (row) throws(StoreError) in try row.int64(0) }
}

extension Statement where Row == Void {
    /// `$1` message, `$2` kind, `$3` contact or company, `$4` why.
    static let setLinkAside = Statement(
        named: "setLinkAside",
        """
        INSERT INTO set_aside_links(message, entity_kind, entity_id, why) VALUES ($1, $2, $3, $4)
        ON CONFLICT (message, entity_kind, entity_id) DO UPDATE SET why = excluded.why
        """)
    /// `$1` message, `$2` kind, `$3` contact or company.
    static let dropTie = Statement(
        named: "dropTie", "DELETE FROM links WHERE message = $1 AND entity_kind = $2 AND entity_id = $3")
    /// `$1` message, `$2` contact or company. Only the mail itself leaves: what was sent and tracked stays.
    fileprivate static let leaveTimeline = Statement(
        named: "leaveTimeline",
        """
        DELETE FROM activity_entities WHERE entity_id = $2 AND activity_id IN (
            SELECT id FROM activities WHERE ref_table = 'message' AND ref_id = $1
                AND kind IN ('mailIn', 'mailOut', 'outOfOffice', 'bounce'))
            AND at IN (SELECT at FROM activities WHERE ref_table = 'message' AND ref_id = $1)
        """)
    /// `$1` message, `$2` contact or company.
    fileprivate static let nameNobody = Statement(
        named: "nameNobody",
        """
        UPDATE activities SET contact_id = nullif(contact_id, $2), company_id = nullif(company_id, $2)
        WHERE ref_table = 'message' AND ref_id = $1
        """)
}
