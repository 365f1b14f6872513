import Foundation
import LocalServers
import MailCore
import Platform
import Testing

@testable import RapportApp

@Suite struct `Accounts by command` {
    @Test(.needsServers) func `are tried on both sides and saved when both work`() async throws {
        let world = try await MailWorld(sends: true)
        defer { world.stop() }
        let rapport = try Rapport()
        let added = try await world.addAccount(to: rapport, tests: true)
        #expect(added.status == 0, "\(added.errors)")
        #expect(try added.json.text("name") == "work")
        #expect(try added.json.text("state") == "new")
        let tested = try await rapport.run("account", "test", "work")
        #expect(tested.status == 0, "\(tested.errors)")
        // The password stands nowhere but in the sealed secret.
        #expect(try !Self.files(in: rapport.directory).contains { $0.contains("pass word") })
    }

    @Test(.needsServers) func `with a wrong password end with 77 and name the side`() async throws {
        let world = try await MailWorld(sends: true)
        defer { world.stop() }
        let rapport = try Rapport()
        let added = try await world.addAccount(to: rapport, password: "wrong", tests: true)
        #expect(added.status == 77)
        #expect(added.errors.contains("IMAP"))
        #expect(try added.json.text("error.code") == "not-permitted")
        #expect(try await rapport.json("account", "list").at("accounts")?.elements == [])
    }

    @Test(.needsServers) func `get another password once it works`() async throws {
        let world = try await MailWorld(sends: true)
        defer { world.stop() }
        let rapport = try Rapport()
        try await world.expectAccount(in: rapport)
        let refused = try await rapport.run(
            "account", "password", "work", "--password-stdin", input: "wrong\n")
        #expect(refused.status == 77)
        #expect(refused.errors.contains("the old one was kept"))
        #expect(try await rapport.run("account", "test", "work").status == 0)
        let command = "printf '%s' '\(MailWorld.rep.password)'"
        let given = try await rapport.run("account", "password", "work", "--password-command", command)
        #expect(given.status == 0, "\(given.errors)")
        #expect(try FileSystem.names(in: rapport.file("data/default/secrets")).isEmpty)
        #expect(try await rapport.run("account", "test", "work").status == 0)
    }

    @Test(.needsServers) func `with a wrong port end with 69 and name the side`() async throws {
        let world = try await MailWorld()
        defer { world.stop() }
        let rapport = try Rapport()
        let added = try await world.addAccount(to: rapport, smtp: 1, tests: true)
        #expect(added.status == 69)
        #expect(added.errors.contains("SMTP"))
        #expect(!added.errors.contains("IMAP"))
    }

    @Test func `that fail on both sides say so on a line for each, with the next step`() async throws {
        let closed = try FaultServer([])
        let unable = try FaultServer([
            .say("220 hi\r\n"), .await("EHLO [127.0.0.1]\r\n"), .say("250 hi\r\n"),
        ])
        defer {
            closed.stop()
            unable.stop()
        }
        let added = try await Rapport().run(
            "account", "add", "x", "--email", "a@b.example", "--imap", "127.0.0.1:\(closed.port)",
            "--imap-tls", "none", "--smtp", "127.0.0.1:\(unable.port)", "--smtp-tls", "starttls",
            "--password-stdin", "--json", input: "secret\n")
        #expect(added.status == 69)
        let lines = added.errors.split(separator: "\n")
        #expect(lines.count == 2, "\(added.errors)")
        #expect(lines.first?.hasPrefix("rapport: IMAP 127.0.0.1:\(closed.port): ") == true)
        #expect(lines.last?.hasPrefix("rapport: SMTP 127.0.0.1:\(unable.port): ") == true)
        #expect(lines.last?.contains("--smtp-tls none") == true)
        #expect(lines.last?.hasSuffix("nothing was saved") == true)
        #expect(try added.json.text("error.message")?.contains("IMAP") == true)
    }

    @Test func `never send a password in the clear beyond this machine`() async throws {
        let rapport = try Rapport()
        let added = try await rapport.run(
            "account", "add", "x", "--email", "a@b.example", "--imap", "mail.example:143", "--imap-tls",
            "none",
            "--smtp", "mail.example:25", "--smtp-tls", "none", "--password-stdin", input: "secret\n")
        #expect(added.status == 64)
        #expect(!(added.output + added.errors).contains("secret"))
    }

    private static func files(in directory: String) throws -> [String] {
        let names = FileManager.default.enumerator(atPath: directory)?.compactMap { $0 as? String } ?? []
        return names.filter { !$0.hasSuffix(".in") }.compactMap {
            // Folders and what is no text cannot be read as text, which is as good as not holding it in the clear.
            (try? Data(contentsOf: URL(fileURLWithPath: "\(directory)/\($0)"))).map {
                String(decoding: $0, as: UTF8.self)
            }
        }
    }
}

@Suite struct `A workspace by command` {
    @Test func `with an unknown configuration key ends with 78 and the nearest key`() async throws {
        let rapport = try Rapport()
        let path = try rapport.write("[ui]\nthem = \"x\"\n", to: "config.toml")
        let ran = try await rapport.run("mail", "list", "--config", path, "--json")
        #expect(ran.status == 78)
        #expect(ran.errors.contains("ui.theme"))
        #expect(try ran.json.text("error.code") == "configuration")
    }

    @Test func `that is damaged ends with 65`() async throws {
        let rapport = try Rapport()
        _ = try await rapport.json("contact", "add", "Ann", "--email", "ann@x.example")
        let store = try #require(
            FileManager.default.enumerator(atPath: rapport.directory)?.compactMap { $0 as? String }
                .first { $0.hasSuffix("workspace.sqlite") })
        try rapport.write(String(repeating: "this is no database ", count: 1000), to: store)
        for words in [["db", "check"], ["mail", "list"]] {
            #expect(await (try rapport.start(words + ["--json"])).end() == 65)
        }
    }

    @Test func `is copied and brought back by backup and restore`() async throws {
        let rapport = try Rapport()
        _ = try await rapport.json("contact", "add", "Ann", "--email", "ann@x.example")
        _ = try await rapport.json("db", "backup", rapport.file("backup.sqlite"))
        _ = try await rapport.json("contact", "add", "Bob", "--email", "bob@x.example")
        #expect(try await rapport.json("db", "stats").number("contacts") == 2)
        _ = try await rapport.json("db", "restore", rapport.file("backup.sqlite"))
        #expect(try await rapport.json("db", "stats").number("contacts") == 1)
        #expect(try await rapport.json("db", "check").at("ok")?.boolean == true)
        try rapport.write("nonsense", to: "broken.sqlite")
        #expect(try await rapport.run("db", "restore", rapport.file("broken.sqlite")).status == 65)
        #expect(try await rapport.json("db", "stats").number("contacts") == 1)
    }

    @Test(.needsDovecot) func `with a passphrase gives its secrets only to who knows it`() async throws {
        let world = try await MailWorld()
        defer { world.stop() }
        let rapport = try Rapport(passphrase: "open sesame")
        try await world.expectAccount(in: rapport)
        let once = try await rapport.run("sync", "--once", "--json")
        #expect(once.status == 0, "\(once.errors)")
        for wrong in [nil, "close sesame"] {
            let other = try rapport.copy(passphrase: wrong)
            let ran = try await other.run("sync", "--once", "--json")
            #expect(ran.status == 77, "\(ran.errors)")
            try FileManager.default.removeItem(atPath: other.directory)
        }
    }
}
