import CRMModel
import TUI
import Testing

@testable import AppUI

@Suite struct `A new campaign` {
    /// The form is filled in and Ctrl-s was pressed.
    private func asked() -> Robot {
        var robot = Sample.screen()
        robot.press("4 C")
        robot.answer(.templates, .templates(Sample.templates))
        robot.type("Spring")
        robot.press("Down Down Down")
        robot.type("q4")
        robot.press("Ctrl-s")
        guard case .campaignOutlook(let form)? = robot.asked(.campaignOutlook) else { return robot }
        robot.answer(
            .campaignOutlook,
            .campaignOutlook(
                CampaignOutlook(
                    form: form, template: Sample.templates[0].name, recipients: 42,
                    first: Sample.person("Mia Chen", "mia@x.example"), subject: "Hello Mia",
                    canTrack: true)))
        return robot
    }

    @Test func `is asked about with everything that it is before it is made`() {
        let robot = asked()
        #expect(robot.changed.isEmpty)
        let facts = [
            "Create the campaign “Spring”?", Sample.templates[0].name, "42 people",
            "10 a minute, at most 200 a day: about 5 minutes", "opens and clicks",
            "Mia Chen <mia@x.example>", "Hello Mia", "create as draft", "start now", "back to the form",
        ]
        for fact in facts { #expect(robot.text.contains(fact), "\(fact)") }
    }

    @Test(arguments: [("Enter", false), ("y", false), ("s", true)])
    func `begins only when that is the answer`(key: String, starts: Bool) {
        var robot = asked()
        robot.press(key)
        guard case .createCampaign(let form)? = robot.changed.last else {
            Issue.record("nothing was created")
            return
        }
        #expect(form.name == "Spring" && form.starts == starts)
        robot.answerChange(.campaignCreated(Sample.id(8), name: "Spring", recipients: 1))
        #expect(robot.text.contains(starts ? "Campaign started" : "created as a draft"))
        #expect(robot.model.popups.isEmpty)
    }

    @Test func `goes back to its form with Esc`() {
        var robot = asked()
        robot.press("Esc")
        #expect(robot.changed.isEmpty)
        guard case .form(let form)? = robot.model.popups.last else {
            Issue.record("the form is gone")
            return
        }
        #expect(form[.name] == "Spring" && !form.isBusy)
    }

    @Test func `takes its template from the list that Enter opens`() {
        var robot = Sample.screen()
        robot.press("4 C")
        robot.answer(.templates, .templates(Sample.templates))
        robot.press("Down Enter")
        robot.answer(.templates, .templates(Sample.templates))
        robot.type(Sample.templates[1].name)
        robot.press("Enter")
        guard case .form(let form)? = robot.model.popups.last else {
            Issue.record("the form is gone")
            return
        }
        #expect(form[.template] == Sample.templates[1].name)
    }

    @Test func `is not tracked where no hub is known`() {
        var robot = Robot(settings: ScreenSettings(canTrack: false))
        robot.press("Space m")
        guard case .form(let form)? = robot.model.popups.last else {
            Issue.record("there is no form")
            return
        }
        #expect(form[.tracking] == "none" && robot.text.contains("hub.public-url is not set"))
    }
}

@Suite struct `Linking a sender whom nobody knows` {
    private func stranger() -> Robot {
        var robot = Sample.screen()
        robot.model.list.edit([RowID(1)]) { $0.links = [] }
        robot.press("l")
        return robot
    }

    @Test func `offers to make a contact first`() {
        var robot = stranger()
        guard case .kin(let person, _)? = robot.asked(.contactPicker) else {
            Issue.record("nobody was looked for")
            return
        }
        #expect(person.address.text == "mia.chen@northwind.example")
        robot.answer(.contactPicker, .contacts([Sample.mia]))
        #expect(robot.text.contains("New contact from the sender  (Mia Chen <mia.chen@northwind.example>)"))
        robot.press("Enter")
        guard case .form(let form)? = robot.model.popups.last else {
            Issue.record("there is no form")
            return
        }
        #expect(form[.name] == "Mia Chen")
    }

    @Test func `keeps the sender's name when a filter was typed`() {
        var robot = stranger()
        robot.type("zzz")
        robot.answer(.contactPicker, .contacts([]))
        robot.press("Enter")
        guard case .form(let form)? = robot.model.popups.last else {
            Issue.record("there is no form")
            return
        }
        #expect(form[.name] == "Mia Chen")
    }

    @Test func `goes round at both ends of the list`() {
        var robot = stranger()
        robot.answer(.contactPicker, .contacts([Sample.mia]))
        func row() -> Int? {
            guard case .picker(let picker)? = robot.model.popups.last else { return nil }
            return picker.list.selection
        }
        robot.press("Up")
        #expect(row() == 1)
        robot.press("Down")
        #expect(row() == 0)
        robot.press("End")
        #expect(row() == 1)
        robot.press("Home")
        #expect(row() == 0)
    }
}

@Suite struct `What the bottom line says` {
    private let now = Sample.now

    @Test func `stays with an error while lesser things are said`() {
        var notices = Notices()
        notices.say("Not sent", kind: .danger, at: now)
        notices.say("Saved", at: now)
        #expect(notices.foremost?.words == "Not sent")
        notices.say("Archived", at: now, isUndoable: true)
        #expect(notices.foremost?.words == "Archived")
    }

    @Test func `stays with the mail that goes out soon`() {
        var notices = Notices()
        notices.say("Attached", at: now)
        notices.wait(for: PendingSend(job: Sample.id(9), words: "Mail", notBefore: now.adding(seconds: 9)))
        #expect(notices.foremost == nil)
        notices.say("Saved", at: now)
        #expect(notices.foremost == nil)
        notices.say("Offline", kind: .warning, at: now)
        #expect(notices.foremost?.words == "Offline")
    }
}

@Suite struct `The account wizard` {
    @Test func `gives its guesses up for what is typed`() {
        var robot = Robot()
        robot.send(.started(.withoutAccount))
        robot.press("Esc Space A")
        robot.type("dana@acme.example")
        robot.press("Down Down")
        robot.type("w")
        guard case .form(let form)? = robot.model.popups.last else {
            Issue.record("there is no form")
            return
        }
        #expect(form[.name] == "w" && form[.imapHost] == "imap.acme.example")
    }
}

@Suite struct `A file to attach` {
    private func typed(_ path: String) -> Robot {
        var robot = Sample.composer()
        robot.press("Ctrl-a")
        robot.type(path)
        return robot
    }

    @Test func `is looked at before it is attached, and can be taken away`() {
        var robot = typed("~/offer.pdf")
        robot.press("Enter")
        #expect(robot.changed.last == .checkFile("~/offer.pdf"))
        let before = robot.model.composer?.draft.attachments.count ?? 0
        robot.answerChange(.fileFound(path: "/home/dana/offer.pdf", size: 2048))
        #expect(robot.model.popups.isEmpty)
        #expect(robot.model.composer?.draft.attachments.last == "/home/dana/offer.pdf")
        robot.press("Alt-a")
        #expect(robot.model.composer?.draft.attachments.count == before)
        #expect(robot.text.contains("Not attached any more"))
    }

    @Test func `that is not there is said in the form`() {
        var robot = typed("nothing.pdf")
        robot.press("Enter")
        robot.failChange(Problem(what: "Cannot attach nothing.pdf", why: "No such file or directory"))
        #expect(robot.text.contains("Cannot attach nothing.pdf"))
        #expect(robot.model.popups.count == 1)
        #expect(robot.model.composer?.draft.attachments.contains("nothing.pdf") == false)
    }

    @Test func `is completed with Tab`() {
        var robot = typed("~/of")
        robot.press("Tab")
        #expect(robot.changed.last == .completePath("~/of"))
        robot.answerChange(.pathCompleted("~/offer", names: ["offer-1.pdf", "offer-2.pdf"]))
        #expect(robot.text.contains("offer-1.pdf   offer-2.pdf"))
        robot.type("-1")
        guard case .form(let form)? = robot.model.popups.last else {
            Issue.record("the form is gone")
            return
        }
        #expect(form[.path] == "~/offer-1" && form.hint.isEmpty)
    }
}
