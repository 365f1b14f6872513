import CRMModel
import TUI
import Testing

@testable import AppUI

@Suite struct `A question` {
    private func discarding() -> Robot {
        var robot = Sample.composer()
        robot.type("a")
        robot.press("Ctrl-x Ctrl-x")
        return robot
    }

    @Test(arguments: ["Enter", "Esc", "n", "q", "Tab Tab Enter", "Left Right Enter"])
    func `before what cannot be brought back is answered with no, but by intent`(keys: String) {
        var robot = discarding()
        #expect(robot.text.contains("Discard “"))
        robot.press(keys)
        #expect(robot.model.popups.isEmpty)
        #expect(robot.model.composer != nil && robot.changed.isEmpty)
    }

    @Test(arguments: ["y", "Tab Enter", "Left Enter", "Up Enter"])
    func `is answered with yes by its key, or when that is marked`(keys: String) {
        var robot = discarding()
        robot.press(keys)
        #expect(robot.model.composer == nil)
        #expect(robot.changed == [.discardDraft(Sample.draft.id)])
    }

    @Test func `of a campaign fits a small screen, with an ellipsis where it is cut`() {
        var robot = Sample.screen(columns: 58, rows: 14)
        let form = CampaignForm(
            name: "Autumn", account: nil, template: Sample.templates[0].id, recipients: .everyone,
            perMinute: 10,
            dailyCap: 200, tracks: true, starts: false)
        let outlook = CampaignOutlook(
            form: form, template: Sample.templates[0].name, recipients: 3,
            first: Sample.person("Ingrid Halvorsen", "ingrid.halvorsen@halvorsen-freight.example"),
            subject: "Three thoughts before you write the brief", canTrack: true)
        robot.model.popups = [.confirm(CampaignQuestion.ask(outlook))]
        let lines = robot.lines
        #expect(lines.contains { $0.contains("y create as draft") && $0.contains("s start now") })
        #expect(lines.contains { $0.contains("First") && $0.contains("…") })
        #expect(lines.contains { $0.contains("Esc back to") })
    }

    @Test func `shows which answer is marked`() {
        var robot = discarding()
        let before = robot.picture()
        robot.press("Tab")
        let after = robot.picture()
        let row = (0..<45).first { before.line($0).contains("y discard") } ?? 0
        #expect(before.line(row) == after.line(row))
        #expect((0..<160).contains { before[$0, row].style != after[$0, row].style })
    }
}

@Suite struct `Saving an attachment` {
    private func asked() -> Robot {
        var robot = Sample.screen()
        robot.press("Enter A")
        robot.type("save")
        robot.press("Enter")
        return robot
    }

    @Test func `asks where, with a path that is free`() {
        var robot = asked()
        #expect(robot.changed.last == .proposePath(name: "order-form-redline.docx"))
        robot.answerChange(.pathCompleted("~/Downloads/order-form-redline.docx", names: []))
        #expect(robot.text.contains("~/Downloads/order-form-redline.docx"))
        robot.press("Enter")
        #expect(
            robot.changed.last
                == .saveAttachment(
                    RowID(1), number: 1, to: "~/Downloads/order-form-redline.docx", replacing: false))
        robot.answerChange(.attachmentSaved(path: "/home/dana/Downloads/order-form-redline.docx"))
        #expect(robot.model.popups.isEmpty)
        #expect(robot.lines[43].contains("Saved"))
    }

    @Test func `never replaces a file without a yes`() {
        var robot = asked()
        robot.answerChange(.pathCompleted("~/x.docx", names: []))
        robot.press("Enter")
        robot.answerChange(.fileTaken(RowID(1), number: 1, path: "/home/dana/x.docx"))
        #expect(robot.text.contains("Replace “x.docx”?"))
        robot.press("Enter")
        #expect(robot.changed.allSatisfy { if case .saveAttachment = $0 { false } else { true } })
        guard case .form(let form)? = robot.model.popups.last else {
            Issue.record("the form is gone")
            return
        }
        #expect(!form.isBusy)
        robot.press("Enter")
        robot.answerChange(.fileTaken(RowID(1), number: 1, path: "/home/dana/x.docx"))
        robot.press("y")
        #expect(
            robot.changed.last
                == .saveAttachment(RowID(1), number: 1, to: "/home/dana/x.docx", replacing: true))
        robot.answerChange(.attachmentSaved(path: "/home/dana/x.docx"))
        #expect(robot.model.popups.isEmpty)
    }
}
