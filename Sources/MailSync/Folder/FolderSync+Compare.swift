import CRMModel
import CRMStore
import MailCore
import MailNet
import Synchronization

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
        let here = try await messages.sightings(in: folder.id).map(\.uid)
        let listing = try await listing(folder, pass.remote, isEmptyHere: here.isEmpty)
        outcome.messages = listing.uids.count
        var (missing, vanished) = SyncPlan.difference(here: here, there: listing.uids)
        vanished = SyncPlan.leavingOut(listing.disputed, from: vanished)
        for start in stride(from: 0, to: vanished.count, by: 500) {
            let some = Array(vanished[start..<min(start + 500, vanished.count)])
            try await messages.removeVanished(some, in: folder.id, at: now())
        }
        outcome.removed += vanished.count
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

    /// Fetches content again that is gone from here though its messages are known.
    func fetchLost(
        _ folder: SyncedFolder, _ remote: SyncPlan.Remote, _ outcome: inout Outcome
    ) async throws {
        guard let lost = try await messages.lostContent(in: folder.id) else { return }
        if !lost.isEmpty {
            let pass = ComparePass(remote: remote, isNews: false, looksForKnown: false)
            let pipeline = IngestPipeline(target(folder, isLive: false))
            do {
                try await fetch(lost, of: folder, pass, pipeline, &outcome)
            } catch {
                await pipeline.settle()
                throw error
            }
            outcome.bytes += try await pipeline.drain().bytes
        }
        try await messages.contentIsBack(in: folder.id)
    }

    /// What a folder holds by the server's own words.
    private struct Listing {
        /// Messages that can be had, ascending.
        var uids: [UInt32]
        /// Named by one answer and not by another: not fetched, and not taken for gone either.
        var disputed = UIDSet()
    }

    /// Asks which messages there are until two answers of the server agree.
    ///
    /// EXISTS and UID SEARCH agree on any sound server. Where they do not, even when asked again, what FETCH lists is
    /// what there is, and nothing is forgotten that one of the answers names.
    private func listing(
        _ folder: SyncedFolder, _ remote: SyncPlan.Remote, isEmptyHere: Bool
    ) async throws -> Listing {
        // A folder that is empty on both sides needs no questions; one that lost everything is asked twice.
        if remote.count == 0 && isEmptyHere { return Listing(uids: []) }
        let first = try await session.search(.all)
        if let uids = Self.numbers(first, agreeingWith: remote.count) { return Listing(uids: uids) }
        // Something arrived or was removed meanwhile, most likely.
        let again = try await session.select(MailboxName(wire: folder.rawName))
        guard again.uidValidity == remote.uidValidity else { throw SessionError.transport(.closed) }
        let second = try await session.search(.all)
        if let uids = Self.numbers(second, agreeingWith: Int(again.exists)) { return Listing(uids: uids) }
        let listed = Mutex<[UID]>([])
        try await session.fetch(.from(1), .flags) { batch in
            let count = listed.withLock { listed in
                listed += batch.compactMap(\.uid)
                return listed.count
            }
            guard count <= Self.mostMessages else {
                throw SessionError.violation(ProtocolViolation(by: .server, "a mailbox without an end"))
            }
        }
        let set = UIDSet(listed.withLock { $0 })
        return Listing(uids: set.uids(limit: set.count).map(\.rawValue), disputed: second)
    }

    /// What a mailbox may hold; a hostile server may speak of four billion.
    static let mostMessages = 10_000_000

    /// - Returns: nil when the set does not have this many numbers.
    private static func numbers(_ set: UIDSet, agreeingWith count: Int) -> [UInt32]? {
        guard set.count == count, count <= mostMessages else { return nil }
        return set.uids(limit: count).map(\.rawValue)
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
        var fetch = CarefulFetch(self, folder, validity: pass.remote.uidValidity, pipeline)
        for batch in SyncPlan.batches(fetch.leavingOutWithheld(missing)) {
            try Task.checkCancellation()
            try await fetch.run(batch)
            await teller.add(batch.count)
            guard try await betweenBatches() else { continue }
            let again = try await session.select(MailboxName(wire: folder.rawName))
            guard again.uidValidity == pass.remote.uidValidity else { throw SessionError.transport(.closed) }
        }
        try await fetch.findSilent()
        outcome.errors += fetch.complaints.map { "\(folder.folder.name): \($0)" }
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
