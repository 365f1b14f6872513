import CRMModel
import CRMStore
import MailCore
import MailNet

/// What is to be kept in mind while a folder's UIDs are compared.
struct ComparePass: Hashable, Sendable {
    var remote: SyncPlan.Remote
    var isNews: Bool
    /// Whether messages are looked for by their headers before they are fetched.
    var looksForKnown: Bool
}

/// Tells how far a fetch is, while the fetch goes on: the telling is a row of the store, which is busy.
private actor ProgressTeller {
    private let total: Int
    private let tell: @Sendable (_ done: Int, _ total: Int) async -> Void
    private var done = 0
    private var telling: Task<Void, Never>?

    init(total: Int, tell: @escaping @Sendable (_ done: Int, _ total: Int) async -> Void) {
        self.total = total
        self.tell = tell
    }

    func add(_ count: Int) async {
        await telling?.value
        done += count
        let (done, total, tell) = (done, total, tell)
        // Waited for by the next one, and by `settle`.
        telling = Task { await tell(done, total) }
    }

    func settle() async { await telling?.value }
}

// Which messages are there, and which are here.
extension FolderSync {
    func compare(_ folder: SyncedFolder, _ pass: ComparePass, _ outcome: inout Outcome) async throws {
        let (there, isWhole) = try await serverUIDs(folder, pass.remote)
        let here = try await messages.sightings(in: folder.id).map(\.uid)
        var (missing, vanished) = SyncPlan.difference(here: here, there: there)
        if isWhole {
            for start in stride(from: 0, to: vanished.count, by: 500) {
                let some = Array(vanished[start..<min(start + 500, vanished.count)])
                try await messages.removeVanished(some, in: folder.id, at: now())
            }
            outcome.removed += vanished.count
        }
        if pass.looksForKnown { missing = try await adopt(missing, folder) }
        guard !missing.isEmpty else { return }
        let pipeline = IngestPipeline(target(folder, isLive: pass.isNews))
        do {
            try await fetch(missing, of: folder, pass, pipeline, &outcome)
        } catch {
            await pipeline.settle()
            throw error
        }
        let totals = try await pipeline.drain()
        outcome.new += totals.new
        outcome.bytes += totals.bytes
    }

    /// - Returns: ascending, and whether the list agrees with the number of messages: a server that leaves some out
    ///   must not make us forget them.
    private func serverUIDs(
        _ folder: SyncedFolder, _ remote: SyncPlan.Remote
    ) async throws -> (uids: [UInt32], isWhole: Bool) {
        guard remote.count > 0 else { return ([], true) }
        let first = try await session.search(.all).uids(limit: 10_000_000).map(\.rawValue)
        if first.count >= remote.count { return (first, true) }
        // Something was removed meanwhile, most likely.
        let again = try await session.select(MailboxName(wire: folder.rawName))
        if again.exists == 0 { return ([], true) }
        let second = try await session.search(.all).uids(limit: 10_000_000).map(\.rawValue)
        return (second, second.count >= Int(again.exists))
    }

    private func fetch(
        _ missing: [UInt32], of folder: SyncedFolder, _ pass: ComparePass, _ pipeline: IngestPipeline,
        _ outcome: inout Outcome
    ) async throws {
        let teller = ProgressTeller(total: missing.count, tell: progress)
        do {
            try await fetch(missing, of: folder, pass, pipeline, teller, &outcome)
            await teller.settle()
        } catch {
            await teller.settle()
            throw error
        }
    }

    private func fetch(
        _ missing: [UInt32], of folder: SyncedFolder, _ pass: ComparePass, _ pipeline: IngestPipeline,
        _ teller: ProgressTeller, _ outcome: inout Outcome
    ) async throws {
        for batch in SyncPlan.batches(missing) {
            try Task.checkCancellation()
            let skipped = try await fetch(batch, into: pipeline)
            if let words = skipped.first {
                outcome.errors.append(
                    "\(folder.folder.name): \(skipped.count) messages not fetched: \(words)")
            }
            await teller.add(batch.count)
            guard try await betweenBatches() else { continue }
            let again = try await session.select(MailboxName(wire: folder.rawName))
            guard again.uidValidity == pass.remote.uidValidity else { throw SessionError.transport(.closed) }
        }
    }

    /// Fetches a batch. When the server refuses it, the halves are tried, down to the one that is at fault.
    ///
    /// - Returns: the refusals of single messages, in words.
    private func fetch(_ uids: [UInt32], into pipeline: IngestPipeline) async throws -> [String] {
        do {
            try await session.fetch(UIDSet(uids.map { UID($0) }), .message) { try await pipeline.submit($0) }
            return []
        } catch SessionError.refused(let refusal) {
            // Messages that were removed in between are none to fetch.
            if refusal.enhanced == "EXPUNGEISSUED" { return [] }
            guard refusal.kind == .permanent else { throw SessionError.refused(refusal) }
            if uids.count == 1 { return [refusal.text] }
            let middle = uids.count / 2
            let first = try await fetch(Array(uids[..<middle]), into: pipeline)
            // Half of it refused one by one: it is not about single messages.
            guard first.count < 20 else { throw SessionError.refused(refusal) }
            return first + (try await fetch(Array(uids[middle...]), into: pipeline))
        }
    }

    /// Finds messages that are here already by their headers, without their bodies: after a change of UIDVALIDITY, or
    /// under another folder's name.
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
}
