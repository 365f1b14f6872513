import CRMModel
import CRMStore
import MailCore
import Outreach
import Platform

/// Templates for the command line: found by name, filled for a contact.
struct TemplateDesk: Sendable {
    let workspace: OpenWorkspace

    /// A template filled for somebody.
    struct Rendering: Hashable, Sendable {
        var subject: String
        var text: String
        var html: String
        var missing: [String]
        var errors: [TemplateDiagnostic]
    }

    func template(_ name: String) async throws -> Template {
        if let template = try await workspace.templates.template(named: name) { return template }
        if let id = ID<Template>(name), let template = try await workspace.templates.template(id) {
            return template
        }
        let names = try await workspace.templates.list().map(\.name)
        let nearest = NearestName.of(name, in: names)
        throw CommandError.notFound(
            "template '\(name)'", "there is no such template",
            nearest.map { "did you mean '\($0)'?" } ?? "rapport template list shows them")
    }

    /// Everything that is wrong with a template; the fields that contacts have are known.
    func errors(subject: String, body: String) async throws -> [TemplateFault] {
        let catalogue = try await WritingDesk(workspace: workspace).catalogue()
        let parts: [(TemplateFault.Part, String)] = [(.subject, subject), (.body, body)]
        return parts.flatMap { part, text in
            TemplateCompiler.compile(text, catalogue: catalogue).errors.map {
                TemplateFault(part: part, diagnostic: $0)
            }
        }
    }

    /// Fills a template; fields without a value stay visible and are listed.
    func render(_ template: Template, for contact: Contact?, account: Account?) async throws -> Rendering {
        let writer =
            account
            ?? Account(
                id: PeopleDesk(workspace: workspace).newID(), name: "", address: EmailAddress(""),
                displayName: nil,
                imap: ServerAddress(host: "", port: 0, tls: .implicit),
                smtp: ServerAddress(host: "", port: 0, tls: .implicit), user: "", secret: .sealed)
        let sender = MergeSender(account: workspace.writer(writer))
        var company: Company?
        if let id = contact?.company { company = try await workspace.companies.company(id) }
        let offset = Int64(ZoneRules.offset(at: workspace.now.milliseconds / 1000)) * 1000
        let context = MergeContext(
            contact: contact, company: company, sender: sender,
            today: CivilDate(daysSince1970: (workspace.now.milliseconds + offset) / 86_400_000),
            seed: contact?.id.low ?? 0)
        // A field that others have and this contact lacks is a missing value, not an unknown field.
        let catalogue = try await WritingDesk(workspace: workspace).catalogue()
        let subject = TemplateCompiler.compile(template.current.subject, catalogue: catalogue)
        let body = TemplateCompiler.compile(template.current.body, catalogue: catalogue)
        let head = TemplateRenderer.render(subject, with: context, escaping: .header, policy: .block)
        let text = TemplateRenderer.render(body, with: context, escaping: .text, policy: .block)
        return Rendering(
            subject: head.text, text: text.text, html: HTMLText.page(fromPlain: text.text),
            missing: head.missing + text.missing.filter { !head.missing.contains($0) },
            errors: subject.errors + body.errors)
    }
}
