/// What a server of events says: the head of its answer, then events and signs of life.
public enum EventStreamUnit: Hashable, Sendable {
    /// The status line and the headers that matter (RFC 9112 §4).
    case head(EventStreamHead)
    case event(ServerSentEvent)
    /// A comment: the server is there, and nothing happened.
    case alive
    /// The body is complete.
    case end
}

/// How a server answered the request for its events.
public struct EventStreamHead: Hashable, Sendable {
    public var status: Int
    /// By lower-case name; the last of several.
    public var headers: [String: String]

    public init(status: Int, headers: [String: String]) {
        self.status = status
        self.headers = headers
    }
}

/// One event of a stream (WHATWG HTML §9.2).
public struct ServerSentEvent: Hashable, Sendable {
    /// Empty when the event has none.
    public var id: String
    /// `message` when the server gives no name.
    public var name: String
    public var data: String

    public init(id: String, name: String, data: String) {
        self.id = id
        self.name = name
        self.data = data
    }
}

/// Reads an HTTP/1.1 answer whose body is a stream of events, in any cut. Everything is bounded: what grows beyond a
/// limit breaks the protocol, so that a hostile server costs neither memory nor time.
public struct EventStreamParser: Sendable {
    /// Bytes of the status line and all headers.
    static let headLimit = 16 << 10
    /// Bytes of one event with all its lines.
    static let eventLimit = 128 << 10
    /// Bytes of the line that gives the length of a chunk, extensions and all.
    private static let chunkLineLimit = 256

    private enum Framing: Hashable {
        case head
        /// Everything up to the end of the connection, or this many bytes.
        case plain(left: Int?)
        case chunkLine
        case chunk(left: Int)
        case chunkEnd
        case trailer
        case over
    }

    private var framing = Framing.head
    private var line: [UInt8] = []
    private var headBytes = 0
    private var head: EventStreamHead?
    private var events = EventLines()

    public init() {}

    /// True when something has begun and is not complete.
    public var isInsideUnit: Bool { framing == .head ? !line.isEmpty : events.isInsideEvent }

    public mutating func receive(_ bytes: ArraySlice<UInt8>) throws(ProtocolViolation) -> [EventStreamUnit] {
        var units: [EventStreamUnit] = []
        var rest = bytes
        while !rest.isEmpty {
            switch framing {
            case .over: return units
            case .head, .chunkLine, .chunkEnd, .trailer:
                guard let line = try takeLine(&rest) else { break }
                try take(line, &units)
            case .plain(let left):
                let body = left.map { rest.prefix($0) } ?? rest
                rest = rest.dropFirst(body.count)
                try events.receive(body, &units)
                if let left { framing = left > body.count ? .plain(left: left - body.count) : over(&units) }
            case .chunk(let left):
                let body = rest.prefix(left)
                rest = rest.dropFirst(body.count)
                try events.receive(body, &units)
                framing = left > body.count ? .chunk(left: left - body.count) : .chunkEnd
            }
        }
        return units
    }

    private func over(_ units: inout [EventStreamUnit]) -> Framing {
        units.append(.end)
        return .over
    }

    /// A line without its end; nil when it is not complete.
    private mutating func takeLine(_ rest: inout ArraySlice<UInt8>) throws(ProtocolViolation) -> [UInt8]? {
        let limit = framing == .head || framing == .trailer ? Self.headLimit : Self.chunkLineLimit
        let end = rest.firstIndex(of: 0x0A)
        let piece = rest[..<(end ?? rest.endIndex)]
        guard line.count + piece.count <= limit, headBytes + piece.count <= Self.headLimit else {
            throw violation("a line without end in the head of the answer")
        }
        line += piece
        guard let end else {
            rest = []
            return nil
        }
        rest = rest[(end + 1)...]
        defer { line = [] }
        return line.last == 0x0D ? Array(line.dropLast()) : line
    }

    private mutating func take(_ line: [UInt8], _ units: inout [EventStreamUnit]) throws(ProtocolViolation) {
        switch framing {
        case .chunkLine:
            let digits = line.prefix { $0 != UInt8(ascii: ";") && $0 != 0x20 }
            guard (1...8).contains(digits.count),
                let count = Int(String(decoding: digits, as: UTF8.self), radix: 16), count >= 0
            else { throw violation("a chunk without a length") }
            framing = count == 0 ? .trailer : .chunk(left: count)
        case .chunkEnd:
            guard line.isEmpty else { throw violation("a chunk that is longer than it said") }
            framing = .chunkLine
        case .trailer:
            headBytes += line.count
            if line.isEmpty { framing = over(&units) }
        default: try takeHead(line, &units)
        }
    }

    private mutating func takeHead(
        _ line: [UInt8], _ units: inout [EventStreamUnit]
    ) throws(ProtocolViolation) {
        headBytes += line.count
        let text = String(decoding: line, as: UTF8.self)
        guard var head else {
            let words = text.split(separator: " ", maxSplits: 2)
            guard words.count >= 2, words[0].hasPrefix("HTTP/1."), words[1].utf8.count == 3,
                let status = Int(words[1]), (100...599).contains(status)
            else { throw violation("the answer is not HTTP/1.1") }
            self.head = EventStreamHead(status: status, headers: [:])
            return
        }
        if !text.isEmpty {
            guard let colon = text.firstIndex(of: ":"), colon != text.startIndex else {
                throw violation("a header without a name")
            }
            var value = text[text.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            while let last = value.last, last == " " || last == "\t" { value.removeLast() }
            head.headers[text[..<colon].lowercased()] = String(value)
            self.head = head
            return
        }
        if (100..<200).contains(head.status) {
            // Interim answers announce the real one (RFC 9110 §15.2).
            self.head = nil
            return
        }
        units.append(.head(head))
        if let coding = head.headers["content-encoding"], coding.lowercased() != "identity" {
            throw violation("an encoding that nobody asked for")
        }
        if head.headers["transfer-encoding"]?.lowercased() == "chunked" {
            framing = .chunkLine
            headBytes = 0
        } else if let length = head.headers["content-length"] {
            guard let count = Int(length), count >= 0 else { throw violation("a length that is no number") }
            framing = count == 0 ? over(&units) : .plain(left: count)
        } else {
            framing = .plain(left: nil)
        }
    }

    private func violation(_ reason: String) -> ProtocolViolation {
        ProtocolViolation(by: .server, reason, reference: "RFC 9112")
    }
}

/// The lines within the body.
private struct EventLines: Sendable {
    private var line: [UInt8] = []
    private var id = ""
    private var name = ""
    private var data: [String] = []
    private var size = 0
    private var lastWasReturn = false

    var isInsideEvent: Bool { !line.isEmpty || !data.isEmpty || !name.isEmpty }

    mutating func receive(
        _ bytes: ArraySlice<UInt8>, _ units: inout [EventStreamUnit]
    ) throws(ProtocolViolation) {
        var rest = bytes
        while let byte = rest.first {
            // A line ends with CRLF, LF or CR.
            if byte == 0x0A, lastWasReturn {
                lastWasReturn = false
                rest = rest.dropFirst()
                continue
            }
            lastWasReturn = false
            let piece = rest.prefix { $0 != 0x0A && $0 != 0x0D }
            size += piece.count + 1
            guard size <= EventStreamParser.eventLimit else {
                throw ProtocolViolation(by: .server, "an event without end", reference: "WHATWG HTML §9.2")
            }
            line += piece
            rest = rest.dropFirst(piece.count)
            guard let end = rest.first else { return }
            lastWasReturn = end == 0x0D
            rest = rest.dropFirst()
            take(&units)
        }
    }

    private mutating func take(_ units: inout [EventStreamUnit]) {
        let text = String(decoding: line, as: UTF8.self)
        line = []
        if text.isEmpty {
            if !data.isEmpty {
                units.append(
                    .event(
                        ServerSentEvent(
                            id: id, name: name.isEmpty ? "message" : name, data: data.joined(separator: "\n"))
                    ))
            }
            (id, name, data, size) = ("", "", [], 0)
            return
        }
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return }
        if colon == text.startIndex {
            units.append(.alive)
            if data.isEmpty, name.isEmpty, id.isEmpty { size = 0 }
            return
        }
        let value = text[text.utf8.index(after: colon)...]
        let plain = String(value.hasPrefix(" ") ? value.dropFirst() : value)
        switch text[..<colon] {
        case "id": id = plain.utf8.contains(0) ? "" : plain
        case "event": name = plain
        case "data": data.append(plain)
        default: break
        }
    }
}
