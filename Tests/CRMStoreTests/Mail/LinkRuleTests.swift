import CRMModel
import Testing

@testable import CRMStore

/// Ana and Bo work at Northwind, Cem at Contoso; Dora has no company and writes from a freemail provider.
private struct Desk {
    let mail: MailFixture
    let contacts: ContactRepository
    let companies: CompanyRepository
    static let (ana, bo, cem, dora): (ID<Contact>, ID<Contact>, ID<Contact>, ID<Contact>) = (
        MailFixture.id(101), MailFixture.id(102), MailFixture.id(103), MailFixture.id(104)
    )
    static let (northwind, contoso): (ID<Company>, ID<Company>) = (MailFixture.id(201), MailFixture.id(202))

    /// - Parameter withPeople: false for mail that comes before anybody is known.
    init(withPeople: Bool = true) async throws {
        mail = try await MailFixture()
        contacts = ContactRepository(mail.database)
        companies = CompanyRepository(mail.database)
        if withPeople { try await addPeople() }
    }

    func addPeople() async throws {
        for (id, name, domain) in [
            (Self.northwind, "Northwind", "northwind.example"), (Self.contoso, "Contoso", "bücher.example"),
        ] {
            _ = try await companies.save(
                Company(id: id, name: name, domains: [domain], created: MailFixture.start),
                at: MailFixture.start)
        }
        try await save(
            Self.ana, "Ana", ["ana@northwind.example", "ana+private@home.example"], Self.northwind)
        try await save(Self.bo, "Bo", ["bo@northwind.example"], Self.northwind)
        try await save(Self.cem, "Cem", ["cem@bücher.example"], Self.contoso)
        try await save(Self.dora, "Dora", ["dora@gmail.com"], nil)
    }

    func save(_ id: ID<Contact>, _ name: String, _ addresses: [String], _ company: ID<Company>?) async throws
    {
        _ = try await contacts.save(
            Contact(
                id: id, company: company, firstName: name, addresses: addresses.map { EmailAddress($0) },
                created: MailFixture.start), at: MailFixture.start)
    }

    /// `Ana address`, `Northwind domain guess` …, sorted; a `?` for what is left for review.
    func links(_ id: RowID<Message>) async throws -> [String] {
        let reviewed = try await mail.database.read { (c) throws(StoreError) in
            try c.all(.reviewedTies, [.row(id)])
        }
        return try await mail.messages.message(id)?.links.map { link in
            "\(link.name) \(link.how.rawValue)" + (reviewed.contains(link.target) ? "" : "?")
        }.sorted() ?? []
    }

    func timeline(_ contact: ID<Contact>) async throws -> [String] {
        try await TimelineRepository(mail.database).entries(of: contact).items.map(\.summary)
    }
}

extension Statement where Row == MessageLink.Target {
    fileprivate static let reviewedTies = Statement(
        named: "test.reviewedTies",
        "SELECT entity_kind, entity_id FROM links WHERE message = $1 AND reviewed = 1"
    ) { (row) throws(StoreError) in try MessageLink.Target(row, kind: 0, id: 1) }
}

/// A message, and to whom it must be tied.
struct LinkCase: Sendable, CustomTestStringConvertible {
    var name: String
    var from = "stranger@else.example"
    var replyTo: [String] = []
    var to = ["rep@us.example"]
    var cc: [String] = []
    var direction = Direction.incoming
    var failed: String?
    var ties: [String]
    var testDescription: String { name }

    func message(_ uid: UInt32) -> IngestMessage {
        var message = MailFixture.message(
            uid, from: from, to: to, subject: name, id: "case\(uid)@x.example", direction: direction)
        message.replyTo = replyTo.map { Correspondent(name: nil, address: EmailAddress($0)) }
        message.cc = cc.map { Correspondent(name: nil, address: EmailAddress($0)) }
        message.bounce = failed.map { Bounce(address: EmailAddress($0), words: "550 no such user") }
        return message
    }

    static let all = [
        LinkCase(name: "from", from: "ana@northwind.example", ties: ["Ana address", "Northwind address"]),
        LinkCase(
            name: "letter case", from: "ANA@NorthWind.Example", ties: ["Ana address", "Northwind address"]),
        LinkCase(
            name: "reply-to", replyTo: ["bo@northwind.example"], ties: ["Bo address", "Northwind address"]),
        LinkCase(
            name: "a bounce is about whom it did not reach", from: "mailer-daemon@us.example",
            failed: "bo@northwind.example", ties: ["Bo address", "Northwind address"]),
        LinkCase(name: "cc", cc: ["dora@gmail.com"], ties: ["Dora address"]),
        LinkCase(
            name: "outgoing", from: "rep@us.example", to: ["ana@northwind.example"], direction: .outgoing,
            ties: ["Ana address", "Northwind address"]),
        LinkCase(
            name: "another address", from: "ana+private@home.example",
            ties: ["Ana address", "Northwind address"]),
        LinkCase(
            name: "a plus tag is another address", from: "ana+news@northwind.example",
            ties: ["Northwind domain?"]),
        LinkCase(name: "dots are no ornament", from: "a.na@northwind.example", ties: ["Northwind domain?"]),
        LinkCase(
            name: "IDN as written", from: "cem@BÜCHER.example", ties: ["Cem address", "Contoso address"]),
        LinkCase(
            name: "IDN in ASCII", from: "cem@xn--bcher-kva.example", ties: ["Cem address", "Contoso address"]),
        LinkCase(
            name: "several of one company", from: "ana@northwind.example", cc: ["bo@northwind.example"],
            ties: ["Ana address?", "Bo address?", "Northwind address?"]),
        LinkCase(
            name: "several companies", from: "ana@northwind.example",
            to: ["rep@us.example", "cem@bücher.example"],
            ties: ["Ana address?", "Cem address?", "Contoso address?", "Northwind address?"]),
        LinkCase(name: "a guess", from: "new@northwind.example", ties: ["Northwind domain?"]),
        LinkCase(
            name: "guesses", from: "new@northwind.example", cc: ["x@bücher.example"],
            ties: ["Contoso domain?", "Northwind domain?"]),
        LinkCase(
            name: "no guess beside an address", from: "dora@gmail.com", cc: ["new@northwind.example"],
            ties: ["Dora address"]),
        LinkCase(name: "freemail is nobody's", from: "other@gmail.com", ties: []),
        LinkCase(name: "nobody", ties: []),
        LinkCase(
            name: "to oneself", from: "rep@us.example", to: ["rep@us.example"], direction: .outgoing, ties: []
        ),
        LinkCase(name: "a colleague", from: "boss@us.example", ties: []),
        LinkCase(name: "no address at all", from: "", to: [], ties: []),
    ]
}

@Suite struct `Link rules` {
    @Test(arguments: LinkCase.all) func `hold for mail that arrives`(example: LinkCase) async throws {
        let desk = try await Desk()
        let id = try #require(try await desk.mail.ingest([example.message(1)]).first)
        #expect(try await desk.links(id) == example.ties)
    }

    @Test func `hold for mail that was there before the people`() async throws {
        let desk = try await Desk(withPeople: false)
        var ids: [RowID<Message>] = []
        for (number, example) in LinkCase.all.enumerated() {
            ids += try await desk.mail.ingest([example.message(UInt32(number + 1))])
        }
        try await desk.addPeople()
        try await desk.mail.relinkWaiting()
        for (id, example) in zip(ids, LinkCase.all) {
            #expect(try await desk.links(id) == example.ties, "\(example.name)")
        }
        #expect(try await desk.mail.relinkWaiting() == 0)
    }

    @Test(arguments: [[0, 1, 2], [2, 1, 0], [1, 2, 0]])
    func `a thread's mails from others follow, whichever came first`(order: [Int]) async throws {
        let desk = try await Desk()
        let thread = [
            MailFixture.message(1, id: "aaaaa@x"),
            MailFixture.message(2, from: "who@else.example", id: "bbbbb@x", references: ["aaaaa@x"]),
            MailFixture.message(3, from: "new@bücher.example", id: "ccccc@x", references: ["bbbbb@x"]),
        ]
        var ids: [RowID<Message>] = []
        thread.forEach { _ in ids.append(RowID(0)) }
        var messages = thread
        messages[0].from = Correspondent(name: nil, address: EmailAddress("ana@northwind.example"))
        for index in order { ids[index] = try #require(try await desk.mail.ingest([messages[index]]).first) }
        #expect(try await desk.links(ids[0]) == ["Ana address", "Northwind address"])
        for id in ids.dropFirst() {
            #expect(try await desk.links(id) == ["Ana thread", "Northwind thread"])
        }
        #expect(try await desk.timeline(Desk.ana).count == 3)
        // Without Ana the thread has nobody but a company that may be guessed.
        try await desk.contacts.remove([Desk.ana], at: MailFixture.start)
        try await desk.mail.relinkWaiting()
        #expect(try await desk.links(ids[0]) == ["Northwind domain?"])
        #expect(try await desk.links(ids[1]) == [])
        #expect(try await desk.links(ids[2]) == ["Contoso domain?"])
    }

    @Test func `a removed contact's mail is nobody's until they come back`() async throws {
        let desk = try await Desk()
        let ids = try await desk.mail.ingest([
            MailFixture.message(1, from: "dora@gmail.com", subject: "hers"),
            MailFixture.message(2, from: "x@else.example", subject: "by hand"),
        ])
        try await desk.mail.messages.linkMessages([ids[1]], to: Desk.dora, at: MailFixture.start)
        try await desk.contacts.remove([Desk.dora], at: MailFixture.start)
        try await desk.mail.relinkWaiting()
        #expect(try await desk.mail.subjects(.unlinked) == ["by hand", "hers"])
        try await desk.contacts.restore([Desk.dora], at: MailFixture.start)
        try await desk.mail.relinkWaiting()
        #expect(try await desk.links(ids[0]) == ["Dora address"])
        #expect(try await desk.links(ids[1]) == ["Dora manual"])
        #expect(try await desk.timeline(Desk.dora) == ["by hand", "hers"])
        #expect(try await desk.mail.subjects(.unlinked).isEmpty)
    }

    @Test func `an address that moves takes its mail along`() async throws {
        let desk = try await Desk()
        let ids = try await desk.mail.ingest([MailFixture.message(1, from: "ana+private@home.example")])
        try await desk.save(Desk.ana, "Ana", ["ana@northwind.example"], Desk.northwind)
        try await desk.save(Desk.dora, "Dora", ["dora@gmail.com", "ana+private@home.example"], nil)
        try await desk.mail.relinkWaiting()
        #expect(try await desk.links(ids[0]) == ["Dora address"])
        #expect(try await desk.timeline(Desk.ana).isEmpty)
        #expect(try await desk.timeline(Desk.dora).count == 1)
    }

    @Test func `a change of company changes the company's side`() async throws {
        let desk = try await Desk()
        let ids = try await desk.mail.ingest([MailFixture.message(1, from: "bo@northwind.example")])
        try await desk.save(Desk.bo, "Bo", ["bo@northwind.example"], Desk.contoso)
        try await desk.mail.relinkWaiting()
        #expect(try await desk.links(ids[0]) == ["Bo address", "Contoso address"])
        let timeline = TimelineRepository(desk.mail.database)
        #expect(try await timeline.count(of: Desk.northwind) == 0)
        #expect(try await timeline.count(of: Desk.contoso) == 1)
    }

    @Test func `a removed company and a removed domain guess no more`() async throws {
        let desk = try await Desk()
        let ids = try await desk.mail.ingest([
            MailFixture.message(1, from: "new@northwind.example"),
            MailFixture.message(2, from: "new@bücher.example"),
        ])
        try await desk.companies.remove(Desk.northwind, at: MailFixture.start)
        _ = try await desk.companies.save(
            Company(id: Desk.contoso, name: "Contoso", domains: [], created: MailFixture.start),
            at: MailFixture.start)
        try await desk.mail.relinkWaiting()
        for id in ids { #expect(try await desk.links(id).isEmpty) }
    }

    @Test func `a tie that was cut does not come back by itself`() async throws {
        let desk = try await Desk()
        let ids = try await desk.mail.ingest([MailFixture.message(1, from: "bo@northwind.example")])
        try await desk.mail.messages.unlinkMessages(ids, from: .contact(Desk.bo), at: MailFixture.start)
        try await desk.save(Desk.bo, "Bo", ["bo@northwind.example"], Desk.contoso)
        try await desk.mail.relinkWaiting()
        #expect(try await desk.links(ids[0]) == ["Contoso address"])
        try await desk.mail.messages.linkMessages(ids, to: Desk.bo, at: MailFixture.start)
        #expect(try await desk.links(ids[0]) == ["Bo manual", "Contoso manual"])
        // Taken back, the rules count again.
        try await desk.mail.messages.takeBackLink(ids, to: Desk.bo, at: MailFixture.start)
        #expect(try await desk.links(ids[0]) == ["Bo address", "Contoso address"])
    }

    @Test func `a merge brings addresses, mail, timeline, notes and tags together`() async throws {
        let desk = try await Desk()
        let ids = try await desk.mail.ingest([
            MailFixture.message(1, from: "bo@northwind.example", subject: "Bo's"),
            MailFixture.message(2, from: "dora@gmail.com", subject: "Dora's"),
            MailFixture.message(3, from: "bo@northwind.example", to: ["dora@gmail.com"], subject: "both"),
        ])
        try await desk.mail.messages.linkMessages([ids[2]], to: Desk.dora, at: MailFixture.start)
        var dora = try #require(try await desk.contacts.contact(Desk.dora))
        (dora.notes, dora.tags, dora.phones) = ("from the fair", ["vip"], ["1"])
        _ = try await desk.contacts.save(dora, at: MailFixture.start)
        var bo = try #require(try await desk.contacts.contact(Desk.bo))
        (bo.notes, bo.tags, bo.phones) = ("likes tea", ["Vip", "north"], ["2"])
        _ = try await desk.contacts.save(bo, at: MailFixture.start)
        let suppressions = SuppressionRepository(desk.mail.database)
        try await suppressions.add([
            Suppression(key: "dora@gmail.com", reason: .unsubscribe, at: MailFixture.start)
        ])
        let merged = try #require(
            try await desk.contacts.merge(Desk.dora, into: Desk.bo, at: MailFixture.start))
        try await desk.mail.relinkWaiting()
        #expect(merged.addresses.map(\.text) == ["bo@northwind.example", "dora@gmail.com"])
        #expect(merged.notes == "likes tea\n\nfrom the fair")
        #expect(merged.tags.map { $0.lowercased() } == ["north", "vip"] && merged.phones == ["2", "1"])
        #expect(try await desk.links(ids[0]) == ["Bo address", "Northwind address"])
        #expect(try await desk.links(ids[1]) == ["Bo address", "Northwind address"])
        #expect(try await desk.links(ids[2]) == ["Bo manual", "Northwind address"])
        #expect(try await desk.timeline(Desk.bo) == ["both", "Dora's", "Bo's"])
        #expect(try await desk.contacts.contact(Desk.dora) == nil)
        let reason = try await suppressions.reason(for: EmailAddress("dora@gmail.com"), at: MailFixture.start)
        #expect(reason == .unsubscribe)
    }

    /// Fails the Nth statement of relinking until nothing fails; what waited is linked in the end.
    @Test func `a failure at any statement forgets nobody`() async throws {
        for nth in 1... {
            let desk = try await Desk(withPeople: false)
            let ids = try await desk.mail.ingest([
                MailFixture.message(1, from: "ana@northwind.example"),
                MailFixture.message(2, from: "dora@gmail.com"),
            ])
            try await desk.addPeople()
            let faults = StoreFaults(failing: nth)
            try await desk.mail.database.writer.use { (c) throws(StoreError) in c.faults = faults }
            do { try await desk.mail.relinkWaiting() } catch { #expect(faults.hasFired) }
            try await desk.mail.database.writer.use { (c) throws(StoreError) in c.faults = nil }
            try await desk.mail.relinkWaiting()
            #expect(try await desk.links(ids[0]) == ["Ana address", "Northwind address"])
            #expect(try await desk.links(ids[1]) == ["Dora address"])
            if !faults.hasFired { break }
        }
    }
}
