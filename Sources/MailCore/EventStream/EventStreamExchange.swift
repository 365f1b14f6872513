/// Asks a server for its events over HTTP/1.1 and listens for as long as it speaks.
public struct EventStreamExchange: Exchange {
    public typealias Response = EventStreamUnit

    public enum Event: Hashable, Sendable {
        /// The server takes us: events follow.
        case opened
        case event(ServerSentEvent)
        /// A sign of life.
        case alive
        /// Any answer but 200. Redirects are not followed: the token belongs to the server that was named.
        case refused(status: Int, retryAfter: Int?)
        /// The server ended its stream in good order.
        case ended
    }

    /// What is asked for.
    public struct Request: Hashable, Sendable {
        /// With the port, unless it is the usual one.
        public var host: String
        /// The path and the query.
        public var target: String
        public var token: String
        public var lastEventID: String?

        public init(host: String, target: String, token: String, lastEventID: String?) {
            self.host = host
            self.target = target
            self.token = token
            self.lastEventID = lastEventID
        }
    }

    private let request: Request
    private var isOpen = false

    public init(_ request: Request) { self.request = request }

    /// Whether a token can stand in a header: visible ASCII without blanks, not empty.
    public static func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 4096 && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    public mutating func start() -> [Step<Event>] {
        var lines = [
            "GET \(request.target) HTTP/1.1", "Host: \(request.host)",
            "Authorization: Bearer \(request.token)",
            "Accept: text/event-stream", "Accept-Encoding: identity", "Cache-Control: no-store",
            "User-Agent: Rapport",
        ]
        if let id = request.lastEventID { lines.append("Last-Event-ID: \(id)") }
        return [.send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8))]
    }

    public mutating func receive(_ unit: EventStreamUnit) throws(ProtocolViolation) -> [Step<Event>] {
        switch unit {
        case .head(let head):
            guard head.status == 200 else {
                let pause = head.headers["retry-after"].flatMap { Int($0) }
                return [.emit(.refused(status: head.status, retryAfter: pause)), .finish]
            }
            let type = head.headers["content-type"]?.prefix { $0 != ";" && $0 != " " }.lowercased()
            guard type == "text/event-stream" else {
                throw ProtocolViolation(
                    by: .server, "the answer is no stream of events", reference: "WHATWG HTML §9.2")
            }
            isOpen = true
            return [.emit(.opened)]
        case .event(let event): return [.emit(.event(event))]
        case .alive: return [.emit(.alive)]
        case .end: return isOpen ? [.emit(.ended), .finish] : [.finish]
        }
    }
}
