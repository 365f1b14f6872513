import CRMModel

/// Reports that a mail of ours came back.
///
/// What a report says is noted before it is stored (so that a kill in between repeats it), as a bounce on the timeline
/// of whoever was not reached. The message itself takes that entry over: it stands there once, under the subject of our
/// mail, and leads to the report.
enum BounceReports {
    /// What the entry of a bounce is about until its report is stored.
    static func reference(_ job: ID<OutboxJob>, _ address: EmailAddress) -> Activity.Reference {
        Activity.Reference("outbox-recipient", .text("\(job) \(address.normalized)"))
    }

    /// The most Message-IDs of one report that are looked up.
    private static let limit = 24

    /// Gives the entry to a message that was just stored.
    static func take(
        _ message: IngestMessage, id: Int64, of account: ID<Account>, _ c: any Connection
    ) throws(StoreError) {
        guard message.autoKind == .deliveryStatus, let bounce = message.bounce else { return }
        let names = [bounce.original].compactMap { $0 } + message.inReplyTo + message.references.reversed()
        for name in names.prefix(limit) {
            guard let job = try c.first(.bouncedJob, [.text(name), .id(account)]) else { continue }
            // A mail to one that was forwarded: the report names where it went in the end.
            let forwarded = job.recipients.count == 1 ? job.recipients : []
            for address in [bounce.address] + forwarded {
                let reference = reference(job.id, address)
                let arguments: [SQLValue] = [.text(reference.table), reference.key, .integer(id)]
                // A report without Message-ID may be noted again when it is found again.
                if try c.run(.giveBounceToReport, arguments) == 0 {
                    try Timeline.remove(.bounce, reference, in: c)
                }
            }
            return
        }
    }

    static let catalogue: [CataloguedStatement] = [
        Statement.bouncedJob.listed(), Statement.giveBounceToReport.listed(),
    ]
}

/// A mail of ours that a report names.
struct BouncedJob: Sendable {
    var id: ID<OutboxJob>
    var recipients: [EmailAddress]
}

extension Statement where Row == BouncedJob {
    /// `$1` Message-ID, `$2` account.
    fileprivate static let bouncedJob = Statement(
        named: "bouncedJob",
        "SELECT id, recipients FROM outbox_jobs WHERE message_id = $1 AND account_id = $2"
    ) { (row) throws(StoreError) in
        BouncedJob(
            id: try row.id(0), recipients: StoredJSON.strings(try row.text(1)).map { EmailAddress($0) })
    }
}

extension Statement where Row == Void {
    /// `$1` table and `$2` key of what it was about, `$3` message.
    fileprivate static let giveBounceToReport = Statement(
        named: "giveBounceToReport",
        """
        UPDATE OR IGNORE activities SET ref_table = 'message', ref_id = $3, message = $3
        WHERE ref_table = $1 AND ref_id = $2 AND kind = 'bounce'
        """)
}
