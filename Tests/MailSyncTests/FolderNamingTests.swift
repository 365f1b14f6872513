import CRMModel
import CRMStore
import MailCore
import MailSync
import Testing

@Suite struct `Folder names` {
    private func listed(_ name: String, _ separator: Character = "/", _ attributes: Set<String> = [])
        -> ListedMailbox
    {
        ListedMailbox(name: MailboxName(name), separator: separator.asciiValue, attributes: attributes)
    }

    @Test func `lose the prefix that every folder carries`() {
        let folders = FolderNaming.folders([
            listed("INBOX", "."), listed("INBOX.Sent", "."), listed("INBOX.Kunden.Groß", "."),
        ])
        #expect(folders.map(\.name) == ["INBOX", "Sent", "Kunden/Groß"])
    }

    @Test func `keep the raw bytes`() {
        let folders = FolderNaming.folders([listed("INBOX", "."), listed("INBOX.Entwürfe", ".")])
        #expect(folders.last?.rawName == Array("INBOX.Entw&APw-rfe".utf8))
        #expect(folders.last?.role == .drafts)
    }

    @Test func `keep a prefix that not every folder has`() {
        #expect(
            FolderNaming.folders([listed("INBOX/Sub"), listed("Other")]).map(\.name) == [
                "INBOX/Sub", "Other",
            ])
    }

    @Test func `follow the server's roles before names`() {
        let folders = FolderNaming.folders([
            listed("Sent"), listed("Wyslane", "/", ["\\sent"]), listed("INBOX"),
        ])
        #expect(folders.first { $0.role == .sent }?.name == "Wyslane")
        #expect(folders.first?.role == .inbox)
        #expect(folders.filter { $0.role == .sent }.count == 1)
    }

    @Test func `give no role to what cannot be opened`() {
        let folders = FolderNaming.folders([listed("[Gmail]", "/", ["\\noselect", "\\all"])])
        #expect(folders.first?.role == nil)
        #expect(folders.first?.isSelectable == false)
    }

    @Test func `show a slash inside a level apart from a level`() {
        #expect(FolderNaming.folders([listed("INBOX", "."), listed("A/B.C", ".")]).last?.name == "A∕B/C")
    }
}
