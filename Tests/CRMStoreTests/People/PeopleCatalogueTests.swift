import Testing

@testable import CRMStore

@Suite struct `People and outreach statements` {
    static let all =
        TimelineRepository.catalogue + SuppressionRepository.catalogue + OutboxRepository.catalogue
        + DraftRepository.catalogue + TemplateRepository.catalogue + CampaignRepository.catalogue
        + TrackingRepository.catalogue + APIKeyRepository.catalogue + ContactRepository.catalogue
        + CompanyRepository.catalogue + RelinkQueue.catalogue + ContactImport.catalogue

    private static func plan(_ sql: String) -> Statement<String> {
        Statement(named: "plan", "EXPLAIN QUERY PLAN " + sql) { (row) throws(StoreError) in try row.text(3) }
    }

    @Test func `are prepared and walk indexes`() async throws {
        let database = try await SQLiteDatabase.open(.memory, migrations: Migrations.workspace)
        for statement in Self.all {
            let lines = try await database.read { (c) throws(StoreError) in
                let numbers = Set(statement.sql.matches(of: #/\$([0-9]+)/#).compactMap { Int($0.1) })
                return try c.all(
                    Self.plan(statement.sql), Array(repeating: SQLValue.null, count: numbers.count))
            }
            guard statement.scanReason == nil else { continue }
            let scans = lines.filter {
                $0.hasPrefix("SCAN") && !$0.contains("INDEX") && $0 != "SCAN CONSTANT ROW"
            }
            #expect(scans.isEmpty, "\(statement.name): \(lines)")
        }
    }

    @Test func `have names of their own`() {
        let names = Self.all.map(\.name)
        let twice = Set(names.filter { name in names.count { $0 == name } > 1 })
        #expect(twice.isEmpty)
    }
}
