import CRMModel
import CRMStore
import MailCore
import MailNet

/// Parses and stores fetched messages while the next ones are being read.
///
/// Batches are stored in the order in which they were submitted. At most two are under way, so that memory
/// stays bounded and a slow disk slows the network down instead of filling the machine.
actor IngestPipeline {
    /// What was stored so far.
    struct Totals: Hashable, Sendable {
        var new = 0
        var stored = 0
        var bytes = 0
    }

    private let target: IngestTarget
    private var last: Task<Totals, any Error>?
    private var beforeLast: Task<Totals, any Error>?
    private var totals = Totals()

    init(_ target: IngestTarget) { self.target = target }

    /// Takes a batch; returns when it is under way, which may take until an earlier one is stored.
    ///
    /// - Throws: the error of an earlier batch.
    func submit(_ messages: [FetchedMessage]) async throws {
        if let oldest = beforeLast {
            beforeLast = nil
            add(try await oldest.value)
        }
        let previous = last
        let target = target
        // Owned by this pipeline, which waits for it in `submit` or `drain`.
        let task = Task.detached {
            let facts = try await target.facts(of: messages)
            // Stored in the order of submission; an error of the batch before ends this one too.
            _ = try await previous?.value
            return try await target.store(facts)
        }
        beforeLast = previous
        last = task
        // One large mail in memory is enough.
        let bytes = messages.reduce(0) { $0 + ($1.body?.count ?? 0) }
        if bytes >= FetchPlan.largeBatch { _ = await task.result }
    }

    /// Waits until everything is stored.
    func drain() async throws -> Totals {
        if let task = beforeLast {
            beforeLast = nil
            add(try await task.value)
        }
        if let task = last {
            last = nil
            add(try await task.value)
        }
        return totals
    }

    /// Waits until nothing is under way any more, after an error; what was stored stays.
    func settle() async {
        _ = await beforeLast?.result
        _ = await last?.result
        beforeLast = nil
        last = nil
    }

    private func add(_ more: Totals) {
        totals.new += more.new
        totals.stored += more.stored
        totals.bytes += more.bytes
    }
}

/// Where a pipeline's messages go: one folder of one account.
struct IngestTarget: Sendable {
    let folder: RowID<Folder>
    let account: ID<Account>
    let ownAddresses: Set<String>
    let messages: MessageRepository
    let raw: RawMessageStore
    let replies: ReplyFollowUp?
    let now: @Sendable () -> Timestamp
    /// New mail that the user should hear of, as opposed to the first sync and backfill.
    let isLive: Bool

    struct Facts: Sendable {
        var messages: [IngestMessage] = []
        var signals: [ReplySignal] = []
        var bytes = 0
    }

    /// Parses on all cores (the batch is cut in two) and stores the raw messages, which must be there first.
    func facts(of fetched: [FetchedMessage]) async throws -> Facts {
        let middle = fetched.count / 2
        async let first = parse(fetched[..<middle])
        let second = try await parse(fetched[middle...])
        var facts = try await first
        facts.messages += second.messages
        facts.signals += second.signals
        facts.bytes += second.bytes
        return facts
    }

    @concurrent
    private func parse(_ fetched: ArraySlice<FetchedMessage>) async throws -> Facts {
        var facts = Facts()
        var bodies: [[UInt8]] = []
        for message in fetched {
            // A program that is to end does not first read megabytes that are fetched again anyway.
            try Task.checkCancellation()
            guard let read = Ingest.read(message, ownAddresses: ownAddresses, now: now()) else { continue }
            facts.messages.append(read.message)
            facts.bytes += read.raw.count
            if let signal = read.signal { facts.signals.append(signal) }
            bodies.append(read.raw)
        }
        try await raw.put(bodies, hashes: facts.messages.map(\.contentHash))
        return facts
    }

    func store(_ facts: Facts) async throws -> IngestPipeline.Totals {
        // First what follows from them, which can be done twice, so that a kill in between loses nothing.
        if let replies { try await replies.follow(facts.signals, account: account, at: now()) }
        let result = try await messages.ingest(facts.messages, into: folder, isLive: isLive, at: now())
        return IngestPipeline.Totals(new: result.new.count, stored: result.messages.count, bytes: facts.bytes)
    }
}
