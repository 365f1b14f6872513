import CRMModel
import CRMStore
import Platform

/// Does something for as long as this process holds a lease of the store, and takes over when another lets go.
struct HeldLease: Sendable {
    private let duty: LeaseRepository.Duty
    private let leases: LeaseRepository
    private let owner: String

    /// A process that dies is replaced after this many seconds.
    private static let length = 15.0

    init(_ duty: LeaseRepository.Duty, leases: LeaseRepository, owner: String) {
        self.duty = duty
        self.leases = leases
        self.owner = owner
    }

    /// Runs `body` while the lease is held; returns when the task is cancelled or `body` ends by itself.
    func whileHeld(_ body: @escaping @Sendable () async -> Void) async {
        while !Task.isCancelled {
            if await claim() {
                let isOver = await holding(body)
                // A lease that cannot be given back ends by itself.
                try? await leases.release(duty, by: owner)
                if isOver { return }
            }
            // Cancelled: the loop's condition ends it.
            try? await Task.sleep(for: .seconds(2))
        }
    }

    /// - Returns: whether `body` came to its end; false when the lease was lost.
    private func holding(_ body: @escaping @Sendable () async -> Void) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                await body()
                return true
            }
            group.addTask {
                // Cancelled: somebody else's end.
                while (try? await Task.sleep(for: .seconds(Self.length / 3))) != nil {
                    if await !claim() { return false }
                }
                return true
            }
            let isOver = await group.next() ?? true
            group.cancelAll()
            await group.waitForAll()
            return isOver
        }
    }

    private func claim() async -> Bool {
        let now = Timestamp(milliseconds: SystemClock.wallMilliseconds())
        // A store that is busy or full gives no lease; it is asked again.
        return (try? await leases.claim(duty, by: owner, until: now.adding(seconds: Self.length), at: now))
            ?? false
    }
}
