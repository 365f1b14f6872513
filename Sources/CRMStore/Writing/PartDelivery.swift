import CRMModel

/// A mail that the server took for some of its recipients only.
///
/// The job goes on for those who have not got it: `recipients` shrinks to them, `sent_at` says that others have it.
extension OutboxFinish {
    static func acceptPart(
        _ row: FinishingJob, _ outcome: SendOutcome, at now: Timestamp, in c: any Connection
    ) throws(StoreError) {
        guard case .partial(let reply, let deferred, let refused, let until) = outcome else { return }
        try record(row, "partial", reply, at: now, in: c)
        try c.run(
            .acceptJob,
            [
                .id(row.id), .time(now), .int(reply.code), .string(reply.enhanced), .text(reply.text),
                .string(nil),
            ])
        try c.run(.sentAt, [.id(row.id), .time(now)])
        try takeAsSent(row, at: now, in: c)
        for recipient in refused { try tellRefusal(of: recipient, row, at: now, in: c) }
        try leave(
            deferred.map(GivenUpRecipient.init),
            givenUp: row.givenUp + refused.map(GivenUpRecipient.init), of: row, until: until, at: now, in: c)
    }

    /// The refused one's timeline, and the address when it is to blame.
    private static func tellRefusal(
        of recipient: UndeliveredRecipient, _ row: FinishingJob, at now: Timestamp, in c: any Connection
    ) throws(StoreError) {
        let rest = GivenUpRecipient(recipient)
        let contact = try c.first(.contactOfAddress, [.text(recipient.address.normalized)]) ?? row.contact
        try Timeline.append(
            Activity(
                id: Timeline.newID(at: now), at: now, kind: .bounce, summary: row.subject,
                detail: "not delivered to \(rest.line)", contacts: contact.map { [$0] } ?? [],
                reference: Activity.Reference(
                    "outbox-recipient", .text("\(row.id) \(recipient.address.normalized)"))), in: c)
        if recipient.isBounce {
            try Bounces.hard(
                recipient.address, reason: recipient.reply.line, source: "\(row.id)", at: now, in: c)
        }
    }

    /// Goes on with those who wait; when nobody does, the job has failed for those who were refused, and a retry of the
    /// user's is for them alone.
    static func leave(
        _ waiting: [GivenUpRecipient], givenUp: [GivenUpRecipient], of row: FinishingJob, until: Timestamp?,
        at now: Timestamp, in c: any Connection
    ) throws(StoreError) {
        let state = waiting.isEmpty ? SendState.failed : .deferred
        let words = "not delivered to " + (givenUp + waiting).map(\.line).joined(separator: "; ")
        let left = waiting.isEmpty ? givenUp : waiting
        let kept = waiting.isEmpty ? [] : givenUp
        try c.run(
            .leaveRest,
            [
                .id(row.id), .text(state.word), .time(until), .text(words + "; the others have it"),
                .text(StoredJSON.array(left.map(\.address.text))),
                .text(StoredJSON.array(kept.flatMap { [$0.address.text, $0.words] })),
            ])
        try Outbox.tell(
            row.id, state, "\(row.subject) · \(words)", isCampaign: row.enrolment != nil, at: now, in: c)
    }

    /// What a try for those who are left says about them.
    static func worded(_ reply: DeliveryReply, for row: FinishingJob) -> DeliveryReply {
        guard row.isPartDelivered else { return reply }
        let left = row.recipients.map { GivenUpRecipient(address: $0, words: reply.line) }
        let words = (row.givenUp + left).map(\.line).joined(separator: "; ")
        return DeliveryReply(text: "not delivered to \(words); the others have it")
    }
}

/// A recipient without the mail, and the server's words about it.
struct GivenUpRecipient: Hashable, Sendable {
    var address: EmailAddress
    var words: String

    init(address: EmailAddress, words: String) {
        self.address = address
        self.words = words
    }

    init(_ recipient: UndeliveredRecipient) {
        self.init(address: recipient.address, words: recipient.reply.line)
    }

    var line: String { "\(address.text): \(words)" }

    /// From the column: addresses and words by turns.
    static func list(_ column: String) -> [GivenUpRecipient] {
        let parts = StoredJSON.strings(column)
        return stride(from: 0, to: parts.count - 1, by: 2).map {
            GivenUpRecipient(address: EmailAddress(parts[$0]), words: parts[$0 + 1])
        }
    }
}

extension Statement where Row == Void {
    /// `$1` job, `$2` state, `$3` not before (nil keeps it), `$4` words, `$5` recipients, `$6` given up.
    static let leaveRest = Statement(
        named: "leaveRest",
        """
        UPDATE outbox_jobs SET state = $2, not_before = coalesce($3, not_before), last_code = NULL,
            last_enhanced = NULL, last_text = $4, recipients = $5, given_up = $6 WHERE id = $1
        """)
}
