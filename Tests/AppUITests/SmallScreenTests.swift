import CRMModel
import TUI
import Testing

@testable import AppUI

@Suite struct `Little room` {
    @Test(arguments: [(58, 14), (80, 24), (120, 35), (160, 45)])
    func `leaves the way out in the footer`(columns: Int, rows: Int) {
        let robot = Sample.screen(columns: columns, rows: rows)
        #expect(robot.lines[rows - 1].contains("q quit"))
        #expect(robot.lines[rows - 1].contains("? help"))
    }

    @Test func `lets the wheel scroll the strip below the list`() throws {
        var robot = Sample.screen(columns: 80, rows: 24)
        let peek = ScreenLayout(robot.model).peek
        let before = robot.lines[peek.row + 2]
        robot.send(.input(.mouse(MouseEvent(.wheelDown, column: 10, row: peek.row + 2))))
        #expect(robot.model.timeline.state.offset > 0)
        #expect(robot.lines[peek.row + 2] != before)
        #expect(robot.model.list.state.offset == 0)
        robot.send(.input(.mouse(MouseEvent(.wheelDown, column: 10, row: 6))))
        #expect(robot.model.list.state.offset > 0)
    }
}

@Suite struct `Rows of one thread` {
    @Test func `count it once, where its newest mail stands`() {
        var robot = Sample.screen()
        var older = Sample.messages[0]
        older.id = RowID(77)
        older.received = Sample.at("2026-11-20T09:00")
        robot.press("g i")
        robot.answer(
            .listRefresh, .messages(Page(items: [Sample.messages[0], Sample.messages[1], older], next: nil)))
        #expect(robot.model.list.repeated == [older.id])
        #expect(robot.text.contains("4 Pricing for 40"))
        #expect(robot.text.contains("• Pricing"))
    }
}

@Suite struct `Looking at themes` {
    @Test func `shows each one, and goes back on Esc`() {
        var settings = ScreenSettings()
        settings.themes = ["default", "dark", "light"]
        var robot = Sample.screen(settings: settings)
        robot.press("Space t")
        #expect(!robot.commands.contains { if case .previewTheme = $0 { true } else { false } })
        robot.press("Down")
        #expect(robot.commands.contains(.previewTheme("dark")))
        robot.press("Down")
        #expect(robot.commands.contains(.previewTheme("light")))
        robot.press("Esc")
        #expect(robot.commands.contains(.previewTheme(nil)))
        robot.press("Space t Down Enter")
        #expect(robot.commands.contains(.chooseTheme("dark")))
    }
}

@Suite struct `Folders with strange names` {
    @Test(arguments: [
        "", "   ", "\u{1B}[2J\u{1B}]0;pwned\u{7}", "\u{202E}gnp.exe", "שלום עולם", "a\nb\tc",
        String(repeating: "long ", count: 4000), "\u{200B}\u{200B}", "日本語のフォルダ",
    ])
    func `stand in the picker and the title harmlessly`(name: String) {
        var robot = Sample.screen(columns: 80, rows: 24)
        let folder = Folder(
            id: RowID(900), account: Sample.account.id, name: name, role: nil, messages: 3, unread: 0,
            lastSync: nil, lastError: nil)
        robot.send(.input(.key(KeyEvent("g"))))
        robot.send(.input(.key(KeyEvent("f"))))
        robot.answer(.folders, .folders([folder]))
        robot.press("Esc g f End")
        let text = robot.text
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && $0.value != 0x7F) })
        #expect(!text.contains("\u{202E}"))
        #expect(robot.lines.allSatisfy { $0.count <= 80 })
        robot.press("Enter")
        #expect(robot.model.list.source == .mail(.folder(RowID(900))))
        #expect(
            robot.lines.contains { $0.contains("(folder without a name)") } == !name.contains {
                !$0.isWhitespace && $0 != "\u{200B}"
            })
    }
}

@Suite struct `Keys of one's own` {
    @Test func `that mean two things are told`() throws {
        let own = ["campaign.run": [try #require(KeySequence("e"))]]
        let keymap = try KeyBindings.keymap(overriding: own)
        #expect(
            KeyBindings.shadows(own, in: keymap)
                == ["'e' is campaign.run in campaigns and message.archive elsewhere"])
        #expect(KeyBindings.shadows([:], in: KeyBindings.standard).isEmpty)
    }
}

@Suite struct `The choice of recipients` {
    @Test func `asks for nothing more when it is everyone`() {
        var robot = Sample.screen()
        robot.press("Space m")
        robot.answer(.templates, .templates(Sample.templates))
        #expect(robot.text.contains("the tag that they bear"))
        robot.press("Down Down Right")
        #expect(robot.text.contains("name, company, title or tag"))
        robot.press("Right")
        #expect(robot.text.contains("everybody with an address; nothing to fill in"))
    }
}

@Suite struct `A question over a form` {
    @Test func `stands alone where it fills the screen`() {
        var robot = Sample.screen(columns: 58, rows: 14)
        robot.press("Space m")
        guard case .form = robot.model.popups.last else {
            Issue.record("no form")
            return
        }
        robot.model.popups.append(
            .confirm(
                Confirmation(
                    question: "Create the campaign “Autumn in the north and in the south”?", detail: "",
                    yes: "create",
                    deed: .change(.cancelCampaign(Sample.id(1)), words: ""))))
        #expect(robot.text.contains("Create the campaign"))
        #expect(!robot.text.contains("New campaign"))
        #expect(!robot.text.contains("││"))
    }
}
