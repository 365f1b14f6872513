import AppUI
import CRMModel
import CRMStore
import Outreach
import Platform

/// What a campaign would be, for the question before it is made. Stores nothing.
struct CampaignOutlooks: Sendable {
    let workspace: OpenWorkspace

    func outlook(_ form: CampaignForm) async throws -> CampaignOutlook {
        guard let template = try await workspace.templates.template(form.template) else {
            throw LoadAnswers.gone
        }
        try await workspace.lookForHub()
        let (count, first) = try await people(form.recipients)
        var subject = ""
        if let first {
            let writing = WritingDesk(workspace: workspace)
            var account: Account?
            if let id = form.account { account = try await workspace.accounts.account(id) }
            let sender = try await writing.firstAccount(account)
            let draft = Draft(
                id: writing.newID(), account: sender.id, to: first.addresses.first?.text ?? "",
                subject: template.current.subject, body: "", saved: workspace.now)
            subject = try await writing.preview(draft, for: first).subject.text
        }
        return CampaignOutlook(
            form: form, template: template.name, recipients: count,
            first: first.flatMap { person in
                person.addresses.first.map { Correspondent(name: person.displayName, address: $0) }
            }, subject: subject, canTrack: workspace.configuration.hub.publicURL != nil)
    }

    private func people(_ choice: RecipientChoice) async throws -> (Int, Contact?) {
        if case .file(let path) = choice { return try await people(ofFile: path) }
        let all = try await CampaignDesk(workspace: workspace).recipients(choice.audience)
        guard let first = all.first else { return (0, nil) }
        return (all.count, try await workspace.contacts.contact(first.contact))
    }

    /// Those whom a file names; contacts are made of them with the campaign, not before.
    private func people(ofFile path: String) async throws -> (Int, Contact?) {
        let rows = try CampaignDesk.people(ofFile: path).filter { !$0.addresses.isEmpty }
        let count = Set(rows.compactMap { $0.addresses.first }).count
        guard let row = rows.first, let address = row.addresses.first else { return (0, nil) }
        if let known = try await workspace.contacts.contact(address: address) { return (count, known) }
        let first = Contact(
            id: WritingDesk(workspace: workspace).newID(),
            companyName: row.company.isEmpty ? nil : row.company,
            firstName: row.firstName, lastName: row.lastName, title: row.title, addresses: row.addresses,
            fields: row.fields, created: workspace.now)
        return (count, first)
    }
}
