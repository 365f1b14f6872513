import AppUI
import CRMModel
import CRMStore
import Platform

/// Makes the changes of the screen that are about people: links, contacts, notes.
struct PeopleAnswers: Sendable {
    let workspace: OpenWorkspace

    private var messages: MessageRepository { workspace.messages }
    private var desk: PeopleDesk { PeopleDesk(workspace: workspace) }
    private var now: Timestamp { workspace.now }

    func perform(_ change: Change) async throws -> ChangeResult {
        switch change {
        case .link(let ids, let contact, let remember):
            try await desk.link(ids, to: contact)
            return remember ? try await rememberSenders(ids, as: contact) : .linked(more: 0)
        case .unlink(let ids, let contact, let addresses):
            try await forget(addresses, of: contact)
            try await desk.takeBackLink(ids, to: contact)
        case .createContact(let form, let ids): return try await create(form, linking: ids)
        case .removeContact(let id, let ids):
            try await desk.takeBackLink(ids, to: id)
            try await workspace.contacts.remove([id], at: now)
            _ = try await desk.relink()
        case .editContact(let id, let form): return try await edit(id, form)
        case .fillFields(let id, let values): try await fillFields(values, of: id)
        case .importContacts(let typed): return try await importContacts(typed)
        case .addNote(let subject, let text): try await note(text, about: subject)
        default: break
        }
        return .done
    }

    // MARK: Links

    /// The senders' addresses become the contact's, and their older mail is linked.
    private func rememberSenders(
        _ ids: [RowID<Message>], as id: ID<Contact>
    ) async throws -> ChangeResult {
        guard var contact = try await workspace.contacts.contact(id) else { throw LoadAnswers.gone }
        let own = try await workspace.accounts.ownAddresses()
        var added: [EmailAddress] = []
        for message in try await messages.messages(ids) where message.direction == .incoming {
            let address = message.from.address
            guard !own.contains(address.normalized), !contact.addresses.contains(address),
                try await workspace.contacts.contact(address: address) == nil
            else { continue }
            contact.addresses.append(address)
            added.append(address)
        }
        guard !added.isEmpty else { return .linked(more: 0) }
        try await workspace.contacts.save(contact, at: now)
        let linked = try await desk.relink()
        return .linked(more: max(0, linked - ids.count), remembered: added)
    }

    private func forget(_ addresses: [EmailAddress], of id: ID<Contact>) async throws {
        guard !addresses.isEmpty, var contact = try await workspace.contacts.contact(id) else { return }
        contact.addresses.removeAll { addresses.contains($0) }
        _ = try await desk.save(contact)
    }

    // MARK: Contacts

    private func importContacts(_ typed: String) async throws -> ChangeResult {
        let path = FileSystem.absolute(AttachedPath.expanded(typed))
        let report = try await desk.importContacts(
            path, mapping: [], duplicates: .skip, isDryRun: false, tag: nil
        ) { _, _ in }
        return .contactsImported(
            ImportOutcome(
                created: report.created, updated: report.updated, skipped: report.skipped,
                linked: report.linked, errors: report.errors.map { "line \($0.line): \($0.message)" }))
    }

    private func create(_ form: ContactForm, linking ids: [RowID<Message>]) async throws -> ChangeResult {
        let addresses = Self.parts(form.address).map { EmailAddress($0) }
        for address in addresses {
            guard let known = try await workspace.contacts.contact(address: address) else { continue }
            throw Problem(
                what: "\(address.text) is known", why: "it belongs to \(known.displayName)",
                next: "link the mail to them")
        }
        let company = try await company(form.company)
        var contact = Contact(
            id: desk.newID(), company: company?.id, companyName: company?.name, addresses: addresses,
            created: now)
        fill(&contact, form)
        let saved = try await workspace.contacts.save(contact, at: now)
        try await desk.link(ids, to: saved.id)
        let linked = try await desk.relink()
        return .contactCreated(saved.id, linked: max(linked, ids.count))
    }

    private func edit(_ id: ID<Contact>, _ form: ContactForm) async throws -> ChangeResult {
        guard var contact = try await workspace.contacts.contact(id) else { throw LoadAnswers.gone }
        let addresses = Self.parts(form.address).map { EmailAddress($0) }
        for address in addresses {
            guard let known = try await workspace.contacts.contact(address: address), known.id != id else {
                continue
            }
            throw Problem(
                what: "\(address.text) is known", why: "it belongs to \(known.displayName)",
                next: "leave it to them")
        }
        let company = try await company(form.company)
        contact.company = company?.id
        contact.companyName = company?.name
        contact.addresses = addresses
        fill(&contact, form)
        _ = try await desk.save(contact)
        return .contactSaved(id)
    }

    private func fill(_ contact: inout Contact, _ form: ContactForm) {
        let typed = form.name.split(whereSeparator: \.isWhitespace).map(String.init)
        let known = [contact.firstName, contact.lastName].filter { !$0.isEmpty }.joined(separator: " ")
        // A name that was not changed keeps its two parts.
        if typed.joined(separator: " ") != known {
            contact.firstName = typed.first ?? ""
            contact.lastName = typed.dropFirst().joined(separator: " ")
        }
        contact.title = form.title
        contact.phones = Self.parts(form.phone)
        contact.tags = TagText.tags(in: form.tags)
    }

    private func fillFields(_ values: [FieldValue], of id: ID<Contact>) async throws {
        guard var contact = try await workspace.contacts.contact(id) else { throw LoadAnswers.gone }
        var companies: [FieldValue] = []
        for value in values {
            switch value.name {
            case "firstName": contact.firstName = value.text
            case "lastName", "name": contact.lastName = value.text
            case "title": contact.title = value.text
            case "phone": contact.phones.insert(value.text, at: 0)
            case "timeZone": contact.timeZone = value.text
            case "company":
                let company = try await company(value.text)
                (contact.company, contact.companyName) = (company?.id, company?.name)
            case "company.industry", "company.website": companies.append(value)
            case let name where name.hasPrefix("custom."):
                contact.fields[String(name.dropFirst("custom.".count))] = value.text
            default:
                throw Problem(
                    what: "\(value.name) cannot be filled in here", why: "it is not the contact's",
                    next: "change the template, or the configuration")
            }
        }
        if !companies.isEmpty {
            guard let id = contact.company, var company = try await desk.companies.company(id) else {
                throw Problem(
                    what: "There is no company", why: "\(contact.displayName) belongs to none",
                    next: "E on the contact names one")
            }
            for value in companies {
                if value.name == "company.industry" {
                    company.industry = value.text
                } else {
                    company.website = value.text
                }
            }
            _ = try await desk.companies.save(company, at: now)
        }
        _ = try await desk.save(contact)
    }

    private func company(_ name: String) async throws -> Company? {
        name.isEmpty ? nil : try await desk.companyMadeIfMissing(name)
    }

    private static func parts(_ text: String) -> [String] {
        text.split(separator: ",").map { part in
            var part = part.drop(while: \.isWhitespace)
            while part.last?.isWhitespace == true { part.removeLast() }
            return String(part)
        }.filter { !$0.isEmpty }
    }

    // MARK: Notes

    private func note(_ text: String, about subject: TimelineSubject) async throws {
        var contact: ID<Contact>?
        var company: ID<Company>?
        switch subject {
        case .contact(let id): contact = id
        case .company(let id): company = id
        case .message(let id):
            for link in try await messages.message(id)?.links ?? [] {
                switch link.target {
                case .contact(let id): contact = contact ?? id
                case .company(let id): company = company ?? id
                }
            }
        }
        guard contact != nil || company != nil else {
            throw Problem(
                what: "Nobody to note it with", why: "the mail is linked to no one",
                next: "link it or make a contact first")
        }
        _ = try await desk.note(text, contact: contact, company: contact == nil ? company : nil)
    }
}
