import CRMModel
import Testing

@testable import CRMStore

@Suite struct `Contact files` {
    static func read(_ text: String, _ mapping: [(String, String)] = []) throws -> [ImportedContact] {
        try ContactFile.read(Array(text.utf8), mapping: mapping.map { (field: $0.0, column: $0.1) })
    }

    @Test(arguments: [",", ";", "\t", "|"])
    func `any separator is found`(separator: String) throws {
        let lines = [
            "First Name,Last Name,E-mail 1 - Value,Deal Size", "Ana,Silva,ana@x.example,40",
            "Bo,Li,bo@x.example,",
        ]
        let text = lines.map { String($0.map { $0 == "," ? Character(separator) : $0 }) }
            .joined(separator: "\r\n")
        let contacts = try Self.read(text)
        #expect(contacts.map(\.fullName) == ["Ana Silva", "Bo Li"])
        #expect(contacts[0].fields == ["dealSize": "40"] && contacts[0].line == 2)
    }

    @Test func `quotes hold separators, line ends and quotes, and lines are counted`() throws {
        let contacts = try Self.read(
            "name,email,notes\n\"Silva, Ana\",a@x.example,\"one\n\"\"two\"\"\"\n\nBo,b@x.example,\n")
        #expect(contacts[0].firstName == "Ana" && contacts[0].lastName == "Silva")
        #expect(contacts[0].notes == "one\n\"two\"" && contacts[1].line == 5)
    }

    @Test func `character sets are told apart`() throws {
        let text = "Vorname;Nachname;E-Mail-Adresse\nJörg;Müller;j@x.example\n"
        let latin = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        let wide = text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        let utf8 = Array(text.utf8)
        for bytes in [utf8, [0xEF, 0xBB, 0xBF] + utf8, latin, [0xFF, 0xFE] + wide, wide] {
            #expect(try ContactFile.read(bytes).first?.fullName == "Jörg Müller")
        }
    }

    @Test func `columns are mapped by hand over guesses`() throws {
        let contacts = try Self.read(
            "A,Email,C\nAna,wrong@x.example,right@x.example\n", [("firstName", "1"), ("email", "c")])
        #expect(contacts[0].addresses.map(\.text) == ["right@x.example"] && contacts[0].firstName == "Ana")
        #expect(throws: ImportFailure.unknownColumn("Z")) {
            try Self.read("Email\na@x.example", [("email", "Z")])
        }
        #expect(throws: ImportFailure.unknownField("shoe")) {
            try Self.read("Email\na@x.example", [("shoe", "1")])
        }
        #expect(throws: ImportFailure.noContactColumns) { try Self.read("1,2\n3,4") }
    }

    @Test func `vCards of three versions say the same`() throws {
        let old =
            "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;J=F6rg\r\n"
            + "EMAIL;INTERNET:b@x.example\r\nEMAIL;PREF;INTERNET:a@x.example\r\nTEL;WORK;FAX:1\r\n"
            + "TEL;CELL:+49 1\r\nNOTE;ENCODING=QUOTED-PRINTABLE:one=0D=0A=\r\ntwo\r\nEND:VCARD\r\n"
        let three =
            "BEGIN:VCARD\nVERSION:3.0\nN:Müller;Jörg;;;\nFN:Jörg Müller\n"
            + "item1.EMAIL;TYPE=INTERNET,PREF:a@x.ex\n ample\nEMAIL:b@x.example\nTEL;TYPE=CELL:+49 1\n"
            + "NOTE:one\\ntwo\nEND:VCARD\n"
        let four =
            "BEGIN:VCARD\nVERSION:4.0\nFN:Jörg Müller\nEMAIL;PREF=2:b@x.example\nEMAIL;PREF=1:a@x.example\n"
            + "TEL;VALUE=uri:tel:+49 1\nNOTE:one\\ntwo\nEND:VCARD"
        let contacts = try Self.read(old + three + four)
        #expect(contacts.count == 3)
        for contact in contacts {
            #expect(contact.fullName == "Jörg Müller" && contact.phones == ["+49 1"])
            #expect(contact.addresses.map(\.text) == ["a@x.example", "b@x.example"])
            #expect(contact.notes.split(whereSeparator: \.isNewline) == ["one", "two"])
        }
    }

    @Test func `what is exported is read again, and formulas are not run`() throws {
        let contact = Contact(
            id: MailFixture.id(1), companyName: "=cmd()", firstName: "Ana, \"A\"", lastName: "Silva",
            addresses: [EmailAddress("a@x.example"), EmailAddress("b@x.example")], phones: ["+351 912"],
            tags: ["vip"], notes: "one\ntwo; three", created: Timestamp(milliseconds: 0))
        let csv = try Self.read(ContactExport.csvHeader() + ContactExport.csv(contact))[0]
        #expect(csv.firstName == contact.firstName && csv.addresses == contact.addresses)
        #expect(csv.notes == contact.notes && csv.company == "=cmd()")
        #expect(ContactExport.csv(contact).contains(",'=cmd(),"))
        #expect(csv.phones == ["+351 912"] && csv.tags == ["vip"])
        let card = try Self.read(ContactExport.vCard(contact))[0]
        #expect(card.firstName == contact.firstName && card.addresses == contact.addresses)
        #expect(card.notes == contact.notes)
    }

    @Test func `noise neither traps nor hangs`() throws {
        var random = SeededGenerator(seed: 7)
        let pieces = [
            "BEGIN:VCARD\n", "END:VCARD\n", "\"", ",", ";", "\r", "\n", "=", "=\n", "N:", "EMAIL;", "a@b",
            "\0",
            "VERSION:2.1\n", "ENCODING=QUOTED-PRINTABLE:", "email,name\n", "é", " ", "<", ":::", "sep=;\n",
        ]
        for _ in 0..<2000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0..<30, using: &random) {
                let isWord = Bool.random(using: &random)
                bytes +=
                    isWord
                    ? Array(pieces[Int.random(in: 0..<pieces.count, using: &random)].utf8)
                    : [UInt8.random(in: 0...255, using: &random)]
            }
            // Whether it is a file of contacts at all does not matter here.
            _ = try? ContactFile.read(bytes)
        }
    }
}

/// The same noise in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 33)
    }
}

@Suite struct `Contact import` {
    static let text = """
        First Name,Last Name,Email,Company,Job Title
        Ana,Silva,ana@northwind.example,Northwind,CEO
        Bo,Li,bo@gmail.com,,
        No,Mail,nonsense,,
        Ana,Silva,ANA@northwind.example,,CTO
        """

    @Test func `a dry run says what a run does, and a second run skips everything`() async throws {
        let fixture = try await OutreachFixture()
        let rows = try `Contact files`.read(Self.text)
        let importer = ContactImport(fixture.database)
        let dry = try await importer.run(rows, isDryRun: true, at: OutreachFixture.now)
        #expect(try await fixture.contacts.list().items.isEmpty)
        let run = try await importer.run(rows, tag: "Expo", at: OutreachFixture.now)
        #expect(dry == run && run.created == 2 && run.skipped == 1 && run.errors.map(\.line) == [4])
        let again = try await importer.run(rows, at: OutreachFixture.now)
        #expect(again.created == 0 && again.skipped == 3)
        let ana = try #require(try await fixture.contacts.list(tag: "expo").items.first)
        #expect(ana.companyName == "Northwind" && ana.title == "CEO")
        let company = try #require(
            try await CompanyRepository(fixture.database).company(named: "northwind"))
        #expect(company.domains == ["northwind.example"] && company.contactCount == 1)
    }

    @Test(arguments: [(DuplicatePolicy.update, "CTO"), (.merge, "CEO")])
    func `duplicates are updated or filled`(policy: DuplicatePolicy, title: String) async throws {
        let fixture = try await OutreachFixture()
        _ = try await ContactImport(fixture.database).run(
            try `Contact files`.read(Self.text), duplicates: policy, at: OutreachFixture.now)
        let ana = try await fixture.contacts.contact(address: EmailAddress("ana@northwind.example"))
        #expect(ana?.title == title && ana?.companyName == "Northwind")
    }

    @Test func `mail that was there is linked after an import`() async throws {
        let fixture = try await MailFixture()
        let ids = try await fixture.ingest([MailFixture.message(1), MailFixture.message(2)])
        _ = try await ContactImport(fixture.database).run(
            try `Contact files`.read(Self.text), at: OutreachFixture.now)
        let queue = RelinkQueue(fixture.database)
        #expect(try await queue.run(with: fixture.messages, at: OutreachFixture.now) == 2)
        #expect(try await queue.isEmpty())
        let ana = try #require(
            try await fixture.outreach.contacts.contact(address: EmailAddress("ana@northwind.example")))
        let shown = try await fixture.outreach.timeline.entries(of: ana.id).items.map(\.message)
        #expect(shown == ids.reversed())
    }

    @Test(arguments: [false, true])
    func `somebody of the same name at the same company is told as a possible duplicate`(isDryRun: Bool)
        async throws
    {
        let fixture = try await OutreachFixture()
        let run = ContactImport(fixture.database)
        let first = "name,email,company\nAna Silva,ana@acme.example,Acme\nBo Li,bo@gmail.com,\n"
        let known = try await run.run(try `Contact files`.read(first), at: OutreachFixture.now)
        #expect(known.possibleDuplicates.isEmpty)
        let second = """
            name,email,company
            ANA SILVA,a.silva@other.example,ACME
            Ana Silva,ana@elsewhere.example,Elsewhere
            Bo Li,bo@other.example,
            Ana Silva,silva@acme.example,

            """
        let report = try await run.run(
            try `Contact files`.read(second), isDryRun: isDryRun, at: OutreachFixture.now)
        #expect(report.created == 4 && report.errors.isEmpty)
        #expect(report.possibleDuplicates.map(\.line) == [2, 4, 5])
        #expect(report.possibleDuplicates.first?.message.contains("ana@acme.example") == true)
        // The same file again is nothing new.
        guard !isDryRun else { return }
        let again = try await run.run(try `Contact files`.read(second), at: OutreachFixture.now)
        #expect(again.skipped == 4 && again.possibleDuplicates.isEmpty)
    }
}
