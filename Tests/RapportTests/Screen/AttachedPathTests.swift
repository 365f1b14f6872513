import AppUI
import Platform
import Testing

@testable import RapportApp

@Suite struct `A path that is typed to attach a file` {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = "/tmp/rapport-attach-\(Hex.encode(SecureRandom.bytes(8)))"
        try FileSystem.createDirectory(folder + "/sub")
        defer { FileSystem.remove(folder) }
        for name in ["offer-1.pdf", "offer-2.pdf"] {
            _ = try FileSystem.create("\(folder)/\(name)", with: [1, 2, 3])
        }
        try body(folder)
    }

    @Test func `has to name a file that can be read`() throws {
        try withFolder { folder in
            let found = try AttachedPath.check("\(folder)/offer-1.pdf")
            #expect(found == .fileFound(path: "\(folder)/offer-1.pdf", size: 3))
            for wrong in ["\(folder)/none.pdf", "\(folder)/sub", "/dev/null", "", "\(folder)/\u{0}"] {
                #expect(throws: Problem.self) { try AttachedPath.check(wrong) }
            }
        }
    }

    @Test func `goes on as far as all names agree`() throws {
        try withFolder { folder in
            #expect(
                AttachedPath.complete("\(folder)/of")
                    == .pathCompleted("\(folder)/offer-", names: ["offer-1.pdf", "offer-2.pdf"]))
            #expect(AttachedPath.complete("\(folder)/s") == .pathCompleted("\(folder)/sub/", names: []))
            #expect(
                AttachedPath.complete("\(folder)/x")
                    == .pathCompleted("\(folder)/x", names: ["nothing begins like that"]))
        }
    }
}
