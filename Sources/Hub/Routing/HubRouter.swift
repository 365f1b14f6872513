import CRMModel
public import CRMStore
public import Outreach

/// What a stream of events tells.
public enum EventSource: String, Hashable, Sendable {
    /// What happened in the workspace.
    case log
    /// Hits as they came in, for the workspace whose mail was hit (`hub.follow`).
    case hits
}

/// What a request leads to.
public enum HubAction: Hashable, Sendable {
    case answer(HubResponse)
    /// Record first; answer once it is durable, and with `failure` when it cannot be.
    case record(NewHit, then: HubResponse, failure: HubResponse)
    /// Stream events behind a cursor to whoever holds a key with the scope `events`.
    case streamEvents(EventSource, key: String?, after: Int64?)
    /// Create the campaign of the body for whoever holds a key with the scope `campaigns`.
    case createCampaign(key: String?, body: [UInt8], idempotencyKey: String?)
    /// Say how the hub is.
    case health
}

/// Decides what a request means. Reads no clock, no store, no network.
public struct HubRouter: Sendable {
    private let key: TrackingKey
    private let proxies: Set<String>

    /// - Parameters:
    ///   - key: opens tracking and unsubscribe tokens.
    ///   - proxies: numeric addresses of reverse proxies whose `X-Forwarded-For` is believed.
    public init(key: TrackingKey, trustedProxies proxies: Set<String> = []) {
        self.key = key
        self.proxies = proxies
    }

    /// The largest body that `path` takes, in bytes.
    public static func bodyLimit(of path: String) -> Int { path.hasPrefix("/api/") ? 8 << 20 : 16 << 10 }

    public func route(_ request: HubRequest) -> HubAction {
        // A hub is nobody's proxy.
        if request.method == "CONNECT" { return Self.refused(allowing: "GET, HEAD, POST") }
        let path = request.path
        if path.hasPrefix("/track/open/") { return open(request, path.dropFirst(12)) }
        if path.hasPrefix("/track/click/") { return click(request, path.dropFirst(13)) }
        if path.hasPrefix("/unsubscribe/") { return unsubscribe(request, path.dropFirst(13)) }
        switch path {
        case "/healthz": return reads(request) ?? .health
        case "/api/events": return events(request)
        case "/api/campaigns": return campaigns(request)
        case "/robots.txt": return reads(request) ?? .answer(.text(200, "User-agent: *\nDisallow: /"))
        default: return .answer(NoticePage.notFound)
        }
    }

    private func open(_ request: HubRequest, _ token: Substring) -> HubAction {
        if let refusal = reads(request) { return refusal }
        // A picture that cannot be known is a picture still: nobody learns which tokens exist.
        guard let token = key.open(token), case .open = token.kind else { return .answer(.pixel) }
        let hit = NewHit(kind: .open, job: token.job, link: nil, target: nil, facts: facts(request))
        return .record(hit, then: .pixel, failure: .text(503, "try again later"))
    }

    private func click(_ request: HubRequest, _ token: Substring) -> HubAction {
        if let refusal = reads(request) { return refusal }
        guard let token = key.open(token), case .click(let link, let target) = token.kind else {
            return .answer(NoticePage.notFound)
        }
        let redirect = HubResponse(status: 302, headers: [.init("Location", target)] + HubResponse.common)
        let hit = NewHit(kind: .click, job: token.job, link: link, target: target, facts: facts(request))
        // Whoever clicked shall arrive, even when we cannot write.
        return .record(hit, then: redirect, failure: redirect)
    }

    private func unsubscribe(_ request: HubRequest, _ token: Substring) -> HubAction {
        let job = key.openUnsubscribe(token)
        switch request.method {
        case "GET", "HEAD":
            guard let job else { return .answer(NoticePage.notFound) }
            let hit = NewHit(
                kind: .unsubscribeView, job: job, link: nil, target: nil, facts: facts(request))
            return .record(hit, then: NoticePage.unsubscribe, failure: NoticePage.unsubscribe)
        case "POST":
            // RFC 8058 §3.1: no redirect, no cookies. What cannot be carried out is not confirmed.
            guard let job else { return .answer(NoticePage.cannotUnsubscribe) }
            let hit = NewHit(kind: .unsubscribe, job: job, link: nil, target: nil, facts: facts(request))
            return .record(hit, then: NoticePage.unsubscribed, failure: .text(503, "try again later"))
        default: return Self.refused(allowing: "GET, HEAD, POST")
        }
    }

    private func events(_ request: HubRequest) -> HubAction {
        guard request.method == "GET" else { return Self.refused(allowing: "GET") }
        let cursor = request.headers["last-event-id"] ?? request.query["since"]
        if let cursor, Int64(cursor).map({ $0 < 0 }) ?? true {
            return .answer(
                .error(400, "bad_cursor", "the cursor is a whole number, as in the id of an event"))
        }
        var source = EventSource.log
        if let name = request.query["of"] {
            guard let named = EventSource(rawValue: name) else {
                return .answer(.error(400, "bad_source", "of is one of: log, hits"))
            }
            source = named
        }
        return .streamEvents(source, key: bearer(request), after: cursor.flatMap { Int64($0) })
    }

    private func campaigns(_ request: HubRequest) -> HubAction {
        guard request.method == "POST" else { return Self.refused(allowing: "POST") }
        return .createCampaign(
            key: bearer(request), body: request.body, idempotencyKey: request.headers["idempotency-key"])
    }

    private func bearer(_ request: HubRequest) -> String? {
        guard let header = request.headers["authorization"], header.prefix(7).lowercased() == "bearer " else {
            return nil
        }
        return String(header.dropFirst(7).drop { $0 == " " })
    }

    private func reads(_ request: HubRequest) -> HubAction? {
        request.method == "GET" || request.method == "HEAD" ? nil : Self.refused(allowing: "GET, HEAD")
    }

    private static func refused(allowing methods: String) -> HubAction {
        var response = HubResponse.text(405, "method not allowed")
        response.headers.append(.init("Allow", methods))
        return .answer(response)
    }

    private func facts(_ request: HubRequest) -> HitFacts {
        let kept = request.headers.filter { Self.factHeaders.contains($0.key) }
        return HitFacts(
            method: request.method, remoteAddress: request.clientAddress(trusting: proxies),
            userAgent: request.headers["user-agent"] ?? "", accept: request.headers["accept"] ?? "",
            headers: kept)
    }

    static let factHeaders: Set<String> = [
        "purpose", "sec-purpose", "sec-fetch-mode", "sec-fetch-user", "referer",
    ]
}
