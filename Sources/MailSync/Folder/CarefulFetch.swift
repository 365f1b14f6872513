import CRMModel
import CRMStore
import MailCore
import MailNet
import Synchronization

/// Fetches messages of one folder, and finds those that the server cannot hand out.
///
/// When the server refuses a batch, breaks off or talks nonsense in the middle of it, the halves of what has not come
/// are tried, down to the message that is at fault. That one is left out and told; the others arrive.
struct CarefulFetch {
    private let sync: FolderSync
    private let folder: SyncedFolder
    private let validity: UInt32?
    private let pipeline: IngestPipeline
    private let received = Received()
    private var asked: [UInt32] = []
    /// Why a message did not come.
    private var faults: [UInt32: String] = [:]
    private var attemptsAlone: [UInt32: Int] = [:]
    private var lostConnections = 0
    /// Connections that were lost one after the other without a message in between.
    private var vainConnections = 0
    private var countAtLastLoss = 0

    /// A pass does not connect more often than this because of one folder; the next pass goes on from there.
    private static let connectionLimit = 24
    /// This many connections that bring no message are not about single messages.
    private static let vainLimit = 5
    /// This many refusals with hardly a message between them are not about single messages.
    private static let refusalLimit = 20

    init(_ sync: FolderSync, _ folder: SyncedFolder, validity: UInt32?, _ pipeline: IngestPipeline) {
        self.sync = sync
        self.folder = folder
        self.validity = validity
        self.pipeline = pipeline
    }

    /// What could not be had, in words; one line for each reason.
    var complaints: [String] {
        Dictionary(grouping: faults.values, by: { $0 }).map { words, all in
            "\(all.count) message\(all.count == 1 ? "" : "s") not fetched: \(words)"
        }.sorted()
    }

    /// Leaves out what lately could not be had, and remembers to tell it.
    mutating func leavingOutWithheld(_ uids: [UInt32]) -> [UInt32] {
        let now = sync.now()
        return uids.filter { uid in
            guard let words = sync.withheld.words(for: place(uid), at: now) else { return true }
            faults[uid] = words
            return false
        }
    }

    /// - Throws: what is not about single messages: no connection, a temporary refusal, a store that fails.
    mutating func run(_ uids: [UInt32]) async throws {
        asked += uids
        try await attempt(uids)
    }

    private mutating func attempt(_ uids: [UInt32]) async throws {
        guard !uids.isEmpty else { return }
        try Task.checkCancellation()
        let (received, pipeline) = (received, pipeline)
        let wanted = Set(uids)
        do {
            try await sync.session.fetch(UIDSet(uids.map { UID($0) }), .message) { batch in
                let fresh = received.take(batch.filter { wanted.contains($0.uid?.rawValue ?? 0) })
                if !fresh.isEmpty { try await pipeline.submit(fresh) }
            }
        } catch let error as SessionError {
            let rest = uids.filter { !received.contains($0) }
            try await settle(error)
            try await halve(rest, of: uids, error)
        }
    }

    /// Makes the session usable again, or passes the error on.
    private mutating func settle(_ error: SessionError) async throws {
        switch error {
        case .refused(let refusal):
            if refusal.enhanced == "EXPUNGEISSUED" { return }
            guard refusal.kind == .permanent else { throw error }
            let isAboutMessages =
                faults.count < Self.refusalLimit || received.count > faults.count * 10
            guard isAboutMessages else { throw error }
        case .transport(.closed), .transport(.ended), .transport(.timeout), .violation:
            lostConnections += 1
            vainConnections = received.count > countAtLastLoss ? 1 : vainConnections + 1
            countAtLastLoss = received.count
            guard lostConnections <= Self.connectionLimit, vainConnections <= Self.vainLimit else {
                throw error
            }
            try await sync.reconnect(vainConnections)
            let selected = try await sync.session.select(MailboxName(wire: folder.rawName))
            guard selected.uidValidity == validity else { throw error }
        default: throw error
        }
    }

    private mutating func halve(
        _ rest: [UInt32], of uids: [UInt32], _ error: SessionError
    ) async throws {
        // Messages that were removed in between are none to fetch.
        if case .refused(let refusal) = error, refusal.enhanced == "EXPUNGEISSUED" { return }
        guard rest.count == 1, let uid = rest.first else {
            let middle = rest.count / 2
            try await attempt(Array(rest[..<middle]))
            return try await attempt(Array(rest[middle...]))
        }
        if uids.count == 1 { attemptsAlone[uid, default: 0] += 1 }
        // A connection may be lost for any reason, once.
        let isRefused = if case .refused = error { true } else { false }
        guard attemptsAlone[uid, default: 0] >= (isRefused ? 1 : 2) else { return try await attempt(rest) }
        fault(uid, Self.words(error))
    }

    /// Finds what the server lists, was asked for, and left out without a word.
    mutating func findSilent() async throws {
        let silent = asked.filter { !received.contains($0) && faults[$0] == nil }.sorted()
        for start in stride(from: 0, to: silent.count, by: 500) {
            let part = Array(silent[start..<min(start + 500, silent.count)])
            let listed = try await sync.session.search(.uid(UIDSet(part.map { UID($0) })))
            // Those that are not listed any more were removed meanwhile.
            let removed = Set(SyncPlan.leavingOut(listed, from: part))
            for uid in part where !removed.contains(uid) {
                fault(uid, "the server lists it and does not hand it out")
            }
        }
    }

    private mutating func fault(_ uid: UInt32, _ words: String) {
        faults[uid] = words
        sync.withheld.note(place(uid), words, at: sync.now())
    }

    private func place(_ uid: UInt32) -> WithheldMessages.Place {
        WithheldMessages.Place(folder: folder.id, uidValidity: validity, uid: uid)
    }

    private static func words(_ error: SessionError) -> String {
        if case .refused(let refusal) = error { refusal.text } else { error.description }
    }

    /// The UIDs that have come, noted on the thread that hands them over.
    private final class Received: Sendable {
        private let uids = Mutex<Set<UInt32>>([])

        var count: Int { uids.withLock { $0.count } }
        func contains(_ uid: UInt32) -> Bool { uids.withLock { $0.contains(uid) } }

        /// - Returns: those that have not come before.
        func take(_ messages: [FetchedMessage]) -> [FetchedMessage] {
            uids.withLock { uids in messages.filter { uids.insert($0.uid?.rawValue ?? 0).inserted } }
        }
    }
}
