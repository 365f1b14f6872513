public import CRMModel
public import CRMStore
import MailCore
import MailNet
public import Platform

/// Sends what is due in the outbox, one mail after the other, over connections that it keeps.
///
/// Holds no state that must survive: killed at any point, the leases of the store tell the next one what to do.
public actor Sender {
    /// What a pass did.
    public struct Report: Hashable, Sendable {
        public var sent = 0
        public var deferred = 0
        public var failed = 0
        public var uncertain = 0
        /// Nothing was tried: no connection, or held.
        public var postponed = 0
        /// Reasons why mails were not sent, without addresses.
        public var errors: [String] = []

        public init() {}
    }

    private let outbox: OutboxRepository
    private let route: SendingRoute
    private let sentFolder: SentFolder?
    private let log: Log
    private let owner: String
    private let now: @Sendable () -> Timestamp
    private var sessions: [ID<Account>: SMTPSession] = [:]
    private var failures: [ID<Account>: Int] = [:]
    /// The last copy on its way into Sent.
    private var copying: Task<Void, Never>?
    /// Answers of servers that the store could not take yet (a full disk): written before anything else is sent.
    private var unwritten: [(mail: ClaimedMail, outcome: SendOutcome)] = []
    /// Leases last this long; longer than one transaction with a slow server.
    private static let leaseSeconds = 900.0

    /// - Parameters:
    ///   - sentFolder: nil when nobody puts copies into Sent.
    ///   - owner: from `LeaseOwner.fresh()`.
    ///   - now: the clock.
    public init(
        outbox: OutboxRepository, route: SendingRoute, sentFolder: SentFolder?, log: Log,
        owner: String,
        now: @escaping @Sendable () -> Timestamp = WallClock.now
    ) {
        self.outbox = outbox
        self.route = route
        self.sentFolder = sentFolder
        self.log = log
        self.owner = owner
        self.now = now
    }

    /// Sends until cancelled: at once, when the next mail is due, and with every element of `wakes`.
    public func run(wakes: AsyncStream<Void>) async {
        await PacedLoop.run(wakes: wakes) { [self] in await pass() }
        await disconnect()
    }

    /// Sends everything that is due now.
    public func sendDue() async throws(StoreError) -> Report {
        var report = Report()
        try await writeOutcomes(&report)
        while !Task.isCancelled {
            let mails = try await outbox.claimDue(at: now(), owner: owner, leaseUntil: lease(), limit: 1)
            guard let mail = mails.first else { break }
            unwritten.append((mail, await send(mail)))
            try await writeOutcomes(&report)
        }
        await finishCopy()
        return report
    }

    /// Waits for the copy that is on its way; cancelled, it is given up and made later.
    private func finishCopy() async {
        guard let copying else { return }
        await withTaskCancellationHandler {
            await copying.value
        } onCancel: {
            copying.cancel()
        }
        self.copying = nil
    }

    /// Killed before this, a mail that was accepted is uncertain.
    private func writeOutcomes(_ report: inout Report) async throws(StoreError) {
        while !unwritten.isEmpty {
            let (mail, outcome) = unwritten.removeFirst()
            do throws(StoreError) {
                try await outbox.finish(mail.job, owner: owner, outcome, at: now())
            } catch {
                unwritten.insert((mail, outcome), at: 0)
                throw error
            }
            note(outcome, &report)
            switch outcome {
            case .accepted, .partial: break
            default: continue
            }
            // A copy is put into Sent while the next mail goes out.
            await finishCopy()
            copying = Task { await copy(mail) }
        }
    }

    /// Closes the connections.
    public func disconnect() async {
        let open = sessions.values
        sessions = [:]
        for session in open { await session.quit() }
    }

    /// - Returns: when to come again; nil waits for a wake.
    private func pass() async -> Timestamp? {
        do throws(StoreError) {
            _ = try await sendDue()
            await disconnect()
            return try await outbox.nextDue()
        } catch {
            log.warning("send.store", ["reason": .string(error.description)])
            return now().adding(seconds: 5)
        }
    }

    private func lease() -> Timestamp { now().adding(seconds: Self.leaseSeconds) }

    private func send(_ mail: ClaimedMail) async -> SendOutcome {
        let isReused = sessions[mail.account] != nil
        do throws(SessionError) {
            return try await transmit(mail)
        } catch {
            sessions[mail.account] = nil
            if case .transport = error, isReused {
                // An idle server may have hung up meanwhile; nothing of this mail was taken.
                do throws(SessionError) { return try await transmit(mail) } catch {
                    return await failed(mail, error)
                }
            }
            return await failed(mail, error)
        }
    }

    private func transmit(_ mail: ClaimedMail) async throws(SessionError) -> SendOutcome {
        let session = try await session(for: mail.account)
        let envelope = SMTPEnvelope(from: mail.envelopeFrom.text, recipients: mail.recipients.map(\.text))
        let (outbox, owner, until) = (outbox, owner, lease())
        let gate = FinalDotGate { () async -> Bool in
            // A store that cannot be written keeps the mail from being sent: better late than twice.
            (try? await outbox.markInData(mail.job, owner: owner, leaseUntil: until)) ?? false
        }
        let answer: SMTPOutcome
        do throws(SessionError) {
            answer = try await session.send(mail.mime, envelope, beforeFinalDot: { gate.waitForPermission() })
        } catch {
            sessions[mail.account] = nil
            if gate.wasDenied { return .released("stopped before its end", until: now().adding(seconds: 1)) }
            throw error
        }
        failures[mail.account] = nil
        if await !session.isOpen { sessions[mail.account] = nil }
        return SendRules.outcome(of: answer, for: mail, at: now())
    }

    private func session(for account: ID<Account>) async throws(SessionError) -> SMTPSession {
        if let session = sessions[account], await session.isOpen { return session }
        let session = try await route.connect(account)
        sessions[account] = session
        return session
    }

    private func failed(_ mail: ClaimedMail, _ error: SessionError) async -> SendOutcome {
        sessions[mail.account] = nil
        let count = (failures[mail.account] ?? 0) + 1
        failures[mail.account] = count
        let reason = await route.words(error, mail.account)
        if case .refused(let refusal) = error, refusal.kind == .authentication {
            do throws(StoreError) {
                try await outbox.hold(account: mail.account, reason: reason, at: now())
            } catch {
                log.warning("send.hold", ["reason": .string(error.description)])
            }
            return .held(reason)
        }
        return SendRules.unreachable(reason, failures: count, for: mail, at: now())
    }

    /// A copy that cannot be put there now is put there later: the row says that it is missing.
    private func copy(_ mail: ClaimedMail) async {
        guard let sentFolder else { return }
        do {
            if try await !sentFolder.contains(mail.messageID, mail.account) {
                try await sentFolder.append(mail.mime, mail.account)
            }
            try await outbox.markCopied(mail.job)
        } catch {
            log.info("send.copy.later", ["job": .string("\(mail.job)")])
        }
    }

    private func note(_ outcome: SendOutcome, _ report: inout Report) {
        switch outcome {
        case .accepted: report.sent += 1
        case .partial(_, let deferred, let refused, _):
            if deferred.isEmpty { report.failed += 1 } else { report.deferred += 1 }
            report.errors += (refused + deferred).map(\.reply.text)
        case .deferred(let reply, _), .throttled(let reply, _):
            report.deferred += 1
            report.errors.append(reply.text)
        case .refused(let reply, _):
            report.failed += 1
            report.errors.append(reply.text)
        case .uncertain(let reason):
            report.uncertain += 1
            report.errors.append(reason)
        case .released(let reason, _), .held(let reason):
            report.postponed += 1
            report.errors.append(reason)
        }
    }
}
