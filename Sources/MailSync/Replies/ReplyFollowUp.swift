public import CRMModel
public import CRMStore

/// Stops campaigns for those who answered or bounced, and keeps bounced addresses from being written to again.
///
/// Everything here may be done twice. It is done before the message is stored, so that a kill in between repeats it
/// instead of losing it.
public struct ReplyFollowUp: Sendable {
    private let outbox: OutboxRepository
    private let campaigns: CampaignRepository
    private let suppressions: SuppressionRepository
    private let messages: MessageRepository
    private let timeline: TimelineRepository

    public init(
        outbox: OutboxRepository, campaigns: CampaignRepository, suppressions: SuppressionRepository,
        messages: MessageRepository, timeline: TimelineRepository
    ) {
        self.outbox = outbox
        self.campaigns = campaigns
        self.suppressions = suppressions
        self.messages = messages
        self.timeline = timeline
    }

    /// Acts on what messages of an account say. A message that is stored already is not acted on again.
    public func follow(
        _ signals: [ReplySignal], account: ID<Account>, at now: Timestamp
    ) async throws(StoreError) {
        for signal in signals {
            guard let job = try await job(of: signal), job.account == account else { continue }
            if let id = signal.messageID,
                try await !messages.messages(withMessageID: id, account: account).isEmpty
            {
                continue
            }
            switch signal.meaning {
            case .reply: try await reply(signal, to: job, at: now)
            case .hardBounce(let failed): try await bounce(failed, of: job, at: now)
            case .complaint: try await complaint(about: job, at: now)
            }
        }
    }

    private func job(of signal: ReplySignal) async throws(StoreError) -> OutboxJob? {
        for name in signal.names {
            if let job = try await outbox.job(messageID: name) { return job }
        }
        return nil
    }

    private func reply(_ signal: ReplySignal, to job: OutboxJob, at now: Timestamp) async throws(StoreError) {
        try await campaigns.stop(contact: job.contact, address: signal.sender, as: .replied, at: now)
    }

    /// Anybody can write a report: only those whom the mail went to can bounce.
    private func bounce(
        _ failed: [String: String], of job: OutboxJob, at now: Timestamp
    ) async throws(StoreError) {
        var bounced = job.recipients.filter { failed[$0.normalized] != nil }
        // A mail to one that was forwarded: the report names where it went in the end.
        if bounced.isEmpty && job.recipients.count == 1 { bounced = job.recipients }
        guard !bounced.isEmpty else { return }
        try await suppressions.add(bounced.map { suppression($0, .hard, job, now) })
        for address in bounced {
            let words = failed[address.normalized] ?? failed.values.first
            try await campaigns.stop(address: address, as: .bounced, reason: words, at: now)
            try await timeline.addBounce(
                of: job.id, subject: job.subject, to: address, words: words ?? "", at: now)
        }
    }

    private func complaint(about job: OutboxJob, at now: Timestamp) async throws(StoreError) {
        // Who of several complained is not said; a mail of a campaign has one recipient.
        guard job.recipients.count == 1, let address = job.recipients.first else { return }
        try await suppressions.add([suppression(address, .complaint, job, now)])
        try await campaigns.stop(
            contact: job.contact, address: address, as: .unsubscribed, reason: "complained", at: now)
    }

    private func suppression(
        _ address: EmailAddress, _ reason: Suppression.Reason, _ job: OutboxJob, _ now: Timestamp
    ) -> Suppression {
        Suppression(key: address.normalized, reason: reason, source: job.id.description, at: now)
    }
}
