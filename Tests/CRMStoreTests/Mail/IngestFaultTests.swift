import CRMModel
import Foundation
import Testing

@testable import CRMStore

@Suite struct `Ingest under failure` {
    let batch = [
        MailFixture.message(1, id: "aaaaa@x"), MailFixture.message(2, id: "bbbbb@x", references: ["aaaaa@x"]),
    ]

    @Test func `nothing is half written, whichever step fails`() async throws {
        let directory = TemporaryDirectory()
        let fixture = try await MailFixture(.file(directory.file("a.sqlite")))
        let events = try await EventLog(fixture.database).newest()
        var hasFailed = true
        var step = 0
        while hasFailed {
            step += 1
            let faults = StoreFaults(failing: step)
            try await fixture.database.writer.use { (c) throws(StoreError) in c.faults = faults }
            do {
                try await fixture.ingest(batch)
                hasFailed = false
            } catch is StoreError {
                #expect(try await fixture.messages.list(.all).items.isEmpty)
                #expect(try await EventLog(fixture.database).newest() == events)
                #expect(try await fixture.folders.folder(fixture.folder(.inbox))?.folder.messages == 0)
            }
            try await fixture.database.writer.use { (c) throws(StoreError) in c.faults = nil }
        }
        #expect(step > 20)
        #expect(try await fixture.messages.list(.inbox).items.map(\.threadCount) == [2, 2])
    }

    @Test(arguments: [false, true])
    func `a process killed before or after the commit leaves a sound file`(isCommitted: Bool) async throws {
        let directory = TemporaryDirectory()
        let path = directory.file("a.sqlite")
        let copy = directory.file("b.sqlite")
        let fixture = try await MailFixture(.file(path))
        let inbox = fixture.folder(.inbox)
        // What a killed process leaves behind is what its files hold at that moment.
        let snapshot: @Sendable () -> Void = {
            for suffix in ["", "-wal"] {
                // A file that cannot be copied fails the expectations below.
                try? FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
            }
        }
        try await fixture.database.write { (c) throws(StoreError) in
            try MessageRepository.ingest(batch, into: inbox, isLive: true, at: MailFixture.start, in: c)
            if !isCommitted { snapshot() }
        }
        if isCommitted { snapshot() }
        let survivor = try await MailFixture(.file(copy))
        #expect(try await survivor.messages.list(.inbox).items.count == (isCommitted ? 2 : 0))
        let workspace = Workspace(
            database: survivor.database,
            blobs: try await SQLiteDatabase.open(.memory, migrations: Migrations.blobs))
        #expect(try await workspace.inspect().damage.isEmpty)
    }
}

@Suite struct `Links` {
    @Test func `mail is linked to the contact, the company and the timeline; others by domain or thread`()
        async throws
    {
        let fixture = try await MailFixture()
        try await fixture.people()
        try await fixture.ingest([
            MailFixture.message(1, id: "aaaaa@x"),
            MailFixture.message(2, from: "who@else.example", references: ["aaaaa@x"]),
            MailFixture.message(3, from: "stranger@northwind.example"),
            MailFixture.message(4, from: "nobody@gmail.com"),
        ])
        let items = try await fixture.messages.list(.inbox).items
        #expect(
            items.map { $0.links.map(\.how) } == [[], [.domain], [.thread, .thread], [.address, .address]])
        #expect(items[3].links.map(\.name) == ["Ana Diaz", "Northwind"])
        #expect(try await fixture.subjects(.unlinked).count == 1)
        let hits = try await MessageSearch(fixture.database).find(try SearchQuery.parse("company:northw"))
        #expect(hits.items.count == 3)
        #expect(try await fixture.timelineCount() == 3)
    }

    @Test func `a new contact is linked to the mail of the past`() async throws {
        let fixture = try await MailFixture()
        try await fixture.ingest((1...1200).map { MailFixture.message($0) })
        try await fixture.people()
        let looked = try await fixture.relink(.address(EmailAddress("Ana@Northwind.example")))
        #expect(looked == 1200)
        #expect(try await fixture.subjects(.unlinked).isEmpty)
        #expect(try await fixture.timelineCount() == 1200)
    }

    @Test func `a new company is guessed for the mail of the past`() async throws {
        let fixture = try await MailFixture()
        try await fixture.ingest([MailFixture.message(1, from: "x@northwind.example")])
        try await fixture.people()
        #expect(try await fixture.relink(.domain("northwind.example")) == 1)
        #expect(try await fixture.messages.list(.inbox).items.first?.links.map(\.isGuess) == [true])
    }

    @Test func `a link by hand stays and can be cut`() async throws {
        let fixture = try await MailFixture()
        let ids = try await fixture.ingest([MailFixture.message(1, from: "x@gmail.com")])
        try await fixture.people()
        try await fixture.messages.linkMessages(ids, to: MailFixture.id(50), at: MailFixture.start)
        #expect(try await fixture.messages.message(ids[0])?.links.map(\.how) == [.manual, .manual])
        for link in try await fixture.messages.message(ids[0])?.links ?? [] {
            try await fixture.messages.unlinkMessages(ids, from: link.target, at: MailFixture.start)
        }
        #expect(try await fixture.subjects(.unlinked).count == 1)
    }
}

extension MailFixture {
    /// Ana Diaz of Northwind.
    func people() async throws {
        try await database.write { (c) throws(StoreError) in
            let contact: ID<Contact> = MailFixture.id(50)
            let company: ID<Company> = MailFixture.id(51)
            try c.run(.company, [.id(company)])
            try c.run(.domain, [.id(company)])
            try c.run(.contact, [.id(contact), .id(company)])
            try c.run(.email, [.id(contact)])
        }
    }

    /// Links the mail of somebody who changed hands.
    func relink(_ key: RelinkKey) async throws -> Int {
        try await database.write { (c) throws(StoreError) in try RelinkQueue.add(key, in: c) }
        return try await relinkWaiting()
    }

    /// Links what waits.
    @discardableResult
    func relinkWaiting() async throws -> Int {
        try await RelinkQueue(database).run(with: messages, at: MailFixture.start)
    }

    func timelineCount() async throws -> Int? {
        try await database.read { (c) throws(StoreError) in
            try c.first(.timelineLength, [.id(MailFixture.id(51) as ID<Company>)])
        }
    }
}

extension Statement where Row == Void {
    fileprivate static let company = Statement(
        named: "test.company",
        "INSERT INTO companies(id, name, created, updated) VALUES ($1, 'Northwind', 0, 0)")
    fileprivate static let domain = Statement(
        named: "test.domain",
        "INSERT INTO company_domains(domain, company_id) VALUES ('northwind.example', $1)")
    fileprivate static let contact = Statement(
        named: "test.contact",
        """
        INSERT INTO contacts(id, company_id, first_name, last_name, created, updated)
        VALUES ($1, $2, 'Ana', 'Diaz', 0, 0)
        """)
    fileprivate static let email = Statement(
        named: "test.email",
        """
        INSERT INTO contact_emails(addr_norm, contact_id, addr)
        VALUES ('ana@northwind.example', $1, 'ana@northwind.example')
        """)
}

extension Statement where Row == Int {
    fileprivate static let timelineLength = Statement(
        named: "test.timelineLength", "SELECT count(*) FROM activity_entities WHERE entity_id = $1"
    ) { (row) throws(StoreError) in try row.int(0) }
}
