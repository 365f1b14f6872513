import CRMModel
import TUI
import Testing

@testable import AppUI

@Suite struct `Pictures of the screen` {
    static let sizes = [(160, 45), (120, 35), (80, 24), (58, 14)]

    @Test(arguments: sizes)
    func `reading`(columns: Int, rows: Int) throws {
        var robot = Sample.screen(columns: columns, rows: rows)
        robot.send(
            .domain(
                LoggedEvent(
                    cursor: 9, at: Sample.now.adding(seconds: -12),
                    event: .hit(
                        kind: .click, verdict: .human, job: Sample.id(7), contact: Sample.mia.id,
                        who: "Mia Chen",
                        what: "proposal-v2.pdf"))))
        try Snapshot.check(robot.picture(), "reading-\(columns)x\(rows)")
    }

    @Test(arguments: sizes)
    func `a mail opened`(columns: Int, rows: Int) throws {
        var robot = Sample.screen(columns: columns, rows: rows)
        robot.press("Enter")
        robot.answer(.message, .message(Sample.opened))
        try Snapshot.check(robot.picture(), "opened-\(columns)x\(rows)")
    }

    @Test(arguments: sizes)
    func `writing`(columns: Int, rows: Int) throws {
        var robot = Sample.composer(columns: columns, rows: rows)
        robot.press("Alt-End Ctrl-End")
        robot.type("{{sender.s")
        try Snapshot.check(robot.picture(), "writing-\(columns)x\(rows)")
    }

    @Test(arguments: [(160, 45), (80, 24)])
    func `the palette`(columns: Int, rows: Int) throws {
        var robot = Sample.screen(columns: columns, rows: rows)
        robot.press(":")
        robot.type("arch")
        try Snapshot.check(robot.picture(), "palette-\(columns)x\(rows)")
    }

    @Test(arguments: [(160, 45), (80, 24)])
    func `the help`(columns: Int, rows: Int) throws {
        var robot = Sample.screen(columns: columns, rows: rows)
        robot.press("?")
        try Snapshot.check(robot.picture(), "help-\(columns)x\(rows)")
    }

    @Test func `which key may follow`() throws {
        var robot = Sample.screen(columns: 120, rows: 35)
        robot.press("g")
        robot.wait(0.35)
        try Snapshot.check(robot.picture(), "whichkey-120x35")
    }

    @Test(arguments: [(160, 45), (80, 24)])
    func `the template picker`(columns: Int, rows: Int) throws {
        var robot = Sample.screen(columns: columns, rows: rows)
        robot.press("t")
        robot.answer(.templates, .templates(Sample.templates))
        try Snapshot.check(robot.picture(), "templates-\(columns)x\(rows)")
    }

    @Test(arguments: [(160, 45), (80, 24)])
    func `the account wizard`(columns: Int, rows: Int) throws {
        var robot = Robot(columns: columns, rows: rows)
        robot.send(.started(.withoutAccount))
        robot.type("dana@gmail.com")
        robot.press("Enter")
        robot.type("Dana Weiss")
        robot.press("Up Up Up")
        robot.type("secret")
        robot.press("Ctrl-t")
        robot.answerChange(
            .accountTested([
                ServerCheck(
                    side: .imap,
                    problem: Problem(
                        what: "the server refused the password",
                        why: "Application-specific password required",
                        next: "Make an app password in your Google account and paste it here")),
                ServerCheck(side: .smtp, problem: nil, detail: "STARTTLS, PIPELINING"),
            ]))
        try Snapshot.check(robot.picture(), "wizard-\(columns)x\(rows)")
    }

    @Test(arguments: [(160, 45), (80, 24)])
    func `campaigns`(columns: Int, rows: Int) throws {
        var robot = Sample.screen(columns: columns, rows: rows)
        robot.press("4")
        try Snapshot.check(robot.picture(), "campaigns-\(columns)x\(rows)")
    }

    @Test func `plain ASCII`() throws {
        let robot = Sample.screen(columns: 80, rows: 24, settings: ScreenSettings(glyphs: .ascii))
        let picture = robot.picture()
        try Snapshot.check(picture, "ascii-80x24")
    }

    @Test func `an empty workspace says what to do`() throws {
        var robot = Robot(columns: 160, rows: 45)
        robot.send(.started(.withAccounts))
        robot.answer(.accounts, .accounts([Sample.account]))
        robot.answer(.listRefresh, .messages(Page(items: [], next: nil)))
        robot.answer(.campaigns, .campaigns([]))
        try Snapshot.check(robot.picture(), "empty-160x45")
    }

    @Test(arguments: [0, 1, 5, 8, 13, 16, 21, 27, 30, 38])
    func `no size traps`(size: Int) {
        for columns in [1, size * 4] {
            for rows in [2, size] {
                var robot = Sample.composer(columns: columns, rows: rows)
                _ = robot.picture()
                robot.press("Esc ?")
                _ = robot.picture()
                robot.press("Esc : 4 + Esc")
                _ = robot.picture()
            }
        }
    }
}
