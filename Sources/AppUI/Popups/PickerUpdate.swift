import CRMModel
import CellText
import TUI

/// Opening pickers and what choosing brings about.
enum PickerUpdate {
    static func choose(_ model: inout AppModel) -> [Command] {
        guard case .picker(let picker)? = model.popups.last else { return [] }
        guard let item = picker.selected else {
            // A search that found nobody: the sender becomes a contact.
            if case .link(let ids) = picker.purpose {
                model.popups.removeLast()
                return model.openContactForm(ids, name: picker.query.text)
            }
            return []
        }
        if let disabled = item.disabled {
            model.notices.say(item.title, detail: disabled, kind: .info, at: model.clock.now)
            return []
        }
        model.popups.removeLast()
        return take(&model, picker, item)
    }

    private static func take(_ model: inout AppModel, _ picker: Picker, _ item: PickerItem) -> [Command] {
        switch item.value {
        case .action(let id):
            model.keys.use(id)
            return InputUpdate.run(&model, id, argument: PaletteQuery(picker.query.text).argument)
        case .template(let template):
            guard picker.purpose == .campaignTemplate else { return model.use(template) }
            model.editForm { form in
                form.set(.template, template.name)
                form.problem = nil
                form.focusNext()
            }
            return []
        case .contact(let contact):
            guard case .link(let ids) = picker.purpose else { return [] }
            return model.link(ids, to: contact)
        case .newContact:
            guard case .link(let ids) = picker.purpose else { return [] }
            return model.openContactForm(ids, name: picker.query.text)
        case .folder(let folder):
            guard case .move(let ids) = picker.purpose else { return model.show(.mail(.folder(folder.id))) }
            let messages = model.list.rows.compactMap(\.message).filter { ids.contains($0.id) }
            return model.remove(messages.isEmpty ? model.targetMessages : messages, .move(folder))
        case .source(let source): return model.show(source)
        case .layout(let choice):
            model.route.layout = choice
            model.route.upperShare = nil
            model.route.isZoomed = false
            return []
        case .theme(let name): return [.chooseTheme(name)]
        case .account(let id):
            model.status.current = id
            model.writeFrom(id)
            return []
        case .attachment(let number, let saves):
            guard let opened = model.reader.opened else { return [] }
            guard saves else {
                return [
                    model.work.change(
                        .openAttachment(opened.message.id, number: number), ChangeNote(title: "Open"))
                ]
            }
            let name = opened.attachments.first { $0.number == number }?.name ?? ""
            model.popups.append(.form(FormUpdate.saveForm(opened.message.id, number, name: name)))
            return [
                model.work.change(
                    .proposePath(name: name), ChangeNote(title: "Look", purpose: .file))
            ]
        case .address(let link): return [.openLink(link)]
        case .tag(let tag): return model.choose(tag: tag)
        }
    }
}

/// Items of the template picker.
enum TemplatePicker {
    static func items(_ templates: [Template]) -> [PickerItem] {
        templates.map { template in
            PickerItem(
                value: .template(template), title: template.name,
                detail: [template.category, template.industry].filter { !$0.isEmpty }.joined(
                    separator: " · "
                ).lowercased(),
                synonyms: template.category + " " + template.industry + " " + template.current.subject)
        }
    }
}

/// Items of the picker that links a message to a contact.
enum LinkPicker {
    /// - Parameter sender: whom nobody knows yet: to make a contact of them comes first then.
    static func items(_ contacts: [Contact], query: String, sender: Correspondent?, isKnown: Bool)
        -> [PickerItem]
    {
        let known = contacts.map { contact in
            PickerItem(
                value: .contact(contact), title: contact.displayName,
                detail: [contact.companyName ?? "", contact.addresses.first?.text ?? ""]
                    .filter { !$0.isEmpty }.joined(separator: " · "))
        }
        let new = PickerItem(
            value: .newContact, title: "New contact from the sender",
            detail: sender.map { "(\(Addresses.text($0)))" } ?? "")
        return query.isEmpty && !isKnown ? [new] + known : known + [new]
    }
}

extension AppModel {
    mutating func openTemplatePicker(_ purpose: Picker.Purpose = .template) -> [Command] {
        var picker = Picker(
            purpose, title: "Templates", items: [], placeholder: "name, category or industry")
        picker.isLoading = true
        picker.empty = "No template yet: write a mail, then save it as a template"
        popups.append(.picker(picker))
        return [work.load(.templates, .templates(purpose == .template ? templateOccasion : nil))]
    }

    /// The mail that is answered, or what is being written.
    private var templateOccasion: TemplateOccasion {
        let message = targetMessages.first
        var text = message?.preview ?? ""
        if let opened = reader.opened, opened.message.id == message?.id {
            text = opened.body.lines.prefix(80).filter { $0.quoteLevel == 0 }.map(\.text).joined(
                separator: " ")
        }
        let isAnswer = composer.map { $0.draft.kind != .new } ?? (message?.direction == .incoming)
        var subject = composer?.subject.text ?? ""
        if subject.isEmpty { subject = isAnswer ? message?.subject ?? "" : "" }
        return TemplateOccasion(
            subject: subject, text: isAnswer ? text : "",
            contact: composer?.draft.contact ?? timeline.contact?.id, company: timeline.company?.id)
    }

    mutating func takeTemplates(_ templates: [Template]) {
        for purpose in [Picker.Purpose.template, .campaignTemplate] {
            editPicker(purpose) { $0.replace(TemplatePicker.items(templates)) }
        }
        editForm { form in
            guard form.purpose == .campaign, form[.template].isEmpty else { return }
            FormUpdate.fill(&form, templates: templates)
        }
        if let used = composer?.draft.template,
            let found = templates.first(where: { $0.current.id == used })
        {
            composer?.templateName = found.name
        }
    }

    /// A template was picked: into the draft that is open, or into an answer to what is read.
    mutating func use(_ template: Template) -> [Command] {
        if composer != nil {
            apply(template)
            _ = focus(.reader)
            return requestPreview()
        }
        waitingTemplate = template
        if let message = targetMessages.first, message.direction == .incoming {
            return compose(.reply(message.id, all: false))
        }
        return compose(.new(to: timeline.contact.map(Self.address) ?? "", contact: timeline.contact?.id))
    }

    static func address(_ contact: Contact) -> String {
        guard let address = contact.addresses.first else { return "" }
        return Addresses.text(Correspondent(name: contact.displayName, address: address))
    }

    mutating func openLinkPicker() -> [Command] {
        let messages = targetMessages
        guard !messages.isEmpty else { return [] }
        var picker = Picker(
            .link(messages.map(\.id)), title: "Link \(Self.naming(messages)) to", items: [],
            placeholder: "name of the contact")
        picker.isRemote = true
        picker.isLoading = true
        picker.empty = "Nobody by that name. Enter makes a new contact"
        popups.append(.picker(picker))
        return [work.load(.contactPicker, allForLink)]
    }

    /// Whom the selected mail is with: its sender, or whom it went to.
    var correspondent: Correspondent? {
        targetMessages.first.map { $0.direction == .incoming ? $0.from : $0.to.first ?? $0.from }
    }

    /// The contacts to choose from while nothing is typed.
    var allForLink: LoadRequest {
        correspondent.map { .kin($0, limit: 50) } ?? .contacts(matching: "", limit: 50)
    }

    mutating func link(_ ids: [RowID<Message>], to contact: Contact) -> [Command] {
        let link = MessageLink(target: .contact(contact.id), name: contact.displayName, how: .manual)
        list.edit(Set(ids)) { $0.links = [link] + $0.links.filter { !$0.isGuess } }
        if var opened = reader.opened, ids.contains(opened.message.id) {
            opened.message.links = [link] + opened.message.links.filter { !$0.isGuess }
            reader.opened = opened
        }
        notices.remember(
            UndoEntry(title: "Linked to \(contact.displayName)", changes: [.unlink(ids, from: contact.id)]),
            at: clock.now)
        notices.say("Linked to", detail: contact.displayName, at: clock.now, isUndoable: true)
        list.marked = []
        return [
            work.change(
                .link(ids, to: contact.id, remember: true),
                ChangeNote(title: "Link", purpose: .link(contact.displayName)))
        ] + loadTimeline(.contact(contact.id))
    }

    mutating func openContactForm(_ ids: [RowID<Message>], name: String) -> [Command] {
        let sender = correspondent
        let domain = sender?.address.domain ?? ""
        let label = domain.split(separator: ".").first.map(String.init) ?? ""
        popups.append(
            .form(
                Form(
                    purpose: .contact(ids), title: "New contact",
                    fields: [
                        FormField(
                            .name, "Name", sender?.name.flatMap { $0.isEmpty ? nil : $0 } ?? name,
                            placeholder: "Ana Souza"),
                        FormField(
                            .address, "Address", sender?.address.text ?? "", placeholder: "ana@souza.example"),
                        FormField(.company, "Company", label.prefix(1).uppercased() + label.dropFirst()),
                        FormField(.title, "Title", placeholder: "VP Operations"),
                        FormField(.phone, "Phone"),
                        FormField(.tags, "Tags", placeholder: "pilot, q4"),
                    ], verb: "add contact")))
        return []
    }

    mutating func openMovePicker() -> [Command] {
        let messages = targetMessages
        guard !messages.isEmpty else { return [] }
        let account = messages.first?.account
        let items = status.folders.filter { $0.account == account }.map { folder in
            PickerItem(
                value: .folder(folder), title: ListViews.name(folder), detail: folder.role?.rawValue ?? "",
                synonyms: folder.role?.rawValue ?? "")
        }
        popups.append(
            .picker(
                Picker(.move(messages.map(\.id)), title: "Move \(Self.naming(messages)) to", items: items)))
        return status.folders.isEmpty ? [work.load(.folders, .folders)] : []
    }

    mutating func openViewPicker() -> [Command] {
        var items = ListViews.all.map { view in
            PickerItem(value: .source(view.source), title: view.title, detail: view.explanation)
        }
        items += status.folders.map { folder in
            PickerItem(
                value: .source(.mail(.folder(folder.id))), title: ListViews.name(folder),
                detail:
                    "\(status.accounts.first { $0.id == folder.account }?.name ?? "") · \(folder.messages)")
        }
        popups.append(.picker(Picker(.view, title: "Go to", items: items, placeholder: "view or folder")))
        return [work.load(.folders, .folders)]
    }
}

/// The lists that have a name.
struct ListViews: Hashable, Sendable {
    var source: ListSource
    var title: String
    var explanation: String

    static let all: [ListViews] = [
        ListViews(source: .mail(.inbox), title: "Inbox", explanation: "of all accounts"),
        ListViews(source: .mail(.unlinked), title: "Unlinked", explanation: "from people not known yet"),
        ListViews(source: .mail(.flagged), title: "Starred", explanation: "of any folder"),
        ListViews(source: .mail(.sent), title: "Sent", explanation: "with opens and clicks"),
        ListViews(source: .drafts, title: "Drafts", explanation: "being written"),
        ListViews(source: .outbox, title: "Outbox", explanation: "waiting, failed, uncertain"),
        ListViews(source: .mail(.archive), title: "Archive", explanation: "put away"),
        ListViews(source: .mail(.junk), title: "Spam", explanation: "marked as spam"),
        ListViews(source: .mail(.trash), title: "Trash", explanation: "deleted"),
        ListViews(source: .mail(.all), title: "All mail", explanation: "every message once"),
        ListViews(source: .contacts, title: "Contacts", explanation: "everybody"),
    ]

    /// What a server calls a folder may be nothing that one sees.
    static func name(_ folder: Folder) -> String {
        folder.name.contains { CellWidth.of($0) > 0 && !$0.isWhitespace }
            ? folder.name : "(folder without a name)"
    }

    static func title(_ source: ListSource, _ folders: [Folder]) -> String {
        if case .search = source { return "Search" }
        if case .mail(.folder(let id)) = source { return folders.first { $0.id == id }.map(name) ?? "Folder" }
        return all.first { $0.source == source }?.title ?? "Drafts"
    }
}
