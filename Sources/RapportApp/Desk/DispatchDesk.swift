import CRMModel
import CRMStore
import Outreach
import Platform

/// Getting mail out now, for commands that wait for it.
struct DispatchDesk: Sendable {
    let workspace: OpenWorkspace

    /// Makes the mails of running campaigns that are due and sends everything that is due.
    ///
    /// - Returns: what was sent, and why campaigns that are due cannot go on: without the hub's key only they stop.
    func sendDue() async throws -> (report: Sender.Report, campaignTrouble: SecretError?) {
        var trouble: SecretError?
        do { _ = try await workspace.campaignRunner().makeDue() } catch let error as SecretError {
            let waiting = try await workspace.campaigns.dueEnrolments(at: workspace.now, limit: 1)
            trouble = waiting.isEmpty ? nil : error
        }
        let sender = workspace.sender(owner: LeaseOwner.fresh())
        let report = try await sender.sendDue()
        await sender.disconnect()
        return (report, trouble)
    }

    /// Settles what a killed program left behind, unless another one looks after that: mails that may have gone out,
    /// and copies that are missing in Sent. A server that is away is asked the next time.
    func settle(_ accounts: [Account]) async throws {
        let (leases, owner) = (workspace.store.leases, LeaseOwner.fresh())
        let duty = LeaseRepository.Duty.other("reconcile")
        let end = workspace.now.adding(seconds: 60)
        guard try await leases.claim(duty, by: owner, until: end, at: workspace.now) else { return }
        _ = try await workspace.relinks.run(with: workspace.messages, at: workspace.now)
        let reconciler = workspace.reconciler
        _ = try await reconciler.settleUncertain(at: workspace.now)
        for account in accounts { _ = try await reconciler.completeCopies(of: account.id) }
        try await leases.release(duty, by: owner)
    }

    /// Sends a mail that is due and stays until it is accepted or refused, here or by another process.
    ///
    /// - Parameter patience: seconds; longer than a slow server takes for one mail.
    /// - Returns: the job as it is then. It is still `queued` when the server could not be reached.
    func send(_ id: ID<OutboxJob>, patience: Double = 300) async throws -> OutboxJob {
        let end = workspace.now.adding(seconds: patience)
        let sender = workspace.sender(owner: LeaseOwner.fresh())
        while true {
            _ = try await sender.sendDue()
            guard let job = try await workspace.outbox.job(id) else {
                throw CommandError.notFound(
                    "mail \(id)", "it is gone", "rapport outbox list shows what is there")
            }
            let isOver =
                switch job.state {
                case .sent, .failed, .deferred, .uncertain, .cancelled, .held: true
                // Put off after a try that reached nobody.
                case .queued: job.lastError != nil && job.notBefore > workspace.now
                case .sending: false
                }
            if isOver || workspace.now > end {
                await sender.disconnect()
                return job
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}

extension OutboxJob {
    /// Why a mail that was waited for did not go out; nil when it did.
    var commandError: CommandError? {
        let why = lastError ?? "no answer yet"
        return switch state {
        case .sent: nil
        case .failed:
            CommandError(
                code: .badData, what: isPartDelivered ? "not sent to everybody" : "not sent", why: why,
                recovery: "correct the mail, or rapport outbox retry \(id)")
        case .deferred:
            CommandError(
                code: .tryLater, what: isPartDelivered ? "not sent to everybody yet" : "not sent yet",
                why: why, recovery: "it is tried again by itself")
        case .held:
            CommandError(
                code: .notPermitted, what: "held", why: why,
                recovery: "correct it, then rapport outbox release \(id)")
        case .uncertain:
            CommandError(
                code: .tryLater, what: "nobody knows whether it was sent", why: why,
                recovery: "ask or look whether it arrived, then rapport outbox settle, retry or cancel \(id)")
        case .cancelled: .badData("cancelled", why, "write it again if it shall go")
        case .queued, .sending:
            CommandError(
                code: .unavailable, what: "not sent yet", why: why,
                recovery: "it is tried again by itself; rapport account test says what is wrong")
        }
    }
}
