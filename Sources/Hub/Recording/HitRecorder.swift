import CRMModel
public import CRMStore
public import Platform
import Synchronization

/// Writes hits in groups: what arrives during one commit is the next group, so that a thousand hits a moment
/// cost a handful of commits and each is durable before it is answered.
public final class HitRecorder: Sendable {
    /// Stores a group durably, all or nothing.
    public typealias Commit = @Sendable ([NewHit]) async throws -> Void

    private struct Waiting {
        var hit: NewHit
        var finish: @Sendable (Bool) -> Void
    }

    private struct State {
        var waiting: [Waiting] = []
        var isClosed = false
        var lastFailure: Timestamp?
    }

    /// More than this many unwritten hits are refused: the store is not keeping up.
    static let capacity = 50_000
    private static let groupLimit = 2000

    private let state = Mutex(State())
    private let signal: AsyncStream<Void>
    private let raise: AsyncStream<Void>.Continuation
    private let commit: Commit
    private let log: Log

    public init(log: Log, commit: @escaping Commit) {
        self.log = log
        self.commit = commit
        (signal, raise) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Takes a hit from any thread, at once.
    ///
    /// - Parameter finish: called once from some thread: true when the hit is durable.
    public func submit(_ hit: NewHit, finish: @escaping @Sendable (Bool) -> Void) {
        var hit = hit
        hit.at = Timestamp(milliseconds: SystemClock.wallMilliseconds())
        let isTaken = state.withLock { state in
            guard !state.isClosed, state.waiting.count < Self.capacity else { return false }
            state.waiting.append(Waiting(hit: hit, finish: finish))
            return true
        }
        if isTaken { raise.yield() } else { finish(false) }
    }

    /// Whether the last commit went through.
    public var isHealthy: Bool { state.withLock { $0.lastFailure == nil } }

    /// Writes until `close` was called and everything is written.
    public func run() async {
        for await _ in signal {
            while await writeGroup() {}
        }
        while await writeGroup() {}
    }

    /// Takes no more hits; what was taken is still written.
    public func close() {
        state.withLock { $0.isClosed = true }
        raise.finish()
    }

    /// - Returns: whether there was anything to write.
    private func writeGroup() async -> Bool {
        let group = state.withLock { state in
            let group = Array(state.waiting.prefix(Self.groupLimit))
            state.waiting.removeFirst(group.count)
            return group
        }
        guard !group.isEmpty else { return false }
        let now = Timestamp(milliseconds: SystemClock.wallMilliseconds())
        var isWritten = true
        do {
            try await commit(group.map(\.hit))
            state.withLock { $0.lastFailure = nil }
        } catch {
            isWritten = false
            state.withLock { $0.lastFailure = now }
            log.error(
                "hub.hits.lost",
                ["count": .integer(Int64(group.count)), "reason": .string("\(type(of: error))")])
        }
        for waiting in group { waiting.finish(isWritten) }
        return true
    }
}
