import CRMModel
import Testing

@testable import AppUI

@Suite struct `Live activity` {
    private func event(
        _ kind: ActivityEvent.Kind, _ who: String, _ what: String = "", after seconds: Double = 0,
        message: Int64? = nil
    ) -> ActivityEvent {
        ActivityEvent(
            at: Sample.now.adding(seconds: seconds), kind: kind, who: who, what: what,
            message: message.map { RowID($0) })
    }

    @Test(arguments: [true, false])
    func `tells a bounce once, whether the report or the campaign speaks first`(reportFirst: Bool) {
        var events: [ActivityEvent] = []
        let report = event(.bounced, "Teo Marin", "550 5.1.1 user unknown", message: 7)
        let campaign = event(.bounced, "Teo Marin", "Autumn · bounced")
        for next in reportFirst ? [report, campaign] : [campaign, report] {
            _ = ActivityFeed.add(next, to: &events)
        }
        #expect(events.count == 1)
        #expect(events.first?.what == "550 5.1.1 user unknown")
        #expect(events.first?.message == RowID(7))
    }

    @Test func `tells an answer once, with its subject`() {
        var events: [ActivityEvent] = []
        _ = ActivityFeed.add(event(.replied, "Ana", "Autumn"), to: &events)
        _ = ActivityFeed.add(event(.received, "Ana", "Re: Winter", after: 1, message: 3), to: &events)
        #expect(events.map(\.kind) == [.replied])
        #expect(events.first?.what == "Re: Winter")
    }

    @Test func `keeps apart what different people do, and what one does later`() {
        var events: [ActivityEvent] = []
        _ = ActivityFeed.add(event(.bounced, "Ana"), to: &events)
        _ = ActivityFeed.add(event(.bounced, "Ben"), to: &events)
        _ = ActivityFeed.add(event(.bounced, "Ana", after: 600), to: &events)
        #expect(events.map(\.who) == ["Ana", "Ben", "Ana"])
    }

    @Test func `is silent about newsletters`() {
        for kind in [AutoKind.list, .bulk] {
            #expect(
                MailActivity.event(
                    at: Sample.now, message: RowID(1), contact: nil, from: "News", subject: "Weekly",
                    kind: kind) == nil)
        }
    }
}

@Suite struct `Short words` {
    @Test(arguments: [
        ("Halvorsen Freight", 12, "Halvorsen"), ("Kessel & Roth Maschinenbau", 13, "Kessel & Roth"),
        ("Kessel & Roth Maschinenbau", 10, "Kessel"), ("Northwind", 12, "Northwind"),
        ("Brightwater Hospitals", 9, "Brightwat…"), ("Bank of America", 8, "Bank"),
    ])
    func `of a company end at a word`(name: String, cells: Int, short: String) {
        let found = ShortWords.company(name, cells: cells, ellipsis: "…")
        #expect(found == short || found.count <= cells && found.hasSuffix("…"))
    }

    @Test(arguments: [
        ("https://www.fathomline.example/proposal-v2.pdf", "proposal-v2.pdf"),
        ("https://www.fathomline.example/offer?x=1#y", "fathomline.example/offer"),
        ("http://fathomline.example/", "fathomline.example"), ("Pricing", "Pricing"), ("https://", ""),
    ])
    func `of a link say what it leads to`(link: String, short: String) {
        #expect(ShortWords.link(link) == short)
    }

    @Test(arguments: [
        ("Re: Pricing", "Pricing"), ("RE: re: AW: Pricing", "Pricing"), ("Re:", "Re:"),
        ("Report", "Report"), ("", ""),
    ])
    func `of a conversation leave the marks of answers out`(subject: String, short: String) {
        #expect(ShortWords.conversation(subject) == short)
    }

    @Test func `of a verdict give one reason without its points`() {
        #expect(
            ShortWords.verdict("human: a person's navigation (-50): opened before")
                == "by a person")
        #expect(
            ShortWords.verdict("machine: within a second of delivery (-50)")
                == "by a machine · within a second of delivery")
        #expect(ShortWords.verdict("machine") == "machine")
    }
}

@Suite struct `A draft that tracks` {
    @Test func `asks before it goes out untracked`() {
        var robot = Sample.screen()
        robot.press("r")
        var composition = Sample.composition
        composition.canTrack = false
        composition.draft.tracks = true
        robot.answer(.composition, .composition(composition))
        robot.press("Ctrl-s")
        #expect(robot.text.contains("Send without tracking?"))
        #expect(!robot.changed.contains { if case .send = $0 { true } else { false } })
    }
}
