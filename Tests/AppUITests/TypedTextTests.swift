import CRMModel
import TUI
import Testing

@testable import AppUI

/// What comes in one go, as the loop hands it on.
@Suite struct `Text that comes at once` {
    private func keys(_ text: String) -> [InputEvent] {
        text.map { .key($0 == "\n" ? KeyEvent(.enter) : KeyEvent($0)) }
    }

    /// - Returns: how many messages it took.
    private func give(_ events: [InputEvent], to robot: inout Robot) -> Int {
        var rest = events[...]
        var count = 0
        while let message = TypedText.next(of: &rest, robot.model) {
            robot.send(message)
            count += 1
        }
        return count
    }

    @Test(arguments: [ComposerField.body, .subject, .to])
    func `is one message, and the same text as key by key`(field: ComposerField) {
        let text = "Prices for forty seats: 12 \u{20AC}, \u{00E9}t\u{00E9}; net-60 until Friday?"
        var (robot, single) = (Sample.composer(), Sample.composer())
        robot.model.composer?.focus = field
        single.model.composer?.focus = field
        #expect(give(keys(text), to: &robot) == 1)
        single.type(text)
        #expect(robot.model.composer?.current.body == single.model.composer?.current.body)
        #expect(robot.model.composer?.current.subject == single.model.composer?.current.subject)
        #expect(robot.model.composer?.current.to == single.model.composer?.current.to)
    }

    @Test func `has its line breaks in a body`() {
        var robot = Sample.composer()
        let before = robot.model.composer?.editor.text ?? ""
        let text = (1...500).map { "line \($0) of the paste\n" }.joined()
        #expect(give(keys(text), to: &robot) == 1)
        #expect(robot.model.composer?.editor.text.contains(text) == true)
        #expect(robot.model.composer?.editor.text.count == before.count + text.count)
    }

    @Test func `does not run over what Enter means while a field is completed`() {
        var (robot, single) = (Sample.composer(), Sample.composer())
        let text = "Dear {{firstN\nthere\nand so on"
        _ = give(keys(text), to: &robot)
        for event in keys(text) { single.send(.input(event)) }
        #expect(robot.model.composer?.editor.text == single.model.composer?.editor.text)
    }

    @Test func `stays keys where keys are commands, and where few come`() {
        var robot = Sample.screen()
        #expect(give(keys("jjjjjjjj"), to: &robot) == 8)
        var composer = Sample.composer()
        #expect(give(keys("abc"), to: &composer) == 3)
        #expect(give([.key(KeyEvent("a", .control))] + keys("abcd"), to: &composer) == 2)
    }

    @Test func `is cut at what a body takes, and said`() {
        var robot = Sample.composer()
        let room = robot.model.composer?.editor.room ?? 0
        robot.send(.input(.paste(String(repeating: "x", count: room - 10))))
        #expect(give(keys(String(repeating: "y", count: 12)), to: &robot) == 3)
        #expect(robot.model.composer?.editor.byteCount == TextEditor.byteLimit)
        #expect(robot.lines[43].contains("The mail is full"))
    }

    @Test func `searches once`() {
        var robot = Sample.screen()
        robot.press("/")
        #expect(give(keys("from:northwind pricing"), to: &robot) == 1)
        #expect(robot.model.list.search.field.text == "from:northwind pricing")
    }
}

@Suite struct `A hub that comes and goes` {
    @Test func `is followed by the open composer`() {
        var robot = Sample.composer()
        robot.send(.tracking(false))
        #expect(robot.text.contains("no hub.public-url"))
        robot.send(.tracking(true))
        #expect(!robot.text.contains("no hub.public-url"))
    }

    @Test func `is followed by the open form of a campaign`() {
        var robot = Sample.screen(settings: ScreenSettings(canTrack: false))
        robot.press("Space m")
        #expect(robot.text.contains("hub.public-url is not set"))
        robot.send(.tracking(true))
        #expect(!robot.text.contains("hub.public-url is not set"))
        #expect(robot.text.contains("opens and clicks"))
        robot.send(.tracking(false))
        #expect(robot.text.contains("hub.public-url is not set"))
    }
}
