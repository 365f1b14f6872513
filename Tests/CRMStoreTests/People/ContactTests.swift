import CRMModel
import Testing

@testable import CRMStore

@Suite struct `Contacts` {
    @Test(arguments: ["ana", "silva a", "northw", "ana.silva@n", "SÍLVA", "silav", "nortwind"])
    func `are found by the beginning of words, and nearly`(query: String) async throws {
        let fixture = try await OutreachFixture()
        try await fixture.contacts.save(
            Contact(
                id: MailFixture.id(1), companyName: "Northwind", firstName: "Ana", lastName: "Silva",
                addresses: [EmailAddress("Ana.Silva@northwind.example")], created: OutreachFixture.now),
            at: OutreachFixture.now)
        _ = try await fixture.person(2)
        #expect(try await fixture.contacts.find(query).map(\.firstName) == ["Ana"])
    }

    @Test func `an address belongs to one of them`() async throws {
        let fixture = try await OutreachFixture()
        _ = try await fixture.person(1, "a@x.example")
        await #expect(throws: StoreError.self) { try await fixture.person(2, "A@x.example") }
        #expect(try await fixture.contacts.list().items.count == 1)
    }

    @Test func `are listed by name in pages`() async throws {
        let fixture = try await OutreachFixture()
        for number in 10..<35 { _ = try await fixture.person(UInt64(number)) }
        var names: [String] = []
        var cursor: NameCursor?
        repeat {
            let page = try await fixture.contacts.list(after: cursor, limit: 10)
            names += page.items.map(\.lastName)
            cursor = page.next
        } while cursor != nil
        #expect(names == (10..<35).map(String.init))
    }

    @Test func `a removed one comes back with its addresses`() async throws {
        let fixture = try await OutreachFixture()
        let person = try await fixture.person(1)
        try await fixture.contacts.remove([person.id], at: OutreachFixture.now)
        #expect(try await fixture.contacts.contact(person.id) == nil)
        #expect(try await fixture.contacts.find("person").isEmpty)
        try await fixture.contacts.restore([person.id], at: OutreachFixture.now)
        #expect(try await fixture.contacts.find("person").first?.addresses == person.addresses)
    }

    @Test func `two become one with both timelines`() async throws {
        let fixture = try await OutreachFixture()
        let (a, b) = (try await fixture.person(1), try await fixture.person(2))
        for (number, person) in [a, b].enumerated() {
            try await fixture.timeline.addNote(
                "note \(number)", id: MailFixture.id(UInt64(number)), contact: person.id,
                at: OutreachFixture.now.adding(seconds: Double(number)))
        }
        let merged = try #require(try await fixture.contacts.merge(b.id, into: a.id, at: OutreachFixture.now))
        #expect(merged.addresses == a.addresses + b.addresses)
        #expect(try await fixture.timeline.entries(of: a.id).items.map(\.summary) == ["note 1", "note 0"])
    }

    @Test func `freemail domains are nobody's`() async throws {
        let fixture = try await OutreachFixture()
        let company = try await CompanyRepository(fixture.database).save(
            Company(
                id: MailFixture.id(1), name: "Acme",
                domains: ["Gmail.com", "https://www.ACME.example/x", "hotmail.fr"],
                created: OutreachFixture.now), at: OutreachFixture.now)
        #expect(company.domains == ["acme.example"])
    }

    @Test func `a timeline's pages step over equal times without gaps`() async throws {
        let fixture = try await OutreachFixture()
        let person = try await fixture.person(1)
        for number in 0..<30 {
            let new = try await fixture.timeline.addNote(
                "\(number)", id: MailFixture.id(UInt64(number)), contact: person.id, at: OutreachFixture.now)
            let again = try await fixture.timeline.addNote(
                "x", id: MailFixture.id(UInt64(number)), contact: person.id, at: OutreachFixture.now)
            #expect(new && !again)
        }
        var seen: [String] = []
        var cursor: PageCursor?
        repeat {
            let page = try await fixture.timeline.entries(of: person.id, before: cursor, limit: 7)
            seen += page.items.map(\.summary)
            cursor = page.next
        } while cursor != nil
        #expect(seen == (0..<30).reversed().map(String.init))
    }
}
