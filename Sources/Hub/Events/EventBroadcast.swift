import Platform
import Synchronization

/// Brings new events to every listener.
final class EventBroadcast: Sendable {
    private let feeds = Mutex<[ObjectIdentifier: EventFeed]>([:])
    private let services: HubServices
    private let poke: AsyncStream<Void>.Continuation
    private let pokes: AsyncStream<Void>
    /// So many at once; another is told to come again.
    static let listenerLimit = 200

    init(services: HubServices) {
        self.services = services
        (pokes, poke) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// - Returns: false when there are too many listeners.
    func add(_ feed: EventFeed) -> Bool {
        let isAdded = feeds.withLock { feeds in
            guard feeds.count < Self.listenerLimit else { return false }
            feeds[ObjectIdentifier(feed)] = feed
            return true
        }
        // A listener that left meanwhile was not found by `remove`.
        if feed.isClosed { remove(feed) }
        feed.whenHungry { [poke] in poke.yield() }
        poke.yield()
        return isAdded
    }

    func remove(_ feed: EventFeed) {
        _ = feeds.withLock { $0.removeValue(forKey: ObjectIdentifier(feed)) }
    }

    func closeAll() {
        for feed in feeds.withLock({ Array($0.values) }) { feed.close() }
        poke.finish()
    }

    /// Works until cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { [services, poke] in
                for await _ in services.changes() { poke.yield() }
            }
            group.addTask { [self] in
                // Ends with the group; a listener that has left is noticed by the next write.
                while !Task.isCancelled, (try? await Task.sleep(for: .seconds(15))) != nil {
                    for feed in feeds.withLock({ Array($0.values) }) {
                        // A key that was revoked meanwhile opens nothing any more.
                        if await services.holds(feed.key, .events) { feed.ping() } else { feed.close() }
                    }
                    // What another process of this workspace took, and nobody announced.
                    poke.yield()
                }
            }
            for await _ in pokes { await deliver() }
            group.cancelAll()
        }
    }

    private func deliver() async {
        for feed in feeds.withLock({ Array($0.values) }) {
            while feed.hasRoom() {
                // A store that cannot be read now is read again with the next change.
                guard let lines = try? await lines(for: feed), !lines.isEmpty else { break }
                let before = feed.cursor
                feed.push(lines)
                if lines.count < Self.page || feed.cursor == before { break }
            }
        }
    }

    private static let page = 200

    private func lines(for feed: EventFeed) async throws -> [HubServices.EventLine] {
        switch feed.source {
        case .log: try await services.events(feed.cursor, Self.page)
        case .hits: try await services.hits(feed.cursor, Self.page)
        }
    }
}
