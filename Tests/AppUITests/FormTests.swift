import CRMModel
import TUI
import Testing

@testable import AppUI

@Suite struct `A form` {
    @Test func `to send later stays open with what is wrong with its time`() {
        var robot = Sample.composer()
        let body = robot.model.composer?.editor.text
        robot.press("Ctrl-o")
        robot.type("tomorow 9")
        robot.press("Enter")
        #expect(
            robot.text.contains("“tomorow 9” is no time to come") && robot.text.contains("try tomorrow 9:00"))
        robot.press("Ctrl-u")
        robot.type("tomorrow 9")
        #expect(robot.model.composer?.editor.text == body)
        robot.press("Enter")
        #expect(robot.model.popups.isEmpty)
    }

    @Test func `for a contact stays until the contact is saved, with what was wrong`() {
        var robot = Sample.screen()
        robot.press("l")
        robot.answer(.contactPicker, .contacts([]))
        robot.press("Enter Ctrl-s")
        robot.failChange(Problem(what: "mia@northwind.example is Raj Patel's", next: "link to them instead"))
        #expect(robot.text.contains("is Raj Patel's") && robot.text.contains("New contact"))
        robot.press("Ctrl-s")
        robot.answerChange(.contactCreated(Sample.mia.id, linked: 2))
        #expect(robot.model.popups.isEmpty && robot.lines[43].contains("Contact added"))
    }

    private func campaign(tags: [TagCount]) -> Robot {
        var robot = Sample.screen()
        robot.press("4 C")
        robot.answer(.templates, .templates(Sample.templates))
        robot.answer(.tags, .tags(tags))
        robot.type("Spring")
        robot.press("Down Down Down")
        return robot
    }

    @Test func `of a campaign offers the tags with their counts`() {
        var robot = campaign(tags: [TagCount(tag: "pilot", contacts: 12), TagCount(tag: "q4", contacts: 1)])
        robot.type("pi")
        #expect(robot.text.contains("pilot 12") && !robot.text.contains("q4 1"))
        robot.answer(.recipientCount, .recipientCount(0))
        #expect(robot.text.contains("0 recipients: no contact bears the tag “pi”"))
        robot.press("Enter")
        #expect(robot.text.contains("12 contacts"))
        robot.press("Enter")
        #expect(robot.asked(.recipientCount) == .recipientCount(.tag("pilot")))
        robot.answer(.recipientCount, .recipientCount(12))
        #expect(robot.text.contains("12 recipients"))
    }

    @Test func `of a campaign says that there is no tag at all`() {
        var robot = campaign(tags: [])
        robot.type("x")
        robot.answer(.recipientCount, .recipientCount(0))
        #expect(robot.text.contains("0 recipients: no contact bears a tag yet"))
    }

    @Test func `of a campaign tells a pace that is no number at once, in its line`() {
        var robot = campaign(tags: [])
        robot.press("Down Ctrl-u")
        robot.type("ten")
        #expect(
            robot.text.contains("“ten” is no number")
                && robot.text.contains("how many mails may go out a minute"))
        robot.press("Enter")
        #expect(robot.text.contains("“ten” is no number"))
        robot.press("Ctrl-u")
        robot.type("20")
        #expect(!robot.text.contains("is no number"))
    }
}

@Suite struct `Importing contacts on the screen` {
    private func asked() -> Robot {
        var robot = Sample.screen()
        robot.press(":")
        robot.type("import")
        robot.press("Enter")
        robot.type("~/people.csv")
        robot.press("Enter")
        return robot
    }

    @Test func `says what became of the file`() {
        var robot = asked()
        #expect(robot.changed == [.importContacts("~/people.csv")])
        robot.answerChange(
            .contactsImported(ImportOutcome(created: 3, updated: 0, skipped: 2, linked: 7, errors: [])))
        #expect(robot.model.popups.isEmpty)
        #expect(robot.lines[43].contains("3 created · 0 updated · 2 skipped · 7 mails linked"))
    }

    @Test func `keeps the rows that were not taken on the screen`() {
        var robot = asked()
        let errors = (1...7).map { "line \($0): no address" }
        robot.answerChange(
            .contactsImported(ImportOutcome(created: 3, updated: 0, skipped: 0, linked: 0, errors: errors)))
        #expect(robot.text.contains("7 rows were not taken:") && robot.text.contains("line 5: no address"))
        #expect(robot.text.contains("and 2 more") && !robot.text.contains("line 6"))
    }

    @Test func `keeps the form when the file cannot be read, and completes its path`() {
        var robot = asked()
        robot.failChange(Problem(what: "cannot open ~/people.csv", why: "no such file"))
        #expect(robot.text.contains("cannot open ~/people.csv") && robot.text.contains("Import contacts"))
        robot.press("Tab")
        #expect(robot.changed.last == .completePath("~/people.csv"))
    }

    @Test(arguments: ["import", "csv", "vcard", "import contacts"])
    func `is what the palette finds first`(query: String) {
        var robot = Sample.screen()
        robot.press(":")
        robot.type(query)
        guard case .picker(let picker)? = robot.model.popups.last else {
            Issue.record("no palette")
            return
        }
        #expect(picker.shown.first?.item.value == .action("contact.import"))
    }

    @Test func `letters scattered over other words count only where nothing better is found`() {
        let items = [
            PickerItem(value: .theme("a"), title: "Star", synonyms: "flag important mark"),
            PickerItem(value: .theme("b"), title: "Mail", synonyms: "impose part"),
            PickerItem(value: .theme("c"), title: "Import contacts"),
        ]
        #expect(PickerFilter.hits("import", items).map(\.item.title) == ["Import contacts", "Star"])
        #expect(PickerFilter.hits("flag", items).map(\.item.title) == ["Star"])
    }
}
