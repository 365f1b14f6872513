import Foundation
import Testing

@testable import CRMStore

extension Statement where Row == Void {
    /// For tests: any text.
    fileprivate static func probe(_ sql: String) -> Statement { Statement(named: "probe", sql) }
}

extension Statement where Row == String {
    fileprivate static func plan(_ sql: String) -> Statement {
        Statement(named: "plan", "EXPLAIN QUERY PLAN " + sql) { (row) throws(StoreError) in try row.text(3) }
    }
}

@Suite struct `Statement catalogue` {
    static let big = [
        "messages", "message_locations", "message_addresses", "message_domains", "bodies", "attachments",
        "links",
        "threads", "thread_keys", "events", "activities", "activity_entities", "local_changes",
    ]

    @Test func `names are unique`() {
        let names = (Workspace.catalogue + RawMessageStore.catalogue).map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test func `every statement of mail, events and workspace is listed`() throws {
        let sources = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Sources/CRMStore").standardized
        let listed = Set((Workspace.catalogue + RawMessageStore.catalogue).map(\.name))
        for part in ["Mail", "Events", "Workspace"] {
            let folder = sources.appending(path: part)
            for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
                for match in text.matches(of: /named:\s*"([A-Za-z]+)"/) {
                    #expect(listed.contains(String(match.1)), "\(match.1) in \(file)")
                }
            }
        }
    }

    @Test(arguments: Workspace.catalogue)
    func `is accepted by SQLite and scans no big table`(statement: CataloguedStatement) async throws {
        let database = try await SQLiteDatabase.open(.memory, migrations: Migrations.workspace)
        let plan = try await database.read { (c) throws(StoreError) -> [String] in
            let connection = c as? SQLiteConnection
            return try connection?.explain(.plan(statement.sql)) ?? []
        }
        guard statement.scanReason == nil else { return }
        for line in plan where line.hasPrefix("SCAN") {
            let table = line.split(separator: " ")[1]
            let isBig = Statement<Void>.tables(in: statement.sql, calledBy: String(table))
                .contains { Self.big.contains($0) }
            // Walking an index that was asked for by name, in order and with a limit, is no scan of the table.
            #expect(
                !isBig || line.contains("USING") && statement.sql.contains("LIMIT"),
                "\(statement.name): \(line)")
        }
    }

    @Test(arguments: RawMessageStore.catalogue)
    func `of raw messages is accepted too`(statement: CataloguedStatement) async throws {
        let database = try await SQLiteDatabase.open(.memory, migrations: Migrations.blobs)
        _ = try await database.read { (c) throws(StoreError) in
            try (c as? SQLiteConnection)?.explain(.plan(statement.sql)) ?? []
        }
    }
}

extension Statement where Row == Void {
    /// The table names that `alias` may stand for.
    fileprivate static func tables(in sql: String, calledBy alias: String) -> [String] {
        let words = sql.split(whereSeparator: { !$0.isLetter && $0 != "_" }).map { String($0) }
        var found = [alias]
        for (word, next) in zip(words, words.dropFirst()) where next == alias { found.append(word) }
        return found
    }
}
