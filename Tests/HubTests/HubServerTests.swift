import CRMModel
import CRMStore
import Hub
import Outreach
import Platform
import Synchronization
import Testing

@Suite struct `A serving hub` {
    @Test func `answers a pixel after it is stored`() async throws {
        let around = Surroundings()
        try await around.serving { client in
            let reply = await client.request(
                "GET", openPath(),
                headers: ["User-Agent: Mail/1", "Accept: image/*", "X-Forwarded-For: 1.2.3.4"])
            #expect(reply?.status == 200 && reply?.body.count == 43)
            #expect(reply?.header("cache-control")?.contains("no-store") == true)
            let hit = try #require(around.hits.first)
            #expect(hit.facts.userAgent == "Mail/1" && hit.facts.remoteAddress == "1.2.3.4")
            #expect(hit.at.milliseconds > 0)
        }
    }

    @Test func `redirects, notices and unsubscribes`() async throws {
        let around = Surroundings()
        try await around.serving { client in
            let click = await client.request("GET", clickPath())
            #expect(click?.status == 302 && click?.header("location") == "https://acme.example/a?b=c#d")
            let head = await client.request("HEAD", clickPath())
            #expect(head?.status == 302 && head?.body == [])
            #expect(await client.request("GET", "/track/click/nonsense")?.status == 404)
            let page = await client.request("GET", unsubscribePath())
            #expect(
                page.map { String(decoding: $0.body, as: UTF8.self).contains("<form method=\"post\">") }
                    == true)
            let done = await client.request(
                "POST", unsubscribePath(), headers: ["Content-Type: application/x-www-form-urlencoded"],
                body: "List-Unsubscribe=One-Click")
            #expect(done?.status == 200)
            #expect(around.hits.map(\.kind) == [.click, .click, .unsubscribeView, .unsubscribe])
            #expect(around.hits.map(\.facts.method) == ["GET", "HEAD", "GET", "POST"])
        }
    }

    @Test func `says so when hits cannot be stored, and still redirects`() async throws {
        let around = Surroundings()
        around.state.withLock { $0.isFailing = true }
        try await around.serving { client in
            #expect(await client.request("GET", "/healthz")?.status == 200)
            #expect(await client.request("GET", openPath())?.status == 503)
            #expect(await client.request("GET", "/healthz")?.status == 503)
            #expect(await client.request("GET", clickPath())?.status == 302)
            around.state.withLock { $0.isFailing = false }
            #expect(await client.request("GET", openPath())?.status == 200)
            #expect(await client.request("GET", "/healthz")?.status == 200)
        }
    }

    @Test func `streams events behind the cursor, and new ones as they come`() async throws {
        let around = Surroundings()
        for number in 1...3 { around.add("{\"n\":\(number)}") }
        try await around.serving { client in
            #expect(await client.request("GET", "/api/events")?.status == 401)
            #expect(
                await client.request("GET", "/api/events", headers: ["Authorization: Bearer no"])?.status
                    == 401)
            await client.connect()
            await client.send(
                Array(
                    "GET /api/events?since=1 HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer rk_good\r\n\r\n"
                        .utf8))
            let first = await client.receive(until: "{\"n\":3}")
            #expect(
                first.contains("text/event-stream") && first.contains("id: 2\nevent: hit\ndata: {\"n\":2}"))
            #expect(!first.contains("{\"n\":1}"))
            around.add("{\"n\":4}")
            #expect(await client.receive(until: "{\"n\":4}").contains("id: 4"))
        }
    }

    @Test func `creates campaigns for those who may`() async throws {
        try await Surroundings().serving { client in
            let refused = await client.request(
                "POST", "/api/campaigns", headers: ["Authorization: Bearer rk_good"], body: "{}")
            #expect(refused?.status == 401)
            let body = String(repeating: "x", count: 300_000)
            let made = await client.request(
                "POST", "/api/campaigns", headers: ["Authorization: Bearer rk_all", "Idempotency-Key: k1"],
                body: body)
            #expect(made?.status == 201)
            #expect(
                made.map { String(decoding: $0.body, as: UTF8.self) } == "{\"bytes\":300000,\"key\":\"k1\"}\n"
            )
        }
    }

    @Test func `survives hostile requests`() async throws {
        let around = Surroundings()
        try await around.serving(timeout: 1) { client in
            #expect(await client.request("GET", "/" + String(repeating: "a", count: 9000))?.status == 414)
            let many = (0..<150).map { "X-\($0): y" }
            #expect(await client.request("GET", "/healthz", headers: many)?.status == 431)
            let large = String(repeating: "x", count: 40_000)
            #expect(await client.request("POST", unsubscribePath(), body: large)?.status == 413)
            for noise in [
                "\0\0\0\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\u{16}\u{3}\u{1}",
                "GET /%00%ff HTTP/1.1\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: 999999999999\r\n\r\nx",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n",
            ] { _ = await client.exchange(Array(noise.utf8)) }
            #expect(await client.request("GET", "/healthz")?.status == 200)
            #expect(around.hits.isEmpty)
        }
    }

    @Test func `writes many hits in few groups`() async throws {
        let around = Surroundings()
        try await around.serving { client in
            let port = client.port
            await withDiscardingTaskGroup { group in
                for _ in 0..<16 {
                    group.addTask {
                        let client = HTTPClient(port: port)
                        for _ in 0..<20 { #expect(await client.request("GET", openPath())?.status == 200) }
                    }
                }
            }
            #expect(around.hits.count == 320)
        }
    }

    @Test func `tells apart an address that cannot be used`() async throws {
        let around = Surroundings()
        try await around.serving { client in
            let second = HubServer(
                HubServer.Options(listen: ListenAddress(host: "127.0.0.1", port: client.port), key: testKey),
                services: around.services, log: .discarding())
            await #expect(throws: HubError.self) { try await second.start() }
        }
        #expect(ListenAddress("127.0.0.1:80")?.port == 80)
        #expect(ListenAddress("[::1]:8080") == ListenAddress(host: "::1", port: 8080))
        #expect(ListenAddress(":9") == ListenAddress(host: "127.0.0.1", port: 9))
        #expect(ListenAddress("x") == nil && ListenAddress("h:99999") == nil)
    }
}
