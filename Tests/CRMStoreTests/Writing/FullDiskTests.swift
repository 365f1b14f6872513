import CRMModel
import Testing

@testable import CRMStore

extension Statement where Row == Int {
    fileprivate static let pages = Statement(named: "test.pages", "PRAGMA page_count") {
        (row) throws(StoreError) in
        try row.int(0)
    }
}

@Suite struct `A full disk` {
    /// No page more than there is now; lifted by nil.
    private static func limit(_ database: SQLiteDatabase, freePages: Int?) async throws {
        try await database.writer.use { (c) throws(StoreError) in
            let pages = try c.first(.pages) ?? 0
            try c.execute(
                "PRAGMA max_page_count = \(freePages.map { pages + $0 } ?? 1_000_000)", named: "limit")
        }
    }

    @Test func `keeps the earlier draft and says so`() async throws {
        let fixture = try await OutreachFixture()
        let drafts = DraftRepository(fixture.database)
        var draft = Draft(
            id: MailFixture.id(1), account: fixture.account, to: "a@b.example", body: "kept",
            saved: OutreachFixture.now)
        draft.revision = try await drafts.save(draft, at: OutreachFixture.now)
        try await Self.limit(fixture.database, freePages: 1)
        var longer = draft
        longer.body = String(repeating: "lost ", count: 100_000)
        let error = await #expect(throws: StoreError.self) {
            try await drafts.save(longer, at: OutreachFixture.now)
        }
        #expect(error?.kind == .full && error?.recovery == .askUser)
        #expect(try await drafts.draft(draft.id)?.body == "kept")
        try await Self.limit(fixture.database, freePages: nil)
        try await drafts.save(longer, at: OutreachFixture.now)
        #expect(try await drafts.draft(draft.id)?.body == longer.body)
    }

    @Test func `takes no mail into the outbox by halves`() async throws {
        let fixture = try await OutreachFixture()
        try await Self.limit(fixture.database, freePages: 2)
        var mail = fixture.mail(1)
        mail.mime = Array(repeating: 65, count: 200_000)
        await #expect(throws: StoreError.self) {
            try await fixture.outbox.enqueue(mail, at: OutreachFixture.now)
        }
        #expect(try await fixture.outbox.list().items.isEmpty)
        try await Self.limit(fixture.database, freePages: nil)
        #expect(try await fixture.outbox.enqueue(mail, at: OutreachFixture.now).isNew)
    }
}
