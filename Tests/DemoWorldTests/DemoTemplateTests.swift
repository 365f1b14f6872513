import DemoWorld
import Outreach
import Testing

@Suite struct `The demo's templates` {
    @Test(arguments: DemoCampaign.templates)
    func `are without errors`(template: DemoCampaign.Template) {
        let catalogue = FieldCatalogue(customFields: ["seats", "plan", "renewal", "budget", "region"])
        for source in [template.subject, template.body] {
            let compiled = TemplateCompiler.compile(source, catalogue: catalogue)
            #expect(compiled.diagnostics == [])
            #expect(compiled.hasFields)
        }
    }
}
