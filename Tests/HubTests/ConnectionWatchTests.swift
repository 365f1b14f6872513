import CRMModel
import CRMStore
import Glibc
import Synchronization
import Testing

@testable import Hub

/// Two ends of a connection; tells whether our end was cut.
private final class Pair: Sendable {
    let ours: Int32
    private let theirs: Int32

    init() {
        var ends: [Int32] = [0, 0]
        socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends)
        (ours, theirs) = (ends[0], ends[1])
    }

    deinit {
        close(ours)
        close(theirs)
    }

    var isCut: Bool {
        var byte: UInt8 = 0
        return recv(theirs, &byte, 1, Int32(MSG_DONTWAIT)) == 0
    }
}

@Suite struct `The watch over connections` {
    private final class Clock: Sendable {
        let now = Mutex<Int64>(0)
        func pass(_ seconds: Double) { now.withLock { $0 += Int64(seconds * 1000) } }
    }

    private let clock = Clock()
    private let watch: ConnectionWatch

    init() {
        let clock = clock
        watch = ConnectionWatch(
            .init(connections: 4, perAddress: 2, head: 10_000, body: 60_000, idle: 40_000),
            proxies: ["10.0.0.1"],
            now: { clock.now.withLock { $0 } })
    }

    @Test func `cuts who takes too long to ask, however busily`() {
        let pairs = (0..<4).map { _ in Pair() }
        for (id, pair) in pairs.enumerated() { watch.opened(id, descriptor: pair.ours, address: "a\(id)") }
        watch.headersCame(1)
        watch.headersCame(2)
        watch.bodyCame(2)
        watch.headersCame(3)
        watch.bodyCame(3)
        watch.answered(3)
        clock.pass(10.5)
        #expect(watch.sweep() == 1)
        #expect(pairs.map(\.isCut) == [true, false, false, false])
        clock.pass(30)
        #expect(watch.sweep() == 1)
        #expect(pairs.map(\.isCut) == [true, false, false, true])
        clock.pass(20)
        #expect(watch.sweep() == 1)
        clock.pass(100_000)
        #expect(watch.sweep() == 0)
        #expect(pairs.map(\.isCut) == [true, true, false, true] && watch.count == 1)
        for id in 0..<4 { watch.closed(id) }
        #expect(watch.count == 0)
    }

    @Test func `lets the oldest asker of an address make room`() {
        let pairs = (0..<3).map { _ in Pair() }
        for (id, pair) in pairs.enumerated() {
            #expect(watch.admits("a"))
            watch.opened(id, descriptor: pair.ours, address: "a")
            clock.pass(1)
        }
        #expect(pairs.map(\.isCut) == [true, false, false])
        #expect(watch.admits("b") && pairs.map(\.isCut) == [true, false, false])
    }

    @Test func `cuts nobody who waits for us, and counts a proxy as many`() {
        let pairs = (0..<4).map { _ in Pair() }
        for id in 0..<2 {
            watch.opened(id, descriptor: pairs[id].ours, address: "a")
            watch.headersCame(id)
            watch.bodyCame(id)
        }
        #expect(!watch.admits("a"))
        for id in 2..<4 {
            #expect(watch.admits("10.0.0.1"))
            watch.opened(id, descriptor: pairs[id].ours, address: "10.0.0.1")
        }
        // All together are full: the oldest that only asks goes.
        #expect(watch.admits("10.0.0.1") && pairs.map(\.isCut) == [false, false, true, false])
        watch.closed(0)
        #expect(watch.admits("a"))
    }
}

@Suite struct `A hub under slow clients` {
    @Test func `serves the others and cuts the slow`() async throws {
        let around = Surroundings()
        try await around.serving(connectionLimit: 60, patience: .init(head: 0.3, body: 0.3)) { client in
            var slow: [HTTPClient] = []
            for number in 0..<150 {
                let client = HTTPClient(port: client.port)
                await client.connect()
                await client.send(Array(number % 2 == 0 ? "GET / HTTP/1.1\r\nX: a".utf8 : "G".utf8))
                slow.append(client)
            }
            #expect(await client.request("GET", openPath())?.status == 200)
            let body = HTTPClient(port: client.port)
            await body.connect()
            await body.send(
                Array("POST \(unsubscribePath()) HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nx".utf8))
            // The end, or a reset; not five silent seconds, which would be more than the test's own limit.
            for client in slow { #expect((await client.receive() ?? []).isEmpty) }
            #expect((await body.receive() ?? []).isEmpty)
            #expect(around.hits.map(\.kind) == [.open])
        }
    }

    @Test(arguments: [
        ("GET http://hub.example/healthz HTTP/1.1\r\nHost: h\r\n\r\n", 200),
        ("GET HTTPS://hub.example HTTP/1.1\r\nHost: h\r\n\r\n", 404),
        ("GET /healthz HTTP/1.0\r\n\r\n", 200), ("GET /healthz HTTP/1.1\r\n\r\n", 400),
        ("GET /%68ealthz HTTP/1.1\r\nHost: h\r\n\r\n", 200),
        ("GET /healthz%zz HTTP/1.1\r\nHost: h\r\n\r\n", 404),
        ("GET /track/click/%00%0d%0aX HTTP/1.1\r\nHost: h\r\n\r\n", 404),
        ("CONNECT a.example:443 HTTP/1.1\r\nHost: h\r\n\r\n", 405),
        ("FOO /track/open/x HTTP/1.1\r\nHost: h\r\n\r\n", 405),
        ("DELETE /unsubscribe/x HTTP/1.1\r\nHost: h\r\n\r\n", 405),
        ("PUT /api/events HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n", 405),
        ("GET /api/events?of=all HTTP/1.1\r\nHost: h\r\n\r\n", 400),
        ("GET /api/events?of=hits HTTP/1.1\r\nHost: h\r\n\r\n", 401),
        ("POST /unsubscribe/x HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000000\r\n\r\nx", 413),
        ("POST /unsubscribe/x HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx", 400),
        (
            "POST /unsubscribe/x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400
        ),
        ("GET / HTTP/9.9\r\n\r\n", 505),
    ])
    func `answers odd requests rightly`(request: String, status: Int) async throws {
        try await Surroundings().serving { client in
            await client.connect()
            await client.send(Array(request.utf8))
            let answer = await client.receive(until: "\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer.prefix(60))")
        }
    }

    @Test func `answers what was asked in one go one after the other`() async throws {
        let around = Surroundings()
        try await around.serving { client in
            await client.connect()
            let requests = (0..<20).map {
                "GET \($0 % 2 == 0 ? openPath() : "/nothing") HTTP/1.1\r\nHost: h\r\n\r\n"
            }
            await client.send(Array((requests.joined() + "GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n").utf8))
            let text = await client.receive(until: "ok\n")
            #expect(text.split(separator: "HTTP/1.1 404").count == 11)
            #expect(around.hits.count == 10)
        }
    }
}
