import MailCore
import Testing

@Suite struct `A stream of events` {
    private static let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
    private static let events =
        ": ping\n\nid: 7\r\nevent: hit\r\ndata: {\"a\":1}\r\n\r\ndata: one\ndata:two\nretry: 5\nnonsense\n\n"

    /// The body in chunks of three bytes, with an extension and a trailer.
    private static var chunked: String {
        var text = head + "Transfer-Encoding: chunked\r\n\r\n"
        let bytes = Array(events.utf8)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let piece = bytes[start..<min(start + 3, bytes.count)]
            text += "\(String(piece.count, radix: 16));x=y\r\n\(String(decoding: piece, as: UTF8.self))\r\n"
        }
        return text + "0\r\nX-Trailer: z\r\n\r\n"
    }

    private static func units(_ text: String, cut: Int) throws -> [EventStreamUnit] {
        var parser = EventStreamParser()
        var units: [EventStreamUnit] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: cut) {
            units += try parser.receive(bytes[start..<min(start + cut, bytes.count)])
        }
        return units
    }

    @Test(arguments: [1, 2, 3, 5, 64, 4096])
    func `is read alike in every cut and framing`(cut: Int) throws {
        let expected: [EventStreamUnit] = [
            .alive, .event(ServerSentEvent(id: "7", name: "hit", data: "{\"a\":1}")),
            .event(ServerSentEvent(id: "", name: "message", data: "one\ntwo")),
        ]
        let plain = try Self.units(Self.head + "\r\n" + Self.events, cut: cut)
        #expect(Array(plain.dropFirst()) == expected)
        let chunked = try Self.units(Self.chunked, cut: cut)
        #expect(Array(chunked.dropFirst()) == expected + [.end])
        let sized = "Content-Length: \(Self.events.utf8.count)\r\n\r\n"
        #expect(
            Array(try Self.units(Self.head + sized + Self.events + "rest", cut: cut).dropFirst())
                == expected + [.end])
        #expect(
            plain.first == .head(EventStreamHead(status: 200, headers: ["content-type": "text/event-stream"]))
        )
    }

    @Test(arguments: [
        "220 smtp.example ESMTP\r\n", "HTTP/2 200\r\n", "HTTP/1.1 9999 x\r\n",
        "HTTP/1.1 200 OK\r\nno header\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n",
        head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        head + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n",
        head + "Transfer-Encoding: chunked\r\n\r\nfffffffff\r\n",
    ])
    func `that breaks the rules is refused`(text: String) {
        #expect(throws: ProtocolViolation.self) { try Self.units(text, cut: 7) }
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nX: ", head + "\r\ndata: ", head + "\r\n", head + "\r\ndata: x\ndata: ",
        head + "Transfer-Encoding: chunked\r\n\r\n1;",
    ])
    func `without end is cut off early`(start: String) throws {
        var parser = EventStreamParser()
        _ = try parser.receive(Array(start.utf8)[...])
        let more = [UInt8](repeating: UInt8(ascii: "a"), count: 64 << 10)[...]
        var pieces = 0
        #expect(throws: ProtocolViolation.self) {
            while pieces < 1000 {
                pieces += 1
                _ = try parser.receive(more)
            }
        }
        #expect(pieces <= 3)
    }

    @Test func `goes on for ever while its events are small`() throws {
        var parser = EventStreamParser()
        _ = try parser.receive(Array((Self.head + "\r\n").utf8)[...])
        let events = Array(
            String(repeating: "id: 1\ndata: \(String(repeating: "x", count: 990))\n\n", count: 1000).utf8)
        for _ in 0..<3 { #expect(try parser.receive(events[...]).count == 1000) }
        let pings = Array(String(repeating: ": ping\n\n", count: 100_000).utf8)
        #expect(try parser.receive(pings[...]).count == 100_000)
        let comments = Array(String(repeating: ": ping\n", count: 100_000).utf8)
        #expect(try parser.receive(comments[...]).count == 100_000)
    }

    @Test(arguments: [200, 301, 401, 503])
    func `is asked for once, and only the answer 200 opens it`(status: Int) throws {
        var exchange = EventStreamExchange(
            .init(host: "h.example", target: "/api/events", token: "rk_x", lastEventID: "7"))
        guard case .send(let bytes)? = exchange.start().first else {
            Issue.record("nothing is sent")
            return
        }
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(
            text.hasPrefix("GET /api/events HTTP/1.1\r\nHost: h.example\r\nAuthorization: Bearer rk_x\r\n"))
        #expect(text.hasSuffix("Last-Event-ID: 7\r\n\r\n"))
        let head = EventStreamHead(
            status: status,
            headers: [
                "content-type": "text/event-stream; charset=utf-8", "retry-after": "9", "location": "/x",
            ])
        let steps = try exchange.receive(.head(head))
        #expect(
            steps
                == (status == 200
                    ? [.emit(.opened)] : [.emit(.refused(status: status, retryAfter: 9)), .finish]))
    }

    @Test func `needs the right type and a token that is one`() {
        var exchange = EventStreamExchange(.init(host: "h", target: "/", token: "t", lastEventID: nil))
        #expect(throws: ProtocolViolation.self) {
            try exchange.receive(.head(EventStreamHead(status: 200, headers: ["content-type": "text/html"])))
        }
        #expect(EventStreamExchange.isToken("rk_abc-_"))
        for text in ["", "a b", "a\r\nX: y", "ä"] { #expect(!EventStreamExchange.isToken(text)) }
    }
}
