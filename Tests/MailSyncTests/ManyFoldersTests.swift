import CRMModel
import CRMStore
import MailCore
import Testing

@testable import MailSync

@Suite struct `Many folders` {
    @Test func `are parsed, named, stored and read back`() async throws {
        let count = 20_000
        var parser = IMAPParser()
        let lines = (0..<count).map {
            "* LIST () \"/\" \"Team/Region \($0 % 97)/Folder &AOQ- \($0)\"\r\n"
        }
        let listed = try parser.receive(Array(lines.joined().utf8)[...]).compactMap { response in
            if case .list(let mailbox) = response { mailbox } else { nil as ListedMailbox? }
        }
        let facts = FolderNaming.folders(listed + [ListedMailbox(name: .inbox)])
        #expect(facts.count == count + 1)
        #expect(facts.first?.role == .inbox)
        #expect(facts[1].name == "Team/Region 0/Folder ä 0")
        let store = try await Workspace.inMemory()
        let account = SyncWorld.account()
        try await store.accounts.save(account)
        let now = SyncWorld.now()
        #expect(try await store.folders.replace(facts, of: account.id, at: now).count == count + 1)
        // The same list again changes nothing and tells nobody.
        let before = try await store.events.newest()
        #expect(try await store.folders.replace(facts, of: account.id, at: now).count == count + 1)
        #expect(try await store.events.newest() == before)
        await store.close()
    }
}
