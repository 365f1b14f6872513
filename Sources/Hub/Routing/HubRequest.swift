/// What a client asked for, already bounded: the path at most 8 kB, each header 1,000 bytes, the body by route.
public struct HubRequest: Hashable, Sendable {
    public var method: String
    /// Without the query.
    public var path: String
    /// Parameters of the query by name, percent-decoded.
    public var query: [String: String]
    /// By lower-case name; of the headers that the hub looks at.
    public var headers: [String: String]
    public var body: [UInt8]
    /// Numeric address of the peer of the connection.
    public var peer: String

    public init(
        method: String, path: String, query: [String: String] = [:], headers: [String: String] = [:],
        body: [UInt8] = [], peer: String
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.peer = peer
    }

    /// The client's address: the nearest in `X-Forwarded-For` that is no listed proxy, when the peer is one.
    ///
    /// - Parameter proxies: numeric addresses whose word is taken.
    public func clientAddress(trusting proxies: Set<String>) -> String {
        guard proxies.contains(peer), let forwarded = headers["x-forwarded-for"] else { return peer }
        let chain = forwarded.split(separator: ",").map { $0.filter { !$0.isWhitespace } }
        return chain.last { !proxies.contains($0) && Self.isAddress($0) } ?? peer
    }

    /// The path of an address that a client gave in full, as a proxy would get it (RFC 9112 §3.2.2).
    static func originForm(_ target: String) -> String {
        let start = target.prefix(8).lowercased()
        guard start.hasPrefix("http://") || start == "https://" else { return target }
        let path = target.dropFirst(start.hasPrefix("http://") ? 7 : 8).drop { $0 != "/" }
        return path.isEmpty ? "/" : String(path)
    }

    private static func isAddress(_ text: String) -> Bool {
        (2...45).contains(text.utf8.count)
            && text.utf8.allSatisfy { "0123456789abcdefABCDEF:.".utf8.contains($0) }
    }
}

/// The answer to a request.
public struct HubResponse: Hashable, Sendable {
    public var status: Int
    public var headers: [Header]
    public var body: [UInt8]

    public struct Header: Hashable, Sendable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public init(status: Int, headers: [Header] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header called `name`, without regard to case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// Sent with everything that the hub answers.
    static let common = [
        Header("Cache-Control", "no-store, private, max-age=0"), Header("X-Content-Type-Options", "nosniff"),
        Header("Referrer-Policy", "no-referrer"),
    ]

    /// One line of plain text.
    public static func text(_ status: Int, _ text: String) -> HubResponse {
        HubResponse(
            status: status, headers: [Header("Content-Type", "text/plain; charset=utf-8")] + common,
            body: Array((text + "\n").utf8))
    }

    /// A page that may load nothing and post only to the hub itself.
    static func page(_ status: Int, _ html: String) -> HubResponse {
        let policy =
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
        return HubResponse(
            status: status,
            headers: [
                Header("Content-Type", "text/html; charset=utf-8"), Header("Content-Security-Policy", policy),
                Header("X-Frame-Options", "DENY"), Header("X-Robots-Tag", "noindex"),
            ] + common, body: Array(html.utf8))
    }

    /// A JSON document.
    public static func json(_ status: Int, _ document: String) -> HubResponse {
        HubResponse(
            status: status, headers: [Header("Content-Type", "application/json")] + common,
            body: Array((document + "\n").utf8))
    }

    /// `{"error":{"code","message"}}`.
    public static func error(_ status: Int, _ code: String, _ message: String) -> HubResponse {
        json(status, ErrorDocument.text(code: code, message: message))
    }

    /// The transparent picture of 43 bytes.
    static let pixel = HubResponse(
        status: 200, headers: [Header("Content-Type", "image/gif")] + common,
        body: [
            0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x21, 0xF9,
            4,
            1, 0, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B,
        ])
}
