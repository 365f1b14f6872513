import CRMModel
import CRMStore
import MailCore
import Platform

/// Contacts and companies, for the command line and the screen.
struct PeopleDesk: Sendable {
    let workspace: OpenWorkspace

    var contacts: ContactRepository { ContactRepository(workspace.database) }
    var companies: CompanyRepository { CompanyRepository(workspace.database) }

    /// By id, by one of its addresses, or by its whole name when only one has it.
    func contact(_ text: String) async throws -> Contact {
        if let id = ID<Contact>(text) {
            if let contact = try await contacts.contact(id) { return contact }
        } else if text.contains("@"), let contact = try await contacts.contact(address: EmailAddress(text)) {
            return contact
        }
        let namesakes = try await contacts.contacts(named: text, limit: 6)
        if namesakes.count == 1 { return namesakes[0] }
        guard namesakes.isEmpty else {
            throw CommandError.usage(
                "contact \(text)", "several have this name",
                "take the id or the address of one: " + Self.names(namesakes))
        }
        let near = try await contacts.find(text, limit: 3)
        throw CommandError.notFound(
            "contact \(text)", "there is no such contact",
            near.isEmpty
                ? "rapport contact list shows them" : "did you mean one of these? " + Self.names(near))
    }

    private static func names(_ contacts: [Contact]) -> String {
        let names = contacts.prefix(5).map { contact in
            let about = [contact.addresses.first?.text, contact.companyName].compactMap { $0 }
            return "\(contact.id) \(contact.displayName)"
                + (about.isEmpty ? "" : " (\(about.joined(separator: ", ")))")
        }
        return names.joined(separator: "; ") + (contacts.count > 5 ? "; and more" : "")
    }

    /// By id or by its name.
    func company(_ text: String) async throws -> Company {
        if let id = ID<Company>(text) {
            if let company = try await companies.company(id) { return company }
        } else if let company = try await companies.company(named: text) {
            return company
        }
        let near = try await companies.find(text, limit: 3).map { "\($0.id) \($0.name)" }
        throw CommandError.notFound(
            "company \(text)", "there is no such company",
            near.isEmpty
                ? "rapport company list shows them"
                : "did you mean one of these? " + near.joined(separator: "; "))
    }

    /// The company of that id or name; made when no company has the name.
    func companyMadeIfMissing(_ text: String) async throws -> Company {
        if ID<Company>(text) != nil { return try await company(text) }
        if let known = try await companies.company(named: text) { return known }
        return try await companies.save(
            Company(id: newID(), name: text, created: workspace.now), at: workspace.now)
    }

    /// Stores a contact and links the mail that is here already.
    func save(_ contact: Contact) async throws -> Contact {
        for address in contact.addresses where !AddressParser.isValid(address.text) {
            throw CommandError.badData(
                "contact", "'\(address.text)' is not a mail address", "correct it and try again")
        }
        let saved: Contact
        do { saved = try await contacts.save(contact, at: workspace.now) } catch {
            guard case .constraint = error.kind else { throw error }
            throw try await takenAddress(contact, error)
        }
        try await relink()
        return saved
    }

    private func takenAddress(_ contact: Contact, _ error: StoreError) async throws -> any Error {
        for address in contact.addresses {
            guard let owner = try await contacts.contact(address: address), owner.id != contact.id else {
                continue
            }
            return CommandError(
                code: .cannotCreate, what: "contact", why: "\(address.text) belongs to \(owner.displayName)",
                recovery: "edit \(owner.id), or merge the two")
        }
        return error
    }

    func save(_ company: Company) async throws -> Company {
        let saved = try await companies.save(company, at: workspace.now)
        try await relink()
        return saved
    }

    /// Links messages to a contact by hand.
    func link(_ ids: [RowID<Message>], to contact: ID<Contact>) async throws {
        try await workspace.messages.linkMessages(ids, to: contact, at: workspace.now)
    }

    /// Undoes `link`.
    func takeBackLink(_ ids: [RowID<Message>], to contact: ID<Contact>) async throws {
        try await workspace.messages.takeBackLink(ids, to: contact, at: workspace.now)
    }

    /// Links mail of addresses, domains and people that have changed hands.
    @discardableResult
    func relink() async throws -> Int {
        try await RelinkQueue(workspace.database).run(with: workspace.messages, at: workspace.now)
    }

    /// Brings the contacts of a CSV or vCard file in, then links mail.
    ///
    /// - Parameter mapping: `field=column`.
    func importContacts(
        _ path: String, mapping: [String], duplicates: DuplicatePolicy, isDryRun: Bool, tag: String?,
        progress: @Sendable (Int, Int) -> Void
    ) async throws -> ImportReport {
        let pairs = try mapping.map { text throws -> (field: String, column: String) in
            guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
                throw CommandError.usage("--map", "'\(text)' is not FIELD=COLUMN", "write email=Work Email")
            }
            return (String(text[..<equals]), String(text[text.index(after: equals)...]))
        }
        let bytes = try InputFile.read(path, limit: ContactFile.sizeLimit)
        let people = try ContactFile.read(bytes, mapping: pairs)
        var report = try await ContactImport(workspace.database).run(
            people, duplicates: duplicates, isDryRun: isDryRun, tag: tag, at: workspace.now
        ) { done in
            progress(done, people.count)
        }
        if !isDryRun { report.linked = try await linkedByImport() }
        return report
    }

    /// Links the mail of imported people.
    ///
    /// - Returns: how many messages got other ties; nil when another program keeps the workspace busy: it waits in the
    ///   queue then, and whoever runs next goes on.
    func linkedByImport() async throws -> Int? {
        do throws(StoreError) {
            return try await RelinkQueue(workspace.database).run(with: workspace.messages, at: workspace.now)
        } catch {
            guard error.kind == .busy else { throw error }
            return nil
        }
    }

    /// All contacts, page by page.
    func all(tag: String?, company: ID<Company>?) async throws -> [Contact] {
        var result: [Contact] = []
        var cursor: NameCursor?
        repeat {
            let page = try await contacts.list(tag: tag, company: company, after: cursor, limit: 1000)
            result += page.items
            cursor = page.next
        } while cursor != nil
        return result
    }

    func note(_ text: String, contact: ID<Contact>?, company: ID<Company>? = nil) async throws
        -> ID<TimelineEntry>
    {
        let id: ID<TimelineEntry> = newID()
        try await workspace.timeline.addNote(
            text, id: id, contact: contact, company: company, actor: "you", at: workspace.now)
        return id
    }

    func newID<Entity>() -> ID<Entity> {
        var random = SecureRandom()
        return ID(at: workspace.now, using: &random)
    }
}

extension NameCursor {
    /// The form on the command line.
    var argument: String { Base64URL.encode(id + Array(name.utf8)) }

    init(argument text: String) throws(CommandError) {
        guard let bytes = Base64URL.decode(text), bytes.count >= 16 else {
            throw .usage("--after", "'\(text)' is not a cursor", "use the value of \"next\"")
        }
        self.init(name: String(decoding: bytes[16...], as: UTF8.self), id: Array(bytes[..<16]))
    }
}
