import Foundation
import LocalServers
import Platform
import Testing

@Suite(.needsDovecot) struct `Servers with a bad certificate` {
    @Test(arguments: [
        (ServerIdentity.Flaw.expired, "has expired", "renew"), (.wrongHost, "another host", "host name"),
        (.selfSigned, "signed by itself", "--ca"),
    ])
    func `are refused by every command, with what to do`(
        flaw: ServerIdentity.Flaw, reason: String, step: String
    ) async throws {
        let world = try await MailWorld(flaw: flaw)
        defer { world.stop() }
        let rapport = try Rapport()
        let added = try await world.addAccount(to: rapport, tests: true)
        #expect(added.status == 69)
        #expect(added.errors.contains("IMAP localhost:\(world.dovecot.imapsPort)"))
        #expect(added.errors.contains(reason) && added.errors.contains(step), "\(added.errors)")
        #expect(try await rapport.json("account", "list").at("accounts")?.elements == [])

        // It was good once: the account is there, and the next sync meets the bad one.
        #expect(try await world.addAccount(to: rapport).status == 0)
        let synced = try await rapport.run("sync", "--once", "--json")
        #expect(synced.status == 69)
        #expect(synced.errors.contains(reason) && synced.errors.contains(step), "\(synced.errors)")
        let account = try await rapport.json("account", "list").at("accounts.0")
        #expect(account?.text("state") == "offline")
        #expect(account?.serialized.contains(reason) == true, "\(account?.serialized ?? "")")
        let tested = try await rapport.run("account", "test", "work")
        #expect(tested.status == 69)
        #expect(tested.errors.contains(reason))
    }
}
