import Foundation
import LocalServers
import Platform
import Testing

@testable import RapportApp

@Suite struct `The contract of the command line` {
    @Test(arguments: [
        ["lead", "list"], ["deal"], ["task", "add", "x"], ["timeline", "deal", "1"],
        ["account", "add", "x", "--oauth", "google"],
    ])
    func `names what this version does not have`(words: [String]) throws {
        let error = #expect(throws: CommandError.self) {
            try CommandLineParser.parse(
                words, commands: CommandRegistry.all, absent: CommandRegistry.absent)
        }
        #expect(error?.code == .usage)
        #expect(error?.line.contains("this version does not have it yet") == true)
        #expect(error?.recovery.isEmpty == false)
    }

    @Test func `takes words with a minus as a part of a search`() throws {
        let words = ["mail", "search", "report", "-invoice", "-from:ana", "--limit", "3", "--json"]
        guard case .run(let invocation) = try CommandLineParser.parse(words, commands: CommandRegistry.all)
        else {
            Issue.record("nothing to run")
            return
        }
        #expect(invocation.operands == ["report", "-invoice", "-from:ana"])
        #expect(invocation.value("--limit") == "3")
        #expect(throws: CommandError.self) {
            try CommandLineParser.parse(["mail", "list", "-invoice"], commands: CommandRegistry.all)
        }
    }

    @Test func `reads a FIFO to its end, and standard input by a dash`() async throws {
        let rapport = try Rapport()
        let pipe = rapport.file("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        let reader = try rapport.start(["mime", pipe, "--json"])
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: pipe))
        try handle.write(contentsOf: Data("Subject: in ".utf8))
        try handle.write(contentsOf: Data("pieces\n\nbody\n".utf8))
        try handle.close()
        await reader.end()
        #expect(reader.process.status == 0)
        #expect(try String(contentsOfFile: reader.output, encoding: .utf8).contains("in pieces"))
        let ran = try await rapport.run("mime", "-", "--json", input: "Subject: by dash\n\n")
        #expect(try ran.json.text("subject") == "by dash")
    }

    @Test(arguments: [("/", Int32(66)), ("/dev/zero", 65), ("/nowhere/at/all", 66)])
    func `says what is wrong with a file that cannot be read`(path: String, status: Int32) async throws {
        let rapport = try Rapport()
        let ran = try await rapport.run("contact", "import", path, "--json")
        #expect(ran.status == status, "\(ran.errors)")
        #expect(try ran.json.text("error.recovery")?.isEmpty == false)
    }

    @Test func `knows a removed template no more, and takes its name back`() async throws {
        let rapport = try Rapport()
        func save() async throws -> Rapport.Ran {
            try await rapport.run("template", "save", "T", "--subject", "S", "--body-file", "-", input: "b")
        }
        #expect(try await save().status == 0)
        _ = try await rapport.json("template", "remove", "T")
        #expect(try await rapport.run("template", "show", "T").status == 66)
        #expect(try await save().status == 0)
        #expect(try await rapport.json("template", "show", "T").text("name") == "T")
    }

    @Test func `fills a field that only others have as missing, not as unknown`() async throws {
        let rapport = try Rapport()
        _ = try await rapport.json(
            "contact", "add", "Ann", "--email", "ann@x.example", "--field", "seats=40")
        _ = try await rapport.json("contact", "add", "Bob", "--email", "bob@x.example")
        let saved = try await rapport.run(
            "template", "save", "T", "--subject", "S", "--body-file", "-", input: "{{custom.seats}} seats")
        #expect(saved.status == 0, "\(saved.errors)")
        let made = try await rapport.json("template", "render", "T", "--contact", "bob@x.example")
        #expect(made.at("errors")?.elements == [])
        #expect(made.at("missing")?.elements?.count == 1)
    }
}

@Suite struct `Syncing by several programs` {
    @Test(.needsDovecot) func `takes turns and doubles nothing`() async throws {
        let world = try await MailWorld()
        defer { world.stop() }
        try world.fill(30)
        let rapport = try Rapport()
        _ = try await world.addAccount(to: rapport)
        let runs = try (1...3).map { _ in try rapport.start(["sync", "--once", "--json"]) }
        for run in runs {
            await run.end()
            #expect(run.process.status == 0)
        }
        let all = try await rapport.json("mail", "list", "--view", "all", "--limit", "100")
        #expect(all.at("messages")?.elements?.count == 30)
        let new = try runs.map { run in
            try JSONValue.parse(Array(String(contentsOfFile: run.output, encoding: .utf8).utf8))
                .number("accounts.0.new") ?? -1
        }
        #expect(new.reduce(0, +) == 30, "\(new)")
    }

    @Test(.needsDovecot, .timeLimit(.minutes(2)))
    func `hands the work to the one that watches, and waits for it`() async throws {
        let world = try await MailWorld()
        defer { world.stop() }
        try world.fill(2)
        let rapport = try Rapport()
        _ = try await world.addAccount(to: rapport)
        _ = try await rapport.run("sync", "--once")
        let watcher = try rapport.start(["sync", "--watch", "--jsonl"], killedAfter: 100)
        defer { watcher.process.send(signal: SIGTERM) }
        // The events of the watcher tell when it has the account.
        while try !String(contentsOfFile: watcher.output, encoding: .utf8).contains("\"ready\"") {
            await Task.yield()
        }
        let once = try (1...3).map { _ in try rapport.start(["sync", "--once"]) }
        for run in once {
            await run.end()
            #expect(run.process.status == 0)
            let remarks = try String(contentsOfFile: run.errors, encoding: .utf8)
            #expect(remarks.contains("the program that keeps it in step looked again"))
        }
    }
}
