import CRMModel
public import CRMStore
import MailCore
public import MailNet
public import Platform

/// Follows a hub on another machine: hits that it took for mails of this workspace are stored here, each exactly once.
///
/// How far the hub was read is kept in the transaction that stores its hits, so that a death at any point loses and
/// doubles nothing. Waits between attempts grow, and are long after a refusal.
public struct HubFollower: Sendable {
    /// How it stands with the other hub.
    public enum State: Hashable, Sendable {
        case connecting
        case following
        /// Away; tried again by itself.
        case away(reason: String)
        /// It will not have us until somebody changes something; tried again now and then.
        case refused(reason: String)
    }

    /// What the follower works with.
    public struct Surroundings: Sendable {
        var tracking: TrackingRepository
        /// What our own hub calls itself: it is not followed.
        var ownHub: String
        /// The token, asked for at each attempt.
        var token: @Sendable () throws -> String
        /// Called after each stored group, to wake the reviewer.
        var stored: @Sendable () -> Void
        var changed: @Sendable (State) async -> Void
        var log: Log

        public init(
            tracking: TrackingRepository, ownHub: String, token: @escaping @Sendable () throws -> String,
            stored: @escaping @Sendable () -> Void, changed: @escaping @Sendable (State) async -> Void,
            log: Log
        ) {
            self.tracking = tracking
            self.ownHub = ownHub
            self.token = token
            self.stored = stored
            self.changed = changed
            self.log = log
        }
    }

    /// Pauses between attempts.
    public struct Pauses: Hashable, Sendable {
        public var first: Duration
        public var longest: Duration
        /// After the hub said no.
        public var afterRefusal: Duration
        /// How long a hub has to be followed until the pauses begin anew.
        public var steady: Duration

        public init(
            first: Duration = .milliseconds(500), longest: Duration = .seconds(120),
            afterRefusal: Duration = .seconds(300), steady: Duration = .seconds(10)
        ) {
            self.first = first
            self.longest = longest
            self.afterRefusal = afterRefusal
            self.steady = steady
        }
    }

    private let address: EventStreamAddress
    private let around: Surroundings
    private let pauses: Pauses
    private let patience: Patience
    /// Events of one hub that are asked for.
    static let target = "/api/events?of=hits"

    public init(
        _ address: EventStreamAddress, _ surroundings: Surroundings, pauses: Pauses = Pauses(),
        patience: Patience = Patience(progress: .seconds(45))
    ) {
        self.address = address
        around = surroundings
        self.pauses = pauses
        self.patience = patience
    }

    /// Follows until the task is cancelled.
    public func run() async {
        var failures = 0
        var hasTurned = false
        var random = SystemRandomNumberGenerator()
        while !Task.isCancelled {
            await around.changed(.connecting)
            let end = await visit()
            if Task.isCancelled { return }
            let pause: Duration
            switch end {
            case .again where !hasTurned:
                hasTurned = true
                continue
            case .again:
                failures += 1
                await around.changed(.away(reason: "the hub changes its name"))
                pause = pauses.longest
            case .lost(let reason, let wasSteady):
                failures = wasSteady ? 1 : failures + 1
                hasTurned = hasTurned && !wasSteady
                await around.changed(.away(reason: reason))
                pause = Backoff.delay(
                    afterFailures: failures, base: pauses.first, ceiling: pauses.longest, using: &random)
            case .refused(let reason, let wanted):
                failures += 1
                await around.changed(.refused(reason: reason))
                let least = max(wanted.map { .seconds(min(max($0, 1), 3600)) } ?? .zero, pauses.afterRefusal)
                pause = Backoff.delay(
                    afterFailures: failures, base: least, ceiling: least * 12, using: &random)
            }
            around.log.info("hub.follow.pause", ["seconds": .integer(pause.components.seconds)])
            // Cancelled: the loop's condition ends it.
            try? await Task.sleep(for: pause)
        }
    }

    /// How a visit ended.
    enum Ending: Hashable {
        /// The hub is another one than last time: its own cursor is needed.
        case again
        /// - Parameter wasSteady: it had gone well for a while.
        case lost(String, wasSteady: Bool)
        case refused(String, pause: Int?)
    }

    /// Why a hub would not be followed.
    public enum Fault: Hashable, Sendable {
        case away(String)
        case refused(String)
    }

    /// Connects as a follower does, and leaves when the hub has said who it is.
    ///
    /// - Returns: nil when all is well.
    public static func test(
        _ address: EventStreamAddress, token: String,
        patience: Patience = Patience(connect: .seconds(10), progress: .seconds(10))
    ) async -> Fault? {
        let session = EventStreamSession(address, patience: patience)
        do {
            // Behind everything: only the greeting comes.
            try await session.open(target: target, token: token, lastEventID: String(Int64.max))
            let first = try await session.next().first
            await session.close()
            guard let first, first.name == HitDocument.greeting else {
                return .refused("there is a hub, but it does not say which one")
            }
            return nil
        } catch let refusal as EventStreamSession.Refusal {
            switch ending(refusal) {
            case .refused(let reason, _): return .refused(reason)
            case .lost(let reason, _): return .away(reason)
            case .again: return nil
            }
        } catch {
            return .away("\(error)")
        }
    }

    private func visit() async -> Ending {
        let session = EventStreamSession(address, patience: patience)
        return await withTaskCancellationHandler {
            let ending = await listen(to: session)
            await session.close()
            return ending
        } onCancel: {
            session.interrupt()
        }
    }

    private func listen(to session: EventStreamSession) async -> Ending {
        let token: String
        do { token = try around.token() } catch {
            return .refused("the key cannot be had: \(error)", pause: nil)
        }
        guard EventStreamExchange.isToken(token) else {
            return .refused("there is no key for the hub", pause: nil)
        }
        var isFollowing = false
        let began = SystemClock.bootMilliseconds()
        // One that breaks again and again right after it was understood is left alone for longer each time.
        func isSteady() -> Bool {
            isFollowing && SystemClock.bootMilliseconds() - began >= pauses.steady.components.seconds * 1000
        }
        do {
            let known = try await around.tracking.followedHub(at: address.description)
            try await session.open(
                target: Self.target, token: token, lastEventID: String(known?.cursor ?? 0))
            var reading = Reading(sentCursor: known?.cursor ?? 0)
            while !Task.isCancelled {
                let events = try await session.next()
                if let ending = try await take(events, &reading, known) { return ending }
                if reading.hub != nil, !isFollowing {
                    isFollowing = true
                    await around.changed(.following)
                }
            }
            return .lost("stopped", wasSteady: isSteady())
        } catch let refusal as EventStreamSession.Refusal {
            return Self.ending(refusal)
        } catch let error as SessionError {
            return .lost(error.description, wasSteady: isSteady())
        } catch {
            return .lost("\(error)", wasSteady: isSteady())
        }
    }

    private static func ending(_ refusal: EventStreamSession.Refusal) -> Ending {
        switch refusal {
        case .session(let error):
            if case .transport(.tls) = error { return .refused(error.description, pause: nil) }
            return .lost(error.description, wasSteady: false)
        case .status(let status, let pause):
            switch status {
            case 401, 403: return .refused("the hub does not take the key (\(status))", pause: pause)
            case 300..<400:
                return .refused("the hub answers with a redirect, which is not followed", pause: pause)
            case 400..<500 where status != 408 && status != 429:
                return .refused("there is no hub of this kind at the address (\(status))", pause: pause)
            default:
                return pause == nil
                    ? .lost("the hub answers \(status)", wasSteady: false)
                    : .refused("the hub answers \(status)", pause: pause)
            }
        }
    }

    /// What one connection has brought.
    private struct Reading {
        let sentCursor: Int64
        var hub: String?
        /// What is added to the hub's times, because its clock is another one.
        var skew = 0.0
    }

    private func take(
        _ events: [ServerSentEvent], _ reading: inout Reading, _ known: FollowedHub?
    ) async throws -> Ending? {
        var hits: [NumberedHit] = []
        for event in events {
            let document: JSONValue
            do { document = try JSONValue.parse(Array(event.data.utf8), maximumDepth: 4) } catch {
                throw SessionError.violation(ProtocolViolation(by: .server, "an event that is no JSON"))
            }
            if event.name == HitDocument.greeting, reading.hub == nil {
                guard let greeting = HitDocument.Greeting(document) else {
                    throw SessionError.violation(ProtocolViolation(by: .server, "a greeting without sense"))
                }
                if let ending = try await meet(greeting, &reading, known) { return ending }
            } else if event.name == HitDocument.event, reading.hub != nil {
                guard var hit = HitDocument.hit(document), event.id == String(hit.number) else {
                    throw SessionError.violation(ProtocolViolation(by: .server, "a hit without sense"))
                }
                hit.hit.at = hit.hit.at.adding(seconds: reading.skew)
                hits.append(hit)
            } else if reading.hub == nil {
                throw SessionError.violation(
                    ProtocolViolation(by: .server, "it does not say which hub it is"))
            }
        }
        guard let hub = reading.hub, let last = hits.map(\.number).max() else { return nil }
        let new = try await around.tracking.insertHits(
            hits, of: hub, at: address.description, cursor: last, now: WallClock.now())
        if new > 0 { around.stored() }
        return nil
    }

    private func meet(
        _ greeting: HitDocument.Greeting, _ reading: inout Reading, _ known: FollowedHub?
    ) async throws -> Ending? {
        guard greeting.hub != around.ownHub else {
            return .refused("it is this workspace's own hub, which needs no following", pause: nil)
        }
        let cursor = try await around.tracking.followedHub(greeting.hub)?.cursor ?? 0
        let now = WallClock.now()
        _ = try await around.tracking.insertHits(
            [], of: greeting.hub, at: address.description, cursor: cursor, now: now)
        if cursor != reading.sentCursor { return .again }
        if greeting.newest < cursor {
            around.log.warning("hub.follow.behind", ["newest": .integer(greeting.newest)])
        }
        let skew = now.seconds(since: greeting.now)
        // Clocks that are a little apart are left as they are: the way takes time too.
        reading.skew = abs(skew) > 2 ? skew : 0
        reading.hub = greeting.hub
        return nil
    }
}
