import CRMModel
import CRMStore
import Glibc
import Hub
import Outreach
import Platform
import Synchronization
import Testing

let testKey = TrackingKey(master: SymmetricKey.random())
let testJob = ID<OutboxJob>(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0001)

func openPath(_ job: ID<OutboxJob> = testJob) -> String {
    "/track/open/" + testKey.seal(TrackingToken(kind: .open, job: job))
}
func clickPath(_ target: String = "https://acme.example/a?b=c#d", link: Int = 2) -> String {
    "/track/click/" + testKey.seal(TrackingToken(kind: .click(link: link, target: target), job: testJob))
}
func unsubscribePath() -> String { "/unsubscribe/" + testKey.unsubscribeToken(for: testJob) }

/// A hub's surroundings in memory.
final class Surroundings: Sendable {
    struct State {
        var hits: [NewHit] = []
        var groups = 0
        var isFailing = false
        var events: [HubServices.EventLine] = []
        var listeners: [AsyncStream<Void>.Continuation] = []
    }

    struct DiskFull: Error {}

    let state = Mutex(State())

    var hits: [NewHit] { state.withLock(\.hits) }

    func add(_ document: String) {
        let listeners = state.withLock { state in
            let cursor = Int64(state.events.count + 1)
            state.events.append(HubServices.EventLine(cursor: cursor, kind: "hit", document: document))
            return state.listeners
        }
        for listener in listeners { listener.yield() }
    }

    var services: HubServices {
        HubServices(
            holds: { key, scope in key == "rk_good" && scope == .events || key == "rk_all" },
            record: { [self] hits in
                try state.withLock { state in
                    if state.isFailing { throw DiskFull() }
                    state.hits += hits
                    state.groups += 1
                }
            },
            events: { [self] after, limit in
                state.withLock { Array($0.events.filter { $0.cursor > after }.prefix(limit)) }
            },
            newestCursor: { [self] in state.withLock { $0.events.last?.cursor ?? 0 } },
            hits: { [self] after, limit in
                state.withLock { state in
                    state.hits.enumerated().filter { $0.offset >= after }.prefix(limit).map { place, hit in
                        HubServices.EventLine(
                            cursor: Int64(place + 1), kind: HitDocument.event,
                            document: HitDocument.document(NumberedHit(number: Int64(place + 1), hit: hit))
                                .serialized)
                    }
                }
            },
            greeting: { "{\"hub\":\"in memory\",\"now\":1,\"newest\":0}" },
            changes: { [self] in
                let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
                state.withLock { $0.listeners.append(continuation) }
                return stream
            },
            createCampaign: { body, key in .json(201, "{\"bytes\":\(body.count),\"key\":\"\(key ?? "")\"}") })
    }

    /// Serves on a free port while `body` runs.
    func serving(
        connectionLimit: Int = 200, timeout: Int = 30, patience: HubServer.Patience = .init(),
        _ body: (HTTPClient) async throws -> Void
    ) async throws {
        let server = HubServer(
            HubServer.Options(
                listen: ListenAddress(host: "127.0.0.1", port: 0), key: testKey,
                trustedProxies: ["127.0.0.1"],
                connectionLimit: connectionLimit, timeout: timeout, patience: patience),
            services: services, log: .discarding())
        let address = try await server.start()
        let client = HTTPClient(port: address.port)
        do {
            try await body(client)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }
}

/// Talks plain bytes over loopback, on a thread of its own.
actor HTTPClient {
    struct Reply: Hashable {
        var status: Int
        var head: String
        var body: [UInt8]

        func header(_ name: String) -> String? {
            head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
                .map { String($0.dropFirst(name.count + 1).drop { $0 == " " }) }
        }
    }

    private nonisolated let executor = ThreadExecutor(name: "test-client")
    nonisolated let port: UInt16
    private var socket: Int32 = -1
    private var rest: [UInt8] = []

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(port: UInt16) { self.port = port }

    deinit {
        if socket >= 0 { close(socket) }
        executor.stop()
    }

    /// One request on a new connection, read to its end.
    func request(_ method: String, _ path: String, headers: [String] = [], body: String = "") -> Reply? {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n"
        for header in headers { head += header + "\r\n" }
        if !body.isEmpty { head += "Content-Length: \(body.utf8.count)\r\n" }
        return parse(exchange(Array((head + "\r\n" + body).utf8)))
    }

    /// Sends bytes on a new connection and reads until the other side closes or is silent for 30 seconds.
    func exchange(_ bytes: [UInt8]) -> [UInt8] {
        connect()
        send(bytes)
        var result: [UInt8] = []
        while let more = receive(), !more.isEmpty { result += more }
        return result
    }

    func connect() {
        if socket >= 0 { close(socket) }
        rest = []
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var patience = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = port.bigEndian
        place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        _ = withUnsafePointer(to: place) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    func send(_ bytes: [UInt8]) { _ = Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) }

    /// What has arrived; empty at the end, nil after 5 silent seconds or a reset.
    func receive() -> [UInt8]? {
        var chunk = [UInt8](repeating: 0, count: 65536)
        let count = recv(socket, &chunk, chunk.count, 0)
        return count < 0 ? nil : Array(chunk[..<count])
    }

    /// Reads until the text contains `mark`.
    func receive(until mark: String) -> String {
        while !String(decoding: rest, as: UTF8.self).contains(mark), let more = receive(), !more.isEmpty {
            rest += more
        }
        return String(decoding: rest, as: UTF8.self)
    }

    private func parse(_ bytes: [UInt8]) -> Reply? {
        let mark = Array("\r\n\r\n".utf8)
        guard let end = bytes.indices.first(where: { bytes[$0...].starts(with: mark) }) else { return nil }
        let head = String(decoding: bytes[..<end], as: UTF8.self)
        let status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return Reply(status: status, head: head, body: Array(bytes[(end + 4)...]))
    }
}
