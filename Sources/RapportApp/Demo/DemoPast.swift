import CRMModel
import CRMStore
import DemoWorld
import Hub
import Platform

/// Gives the demo a past: mails that were tracked, opened and clicked before it began, through the same outbox and
/// the same judging as any other.
struct DemoPast: Sendable {
    let workspace: OpenWorkspace
    let account: Account

    /// Before the first sync, which finds the mails themselves in Sent.
    func write(_ readings: [DemoReading]) async throws {
        var jobs: [String: ID<OutboxJob>] = [:]
        for reading in readings { jobs[reading.messageID] = try await send(reading) }
        let hits = readings.flatMap { reading in
            reading.visits.compactMap { visit in
                jobs[reading.messageID].map {
                    NewHit(
                        kind: visit.kind, job: $0, link: visit.kind == .click ? 0 : nil, target: visit.target,
                        at: visit.at, facts: visit.facts)
                }
            }
        }
        let reviewer = HitReviewer(tracking: workspace.tracking, log: workspace.log)
        for hit in hits.sorted(by: { $0.at < $1.at }) {
            try await workspace.tracking.insertHits([hit])
            _ = try await reviewer.review(at: hit.at)
        }
    }

    private func send(_ reading: DemoReading) async throws -> ID<OutboxJob> {
        var random = SecureRandom()
        let mail = OutgoingMail(
            id: ID(at: reading.sent, using: &random), key: "demo:\(reading.messageID)", kind: .reply,
            account: account.id, messageID: reading.messageID, envelopeFrom: account.address,
            recipients: reading.recipients.map { EmailAddress($0) }, subject: reading.subject,
            preview: reading.preview, mime: reading.bytes, notBefore: reading.sent, tracks: true,
            linkCount: 1, keepsCopy: false)
        let queued = try await workspace.outbox.enqueue(mail, at: reading.sent)
        let owner = LeaseOwner.fresh()
        let lease = reading.sent.adding(seconds: 60)
        for claimed in try await workspace.outbox.claimDue(
            at: reading.sent, owner: owner, leaseUntil: lease, limit: 1, account: account.id)
        {
            guard try await workspace.outbox.markInData(claimed.job, owner: owner, leaseUntil: lease) else {
                continue
            }
            try await workspace.outbox.finish(
                claimed.job, owner: owner, .accepted(DeliveryReply(code: 250, text: "2.0.0 queued")),
                at: reading.sent)
        }
        return queued.job
    }
}
