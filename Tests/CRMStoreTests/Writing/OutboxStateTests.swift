import CRMModel
import Testing

@testable import CRMStore

/// Every way a mail may go on from the middle of a try, and what it leaves behind.
private struct Ending: Sendable, CustomTestStringConvertible {
    var name: String
    var outcome: SendOutcome
    var state: String
    /// Seconds until it is due again; nil when it is not by itself.
    var again: Double?
    /// Tries that count.
    var attempts: Int
    var error: String?
    /// Takes a place of the caps.
    var counts: Bool
    var testDescription: String { name }

    static func until(_ seconds: Double) -> Timestamp { OutreachFixture.now.adding(seconds: seconds) }
    static let full = DeliveryReply(code: 452, enhanced: "4.2.2", text: "mailbox full")

    static let all = [
        Ending(
            name: "accepted", outcome: .accepted(DeliveryReply(code: 250, text: "ok")), state: "sent",
            attempts: 1, counts: true),
        Ending(
            name: "deferred", outcome: .deferred(full, until: until(60)), state: "deferred", again: 60,
            attempts: 1, error: "452 4.2.2 mailbox full", counts: false),
        Ending(
            name: "throttled",
            outcome: .throttled(DeliveryReply(code: 421, text: "slow down"), until: until(300)),
            state: "deferred", again: 300, attempts: 0, error: "421 slow down", counts: false),
        Ending(
            name: "refused", outcome: .refused(DeliveryReply(code: 554, text: "no spam"), isBounce: false),
            state: "failed", attempts: 1, error: "554 no spam", counts: false),
        Ending(
            name: "bounced",
            outcome: .refused(
                DeliveryReply(code: 550, enhanced: "5.1.1", text: "no such user"), isBounce: true),
            state: "failed", attempts: 1, error: "550 5.1.1 no such user", counts: false),
        Ending(
            name: "released", outcome: .released("no route", until: until(15)), state: "queued", again: 15,
            attempts: 0, error: "no route", counts: false),
        Ending(
            name: "held", outcome: .held("wrong password"), state: "held", attempts: 0,
            error: "wrong password",
            counts: false),
        Ending(
            name: "uncertain", outcome: .uncertain("cut off"), state: "uncertain", attempts: 1,
            error: "cut off", counts: true),
    ]
}

@Suite struct `Outbox states` {
    static let now = OutreachFixture.now

    @Test(arguments: Ending.all) private func `follow from how the try ended`(ending: Ending) async throws {
        let fixture = try await OutreachFixture()
        let job = try await fixture.outbox.enqueue(fixture.mail(1), at: Self.now).job
        let mail = try #require(try await fixture.claim().first)
        #expect(try await fixture.outbox.finish(job, owner: "one", ending.outcome, at: Self.now))
        let row = try #require(try await fixture.outbox.job(job))
        #expect(row.state.word == ending.state)
        #expect(row.attempts == ending.attempts && row.lastError == ending.error)
        #expect(row.messageID == mail.messageID)
        let places = try await fixture.database.read { (c) throws(StoreError) in try c.all(.placesTaken) }
        #expect(places == [ending.counts ? 1 : 0])
        if let again = ending.again {
            #expect(try await fixture.claim(at: again - 1).isEmpty)
            let next = try #require(try await fixture.claim(at: again).first)
            #expect(next.mime == mail.mime && next.messageID == mail.messageID)
        } else {
            #expect(try await fixture.claim(at: 1_000_000).isEmpty)
        }
        // Nobody else's word counts any more.
        let later = try await fixture.outbox.finish(job, owner: "two", .held("late"), at: Self.now)
        #expect(!later)
    }

    /// What the user may do in each state.
    @Test(arguments: [
        ("accepted", "", false), ("deferred", "retry cancel now", true), ("refused", "retry", true),
        ("released", "cancel now", true), ("held", "retry cancel release", true),
        ("uncertain", "retry cancel", true),
    ])
    func `allow the user what makes sense`(name: String, allowed: String, _: Bool) async throws {
        let ending = try #require(Ending.all.first { $0.name == name })
        for command in ["retry", "cancel", "release", "now"] {
            let fixture = try await OutreachFixture()
            let job = try await fixture.outbox.enqueue(fixture.mail(1), at: Self.now).job
            _ = try await fixture.claim()
            try await fixture.outbox.finish(job, owner: "one", ending.outcome, at: Self.now)
            let done =
                switch command {
                case "retry": try await fixture.outbox.retry(job, at: Self.now)
                case "cancel": try await fixture.outbox.cancel(job, at: Self.now)
                case "release": try await fixture.outbox.release(job, at: Self.now)
                default: try await fixture.outbox.sendNow(job, at: Self.now)
                }
            #expect(done == allowed.split(separator: " ").contains { $0 == command }, "\(command)")
            let isSentAgain = done && command != "cancel"
            #expect(try await fixture.claim(1).count == (isSentAgain ? 1 : 0), "\(command)")
        }
    }

    @Test func `giving up counts from the first try, and anew when the user says so`() async throws {
        let fixture = try await OutreachFixture()
        let days = 3 * 86_400.0
        let job = try await fixture.outbox.enqueue(fixture.mail(1, after: days), at: Self.now).job
        let first = try #require(try await fixture.claim(at: days + 5).first)
        #expect(first.firstTried == Self.now.adding(seconds: days + 5))
        try await fixture.outbox.finish(
            job, owner: "one", .deferred(Ending.full, until: Ending.until(days + 65)),
            at: Ending.until(days + 6))
        let second = try #require(try await fixture.claim(at: days + 65).first)
        #expect(second.firstTried == first.firstTried)
        try await fixture.outbox.finish(
            job, owner: "one", .refused(Ending.full, isBounce: false), at: Ending.until(days + 66))
        #expect(try await fixture.outbox.retry(job, at: Ending.until(10 * days)))
        let third = try #require(try await fixture.claim(at: 10 * days).first)
        #expect(third.firstTried == Self.now.adding(seconds: 10 * days))
    }

    /// A process that dies over one mail again and again stops at last; the user may still send it.
    @Test func `forty lost tries end a mail, until the user asks`() async throws {
        let fixture = try await OutreachFixture()
        let job = try await fixture.outbox.enqueue(fixture.mail(1), at: Self.now).job
        for round in 0..<40 {
            #expect(try await fixture.claim(at: Double(round) * 100, owner: "\(round)").count == 1)
        }
        #expect(try await fixture.claim(at: 4000, owner: "last").isEmpty)
        #expect(try await fixture.outbox.job(job)?.state == .failed)
        #expect(try await fixture.outbox.retry(job, at: Ending.until(4001)))
        #expect(try await fixture.claim(at: 4001, owner: "again").count == 1)
    }
}

extension Statement where Row == Int {
    fileprivate static let placesTaken = Statement(
        named: "test.placesTaken", "SELECT count(*) FROM send_log"
    ) { (row) throws(StoreError) in try row.int(0) }
}
