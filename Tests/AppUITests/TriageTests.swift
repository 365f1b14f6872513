import CRMModel
import TUI
import Testing

@testable import AppUI

@Suite struct `Triage` {
    @Test func `archiving takes the mail away at once and asks the store`() {
        var robot = Sample.screen()
        robot.press("e")
        #expect(robot.changed == [.archive([RowID(1)])])
        #expect(robot.model.list.selected?.message?.id == RowID(2))
        #expect(robot.lines[43].contains("Archived  Mia Chen"))
    }

    @Test func `a mail that is being archived does not come back with a reload`() {
        var robot = Sample.screen()
        robot.press("e")
        robot.send(.domain(LoggedEvent(cursor: 1, at: Sample.now, event: .messagesChanged(ids: [RowID(3)]))))
        robot.answer(.listRefresh, .messages(Page(items: Sample.messages, next: nil)))
        #expect(!robot.model.list.rows.contains { $0.key == .message(RowID(1)) })
    }

    @Test func `what the store could not do comes back with its reason`() {
        var robot = Sample.screen()
        robot.press("e")
        robot.failChange(Problem(what: "The store is full", next: "Free some disk space"))
        robot.answer(.listRefresh, .messages(Page(items: Sample.messages, next: nil)))
        #expect(robot.model.list.selected?.message?.id == RowID(1))
        #expect(robot.lines[43].contains("Archived failed") && robot.lines[43].contains("The store is full"))
        #expect(robot.model.notices.undos.isEmpty)
    }

    @Test func `undo is a stack that goes back to the folders they were in`() {
        var robot = Sample.screen()
        robot.press("e e")
        robot.press("z")
        #expect(robot.changed.last == .move([RowID(2)], to: RowID(1)))
        robot.press("z")
        #expect(robot.changed.last == .move([RowID(1)], to: RowID(1)))
        robot.press("z")
        #expect(robot.lines[43].contains("nothing to take back"))
    }

    @Test func `marked mails go together`() {
        var robot = Sample.screen()
        robot.press("x x #")
        #expect(robot.changed == [.delete([RowID(1), RowID(2)])])
        #expect(robot.lines[43].contains("Deleted  2 messages"))
    }

    @Test func `looking at a mail in the list does not mark it read, opening does`() {
        var robot = Sample.screen()
        #expect(robot.changed.isEmpty)
        robot.press("Enter")
        #expect(robot.changed == [.setFlags([RowID(1)], adding: .seen, removing: [])])
        #expect(robot.model.status.counts.inboxUnread == 3)
    }

    @Test func `u and * turn on what any lacks and can be undone`() {
        var robot = Sample.screen()
        robot.press("*")
        #expect(robot.changed == [.setFlags([RowID(1)], adding: .flagged, removing: [])])
        robot.press("z")
        #expect(robot.changed.last == .setFlags([RowID(1)], adding: [], removing: .flagged))
        #expect(robot.model.list.selected?.message?.flags.contains(.flagged) == false)
    }
}

@Suite struct `The list` {
    @Test func `new mail does not move the selection`() {
        var robot = Sample.screen()
        robot.press("j j")
        let fresh = Sample.message(99, "Ito", "ito@kaito.example", "New", "2026-11-20T15:48", unread: true)
        robot.send(
            .domain(
                LoggedEvent(
                    cursor: 1, at: Sample.now,
                    event: .messagesArrived(account: Sample.account.id, ids: [fresh.id]))))
        robot.answer(.listRefresh, .messages(Page(items: [fresh] + Sample.messages, next: nil)))
        #expect(robot.model.list.selected?.message?.id == RowID(3))
        #expect(robot.model.list.rows.first?.key == .message(fresh.id))
    }

    @Test func `the selection steps over day separators`() {
        var robot = Sample.screen()
        robot.press("G")
        #expect(robot.model.list.selected?.message?.id == RowID(14))
        robot.press("k k k")
        #expect(robot.model.list.selected?.message?.id == RowID(11))
        robot.press("k")
        #expect(robot.model.list.selected?.message?.id == RowID(10))
    }

    @Test func `holding j loads only the mail where it stops`() {
        var robot = Sample.screen()
        robot.wait(1)
        robot.press("j")
        #expect(robot.commands.count == 2)
        for _ in 0..<5 {
            robot.wait(0.03)
            robot.press("j")
            #expect(robot.commands.isEmpty)
        }
        #expect(robot.model.nextTick.map { $0 <= robot.model.clock.now.adding(seconds: 0.1) } == true)
        robot.wait(0.1)
        #expect(robot.asked(.message) == .message(RowID(7), width: 96))
    }

    @Test func `the next page is asked for near the end, once`() throws {
        var robot = Robot()
        robot.send(.started(.withAccounts))
        let cursor = PageCursor(time: Sample.now, row: 14)
        robot.answer(.listRefresh, .messages(Page(items: Sample.messages, next: cursor)))
        #expect(robot.asked(.list) == .messages(.inbox, after: cursor, limit: 400))
        let more = (100..<160).map {
            Sample.message($0, "N", "n@n.example", "S", "2026-11-10T10:00")
        }
        robot.answer(.list, .messages(Page(items: more, next: nil)))
        #expect(robot.model.list.rows.count == 74)
        #expect(robot.asked(.list) == nil)
    }

    @Test func `an answer that a newer load made pointless is ignored`() {
        var robot = Sample.screen()
        robot.press("g s")
        let old = robot.open.last { $0.ticket.slot == .listRefresh }
        robot.press("g a")
        if let old { robot.send(.loaded(old.ticket, .messages(Page(items: Sample.messages, next: nil)))) }
        #expect(robot.model.list.rows.isEmpty)
    }

    @Test func `search runs as one types and Esc leads back to where one was`() {
        var robot = Sample.screen()
        robot.press("j j /")
        robot.type("from:mia")
        #expect(robot.asked(.listRefresh) == nil)
        robot.wait(0.2)
        #expect(robot.asked(.listRefresh) == .search("from:mia", after: nil, limit: 200))
        robot.answer(.listRefresh, .messages(Page(items: [Sample.messages[0]], next: nil)))
        #expect(robot.lines[1].contains("Search"))
        robot.press("Enter Esc")
        robot.answer(.listRefresh, .messages(Page(items: Sample.messages, next: nil)))
        #expect(robot.model.list.source == .mail(.inbox))
        #expect(robot.model.list.selected?.message?.id == RowID(3))
    }

    @Test func `a query that is wrong shows its fault in place of the rows`() {
        var robot = Sample.screen()
        robot.press("g a")
        if let ticket = robot.open.last(where: { $0.ticket.slot == .listRefresh })?.ticket {
            robot.send(
                .loadFailed(ticket, Problem(what: "There is no operator form:", next: "Did you mean from: ?"))
            )
        }
        #expect(robot.text.contains("There is no operator form:"))
        #expect(robot.text.contains("Did you mean from: ?"))
    }

    @Test func `a query that becomes wrong does not keep the rows of the one before`() {
        var robot = Sample.screen()
        robot.press("/")
        robot.type("from:mia")
        robot.wait(0.2)
        robot.answer(.listRefresh, .messages(Page(items: Sample.messages, next: nil)))
        robot.type(" frm:bob")
        robot.wait(0.2)
        if let ticket = robot.open.last(where: { $0.ticket.slot == .listRefresh })?.ticket {
            robot.send(.loadFailed(ticket, Problem(what: "There is no operator frm:")))
        }
        #expect(robot.text.contains("There is no operator frm:"))
        #expect(robot.model.list.rows.isEmpty)
    }

    @Test func `hostile text is shown and never reaches the terminal`() {
        var robot = Sample.screen()
        var mail = Sample.messages[0]
        mail.subject = "\u{1B}]0;owned\u{07}\u{202E}evil\u{9B}31m"
        mail.from.name = "\u{1B}[2J"
        robot.send(
            .domain(
                LoggedEvent(
                    cursor: 1, at: Sample.now, event: .messagesArrived(account: mail.account, ids: []))))
        robot.answer(.listRefresh, .messages(Page(items: [mail], next: nil)))
        let bad = robot.text.unicodeScalars.filter {
            $0.value < 0x20 && $0 != "\n" || (0x7F...0x9F).contains($0.value) || $0.value == 0x202E
        }
        #expect(bad.isEmpty)
    }
}

@Suite struct `Mouse` {
    @Test func `a click focuses and selects, a second one opens`() {
        var robot = Sample.screen()
        robot.send(.input(.mouse(MouseEvent(.press(.left), column: 20, row: 5))))
        #expect(robot.model.list.selected?.message?.id == RowID(3))
        robot.send(.input(.mouse(MouseEvent(.press(.left), column: 20, row: 5))))
        #expect(robot.model.route.focus == .reader)
    }

    @Test func `the wheel scrolls what is under the pointer without the focus`() {
        var robot = Sample.screen(columns: 160, rows: 30)
        robot.send(.input(.mouse(MouseEvent(.wheelDown, column: 20, row: 24))))
        #expect(robot.model.reader.scroll.offset > 0)
        #expect(robot.model.route.focus == .list)
    }

    @Test func `tabs and footer items click`() throws {
        var robot = Sample.screen()
        let layout = ScreenLayout(robot.model)
        let sent = try #require(StatusBar.viewTabs(robot.model, layout).first { $0.words == "Sent" })
        robot.send(.input(.mouse(MouseEvent(.press(.left), column: sent.rect.column + 1, row: 0))))
        #expect(robot.model.list.source == .mail(.sent))
        let help = try #require(Footer.items(robot.model, layout).first { $0.words == "help" })
        robot.send(.input(.mouse(MouseEvent(.press(.left), column: help.rect.column, row: 44))))
        #expect(robot.model.popups.count == 1)
    }

    @Test func `a split is dragged`() {
        var robot = Sample.screen()
        let edge = ScreenLayout(robot.model).panes[.list]?.endColumn ?? 0
        robot.send(.input(.mouse(MouseEvent(.press(.left), column: edge, row: 8))))
        robot.send(.input(.mouse(MouseEvent(.drag(.left), column: 100, row: 8))))
        robot.send(.input(.mouse(MouseEvent(.release(.left), column: 100, row: 8))))
        #expect(ScreenLayout(robot.model).panes[.list]?.width == 100)
    }
}
