import Foundation
import LocalServers
import Platform
import Testing

@Suite(.needsDovecot, .timeLimit(.minutes(3))) struct `Several syncs of one workspace` {
    @Test func `take every message once`() async throws {
        let world = try await MailWorld()
        defer { world.stop() }
        try world.fill(60)
        let rapport = try Rapport()
        #expect(try await world.addAccount(to: rapport).status == 0)
        let watchers = try (1...2).map { _ in try rapport.start(["sync", "--watch", "--json"]) }
        for number in 1...30 {
            let mail = "From: Bo <bo@customer.example>\r\nSubject: Live \(number)\r\n"
            let id = "Message-ID: <live\(number)@customer.example>\r\n\r\nHello.\r\n"
            try world.dovecot.deliver(Array((mail + id).utf8), to: MailWorld.rep.address)
            if number.isMultiple(of: 10) {
                let synced = try await rapport.run("sync", "--once", "--json")
                #expect(synced.status == 0, "\(synced.errors)")
            }
        }
        for watcher in watchers {
            watcher.process.send(signal: SIGTERM)
            await watcher.end()
        }
        let synced = try await rapport.run("sync", "--once", "--json")
        #expect(synced.status == 0, "\(synced.errors)")
        let list = try await rapport.json("mail", "list", "--view", "all", "--limit", "1000")
        let ids = list.at("messages")?.elements?.compactMap { $0.text("message_id") } ?? []
        #expect(ids.count == 90 && Set(ids).count == 90)
        #expect(try await rapport.run("db", "check").status == 0)
        for watcher in watchers {
            let lines = try String(contentsOfFile: watcher.output, encoding: .utf8).split(separator: "\n")
            let told = lines.compactMap { line -> String? in
                guard let event = try? JSONValue.parse(Array(line.utf8)),  // a line cut off by the end
                    event.text("event") == "message.new"
                else { return nil }
                return event.text("message.id")
            }
            #expect(Set(told).count == told.count)
        }
    }

    @Test(.timeLimit(.minutes(2))) func `who watches sends what falls due`() async throws {
        let world = try await MailWorld(sends: true)
        defer { world.stop() }
        let rapport = try Rapport()
        try await world.expectAccount(in: rapport)
        let body = try rapport.write("Good day.\n", to: "body.txt")
        let watcher = try rapport.start(["sync", "--watch", "--json"])
        let sent = try await rapport.run(
            "send", "--to", "amy@example.test", "--subject", "Due", "--body-file", body, "--no-undo")
        #expect(sent.status == 0)
        var state: String?
        while state != "sent" { state = try await rapport.json("outbox", "list").text("jobs.0.state") }
        watcher.process.send(signal: SIGTERM)
        await watcher.end()
    }
}
