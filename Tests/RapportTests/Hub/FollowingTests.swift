import Foundation
import Glibc
import LocalServers
import MailCore
import Platform
import Synchronization
import Testing

/// What a submission server took.
private final class Post: Sendable {
    private let mails = Mutex<[[UInt8]]>([])

    func server() throws -> SubmissionServer {
        try SubmissionServer(users: [MailWorld.rep]) { [self] mail in
            mails.withLock { $0.append(mail.bytes) }
            return .accept
        }
    }

    var count: Int { mails.withLock(\.count) }

    /// The newest mail to somebody, as text.
    func text(to address: String) -> String? {
        mails.withLock { $0 }.map { String(decoding: $0, as: UTF8.self) }.last {
            $0.contains("To: \(address)")
        }
    }

    func recipients() -> [String] {
        mails.withLock { $0 }.compactMap { MIMEParser.parse($0).to.first?.address }
    }

    /// The page of the newest mail to somebody.
    func html(to address: String) -> String? {
        let mail = mails.withLock { $0 }.last { MIMEParser.parse($0).to.first?.address == address }
        return mail.flatMap { MIMEParser.parse($0).html }
    }

    func header(_ name: String, to address: String) -> String? {
        guard
            let mail = mails.withLock({ $0 }).last(where: {
                MIMEParser.parse($0).to.first?.address == address
            })
        else { return nil }
        let head = String(decoding: mail, as: UTF8.self).components(separatedBy: "\r\n\r\n")[0]
        let lines = head.replacing("\r\n ", with: " ").replacing("\r\n\t", with: " ").components(
            separatedBy: "\r\n")
        return lines.first { $0.hasPrefix(name + ":") }.map { String($0.dropFirst(name.count + 2)) }
    }
}

/// Waits and asks on a thread of its own.
actor Bystander {
    private nonisolated let executor = ThreadExecutor(name: "test-bystander")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    deinit { executor.stop() }

    /// Waits until a file has a word, at most 20 seconds.
    func wait(for word: String, in file: String) -> Bool {
        let nobody = UnsafeMutablePointer<pollfd>(bitPattern: 0)
        for _ in 0..<2000 {
            // Not written yet.
            if let text = try? String(contentsOfFile: file, encoding: .utf8), text.contains(word) {
                return true
            }
            poll(nobody, 0, 10)
        }
        return false
    }

    /// Waits until a file has so many lines, at most 20 seconds.
    func wait(forLines count: Int, in file: String) -> Bool {
        let nobody = UnsafeMutablePointer<pollfd>(bitPattern: 0)
        for _ in 0..<2000 {
            // Not written yet.
            if let text = try? String(contentsOfFile: file, encoding: .utf8),
                text.count(where: { $0 == "\n" }) >= count
            {
                return true
            }
            poll(nobody, 0, 10)
        }
        return false
    }

    /// The status and the body of a request; 000 when nobody answers.
    func request(_ method: String, _ url: String, agent: String = "Reader/1") throws -> (
        status: String, body: String
    ) {
        let body = method == "POST" ? "--data List-Unsubscribe=One-Click" : method == "HEAD" ? "--head" : ""
        let output = try ChildProcess.shell(
            "curl -s -m 5 \(body) -A '\(agent)' -H 'Accept: text/html,image/*' -w '\\n%{http_code}' '\(url)'")
        let text = String(decoding: output.standardOutput, as: UTF8.self)
        return (String(text.suffix(3)), String(text.dropLast(4)))
    }
}

/// A rep's workspace and a hub with a workspace of its own.
private struct RepAndHub {
    let rep: Rapport
    let hub: Rapport
    let post = Post()
    let submission: SubmissionServer
    let url: String
    let bystander = Bystander()

    init(_ world: MailWorld) async throws {
        (rep, hub) = (try Rapport(), try Rapport())
        submission = try post.server()
        // The system chooses a port once; whoever takes the hub's place listens there again.
        let serving = try hub.start(["serve", "--listen", "127.0.0.1:0"])
        #expect(await bystander.wait(for: "listening", in: serving.output))
        let said = try String(contentsOfFile: serving.output, encoding: .utf8)
        url = String(try #require(said.firstMatch(of: /http:[^\s]+/)).output)
        try await world.expectAccount(in: rep, smtp: submission.port)
        let seal = try await rep.json("hub", "key", "export").text("key") ?? ""
        #expect(
            try await hub.json("hub", "key", "import", input: seal + "\n").at("imported")?.boolean == true)
        let key = try #require(
            try await hub.json("api-key", "create", "rep", "--scopes", "events").text("key"))
        let wrong = try await rep.run("hub", "follow", url, "--key-stdin", input: "rk_wrong\n")
        #expect(wrong.status == 77 && wrong.errors.contains("401"))
        _ = try await rep.json("hub", "follow", url, "--key-stdin", input: key + "\n")
        _ = try await rep.run("config", "set", "hub.public-url", url)
        _ = try await rep.run("config", "set", "sender.postal-address", "Street 1")
        await end(serving)
        let again = try await serve(hub)
        #expect(try await rep.json("hub", "status").at("answers")?.boolean == true)
        await end(again)
    }

    /// Starts the hub, or the rep's background work.
    func serve(_ rapport: Rapport) async throws -> Rapport.Started {
        let isHub = rapport === hub
        let started = try rapport.start(
            isHub
                ? ["serve", "--listen", String(url.dropFirst("http://".count))]
                : ["serve", "--sync", "--send", "--listen", "127.0.0.1:0"])
        #expect(await bystander.wait(for: "listening", in: started.output))
        return started
    }

    func hits(_ rapport: Rapport) async throws -> Int64 {
        try await rapport.json("db", "stats").number("hits") ?? -1
    }

    /// Asks again and again, at most 400 times; a command of the rep's takes the time in between.
    func eventually(_ isSo: () async throws -> Bool) async throws -> Bool {
        for _ in 0..<400 {
            if try await isSo() { return true }
            _ = try await hits(rep)
        }
        return false
    }

    func end(_ started: Rapport.Started) async {
        kill(started.process.processIdentifier, SIGKILL)
        await started.end()
    }
}

@Suite(.needsDovecot, .serialized) struct `A hub on a server` {
    @Test func `tells every hit once, whoever is killed`() async throws {
        let world = try await MailWorld()
        defer { world.stop() }
        let both = try await RepAndHub(world)
        defer { both.submission.stop() }
        let body = try both.rep.write(
            "<p><a href='https://x.example/?a=1&amp;b=2'>x</a></p>", to: "body.html")
        _ = try await both.rep.json(
            "send", "--to", "mia@y.example", "--subject", "Hi", "--html-file", body, "--track", "--no-undo",
            "--wait")
        let html = try #require(both.post.html(to: "mia@y.example"))
        let pixel = try #require(html.firstMatch(of: /http:[^"]*\/track\/open\/[^"]+/)).output
        let link = try #require(html.firstMatch(of: /http:[^"]*\/track\/click\/[^"]+/)).output
        var answered = 0
        var (hub, rep) = (try await both.serve(both.hub), try await both.serve(both.rep))
        for round in 0..<8 {
            for number in 0..<10 {
                // One dies in the middle of each round.
                if number == 5 { kill((round % 2 == 0 ? hub : rep).process.processIdentifier, SIGKILL) }
                let agent = "Reader/\(round)-\(number)"
                let status = try await both.bystander.request("GET", String(pixel), agent: agent).status
                if status == "200" { answered += 1 }
            }
            if round % 2 == 0 {
                await hub.end()
                hub = try await both.serve(both.hub)
            } else {
                await rep.end()
                rep = try await both.serve(both.rep)
            }
        }
        #expect(try await both.bystander.request("GET", String(link)).status == "302")
        let taken = try await both.hits(both.hub)
        #expect(taken >= answered + 1 && answered >= 60)
        #expect(try await both.eventually { try await both.hits(both.rep) >= taken })
        #expect(try await both.hits(both.rep) == taken)
        let told = try await both.eventually {
            let events = try await both.rep.run("events").output.split(separator: "\n")
            return events.count { $0.contains("\"hit\":\"open\"") } >= taken - 1
        }
        #expect(told)
        let status = try await both.rep.json("hub", "status")
        #expect(status.text("state") == "following" && status.at("answers")?.boolean == true)
        await both.end(hub)
        await both.end(rep)
    }

    @Test func `killed under load it has stored whatever it answered`() async throws {
        let world = try await MailWorld()
        defer { world.stop() }
        let both = try await RepAndHub(world)
        defer { both.submission.stop() }
        let body = try both.rep.write("<p><a href='https://x.example/?a=1'>x</a></p>", to: "body.html")
        _ = try await both.rep.json(
            "send", "--to", "mia@y.example", "--subject", "Hi", "--html-file", body, "--track", "--no-undo",
            "--wait")
        let html = try #require(both.post.html(to: "mia@y.example"))
        let pixel = String(try #require(html.firstMatch(of: /http:[^"]*\/track\/open\/[^"]+/)).output)
        let link = String(try #require(html.firstMatch(of: /http:[^"]*\/track\/click\/[^"]+/)).output)
        let requests = (1...600).map { "url = \"\($0 % 3 == 0 ? link : pixel)\"\noutput = /dev/null\n" }
            .joined()
        let list = try both.hub.write(requests, to: "requests")
        var answered: Int64 = 0
        for _ in 1...3 {
            let hub = try await both.serve(both.hub)
            let said = try both.hub.write("", to: "answers")
            let clients = try ChildProcess.start(
                [
                    "/usr/bin/curl", "-s", "-Z", "--parallel-max", "32", "-m", "10", "-w", "%{http_code}\\n",
                    "-K",
                    list,
                ], environment: both.hub.environment,
                files: StandardFiles(input: list, output: said, errors: both.hub.file("curl.err")))
            #expect(await both.bystander.wait(forLines: 60, in: said))
            await both.end(hub)
            _ = await clients.wait()
            let codes = try String(contentsOfFile: said, encoding: .utf8).split(separator: "\n")
            answered += Int64(codes.count { $0 == "200" || $0 == "302" })
            #expect(try await both.hits(both.hub) >= answered)
        }
        #expect(answered >= 180)
        #expect(try await both.hub.run("db", "check").status == 0)
    }

    @Test func `takes whoever unsubscribes there off every campaign here`() async throws {
        let world = try await MailWorld()
        defer { world.stop() }
        let both = try await RepAndHub(world)
        defer { both.submission.stop() }
        let body = try both.rep.write("Hi {{firstName}}", to: "body.txt")
        _ = try await both.rep.json("template", "save", "Mine", "--subject", "News", "--body-file", body)
        func campaign(_ name: String, _ people: ClosedRange<Int>) async throws -> String {
            let list = people.map { #"{"email":"p\#($0)@customer.example","firstName":"P\#($0)"}"# }
            let file = try both.rep.write(
                """
                {"name":"\(name)","account":"work","steps":[{"kind":"email","template":"Mine"}],
                 "recipients":{"list":[\(list.joined(separator: ","))]},"pace":{"per_minute":600,"daily_cap":2000},
                 "unsubscribe":true,"idempotency_key":"\(name)"}
                """, to: "\(name).json")
            let id = try #require(try await both.rep.json("campaign", "create", "-f", file).text("id"))
            _ = try await both.rep.json("campaign", "start", id)
            return id
        }
        let (hub, rep) = (try await both.serve(both.hub), try await both.serve(both.rep))
        let first = try await campaign("First", 1...2)
        #expect(try await both.eventually { both.post.count == 2 })
        let header = try #require(both.post.header("List-Unsubscribe", to: "p1@customer.example"))
        #expect(
            both.post.header("List-Unsubscribe-Post", to: "p1@customer.example")
                == "List-Unsubscribe=One-Click")
        let url = String(try #require(header.firstMatch(of: /<(http:[^>]+)>/)).output.1)
        #expect(url.hasPrefix(both.url + "/unsubscribe/"))

        // Looking changes nothing.
        let page = try await both.bystander.request("GET", url)
        #expect(page.status == "200" && page.body.contains("<form method=\"post\">"))
        #expect(try await both.bystander.request("HEAD", url).status == "200")
        #expect(try await both.eventually { try await both.hits(both.rep) == 2 })
        #expect(try await both.rep.json("campaign", "status", first).number("counts.unsubscribed") == 0)

        #expect(try await both.bystander.request("POST", url + "x").status == "404")
        #expect(try await both.bystander.request("POST", url).status == "200")
        #expect(try await both.bystander.request("POST", url).status == "200")
        let isOff = try await both.eventually {
            try await both.rep.json("campaign", "status", first).number("counts.unsubscribed") == 1
        }
        #expect(isOff)
        #expect(try await both.hits(both.rep) == 4)
        let second = try await campaign("Second", 1...3)
        #expect(try await both.eventually { both.post.count == 4 })
        #expect(both.post.recipients().count { $0 == "p1@customer.example" } == 1)
        let counts = try await both.rep.json("campaign", "status", second)
        #expect(counts.number("counts.suppressed") == 1, "\(counts.serialized)")
        await both.end(hub)
        await both.end(rep)
    }
}
