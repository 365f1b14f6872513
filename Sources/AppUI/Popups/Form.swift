import CRMModel
import TUI

/// A few labelled lines to fill in.
struct Form: Hashable, Sendable {
    enum Purpose: Hashable, Sendable {
        case note(TimelineSubject)
        case contact([RowID<Message>])
        case editContact(ID<Contact>)
        /// The values that a campaign's recipient lacks; the labels of the lines are the fields' names.
        case missing(ID<Contact>)
        case campaign
        case attach
        /// Contacts of a CSV or vCard file.
        case importContacts
        /// Where an attachment goes.
        case save(RowID<Message>, number: Int)
        case saveTemplate
        case argument(ActionID)
        case account
        /// A new password for an account that lost its own.
        case password(ID<Account>)
    }

    var purpose: Purpose
    var title: String
    var fields: [FormField]
    var focus = 0
    /// What was wrong with the last try.
    var problem: Problem?
    /// How what is typed may go on.
    var hint = ""
    var isBusy = false
    /// What the two servers said, in the account wizard.
    var checks: [ServerCheck] = []
    /// The templates that a campaign may use, and how many contacts its choice of recipients holds.
    var templates: [Template] = []
    var count: Int?
    /// The tags that contacts bear; nil until they are known.
    var tags: [TagCount]?
    /// What became of the last try, line by line.
    var results: [String] = []
    /// Lines above the fields.
    var intro: [String] = []
    /// What Enter on the last field does, for the footer: `add contact`.
    var verb: String

    /// Both servers are asked before anything is saved.
    var asksServers: Bool {
        if case .password = purpose { return true }
        return purpose == .account
    }

    /// Tab goes on with a path.
    var completesPaths: Bool {
        if case .save = purpose { return true }
        return purpose == .attach || purpose == .importContacts
    }

    /// Lines kept free below the fields, so that the form does not jump when something is said there.
    var leastNotes: Int {
        asksServers ? 4 : 1
    }

    /// The deed where room is short: its first word.
    var brief: String { String(verb.split(separator: " ").first ?? "") }

    subscript(name: FormField.Name) -> String {
        fields.first { $0.name == name }?.value ?? ""
    }

    mutating func set(_ name: FormField.Name, _ value: String) {
        guard let index = fields.firstIndex(where: { $0.name == name }) else { return }
        fields[index].set(value)
    }

    mutating func focusNext(_ step: Int = 1) {
        guard !fields.isEmpty else { return }
        focus = ((focus + step) % fields.count + fields.count) % fields.count
    }
}

/// One line of a form.
struct FormField: Hashable, Sendable {
    enum Name: String, Hashable, Sendable {
        case text, name, address, displayName, company, title, template, recipients, value, pace, dailyCap
        case tracking, path, phone, tags, category, industry
        case imapHost, imapPort, imapTLS, smtpHost, smtpPort, smtpTLS, user, password, authority
    }

    enum Kind: Hashable, Sendable {
        case text
        case secret
        case number
        /// One of these, chosen with Left and Right.
        case choice([String], Int)
    }

    var name: Name
    var label: String
    var field: TextField
    var kind: Kind
    var placeholder: String
    /// The user typed into it: presets leave it alone.
    var isTouched = false
    /// Its text is a guess: the first letter typed takes its place.
    var isSuggested = false
    /// An empty line stands above it where there is room.
    var beginsGroup = false

    init(_ name: Name, _ label: String, _ text: String = "", placeholder: String = "", kind: Kind = .text) {
        self.name = name
        self.label = label
        self.kind = kind
        self.placeholder = placeholder
        field = TextField(text)
    }

    var value: String {
        if case .choice(let options, let index) = kind {
            return options.indices.contains(index) ? options[index] : ""
        }
        return field.text
    }

    mutating func set(_ value: String) {
        if case .choice(let options, _) = kind {
            if let index = options.firstIndex(of: value) { kind = .choice(options, index) }
        } else {
            field.text = value
        }
    }

    /// The next choice; false when it is none.
    mutating func turn(by step: Int) -> Bool {
        guard case .choice(let options, let index) = kind, !options.isEmpty else { return false }
        kind = .choice(options, ((index + step) % options.count + options.count) % options.count)
        isTouched = true
        return true
    }
}
