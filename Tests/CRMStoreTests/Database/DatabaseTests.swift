import CRMModel
import Foundation
import Testing

@testable import CRMStore

extension Statement where Row == Void {
    fileprivate static let insertNote = Statement(
        named: "test.insertNote", "INSERT INTO note(words, id) VALUES ($2, $1)")
}

extension Statement where Row == String {
    fileprivate static let notes = Statement(named: "test.notes", "SELECT words FROM note ORDER BY id") {
        (row) throws(StoreError) in try row.text(0)
    }
    fileprivate static let noteAsInteger = Statement(named: "test.noteAsInteger", "SELECT words FROM note") {
        (row) throws(StoreError) in String(try row.int(0))
    }
}

extension Statement where Row == Int {
    fileprivate static let endless = Statement(
        named: "test.endless",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    ) { (row) throws(StoreError) in try row.int(0) }
}

private let noteMigration = Migration(
    1, "M0001_Note", "CREATE TABLE note(id INTEGER PRIMARY KEY, words TEXT NOT NULL UNIQUE) STRICT;")

@Suite struct `Database` {
    let directory = TemporaryDirectory()

    func open(_ migrations: [Migration] = [noteMigration]) async throws -> SQLiteDatabase {
        try await SQLiteDatabase.open(.file(directory.file("a.sqlite")), migrations: migrations)
    }

    @Test func `parameters are found by their number, whatever their order in the text`() async throws {
        let database = try await open()
        try await database.write { (c) throws(StoreError) in _ = try c.run(.insertNote, [7, "seven"]) }
        #expect(try await database.read { (c) throws(StoreError) in try c.all(.notes) } == ["seven"])
    }

    @Test func `a failed write leaves nothing behind`() async throws {
        let database = try await open()
        await #expect(throws: StoreError.self) {
            try await database.write { (c) throws(StoreError) in
                try c.run(.insertNote, [1, "one"])
                try c.run(.insertNote, [2, "one"])
            }
        }
        #expect(try await database.read { (c) throws(StoreError) in try c.all(.notes) }.isEmpty)
    }

    @Test func `errors tell the rule that was broken and the statement`() async throws {
        let database = try await SQLiteDatabase.open(.memory, migrations: [noteMigration])
        let error = await #expect(throws: StoreError.self) {
            try await database.write(durable: true) { (c) throws(StoreError) in
                try c.run(.insertNote, [1, "one"])
                try c.run(.insertNote, [2, "one"])
            }
        }
        #expect(error?.kind == .constraint(.unique))
        #expect(error?.statement == "test.insertNote")
        #expect(error?.recovery == .giveUp)
    }

    @Test func `a column of another type is an error, not a zero`() async throws {
        let database = try await open()
        try await database.write { (c) throws(StoreError) in _ = try c.run(.insertNote, [1, "one"]) }
        let error = await #expect(throws: StoreError.self) {
            try await database.read { (c) throws(StoreError) in try c.all(.noteAsInteger) }
        }
        #expect(error?.kind == .decoding(column: 0))
    }

    @Test func `a wrong number of arguments is refused`() async throws {
        let database = try await open()
        let error = await #expect(throws: StoreError.self) {
            try await database.write { (c) throws(StoreError) in try c.run(.insertNote, [1]) }
        }
        #expect(error?.kind == .misuse)
    }

    @Test func `a cancelled read ends and leaves its reader usable`() async throws {
        let database = try await open()
        let endless = Task {
            try await database.read { (c) throws(StoreError) in try c.first(.endless) }
        }
        endless.cancel()
        await #expect(throws: StoreError(.cancelled)) {
            do { _ = try await endless.value } catch let error as StoreError { throw StoreError(error.kind) }
        }
        for _ in 0..<4 {
            #expect(try await database.read { (c) throws(StoreError) in try c.all(.notes) }.isEmpty)
        }
    }

    @Test func `a closed database says so`() async throws {
        let database = try await open()
        await database.close()
        let error = await #expect(throws: StoreError.self) {
            try await database.read { (c) throws(StoreError) in try c.all(.notes) }
        }
        #expect(error?.kind == .misuse)
    }

    @Test func `a file that is no database is called damaged and is left alone`() async throws {
        let path = directory.file("a.sqlite")
        let junk = String(repeating: "this is not a database at all. ", count: 400)
        try junk.write(toFile: path, atomically: false, encoding: .utf8)
        let error = await #expect(throws: StoreError.self) { try await open() }
        #expect(error?.kind == .corrupt)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == junk)
    }
}

@Suite struct `Migrations mechanism` {
    let directory = TemporaryDirectory()
    let second = Migration(2, "M0002_Colour", "ALTER TABLE note ADD COLUMN colour TEXT;")

    func open(_ migrations: [Migration]) async throws -> SQLiteDatabase {
        try await SQLiteDatabase.open(.file(directory.file("a.sqlite")), migrations: migrations)
    }

    @Test func `a file from a newer program is not touched`() async throws {
        await (try open([noteMigration, second])).close()
        let error = await #expect(throws: StoreError.self) { try await open([noteMigration]) }
        #expect(error?.kind == .newerSchema(found: 2))
    }

    @Test func `an edited migration is noticed`() async throws {
        await (try open([noteMigration])).close()
        let error = await #expect(throws: StoreError.self) {
            try await open([Migration(1, "M0001_Note", noteMigration.sql + " ")])
        }
        #expect(error?.kind == .migration(number: 1))
    }

    @Test func `a failing step undoes the steps before it`() async throws {
        let broken = Migration(
            3, "M0003_Broken", "CREATE TABLE other(id INTEGER) STRICT; ALTER TABLE nothing ADD x;")
        let error = await #expect(throws: StoreError.self) { try await open([noteMigration, broken]) }
        #expect(error?.kind == .migration(number: 3))
        let database = try await open([noteMigration])
        #expect(try await database.read { (c) throws(StoreError) in try c.all(.notes) }.isEmpty)
    }

    @Test func `many that open a new file at once all find it ready`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...6 {
                group.addTask {
                    let database = try await open([noteMigration, second])
                    try await database.write { (c) throws(StoreError) in
                        _ = try c.run(.insertNote, [.int(number), .text("note \(number)")])
                    }
                }
            }
            try await group.waitForAll()
        }
        let database = try await open([noteMigration, second])
        #expect(try await database.read { (c) throws(StoreError) in try c.all(.notes) }.count == 6)
    }
}
