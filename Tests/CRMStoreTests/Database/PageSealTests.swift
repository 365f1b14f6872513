import CRMModel
import Foundation
import Testing

@testable import CRMStore

@Suite struct `Seals of pages` {
    private func filled(_ directory: TemporaryDirectory) async throws {
        let workspace = try await Workspace.open(directory: directory.path)
        let contacts = ContactRepository(workspace.database)
        for number in 1...40 {
            var contact = Contact(
                id: ID(bytes: [UInt8](repeating: UInt8(number), count: 16))!,
                created: Timestamp(milliseconds: 1))
            contact.firstName = "Person \(number)"
            contact.notes = String(repeating: "something to remember ", count: 40)
            _ = try await contacts.save(contact, at: Timestamp(milliseconds: 2))
        }
        try await workspace.raw.put((1...40).map { [UInt8]("Subject: \($0)\r\n\r\nhello".utf8) })
        #expect(try await workspace.check() == [])
        await workspace.close()
    }

    /// What is wrong, in words; also when the file cannot even be opened.
    private func check(_ directory: String) async -> [String] {
        do {
            let workspace = try await Workspace.open(directory: directory)
            let problems = try await workspace.check()
            await workspace.close()
            return problems
        } catch {
            return ["\(error)"]
        }
    }

    @Test(arguments: ["workspace.sqlite", "blobs.sqlite"])
    func `show a single changed bit wherever it is`(name: String) async throws {
        let directory = TemporaryDirectory()
        try await filled(directory)
        let path = directory.path + "/" + name
        let sound = try Data(contentsOf: URL(fileURLWithPath: path))
        var place = 17
        for turn in 0..<40 {
            // Spread over the file, the same ones every time.
            place = (place &* 48_271 &+ 11) % sound.count
            var damaged = sound
            damaged[place] ^= 1 << UInt8(turn % 8)
            try damaged.write(to: URL(fileURLWithPath: path))
            #expect(await !check(directory.path).isEmpty, "byte \(place) of \(name)")
        }
        try sound.write(to: URL(fileURLWithPath: path))
        #expect(await check(directory.path) == [])
    }

    @Test(arguments: ["workspace.sqlite", "blobs.sqlite"])
    func `are written by whoever closes last`(name: String) async throws {
        let directory = TemporaryDirectory()
        try await filled(directory)
        let workspace = try await Workspace.open(directory: directory.path)
        let database = name == "blobs.sqlite" ? workspace.blobs : workspace.database
        let last = try SQLiteConnection(.file(directory.path + "/" + name), isReader: true)
        try await database.writer.use { (c) throws(StoreError) in
            try c.execute("CREATE TABLE wide(x); INSERT INTO wide VALUES (randomblob(60000))", named: "test")
        }
        await workspace.close()
        // A reader may be told to bring the log into the file, too.
        try last.execute("PRAGMA wal_checkpoint(TRUNCATE)", named: "test")
        withExtendedLifetime(last) {}
        #expect(await check(directory.path) == [])
    }

    @Test func `changed by another program are told apart from damage, and sealed anew on demand`()
        async throws
    {
        let directory = TemporaryDirectory()
        try await filled(directory)
        let path = directory.path + "/workspace.sqlite"
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        let text = try #require(bytes.range(of: Data("something to remember".utf8)))
        bytes[text.lowerBound] = UInt8(ascii: "S")
        try bytes.write(to: URL(fileURLWithPath: path))
        let workspace = try await Workspace.open(directory: directory.path)
        let found = try await workspace.inspect()
        #expect(found.changedPages.count == 1)
        #expect(found.isSoundInside)
        // A backup is sealed as it is, and so can be restored.
        let copy = directory.path + "/copy.sqlite"
        try await workspace.database.backUp(to: copy)
        try await workspace.reseal()
        #expect(try await workspace.check() == [])
        await workspace.close()
        try bytes.write(to: URL(fileURLWithPath: path))
        _ = try await SQLiteDatabase.restore(copy, to: path)
        #expect(await check(directory.path) == [])
    }

    @Test func `are in a backup too, and a damaged one is not restored`() async throws {
        let directory = TemporaryDirectory()
        try await filled(directory)
        let workspace = try await Workspace.open(directory: directory.path)
        let copy = directory.path + "/copy.sqlite"
        try await workspace.database.backUp(to: copy)
        await workspace.close()
        var bytes = try Data(contentsOf: URL(fileURLWithPath: copy))
        let text = try #require(bytes.range(of: Data("something to remember".utf8)))
        bytes[text.lowerBound] = UInt8(ascii: "S")
        try bytes.write(to: URL(fileURLWithPath: copy))
        await #expect(throws: StoreError.self) {
            try await SQLiteDatabase.restore(copy, to: directory.path + "/workspace.sqlite")
        }
        #expect(await check(directory.path) == [])
    }
}

@Suite struct `A workspace that lost a file` {
    @Test func `is not replaced by an empty one while mail or passwords are there`() async throws {
        let directory = TemporaryDirectory()
        let path = directory.path + "/workspace.sqlite"
        await (try Workspace.open(directory: directory.path)).close()
        for rest in [Data(), Data([0])] {
            try rest.write(to: URL(fileURLWithPath: path))
            let empty = await #expect(throws: StoreError.self) {
                try await Workspace.open(directory: directory.path)
            }
            #expect(empty?.kind == .lost)
        }
        try FileManager.default.removeItem(atPath: path)
        let missing = await #expect(throws: StoreError.self) {
            try await Workspace.open(directory: directory.path)
        }
        #expect(missing?.kind == .lost)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `drops content that is damaged, so that it is fetched again`() async throws {
        let directory = TemporaryDirectory()
        let fixture = try await MailFixture(.file(directory.path + "/workspace.sqlite"))
        let ids = try await fixture.ingest([MailFixture.message(1), MailFixture.message(2)])
        await fixture.database.close()
        let workspace = try await Workspace.open(directory: directory.path)
        // What the fixture stored as content is elsewhere: both messages get theirs here, one of it spoiled.
        var contents: [[UInt8]] = []
        for id in ids { contents.append(try await workspace.messages.detail(id)?.contentHash ?? []) }
        try await workspace.raw.put([[1], [2]], hashes: contents)
        let found = try await workspace.inspect()
        #expect(found.damagedContent == 2 && found.lostContent == 2 && found.damage.isEmpty)
        #expect(!found.isOnlyContentDamaged)
        let again = try await workspace.inspect()
        #expect(again.damagedContent == 0 && again.lostContent == 2)
        // Reading one notices it, too.
        try await workspace.raw.put([[1]], hashes: [contents[0]])
        try await workspace.messages.contentIsBack(in: fixture.folder(.inbox))
        #expect(try await workspace.messages.raw(ids[0]) == nil)
        #expect(try await workspace.raw.present(contents).isEmpty)
        #expect(try await workspace.messages.lostContent(in: fixture.folder(.inbox))?.count == 2)
        await workspace.close()
    }

    @Test func `says that content is missing until it is fetched again`() async throws {
        let directory = TemporaryDirectory()
        let path = directory.path + "/workspace.sqlite"
        let fixture = try await MailFixture(.file(path))
        try await fixture.ingest([MailFixture.message(1)])
        let folder = fixture.folder(.inbox)
        await fixture.database.close()
        let workspace = try await Workspace.open(directory: directory.path)
        #expect(try await workspace.inspect().lostContent == 1)
        #expect(try await workspace.check() == ["blobs: the content of 1 messages is missing"])
        #expect(try await workspace.messages.lostContent(in: folder)?.count == 1)
        try await workspace.messages.contentIsBack(in: folder)
        #expect(try await workspace.messages.lostContent(in: folder) == nil)
        await workspace.close()
    }
}
