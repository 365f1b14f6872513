import CRMModel
import TUI
import Testing

@testable import AppUI

@Suite struct `The footer` {
    @Test(arguments: [(160, 45), (120, 35), (80, 24), (58, 14)], ["1", "2", "3", "4"])
    func `always offers help, commands, search, undo and the way out`(size: (Int, Int), pane: String) {
        var robot = Sample.screen(columns: size.0, rows: size.1)
        robot.press("u")
        robot.press(pane)
        robot.wait(10)
        let line = robot.lines[size.1 - 1]
        for key in ["? help", "^K c", "z undo"] { #expect(line.contains(key), "\(key) in \(line)") }
        if size.0 >= 80 {
            for key in ["/ ", "q quit"] { #expect(line.contains(key), "\(key) in \(line)") }
        }
    }

    @Test func `keeps the others in their places when undo comes`() {
        var robot = Sample.screen(columns: 80, rows: 24)
        let before = Footer.items(robot.model, ScreenLayout(robot.model)).map(\.words)
        robot.press("u")
        let after = Footer.items(robot.model, ScreenLayout(robot.model)).map(\.words)
        #expect(after.filter { $0 != "undo" } == before)
        #expect(after.contains("undo"))
    }

    @Test func `keeps its line while the first one says what was done`() {
        var robot = Sample.screen(columns: 58, rows: 14)
        robot.press("u")
        #expect(robot.lines[0].contains("Marked") && robot.lines[13].contains("? help"))
        robot.wait(10)
        #expect(!robot.lines[0].contains("Marked"))
    }
}

@Suite struct `Plain ASCII` {
    static let screens: [(name: String, keys: String)] = [
        ("list", "u"), ("mail", "Enter"), ("timeline", "2"), ("campaigns", "4"), ("recipients", "4 d"),
        ("help", "?"), ("palette", ":"), ("layout", "_"), ("views", "g f"), ("link", "l"), ("templates", "t"),
        ("note", "Space n"), ("contact", "Space c"), ("campaign", "Space m"), ("search", "/"),
        ("outbox", "g o"),
        ("drafts", "g d"), ("question", "4 X"), ("account", "Space A"),
    ]

    @Test(arguments: screens, [(160, 45), (120, 35), (80, 24), (58, 14)])
    func `has no other cell on any screen`(screen: (name: String, keys: String), size: (Int, Int)) {
        var robot = Sample.screen(
            columns: size.0, rows: size.1, settings: ScreenSettings(glyphs: .ascii, themes: ["dark"]))
        robot.press(screen.keys)
        robot.answer(.message, .message(Sample.opened))
        robot.answer(.templates, .templates(Sample.templates))
        robot.wait(0.4)
        #expect(Self.foreign(robot.picture()).isEmpty, "\(screen.name)")
    }

    @Test func `holds for what is being written and for which-key too`() {
        var robot = Sample.composer(columns: 160, rows: 45)
        robot.model.settings.glyphs = .ascii
        #expect(Self.foreign(robot.picture()).isEmpty)
        robot.press("Esc Space")
        robot.wait(0.4)
        #expect(Self.foreign(robot.picture()).isEmpty)
    }

    private static func foreign(_ buffer: Buffer) -> [String] {
        (0..<buffer.rows).flatMap { row in
            (0..<buffer.columns).map { buffer[$0, row].text }.filter { text in
                text.unicodeScalars.count != 1
                    || text.unicodeScalars.contains { !(0x20..<0x7F).contains($0.value) }
            }
        }
    }
}

@Suite struct `What z takes back` {
    @Test func `says what it was`() {
        var robot = Sample.screen()
        robot.press("e z")
        #expect(robot.lines[43].contains("Undone:  Archived Mia Chen"))
    }

    @Test func `falls off after a while`() {
        var robot = Sample.screen()
        robot.press("e")
        robot.wait(UndoEntry.patience + 1)
        let changes = robot.changed.count
        robot.press("z")
        #expect(robot.changed.count == changes)
        #expect(robot.lines[43].contains("nothing to take back"))
    }

    @Test func `never opens a draft that was closed minutes ago`() {
        var robot = Sample.composer()
        robot.type("x")
        robot.press("Esc")
        #expect(robot.lines[43].contains("Draft kept"))
        robot.wait(60)
        robot.press("z")
        #expect(robot.asked(.composition) == nil)
    }

    @Test func `opens no draft of a mail that is on its way`() {
        var robot = Sample.composer()
        robot.type(" ")
        robot.wait(0.2)
        robot.answer(.preview, .preview(MergePreview(subject: [], body: [])))
        robot.press("Ctrl-s")
        robot.answerChange(.queued(Sample.id(9), notBefore: robot.model.clock.now.adding(seconds: 10)))
        robot.press("z")
        robot.failChange(Problem(what: "Too late", why: "the mail is on its way"))
        #expect(robot.asked(.composition) == nil)
        #expect(robot.lines[43].contains("Too late"))
    }
}

@Suite struct `The palette` {
    private static func titles(_ robot: Robot) -> [String] {
        guard case .picker(let picker)? = robot.model.popups.last else { return [] }
        return picker.shown.map(\.item.title)
    }

    @Test func `begins with what the place offers, and has moving and the impossible last`() throws {
        var robot = Sample.screen()
        robot.press(":")
        let titles = Self.titles(robot)
        #expect(titles.prefix(3) == ["Archive", "Reply", "Use a template"])
        let pane = try #require(titles.firstIndex(of: "Go to the list"))
        let send = try #require(titles.firstIndex(of: "Send"))
        #expect(pane > titles.firstIndex(of: "Theme") ?? .max)
        #expect(send > pane)
        #expect(robot.model.popups.count == 1)
    }

    @Test func `puts what was run lately first`() {
        var robot = Sample.screen()
        robot.press(":")
        robot.type("star")
        robot.press("Enter :")
        #expect(Self.titles(robot).first == "Star")
    }

    @Test(arguments: [
        ("arch", "Archive", "Start, pause or resume the campaign"),
        ("note", "Add a note", "Contact or company timeline"),
        ("quit", "Quit", "Unfold quotes"),
    ])
    func `leaves out what only has the letters somewhere`(query: String, first: String, absent: String) {
        var robot = Sample.screen()
        robot.press(":")
        robot.type(query)
        let titles = Self.titles(robot)
        #expect(titles.first == first)
        #expect(!titles.contains(absent))
    }

    @Test func `finds the command that is typed with its argument`() {
        var robot = Sample.screen()
        robot.press(":")
        robot.type("move Archive/2026")
        #expect(Self.titles(robot).first == "Move to a folder")
    }
}

@Suite struct `The first form` {
    @Test func `is left with Esc and comes back as it was`() {
        var robot = Robot()
        robot.send(.started(.withoutAccount))
        robot.answer(.accounts, .accounts([]))
        robot.answer(.listRefresh, .messages(Page(items: [], next: nil)))
        robot.type("dana@acme.example")
        robot.press("Esc")
        #expect(robot.model.popups.isEmpty)
        #expect(robot.text.contains("No account yet"))
        #expect(robot.text.contains("F2 opens a demo"))
        robot.press("Space A")
        #expect(robot.text.contains("dana@acme.example"))
    }

    @Test func `shows the mail behind it that is there already`() {
        var robot = Robot()
        robot.send(.started(.withoutAccount))
        robot.answer(.listRefresh, .messages(Page(items: Sample.messages, next: nil)))
        robot.press("Esc")
        #expect(robot.text.contains("Mia Chen"))
    }
}

@Suite struct `The help` {
    @Test(arguments: [
        ("1", "In the list"), ("2", "In the contact"), ("3", "In the mail"), ("4", "In the campaigns"),
    ])
    func `begins with the place`(pane: String, title: String) {
        var robot = Sample.screen()
        robot.press(pane)
        robot.press("?")
        let lines = robot.lines.prefix(8)
        #expect(lines.contains { $0.contains(title) })
    }

    @Test func `says which keys mean something else in a pane`() {
        var robot = Sample.screen(rows: 200)
        robot.press("?")
        #expect(robot.text.contains("Add a note in the contact, elsewhere: Next message"))
    }

    @Test func `finds a command with a slash`() {
        var robot = Sample.screen()
        robot.press("? /")
        guard case .picker(let picker)? = robot.model.popups.last else {
            Issue.record("no palette")
            return
        }
        #expect(picker.purpose == .palette && robot.model.popups.count == 1)
    }
}

@Suite struct `An account that cannot be read` {
    private static func robot(_ state: AccountState) -> Robot {
        var account = Sample.account
        account.state = .watching
        account.lastSync = nil
        var robot = Robot()
        robot.send(.started(.withAccounts))
        robot.answer(.accounts, .accounts([account]))
        robot.answer(.listRefresh, .messages(Page(items: [], next: nil)))
        robot.send(
            .domain(
                LoggedEvent(
                    cursor: 1, at: Sample.now, event: .accountStateChanged(account: account.id, state: state))
            ))
        return robot
    }

    @Test func `says in the empty list that it is offline, and why`() {
        let robot = Self.robot(.offline(reason: "nothing listens on this port", retryAt: nil))
        #expect(robot.text.contains("work is offline"))
        #expect(robot.lines[10...20].contains { $0.contains("nothing listens on this port") })
        #expect(!robot.text.contains("Inbox zero"))
    }

    @Test func `takes a new password after a refusal`() {
        var robot = Self.robot(.authenticationFailed(reason: "535 no"))
        #expect(robot.lines[43].contains("Space P takes the new one"))
        robot.press("Space P")
        robot.press("Enter")
        #expect(robot.text.contains("The password is missing"))
        robot.type("secret")
        #expect(!robot.text.contains("secret"))
        robot.press("Enter")
        #expect(robot.changed.last == .setPassword(Sample.account.id, "secret"))
        robot.answerChange(
            .accountTested([ServerCheck(side: .imap, problem: Problem(what: "it was refused"))]))
        #expect(robot.text.contains("it was refused"))
        robot.press("Enter")
        robot.answerChange(.accountSaved(Sample.account.id))
        #expect(robot.model.popups.isEmpty)
        #expect(robot.lines[43].contains("Password saved"))
    }
}

@Suite struct `Before anything is read` {
    @Test(arguments: [(160, 45), (120, 35), (80, 24)])
    func `nothing is said to be missing`(columns: Int, rows: Int) {
        var robot = Robot(columns: columns, rows: rows)
        robot.send(.started(.withAccounts))
        #expect(robot.text.contains("Reading…"))
        for words in ["no account", "No account", "No campaign", "No mail", "Nobody"] {
            #expect(!robot.text.contains(words))
        }
        robot.answer(.accounts, .accounts([]))
        robot.answer(.list, .messages(Page(items: [], next: nil)))
        robot.answer(.listRefresh, .messages(Page(items: [], next: nil)))
        robot.answer(.campaigns, .campaigns([]))
        #expect(robot.text.contains("No account yet"))
        #expect(columns < 100 || robot.text.contains("No campaign yet"))
    }
}
