import CRMModel
import Testing

@testable import AppUI

@Suite struct `Columns of the list` {
    @Test(arguments: [38, 56, 62, 76, 90, 120])
    func `the subject has enough cells before a company is named`(width: Int) {
        var signs = RowSigns()
        (signs.countCells, signs.hasOpens, signs.hasClicks, signs.hasAttachments) = (2, true, true, true)
        signs.labelCells = 10
        let columns = ListColumns(width: width, signs: signs)
        #expect(columns.labelCells == 0 || columns.subjectCells >= ListColumns.leastSubject)
        #expect(columns.subject + columns.subjectCells < columns.whenEnd - 6)
    }

    @Test func `half of a wide screen names most companies whole`() {
        var signs = RowSigns()
        (signs.countCells, signs.hasOpens, signs.hasClicks, signs.hasAttachments) = (1, true, true, true)
        signs.labelCells = "Brightwater".count
        #expect(ListColumns(width: 76, signs: signs).labelCells == signs.labelCells)
    }

    @Test func `signs that no row shows take no room`() {
        var signs = RowSigns()
        let without = ListColumns(width: 76, signs: signs)
        signs.hasClicks = true
        #expect(ListColumns(width: 76, signs: signs).subjectCells == without.subjectCells - 3)
    }
}

@Suite struct `Mails of a campaign` {
    @Test func `have one line and no toast`() {
        var robot = Sample.screen()
        let before = robot.model.campaigns.events.count
        let toasts = robot.model.notices.toasts.count
        let now = robot.model.clock.now
        robot.send(
            .domain(
                LoggedEvent(
                    cursor: 1, at: now,
                    event: .outboxChanged(
                        job: Sample.id(71), state: .sent(at: now), subject: "Winter", isCampaign: true))))
        robot.send(
            .domain(
                LoggedEvent(
                    cursor: 2, at: now,
                    event: .enrolmentChanged(
                        campaign: Sample.id(1), enrolment: Sample.id(72), state: .sent, who: "Sofia"))))
        #expect(robot.model.campaigns.events.count == before + 1)
        #expect(robot.model.campaigns.events.first?.who == "Sofia")
        #expect(robot.model.notices.toasts.count == toasts)
    }
}
