import CRMModel
import Foundation
import Platform
import Testing

@testable import CRMStore

private let everyEvent: [DomainEvent] = {
    let account: ID<Account> = MailFixture.id(1)
    let contact: ID<Contact> = MailFixture.id(2)
    let job: ID<OutboxJob> = MailFixture.id(3)
    let at = MailFixture.start
    let states: [AccountState] = [
        .new, .connecting, .syncing(done: 1, total: 2), .watching, .polling,
        .offline(reason: "away", retryAt: at), .offline(reason: "away", retryAt: nil),
        .authenticationFailed(reason: "\"no\" \u{1F600}"), .throttled(until: at),
    ]
    let sends: [SendState] = [
        .queued, .sending, .sent(at: at), .deferred, .failed, .uncertain(since: at), .cancelled, .held,
    ]
    return [
        .messagesArrived(account: account, ids: [RowID(1), RowID(2)]),
        .mailReceived(message: RowID(1), contact: contact, from: "Ana", subject: "Hi"),
        .mailReceived(message: RowID(1), contact: nil, from: "", subject: ""), .messagesChanged(ids: []),
        .messagesRemoved(ids: [RowID(9)]), .foldersChanged(account: account), .peopleChanged,
        .syncWanted(account: account), .syncAnswered(account: account, request: 7),
        .templatesChanged,
        .draftSaved(MailFixture.id(4)), .campaignChanged(MailFixture.id(5)),
        .hit(kind: .click, verdict: .human, job: job, contact: contact, who: "Ana", what: "https://x"),
        .enrolmentChanged(
            campaign: MailFixture.id(5), enrolment: MailFixture.id(6), state: .needsData, who: "Bob"),
        .timelineAppended(contact: contact, company: nil),
        .timelineAppended(contact: nil, company: MailFixture.id(7)),
    ] + states.map { .accountStateChanged(account: account, state: $0) }
        + sends.map { .outboxChanged(job: job, state: $0, subject: "s", isCampaign: $0 == .held) }
}()

@Suite struct `Event log` {
    @Test func `gives every kind of event back as it was`() async throws {
        let workspace = try await Workspace.inMemory()
        for event in everyEvent { try await workspace.events.append(event) }
        let read = try await workspace.events.events(after: 0, limit: 1000)
        #expect(read.map(\.event) == everyEvent)
        #expect(Set(everyEvent.map(\.kind)) == Set(DomainEvent.Kind.allCases))
        #expect(zip(read, read.dropFirst()).allSatisfy { $0.cursor < $1.cursor })
        #expect(try await workspace.events.events(after: read[3].cursor, limit: 2) == Array(read[4...5]))
    }

    @Test(arguments: ["{", "", "[]", "{\"account\":1}", "{\"account\":\"xyz\"}"])
    func `skips what it cannot read`(payload: String) {
        #expect(EventCodec.decode(kind: "account.state", payload: payload) == nil)
        #expect(EventCodec.decode(kind: "of.the.future", payload: "{}") == nil)
    }

    @Test func `is followed within the process, without gap`() async throws {
        let workspace = try await Workspace.inMemory()
        try await workspace.events.append(.peopleChanged)
        let stream = try await workspace.events.follow(after: 0)
        try await workspace.events.append(.templatesChanged)
        var seen: [DomainEvent] = []
        for await logged in stream {
            seen.append(logged.event)
            if seen.count == 2 { break }
        }
        #expect(seen == [.peopleChanged, .templatesChanged])
    }

    @Test(.timeLimit(.minutes(1))) func `is followed across handles of the same file`() async throws {
        let directory = TemporaryDirectory()
        let here = try await Workspace.open(directory: directory.path)
        let there = try await Workspace.open(directory: directory.path)
        let stream = try await here.events.follow()
        try await there.events.append(.templatesChanged)
        var iterator = stream.makeAsyncIterator()
        #expect(await iterator.next()?.event == .templatesChanged)
        try await there.events.append(.peopleChanged)
        #expect(await iterator.next()?.event == .peopleChanged)
    }

    @Test(.timeLimit(.minutes(1))) func `goes on after reads that failed, without a gap`() async throws {
        let directory = TemporaryDirectory()
        let here = try await Workspace.open(directory: directory.path)
        try await here.events.append(.peopleChanged)
        let other = try SQLiteConnection(.file(directory.path + "/workspace.sqlite"), isReader: false)
        try other.execute("ALTER TABLE events RENAME TO events_away", named: "away")
        let stream = try await here.events.follow(after: 0)
        for _ in 0..<50 {
            await #expect(throws: StoreError.self) { try await here.events.events(after: 0, limit: 1) }
        }
        try other.execute("ALTER TABLE events_away RENAME TO events", named: "back")
        try await here.events.append(.templatesChanged)
        var iterator = stream.makeAsyncIterator()
        #expect(await iterator.next()?.event == .peopleChanged)
        #expect(await iterator.next()?.event == .templatesChanged)
        await here.close()
        #expect(await iterator.next() == nil)
    }
}

@Suite struct `A workspace` {
    let now = MailFixture.start

    @Test func `a duty belongs to one owner until it ends`() async throws {
        let workspace = try await Workspace.inMemory()
        let duty = LeaseRepository.Duty.sync(MailFixture.id(1))
        let later = now.adding(seconds: 60)
        #expect(try await workspace.leases.claim(duty, by: "a", until: later, at: now))
        #expect(try await !workspace.leases.claim(duty, by: "b", until: later, at: now))
        #expect(try await workspace.leases.claim(duty, by: "a", until: later, at: now))
        #expect(try await workspace.leases.owner(of: duty, at: now) == "a")
        #expect(try await workspace.leases.claim(duty, by: "b", until: later.adding(seconds: 1), at: later))
        try await workspace.leases.release(duty, by: "a")
        let own = try #require(ProcessIdentity.current())
        let (dead, alive) = ("\(own.machine).\(own.pid).\(own.start - 1)/x", LeaseOwner.fresh())
        let other = LeaseRepository.Duty.send(ID(high: 1, low: 2))
        #expect(try await workspace.leases.claim(other, by: dead, until: later, at: now))
        #expect(try await workspace.leases.claim(other, by: alive, until: later, at: now))
        #expect(try await !workspace.leases.claim(other, by: LeaseOwner.fresh(), until: later, at: now))
        #expect(try await workspace.leases.owner(of: duty, at: later) == "b")
    }

    @Test func `settings are kept and removed`() async throws {
        let workspace = try await Workspace.inMemory()
        try await workspace.settings.set("theme", to: "dark")
        #expect(try await workspace.settings.value("theme") == "dark")
        try await workspace.settings.set("theme", to: nil)
        #expect(try await workspace.settings.value("theme") == nil)
    }

    @Test func `a backup made in use is whole and comes back`() async throws {
        let directory = TemporaryDirectory()
        let fixture = try await MailFixture(.file(directory.file("a.sqlite")))
        try await fixture.ingest((1...20).map { MailFixture.message($0) })
        try await fixture.database.backUp(to: directory.file("backup"))
        try await fixture.ingest((21...30).map { MailFixture.message($0) })
        await #expect(throws: StoreError.self) {
            try await fixture.database.backUp(to: directory.file("backup"))
        }
        await fixture.database.close()
        try await SQLiteDatabase.restore(directory.file("backup"), to: directory.file("a.sqlite"))
        let again = try await MailFixture(.file(directory.file("a.sqlite")))
        #expect(try await again.messages.list(.inbox).items.count == 20)
    }

    @Test func `what was on its way in a backup is not sent again by itself`() async throws {
        let directory = TemporaryDirectory()
        let location = SQLiteLocation.file(directory.file("a.sqlite"))
        let fixture = OutreachFixture(
            try await SQLiteDatabase.open(location, migrations: Migrations.workspace))
        let campaign = try await fixture.campaign(recipients: 2)
        try await fixture.campaigns.perform(.start, on: campaign, at: OutreachFixture.now)
        try await fixture.plan()
        let job = try await fixture.outbox.enqueue(fixture.mail(1), at: OutreachFixture.now).job
        try await fixture.database.backUp(to: directory.file("backup"))
        for mail in try await fixture.claim() { try await fixture.accept(mail) }
        await fixture.database.close()
        let restored = try await SQLiteDatabase.restore(
            directory.file("backup"), to: directory.file("a.sqlite"))
        #expect(restored == RestoredOutbox(uncertainMails: 3, uncertainRecipients: 2, pausedCampaigns: 1))
        let again = OutreachFixture(
            try await SQLiteDatabase.open(location, migrations: Migrations.workspace))
        #expect(try await again.claim(at: 1_000_000).isEmpty)
        #expect(try await again.outbox.job(job)?.state.word == "uncertain")
        #expect(
            try await again.outbox.resolveUncertain(
                job, wasSent: true, reason: "found", at: OutreachFixture.now))
        await again.database.close()
    }

    @Test func `nothing is restored over a workspace that is open`() async throws {
        let directory = TemporaryDirectory()
        let fixture = try await MailFixture(.file(directory.file("a.sqlite")))
        try await fixture.database.backUp(to: directory.file("backup"))
        try await fixture.ingest([MailFixture.message(1)])
        let error = await #expect(throws: StoreError.self) {
            try await SQLiteDatabase.restore(directory.file("backup"), to: directory.file("a.sqlite"))
        }
        #expect(error?.kind == .busy)
        try await fixture.ingest([MailFixture.message(2)])
        #expect(try await fixture.messages.list(.inbox).items.count == 2)
        #expect(!FileManager.default.fileExists(atPath: directory.file("a.sqlite.restoring")))
        await fixture.database.close()
        try await SQLiteDatabase.restore(directory.file("backup"), to: directory.file("a.sqlite"))
        let again = try await MailFixture(.file(directory.file("a.sqlite")))
        #expect(try await again.messages.list(.inbox).items.isEmpty)
    }

    @Test func `backups made while another process writes are whole moments`() async throws {
        let directory = TemporaryDirectory()
        let fixture = try await MailFixture(.file(directory.file("a.sqlite")))
        let other = try await SQLiteDatabase.open(
            .file(directory.file("a.sqlite")), migrations: Migrations.workspace)
        async let written: Void = {
            for batch in 0..<20 {
                let numbers = (1...25).map { UInt32(batch * 25 + $0) }
                try await fixture.ingest(numbers.map { MailFixture.message($0) })
            }
        }()
        for number in 1...5 { try await other.backUp(to: directory.file("backup\(number)")) }
        try await written
        for number in 1...5 {
            let copy = try await MailFixture(.file(directory.file("backup\(number)")))
            // Whole batches, and whatever is counted is there.
            let inbox = try await copy.folders.folder(copy.folder(.inbox))?.folder.messages ?? -1
            #expect(inbox % 25 == 0)
            #expect(try await copy.messages.list(.all, limit: 1000).items.count == inbox)
            await copy.database.close()
        }
        await other.close()
        await fixture.database.close()
    }

    @Test func `a damaged backup is refused and changes nothing`() async throws {
        let directory = TemporaryDirectory()
        let fixture = try await MailFixture(.file(directory.file("a.sqlite")))
        try await fixture.ingest([MailFixture.message(1)])
        await fixture.database.close()
        try "no database".write(toFile: directory.file("junk"), atomically: false, encoding: .utf8)
        await #expect(throws: StoreError.self) {
            try await SQLiteDatabase.restore(directory.file("junk"), to: directory.file("a.sqlite"))
        }
        let again = try await MailFixture(.file(directory.file("a.sqlite")))
        #expect(try await again.messages.list(.inbox).items.count == 1)
    }

    @Test func `a check finds nothing in a sound workspace and counts what is there`() async throws {
        let directory = TemporaryDirectory()
        let workspace = try await Workspace.open(directory: directory.path)
        #expect(try await workspace.check().isEmpty)
        let stats = try await workspace.stats()
        #expect(stats.messages == 0)
        #expect(stats.bytes > 0)
    }
}
