import Foundation
import MailCore
import MailNet
import Platform
import Testing

@testable import RapportApp

@Suite(.needsDovecot) struct `Mail by command` {
    /// A workspace with five messages of the server.
    private func synced() async throws -> (MailWorld, Rapport) {
        let world = try await MailWorld()
        try world.fill(5)
        let rapport = try Rapport()
        try await world.expectAccount(in: rapport)
        let report = try await rapport.json("sync", "--once")
        #expect(report.number("accounts.0.new") == 5)
        #expect(report.number("accounts.0.messages") == 5)
        return (world, rapport)
    }

    private func ids(_ rapport: Rapport, _ folder: String = "INBOX") async throws -> [String] {
        let list = try await rapport.json("mail", "list", "--folder", folder)
        return list.at("messages")?.elements?.compactMap { $0.text("id") } ?? []
    }

    @Test func `is listed in pages, shown, found and threaded in the shapes of the contract`() async throws {
        let (world, rapport) = try await synced()
        defer { world.stop() }
        let page = try await rapport.json("mail", "list", "--limit", "3")
        let keys = [
            "id", "account", "folder", "uid", "message_id", "thread", "from", "to", "cc", "subject", "date",
            "received", "unread", "flags", "size", "attachments", "links", "opens", "clicks", "preview",
        ]
        #expect(page.at("messages.0")?.members?.map(\.key).sorted() == keys.sorted())
        #expect(page.text("messages.0.subject") == "Message 5")
        #expect(page.text("messages.0.account") == "work")
        #expect(page.text("messages.0.from.address") == "amy@customer.example")
        let next = try #require(page.text("next"))
        let rest = try await rapport.json("mail", "list", "--before", next)
        #expect(rest.at("messages")?.elements?.count == 2)
        #expect(rest.at("next") == .null)
        let id = try #require(page.text("messages.0.id"))
        let shown = try await rapport.json("mail", "show", id)
        #expect(shown.text("text")?.contains("number 5 speaks") == true)
        #expect(shown.at("html") == .null)
        #expect(shown.at("unread")?.boolean == true)
        #expect(try await rapport.json("mail", "show", id).at("unread")?.boolean == true)
        let found = try await rapport.json("mail", "search", "pineapples", "from:amy", "--limit", "2")
        #expect(found.at("messages")?.elements?.count == 2)
        #expect(found.text("messages.0.snippet")?.contains("pineapples") == true)
        let thread = try await rapport.json("mail", "thread", id)
        #expect(thread.at("messages")?.elements?.count == 1)
        let lines = try await rapport.run("mail", "list", "--jsonl")
        #expect(lines.output.split(separator: "\n").count == 5)
        #expect(try await rapport.run("mail", "show", "999999").status == 66)
    }

    @Test func `that is changed reaches the server before the command ends`() async throws {
        let (world, rapport) = try await synced()
        defer { world.stop() }
        let ids = try await ids(rapport)
        let marked = try await rapport.json("mail", "mark", "--read", "--flag", ids[0], ids[1])
        #expect(marked == ["changed": 2, "pending": 0])
        #expect(try await world.count(in: "INBOX", .flagged(MessageFlag("\\Seen"))) == 2)
        #expect(try await world.count(in: "INBOX", .flagged(MessageFlag("\\Flagged"))) == 2)
        #expect(try await rapport.json("mail", "mark", "--unread", ids[0]) == ["changed": 1, "pending": 0])
        #expect(try await world.count(in: "INBOX", .flagged(MessageFlag("\\Seen"))) == 1)
        #expect(try await rapport.json("mail", "archive", ids[0]) == ["changed": 1, "pending": 0])
        #expect(try await world.count(in: "Archive") == 1)
        #expect(
            try await rapport.json("mail", "move", "--to", "Sent", ids[1]) == ["changed": 1, "pending": 0])
        #expect(try await world.count(in: "Sent") == 1)
        #expect(try await rapport.json("mail", "delete", ids[2]) == ["changed": 1, "pending": 0])
        #expect(try await world.count(in: "Trash") == 1)
        #expect(
            try await rapport.json("mail", "delete", "--forever", ids[3]) == ["changed": 1, "pending": 0])
        #expect(try await world.count(in: "INBOX") == 1)
        let report = try await rapport.json("sync", "--once")
        #expect(report.at("accounts.0.errors") == [])
        #expect(try await self.ids(rapport).count == 1)
        #expect(try await self.ids(rapport, "Archive").count == 1)
        #expect(try await rapport.run("mail", "move", "--to", "Nowhere", ids[4]).status == 66)
    }

    @Test func `that is changed while the server is away waits for the next sync`() async throws {
        let (world, rapport) = try await synced()
        let ids = try await ids(rapport)
        world.stop()
        let marked = try await rapport.json("mail", "mark", "--read", ids[0])
        #expect(marked == ["changed": 1, "pending": 1])
        let synced = try await rapport.run("sync", "--once", "--json")
        #expect(synced.status == 69)
        #expect(try synced.json.at("accounts.0.errors")?.elements?.count == 1)
    }

    @Test func `comes out of files and goes into files`() async throws {
        let (world, rapport) = try await synced()
        defer { world.stop() }
        let exported = try await rapport.json(
            "mail", "export", "--folder", "INBOX", "--format", "mbox", "--to", rapport.file("all.mbox"))
        #expect(exported.number("exported") == 5)
        let again = try await rapport.json("mail", "import", rapport.file("all.mbox"))
        #expect(again.number("skipped") == 5)
        try rapport.write("From: x@y.example\nSubject: One\nMessage-ID: <one@y>\n\nText\n", to: "one.eml")
        let imported = try await rapport.json(
            "mail", "import", rapport.file("one.eml"), "--folder", "Archive")
        #expect(imported.number("imported") == 1)
        #expect(try await world.count(in: "Archive") == 1)
        #expect(try await ids(rapport, "Archive").count == 1)
    }

    private static func mbox(_ count: Int) -> String {
        (1...count).map { number in
            let id = number % 3 == 0 ? "" : "Message-ID: <i\(number)@old.example>\n"
            return
                "From x@y Mon Jan  1 00:00:00 2024\nFrom: x@y.example\nSubject: Old \(number)\n\(id)\nText\n\n"
        }.joined()
    }

    /// As after an import that was killed: the server has what this workspace knows nothing of.
    @Test func `comes once however often it is imported, alone or at once`() async throws {
        let world = try await MailWorld()
        defer { world.stop() }
        let (first, second) = (try Rapport(), try Rapport())
        try await world.expectAccount(in: first)
        try await world.expectAccount(in: second)
        let file = try first.write(Self.mbox(40), to: "part.mbox")
        let part = try await first.json("mail", "import", file, "--folder", "Old")
        #expect(part.number("imported") == 40)
        let whole = try second.write(Self.mbox(200), to: "whole.mbox")
        let words = ["mail", "import", whole, "--folder", "Old", "--json"]
        let (one, two) = (try second.start(words), try second.start(words))
        let ran = [try await one.ran(), try await two.ran()]
        #expect(ran.allSatisfy { $0.status == 0 }, "\(ran.map(\.errors))")
        #expect(try ran.map { try $0.json.number("imported") ?? -1 }.sorted() == [0, 160])
        #expect(try await world.count(in: "Old") == 200)
    }

    @Test func `import that is interrupted says how far it came and goes on there`() async throws {
        let (world, rapport) = try await synced()
        defer { world.stop() }
        let file = try rapport.write(Self.mbox(3000), to: "old.mbox")
        let importing = try rapport.start(["mail", "import", file, "--folder", "Old"])
        // Some are there, and most are not.
        while (try? await world.count(in: "Old")) ?? 0 < 10 { await Task.yield() }  // no folder yet
        importing.process.send(signal: SIGTERM)
        let ran = try await importing.ran()
        if ran.status != 0 {
            #expect(ran.status == 75)
            #expect(ran.errors.contains("mail import stopped after"), "\(ran.errors)")
            #expect(ran.errors.contains("the same command again goes on"), "\(ran.errors)")
        }
        let taken = try await world.count(in: "Old")
        let again = try await rapport.json("mail", "import", file, "--folder", "Old")
        #expect(again.number("imported") == Int64(3000 - taken))
        #expect(try await world.count(in: "Old") == 3000)
    }

    @Test func `is linked when its people are imported`() async throws {
        let (world, rapport) = try await synced()
        defer { world.stop() }
        let csv = try rapport.write(
            "Name,Email,Company\nAmy Adams,amy@customer.example,Customer\nBroken,not an address,X\n",
            to: "people.csv")
        let dry = try await rapport.run("contact", "import", csv, "--dry-run", "--json")
        #expect(dry.status == 65)
        #expect(try dry.json.number("created") == 1)
        #expect(try await rapport.json("contact", "list").at("contacts")?.elements == [])
        let ran = try await rapport.run("contact", "import", csv, "--json")
        #expect(ran.status == 65)
        #expect(try ran.json.number("created") == 1)
        #expect(try ran.json.number("errors.0.line") == 3)
        let list = try await rapport.json("mail", "list")
        #expect(list.text("messages.0.links.0.name") == "Amy Adams")
        #expect(list.text("messages.0.links.0.how") == "address")
        let entries = try await rapport.json("timeline", "contact", "amy@customer.example")
        #expect(entries.at("entries")?.elements?.count == 5)
        #expect(entries.text("entries.0.summary") == "Message 5")
        let company = try await rapport.json("company", "show", "Customer")
        #expect(company.number("contacts") == 1)
    }
}
