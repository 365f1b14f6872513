import CRMModel
import Testing

@testable import CRMStore

@Suite struct `Search` {
    func fixture() async throws -> (MailFixture, MessageSearch) {
        let fixture = try await MailFixture()
        let pdf = Attachment(
            number: 1, partPath: "2", name: "a.pdf", type: "application/pdf", size: 3, isInline: false)
        try await fixture.ingest([
            MailFixture.message(
                1, subject: "Price list", text: "The quarterly invoice is attached.", attachments: [pdf]),
            MailFixture.message(
                2, from: "bob@contoso.example", subject: "Lunch", text: "Grüße aus München", flags: .seen),
            MailFixture.message(3, subject: "会議のお知らせ", text: "来週の定例\n会議は中止です。よろしく"),
            MailFixture.message(
                4, subject: "Re: list of prices", text: "http://example.org/a is a link", flags: .flagged),
        ])
        try await fixture.ingest(
            [MailFixture.message(5, subject: "Sent one", text: "invoice follows", direction: .outgoing)],
            .sent)
        let search = MessageSearch(fixture.database)
        // Five messages wait: too few for six, enough for five.
        #expect(try await search.indexPending(limit: 3, atLeast: 6) == 0)
        #expect(try await search.indexPending(limit: 3, atLeast: 5) == 3)
        #expect(try await search.indexPending(limit: 3) == 2)
        return (fixture, search)
    }

    @Test(arguments: [
        ("invoice", [5, 1]), ("INVOICE attached", [1]), ("invoi*", [5, 1]), ("invoi", []),
        ("\"price list\"", [1]), ("\"list price\"", []), ("list", [4, 1]), ("munchen", [2]), ("grusse", []),
        ("from:bob", [2]), ("from:bob@contoso.example", [2]), ("from:cont", [2]),
        ("to:rep", [5, 4, 3, 2, 1]),
        ("subject:lunch", [2]), ("subject:invoice", []), ("has:attachment", [1]),
        ("is:unread", [5, 4, 3, 1]),
        ("is:read", [2]), ("is:flagged list", [4]), ("in:sent", [5]), ("in:sent invoice", [5]),
        ("in:nowhere", []),
        ("-is:unread", [2]), ("list -price", [4]), ("会議は中止", [3]), ("お知らせ", [3]), ("定例会議", [3]),
        ("after:2020 before:2020-02", []), ("after:2020", [5, 4, 3, 2, 1]), ("http://example.org/a", [4]),
        ("opened:yes", []), ("opened:no lunch", [2]), ("company:north", []), ("", [5, 4, 3, 2, 1]),
    ])
    func `finds what was asked for, newest first`(query: String, expected: [Int]) async throws {
        let (_, search) = try await fixture()
        let page = try await search.find(try SearchQuery.parse(query))
        #expect(
            page.items.map { Int($0.message.received.seconds(since: MailFixture.start) / 60) } == expected)
    }

    @Test(arguments: [
        "\"", "\"\"", "*", "-", "- -", "a\" OR \"b", "NEAR(a b)", "a AND", "(", "subject:\"a\" OR", "{x}:y",
        "a:b:c",
        "'; DROP TABLE messages; --", "\u{0}x", "from:*", "x*y*", "col : x", "^abc", "a + b",
        "\u{FFFD}\u{202E}",
        "🙂", "subject:🙂", String(repeating: "a ", count: 30), String(repeating: "(", count: 3000),
    ])
    func `hostile queries neither fail nor match by syntax`(text: String) async throws {
        let (_, search) = try await fixture()
        guard let query = try? SearchQuery.parse(text) else { return }  // refused with a position is fine
        _ = try await search.find(query)
    }

    @Test func `pages join without gap`() async throws {
        let (_, search) = try await fixture()
        let first = try await search.find(try SearchQuery.parse("to:rep"), limit: 2)
        let second = try await search.find(try SearchQuery.parse("to:rep"), before: first.next, limit: 3)
        #expect((first.items + second.items).map(\.message.uid) == [5, 4, 3, 2, 1])
        #expect(second.next == nil)
    }

    @Test func `shows the words around the match`() async throws {
        let (_, search) = try await fixture()
        let hits = try await search.find(try SearchQuery.parse("attached")).items
        #expect(hits.map(\.snippet) == ["The quarterly invoice is attached."])
    }

    @Test func `a removed message is found no more, in either index`() async throws {
        let (fixture, search) = try await fixture()
        try await fixture.messages.removeVanished([3], in: fixture.folder(.inbox), at: MailFixture.start)
        #expect(try await search.find(try SearchQuery.parse("お知らせ")).items.isEmpty)
        _ = try await fixture.messages.purge(vanishedBefore: MailFixture.start.adding(seconds: 1))
        #expect(try await search.find(try SearchQuery.parse("お知らせ")).items.isEmpty)
        #expect(try await search.find(try SearchQuery.parse("invoice")).items.count == 2)
    }
}

@Suite struct `Search query` {
    @Test func `takes operators, phrases, beginnings and negations apart`() throws {
        let query = try SearchQuery.parse("from:ana -is:unread \"two words\" begin* after:2026-11-20")
        #expect(
            query.terms == [
                .init(.words(.from, "ana", isPrefix: true)), .init(.unread, isNegated: true),
                .init(.words(.any, "two words", isPrefix: false)),
                .init(.words(.any, "begin", isPrefix: true)),
                .init(.after(CivilDate(year: 2026, month: 11, day: 20))),
            ])
    }

    @Test(arguments: [
        ("a fromm:x", SearchQuery.Problem.Reason.unknownOperator("fromm"), 2, 7),
        ("is:odd", .unknownValue("odd"), 0, 6), ("x from:", .emptyValue("from"), 2, 5),
        ("before:2026-13-01", .notADate("2026-13-01"), 0, 17),
        ("after:2026-02-30", .notADate("2026-02-30"), 0, 16),
    ])
    func `tells what it cannot read and where`(
        text: String, reason: SearchQuery.Problem.Reason, position: Int, length: Int
    ) {
        let problem = #expect(throws: SearchQuery.Problem.self) { try SearchQuery.parse(text) }
        #expect(problem == SearchQuery.Problem(reason: reason, position: position, length: length))
    }
}
