import CRMModel
import TUI
import Testing

@testable import AppUI

@Suite struct `The composer` {
    @Test func `t picks a template and answers the mail with it`() {
        var robot = Sample.screen()
        robot.press("t")
        robot.answer(.templates, .templates(Sample.templates))
        robot.type("demo")
        robot.press("Enter")
        #expect(robot.asked(.composition) == .composition(.reply(RowID(1), all: false)))
        var plain = Sample.composition
        plain.draft.body = "\n\n> Hi Dana,"
        robot.answer(.composition, .composition(plain))
        let body = robot.model.composer?.current.body ?? ""
        #expect(body.hasPrefix("Hi {{firstName|there}},") && body.hasSuffix("> Hi Dana,"))
        #expect(robot.model.composer?.current.template == Sample.templates[0].current.id)
        #expect(robot.model.composer?.current.tracks == true)
    }

    @Test func `another template takes the place of one that was not changed`() {
        var robot = Sample.screen()
        robot.press("t")
        robot.answer(.templates, .templates(Sample.templates))
        robot.type("demo")
        robot.press("Enter")
        var plain = Sample.composition
        plain.draft.body = "\n\n> Hi Dana,"
        robot.answer(.composition, .composition(plain))
        let other = Sample.templates[1]
        robot.press("Ctrl-t")
        robot.answer(.templates, .templates(Sample.templates))
        robot.type(other.name)
        robot.press("Enter")
        let body = robot.model.composer?.current.body ?? ""
        #expect(body == other.current.body + "\n\n> Hi Dana,")
        #expect(robot.model.composer?.current.template == other.current.id)
    }

    @Test(arguments: [
        ("mia@x.example", "mia@x.example"),
        ("mia@x.example bo@y.example", "mia@x.example, bo@y.example, "),
        ("mia@x.example\nbo@y.example\n", "mia@x.example, bo@y.example, "),
        (
            "Chen, Mia <mia@x.example>; Ito, Ken <ken@y.example>",
            "\"Chen, Mia\" <mia@x.example>, \"Ito, Ken\" <ken@y.example>, "
        ),
        ("Mia Chen\tmia@x.example\nBo\tbo@y.example", "Mia Chen <mia@x.example>, Bo <bo@y.example>, "),
        ("<mailto:mia@x.example>", "mia@x.example"), ("mailto:mia@x.example", "mia@x.example"),
        ("Mia <mia@x.example>, bo@y.example", "Mia <mia@x.example>, bo@y.example, "),
        ("not an address", "not an address"), ("\u{1B}[31m", "\u{1B}[31m"), ("", ""),
    ])
    func `pasted recipients are taken apart`(text: String, line: String) {
        #expect(PastedAddresses.line(text).line == line)
    }

    @Test func `a wrong paste among the recipients can be taken back`() {
        var robot = Sample.composer()
        robot.model.composer?.focus = .to
        let before = robot.model.composer?.to.text
        robot.press("End")
        robot.send(.input(.paste("a@x.example\nb@x.example")))
        #expect(robot.model.composer?.to.text.hasSuffix("a@x.example, b@x.example, ") == true)
        robot.press("Ctrl-z")
        #expect(robot.model.composer?.to.text == before)
    }

    @Test func `letters are text and never commands while writing`() {
        var robot = Sample.composer()
        robot.type("e#!zq:")
        #expect(robot.model.composer?.editor.lines[0].hasPrefix("e#!zq:") == true)
        #expect(robot.changed.isEmpty)
    }

    @Test func `a missing value blocks sending and says which`() {
        var robot = Sample.composer()
        robot.press("Ctrl-s")
        #expect(robot.changed.isEmpty)
        #expect(robot.lines[43].contains("Not sent  seats has no value"))
    }

    @Test func `an error of the template puts the cursor on its line and column`() {
        var robot = Sample.composer()
        robot.type("x")
        robot.wait(0.2)
        robot.answer(
            .preview,
            .preview(
                MergePreview(
                    subject: [], body: [],
                    errors: [MergeError(line: 4, column: 5, message: "there is no field seatz")])))
        robot.press("Ctrl-s")
        #expect(robot.changed.isEmpty)
        #expect(robot.model.composer?.editor.cursor == TextPosition(line: 3, offset: 4))
        #expect(robot.text.contains("there is no field seatz"))
    }

    @Test func `a mail that is ready goes to the outbox, counts down and can be taken back`() {
        var robot = Sample.composer()
        robot.wait(0.2)
        var ready = Sample.preview
        ready.missing = []
        robot.type(" ")
        robot.wait(0.2)
        robot.answer(.preview, .preview(ready))
        robot.press("Ctrl-s")
        guard case .send(let draft, at: nil)? = robot.changed.last else {
            Issue.record("nothing was sent")
            return
        }
        #expect(draft.to.contains("mia.chen@northwind.example"))
        robot.answerChange(.queued(Sample.id(9), notBefore: robot.model.clock.now.adding(seconds: 10)))
        #expect(robot.model.composer == nil)
        #expect(robot.lines[43].contains("goes out in 10 s"))
        robot.wait(3)
        #expect(robot.lines[43].contains("goes out in 7 s"))
        robot.press("z")
        #expect(robot.changed.last == .cancelJob(Sample.id(9)))
        robot.answerChange(.done)
        #expect(robot.asked(.composition) == .composition(.unsent(Sample.id(9))))
    }

    @Test func `after its delay a mail cannot be taken back any more`() {
        var robot = Sample.composer()
        robot.type(" ")
        robot.wait(0.2)
        robot.answer(.preview, .preview(MergePreview(subject: [], body: [])))
        robot.press("Ctrl-s")
        robot.answerChange(.queued(Sample.id(9), notBefore: robot.model.clock.now.adding(seconds: 10)))
        robot.wait(11)
        #expect(robot.model.notices.undos.isEmpty)
    }

    @Test func `what is written is saved every two seconds`() {
        var robot = Sample.composer()
        robot.type("a")
        robot.wait(1.9)
        #expect(robot.changed.isEmpty)
        robot.wait(0.2)
        guard case .saveDraft(let draft)? = robot.changed.last else {
            Issue.record("nothing was saved")
            return
        }
        #expect(draft.body.hasPrefix("aHi") && draft.revision == 7)
        robot.answerChange(.draftSaved(draft.id, revision: 7, at: robot.model.clock.now))
        #expect(
            robot.text.contains("draft saved 16:48 ") && !robot.text.contains("v7"))
    }

    @Test func `Esc keeps the draft and z opens it again`() {
        var robot = Sample.composer()
        robot.type("a")
        robot.press("Esc")
        #expect(robot.model.composer == nil)
        guard case .saveDraft? = robot.changed.last else {
            Issue.record("the draft was lost")
            return
        }
        robot.press("z")
        #expect(robot.asked(.composition) == .composition(.draft(Sample.draft.id)))
    }

    @Test func `a field is completed after two braces`() {
        var robot = Sample.composer()
        robot.press("Ctrl-End")
        robot.type("{{sen")
        #expect(robot.model.composer?.completion?.count == 2)
        robot.press("Tab")
        #expect(robot.model.composer?.editor.lines.last == "{{sender.name}}")
    }

    @Test func `people are completed in To`() {
        var robot = Sample.composer()
        robot.press("Shift-Tab Shift-Tab")
        #expect(robot.model.composer?.focus == .to)
        robot.type(", ana")
        #expect(robot.asked(.completion) == .completions("ana", limit: 8))
        robot.answer(
            .completion,
            .completions([
                Completion(person: Sample.person("Ana Souza", "ana@souza.example"), contact: Sample.id(106))
            ]))
        robot.press("Enter")
        #expect(robot.model.composer?.to.text.hasSuffix("Ana Souza <ana@souza.example>, ") == true)
    }

    @Test func `pasted lines stay one text`() {
        var robot = Sample.composer()
        robot.send(.input(.paste("one\ntwo\n")))
        #expect(robot.model.composer?.editor.lines.prefix(2) == ["one", "two"])
    }

    @Test(arguments: [
        ("Ana Souza <ana@x.example>, bob@y.example", ["Ana Souza", "bob@y.example"]),
        ("\"Souza, Ana\" <ana@x.example>", ["Souza, Ana"]), (" , ;", []),
    ])
    func `recipients are read as typed`(text: String, names: [String]) {
        #expect(Addresses.names(in: text) == names)
    }

    @Test(arguments: [
        ("tomorrow 9am", "2026-11-21T08:00"), ("mon 8:30", "2026-11-23T07:30"), ("17:00", "2026-11-20T16:00"),
        ("9", "2026-11-21T08:00"), ("in 2 h", "2026-11-20T17:48"), ("fri", "2026-11-27T08:00"),
    ])
    func `times are read as people type them`(text: String, expected: String) {
        let clock = ScreenClock(now: Sample.now, zone: LocalZone(base: 3600))
        #expect(WhenText.moment(text, clock: clock)?.description.prefix(16) == expected.prefix(16))
    }

    @Test(arguments: ["", "yesterday", "25:00", "in", "in x h", "9:99", "today 1", "😀"])
    func `what is no time to come is none`(text: String) {
        let clock = ScreenClock(now: Sample.now, zone: LocalZone(base: 3600))
        #expect(WhenText.moment(text, clock: clock) == nil)
    }
}
