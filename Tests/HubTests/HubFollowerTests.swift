import CRMModel
import CRMStore
import Glibc
import Hub
import MailNet
import Outreach
import Platform
import Synchronization
import Testing

/// A hub with a store of its own, and the parts to follow it from another store.
final class TwoMachines: Sendable {
    static let sent = Timestamp(milliseconds: 1_795_190_400_000)
    static let key = APIKey.mint()

    let here: TrackingRepository
    let there: TrackingRepository
    let outbox: OutboxRepository
    private let hubStore: SQLiteDatabase
    let states = Mutex<[HubFollower.State]>([])
    private let news: (stream: AsyncStream<Void>, continuation: AsyncStream<Void>.Continuation)

    init() async throws {
        let store = try await SQLiteDatabase.open(.memory, migrations: Migrations.workspace)
        hubStore = try await SQLiteDatabase.open(.memory, migrations: Migrations.workspace)
        (here, there) = (TrackingRepository(store), TrackingRepository(hubStore))
        outbox = OutboxRepository(store)
        news = AsyncStream.makeStream(of: Void.self)
        try await APIKeyRepository(hubStore).add(
            id: ID(high: 9, low: 9), name: "rep", prefix: "rk", hash: APIKey.hash(Self.key),
            scopes: ["events"],
            at: Self.sent)
        _ = try await outbox.enqueue(Self.mail(testJob, "mia@y.example"), at: Self.sent)
    }

    static func mail(_ job: ID<OutboxJob>, _ recipient: String) -> OutgoingMail {
        OutgoingMail(
            id: job, key: "\(job)", kind: .oneOff, account: ID(high: 1, low: 9), messageID: "\(job)@x",
            envelopeFrom: EmailAddress("a@x.example"), recipients: [EmailAddress(recipient)], subject: "Hi",
            mime: [65], notBefore: sent)
    }

    static func open(_ number: Int, _ job: ID<OutboxJob> = testJob, _ kind: Hit.Kind = .open) -> NewHit {
        NewHit(
            kind: kind, job: job, at: sent.adding(seconds: Double(60 + number)),
            facts: HitFacts(
                method: "GET", remoteAddress: "192.0.2.1", userAgent: "Reader/\(number)", accept: "image/*",
                headers: ["referer": "x"]))
    }

    /// The hub takes hits.
    func take(_ hits: [NewHit]) async throws {
        try await there.insertHits(hits)
        news.continuation.yield()
    }

    func server(port: UInt16 = 0, identity: String = "hub-number-1") -> HubServer {
        let news = news.stream
        var services = HubServices.store(
            identity: identity, tracking: there, events: EventLog(hubStore), keys: APIKeyRepository(hubStore),
            reviewed: {}, changes: { news }, createCampaign: { _, _ in .text(500, "") })
        services.record = { _ in }
        return HubServer(
            .init(listen: ListenAddress(host: "127.0.0.1", port: port), key: testKey), services: services,
            log: .discarding())
    }

    func follower(
        _ port: UInt16, token: String = key, ownHub: String = "our own hub",
        stored: @escaping @Sendable () -> Void = {},
        changed: @escaping @Sendable (HubFollower.State) -> Void = { _ in }
    ) throws -> HubFollower {
        HubFollower(
            try EventStreamAddress("http://127.0.0.1:\(port)"),
            .init(
                tracking: here, ownHub: ownHub, token: { token }, stored: stored,
                changed: { [self] state in
                    states.withLock { $0.append(state) }
                    changed(state)
                }, log: .discarding()),
            pauses: .init(first: .milliseconds(1), longest: .milliseconds(5), afterRefusal: .seconds(600)))
    }

    /// Over TLS, as over the Internet.
    func follower(
        securely port: UInt16, authority: String, host: String = "localhost",
        stored: @escaping @Sendable () -> Void = {},
        changed: @escaping @Sendable (HubFollower.State) -> Void = { _ in }
    ) throws -> HubFollower {
        HubFollower(
            try EventStreamAddress("https://\(host):\(port)", authorityFile: authority),
            .init(
                tracking: here, ownHub: "our own hub", token: { Self.key }, stored: stored,
                changed: { [self] state in
                    states.withLock { $0.append(state) }
                    changed(state)
                }, log: .discarding()),
            pauses: .init(first: .milliseconds(1), longest: .milliseconds(5), afterRefusal: .seconds(600)))
    }

    /// Follows until this store has `count` hits of a mail.
    func follow(_ follower: (@escaping @Sendable () -> Void) throws -> HubFollower, until count: Int)
        async throws
    {
        let (wakes, wake) = AsyncStream.makeStream(of: Void.self)
        let running = try follower { wake.yield() }
        let task = Task { await running.run() }
        for await _ in wakes where try await here.hits(of: testJob).count >= count { break }
        task.cancel()
        await task.value
    }
}

@Suite struct `A hub on another machine` {
    @Test func `gives each hit once, with its facts, and again only what is new`() async throws {
        let world = try await TwoMachines()
        let server = world.server()
        let port = try await server.start().port
        try await world.take([TwoMachines.open(1), TwoMachines.open(2)])
        try await world.follow({ try world.follower(port, stored: $0) }, until: 2)
        try await world.take([TwoMachines.open(3)])
        try await world.follow({ try world.follower(port, stored: $0) }, until: 3)
        let hits = try await world.here.hits(of: testJob)
        #expect(hits.map(\.facts) == (1...3).map { TwoMachines.open($0).facts })
        #expect(try await world.here.followedHub("hub-number-1")?.cursor == 3)
        #expect(try await world.here.unjudged().count == 3)
        #expect(try await world.here.ownHits(after: 0, limit: 10).isEmpty)
        await server.stop()
    }

    @Test func `brings more than one buffer of hits`() async throws {
        let world = try await TwoMachines()
        let server = world.server()
        let port = try await server.start().port
        try await world.take((1...5000).map { TwoMachines.open($0) })
        try await world.follow({ try world.follower(port, stored: $0) }, until: 1000)
        let (wakes, wake) = AsyncStream.makeStream(of: Void.self)
        let follower = try world.follower(port, stored: { wake.yield() })
        let task = Task { await follower.run() }
        wake.yield()
        for await _ in wakes where try await world.here.followedHub("hub-number-1")?.cursor == 5000 { break }
        task.cancel()
        await task.value
        #expect(try await world.here.unjudged(limit: 6000).count == 5000)
        await server.stop()
    }

    @Test func `brings unsubscribes, and nothing of mails that others sent`() async throws {
        let world = try await TwoMachines()
        let server = world.server()
        let port = try await server.start().port
        let foreign = ID<OutboxJob>(high: 7, low: 7)
        try await world.take([
            TwoMachines.open(1, foreign), TwoMachines.open(2, foreign, .unsubscribe),
            TwoMachines.open(3, testJob, .unsubscribe),
        ])
        try await world.follow({ try world.follower(port, stored: $0) }, until: 1)
        #expect(try await world.here.hits(of: foreign).isEmpty)
        #expect(try await world.here.hits(of: testJob).map(\.kind) == [.unsubscribe])
        let second = TwoMachines.mail(ID(high: 8, low: 8), "Mia@Y.example")
        _ = try await world.outbox.enqueue(second, at: TwoMachines.sent)
        await server.stop()
    }

    @Test func `that was away is followed again`() async throws {
        let world = try await TwoMachines()
        let first = world.server()
        let port = try await first.start().port
        try await world.take([TwoMachines.open(1)])
        let (wakes, wake) = AsyncStream.makeStream(of: Void.self)
        let follower = try world.follower(port, stored: { wake.yield() })
        let task = Task { await follower.run() }
        for await _ in wakes { break }
        await first.stop()
        try await world.take([TwoMachines.open(2)])
        let second = world.server(port: port)
        _ = try await second.start()
        for await _ in wakes where try await world.here.hits(of: testJob).count == 2 { break }
        task.cancel()
        await task.value
        #expect(world.states.withLock { $0.contains { if case .away = $0 { true } else { false } } })
        await second.stop()
    }

    @Test(arguments: [("rk_wrong", "our own hub", "401"), (TwoMachines.key, "hub-number-1", "own hub")])
    func `that refuses is left alone for long`(token: String, ownHub: String, reason: String) async throws {
        let world = try await TwoMachines()
        let server = world.server()
        let port = try await server.start().port
        let (ends, end) = AsyncStream.makeStream(of: String.self)
        let follower = try world.follower(
            port, token: token, ownHub: ownHub,
            changed: { state in if case .refused(let reason) = state { end.yield(reason) } })
        let task = Task { await follower.run() }
        for await text in ends {
            #expect(text.contains(reason))
            break
        }
        task.cancel()
        await task.value
        #expect(world.states.withLock(\.count) == 2)
        await server.stop()
    }

    @Test func `under another name begins with its own numbers`() async throws {
        let world = try await TwoMachines()
        let first = world.server()
        let port = try await first.start().port
        try await world.take([TwoMachines.open(1), TwoMachines.open(2)])
        try await world.follow({ try world.follower(port, stored: $0) }, until: 2)
        await first.stop()
        let second = world.server(port: port, identity: "hub-number-2")
        _ = try await second.start()
        try await world.follow({ try world.follower(port, stored: $0) }, until: 4)
        #expect(try await world.here.followedHub("hub-number-2")?.cursor == 2)
        await second.stop()
    }

    @Test(arguments: [
        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 404 Not Found\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>",
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: {{{\n\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nevent: hit.raw\nid: 1\ndata: {}\n\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nevent: hub\ndata: {\"hub\":\"\"}\n\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nevent: hub\n"
            + "data: {\"hub\":\"hub-number-3\",\"now\":1,\"newest\":9}\n\nevent: hit.raw\nid: 2\ndata: {\"number\":1}\n\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: "
            + String(repeating: "x", count: 300_000),
        "SSH-2.0-OpenSSH_9.2\r\n", "",
    ])
    func `that answers nonsense changes nothing`(answer: String) async throws {
        let world = try await TwoMachines()
        let hostile = try #require(HostileHub(answer))
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        let follower = try world.follower(
            hostile.port,
            changed: { state in
                switch state {
                case .away, .refused: end.yield()
                default: break
                }
            })
        let serving = Task { await hostile.serveOnce() }
        let task = Task { await follower.run() }
        for await _ in ends { break }
        task.cancel()
        await task.value
        await serving.value
        #expect(try await world.here.hits(of: testJob).isEmpty)
    }
}

/// Answers one connection with what it was given, and closes.
private actor HostileHub {
    private nonisolated let executor = ThreadExecutor(name: "test-hostile")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
    private let listener: Int32
    private let answer: [UInt8]
    nonisolated let port: UInt16

    init?(_ answer: String) {
        self.answer = Array(answer.utf8)
        listener = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let (descriptor, length) = (listener, size)
        let status = withUnsafeMutablePointer(to: &place) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
                bind(descriptor, place, length) == 0 && listen(descriptor, 4) == 0
                    && getsockname(descriptor, place, &size) == 0
            }
        }
        guard status else { return nil }
        port = UInt16(bigEndian: place.sin_port)
    }

    deinit {
        close(listener)
        executor.stop()
    }

    func serveOnce() {
        let client = accept(listener, nil, nil)
        guard client >= 0 else { return }
        var request = [UInt8](repeating: 0, count: 4096)
        _ = recv(client, &request, request.count, 0)
        _ = send(client, answer, answer.count, Int32(MSG_NOSIGNAL))
        shutdown(client, Int32(SHUT_WR))
        while recv(client, &request, request.count, 0) > 0 {}
        close(client)
    }
}
