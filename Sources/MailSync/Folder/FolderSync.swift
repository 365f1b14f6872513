import CRMModel
import CRMStore
import MailCore
import MailNet
import Platform

/// Brings one folder up to date over an open session: the driver of `SyncPlan`.
struct FolderSync: Sendable {
    let session: IMAPSession
    let ownAddresses: Set<String>
    let folders: FolderRepository
    let messages: MessageRepository
    let raw: RawMessageStore
    let now: @Sendable () -> Timestamp
    /// Told after each stored batch: how many of how many are here.
    let progress: @Sendable (_ done: Int, _ total: Int) async -> Void

    /// What a pass did.
    struct Outcome: Hashable, Sendable {
        var new = 0
        var changed = 0
        var removed = 0
        var bytes = 0
        /// As the server has it.
        var messages = 0
    }

    /// Selects the folder and does what the plan says.
    func run(_ folder: SyncedFolder, isLive: Bool, looksAtFlags: Bool = true) async throws -> Outcome {
        let selected = try await session.select(MailboxName(wire: folder.rawName))
        let remote = SyncPlan.Remote(
            uidValidity: selected.uidValidity, uidNext: selected.uidNext?.rawValue,
            highestModSeq: selected.highestModSeq, count: Int(selected.exists))
        let held = try await messages.uidCount(in: folder.id)
        let local = SyncPlan.Local(
            uidValidity: folder.cursor.uidValidity, uidNext: folder.cursor.uidNext,
            highestModSeq: folder.cursor.highestModSeq, count: held, isComplete: folder.cursor.backfillLow == 1)
        let steps = SyncPlan.steps(local: local, remote: remote, looksAtFlags: looksAtFlags)
        var outcome = Outcome(messages: remote.count)
        // A first sync is not news, however new its mails are.
        let isNews = isLive && folder.cursor.backfillLow == 1
        for step in steps { try await perform(step, folder, remote, isNews: isNews, &outcome) }
        if !steps.isEmpty || folder.folder.lastSync == nil {
            let cursor = FolderCursor(
                uidValidity: remote.uidValidity ?? folder.cursor.uidValidity ?? 0, uidNext: remote.uidNext,
                highestModSeq: remote.highestModSeq, backfillLow: 1)
            try await folders.setCursor(cursor, of: folder.id, at: now())
        }
        return outcome
    }

    /// Fetches what arrived behind the highest UID that is held; for the moment after `EXISTS`.
    func fetchNews(_ folder: SyncedFolder) async throws -> Outcome {
        let known = try await messages.uids(in: folder.id).last ?? 0
        let target = target(folder, isLive: true)
        let pipeline = IngestPipeline(target)
        try await session.fetch(.from(UID(known + 1)), items) { batch in
            // `n:*` also brings the last message when it lies before n (RFC 9051 §6.4.8).
            try await pipeline.submit(batch.filter { ($0.uid?.rawValue ?? 0) > known })
        }
        let totals = try await pipeline.drain()
        return Outcome(new: totals.new, bytes: totals.bytes)
    }

    func perform(
        _ step: SyncPlan.Step, _ folder: SyncedFolder, _ remote: SyncPlan.Remote, isNews: Bool,
        _ outcome: inout Outcome
    ) async throws {
        switch step {
        case .forgetLocations: try await messages.forgetLocations(in: folder.id, at: now())
        case .compareUIDs: try await compare(folder, remote, isNews: isNews, &outcome)
        case .fetchFlags(let since):
            let seen = try await session.fetch(.from(1), flagItems, changedSince: since).compactMap { message in
                message.uid.map {
                    Sighting(
                        uid: $0.rawValue, flags: Ingest.flags(message.flags ?? []), modSeq: message.modSeq)
                }
            }
            outcome.changed += try await messages.applyFlags(seen, in: folder.id)
        }
    }

    private func compare(
        _ folder: SyncedFolder, _ remote: SyncPlan.Remote, isNews: Bool, _ outcome: inout Outcome
    ) async throws {
        let there = remote.count == 0 ? [] : try await session.search(.all).uids(limit: 10_000_000).map(\.rawValue)
        let here = try await messages.uids(in: folder.id)
        let difference = SyncPlan.difference(here: here, there: there.sorted())
        if !difference.vanished.isEmpty {
            outcome.removed += try await messages.markMissing(difference.vanished, in: folder.id, at: now())
        }
        guard !difference.missing.isEmpty else { return }
        let pipeline = IngestPipeline(target(folder, isLive: isNews))
        let total = difference.missing.count
        var done = 0
        for batch in SyncPlan.batches(difference.missing) {
            try Task.checkCancellation()
            try await session.fetch(UIDSet(batch.map(UID.init)), items) { try await pipeline.submit($0) }
            done += batch.count
            await progress(done, total)
        }
        let totals = try await pipeline.drain()
        outcome.new += totals.new
        outcome.bytes += totals.bytes
    }

    private var items: FetchItems { .message }
    private var flagItems: FetchItems { .flags }

    private func target(_ folder: SyncedFolder, isLive: Bool) -> IngestTarget {
        IngestTarget(
            folder: folder.id, ownAddresses: ownAddresses, messages: messages, raw: raw, now: now, isLive: isLive)
    }
}
