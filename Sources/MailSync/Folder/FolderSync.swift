import CRMModel
import CRMStore
import MailCore
import MailNet
import Synchronization

/// Brings one folder up to date over an open session: the driver of `SyncPlan`.
struct FolderSync: Sendable {
    let session: IMAPSession
    let ownAddresses: Set<String>
    let folders: FolderRepository
    let messages: MessageRepository
    let raw: RawMessageStore
    let now: @Sendable () -> Timestamp
    /// Told after each batch: how many of how many were fetched.
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
        let local = SyncPlan.Local(
            uidValidity: folder.cursor.uidValidity, uidNext: folder.cursor.uidNext,
            highestModSeq: folder.cursor.highestModSeq, count: folder.folder.messages,
            isComplete: folder.cursor.backfillLow == 1)
        let steps = SyncPlan.steps(local: local, remote: remote, looksAtFlags: looksAtFlags)
        var outcome = Outcome(messages: remote.count)
        // A first sync is not news, however new its mails are.
        let isNews = isLive && folder.cursor.backfillLow == 1
        let isReset = steps.first == .forgetLocations
        for step in steps {
            switch step {
            case .forgetLocations:
                try await messages.resetUIDs(of: folder.id, uidValidity: remote.uidValidity ?? 0, at: now())
            case .compareUIDs: try await compare(folder, remote, isNews: isNews, isReset: isReset, &outcome)
            case .fetchFlags(let since): try await fetchFlags(folder, changedSince: since, &outcome)
            }
        }
        if isReset { try await messages.finishReset(of: folder.id, at: now()) }
        if !steps.isEmpty || folder.folder.lastSync == nil || folder.folder.lastError != nil {
            let cursor = FolderCursor(
                uidValidity: remote.uidValidity ?? folder.cursor.uidValidity ?? 0, uidNext: remote.uidNext,
                highestModSeq: remote.highestModSeq, backfillLow: 1)
            try await folders.setCursor(cursor, of: folder.id, at: now())
        }
        return outcome
    }

    /// Fetches what arrived behind the highest UID that is held; for the moment after `EXISTS`.
    func fetchNews(_ folder: SyncedFolder) async throws -> Outcome {
        let known = try await messages.sightings(in: folder.id).last?.uid ?? 0
        let pipeline = IngestPipeline(target(folder, isLive: true))
        try await session.fetch(.from(UID(known + 1)), .message) { batch in
            // `n:*` also brings the last message when it lies before n (RFC 9051 §6.4.8).
            try await pipeline.submit(batch.filter { ($0.uid?.rawValue ?? 0) > known })
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
            seen.withLock { $0 += sightings }
        }
        let different = seen.withLock { $0 }.filter { before[$0.uid] != nil && before[$0.uid] != $0.flags }
        guard !different.isEmpty else { return }
        _ = try await messages.applyFlags(different, in: folder.id, at: now())
        outcome.changed += different.count
    }

    private func compare(
        _ folder: SyncedFolder, _ remote: SyncPlan.Remote, isNews: Bool, isReset: Bool,
        _ outcome: inout Outcome
    ) async throws {
        let there =
            remote.count == 0 ? [] : try await session.search(.all).uids(limit: 10_000_000).map(\.rawValue)
        let here = try await messages.sightings(in: folder.id).map(\.uid)
        var (missing, vanished) = SyncPlan.difference(here: here, there: there.sorted())
        for start in stride(from: 0, to: vanished.count, by: 500) {
            let some = Array(vanished[start..<min(start + 500, vanished.count)])
            try await messages.removeVanished(some, in: folder.id, at: now())
        }
        outcome.removed += vanished.count
        if isReset { missing = try await adopt(missing, folder) }
        guard !missing.isEmpty else { return }
        let pipeline = IngestPipeline(target(folder, isLive: isNews))
        var done = 0
        for batch in SyncPlan.batches(missing) {
            try Task.checkCancellation()
            try await session.fetch(UIDSet(batch.map { UID($0) }), .message) { try await pipeline.submit($0) }
            done += batch.count
            await progress(done, missing.count)
        }
        let totals = try await pipeline.drain()
        outcome.new += totals.new
        outcome.bytes += totals.bytes
    }

    /// After a change of UIDVALIDITY: finds the messages that are here by their headers, without their bodies.
    ///
    /// - Returns: the UIDs that have to be fetched, newest first.
    private func adopt(_ uids: [UInt32], _ folder: SyncedFolder) async throws -> [UInt32] {
        var unknown: [UInt32] = []
        for start in stride(from: 0, to: uids.count, by: 500) {
            let some = uids[start..<min(start + 500, uids.count)]
            let fetched = try await session.fetch(UIDSet(some.map { UID($0) }), [.flags, .size, .header])
            var candidates: [IdentifiedSighting] = []
            var named: Set<UInt32> = []
            for message in fetched {
                guard let sighting = Self.sighting(message), let size = message.size,
                    let id = message.header.flatMap({ MIMEParser.parse($0).messageID })
                else { continue }
                candidates.append(IdentifiedSighting(sighting, messageID: id, size: Int(clamping: size)))
                named.insert(sighting.uid)
            }
            unknown += some.filter { !named.contains($0) }
            unknown += try await messages.adopt(candidates, in: folder.id, at: now())
        }
        return unknown.sorted(by: >)
    }

    private static func sighting(_ message: FetchedMessage) -> Sighting? {
        message.uid.map {
            Sighting(uid: $0.rawValue, flags: Ingest.flags(message.flags ?? []), modSeq: message.modSeq)
        }
    }

    private func target(_ folder: SyncedFolder, isLive: Bool) -> IngestTarget {
        IngestTarget(
            folder: folder.id, ownAddresses: ownAddresses, messages: messages, raw: raw, now: now,
            isLive: isLive)
    }
}
