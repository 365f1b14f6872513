import Foundation
import Platform
import Testing

@testable import RapportApp

@Suite struct `The hub's key` {
    /// A workspace in which a tracked mail waits.
    private func tracked() async throws -> Rapport {
        let rapport = try Rapport()
        _ = try await rapport.run("config", "set", "hub.public-url", "https://t.example")
        _ = try await rapport.json(
            "account", "add", "work", "--email", "rep@example.test", "--imap", "127.0.0.1:1", "--imap-tls",
            "none", "--smtp", "127.0.0.1:1", "--smtp-tls", "none", "--password-command", "echo x", "--no-test"
        )
        #expect(try await send(rapport, "--track").status == 0)
        return rapport
    }

    private func send(_ rapport: Rapport, _ more: String...) async throws -> Rapport.Ran {
        let body = try rapport.write("Hello", to: "body.txt")
        return try await rapport.start(
            [
                "send", "--to", "amy@x.example", "--subject", "S", "--body-file", body, "--at",
                "2090-01-01T00:00:00Z",
            ] + more
        ).ran()
    }

    @Test func `is never made anew by itself once tokens are out`() async throws {
        let rapport = try await tracked()
        let file = rapport.file("data/default/hub.key")
        let key = try FileSystem.read(file)
        FileSystem.remove(file)
        for words in [["serve", "--listen", "127.0.0.1:0"], ["hub", "key", "export"]] {
            let ran = try await rapport.start(words).ran()
            #expect(ran.status == 78, "\(words)")
            #expect(ran.errors.contains("hub.key is gone") && ran.errors.contains("rapport hub key new"))
        }
        #expect(try await send(rapport, "--track").status == 78)
        // Mail without tokens needs no key.
        #expect(try await send(rapport).status == 0)
        #expect(!FileSystem.exists(file))
        let doctor = try await rapport.json("doctor")
        #expect(doctor.text("secrets.hub_key") == "lost")
        #expect(doctor.text("secrets.problem")?.contains("hub.key is gone") == true)
        let check = try await rapport.run("db", "check", "--json")
        #expect(check.status == 65)
        #expect(try check.json.text("problems.0")?.contains("hub.key is gone") == true)
        // A copy brings everything back.
        try FileSystem.replace(file, with: key)
        #expect(try await rapport.run("db", "check").status == 0)
        #expect(try await send(rapport, "--track").status == 0)
    }

    @Test func `and other lost secrets are found by a check`() async throws {
        let rapport = try Rapport()
        _ = try await rapport.json(
            "account", "add", "work", "--email", "rep@example.test", "--imap", "127.0.0.1:1", "--imap-tls",
            "none", "--smtp", "127.0.0.1:1", "--smtp-tls", "none", "--password-stdin", "--no-test",
            input: "secret\n")
        #expect(try await rapport.run("db", "check").status == 0)
        let key = rapport.file("data/default/key")
        let bytes = try FileSystem.read(key)
        FileSystem.remove(key)
        let lost = try await rapport.run("db", "check")
        #expect(lost.status == 65 && lost.errors.contains("its passwords cannot be opened without it"))
        #expect(!FileSystem.exists(key))
        try FileSystem.replace(key, with: bytes)
        for name in try FileSystem.names(in: rapport.file("data/default/secrets")) {
            FileSystem.remove(rapport.file("data/default/secrets/" + name))
        }
        let missing = try await rapport.run("db", "check")
        #expect(missing.status == 65 && missing.errors.contains("rapport account password"))
    }

    @Test func `is made anew on demand, and then seals`() async throws {
        let rapport = try await tracked()
        let old = try await rapport.json("hub", "key", "export").text("key")
        #expect(try await rapport.json("hub", "key", "new").at("lost")?.boolean == false)
        let new = try await rapport.json("hub", "key", "export").text("key")
        #expect(new != old)
        #expect(try KeyFile.read(rapport.file("data/default/hub.key")).count == 2)
        FileSystem.remove(rapport.file("data/default/hub.key"))
        #expect(try await rapport.json("hub", "key", "new").at("lost")?.boolean == true)
        #expect(try await rapport.json("hub", "key", "export").text("key") != new)
        #expect(try await rapport.run("db", "check").status == 0)
    }

    @Test func `that was imported is missed too`() async throws {
        let rapport = try Rapport()
        let key = try await rapport.json("hub", "key", "export").text("key") ?? ""
        FileSystem.remove(rapport.file("data/default/hub.key"))
        // Nothing was sealed or imported: a new one harms nobody.
        #expect(try await rapport.json("hub", "key", "export").text("key") != key)
        #expect(try await rapport.run("hub", "key", "import", input: key + "\n").status == 0)
        FileSystem.remove(rapport.file("data/default/hub.key"))
        #expect(try await rapport.run("serve", "--listen", "127.0.0.1:0").status == 78)
    }
}
