import CRMModel
import TUI

/// What forms do.
enum FormUpdate {
    /// A field was typed into.
    static func changed(_ form: inout Form, _ name: FormField.Name, _ model: inout AppModel) -> [Command] {
        switch form.purpose {
        case .account:
            if name == .address { AccountWizard.guess(&form) }
            return []
        case .campaign:
            if name == .pace || name == .dailyCap { form.problem = CampaignFields.fault(form, name) }
            guard name == .recipients || name == .value else { return [] }
            if name == .recipients { describeChoice(&form) }
            CampaignFields.offerTags(&form)
            return [model.work.load(.recipientCount, .recipientCount(choice(form)))]
        default: return []
        }
    }

    /// Enter: the next field, or the deed on the last one.
    static func enter(_ model: inout AppModel) -> [Command] {
        guard case .form(var form)? = model.popups.last, !form.isBusy else { return [] }
        if form.purpose == .campaign, form.fields[form.focus].name == .template {
            return model.openTemplatePicker(.campaignTemplate)
        }
        let name = form.fields[form.focus].name
        if form.purpose == .campaign, name == .value, CampaignFields.wantsTag(form) {
            return model.openTagPicker(form)
        }
        if form.purpose == .campaign, let problem = CampaignFields.fault(form, name) {
            model.editForm { $0.problem = problem }
            return []
        }
        if form.focus < form.fields.count - 1 {
            form.focus += 1
            model.popups[model.popups.count - 1] = .form(form)
            return []
        }
        return submit(&model)
    }

    static func submit(_ model: inout AppModel) -> [Command] {
        guard case .form(var form)? = model.popups.last, !form.isBusy else { return [] }
        if let (field, problem) = fault(form, model.clock) {
            form.problem = problem
            form.focus =
                form.fields.firstIndex { $0.name == field && $0.field.isEmpty }
                ?? form.fields.firstIndex { $0.name == field } ?? form.focus
            model.popups[model.popups.count - 1] = .form(form)
            return []
        }
        switch form.purpose {
        case .account, .campaign, .password, .attach, .save, .importContacts, .contact, .editContact,
            .missing,
            .saveTemplate:
            form.isBusy = true
            form.problem = nil
            form.results = []
            form.checks = []
            model.popups[model.popups.count - 1] = .form(form)
        default: model.popups.removeLast()
        }
        return deed(&model, form)
    }

    private static func deed(_ model: inout AppModel, _ form: Form) -> [Command] {
        switch form.purpose {
        case .note(let subject):
            model.notices.say("Note added", at: model.clock.now)
            return [model.work.change(.addNote(subject, text: form[.text]), ChangeNote(title: "Note"))]
        case .contact(let ids):
            return [
                model.work.change(
                    .createContact(contact(form), linking: ids),
                    ChangeNote(title: "Contact", linked: ids, purpose: .form(form[.name])))
            ]
        case .editContact(let id):
            return [
                model.work.change(
                    .editContact(id, contact(form)),
                    ChangeNote(title: "Contact", purpose: .form(form[.name])))
            ]
        case .missing(let id):
            let values = form.fields.map { FieldValue(name: $0.label, text: $0.value) }
            return [
                model.work.change(
                    .fillFields(id, values), ChangeNote(title: "Fields", purpose: .campaign))
            ]
        case .attach: return model.checkFile(form[.path])
        case .importContacts: return model.importContacts(form[.path])
        case .save(let message, let number):
            return [
                model.work.change(
                    .saveAttachment(message, number: number, to: form[.path], replacing: false),
                    ChangeNote(title: "Save", purpose: .file))
            ]
        case .saveTemplate:
            guard let composer = model.composer else {
                model.popups.removeLast()
                return []
            }
            return [
                model.work.change(
                    .saveTemplate(
                        TemplateForm(
                            name: form[.name], category: form[.category], industry: form[.industry],
                            subject: composer.subject.text, body: composer.ownWords)),
                    ChangeNote(title: "Save template", purpose: .form(form[.name])))
            ]
        case .argument(let id): return InputUpdate.run(&model, id, argument: form[.value])
        case .campaign:
            guard let campaign = campaign(form, model) else { return [] }
            return [model.work.load(.campaignOutlook, .campaignOutlook(campaign))]
        case .password(let account):
            return [
                model.work.change(
                    .setPassword(account, form[.password]), ChangeNote(title: "Password", purpose: .account))
            ]
        case .account:
            return [
                model.work.change(
                    .saveAccount(AccountWizard.account(form)), ChangeNote(title: "Account", purpose: .account)
                )
            ]
        }
    }

    /// What is missing, and where.
    private static func fault(_ form: Form, _ clock: ScreenClock) -> (FormField.Name, Problem)? {
        func empty(_ name: FormField.Name, _ words: String) -> (FormField.Name, Problem)? {
            form[name].isEmpty ? (name, Problem(what: words)) : nil
        }
        switch form.purpose {
        case .note: return empty(.text, "A note needs words")
        case .contact:
            return empty(.address, "A contact needs an address")
                ?? Addresses.parts(form[.address]).lazy.compactMap(Addresses.fault).first
                .map { (.address, Problem(what: $0)) }
        case .editContact:
            return Addresses.parts(form[.address]).lazy.compactMap(Addresses.fault).first
                .map { (.address, Problem(what: $0)) }
        case .missing:
            let gap = form.fields.first { field in field.value.allSatisfy(\.isWhitespace) }
            return gap.map { (.value, Problem(what: "\($0.label) needs a value")) }
        case .attach, .importContacts: return empty(.path, "Which file?")
        case .save: return empty(.path, "Where to?")
        case .saveTemplate: return empty(.name, "A template needs a name")
        case .argument("compose.later"):
            return WhenText.moment(form[.value], clock: clock) == nil
                ? (.value, WhenText.problem(form[.value])) : nil
        case .argument: return empty(.value, "Something is needed here")
        case .campaign:
            return empty(.name, "A campaign needs a name") ?? empty(.template, "There is no template yet")
                ?? (form[.recipients] != "everyone" ? empty(.value, "Which \(form[.recipients])?") : nil)
                ?? [FormField.Name.pace, .dailyCap].lazy
                .compactMap { name in CampaignFields.fault(form, name).map { (name, $0) } }.first
        case .account: return AccountWizard.fault(form)
        case .password: return empty(.password, "The password is missing")
        }
    }

    // MARK: Campaigns

    static func campaignForm(_ account: Account?, canTrack: Bool) -> Form {
        var form = Form(
            purpose: .campaign, title: "New campaign",
            fields: [
                FormField(.name, "Name", placeholder: "Q4 outbound"),
                FormField(.template, "Template", kind: .choice([], 0)),
                FormField(.recipients, "To", kind: .choice(["tag", "search", "everyone", "CSV file"], 0)),
                FormField(.value, "Tag", placeholder: "the tag that they bear; Enter lists them"),
                FormField(.pace, "Per minute", "10", kind: .number),
                FormField(.dailyCap, "Per day", "200", kind: .number),
                FormField(.tracking, "Tracking", kind: .choice([], 0)),
            ],
            verb: "look it over")
        setTracking(&form, account, canTrack: canTrack)
        return form
    }

    /// What a campaign can track, and the words about it.
    static func setTracking(_ form: inout Form, _ account: Account?, canTrack: Bool) {
        form.intro = account.map { ["Sent from \($0.address.text), one mail at a time."] } ?? []
        if !canTrack { form.intro.append("hub.public-url is not set, no hub runs: no tracking.") }
        guard let index = form.fields.firstIndex(where: { $0.name == .tracking }) else { return }
        form.fields[index].kind = .choice(canTrack ? ["opens and clicks", "none"] : ["none"], 0)
    }

    static func fill(_ form: inout Form, templates: [Template]) {
        guard let index = form.fields.firstIndex(where: { $0.name == .template }) else { return }
        form.fields[index].kind = .choice(templates.map(\.name), 0)
        form.templates = templates
    }

    /// What belongs into the line below the choice of recipients.
    static func describeChoice(_ form: inout Form) {
        guard let index = form.fields.firstIndex(where: { $0.name == .value }) else { return }
        let (label, placeholder) =
            switch form[.recipients] {
            case "tag": ("Tag", "the tag that they bear; Enter lists them")
            case "search": ("Search", "name, company, title or tag")
            case "CSV file": ("File", "~/people.csv, with a line of column names")
            default: ("", "everybody with an address; nothing to fill in")
            }
        form.fields[index].label = label
        form.fields[index].placeholder = placeholder
    }

    /// Where an attachment is saved.
    static func saveForm(_ message: RowID<Message>, _ number: Int, name: String) -> Form {
        Form(
            purpose: .save(message, number: number), title: "Save \(name)",
            fields: [FormField(.path, "To", placeholder: "~/Downloads/\(name)")],
            intro: ["Tab goes on with a name as far as it is certain."], verb: "save")
    }

    static func choice(_ form: Form) -> RecipientChoice {
        switch form[.recipients] {
        case "tag": .tag(form[.value])
        case "search": .search(form[.value])
        case "CSV file": .file(form[.value])
        default: .everyone
        }
    }

    private static func campaign(_ form: Form, _ model: AppModel) -> CampaignForm? {
        guard let template = form.templates.first(where: { $0.name == form[.template] }) else { return nil }
        return CampaignForm(
            name: form[.name], account: model.status.account?.id, template: template.id,
            recipients: choice(form), perMinute: Int(form[.pace]) ?? 10,
            dailyCap: Int(form[.dailyCap]) ?? 200,
            tracks: form[.tracking] != "none", starts: false)
    }

    // MARK: Others

    private static func contact(_ form: Form) -> ContactForm {
        ContactForm(
            name: form[.name], address: form[.address], company: form[.company], title: form[.title],
            phone: form[.phone], tags: form[.tags])
    }

    static func edit(_ contact: Contact) -> Form {
        let name = [contact.firstName, contact.lastName].filter { !$0.isEmpty }.joined(separator: " ")
        return Form(
            purpose: .editContact(contact.id), title: "Edit \(contact.displayName)",
            fields: [
                FormField(.name, "Name", name, placeholder: "Ana Souza"),
                FormField(
                    .address, "Addresses", contact.addresses.map(\.text).joined(separator: ", "),
                    placeholder: "ana@souza.example, more after commas"),
                FormField(.company, "Company", contact.companyName ?? ""),
                FormField(.title, "Title", contact.title, placeholder: "VP Operations"),
                FormField(.phone, "Phones", contact.phones.joined(separator: ", ")),
                FormField(.tags, "Tags", TagText.joined(contact.tags), placeholder: "pilot, q4"),
            ], verb: "save contact")
    }

    static func missing(_ fields: [String], of person: Enrolment) -> Form {
        Form(
            purpose: .missing(person.contact),
            title: "Missing of \(person.name.isEmpty ? person.address.text : person.name)",
            fields: fields.map { FormField(.value, $0) },
            intro: ["The contact keeps it, and the mail goes out."], verb: "save and send")
    }

    static func note(_ subject: TimelineSubject, about name: String) -> Form {
        Form(
            purpose: .note(subject), title: "Note on \(name)",
            fields: [FormField(.text, "Note", placeholder: "what should be remembered")], verb: "add note")
    }
}

extension AppModel {
    /// Asks before a campaign is made: what it is, to whom, and whether it begins.
    mutating func takeOutlook(_ outlook: CampaignOutlook) {
        guard case .form(let form)? = popups.last, form.purpose == .campaign, form.isBusy else { return }
        editForm { $0.isBusy = false }
        guard outlook.recipients > 0 else {
            editForm {
                $0.problem = Problem(
                    what: "Nobody to send to", why: "no contact with an address is among them")
            }
            return
        }
        popups.append(.confirm(CampaignQuestion.ask(outlook)))
    }

    mutating func takeRecipientCount(_ count: Int) {
        editForm { form in
            guard form.purpose == .campaign else { return }
            form.count = count
        }
    }

    mutating func checkFile(_ path: String) -> [Command] {
        [work.change(.checkFile(path), ChangeNote(title: "Attach", purpose: .file))]
    }

    /// Tab in the line for a file.
    mutating func completePath() -> [Command] {
        guard case .form(let form)? = popups.last, form.completesPaths else { return move(.down) }
        return [work.change(.completePath(form[.path]), ChangeNote(title: "Look", purpose: .file))]
    }

    mutating func detach() -> [Command] {
        guard let path = composer?.draft.attachments.popLast() else { return [] }
        composer?.draft.revision += 1
        notices.say(
            "Not attached any more", detail: path.split(separator: "/").last.map(String.init) ?? path,
            kind: .info, at: clock.now)
        return composer.map {
            [work.change(.saveDraft($0.current), ChangeNote(purpose: .saveDraft(closing: false)))]
        } ?? []
    }

    /// A file that was looked at.
    mutating func attach(_ path: String, size: Int) -> [Command] {
        guard composer != nil else { return [] }
        composer?.draft.attachments.append(path)
        composer?.draft.revision += 1
        notices.say(
            "Attached",
            detail: "\(path.split(separator: "/").last.map(String.init) ?? path) · \(ByteCount.words(size))",
            at: clock.now)
        guard let draft = composer?.current else { return [] }
        return [
            work.change(
                .saveDraft(draft), ChangeNote(title: "Save draft", purpose: .saveDraft(closing: false)))
        ]
    }
}
