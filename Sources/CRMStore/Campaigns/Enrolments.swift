import CRMModel
import Platform

/// Moves of recipients' rows within other transactions.
enum Enrolments {
    /// - Parameter state: moves that make no sense (from answered to sent, say) are not made.
    /// - Returns: whether it moved.
    @discardableResult
    static func move(
        _ id: ID<Enrolment>, to state: Enrolment.State, reason: String?, at now: Timestamp,
        in c: any Connection
    ) throws(StoreError) -> Bool {
        guard let row = try c.first(.movingEnrolment, [.id(id)]), row.state != state,
            row.state.canBecome(state)
        else { return false }
        try c.run(
            .setEnrolmentState,
            [.id(id), .text(state.rawValue), .string(reason), .bool(state.endsMails), .time(now)])
        if state.endsMails { try withdraw(id, reason: "the recipient is \(state.rawValue)", at: now, in: c) }
        try EventLog.append(
            .enrolmentChanged(campaign: row.campaign, enrolment: id, state: state, who: row.name), at: now,
            in: c)
        try CampaignControl.finishIfDone(row.campaign, at: now, in: c)
        return true
    }

    /// Its mail was accepted: the next step is due its delay later, or it is done.
    static func sent(
        _ id: ID<Enrolment>, epoch: Int, messageID: String?, at now: Timestamp, in c: any Connection
    ) throws(StoreError) {
        guard let row = try c.first(.movingEnrolment, [.id(id)]), row.epoch == epoch,
            [.sending, .uncertain, .failed].contains(row.state)
        else { return }
        if let messageID { try c.run(.keepRoot, [.id(id), .text(messageID)]) }
        guard let delay = try c.first(.stepDelay, [.id(row.campaign), .int(row.step + 1)]) else {
            try move(id, to: .sent, reason: nil, at: now, in: c)
            return
        }
        try c.run(
            .nextStep, [.id(id), .int(row.step + 1), .time(now.adding(seconds: Double(delay))), .time(now)])
        // An uncertain mail lets a campaign end; when it turns out to be sent, the next step is due after all.
        try c.run(.runAgain, [.id(row.campaign), .time(now)])
        try EventLog.append(
            .enrolmentChanged(campaign: row.campaign, enrolment: id, state: .sent, who: row.name), at: now,
            in: c)
    }

    /// Whether a mail of this epoch may still change the row.
    static func isCurrent(_ id: ID<Enrolment>, _ epoch: Int, in c: any Connection) throws(StoreError) -> Bool
    {
        guard let row = try c.first(.movingEnrolment, [.id(id)]) else { return false }
        return row.epoch == epoch && [.sending, .uncertain].contains(row.state)
    }

    /// The user sends a failed or uncertain mail once more.
    static func revive(
        _ id: ID<Enrolment>, epoch: Int, at now: Timestamp, in c: any Connection
    ) throws(StoreError) {
        guard let row = try c.first(.movingEnrolment, [.id(id)]), row.epoch == epoch,
            [.failed, .uncertain].contains(row.state)
        else { return }
        try c.run(
            .setEnrolmentState, [.id(id), .text("sending"), nil, .bool(false), .time(now)])
        try c.run(.runAgain, [.id(row.campaign), .time(now)])
        try EventLog.append(
            .enrolmentChanged(campaign: row.campaign, enrolment: id, state: .sending, who: row.name), at: now,
            in: c)
    }

    /// Stops every campaign for an address.
    @discardableResult
    static func stop(
        address: EmailAddress, as state: Enrolment.State, reason: String?, at now: Timestamp,
        in c: any Connection
    ) throws(StoreError) -> Int {
        try stop(try c.all(.enrolmentsOfAddress, [.text(address.normalized)]), state, reason, now, c)
    }

    /// Stops every campaign for a contact.
    @discardableResult
    static func stop(
        contact: ID<Contact>, as state: Enrolment.State, reason: String?, at now: Timestamp,
        in c: any Connection
    ) throws(StoreError) -> Int {
        try stop(try c.all(.enrolmentsOfContact, [.id(contact)]), state, reason, now, c)
    }

    private static func stop(
        _ all: [ID<Enrolment>], _ state: Enrolment.State, _ reason: String?, _ now: Timestamp,
        _ c: any Connection
    ) throws(StoreError) -> Int {
        var moved = 0
        for id in all where try move(id, to: state, reason: reason, at: now, in: c) { moved += 1 }
        return moved
    }

    /// Takes mails off that nobody has claimed.
    private static func withdraw(
        _ id: ID<Enrolment>, reason: String, at now: Timestamp, in c: any Connection
    ) throws(StoreError) {
        for job in try c.all(.waitingOfEnrolment, [.id(id)]) {
            try OutboxClaim.take(
                off: job.id, .cancelled, reason, job.subject, isCampaign: true, now, c)
        }
    }

    static func newID<Entity>(at now: Timestamp) -> ID<Entity> {
        var random = SecureRandom()
        return ID(at: now, using: &random)
    }

    static let catalogue: [CataloguedStatement] = [
        Statement.movingEnrolment.listed(), Statement.setEnrolmentState.listed(), Statement.keepRoot.listed(),
        Statement.stepDelay.listed(), Statement.nextStep.listed(),
        Statement.enrolmentsOfAddress.listed(), Statement.enrolmentsOfContact.listed(),
        Statement.waitingOfEnrolment.listed(),
    ]
}

extension Enrolment.State {
    /// Nothing of the campaign may go out to them any more.
    var endsMails: Bool {
        switch self {
        case .suppressed, .bounced, .replied, .unsubscribed, .cancelled: true
        case .queued, .sending, .sent, .failed, .uncertain, .needsData: false
        }
    }

    /// Who answered, bounced or left stays so; what the server said about a mail does not change that.
    func canBecome(_ next: Enrolment.State) -> Bool {
        switch next {
        case .sending: self == .queued
        case .queued: [.sending, .needsData, .failed].contains(self)
        case .needsData: self == .queued
        case .sent, .uncertain: [.sending, .uncertain, .failed].contains(self)
        case .failed: [.queued, .sending, .uncertain, .needsData].contains(self)
        case .suppressed, .cancelled: [.queued, .sending, .needsData].contains(self)
        case .bounced: ![.unsubscribed, .cancelled, .suppressed].contains(self)
        case .replied: ![.unsubscribed, .cancelled, .suppressed, .bounced].contains(self)
        case .unsubscribed: self != .cancelled
        }
    }
}

/// A recipient's row as a move sees it.
struct MovingEnrolment: Sendable {
    var campaign: ID<Campaign>
    var state: Enrolment.State
    var name: String
    var step: Int
    var epoch: Int
}

extension Statement where Row == MovingEnrolment {
    /// `$1` enrolment.
    static let movingEnrolment = Statement(
        named: "movingEnrolment",
        "SELECT campaign_id, state, name, step, epoch FROM enrolments WHERE id = $1"
    ) { (row) throws(StoreError) in
        MovingEnrolment(
            campaign: try row.id(0), state: try row.value(1), name: try row.text(2), step: try row.int(3),
            epoch: try row.int(4))
    }
}

extension Statement where Row == ID<Enrolment> {
    /// `$1` normalised address.
    fileprivate static let enrolmentsOfAddress = Statement(
        named: "enrolmentsOfAddress", "SELECT id FROM enrolments WHERE addr_norm = $1"
    ) { (row) throws(StoreError) in try row.id(0) }
    /// `$1` contact.
    fileprivate static let enrolmentsOfContact = Statement(
        named: "enrolmentsOfContact", "SELECT id FROM enrolments WHERE contact_id = $1"
    ) { (row) throws(StoreError) in try row.id(0) }
}

extension Statement where Row == NamedJob {
    /// `$1` enrolment.
    fileprivate static let waitingOfEnrolment = Statement(
        named: "waitingOfEnrolment",
        """
        SELECT id, subject FROM outbox_jobs WHERE enrolment_id = $1 AND state IN ('queued', 'deferred', 'held')
        """
    ) { (row) throws(StoreError) in
        NamedJob(id: try row.id(0), subject: try row.text(1), isCampaign: true)
    }
}

extension Statement where Row == Int {
    /// `$1` campaign, `$2` position.
    fileprivate static let stepDelay = Statement(
        named: "stepDelay", "SELECT delay FROM campaign_steps WHERE campaign_id = $1 AND position = $2"
    ) { (row) throws(StoreError) in try row.int(0) }
}

extension Statement where Row == Void {
    /// `$1` enrolment, `$2` state, `$3` reason, `$4` whether a new epoch begins, `$5` now.
    static let setEnrolmentState = Statement(
        named: "setEnrolmentState",
        "UPDATE enrolments SET state = $2, reason = $3, epoch = epoch + $4, updated = $5 WHERE id = $1")
    /// `$1` enrolment, `$2` Message-ID.
    fileprivate static let keepRoot = Statement(
        named: "keepRoot",
        """
        UPDATE enrolments SET root_message_id = CASE
            WHEN EXISTS (SELECT 1 FROM campaign_steps s WHERE s.campaign_id = enrolments.campaign_id
                AND s.position = enrolments.step AND s.starts_thread = 1) THEN $2
            ELSE coalesce(root_message_id, $2) END
        WHERE id = $1
        """)
    /// `$1` enrolment, `$2` step, `$3` due, `$4` now.
    fileprivate static let nextStep = Statement(
        named: "nextStep",
        "UPDATE enrolments SET state = 'queued', reason = NULL, step = $2, next_at = $3, updated = $4 WHERE id = $1"
    )
}
