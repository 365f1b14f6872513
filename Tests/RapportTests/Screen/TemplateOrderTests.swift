import CRMModel
import Testing

@testable import RapportApp

@Suite struct `The order of templates` {
    private func template(_ number: UInt64, _ name: String, uses: Int) -> Template {
        let id = ID<Template>(high: 1, low: number)
        let version = TemplateVersion(
            id: ID(high: 2, low: number), template: id, number: 1, subject: "", body: "",
            created: Timestamp(milliseconds: 0))
        return Template(
            id: id, name: name, category: "", industry: "", current: version, uses: uses,
            tracksByDefault: false)
    }

    @Test func `is by use, with what running campaigns send last`() {
        let all = [
            template(1, "Mailing", uses: 90), template(2, "Cold", uses: 0), template(3, "Ask", uses: 0),
            template(4, "Offer", uses: 3),
        ]
        let ordered = TemplateOrder.ordered(all, busy: [all[0].id])
        #expect(ordered.map(\.name) == ["Offer", "Ask", "Cold", "Mailing"])
    }
}
