import CRMModel
import Foundation
import LocalServers
import MailCore
import Platform
import Synchronization
import Testing

@testable import RapportApp

@Suite struct `Templates by command` {
    @Test func `with errors are refused with line and column`() async throws {
        let rapport = try Rapport()
        let body = try rapport.write("Hi {{firstName|there}},\nyour {{compny}}\n", to: "body.txt")
        let ran = try await rapport.run(
            "template", "save", "Mine", "--subject", "Hello", "--body-file", body, "--json")
        #expect(ran.status == 65)
        #expect(try ran.json.number("errors.0.line") == 2)
        #expect(try ran.json.number("errors.0.column") == 8)
        #expect(ran.errors.contains("line 2, column 8"))
        #expect(try await rapport.run("template", "show", "Mine").status == 66)
    }

    @Test func `have versions and are filled for a contact`() async throws {
        let rapport = try Rapport()
        let body = try rapport.write("Hi {{firstName|there}} of {{company}}", to: "body.txt")
        for subject in ["One", "Two"] {
            _ = try await rapport.json("template", "save", "Mine", "--subject", subject, "--body-file", body)
        }
        #expect(try await rapport.json("template", "restore", "Mine", "1").text("subject") == "One")
        let history = try await rapport.json("template", "history", "Mine")
        #expect(history.at("versions")?.elements?.count == 3)
        _ = try await rapport.json("contact", "add", "Ann", "Bee", "--email", "ann@x.example")
        let made = try await rapport.json("template", "render", "Mine", "--contact", "ann@x.example")
        #expect(made.text("text") == "Hi Ann of [company]")
        #expect(made.at("missing") == ["company"])
        #expect(try await rapport.json("template", "list").at("templates")?.elements?.count ?? 0 > 10)
    }
}

@Suite(.needsServers) struct `Sending by command` {
    private func ready() async throws -> (MailWorld, Rapport, String) {
        let world = try await MailWorld(sends: true)
        let rapport = try Rapport()
        try await world.expectAccount(in: rapport)
        return (world, rapport, try rapport.write("Good day.\n", to: "body.txt"))
    }

    @Test func `waits until the mail is accepted`() async throws {
        let (world, rapport, body) = try await ready()
        defer { world.stop() }
        let sent = try await rapport.json(
            "send", "--to", "amy@example.test", "--subject", "Grüße", "--body-file", body, "--wait")
        #expect(sent.text("state") == "sent")
        let id = try #require(sent.text("message_id"))
        let outbox = try await rapport.json("outbox", "list")
        #expect(outbox.text("jobs.0.state") == "sent")
        #expect(outbox.text("jobs.0.account") == "work")
        #expect(outbox.text("jobs.0.message_id") == id)
        // Exim delivers after its answer: the test waits for the event, not for a time.
        var received = 0
        for _ in 0..<200 where received == 0 {
            received = try await world.count(
                in: "INBOX", as: MailWorld.amy, .header("Message-ID", contains: id))
        }
        #expect(received == 1)
    }

    @Test func `tells what the server said`() async throws {
        let (world, rapport, body) = try await ready()
        defer { world.stop() }
        let later = try await rapport.run(
            "send", "--to", "later@example.test", "--subject", "x", "--body-file", body, "--wait", "--json")
        // 4.7.1 asks for patience: the mail waits without having used a try.
        #expect(later.status == 75)
        #expect(try later.json.text("state") == "deferred")
        let waiting = try await rapport.json("outbox", "list")
        #expect(waiting.number("jobs.0.attempts") == 0)
        #expect(waiting.text("jobs.0.last_error")?.isEmpty == false)
        let never = try await rapport.run(
            "send", "--to", "nobody@example.test", "--subject", "x", "--body-file", body, "--wait", "--json")
        #expect(never.status == 65)
        #expect(try never.json.text("state") == "failed")
        let job = try #require(try never.json.text("job"))
        let shown = try await rapport.json("outbox", "show", job)
        #expect(shown.number("tries.0.code") == 550)
        #expect(shown.text("last_error")?.isEmpty == false)
        #expect(try await rapport.json("outbox", "retry", job).text("jobs.0.state") == "queued")
        #expect(try await rapport.json("outbox", "cancel", job).text("jobs.0.state") == "cancelled")
        #expect(try await rapport.run("outbox", "cancel", job).status == 65)
    }

    @Test func `a temporary refusal is deferred and told`() async throws {
        let world = try await MailWorld()
        defer { world.stop() }
        let server = try SubmissionServer(users: [MailWorld.rep]) { _ in .refuse("451 Come back later") }
        defer { server.stop() }
        let rapport = try Rapport()
        try await world.expectAccount(in: rapport, smtp: server.port)
        let body = try rapport.write("Good day.\n", to: "body.txt")
        let ran = try await rapport.run(
            "send", "--to", "amy@example.test", "--subject", "x", "--body-file", body, "--wait", "--json")
        #expect(ran.status == 75)
        #expect(try ran.json.text("state") == "deferred")
        #expect(ran.errors.contains("Come back later"))
        server.stop()
        let away = try await rapport.run(
            "send", "--to", "amy@example.test", "--subject", "y", "--body-file", body, "--wait", "--json")
        #expect(away.status == 69)
        #expect(try away.json.text("state") == "queued")
    }

    @Test func `that one of two recipients is refused is told, by name`() async throws {
        let world = try await MailWorld()
        defer { world.stop() }
        let server = try SubmissionServer(
            users: [MailWorld.rep], refusal: { $0 == "second@y.example" ? "550 5.1.1 Nobody here" : nil }
        ) { _ in .accept }
        defer { server.stop() }
        let rapport = try Rapport()
        try await world.expectAccount(in: rapport, smtp: server.port)
        let body = try rapport.write("Good day.\n", to: "body.txt")
        let ran = try await rapport.run(
            "send", "--to", "amy@example.test, second@y.example", "--subject", "x", "--body-file", body,
            "--wait", "--json")
        #expect(ran.status == 65)
        #expect(try ran.json.text("state") == "failed")
        #expect(try ran.json.text("last_error")?.contains("second@y.example: 550 5.1.1 Nobody here") == true)
        #expect(ran.errors.contains("not sent to everybody"))
    }

    @Test func `can be put off, and twice with one key is once`() async throws {
        let (world, rapport, body) = try await ready()
        defer { world.stop() }
        let words = [
            "send", "--to", "amy@example.test", "--subject", "x", "--body-file", body, "--key", "k", "--at",
            "2030-01-01T09:00:00Z", "--json",
        ]
        for _ in 0..<2 { await (try rapport.start(words)).end() }
        let jobs = try await rapport.json("outbox", "list")
        #expect(jobs.at("jobs")?.elements?.count == 1)
        #expect(jobs.text("jobs.0.state") == "queued")
        #expect(jobs.text("jobs.0.not_before") == "2030-01-01T09:00:00.000Z")
        let wrong = try await rapport.run(
            "send", "--to", "no address", "--subject", "x", "--body-file", body, "--json")
        #expect(wrong.status == 65)
    }

    @Test func `answers in the thread and forwards attachments`() async throws {
        let (world, rapport, body) = try await ready()
        defer { world.stop() }
        try world.fill(1, from: "Amy <amy@example.test>")
        _ = try await rapport.json("sync", "--once")
        let id = try #require(try await rapport.json("mail", "list").text("messages.0.id"))
        let answer = try await rapport.json("reply", id, "--body-file", body, "--wait")
        #expect(answer.text("state") == "sent")
        let raw =
            try await rapport.json("outbox", "show", answer.text("job") ?? "", "--raw").text("raw") ?? ""
        #expect(raw.contains("In-Reply-To: <m1@customer.example>"))
        #expect(raw.contains("Subject: Re: Message 1"))
        #expect(raw.contains("> Hello, number 1 speaks of pineapples."))
        let on = try await rapport.json(
            "forward", id, "--to", "amy@example.test", "--body-file", body, "--wait")
        #expect(on.text("state") == "sent")
    }
}

@Suite struct `A mail that cannot be waited for` {
    @Test(arguments: [
        (SendState.queued, "is in the outbox and not sent yet", "free some space: it goes out then"),
        (.sending, "is in the outbox, sending", "rapport outbox show"),
    ])
    func `is said to be in the outbox`(state: SendState, what: String, recovery: String) {
        let job = ID<OutboxJob>(high: 1, low: 2)
        let full = CommandError(
            code: .inputOutput, what: "workspace", why: "the disk is full", recovery: "nothing was lost")
        let error = CommandSpec.stillInOutbox(state, job, full)
        #expect(error.code == .inputOutput && error.what == "mail \(job) \(what)")
        #expect(error.why.contains("the disk is full") && error.recovery.contains(recovery))
        #expect(error.recovery.hasPrefix("do not send it again"))
    }
}

@Suite(.needsDovecot) struct `Campaigns by command` {
    private static func document(_ count: Int, template: String = "Mine") -> String {
        let people = (1...count).map { #"{"email":"p\#($0)@customer.example","firstName":"P\#($0)"}"# }
        return """
            {"name":"Autumn","account":"work","steps":[{"kind":"email","template":"\(template)"}],
             "recipients":{"list":[\(people.joined(separator: ","))]},
             "pace":{"per_minute":600,"daily_cap":2000},"unsubscribe":false,"idempotency_key":"a1"}
            """
    }

    private func ready(_ port: UInt16, _ world: MailWorld) async throws -> (Rapport, String) {
        let rapport = try Rapport()
        try await world.expectAccount(in: rapport, smtp: port)
        let body = try rapport.write("Hi {{firstName}}", to: "body.txt")
        _ = try await rapport.json("template", "save", "Mine", "--subject", "News", "--body-file", body)
        let file = try rapport.write(Self.document(30), to: "campaign.json")
        let made = try await rapport.json("campaign", "create", "-f", file)
        #expect(made.text("state") == "draft")
        #expect(made.number("recipients") == 30)
        #expect(made.number("counts.queued") == 30)
        let id = try #require(made.text("id"))
        #expect(try await rapport.json("campaign", "create", "-f", file).text("id") == id)
        #expect(try await rapport.json("campaign", "start", id).text("state") == "running")
        return (rapport, id)
    }

    @Test func `with mistakes are refused by their paths`() async throws {
        let world = try await MailWorld()
        defer { world.stop() }
        let rapport = try Rapport()
        try await world.expectAccount(in: rapport)
        let file = try rapport.write(Self.document(1, template: "Nothing"), to: "campaign.json")
        let ran = try await rapport.run("campaign", "create", "-f", file, "--json")
        #expect(ran.status == 65)
        #expect(try ran.json.text("error.message")?.contains("steps[0].template") == true)
    }

    @Test func `reach everybody once`() async throws {
        let world = try await MailWorld()
        defer { world.stop() }
        let taken = Mutex<[String]>([])
        let server = try SubmissionServer(users: [MailWorld.rep]) { mail in
            taken.withLock { $0 += mail.recipients }
            return .accept
        }
        defer { server.stop() }
        let (rapport, id) = try await ready(server.port, world)
        _ = try await rapport.json("sync", "--once")
        let all = taken.withLock { $0 }
        #expect(all.count == 30)
        #expect(Set(all).count == 30)
        let status = try await rapport.json("campaign", "status", id)
        #expect(status.number("counts.sent") == 30)
        #expect(status.text("state") == "finished")
        let csv = try await rapport.run("campaign", "export", id)
        #expect(csv.output.split(separator: "\r\n").count == 31)
    }

    @Test func `reach nobody twice when an older backup is restored`() async throws {
        let world = try await MailWorld()
        defer { world.stop() }
        let taken = Mutex<[String]>([])
        let server = try SubmissionServer(users: [MailWorld.rep]) { mail in
            taken.withLock { $0 += mail.recipients }
            return .accept
        }
        defer { server.stop() }
        let (rapport, id) = try await ready(server.port, world)
        _ = try await rapport.json("db", "backup", rapport.file("backup"))
        _ = try await rapport.json("sync", "--once")
        _ = try await rapport.json("sync", "--once")
        #expect(taken.withLock { $0.count } == 30)
        let restored = try await rapport.run("db", "restore", rapport.file("backup"))
        #expect(restored.output.contains("30 recipients of campaigns may have got their mail since"))
        #expect(restored.output.contains("rapport campaign release"))
        let resumed = try await rapport.json("campaign", "resume", id)
        #expect(resumed.number("counts.uncertain") == 30)
        // The copies in Sent prove it.
        _ = try await rapport.json("sync", "--once")
        let status = try await rapport.json("campaign", "status", id)
        #expect(status.number("counts.sent") == 30)
        #expect(taken.withLock { $0.count } == 30)

        // Where nothing went out, the user says so.
        let other = try Rapport()
        try await world.expectAccount(in: other, smtp: server.port)
        let body = try other.write("Hello", to: "body.txt")
        _ = try await other.json("template", "save", "Mine", "--subject", "More", "--body-file", body)
        let file = try other.write(Self.document(3), to: "campaign.json")
        let second = try #require(try await other.json("campaign", "create", "-f", file).text("id"))
        _ = try await other.json("db", "backup", other.file("backup"))
        _ = try await other.json("db", "restore", other.file("backup"))
        _ = try await other.json("campaign", "start", second)
        _ = try await other.json("sync", "--once")
        #expect(taken.withLock { $0.count } == 30)
        #expect(try await other.run("campaign", "release", second).status == 64)
        #expect(try await other.run("campaign", "release", second, "x@y.example").status == 66)
        let settled = try await other.json("campaign", "settle", second, "P1@customer.example")
        #expect(settled.number("counts.sent") == 1 && settled.number("counts.uncertain") == 2)
        let released = try await other.json("campaign", "release", second, "--all")
        #expect(released.number("counts.queued") == 2)
        _ = try await other.json("sync", "--once")
        #expect(taken.withLock { $0.suffix(2).sorted() } == ["p2@customer.example", "p3@customer.example"])
        #expect(taken.withLock { $0.count } == 32)
    }

    @Test func `reach nobody twice when the program is killed in the middle`() async throws {
        let world = try await MailWorld()
        defer { world.stop() }
        let taken = Mutex<[String]>([])
        let (tenth, signal) = AsyncStream.makeStream(of: Void.self)
        let server = try SubmissionServer(users: [MailWorld.rep]) { mail in
            let count = taken.withLock { taken in
                taken += mail.recipients
                return taken.count
            }
            if count == 10 { signal.finish() }
            return .accept
        }
        defer { server.stop() }
        let (rapport, id) = try await ready(server.port, world)
        let started = try rapport.start(["sync", "--once"])
        for await _ in tenth {}
        started.process.send(signal: SIGKILL)
        await started.end()
        _ = try await rapport.run("sync", "--once", "--json")
        let all = taken.withLock { $0 }
        #expect(Set(all).count == all.count)
        // At most the one mail that was under way is left; it waits for its lease or for the user.
        let rows = try await rapport.json("campaign", "recipients", id).at("recipients")?.elements ?? []
        let open = rows.filter { $0.text("state") != "sent" }
        #expect(rows.count == 30)
        #expect(open.count <= 1)
        #expect(Set(all).union(open.compactMap { $0.text("email") }).count == 30)
    }
}

@Suite struct `Other commands` {
    @Test func `events are one object per line, each behind the one before`() async throws {
        let rapport = try Rapport()
        _ = try await rapport.json("contact", "add", "Ann", "--email", "ann@x.example")
        let ran = try await rapport.run("events")
        let events = try ran.output.split(separator: "\n").map { try JSONValue.parse(Array($0.utf8)) }
        let cursors = events.compactMap { $0.number("cursor") }
        #expect(cursors == cursors.sorted() && cursors.count == events.count)
        #expect(events.last?.text("kind") == "people.changed")
        let last = try #require(cursors.last)
        #expect(try await rapport.run("events", "--since", "\(last)").output.isEmpty)
    }

    @Test func `a key is shown once and never stored`() async throws {
        let rapport = try Rapport()
        let key = try #require(
            try await rapport.json("api-key", "create", "crm", "--scopes", "events").text("key"))
        let list = try await rapport.run("api-key", "list", "--json")
        #expect(!list.output.contains(key))
        #expect(try await rapport.run("api-key", "create", "x", "--scopes", "everything").status == 64)
    }

    @Test func `contacts are found, changed, merged and taken out`() async throws {
        let rapport = try Rapport()
        let ann = try await rapport.json(
            "contact", "add", "Ann", "Bee", "--email", "ann@x.example", "--company", "Xen", "--tag", "vip")
        #expect(ann.text("company.name") == "Xen")
        let bob = try await rapport.json("contact", "add", "Bob", "--email", "bob@x.example")
        let taken = try await rapport.run("contact", "add", "Eve", "--email", "ANN@x.example", "--json")
        #expect(taken.status == 73)
        #expect(try await rapport.json("contact", "find", "xen").text("contacts.0.name") == "Ann Bee")
        let id = try #require(ann.text("id"))
        let edited = try await rapport.json("contact", "edit", id, "--title", "CTO", "--remove-tag", "VIP")
        #expect(edited.text("title") == "CTO")
        #expect(edited.at("tags") == [])
        let merged = try await rapport.json("contact", "merge", id, bob.text("id") ?? "")
        #expect(merged.at("emails")?.elements?.count == 2)
        #expect(try await rapport.json("contact", "remove", id).number("removed") == 1)
        #expect(try await rapport.json("contact", "list").at("contacts")?.elements == [])
        #expect(try await rapport.run("contact", "show", id).status == 66)
    }
}
