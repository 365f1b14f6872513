import CRMModel
import Testing

@testable import RapportApp

@Suite struct `The order of templates` {
    private func template(
        _ number: UInt64, _ name: String, uses: Int = 0, industry: String = "any", subject: String = ""
    ) -> Template {
        let id = ID<Template>(high: 1, low: number)
        let version = TemplateVersion(
            id: ID(high: 2, low: number), template: id, number: 1, subject: subject, body: "",
            created: Timestamp(milliseconds: 0))
        return Template(
            id: id, name: name, category: "", industry: industry, current: version, uses: uses,
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

    private var library: [Template] {
        [
            template(1, "Agency: ideas before the brief", industry: "Agency"),
            template(2, "Net-60 with term", industry: "Logistics", subject: "Net-60 for {{company}}"),
            template(3, "Pricing", uses: 2, subject: "Prices for {{company}}"),
            template(4, "Demo follow-up", industry: "SaaS", subject: "What we saw in the demo"),
            template(5, "Renewal", industry: "SaaS", subject: "Your renewal in {{month}}"),
        ]
    }

    @Test(arguments: [
        ("Re: Net-60 if we sign this month?", "", "Net-60 with term"),
        ("Re: Renewal, and the price has moved", "", "Pricing"),
        ("Re: Questions", "could you show the demo again to my team?", "Demo follow-up"),
        ("Prices for 40 seats", "", "Pricing"), ("", "", "Pricing"),
    ])
    func `puts what fits the mail first`(subject: String, text: String, name: String) {
        let occasion = TemplateOrder.Occasion(subject: subject, text: text)
        #expect(TemplateOrder.ordered(library, busy: [], for: occasion).first?.name == name)
    }

    @Test func `prefers the industry of the company, and what served it before`() {
        var occasion = TemplateOrder.Occasion(industry: "saas")
        #expect(
            TemplateOrder.ordered(library, busy: [], for: occasion).prefix(2).map(\.name) == [
                "Demo follow-up", "Renewal",
            ])
        occasion = TemplateOrder.Occasion(used: [library[0].id])
        #expect(TemplateOrder.ordered(library, busy: [], for: occasion).first?.name == library[0].name)
    }

    @Test func `takes forms of a word as one, and merge fields as none`() {
        #expect(TemplateOrder.words("Pricing prices PRICE") == ["pric"])
        #expect(TemplateOrder.words("{{company|your practice}} the re:").isEmpty)
        #expect(TemplateOrder.words("} a {{b").isEmpty)
    }
}
