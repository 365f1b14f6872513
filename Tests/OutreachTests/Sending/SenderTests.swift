import CRMModel
import CRMStore
import LocalServers
import MailCore
import Outreach
import Platform
import Synchronization
import Testing

@Suite struct `The sender` {
    @Test func `sends what is due over one connection and leaves a copy`() async throws {
        let world = try await SendingWorld()
        var jobs: [ID<OutboxJob>] = []
        for number in 1...3 { jobs.append(try await world.enqueue(UInt64(number))) }
        let sender = world.sender()
        let report = try await sender.sendDue()
        #expect(report.sent == 3 && report.errors.isEmpty)
        for job in jobs { #expect(try await world.state(job) == .sent(at: world.clock.now)) }
        let messages = world.received.messages.withLock { $0 }
        #expect(messages.map(\.recipients) == Array(repeating: ["mia@northwind.example"], count: 3))
        #expect(world.copies.count == 3)
        #expect(try await world.outbox.withoutCopy(account: Fixture.id(9)).isEmpty)
        #expect(try await sender.sendDue() == Sender.Report())
        await sender.disconnect()
    }

    @Test func `sends the same bytes again after a temporary refusal, later`() async throws {
        let world = try await SendingWorld()
        let job = try await world.enqueue(1)
        world.received.verdicts.withLock { $0 = [.refuse("451 4.3.0 Try later")] }
        let sender = world.sender()
        #expect(try await sender.sendDue().deferred == 1)
        #expect(try await world.state(job) == .deferred)
        #expect(try await world.outbox.job(job)?.notBefore == world.clock.now.adding(seconds: 60))
        #expect(try await sender.sendDue() == Sender.Report())
        world.clock.advance(seconds: 61)
        #expect(try await sender.sendDue().sent == 1)
        #expect(try await world.outbox.detail(job)?.attempts.count == 2)
        let bytes = try await world.outbox.mime(of: job)
        #expect(world.received.messages.withLock { $0.first?.bytes } == bytes)
        await sender.disconnect()
    }

    @Test func `defers without using a try when the server asks for patience`() async throws {
        let world = try await SendingWorld()
        let job = try await world.enqueue(1)
        world.received.verdicts.withLock { $0 = [.refuse("451 4.7.1 Slow down")] }
        let sender = world.sender()
        #expect(try await sender.sendDue().deferred == 1)
        let waiting = try #require(try await world.outbox.job(job))
        #expect(waiting.state == .deferred && waiting.attempts == 0)
        #expect(waiting.lastError?.contains("Slow down") == true)
        #expect(waiting.notBefore == world.clock.now.adding(seconds: 300))
        world.clock.advance(seconds: 301)
        #expect(try await sender.sendDue().sent == 1)
        await sender.disconnect()
    }

    @Test func `keeps the server's words when it refuses for good`() async throws {
        let world = try await SendingWorld()
        let job = try await world.enqueue(1)
        world.received.verdicts.withLock { $0 = [.refuse("550 5.7.1 Not from you")] }
        let sender = world.sender()
        #expect(try await sender.sendDue().failed == 1)
        let stored = try await world.outbox.job(job)
        #expect(stored?.state == .failed && stored?.lastError?.contains("Not from you") == true)
        await sender.disconnect()
    }

    @Test func `tries nothing again after a wrong password until the user acts`() async throws {
        let world = try await SendingWorld(users: [MailUser(address: "dana", password: "right")])
        let job = try await world.enqueue(1)
        #expect(try await world.sender(password: "wrong").sendDue().postponed == 1)
        #expect(try await world.state(job) == .held)
        try await world.outbox.release(account: Fixture.id(9), at: world.clock.now)
        #expect(try await world.sender(password: "right").sendDue().sent == 1)
    }

    @Test func `waits for a server that is away`() async throws {
        let world = try await SendingWorld()
        let job = try await world.enqueue(1)
        let report = try await world.sender(port: 1).sendDue()
        #expect(report.postponed == 1)
        #expect(try await world.state(job) == .queued)
        #expect(try await world.outbox.job(job)?.attempts == 0)
    }

    @Test func `never sends again what may have gone out`() async throws {
        let world = try await SendingWorld()
        let job = try await world.enqueue(1)
        // A process that died behind the data: claimed, marked, never finished.
        let lease = world.clock.now.adding(seconds: 60)
        _ = try await world.outbox.claimDue(at: world.clock.now, owner: "dead", leaseUntil: lease, limit: 1)
        #expect(try await world.outbox.markInData(job, owner: "dead", leaseUntil: lease))
        world.clock.advance(seconds: 61)
        #expect(try await world.sender().sendDue() == Sender.Report())
        #expect(try await world.state(job) == .uncertain(since: world.clock.now))
        let reconciler = Reconciler(outbox: world.outbox, sentFolder: world.copies.folder, log: .discarding())
        #expect(try await reconciler.settleUncertain(at: world.clock.now) == [])
        let messageID = try #require(try await world.outbox.job(job)?.messageID)
        world.copies.ids.withLock { $0 = [messageID] }
        #expect(try await reconciler.settleUncertain(at: world.clock.now) == [job])
        #expect(try await world.state(job) == .sent(at: world.clock.now))
        #expect(world.received.count == 0)
    }

    @Test func `sends again what a dead process had only claimed`() async throws {
        let world = try await SendingWorld()
        let job = try await world.enqueue(1)
        let lease = world.clock.now.adding(seconds: 60)
        _ = try await world.outbox.claimDue(at: world.clock.now, owner: "dead", leaseUntil: lease, limit: 1)
        #expect(try await world.sender().sendDue() == Sender.Report())
        world.clock.advance(seconds: 61)
        #expect(try await world.sender().sendDue().sent == 1)
        #expect(try await world.state(job) == .sent(at: world.clock.now))
    }
}

@Suite struct `A mail that only some get` {
    private static let second = "second@y.example"

    private func world(_ refusals: [String: String], to: String) async throws -> (SendingWorld, ID<OutboxJob>)
    {
        let world = try await SendingWorld()
        world.received.refusals.withLock { $0 = refusals }
        return (world, try await world.enqueue(1, to: to))
    }

    @Test func `is tried again for those who were put off, with the same bytes`() async throws {
        let (world, job) = try await world(
            [Self.second: "451 4.2.0 Busy"], to: "mia@northwind.example, \(Self.second)")
        let sender = world.sender()
        #expect(try await sender.sendDue().deferred == 1)
        let waiting = try #require(try await world.outbox.job(job))
        #expect(waiting.state == .deferred && waiting.isPartDelivered)
        #expect(waiting.recipients.map(\.text) == [Self.second])
        #expect(waiting.lastError?.contains("\(Self.second): 451 4.2.0 Busy") == true)
        #expect(waiting.notBefore == world.clock.now.adding(seconds: 60))
        world.clock.advance(seconds: 61)
        #expect(try await sender.sendDue().deferred == 1)
        #expect(try await world.outbox.job(job)?.lastError?.contains("\(Self.second): 451") == true)
        world.received.refusals.withLock { $0 = [:] }
        world.clock.advance(seconds: 400)
        #expect(try await sender.sendDue().sent == 1)
        #expect(try await world.state(job) == .sent(at: world.clock.now))
        let messages = world.received.messages.withLock { $0 }
        #expect(messages.map(\.recipients) == [["mia@northwind.example"], [Self.second]])
        let bytes = try await world.outbox.mime(of: job)
        #expect(messages.map(\.bytes) == [bytes, bytes])
        #expect(world.copies.count == 1)
        await sender.disconnect()
    }

    @Test func `fails for whom the server refused, by name, and a retry is for them alone`() async throws {
        let (world, job) = try await world(
            [Self.second: "550 5.1.1 Nobody here", "third@y.example": "451 Busy"],
            to: "mia@northwind.example, \(Self.second), third@y.example")
        let sender = world.sender()
        #expect(try await sender.sendDue().deferred == 1)
        #expect(
            try await world.outbox.job(job)?.lastError?.contains("\(Self.second): 550 5.1.1 Nobody here")
                == true)
        // What another process would find is enough to go on.
        world.received.refusals.withLock { $0["third@y.example"] = nil }
        world.clock.advance(seconds: 61)
        _ = try await world.sender().sendDue()
        let stored = try #require(try await world.outbox.job(job))
        #expect(stored.state == .failed && stored.isPartDelivered)
        #expect(stored.recipients.map(\.text) == [Self.second])
        #expect(stored.lastError?.contains("\(Self.second): 550 5.1.1 Nobody here") == true)
        #expect(stored.lastError?.contains("third") == false)
        #expect(
            world.received.messages.withLock { $0.map(\.recipients) }
                == [["mia@northwind.example"], ["third@y.example"]])
        let log = EventLog(world.database)
        let told = try await log.events(after: 0, limit: 100).contains {
            if case .outboxChanged(_, .failed, let subject, _) = $0.event {
                return subject.contains("not delivered to \(Self.second): 550")
            }
            return false
        }
        #expect(told)
        await sender.disconnect()
    }

    @Test func `is not taken for sent because the first copy stands in Sent`() async throws {
        let (world, job) = try await world(
            [Self.second: "451 Busy"], to: "mia@northwind.example, \(Self.second)")
        _ = try await world.sender().sendDue()
        world.clock.advance(seconds: 61)
        let lease = world.clock.now.adding(seconds: 60)
        _ = try await world.outbox.claimDue(at: world.clock.now, owner: "dead", leaseUntil: lease, limit: 1)
        #expect(try await world.outbox.markInData(job, owner: "dead", leaseUntil: lease))
        world.clock.advance(seconds: 61)
        let reconciler = Reconciler(outbox: world.outbox, sentFolder: world.copies.folder, log: .discarding())
        #expect(try await reconciler.settleUncertain(at: world.clock.now) == [])
        #expect(try await world.state(job) == .uncertain(since: world.clock.now))
    }
}

@Suite struct `Rules of sending` {
    /// A mail claimed from a real outbox.
    func mail(_ kind: OutgoingMail.Kind = .oneOff) async throws -> ClaimedMail {
        let world = try await SendingWorld()
        _ = try await world.enqueue(1)
        let now = world.clock.now
        let claimed = try await world.outbox.claimDue(
            at: now, owner: "x", leaseUntil: now.adding(seconds: 9), limit: 1)
        var mail = try #require(claimed.first)
        mail.kind = kind
        return mail
    }

    @Test(arguments: [(1, 1.0), (2, 5), (3, 15), (4, 60), (5, 180), (6, 240), (30, 240)])
    func `wait longer each time`(attempt: Int, minutes: Double) {
        #expect(
            SendRules.nextTry(after: attempt, at: Fixture.moment)
                == Fixture.moment.adding(seconds: minutes * 60))
    }

    @Test(
        arguments: [
            ("550", "5.1.1", "no such user", true), ("550", "5.7.1", "blocked", false),
            ("552", "5.2.2", "full", false),
            ("550", nil, "User unknown", true), ("550", nil, "spam", false),
            ("554", "5.2.1", "disabled", true),
        ] as [(String, String?, String, Bool)])
    func `blame the address only when it is at fault`(
        code: String, enhanced: String?, text: String, isBounce: Bool
    ) async throws {
        let refusal = ServerRefusal(kind: .permanent, status: code, enhanced: enhanced, text: text)
        let outcome = SendRules.outcome(
            of: .refused(refusal, recipients: []), for: try await mail(), at: Fixture.moment)
        #expect(
            outcome
                == .refused(
                    DeliveryReply(code: Int(code), enhanced: enhanced, text: text), isBounce: isBounce))
    }

    @Test func `give up in the end`() async throws {
        let refusal = ServerRefusal(kind: .temporary, status: "450", text: "busy")
        let late = Fixture.moment.adding(seconds: 90_000)
        guard
            case .refused = SendRules.outcome(
                of: .temporary(refusal, recipients: []), for: try await mail(.step), at: late)
        else {
            Issue.record("a campaign's mail is given up after a day")
            return
        }
        guard
            case .deferred = SendRules.outcome(
                of: .temporary(refusal, recipients: []), for: try await mail(), at: late)
        else {
            Issue.record("a personal mail has two days")
            return
        }
    }
}
