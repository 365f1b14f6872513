import CRMModel
import Platform
import Testing

@testable import CRMStore

@Suite struct `Outbox` {
    @Test func `the same key makes one mail`() async throws {
        let fixture = try await OutreachFixture()
        let first = try await fixture.outbox.enqueue(fixture.mail(1), at: OutreachFixture.now)
        var again = fixture.mail(2)
        again.key = "test:1"
        let second = try await fixture.outbox.enqueue(again, at: OutreachFixture.now)
        #expect(
            first.isNew && !second.isNew && second.job == first.job && second.messageID == "j1@us.example")
    }

    @Test func `two claimers never get the same mail`() async throws {
        let fixture = try await OutreachFixture()
        for number in 1...20 {
            _ = try await fixture.outbox.enqueue(fixture.mail(UInt64(number)), at: OutreachFixture.now)
        }
        let first = try await fixture.claim(12, owner: "one")
        let second = try await fixture.claim(12, owner: "two")
        #expect(first.count == 12 && second.count == 8)
        #expect(Set((first + second).map(\.job)).count == 20)
        #expect(first[0].mime == Array("bytes 1".utf8))
    }

    @Test func `a mail waits for its time, and can be taken back until it is claimed`() async throws {
        let fixture = try await OutreachFixture()
        let job = try await fixture.outbox.enqueue(fixture.mail(1, after: 10), at: OutreachFixture.now).job
        #expect(try await fixture.claim().isEmpty)
        #expect(try await fixture.outbox.nextDue() == OutreachFixture.now.adding(seconds: 10))
        #expect(try await fixture.outbox.cancel(job, at: OutreachFixture.now))
        #expect(try await fixture.claim(at: 20).isEmpty)
        #expect(try await fixture.outbox.job(job)?.state == .cancelled)
    }

    @Test func `a draft is back when its mail is taken back, and gone when it was sent`() async throws {
        let fixture = try await OutreachFixture()
        let drafts = DraftRepository(fixture.database)
        let draft = Draft(
            id: MailFixture.id(9), account: fixture.account, to: "a@b.example", saved: OutreachFixture.now)
        try await drafts.save(draft, at: OutreachFixture.now)
        let job = try await fixture.outbox.enqueue(fixture.mail(1), from: draft.id, at: OutreachFixture.now)
            .job
        #expect(try await drafts.list().isEmpty)
        _ = try await fixture.outbox.cancel(job, at: OutreachFixture.now)
        #expect(try await drafts.list().map(\.id) == [draft.id])
        _ = try await fixture.outbox.enqueue(fixture.mail(2), from: draft.id, at: OutreachFixture.now)
        try await fixture.accept(try #require(try await fixture.claim().first))
        #expect(try await drafts.draft(draft.id) == nil)
    }

    @Test func `a suppression after enqueueing blocks the claim`() async throws {
        let fixture = try await OutreachFixture()
        let job = try await fixture.outbox.enqueue(fixture.mail(1), at: OutreachFixture.now).job
        try await fixture.suppressions.add([
            Suppression(key: "ANA@northwind.example", reason: .complaint, at: OutreachFixture.now)
        ])
        #expect(try await fixture.claim().isEmpty)
        #expect(try await fixture.outbox.job(job)?.lastError == "suppressed: complaint")
    }

    @Test func `an unsubscribe does not stop an answer to who wrote`() async throws {
        let fixture = try await OutreachFixture()
        try await fixture.suppressions.add([
            Suppression(key: "ana@northwind.example", reason: .unsubscribe, at: OutreachFixture.now)
        ])
        _ = try await fixture.outbox.enqueue(fixture.mail(1, kind: .reply), at: OutreachFixture.now)
        #expect(try await fixture.claim().count == 1)
    }

    @Test func `the lease of a dead process ends at once, that of a living one does not`() async throws {
        let fixture = try await OutreachFixture()
        let own = try #require(ProcessIdentity.current())
        let dead = "\(own.machine).\(own.pid).\(own.start - 1)/x"
        for number in 1...3 {
            _ = try await fixture.outbox.enqueue(fixture.mail(UInt64(number)), at: OutreachFixture.now)
        }
        let first = try #require(try await fixture.claim(1, owner: dead).first)
        let second = try #require(try await fixture.claim(1, owner: LeaseOwner.fresh()).first)
        // The second claim found what the dead one had taken, and so does each of the next.
        #expect(second.job == first.job && second.attempt == 2)
        let third = try #require(try await fixture.claim(1, owner: dead).first)
        #expect(
            try await fixture.outbox.markInData(
                third.job, owner: dead, leaseUntil: OutreachFixture.now.adding(seconds: 90)))
        let rest = try await fixture.claim()
        #expect(rest.count == 1 && rest[0].job != third.job && rest[0].job != second.job)
        #expect(try await fixture.outbox.job(third.job)?.state == .uncertain(since: OutreachFixture.now))
        #expect(try await fixture.outbox.job(second.job)?.state == .sending)
    }

    @Test func `a lease that ends before the data goes back, after it becomes uncertain`() async throws {
        let fixture = try await OutreachFixture()
        _ = try await fixture.outbox.enqueue(fixture.mail(1), at: OutreachFixture.now)
        _ = try await fixture.claim()
        let again = try #require(try await fixture.claim(at: 100, owner: "two").first)
        #expect(again.attempt == 2)
        #expect(
            try await fixture.outbox.markInData(
                again.job, owner: "two", leaseUntil: OutreachFixture.now.adding(seconds: 150)))
        #expect(
            try await fixture.outbox.sweepExpired(at: OutreachFixture.now.adding(seconds: 200)) == [again.job]
        )
        #expect(try await fixture.claim(at: 300, owner: "three").isEmpty)
        #expect(
            try await fixture.outbox.job(again.job)?.state
                == .uncertain(since: OutreachFixture.now.adding(seconds: 200)))
        // The answer was only late.
        try await fixture.accept(again, at: 210)
        #expect(
            try await fixture.outbox.job(again.job)?.state
                == .sent(at: OutreachFixture.now.adding(seconds: 210)))
    }

    @Test func `an accepted mail stands once on the timeline, with its copy from Sent`() async throws {
        let fixture = try await MailFixture()
        let outreach = fixture.outreach
        let ana = try await outreach.contacts.save(
            Contact(
                id: MailFixture.id(5), firstName: "Ana", addresses: [EmailAddress("ana@northwind.example")],
                created: MailFixture.start), at: MailFixture.start)
        _ = try await outreach.outbox.enqueue(outreach.mail(1), at: MailFixture.start)
        let claimed = try await outreach.outbox.claimDue(
            at: MailFixture.start, owner: "one", leaseUntil: MailFixture.start.adding(seconds: 90), limit: 5)
        try await outreach.accept(try #require(claimed.first))
        let copy = try await fixture.ingest(
            [
                MailFixture.message(
                    1, from: "rep@us.example", to: ["ana@northwind.example"], subject: "Mail 1",
                    id: "j1@us.example",
                    direction: .outgoing)
            ], .sent)
        let entries = try await outreach.timeline.entries(of: ana.id).items
        #expect(entries.map(\.kind) == [.mailOut])
        #expect(entries.first?.message == copy.first)
    }

    @Test func `a dead address is suppressed and marked`() async throws {
        let fixture = try await OutreachFixture()
        _ = try await fixture.person(5, "ana@northwind.example")
        _ = try await fixture.outbox.enqueue(fixture.mail(1), at: OutreachFixture.now)
        let claimed = try #require(try await fixture.claim().first)
        try await fixture.outbox.finish(
            claimed.job, owner: "one",
            .refused(DeliveryReply(code: 550, enhanced: "5.1.1", text: "no such user"), isBounce: true),
            at: OutreachFixture.now)
        #expect(try await fixture.outbox.job(claimed.job)?.lastError == "550 5.1.1 no such user")
        let reason = try await fixture.suppressions.reason(
            for: EmailAddress("ana@northwind.example"), at: OutreachFixture.now)
        #expect(reason == .hard)
        #expect(
            try await fixture.timeline.entries(of: MailFixture.id(5) as ID<Contact>).items.map(\.kind) == [
                .bounce
            ])
    }

    @Test func `a held account sends nothing until it is released`() async throws {
        let fixture = try await OutreachFixture()
        _ = try await fixture.outbox.enqueue(fixture.mail(1), at: OutreachFixture.now)
        try await fixture.outbox.hold(
            account: fixture.account, reason: "wrong password", at: OutreachFixture.now)
        _ = try await fixture.outbox.enqueue(fixture.mail(2), at: OutreachFixture.now)
        #expect(try await fixture.claim().isEmpty)
        #expect(try await fixture.outbox.list(state: "held").items.count == 2)
        try await fixture.outbox.release(account: fixture.account, at: OutreachFixture.now)
        #expect(try await fixture.claim().count == 2)
    }

    @Test func `pages of the list follow each other without gaps`() async throws {
        let fixture = try await OutreachFixture()
        for number in 1...25 {
            _ = try await fixture.outbox.enqueue(fixture.mail(UInt64(number)), at: OutreachFixture.now)
        }
        var seen: [String] = []
        var cursor: PageCursor?
        repeat {
            let page = try await fixture.outbox.list(before: cursor, limit: 10)
            seen += page.items.map(\.subject)
            cursor = page.next
        } while cursor != nil
        #expect(seen == (1...25).reversed().map { "Mail \($0)" })
    }
}

extension MailFixture {
    var outreach: OutreachFixture { OutreachFixture(database) }
}
