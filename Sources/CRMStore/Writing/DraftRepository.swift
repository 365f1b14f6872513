public import CRMModel

/// Mails being written; whatever was saved survives a kill.
public struct DraftRepository: Sendable {
    private let database: any Database

    public init(_ database: any Database) { self.database = database }

    /// Saves a draft durably. A save that is older than what is stored changes nothing.
    ///
    /// - Returns: the stored revision, which the next save has to carry.
    @discardableResult
    public func save(_ draft: Draft, at now: Timestamp) async throws(StoreError) -> Int {
        try await database.write(durable: true) { (c) throws(StoreError) in
            let saved = try c.run(.saveDraft, DraftRepository.arguments(draft, now))
            guard saved > 0 else { return try c.first(.draftRevision, [.id(draft.id)]) ?? draft.revision }
            try EventLog.append(.draftSaved(draft.id), at: now, in: c)
            return draft.revision + 1
        }
    }

    public func draft(_ id: ID<Draft>) async throws(StoreError) -> Draft? {
        try await database.read { (c) throws(StoreError) in try c.first(.draftByID, [.id(id)]) }
    }

    /// Drafts to go on with, last saved first; those that wait in the outbox are not among them.
    public func list(limit: Int = 100) async throws(StoreError) -> [Draft] {
        try await database.read { (c) throws(StoreError) in try c.all(.drafts, [.int(limit)]) }
    }

    /// Throws a draft away.
    public func discard(_ id: ID<Draft>) async throws(StoreError) {
        try await database.write(durable: true) { (c) throws(StoreError) in
            try c.run(.discardDraft, [.id(id)])
            try EventLog.append(.draftSaved(id), in: c)
        }
    }

    private static func arguments(_ draft: Draft, _ now: Timestamp) -> [SQLValue] {
        let kind: (String, RowID<Message>?) =
            switch draft.kind {
            case .new: ("new", nil)
            case .reply(let message, let all): (all ? "replyAll" : "reply", message)
            case .forward(let message): ("forward", message)
            }
        return [
            .id(draft.id), .int(draft.revision + 1), .text(kind.0), .row(kind.1), .id(draft.account),
            .text(draft.to), .text(draft.cc), .text(draft.bcc), .text(draft.subject), .text(draft.body),
            .id(draft.template), .id(draft.contact), .text(StoredJSON.array(draft.attachments)),
            .bool(draft.tracks), .time(now), .int(draft.revision),
        ]
    }

    public static let catalogue: [CataloguedStatement] = [
        Statement.saveDraft.listed(), Statement.draftRevision.listed(), Statement.draftByID.listed(),
        Statement.drafts.listed(), Statement.discardDraft.listed(),
    ]
}

extension Statement where Row == Void {
    /// `$1` id, `$2` new revision, `$3` kind, `$4` message, `$5` account, `$6` to, `$7` cc, `$8` bcc, `$9` subject,
    /// `$10` body, `$11` template version, `$12` contact, `$13` attachments, `$14` tracks, `$15` now, `$16` the
    /// revision that was changed.
    fileprivate static let saveDraft = Statement(
        named: "saveDraft",
        """
        INSERT INTO drafts(id, revision, kind, kind_message, account_id, recipients_to, recipients_cc,
            recipients_bcc, subject, body, template_version_id, contact_id, attachments, tracks, saved)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, kind = excluded.kind,
            kind_message = excluded.kind_message, account_id = excluded.account_id,
            recipients_to = excluded.recipients_to, recipients_cc = excluded.recipients_cc,
            recipients_bcc = excluded.recipients_bcc, subject = excluded.subject, body = excluded.body,
            template_version_id = excluded.template_version_id, contact_id = excluded.contact_id,
            attachments = excluded.attachments, tracks = excluded.tracks, saved = excluded.saved
        WHERE revision <= $16 AND job_id IS NULL
        """)
    /// `$1` id.
    fileprivate static let discardDraft = Statement(
        named: "discardDraft", "DELETE FROM drafts WHERE id = $1 AND job_id IS NULL")
}

extension Statement where Row == Int {
    /// `$1` id.
    fileprivate static let draftRevision = Statement(
        named: "draftRevision", "SELECT revision FROM drafts WHERE id = $1"
    ) { (row) throws(StoreError) in try row.int(0) }
}

extension Statement where Row == Draft {
    /// `$1` id.
    fileprivate static let draftByID = Statement(
        named: "draftByID", "\(columns) WHERE id = $1", decode: read)
    /// `$1` limit.
    fileprivate static let drafts = Statement(
        named: "drafts", "\(columns) WHERE job_id IS NULL ORDER BY saved DESC, id DESC LIMIT $1", decode: read
    )

    private static var columns: String {
        """
        SELECT id, revision, kind, kind_message, account_id, recipients_to, recipients_cc, recipients_bcc, subject,
            body, template_version_id, contact_id, attachments, tracks, saved FROM drafts
        """
    }

    private static func read(_ row: borrowing RowReader) throws(StoreError) -> Draft {
        let message: RowID<Message>? = try row.optionalRow(3)
        let kind: Draft.Kind
        switch (try row.text(2), message) {
        case ("reply", let message?): kind = .reply(to: message, all: false)
        case ("replyAll", let message?): kind = .reply(to: message, all: true)
        case ("forward", let message?): kind = .forward(of: message)
        default: kind = .new
        }
        return Draft(
            id: try row.id(0), revision: try row.int(1), kind: kind, account: try row.id(4),
            to: try row.text(5),
            cc: try row.text(6), bcc: try row.text(7), subject: try row.text(8), body: try row.text(9),
            template: try row.optionalID(10), contact: try row.optionalID(11),
            attachments: StoredJSON.strings(try row.text(12)), tracks: try row.bool(13),
            saved: try row.time(14))
    }
}
