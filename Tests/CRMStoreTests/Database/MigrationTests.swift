import Testing

@testable import CRMStore

@Suite struct `Schema` {
    @Test func `applies from zero and numbers are unique`() async throws {
        _ = try await SQLiteDatabase.open(.memory, migrations: Migrations.workspace)
        _ = try await SQLiteDatabase.open(.memory, migrations: Migrations.blobs)
        #expect(Set(Migrations.workspace.map(\.number)).count == Migrations.workspace.count)
        #expect(Migrations.workspace.map(\.number) == Migrations.workspace.map(\.number).sorted())
    }
}
