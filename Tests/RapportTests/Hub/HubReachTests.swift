import CRMModel
import CRMStore
import Foundation
import Platform
import Testing

@testable import RapportApp

@Suite struct `Whom a hub's address serves` {
    /// A workspace with an account whose submission server is `host`, and a hub that was started last at `url`.
    private func remembered(_ url: String, with host: String?) async throws -> String? {
        let workspace = try await Workspace.inMemory()
        if let host {
            let server = ServerAddress(host: host, port: 465, tls: .implicit)
            try await workspace.accounts.save(
                Account(
                    id: ID(high: 1, low: 1), name: "work", address: EmailAddress("rep@x.example"),
                    displayName: nil,
                    imap: server, smtp: server, user: "rep", secret: .sealed))
        }
        try await HubReach.remember(url, in: workspace)
        return try await HubReach.remembered(in: workspace)
    }

    @Test(arguments: [
        "http://127.0.0.1:8025", "http://localhost:8025", "http://[::1]:8025", "http://0.0.0.0:80",
    ])
    func `one of this machine serves servers of this machine alone`(url: String) async throws {
        #expect(try await remembered(url, with: "smtp.example.org") == nil)
        #expect(try await remembered(url, with: "127.0.0.1") == url)
        #expect(try await remembered(url, with: nil) == url)
    }

    @Test(arguments: ["https://t.example", "http://t.example:8025/x"])
    func `any other serves all`(url: String) async throws {
        #expect(try await remembered(url, with: "smtp.example.org") == url)
    }

    @Test func `that nobody can reach is not put into mail, and told`() async throws {
        let rapport = try Rapport()
        _ = try await rapport.json(
            "account", "add", "work", "--email", "rep@example.test", "--imap", "imap.example.test:993",
            "--smtp",
            "smtp.example.test:465", "--password-command", "echo x", "--no-test")
        let hub = try rapport.start(["serve", "--listen", "127.0.0.1:0"])
        #expect(await Bystander().wait(for: "listening", in: hub.output))
        let body = try rapport.write("Hello", to: "body.txt")
        let sent = try await rapport.run(
            "send", "--to", "amy@x.example", "--subject", "S", "--body-file", body, "--track", "--at",
            "2090-01-01T00:00:00Z")
        #expect(sent.status == 78)
        #expect(sent.errors.contains("hub.public-url is not set"))
        hub.process.send(signal: SIGTERM)
        await hub.end()
    }
}
