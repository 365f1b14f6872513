import Outreach
import Synchronization

/// A request whose connection waits for its answer.
final class PendingRequest: Sendable {
    private struct State {
        var response: HubResponse?
        var feed: EventFeed?
        var isParked = false
        var isGone = false
    }

    private let state = Mutex(State())
    private let park: @Sendable () -> Void
    private let unpark: @Sendable () -> Void

    init(park: @escaping @Sendable () -> Void, unpark: @escaping @Sendable () -> Void) {
        self.park = park
        self.unpark = unpark
    }

    /// The answer when it is there; otherwise the connection sleeps until `finish`.
    func takeOrPark() -> HubResponse? {
        state.withLock { state in
            if let response = state.response { return response }
            state.isParked = true
            park()
            return nil
        }
    }

    var response: HubResponse? { state.withLock(\.response) }
    var feed: EventFeed? { state.withLock(\.feed) }

    /// - Returns: false when the connection is gone: `feed` will not be read.
    @discardableResult
    func finish(_ response: HubResponse, feed: EventFeed? = nil) -> Bool {
        state.withLock { state in
            guard !state.isGone, state.response == nil else { return false }
            state.response = response
            state.feed = feed
            if state.isParked {
                state.isParked = false
                unpark()
            }
            return true
        }
    }

    /// A feed that uses the same connection.
    func makeFeed(_ subscription: EventFeed.Subscription) -> EventFeed {
        EventFeed(subscription, park: park, unpark: unpark)
    }

    /// The connection is gone and must not be touched again.
    func abandon() -> EventFeed? {
        state.withLock { state in
            state.isGone = true
            state.isParked = false
            state.feed?.abandon()
            return state.feed
        }
    }
}

/// Carries out what the router decided. Called from HTTP threads; never blocks them.
final class RequestDesk: Sendable {
    private struct Job: Sendable {
        var action: HubAction
        var pending: PendingRequest
    }

    let router: HubRouter
    private let services: HubServices
    private let recorder: HitRecorder
    private let broadcast: EventBroadcast
    private let jobs: AsyncStream<Job>
    private let submit: AsyncStream<Job>.Continuation

    init(router: HubRouter, services: HubServices, recorder: HitRecorder, broadcast: EventBroadcast) {
        self.router = router
        self.services = services
        self.recorder = recorder
        self.broadcast = broadcast
        (jobs, submit) = AsyncStream.makeStream(of: Job.self, bufferingPolicy: .bufferingOldest(1000))
    }

    /// The answer when it needs nothing else; otherwise `pending` is finished later.
    func handle(_ action: HubAction, _ pending: PendingRequest) -> HubResponse? {
        switch action {
        case .answer(let response): return response
        case .health:
            return recorder.isHealthy ? .text(200, "ok") : .text(503, "hits cannot be stored")
        case .record(let hit, let response, let failure):
            recorder.submit(hit) { isWritten in pending.finish(isWritten ? response : failure) }
        case .streamEvents, .createCampaign:
            if case .enqueued = submit.yield(Job(action: action, pending: pending)) { break }
            return .error(503, "busy", "too many requests wait already")
        }
        return pending.takeOrPark()
    }

    func close() { submit.finish() }

    func left(_ feed: EventFeed) { broadcast.remove(feed) }

    /// Works until `close`.
    func run() async {
        await withDiscardingTaskGroup { group in
            for await job in jobs {
                group.addTask { [self] in
                    switch job.action {
                    case .streamEvents(let source, let key, let cursor):
                        await stream(source, key, after: cursor, job.pending)
                    case .createCampaign(let key, let body, let idempotencyKey):
                        job.pending.finish(await create(key, body, idempotencyKey))
                    default: job.pending.finish(.text(500, "not a job"))
                    }
                }
            }
        }
    }

    private static let unauthorized: HubResponse = {
        var response = HubResponse.error(401, "unauthorized", "a key with the right scope is needed")
        response.headers.append(.init("WWW-Authenticate", "Bearer"))
        return response
    }()

    private func holds(_ key: String?, _ scope: HubServices.Scope) async -> Bool {
        guard let key, !key.isEmpty else { return false }
        return await services.holds(key, scope)
    }

    private func create(_ key: String?, _ body: [UInt8], _ idempotencyKey: String?) async -> HubResponse {
        guard await holds(key, .campaigns) else { return Self.unauthorized }
        return await services.createCampaign(body, idempotencyKey)
    }

    private func stream(
        _ source: EventSource, _ key: String?, after cursor: Int64?, _ pending: PendingRequest
    ) async {
        guard let key, await holds(key, .events) else {
            pending.finish(Self.unauthorized)
            return
        }
        let start: Int64
        var greeting: String?
        do {
            start = if let cursor { cursor } else { try await beginning(of: source) }
            if source == .hits { greeting = try await services.greeting() }
        } catch {
            pending.finish(.error(503, "store", "the event log cannot be read now"))
            return
        }
        let feed = pending.makeFeed(.init(source: source, key: key, cursor: start))
        var response = HubResponse(
            status: 200, headers: [.init("Content-Type", "text/event-stream")] + HubResponse.common)
        response.headers.append(.init("X-Accel-Buffering", "no"))
        guard pending.finish(response, feed: feed) else { return }
        if let greeting { feed.greet(HitDocument.greeting, greeting) } else { feed.ping() }
        if !broadcast.add(feed) { feed.close() }
    }

    /// Where a stream begins that names no cursor: the log with what happens from now on, hits with the first.
    private func beginning(of source: EventSource) async throws -> Int64 {
        source == .log ? try await services.newestCursor() : 0
    }
}
