import CRMModel

/// Puts mails on the timelines of the contacts and companies they are linked to: one activity per mail,
/// however many timelines show it.
enum MailTimeline {
    /// What the timeline says about a mail.
    struct Subject: Hashable, Sendable {
        var id: Int64
        var received: Timestamp
        var kind: TimelineEntry.Kind
        var actor: String
        var summary: String
        var detail: String
        /// A report of a mail server: it may stand on the timeline already, as the bounce of a mail of ours.
        var isReport: Bool

        init(
            id: Int64, received: Timestamp, direction: Direction, autoKind: AutoKind, actor: String,
            summary: String, detail: String
        ) {
            self.id = id
            self.received = received
            self.actor = actor
            self.summary = summary
            self.detail = detail
            isReport = autoKind == .deliveryStatus
            kind = direction == .outgoing ? .mailOut : autoKind == .outOfOffice ? .outOfOffice : .mailIn
        }

        init(_ message: IngestMessage, id: Int64) {
            self.init(
                id: id, received: message.received, direction: message.direction, autoKind: message.autoKind,
                actor: message.from.displayName, summary: message.subject, detail: message.preview)
        }
    }

    /// Adds the mail to the timelines of `targets`; those that show it already stay as they are.
    static func append(
        _ mail: Subject, to targets: [MessageLink.Target], at now: Timestamp, _ connection: any Connection
    ) throws(StoreError) {
        let owners = TimelineOwners(targets)
        var random = SystemRandomNumberGenerator()
        let fresh = ID<TimelineEntry>(at: now, using: &random)
        var known: ID<TimelineEntry>?
        if mail.isReport {
            known = try connection.first(
                .mailActivity, [.integer(mail.id), .text(TimelineEntry.Kind.bounce.rawValue)])
        }
        if known == nil {
            let added = try connection.run(
                .addMailActivity,
                [
                    .id(fresh), .time(mail.received), .text(mail.kind.rawValue), .text(mail.actor),
                    .text(mail.summary), .text(mail.detail), .integer(mail.id), .id(owners.contacts.first),
                    .id(owners.companies.first),
                ])
            known =
                try added > 0
                ? fresh : connection.first(.mailActivity, [.integer(mail.id), .text(mail.kind.rawValue)])
        }
        guard let activity = known else { return }
        for target in targets { try connection.run(.addTimelineOwner, [target.sqlValue, .id(activity)]) }
        for contact in owners.contacts {
            try connection.run(.touchContact, [.id(contact), .time(mail.received)])
        }
    }

    static let catalogue: [CataloguedStatement] = [
        Statement.addMailActivity.listed(), Statement.mailActivity.listed(),
        Statement.addTimelineOwner.listed(), Statement.touchContact.listed(),
    ]
}

/// The contacts and companies among link targets.
struct TimelineOwners {
    var contacts: [ID<Contact>] = []
    var companies: [ID<Company>] = []

    init(_ targets: [MessageLink.Target]) {
        for target in targets {
            switch target {
            case .contact(let id): contacts.append(id)
            case .company(let id): companies.append(id)
            }
        }
    }
}

extension Statement where Row == ID<TimelineEntry> {
    /// `$1` message, `$2` kind.
    fileprivate static let mailActivity = Statement(
        named: "mailActivity",
        "SELECT id FROM activities WHERE ref_table = 'message' AND ref_id = $1 AND kind = $2"
    ) { (row) throws(StoreError) in try row.id(0) }
}

extension Statement where Row == Void {
    fileprivate static let addMailActivity = Statement(
        named: "addMailActivity",
        """
        INSERT INTO activities(id, at, kind, actor, summary, detail, message, contact_id, company_id,
            ref_table, ref_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'message', $7)
        ON CONFLICT (ref_table, ref_id, kind) DO NOTHING
        """)

    /// `$1` contact or company, `$2` activity.
    fileprivate static let addTimelineOwner = Statement(
        named: "addTimelineOwner",
        """
        INSERT INTO activity_entities(entity_id, at, activity_id) SELECT $1, at, id FROM activities WHERE id = $2
        ON CONFLICT DO NOTHING
        """)

    fileprivate static let touchContact = Statement(
        named: "touchContact",
        "UPDATE contacts SET last_touch = $2 WHERE id = $1 AND (last_touch IS NULL OR last_touch < $2)")
}
