import CRMModel
import CRMStore
import MailNet
import MailSync
import Testing

/// A syncer that watches, and what the workspace hears meanwhile.
struct Watching {
    let world: SyncWorld
    let syncer: AccountSyncer
    private let task: Task<Void, Never>
    private let events: AsyncStream<LoggedEvent>
    private let readiness: AsyncStream<Void>

    init(_ world: SyncWorld, _ syncer: AccountSyncer) async throws {
        self.world = world
        self.syncer = syncer
        events = try await world.store.events.follow()
        let (readiness, ready) = AsyncStream.makeStream(of: Void.self)
        self.readiness = readiness
        task = Task { await syncer.watch { ready.yield() } }
    }

    /// Waits until everything is up to date and watched, once more with each call.
    func ready() async { for await _ in readiness { return } }

    /// Waits for an event and takes those before it.
    @discardableResult
    func event<Value>(_ wanted: (DomainEvent) -> Value?) async throws -> Value {
        for await logged in events { if let value = wanted(logged.event) { return value } }
        throw CancellationError()
    }

    /// Waits for a state of the account.
    @discardableResult
    func state<Value>(_ wanted: (AccountState) -> Value?) async throws -> Value {
        try await event { if case .accountStateChanged(_, let state) = $0 { wanted(state) } else { nil } }
    }

    func offline() async throws -> String {
        try await state { if case .offline(let reason, _) = $0 { reason } else { nil } }
    }

    /// Ends the watch and waits until it has ended.
    func end() async {
        task.cancel()
        await task.value
    }
}

extension SyncSettings {
    /// For tests that wait for a second look.
    static var quick: SyncSettings {
        SyncSettings(
            pollInterval: .milliseconds(50), patience: .init(connect: .seconds(30), progress: .seconds(30)),
            firstPause: .milliseconds(20), passwordLook: .milliseconds(20))
    }
}
