import CRMModel
import CRMStore
import MailCore
import MailNet
import Synchronization

/// Brings one folder up to date over an open session: the driver of `SyncPlan`.
struct FolderSync: Sendable {
    let session: IMAPSession
    /// Connects the session again after the server dropped it in the middle of a fetch, when a pause is over that
    /// grows with the number of losses in a row.
    let reconnect: @Sendable (_ losses: Int) async throws -> Void
    let withheld: WithheldMessages
    let ownAddresses: Set<String>
    let folders: FolderRepository
    let messages: MessageRepository
    let raw: RawMessageStore
    let replies: ReplyFollowUp?
    let now: @Sendable () -> Timestamp
    /// Told after each batch: how many of how many were fetched.
    let progress: @Sendable (_ done: Int, _ total: Int) async -> Void
    /// Asked between batches; true when it used the session, so that the folder has to be opened again.
    let betweenBatches: @Sendable () async throws -> Bool

    /// What a pass did.
    struct Outcome: Hashable, Sendable {
        var new = 0
        var changed = 0
        var removed = 0
        var bytes = 0
        /// As the server has it.
        var messages = 0
        /// What could not be had, in words.
        var errors: [String] = []
    }

    /// Selects the folder and does what the plan says.
    ///
    /// - Parameter looksForKnown: whether a folder that was never synced may hold messages that are here already.
    func run(
        _ folder: SyncedFolder, isLive: Bool, looksAtFlags: Bool = true, looksForKnown: Bool = false
    ) async throws -> Outcome {
        let selected = try await session.select(MailboxName(wire: folder.rawName))
        let remote = SyncPlan.Remote(
            uidValidity: selected.uidValidity, uidNext: selected.uidNext?.rawValue,
            highestModSeq: selected.highestModSeq, count: Int(selected.exists))
        let cursor = folder.cursor
        let local = SyncPlan.Local(
            uidValidity: cursor.uidValidity, uidNext: cursor.uidNext, highestModSeq: cursor.highestModSeq,
            count: folder.folder.messages, isComplete: cursor.backfillLow == 1)
        let steps = SyncPlan.steps(local: local, remote: remote, looksAtFlags: looksAtFlags)
        var outcome = Outcome(messages: remote.count)
        let isFirst = cursor.uidValidity == nil
        // Without a lowest UID it is a reset that was cut short.
        let isReset = steps.first == .forgetLocations || (!isFirst && cursor.backfillLow == nil)
        if isFirst { try await begin(folder, remote) }
        for step in steps {
            switch step {
            case .forgetLocations:
                try await messages.resetUIDs(of: folder.id, uidValidity: remote.uidValidity ?? 0, at: now())
            case .compareUIDs:
                // A first sync is not news, however new its mails are.
                let pass = ComparePass(
                    remote: remote, isNews: isLive && cursor.backfillLow == 1 && !isReset,
                    looksForKnown: isReset || (isFirst && looksForKnown))
                try await compare(folder, pass, &outcome)
                // A place that got no UID by a complete look is not there.
                try await messages.finishReset(of: folder.id, at: now())
            case .fetchFlags(let since): try await fetchFlags(folder, changedSince: since, &outcome)
            }
        }
        try await fetchLost(folder, remote, &outcome)
        if !steps.isEmpty || folder.folder.lastSync == nil || folder.folder.lastError != nil {
            try await finish(folder, remote, outcome)
        }
        return outcome
    }

    /// From here on the UIDs that are stored belong to this validity, even if the program is killed.
    private func begin(_ folder: SyncedFolder, _ remote: SyncPlan.Remote) async throws {
        let cursor = FolderCursor(
            uidValidity: remote.uidValidity ?? 0, backfillLow: max(remote.uidNext ?? .max, 2))
        try await folders.setCursor(cursor, of: folder.id, at: now())
    }

    private func finish(_ folder: SyncedFolder, _ remote: SyncPlan.Remote, _ outcome: Outcome) async throws {
        let cursor = FolderCursor(
            uidValidity: remote.uidValidity ?? folder.cursor.uidValidity ?? 0, uidNext: remote.uidNext,
            highestModSeq: remote.highestModSeq, backfillLow: 1)
        try await folders.setCursor(cursor, of: folder.id, at: now())
        if let error = outcome.errors.first { try await folders.setError(error, of: folder.id) }
    }

    /// Fetches what arrived behind what was seen; for the moment after `EXISTS`.
    func fetchNews(_ folder: SyncedFolder) async throws -> Outcome {
        var first = folder.cursor.uidNext
        if first == nil { first = (try await messages.sightings(in: folder.id).last?.uid ?? 0) + 1 }
        let from = first ?? 1
        let pipeline = IngestPipeline(target(folder, isLive: true))
        try await session.fetch(.from(UID(from)), .message) { batch in
            // `n:*` also brings the last message when it lies before n (RFC 9051 §6.4.8).
            try await pipeline.submit(batch.filter { ($0.uid?.rawValue ?? 0) >= from })
        }
        let totals = try await pipeline.drain()
        return Outcome(new: totals.new, bytes: totals.bytes)
    }

    private func fetchFlags(
        _ folder: SyncedFolder, changedSince: UInt64?, _ outcome: inout Outcome
    ) async throws {
        var before: [UInt32: MessageFlags] = [:]
        for sighting in try await messages.sightings(in: folder.id) { before[sighting.uid] = sighting.flags }
        let seen = Mutex<[Sighting]>([])
        try await session.fetch(.from(1), .flags, changedSince: changedSince) { batch in
            let sightings = batch.compactMap(Self.sighting)
            let count = seen.withLock { seen in
                seen += sightings
                return seen.count
            }
            guard count <= Self.mostMessages else {
                throw SessionError.violation(ProtocolViolation(by: .server, "a mailbox without an end"))
            }
        }
        let different = seen.withLock { $0 }.filter { before[$0.uid] != nil && before[$0.uid] != $0.flags }
        for start in stride(from: 0, to: different.count, by: 500) {
            let some = Array(different[start..<min(start + 500, different.count)])
            _ = try await messages.applyFlags(some, in: folder.id, at: now())
        }
        outcome.changed += different.count
    }

    static func sighting(_ message: FetchedMessage) -> Sighting? {
        message.uid.map {
            Sighting(uid: $0.rawValue, flags: Ingest.flags(message.flags ?? []), modSeq: message.modSeq)
        }
    }

    func target(_ folder: SyncedFolder, isLive: Bool) -> IngestTarget {
        IngestTarget(
            folder: folder.id, account: folder.folder.account, ownAddresses: ownAddresses, messages: messages,
            raw: raw, replies: replies, now: now, isLive: isLive)
    }
}
