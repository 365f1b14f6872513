import CRMModel
import CRMStore
import Hub
import Outreach
import Platform
import Testing

@Suite struct `Hub routes` {
    let router = HubRouter(key: testKey, trustedProxies: ["10.0.0.1"])

    func route(
        _ method: String, _ path: String, _ headers: [String: String] = [:], peer: String = "192.0.2.9"
    )
        -> HubAction
    {
        router.route(HubRequest(method: method, path: path, headers: headers, peer: peer))
    }

    @Test func `record an open and answer with the picture`() throws {
        guard case .record(let hit, let response, let failure) = route("GET", openPath(), ["user-agent": "X"])
        else {
            Issue.record("not recorded")
            return
        }
        #expect(hit.kind == .open && hit.job == testJob && hit.facts.userAgent == "X")
        #expect(response.body.count == 43 && response.header("content-type") == "image/gif")
        #expect(response.header("cache-control")?.contains("no-store") == true)
        #expect(failure.status == 503)
    }

    @Test func `redirect only to the sealed target, even when nothing can be written`() {
        guard case .record(let hit, let response, let failure) = route("GET", clickPath()) else {
            Issue.record("not recorded")
            return
        }
        #expect(hit.link == 2 && hit.target == "https://acme.example/a?b=c#d")
        #expect(response.status == 302 && response.header("location") == "https://acme.example/a?b=c#d")
        #expect(failure == response)
    }

    @Test(arguments: [
        "/track/click/", "/track/click/AAAA", "/track/click/https://evil.example", "/unsubscribe/AAAA", "/",
        "/x",
        "/track/open", "/../etc/passwd", "/track/click/" + String(repeating: "A", count: 8000),
    ])
    func `lead nowhere without a token`(path: String) {
        guard case .answer(let response) = route("GET", path) else {
            Issue.record("not answered")
            return
        }
        #expect(response.status == 404 && response.header("location") == nil)
    }

    @Test func `take no token of another kind or another key`() {
        let open = testKey.seal(TrackingToken(kind: .open, job: testJob))
        let foreign = TrackingKey(master: .random()).seal(TrackingToken(kind: .open, job: testJob))
        #expect(route("GET", "/track/open/" + foreign) == route("GET", "/track/open/x"))
        guard case .answer(let response) = route("GET", "/track/click/" + open) else {
            Issue.record("not answered")
            return
        }
        #expect(response.status == 404)
    }

    @Test func `change nothing by looking at the unsubscribe page`() {
        for method in ["GET", "HEAD"] {
            guard case .record(let hit, let response, _) = route(method, unsubscribePath()) else {
                Issue.record("not recorded")
                return
            }
            #expect(hit.kind == .unsubscribeView && response.status == 200)
        }
        guard case .record(let hit, let response, _) = route("POST", unsubscribePath()) else {
            Issue.record("not recorded")
            return
        }
        #expect(hit.kind == .unsubscribe && response.status == 200 && response.header("set-cookie") == nil)
        guard case .answer(let unknown) = route("POST", "/unsubscribe/unknown") else {
            Issue.record("not answered")
            return
        }
        // Nobody is told to be off a list that he is still on.
        #expect(unknown.status == 404)
    }

    @Test(arguments: [
        ("POST", "/track/open/x"), ("DELETE", "/track/click/x"), ("PUT", "/unsubscribe/x"),
        ("POST", "/healthz"),
        ("POST", "/api/events"), ("GET", "/api/campaigns"), ("OPTIONS", "/api/events"),
    ])
    func `refuse other methods`(method: String, path: String) {
        guard case .answer(let response) = route(method, path) else {
            Issue.record("not answered")
            return
        }
        #expect(response.status == 405 && response.header("allow") != nil)
    }

    @Test(arguments: [
        ("192.0.2.9", "1.2.3.4", "192.0.2.9"), ("10.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("10.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"), ("10.0.0.1", "1.2.3.4, 10.0.0.1", "1.2.3.4"),
        ("10.0.0.1", "<script>", "10.0.0.1"), ("10.0.0.1", "2001:db8::1", "2001:db8::1"),
    ])
    func `believe a forwarded address only from listed proxies`(
        peer: String, forwarded: String, expected: String
    ) {
        let request = HubRequest(
            method: "GET", path: "/", headers: ["x-forwarded-for": forwarded], peer: peer)
        #expect(request.clientAddress(trusting: ["10.0.0.1"]) == expected)
    }

    @Test func `carry key and cursor of an event stream`() {
        let headers = ["authorization": "Bearer rk_x", "last-event-id": "41"]
        #expect(route("GET", "/api/events", headers) == .streamEvents(.log, key: "rk_x", after: 41))
        guard case .answer(let response) = route("GET", "/api/events", ["last-event-id": "-1"]) else {
            Issue.record("not answered")
            return
        }
        #expect(response.status == 400)
    }
}
