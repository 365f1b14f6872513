import CRMModel
import Testing

@testable import AppUI

@Suite struct `Reading the outbox and drafts` {
    private func job(
        _ number: Int, _ state: SendState = .queued, isCampaign: Bool = true, name: String? = nil,
        due: Double = 0
    ) -> OutboxJob {
        var job = OutboxJob(
            id: Sample.id(UInt64(number)), account: Sample.account.id, messageID: "m\(number)@acme.example",
            recipients: [EmailAddress("p\(number)@n.example")], subject: "Winter \(number)", state: state,
            attempts: 2, notBefore: Sample.now.adding(seconds: due), lastError: nil,
            enrolment: isCampaign ? Sample.id(UInt64(number + 100)) : nil, contact: nil,
            created: Sample.now.adding(seconds: Double(number)))
        job.contactName = name
        return job
    }

    private func unsent(_ job: OutboxJob, message: RowID<Message>? = nil) -> UnsentMail {
        UnsentMail(
            source: .job(job.id), from: "Dana <dana@acme.example>", to: "Sofia <p1@n.example>",
            subject: job.subject, body: RenderedBody(lines: [BodyLine("Hi Sofia, merged")]),
            attempts: job.attempts, message: message)
    }

    @Test func `a mail that a campaign queued is read as it will go out, never taken back`() {
        var robot = Sample.screen()
        let job = job(1, name: "Sofia Rossi")
        robot.press("g o")
        robot.answer(.listRefresh, .outbox([job]))
        #expect(robot.asked(.message) == .unsent(.job(job.id), width: robot.model.reader.width))
        robot.answer(.message, .unsent(unsent(job)))
        robot.press("Enter")
        #expect(robot.changed.isEmpty)
        #expect(robot.model.route.focus == .reader)
        #expect(robot.text.contains("Hi Sofia, merged"))
        #expect(robot.text.contains("queued · 2 tries · goes out"))
        #expect(robot.text.contains("Sofia Rossi"))
        #expect(!robot.text.contains("p1@n.example  "))
    }

    @Test(arguments: [SendState.queued, .deferred, .held])
    func `a mail of the command line, which has no draft, is read and not taken back`(state: SendState) {
        var robot = Sample.screen()
        var job = job(1, state, isCampaign: false)
        job.hasDraft = false
        robot.press("g o")
        robot.answer(.listRefresh, .outbox([job]))
        robot.answer(.message, .unsent(unsent(job)))
        robot.press("Enter")
        #expect(robot.changed.isEmpty)
        #expect(robot.text.contains("Hi Sofia, merged"))
    }

    @Test func `one that went out long ago opens as the mail that it became`() {
        var robot = Sample.screen()
        let sent = job(2, .sent(at: Sample.now), isCampaign: false)
        robot.press("g o")
        robot.answer(.listRefresh, .outbox([sent]))
        robot.answer(.message, .unsent(unsent(sent, message: RowID(7))))
        robot.press("Enter")
        #expect(robot.asked(.message) == .message(RowID(7), width: robot.model.reader.width))
    }

    @Test func `mails of a campaign keep their order while its pace moves them`() {
        let first = [job(1, due: 40), job(2, due: 10), job(3, due: 90)]
        let later = [job(3, due: 5), job(1, due: 60), job(2, due: 30)]
        #expect(OutboxGroup.ordered(first).map(\.id) == OutboxGroup.ordered(later).map(\.id))
    }

    @Test func `the selection follows a mail to where it went`() {
        var robot = Sample.screen()
        robot.press("g o")
        robot.answer(.listRefresh, .outbox((1...9).map { job($0) }))
        robot.press("j")
        robot.send(
            .domain(
                LoggedEvent(
                    cursor: 1, at: Sample.now,
                    event: .outboxChanged(
                        job: job(2).id, state: .sent(at: Sample.now), subject: "Winter 2", isCampaign: true)))
        )
        robot.answer(
            .listRefresh,
            .outbox([job(2, .sent(at: Sample.now))] + ([1] + Array(3...9)).map { job($0) }))
        #expect(robot.model.list.selected?.key == .job(job(2).id))
        #expect(robot.text.contains("sent in the last 24 hours"))
    }

    @Test func `a draft that is selected shows its own text`() {
        var robot = Sample.screen()
        robot.press("g d")
        robot.answer(.listRefresh, .drafts([Sample.draft]))
        #expect(
            robot.asked(.message) == .unsent(.draft(Sample.draft.id), width: robot.model.reader.width))
        #expect(robot.model.reader.opened == nil)
        robot.answer(
            .message,
            .unsent(
                UnsentMail(
                    source: .draft(Sample.draft.id), from: "dana@acme.example", to: Sample.draft.to,
                    subject: Sample.draft.subject,
                    body: RenderedBody(lines: [BodyLine("what was written")]))))
        #expect(robot.text.contains("what was written"))
    }

    @Test func `a contact that was added is taken back with its links`() {
        var robot = Sample.screen()
        robot.press("l")
        robot.answer(.contactPicker, .contacts([]))
        robot.press("Enter Ctrl-s")
        robot.answerChange(.contactCreated(Sample.id(88), linked: 1))
        // Pane 2 stays with what is selected.
        #expect(robot.model.timeline.subject == .message(RowID(1)))
        robot.press("z")
        #expect(robot.changed == [.removeContact(Sample.id(88), unlinking: [RowID(1)])])
    }

    @Test func `who was added in a list that the mail left does not stay in pane 2`() {
        var robot = Sample.screen()
        robot.press("l")
        robot.answer(.contactPicker, .contacts([]))
        robot.press("Enter Ctrl-s j")
        let shown = robot.model.timeline.subject
        robot.answerChange(.contactCreated(Sample.id(88), linked: 1))
        #expect(robot.model.timeline.subject == shown)
        #expect(shown != .contact(Sample.id(88)))
    }

    @Test func `on a small screen a message leaves the keys readable`() {
        var robot = Sample.screen(columns: 58, rows: 14)
        robot.model.notices.say("Sent", detail: "Winter", at: robot.model.clock.now)
        #expect(robot.lines[0].contains("Sent"))
        #expect(robot.lines[13].contains("help"))
    }
}
