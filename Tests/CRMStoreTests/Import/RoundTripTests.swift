import CRMModel
import Testing

@testable import CRMStore

@Suite struct `Contacts that leave and come back` {
    static let awkward = [
        "", "Ana", "O'Neil", "'=1+1", "=1+1", "''@x", "-5", "- later", "+1 (2) 3", "@home", "王小明",
        "Ünal, Jörg",
        "a;b\\c,d", "say \"hi\"", "#1 | two", "E = mc²", "👩‍👩‍👧 family", "\\n is no line end",
        String(repeating: "長い名前", count: 60), "one\ntwo\n\n- three", "<b>&amp;</b>", "sep=;",
    ]

    static func contact(_ seed: UInt64) -> Contact {
        var random = SeededGenerator(seed: seed)
        func word(_ fallback: String = "") -> String {
            let text = awkward[Int.random(in: 0..<awkward.count, using: &random)]
            return text.isEmpty ? fallback : text
        }
        func line(_ fallback: String = "") -> String {
            word(fallback).split(separator: "\n").joined(separator: " ")
        }
        let addresses = (0..<Int.random(in: 1...5, using: &random)).map { number in
            EmailAddress("p\(seed).\(number)@" + (number == 1 ? "bücher.example" : "x.example"))
        }
        var fields: [String: String] = [:]
        for name in ["seats", "größe"] where Bool.random(using: &random) { fields[name] = word("40") }
        return Contact(
            id: MailFixture.id(seed), companyName: Bool.random(using: &random) ? line("Acme") : nil,
            firstName: line("Ana"), lastName: line("Silva"), title: line(), addresses: addresses,
            phones: Bool.random(using: &random) ? ["+351 912 345", "tel 2"] : [],
            timeZone: Bool.random(using: &random) ? "Europe/Lisbon" : nil,
            tags: Bool.random(using: &random)
                ? [
                    "vip", "expo 2026", "a, b; c", "say \"hi\"", "\"quoted\"", "*star", "x ::: y",
                    "back\\slash",
                ]
                : [], fields: fields, notes: word(),
            created: MailFixture.start)
    }

    private static func compare(_ read: ImportedContact, _ contact: Contact, _ format: String) {
        let seed = contact.id.low
        #expect(read.firstName == contact.firstName, "\(format) \(seed)")
        #expect(read.lastName == contact.lastName, "\(format) \(seed)")
        #expect(read.title == contact.title, "\(format) \(seed)")
        #expect(read.company == contact.companyName ?? "", "\(format) \(seed)")
        #expect(read.addresses == contact.addresses, "\(format) \(seed)")
        #expect(read.phones == contact.phones, "\(format) \(seed)")
        #expect(read.timeZone == contact.timeZone, "\(format) \(seed)")
        #expect(read.tags == contact.tags, "\(format) \(seed)")
        #expect(read.fields == contact.fields, "\(format) \(seed)")
        #expect(read.notes == contact.notes, "\(format) \(seed)")
        #expect(read.problems.isEmpty, "\(format) \(seed)")
    }

    @Test(arguments: [
        ("=1+1", true), ("@SUM(A1)", true), ("+cmd|' /C calc'!A0", true), ("-1+1", true), ("\t=1", true),
        ("\r=1", true), ("\u{FF1D}1+1", true), (" =1", true), ("'=1", true), ("+1-555-0100", true),
        ("- later", true), ("-2", false), ("-5.2", false), ("+49 30 1234", false), ("+49 (0)30 1234", false),
        ("O'Neil", false), ("'tis", false), ("a=b", false), ("", false),
    ])
    func `values that a sheet would run are guarded, numbers are not`(value: String, isGuarded: Bool) throws {
        let field = CSVWriter.field(value)
        var reader = CSVReader(Array("x,\(field)\r\n".utf8))
        let record = reader.next()
        let cell = try #require(record?.fields.last)
        #expect(cell == (isGuarded ? "'" + value : value))
        #expect(CSVWriter.unguarded(cell) == value)
    }

    @Test func `are the same after CSV and after vCard`() throws {
        let contacts = (1...300).map { Self.contact(UInt64($0)) }
        let names = ["größe", "seats"]
        let csv =
            ContactExport.csvHeader(fields: names)
            + contacts.map { ContactExport.csv($0, fields: names) }.joined()
        let cards = contacts.map { ContactExport.vCard($0) }.joined()
        for (format, text) in [("CSV", csv), ("vCard", cards)] {
            let read = try ContactFile.read(Array(text.utf8))
            #expect(read.count == contacts.count)
            for (one, other) in zip(read, contacts) { Self.compare(one, other, format) }
        }
        #expect(cards.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 75 })
    }

    @Test func `brought into an empty workspace, they are there once, and a second time changes nothing`()
        async throws
    {
        let fixture = try await OutreachFixture()
        let cards = (1...50).map { ContactExport.vCard(Self.contact(UInt64($0))) }.joined()
        let read = try ContactFile.read(Array(cards.utf8))
        for policy in [DuplicatePolicy.skip, .update, .merge] {
            _ = try await ContactImport(fixture.database).run(
                read, duplicates: policy, at: OutreachFixture.now)
            for number in 1...50 {
                let original = Self.contact(UInt64(number))
                let stored = try #require(
                    try await fixture.contacts.contact(address: original.addresses[0]))
                #expect(stored.notes == original.notes, "\(policy) \(number)")
                #expect(stored.addresses == original.addresses, "\(policy) \(number)")
                #expect(stored.firstName == original.firstName && stored.fields == original.fields)
            }
        }
        #expect(try await fixture.contacts.list(limit: 1000).items.count == 50)
    }
}
