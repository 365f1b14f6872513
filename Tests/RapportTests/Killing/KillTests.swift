import Foundation
import LocalServers
import MailCore
import Platform
import Synchronization
import Testing

/// What a submission server took, by Message-ID and by recipient; it can kill the program that sends.
private final class Taken: Sendable {
    private struct Kept {
        var ids: [String] = []
        var recipients: [String] = []
        /// Message-ID and recipient of every copy.
        var copies: [String] = []
        var isPatient = false
        var deadly = 0
        var sender: Int32?
    }

    private let kept = Mutex(Kept())
    var ids: [String] { kept.withLock { $0.ids } }
    var copies: [String] { kept.withLock { $0.copies } }
    /// Whoever is put off is taken from now on.
    func takeAll() { kept.withLock { $0.isPatient = true } }
    var recipients: [String] { kept.withLock { $0.recipients } }

    /// - Parameter process: dies at its third mail from now: after the last byte, before the answer. Nil lets it live.
    func kills(_ process: RunningProcess?) {
        kept.withLock { kept in
            kept.sender = process?.processIdentifier
            kept.deadly = kept.ids.count + 3
        }
    }

    func server() throws -> SubmissionServer {
        try SubmissionServer(
            users: [MailWorld.rep],
            refusal: { [self] address in
                if address.hasPrefix("gone") { return "550 5.1.1 Nobody here" }
                let isPatient = kept.withLock { $0.isPatient }
                return address.hasPrefix("later") && !isPatient ? "451 4.3.0 Later" : nil
            }
        ) { [self] mail in
            kept.withLock { kept in
                let id = MIMEParser.parse(mail.bytes).messageID ?? "none"
                kept.copies += mail.recipients.map { "\(id) \($0)" }
                kept.ids.append(MIMEParser.parse(mail.bytes).messageID ?? "none")
                kept.recipients += mail.recipients
                if kept.ids.count >= kept.deadly, let sender = kept.sender { kill(sender, SIGKILL) }
            }
            return .accept
        }
    }
}

/// Moments in the life of a program, the same in each run.
private struct Moments {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next(upTo whole: Double) -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return max(0.01, whole * Double(state >> 33) / Double(1 << 31))
    }
}

extension Rapport {
    /// Seconds that a command takes to its end.
    fileprivate func time(_ words: [String]) async throws -> Double {
        let start = SystemClock.monotonicMilliseconds()
        await (try self.start(words)).end()
        return Double(SystemClock.monotonicMilliseconds() - start) / 1000
    }

    fileprivate func jobs() async throws -> [JSONValue] {
        try await json("outbox", "list", "--limit", "1000").at("jobs")?.elements ?? []
    }

    fileprivate func expectSound() async throws {
        let check = try await run("db", "check")
        #expect(check.status == 0, "\(check.errors)")
    }
}

@Suite(.needsDovecot, .serialized) struct `Killed at any moment` {
    @Test func `a sync leaves nothing out and takes nothing twice`() async throws {
        let world = try await MailWorld()
        defer { world.stop() }
        try world.fill(300)
        let first = try Rapport()
        try await world.expectAccount(in: first)
        let whole = try await first.time(["sync", "--once"])
        var moments = Moments(seed: 11)
        for run in 1...10 {
            let rapport = try Rapport()
            try await world.expectAccount(in: rapport)
            for _ in 1...2 {
                let life = moments.next(upTo: whole)
                await (try rapport.start(["sync", "--once"], killedAfter: life)).end()
            }
            let synced = try await rapport.run("sync", "--once", "--json")
            #expect(synced.status == 0, "run \(run): \(synced.errors)")
            let list = try await rapport.json("mail", "list", "--view", "all", "--limit", "1000")
            let ids = list.at("messages")?.elements?.compactMap { $0.text("message_id") } ?? []
            #expect(ids.count == 300 && Set(ids).count == 300, "run \(run)")
            let found = try await rapport.json("mail", "search", "pineapples", "--limit", "1000")
            #expect(found.at("messages")?.elements?.count == 300, "run \(run)")
            try await rapport.expectSound()
        }
    }

    @Test func `sending sends nothing twice and loses nothing`() async throws {
        let world = try await MailWorld()
        defer { world.stop() }
        let taken = Taken()
        let server = try taken.server()
        defer { server.stop() }
        let rapport = try Rapport()
        try await world.expectAccount(in: rapport, smtp: server.port)
        let body = try rapport.write("Good day.\n", to: "body.txt")
        for number in 1...40 {
            _ = try await rapport.json(
                "send", "--to", "p\(number)@example.test", "--subject", "Mail \(number)", "--body-file", body,
                "--no-undo")
        }
        try await killing(rapport, taken, seed: 12)
        let jobs = try await rapport.jobs()
        let ids = taken.ids
        #expect(Set(ids).count == ids.count)
        #expect(jobs.count == 40)
        for job in jobs {
            let state = job.text("state") ?? ""
            let isTaken = ids.contains(job.text("message_id") ?? "")
            #expect(state == "sent" && isTaken || state == "uncertain", "\(job.serialized)")
        }
        #expect(jobs.count { $0.text("state") == "uncertain" } >= 1)
        // One that is uncertain stays so: neither a further pass nor a watching program sends it.
        _ = try await rapport.run("sync", "--once")
        #expect(taken.ids == ids)
        try await rapport.expectSound()
        // Each that is known as sent has its one copy.
        let copies = try await world.count(in: "Sent")
        #expect(copies == jobs.count { $0.text("state") == "sent" })
    }

    /// Some are refused for good, some put off: whoever has it never gets it again, and whoever was put off gets it.
    @Test func `a mail that reaches some reaches nobody twice`() async throws {
        let world = try await MailWorld()
        defer { world.stop() }
        let taken = Taken()
        let server = try taken.server()
        defer { server.stop() }
        let rapport = try Rapport()
        try await world.expectAccount(in: rapport, smtp: server.port)
        let body = try rapport.write("Good day.\n", to: "body.txt")
        for number in 1...20 {
            _ = try await rapport.json(
                "send", "--to",
                "p\(number)@example.test, gone\(number)@example.test, later\(number)@example.test",
                "--subject", "Mail \(number)", "--body-file", body, "--no-undo")
        }
        try await killing(rapport, taken, seed: 15, runs: 9)
        let first = taken.copies
        #expect(Set(first).count == first.count && first.allSatisfy { $0.contains(" p") })
        var jobs = try await rapport.jobs()
        #expect(jobs.count == 20)
        for job in jobs {
            let state = job.text("state") ?? ""
            let isTaken = taken.ids.contains(job.text("message_id") ?? "")
            #expect(state == "deferred" && isTaken || state == "uncertain", "\(job.serialized)")
        }
        #expect(jobs.count { $0.text("state") == "uncertain" } >= 1)
        taken.takeAll()
        for job in jobs where job.text("state") == "deferred" {
            _ = try await rapport.run("outbox", "retry", try #require(job.text("job")))
        }
        try await killing(rapport, taken, seed: 16, runs: 5)
        let all = taken.copies
        #expect(Set(all).count == all.count)
        jobs = try await rapport.jobs()
        for job in jobs {
            let id = job.text("message_id") ?? ""
            let isReached = all.contains { $0.hasPrefix("\(id) later") }
            // Failed for the one who is gone, and says so.
            let hasWords = job.text("last_error")?.contains("gone") == true
            let state = job.text("state") ?? ""
            #expect(state == "failed" && isReached && hasWords || state == "uncertain", "\(job.serialized)")
        }
        try await rapport.expectSound()
    }

    @Test func `a campaign reaches nobody twice and leaves nobody out`() async throws {
        let world = try await MailWorld()
        defer { world.stop() }
        let taken = Taken()
        let server = try taken.server()
        defer { server.stop() }
        let rapport = try Rapport()
        try await world.expectAccount(in: rapport, smtp: server.port)
        let body = try rapport.write("Hi {{firstName}}", to: "body.txt")
        _ = try await rapport.json("template", "save", "Mine", "--subject", "News", "--body-file", body)
        let people = (1...60).map { #"{"email":"p\#($0)@customer.example","firstName":"P\#($0)"}"# }
        let file = try rapport.write(
            """
            {"name":"Autumn","account":"work","steps":[{"kind":"email","template":"Mine"}],
             "recipients":{"list":[\(people.joined(separator: ","))]},
             "pace":{"per_minute":600,"daily_cap":2000},"unsubscribe":false,"idempotency_key":"a1"}
            """, to: "campaign.json")
        let id = try #require(try await rapport.json("campaign", "create", "-f", file).text("id"))
        _ = try await rapport.json("campaign", "start", id)
        // Another program of the same workspace sends at the same time, and is killed too.
        try await killing(rapport, taken, seed: 13, beside: ["serve", "--send", "--listen", "127.0.0.1:0"])
        let all = taken.recipients
        #expect(Set(all).count == all.count)
        let rows =
            try await rapport.json("campaign", "recipients", id)
            .at("recipients")?.elements ?? []
        #expect(rows.count == 60)
        for row in rows {
            let state = row.text("state") ?? ""
            let isReached = all.contains(row.text("email") ?? "")
            #expect(state == "sent" && isReached || state == "uncertain", "\(row.serialized)")
        }
        try await rapport.expectSound()
    }

    @Test func `an import makes nobody twice and links the mail in the end`() async throws {
        let world = try await MailWorld()
        defer { world.stop() }
        try world.fill(60)
        let rapport = try Rapport()
        #expect(try await world.addAccount(to: rapport).status == 0)
        #expect(try await rapport.run("sync", "--once").status == 0)
        let senders =
            try await rapport.json("mail", "list", "--view", "all", "--limit", "100").at("messages")?
            .elements?.compactMap { $0.at("from")?.text("address") } ?? []
        var addresses = Set(senders)
        for number in 1...2000 { addresses.insert("p\(number)@customer\(number % 97).example") }
        let rows = addresses.sorted().map { "Person,\($0),Company \($0.count)" }
        let file = try rapport.write(
            (["First Name,Email,Company"] + rows).joined(separator: "\r\n"), to: "people.csv")
        let words = ["contact", "import", file]
        let other = try Rapport()
        let whole = try await other.time(words)
        var moments = Moments(seed: 14)
        for _ in 1...12 {
            await (try rapport.start(words, killedAfter: moments.next(upTo: whole))).end()
            try await rapport.expectSound()
        }
        let last = try await rapport.json("contact", "import", file)
        let stats = try await rapport.json("db", "stats")
        #expect(stats.at("contacts")?.integer == Int64(addresses.count), "\(last.serialized)")
        let unlinked = try await rapport.json("mail", "list", "--view", "unlinked", "--limit", "100")
        #expect(unlinked.at("messages")?.elements?.isEmpty == true)
        try await rapport.expectSound()
    }

    /// Syncs and sends: killed at moments of the clock, and by the server behind a mail's end, then undisturbed.
    private func killing(
        _ rapport: Rapport, _ taken: Taken, seed: UInt64, runs: Int = 20, beside: [String]? = nil
    ) async throws {
        var moments = Moments(seed: seed)
        for run in 1...runs {
            let other = try beside.map { try rapport.start($0, killedAfter: moments.next(upTo: 1.2)) }
            // The first and every fourth after it live until the server kills them; later there may be nothing to send.
            let life = run % 4 == 1 ? nil : moments.next(upTo: 0.9)
            let started = try rapport.start(["sync", "--once"], killedAfter: life)
            if life == nil { taken.kills(started.process) }
            await started.end()
            taken.kills(nil)
            await other?.end()
        }
        let last = try await rapport.run("sync", "--once", "--json")
        #expect(last.status == 0, "\(last.errors)")
    }
}
