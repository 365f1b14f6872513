import CRMModel
import TUI
import Testing

@testable import AppUI

@Suite struct `The registry of commands` {
    @Test func `no two default keys clash`() throws {
        _ = try KeyBindings.keymap(overriding: [:])
    }

    @Test func `every default key can be read`() {
        for action in ScreenActions.all {
            for binding in action.keys {
                #expect(KeySequence(binding.keys) != nil, "\(action.id): \(binding.keys)")
                #expect(KeyContext.all.contains(binding.context))
            }
        }
    }

    @Test func `names are unique`() {
        #expect(Set(ScreenActions.all.map(\.id)).count == ScreenActions.all.count)
    }

    @Test func `a clash of own keys names both`() throws {
        let own = ["message.archive": [try #require(KeySequence("r"))]]
        #expect(throws: KeymapError.self) { try KeyBindings.keymap(overriding: own) }
    }

    @Test func `own keys take the place of the default ones`() throws {
        let own = ["message.archive": [try #require(KeySequence("y"))]]
        let keymap = try KeyBindings.keymap(overriding: own)
        var robot = Sample.screen(settings: ScreenSettings(keymap: keymap))
        robot.press("e")
        #expect(robot.changed.isEmpty)
        robot.press("y")
        #expect(robot.changed == [.archive([RowID(1)])])
        #expect(robot.lines[44].contains("y archive"))
    }

    @Test(arguments: [("postpone", "compose.later"), ("draft", "compose.new"), ("trash", "message.delete")])
    func `the palette finds by other words`(query: String, expected: String) throws {
        var robot = Sample.screen()
        robot.press(":")
        robot.type(query)
        guard case .picker(let picker)? = robot.model.popups.last else {
            Issue.record("no palette")
            return
        }
        #expect(picker.shown.prefix(3).contains { $0.item.value == .action(ActionID(expected)) })
    }

    @Test func `the palette takes arguments`() {
        var robot = Sample.screen()
        robot.press(":")
        robot.type("theme nord")
        robot.press("Enter")
        #expect(robot.commands == [.chooseTheme("nord")])
        robot.press(":")
        robot.type("move Archive/2026")
        robot.press("Enter")
        #expect(robot.changed.last == .moveToName([RowID(1)], folder: "Archive/2026"))
    }

    @Test func `which-key waits and never blocks typing`() {
        var robot = Sample.screen()
        robot.press("g")
        #expect(!robot.text.contains("Go to Unlinked"))
        robot.wait(0.31)
        #expect(robot.text.contains("Go to Unlinked"))
        robot.press("s")
        #expect(robot.model.list.source == .mail(.sent))
    }

    @Test func `a command that cannot run says why`() {
        var robot = Robot()
        robot.send(.started(.withAccounts))
        robot.press("e")
        #expect(robot.lines[43].contains("no message is selected"))
    }

    @Test func `Esc goes back one level at a time`() {
        var robot = Sample.screen()
        robot.press("Enter + ?")
        #expect(robot.model.popups.count == 1)
        robot.press("Esc")
        #expect(robot.model.popups.isEmpty && robot.model.route.isZoomed)
        robot.press("Esc")
        #expect(!robot.model.route.isZoomed && robot.model.route.focus == .reader)
        robot.press("Esc")
        #expect(robot.model.route.focus == .list)
    }
}

@Suite struct `Events` {
    static func hit(_ verdict: Judgement.Verdict) -> AppMessage {
        .domain(
            LoggedEvent(
                cursor: 1, at: Sample.now,
                event: .hit(
                    kind: .open, verdict: verdict, job: Sample.id(9), contact: Sample.mia.id, who: "Mia Chen",
                    what: "Pricing")))
    }

    @Test func `a hit refreshes the numbers of the campaigns`() {
        var robot = Sample.screen()
        robot.send(Self.hit(.human))
        #expect(robot.asked(.campaigns) == .campaigns)
    }

    @Test func `an open by a person is told and rings, one by a machine only listed`() {
        var robot = Sample.screen()
        robot.send(Self.hit(.machine))
        #expect(!robot.lines[43].contains("Mia Chen"))
        robot.send(Self.hit(.human))
        #expect(robot.lines[43].contains("Mia Chen opened Pricing"))
        #expect(robot.commands.contains(.notify(title: "Mia Chen", body: "opened Pricing")))
    }

    @Test func `an event neither moves nor scrolls nor steals`() {
        var robot = Sample.screen()
        robot.press("Enter j j")
        let before = (robot.model.route.focus, robot.model.reader.scroll, robot.model.list.selected)
        robot.send(Self.hit(.human))
        #expect(robot.model.route.focus == before.0)
        #expect(robot.model.reader.scroll == before.1)
        #expect(robot.model.list.selected == before.2)
    }

    @Test func `ge jumps to whom it was about`() {
        var robot = Sample.screen()
        robot.send(Self.hit(.human))
        robot.press("g e")
        #expect(robot.model.route.focus == .timeline)
        #expect(robot.asked(.timeline) == .timeline(.contact(Sample.mia.id), after: nil, limit: 100))
    }

    @Test func `an account that lost its password says so in the bar`() {
        var robot = Sample.screen()
        robot.send(
            .domain(
                LoggedEvent(
                    cursor: 1, at: Sample.now,
                    event: .accountStateChanged(
                        account: Sample.account.id, state: .authenticationFailed(reason: "535")))))
        #expect(robot.lines[0].contains("password refused"))
    }
}

@Suite struct `Room for the mail` {
    @Test func `a resize renders the mail for the new width and keeps what is selected`() {
        var robot = Sample.screen()
        robot.press("Enter j j")
        robot.send(.resized(columns: 80, rows: 24))
        #expect(robot.model.list.selected?.message?.id == RowID(1))
        #expect(robot.asked(.message) == .message(RowID(1), width: 73))
    }

    @Test func `the same width asks for nothing`() {
        var robot = Sample.screen(columns: 120, rows: 35)
        robot.press("2 3 1 4")
        #expect(robot.asked(.message) == nil)
        robot.press("+")
        #expect(robot.asked(.message) != nil || robot.model.reader.width == 96)
    }
}

@Suite struct `Threads and the outbox` {
    @Test func `brackets walk through the thread`() {
        var robot = Sample.screen()
        robot.press("Enter [")
        #expect(robot.asked(.message) == .message(RowID(51), width: 96))
    }

    @Test func `Enter on a mail that waits takes it back before it is opened`() {
        var robot = Sample.screen()
        robot.press("g o")
        let job = OutboxJob(
            id: Sample.id(9), account: Sample.account.id, messageID: "m",
            recipients: [EmailAddress("a@b.example")],
            subject: "Later", state: .queued, attempts: 0, notBefore: Sample.now, lastError: nil,
            enrolment: nil,
            contact: nil, created: Sample.now)
        robot.answer(.listRefresh, .outbox([job]))
        robot.press("Enter")
        #expect(robot.changed == [.cancelJob(job.id)])
        #expect(robot.asked(.composition) == nil)
        robot.answerChange(.done)
        #expect(robot.asked(.composition) == .composition(.unsent(job.id)))
    }

    @Test func `an uncertain mail is settled by a question that names it`() {
        var robot = Sample.screen()
        robot.press("g o")
        let job = OutboxJob(
            id: Sample.id(9), account: Sample.account.id, messageID: "m",
            recipients: [EmailAddress("a@b.example")],
            subject: "Offer", state: .uncertain(since: Sample.now), attempts: 1, notBefore: Sample.now,
            lastError: "the server may have it", enrolment: nil, contact: nil, created: Sample.now)
        robot.answer(.listRefresh, .outbox([job]))
        // Said once, in the words that the sender left.
        #expect(robot.text.split(separator: "the server may have it").count == 2)
        robot.press("Enter")
        #expect(robot.text.contains("Did “Offer” arrive at a@b.example?"))
        #expect(robot.changed.isEmpty)
        robot.press("Esc Space s")
        #expect(robot.changed.isEmpty)
        robot.press("y")
        #expect(robot.changed == [.settleJob(job.id)])
        var sent = job
        sent.state = .sent(at: Sample.now)
        robot.press("g o")
        robot.answer(.listRefresh, .outbox([sent]))
        #expect(!robot.lines[44].contains("send now") && !robot.lines[44].contains("cancel"))
    }

    @Test func `a recipient without data is asked for by name and goes on`() {
        var robot = Sample.screen()
        robot.press("4 d")
        let parked = Enrolment(
            id: Sample.id(70), campaign: Sample.campaigns[0].campaign.id, contact: Sample.mia.id,
            address: EmailAddress("mia@northwind.example"), name: "Mia Chen", state: .needsData,
            reason: "missing: company.industry, custom.seats", opens: 0, clicks: 0, updated: Sample.now)
        robot.answer(.recipients, .recipients([parked]))
        robot.press("Enter")
        #expect(robot.text.contains("Missing of Mia Chen") && robot.text.contains("custom.seats"))
        robot.type("Tools")
        robot.press("Enter Enter")
        #expect(robot.changed.isEmpty && robot.text.contains("custom.seats needs a value"))
        robot.type("40")
        robot.press("Enter")
        let values = [
            FieldValue(name: "company.industry", text: "Tools"), FieldValue(name: "custom.seats", text: "40"),
        ]
        #expect(robot.changed == [.fillFields(Sample.mia.id, values)])
    }

    @Test func `a new mail goes out from the account that was chosen`() {
        var robot = Sample.screen()
        robot.press("Space a Down Enter c")
        var plain = Sample.composition
        plain.draft.kind = .new
        robot.answer(.composition, .composition(plain))
        #expect(robot.model.composer?.current.account == Sample.second.id)
        #expect(robot.text.contains("dana@acme.onmail.example"))
    }
}

@Suite struct `People and campaigns` {
    @Test func `l links by typing a name and remembers`() {
        var robot = Sample.screen()
        robot.press("l")
        robot.type("mi")
        #expect(robot.asked(.contactPicker) == .contacts(matching: "mi", limit: 50))
        robot.answer(.contactPicker, .contacts([Sample.mia]))
        robot.press("Enter")
        #expect(robot.changed == [.link([RowID(1)], to: Sample.mia.id, remember: true)])
        robot.answerChange(.linked(more: 4))
        #expect(robot.lines[43].contains("Linked with 4 older mails"))
    }

    @Test func `an unknown sender becomes a contact`() {
        var robot = Sample.screen()
        robot.press("l")
        robot.answer(.contactPicker, .contacts([]))
        robot.press("Enter")
        robot.press("Ctrl-s")
        #expect(
            robot.changed == [
                .createContact(
                    ContactForm(
                        name: "Mia Chen", address: "mia.chen@northwind.example", company: "Northwind"),
                    linking: [RowID(1)])
            ])
    }

    @Test func `n in the timeline adds a note`() {
        var robot = Sample.screen()
        robot.press("2 n")
        robot.type("call on Monday")
        robot.press("Enter")
        #expect(robot.changed == [.addNote(.contact(Sample.mia.id), text: "call on Monday")])
    }

    @Test func `a campaign is paused with p and cancelled only when asked`() {
        var robot = Sample.screen()
        robot.press("4 p")
        #expect(robot.changed == [.pauseCampaign(Sample.campaigns[0].campaign.id)])
        robot.press("X")
        #expect(robot.text.contains("Cancel “Q4 outbound”?"))
        robot.press("n X y")
        #expect(robot.changed.last == .cancelCampaign(Sample.campaigns[0].campaign.id))
    }

    @Test func `a new campaign is made from a template and a tag`() {
        var robot = Sample.screen()
        robot.press("4 C")
        robot.answer(.templates, .templates(Sample.templates))
        robot.type("Spring")
        robot.press("Down Down Down")
        robot.type("q4")
        #expect(robot.asked(.recipientCount) == .recipientCount(.tag("q4")))
        robot.press("Ctrl-s")
        guard case .campaignOutlook(let form)? = robot.asked(.campaignOutlook) else {
            Issue.record("nothing was asked")
            return
        }
        #expect(form.name == "Spring" && form.recipients == .tag("q4") && !form.starts)
        #expect(form.template == Sample.templates[0].id)
    }

    @Test func `the wizard refuses plain text to anywhere but this machine`() {
        var form = AccountWizard.form()
        form.set(.address, "d@x.example")
        AccountWizard.guess(&form)
        form.set(.password, "p")
        form.set(.imapTLS, "none")
        #expect(AccountWizard.fault(form)?.0 == .imapTLS)
        form.set(.imapHost, "127.0.0.1")
        #expect(AccountWizard.fault(form) == nil)
    }

    @Test func `a form with a password never prints it`() {
        var form = AccountWizard.form()
        form.set(.password, "hunter2")
        #expect(!"\(AccountWizard.account(form))".contains("hunter2"))
        #expect(!String(reflecting: AccountWizard.account(form)).contains("hunter2"))
    }
}
