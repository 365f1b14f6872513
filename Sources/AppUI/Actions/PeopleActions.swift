import CRMModel
import TUI

extension ScreenActions {
    static let people: [ScreenAction] = [
        ScreenAction(
            "contact.link", "Link to a contact", .people, keys: [(.global, "l")],
            also: ["assign", "connect", "who is this"], unless: needsMessage
        ) { model, _ in model.openLinkPicker() },
        ScreenAction(
            "contact.new", "New contact", .people, keys: [(.global, "Space c")],
            also: ["add person", "create", "lead"], short: "contact"
        ) { model, _ in model.openContactForm(model.targetMessages.map(\.id), name: "") },
        ScreenAction(
            "contact.import", "Import contacts", .people,
            also: ["csv", "vcard", "vcf", "address book", "people", "load"], argument: "file"
        ) { model, path in
            // `import contacts` is its name typed in full.
            guard let path, path.lowercased() != "contacts" else { return model.openImportForm() }
            return model.importContacts(path)
        },
        ScreenAction(
            "contact.edit", "Edit the contact", .people, keys: [(.timeline, "E"), (.global, "Space e")],
            also: ["change", "rename", "phone", "tags", "address"], short: "edit",
            unless: { $0.timeline.contact == nil ? "no contact is shown" : nil }
        ) { model, _ in
            guard let contact = model.timeline.contact else { return [] }
            model.popups.append(.form(FormUpdate.edit(contact)))
            return []
        },
        ScreenAction(
            "contact.note", "Add a note", .people, keys: [(.timeline, "n"), (.global, "Space n")],
            also: ["remember", "comment", "log"], short: "note",
            unless: { $0.noteSubject == nil ? "link the mail to a contact first" : nil }
        ) { model, _ in
            guard let (subject, name) = model.noteSubject else { return [] }
            model.popups.append(.form(FormUpdate.note(subject, about: name)))
            return []
        },
        ScreenAction(
            "contact.company", "Contact or company timeline", .people,
            keys: [(.timeline, "o"), (.global, "Space o")],
            also: ["organisation", "everybody there"], short: "company",
            unless: { $0.timeline.company == nil && $0.timeline.backTo == nil ? "no company is known" : nil }
        ) { model, _ in model.toggleCompany() },
        ScreenAction(
            "contact.write", "Write to this contact", .people,
            keys: [(.timeline, "c"), (.global, "Space w")],
            also: ["mail", "new mail"], short: "write",
            unless: { $0.timeline.contact == nil ? "no contact is shown" : nil }
        ) { model, _ in
            guard let contact = model.timeline.contact else { return [] }
            return model.compose(.new(to: AppModel.address(contact), contact: contact.id))
        },
    ]
}

extension AppModel {
    /// What a note would be about, and its name.
    var noteSubject: (TimelineSubject, String)? {
        switch timeline.owner {
        case .contact(let contact, _): (.contact(contact.id), contact.displayName)
        case .company(let company): (.company(company.id), company.name)
        case .stranger, nil: nil
        }
    }

    mutating func toggleCompany() -> [Command] {
        if let back = timeline.backTo { return loadTimeline(back) }
        guard let company = timeline.company, let before = timeline.subject else { return [] }
        let commands = loadTimeline(.company(company.id))
        timeline.backTo = before
        return commands
    }
}
