import CRMModel
import TUI
import Testing

@testable import AppUI

@Suite struct `A paste` {
    @Test func `into the body that is too long is refused whole, and said`() {
        var robot = Sample.composer()
        let before = robot.model.composer?.editor.text
        robot.send(.input(.paste(String(repeating: "word\n", count: 800_000))))
        #expect(robot.model.composer?.editor.text == before)
        #expect(robot.lines[43].contains("4.0 MB not pasted"))
        #expect(robot.lines[43].contains("a mail takes 1 MB of text"))
    }

    @Test func `into the body that just fits is taken`() {
        var robot = Sample.composer()
        let room = robot.model.composer?.editor.room ?? 0
        robot.send(.input(.paste(String(repeating: "x", count: room))))
        #expect(robot.model.composer?.editor.byteCount == TextEditor.byteLimit)
        robot.type("y")
        #expect(robot.model.composer?.editor.byteCount == TextEditor.byteLimit)
        #expect(robot.lines[43].contains("The mail is full"))
        robot.press("Backspace")
        #expect(robot.model.composer?.editor.byteCount == TextEditor.byteLimit - 1)
    }

    @Test func `of many recipients keeps whole addresses, and says that there are more`() throws {
        var robot = Sample.composer()
        robot.model.composer?.focus = .to
        let people = (0..<8000).map { "person\($0)@firm\($0 % 70).example" }
        robot.send(.input(.paste(people.joined(separator: "\n"))))
        let line = try #require(robot.model.composer?.to.text)
        #expect(line.count <= TextField.limit && line.count > TextField.limit - 60)
        #expect(Addresses.parts(line).allSatisfy { Addresses.fault($0) == nil })
        #expect(Addresses.parts(line).last?.hasSuffix(".example") == true)
        #expect(robot.lines[43].contains("Not all recipients fit"))
    }

    @Test func `into the subject is cut, and said`() {
        var robot = Sample.composer()
        robot.model.composer?.focus = .subject
        robot.send(.input(.paste(String(repeating: "é ", count: 100_000))))
        #expect(robot.model.composer?.subject.text.count == TextField.limit)
        #expect(robot.lines[43].contains("Pasted in part"))
    }

    @Test func `into a query is no longer than a query`() {
        var robot = Sample.screen()
        robot.press(":")
        robot.send(.input(.paste(String(repeating: "archive ", count: 10_000))))
        guard case .picker(let picker)? = robot.model.popups.last else {
            Issue.record("no palette")
            return
        }
        #expect(picker.query.text.count == PasteUpdate.queryLimit)
    }

    @Test func `from an editor of one's own is taken whatever its size`() {
        var robot = Sample.composer()
        let long = String(repeating: "line of text\n", count: 120_000)
        robot.send(.edited(long))
        #expect(robot.model.composer?.editor.text == long)
        robot.press("Ctrl-End")
        robot.type("x")
        #expect(robot.model.composer?.editor.text.utf8.count == long.utf8.count + 1)
    }

    @Test(arguments: [
        ("a@x.example, b@y.example", 12, "", false), ("a@x.example, b@y.example", 13, "a@x.example, ", false),
        ("a@x.example, b@y.example", 26, "a@x.example, b@y.example, ", true), ("anything", 3, "any", false),
        ("anything", 8, "anything", true), ("", 0, "", true),
    ])
    func `leaves out addresses whole`(text: String, room: Int, line: String, isWhole: Bool) {
        let pasted = PastedAddresses.line(text, room: room)
        #expect(pasted.line == line && pasted.isWhole == isWhole)
    }

    @Test func `with merge tags is known to have them, and its words are counted`() {
        var robot = Sample.composer()
        robot.send(.edited("> quoted words\none  two\n\nthree"))
        robot.send(.input(.key(KeyEvent(.end))))
        #expect(robot.model.composer?.summary.words == 3)
        robot.send(.edited("{ {x}} {{firstName}}"))
        #expect(robot.model.composer?.summary.hasTags == true)
    }
}
