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
                    for feed in feeds.withLock({ Array($0.values) }) { feed.ping() }
                }
            }
            for await _ in pokes { await deliver() }
            group.cancelAll()
        }
    }

    private func deliver() async {
        for feed in feeds.withLock({ Array($0.values) }) {
            while feed.hasRoom {
                // A store that cannot be read now is read again with the next change.
                guard let lines = try? await services.events(feed.cursor, 200), !lines.isEmpty else { break }
                let before = feed.cursor
                feed.push(lines)
                if lines.count < 200 || feed.cursor == before { break }
            }
        }
    }
}
