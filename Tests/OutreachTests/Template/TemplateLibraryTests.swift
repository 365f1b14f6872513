import CRMModel
import Outreach
import Testing

@Suite struct `Templates that come along` {
    @Test(arguments: TemplateLibrary.entries) func `are right for anybody`(entry: TemplateLibrary.Entry) {
        let subject = TemplateCompiler.compile(entry.subject)
        let body = TemplateCompiler.compile(entry.body)
        #expect(subject.diagnostics == [] && body.diagnostics == [])
        let nobody = MergeContext(contact: nil, sender: Fixture.sender, today: Fixture.today)
        for context in [nobody, Fixture.context()] {
            let (subject, body) = (
                TemplateRenderer.render(subject, with: context, escaping: .header),
                TemplateRenderer.render(body, with: context)
            )
            #expect(subject.missing == [] && body.missing == [])
            #expect(!body.text.contains("{{") && !body.text.contains("  ") && !body.text.contains("\n\n\n"))
            #expect(TemplateLint.advice(subject: subject.text, body: body.text, for: .single) == [])
            #expect(body.text.count < 1200)
        }
    }

    @Test func `cover categories and industries`() {
        let entries = TemplateLibrary.entries
        #expect(entries.count >= 12 && Set(entries.map(\.name)).count == entries.count)
        #expect(Set(entries.map(\.industry)).subtracting(["any"]).count >= 4)
        let wanted: Set = [
            "cold intro", "follow-up", "demo follow-up", "pricing", "proposal", "renewal", "win-back",
            "referral",
            "meeting request", "breakup",
        ]
        #expect(Set(entries.map(\.category)) == wanted)
        for sequence in TemplateLibrary.sequences {
            #expect(
                sequence.steps.count == 3
                    && sequence.steps.allSatisfy { TemplateLibrary.entry($0.template) != nil })
        }
    }
}
