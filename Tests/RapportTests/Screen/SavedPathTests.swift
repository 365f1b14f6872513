import AppUI
import Platform
import Testing

@testable import RapportApp

@Suite struct `Where an attachment is saved` {
    @Test func `is a free name, in the folder that is named, never through one that is not there`() throws {
        let folder = "/tmp/rapport-save-\(Hex.encode(SecureRandom.bytes(8)))"
        try FileSystem.createDirectory(folder)
        defer { FileSystem.remove(folder) }
        let first = SavedPath.proposal(name: "../of\u{202E}fer.pdf", in: folder)
        #expect(first == folder + "/offer.pdf")
        #expect(try FileSystem.create(first, with: [1]))
        #expect(SavedPath.proposal(name: "offer.pdf", in: folder) == folder + "/offer (1).pdf")
        #expect(try SavedPath.whole(folder, named: "a/b.pdf") == folder + "/b.pdf")
        #expect(try SavedPath.whole(folder + "/", named: "b.pdf") == folder + "/b.pdf")
        #expect(try SavedPath.whole(folder + "/c.pdf", named: "b.pdf") == folder + "/c.pdf")
        #expect(throws: Problem.self) { try SavedPath.whole(folder + "/no/c.pdf", named: "b.pdf") }
    }
}
