import CRMModel
import CRMStore
import CellText
import Platform

extension CommandSpec {
    static let contactCommands = [
        contactAdd, contactList, contactFind, contactShow, contactEdit, contactRemove, contactMerge,
        contactNote, contactTags,
    ]

    private static let attributes: [Option] = [
        .value("--email", "ADDRESS", "an address; the first is the primary one", repeats: true),
        .value("--first", "NAME", "the first name"), .value("--last", "NAME", "the last name"),
        .value("--title", "TITLE", "the job title"),
        .value("--company", "NAME", "the company by name or id; made when there is none"),
        .value("--phone", "NUMBER", "a telephone number", repeats: true),
        .value("--timezone", "ZONE", "for instance Europe/Berlin"),
        .value("--tag", "TAG", "a tag", repeats: true),
        .value("--field", "NAME=VALUE", "a field of your own; an empty value removes it", repeats: true),
        .value("--notes", "TEXT", "notes"),
    ]

    private static let contactAdd = CommandSpec(
        path: ["contact", "add"], summary: "add a contact; mail with its addresses is linked",
        operands: [.any("NAME")], options: attributes,
        run: .workspace { workspace, invocation in
            let desk = PeopleDesk(workspace: workspace)
            var contact = Contact(id: desk.newID(), created: workspace.now)
            if !invocation.operands.isEmpty {
                let words = invocation.operands.flatMap { $0.split(separator: " ") }
                contact.lastName = words.count > 1 ? String(words[words.count - 1]) : ""
                contact.firstName = words.prefix(max(1, words.count - 1)).joined(separator: " ")
            }
            try await apply(invocation, to: &contact, desk)
            guard !contact.addresses.isEmpty || !contact.firstName.isEmpty || !contact.lastName.isEmpty else {
                throw CommandError.usage("contact add", "nothing is known about it", "give a NAME or --email")
            }
            let saved = try await desk.save(contact)
            Printer(invocation).result(JSONValue(saved), lines: ["added \(line(saved))"])
        })

    private static let contactList = CommandSpec(
        path: ["contact", "list"], summary: "list contacts by name",
        options: [
            .value("--tag", "TAG", "only those with it"), .value("--company", "NAME", "only of that company"),
            .value("--limit", "N", "how many (default: 100)"),
            .value("--after", "CURSOR", "the page behind this cursor"),
        ],
        run: .workspace { workspace, invocation in
            let desk = PeopleDesk(workspace: workspace)
            var company: ID<Company>?
            if let name = invocation.value("--company") { company = try await desk.company(name).id }
            let limit = try invocation.integer("--limit", in: 1...100_000) ?? 100
            var cursor = try invocation.value("--after").map { (text) throws in
                try NameCursor(argument: text)
            }
            var items: [Contact] = []
            repeat {
                let page = try await desk.contacts.list(
                    tag: invocation.value("--tag"), company: company, after: cursor,
                    limit: min(1000, limit - items.count))
                items += page.items
                cursor = page.next
            } while cursor != nil && items.count < limit
            print(items, next: cursor, invocation)
        })

    private static let contactFind = CommandSpec(
        path: ["contact", "find"], summary: "find contacts by name, address or company",
        operands: [.several("QUERY")], options: [.value("--limit", "N", "how many (default: 20)")],
        run: .workspace { workspace, invocation in
            let found = try await PeopleDesk(workspace: workspace).contacts.find(
                invocation.operands.joined(separator: " "),
                limit: try invocation.integer("--limit", in: 1...1000) ?? 20)
            print(found, next: nil, invocation)
        })

    private static let contactShow = CommandSpec(
        path: ["contact", "show"], summary: "show a contact: by id, address or whole name",
        operands: [.required("ID")],
        run: .workspace { workspace, invocation in
            let contact = try await PeopleDesk(workspace: workspace).contact(invocation.operands[0])
            Printer(invocation).result(JSONValue(contact), lines: page(contact))
        })

    private static let contactEdit = CommandSpec(
        path: ["contact", "edit"], summary: "change a contact; what is not named stays",
        operands: [.required("ID")],
        options: attributes + [.value("--remove-tag", "TAG", "take a tag off", repeats: true)],
        details: "--email and --phone replace all addresses and numbers; --tag adds to the tags.",
        run: .workspace { workspace, invocation in
            let desk = PeopleDesk(workspace: workspace)
            var contact = try await desk.contact(invocation.operands[0])
            try await apply(invocation, to: &contact, desk)
            let saved = try await desk.save(contact)
            Printer(invocation).result(JSONValue(saved), lines: ["changed \(line(saved))"])
        })

    private static let contactRemove = CommandSpec(
        path: ["contact", "remove"], summary: "remove contacts; their mail stays",
        operands: [.several("ID")],
        run: .workspace { workspace, invocation in
            let desk = PeopleDesk(workspace: workspace)
            var ids: [ID<Contact>] = []
            for text in invocation.operands { ids.append(try await desk.contact(text).id) }
            try await desk.contacts.remove(ids, at: workspace.now)
            Printer(invocation).result(["removed": JSONValue(ids.count)], lines: ["removed \(ids.count)"])
        })

    private static let contactMerge = CommandSpec(
        path: ["contact", "merge"], summary: "make one contact of two; the first is kept",
        operands: [.required("ID"), .required("OTHER")],
        run: .workspace { workspace, invocation in
            let desk = PeopleDesk(workspace: workspace)
            let kept = try await desk.contact(invocation.operands[0])
            let other = try await desk.contact(invocation.operands[1])
            guard kept.id != other.id else {
                throw CommandError.usage("contact merge", "both are the same contact", "name two")
            }
            guard let merged = try await desk.contacts.merge(other.id, into: kept.id, at: workspace.now)
            else {
                throw CommandError.notFound("contact merge", "one of them is gone", "")
            }
            try await desk.relink()
            Printer(invocation).result(JSONValue(merged), lines: ["merged into \(line(merged))"])
        })

    private static let contactNote = CommandSpec(
        path: ["contact", "note"], summary: "put a note on a contact's timeline",
        operands: [.required("ID"), .several("TEXT")],
        run: .workspace { workspace, invocation in
            let desk = PeopleDesk(workspace: workspace)
            let contact = try await desk.contact(invocation.operands[0])
            let text = invocation.operands.dropFirst().joined(separator: " ")
            let id = try await desk.note(text, contact: contact.id)
            Printer(invocation).result(
                ["id": .string(id.description), "contact": .string(contact.id.description)],
                lines: ["noted on \(contact.displayName)"])
        })

    private static let contactTags = CommandSpec(
        path: ["contact", "tags"], summary: "all tags and how many contacts have them",
        run: .workspace { workspace, invocation in
            let tags = try await PeopleDesk(workspace: workspace).contacts.tags()
            Printer(invocation).list(
                "tags", tags.map { ["tag": .string($0.tag), "contacts": JSONValue($0.contacts)] },
                lines: tags.map { "\($0.tag)  \($0.contacts)" })
        })

    // MARK: - Parts

    private static func apply(
        _ invocation: Invocation, to contact: inout Contact, _ desk: PeopleDesk
    ) async throws {
        if let value = invocation.value("--first") { contact.firstName = value }
        if let value = invocation.value("--last") { contact.lastName = value }
        if let value = invocation.value("--title") { contact.title = value }
        if let value = invocation.value("--notes") { contact.notes = value }
        if let value = invocation.value("--timezone") { contact.timeZone = value.isEmpty ? nil : value }
        if invocation.has("--email") {
            contact.addresses = invocation.values("--email").filter { !$0.isEmpty }.map { EmailAddress($0) }
        }
        if invocation.has("--phone") { contact.phones = invocation.values("--phone").filter { !$0.isEmpty } }
        for tag in invocation.values("--tag") where !contact.tags.contains(tag) { contact.tags.append(tag) }
        let removed = invocation.values("--remove-tag").map { $0.lowercased() }
        contact.tags.removeAll { removed.contains($0.lowercased()) }
        for text in invocation.values("--field") {
            guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
                throw CommandError.usage("--field", "'\(text)' is not NAME=VALUE", "write --field seats=40")
            }
            let value = String(text[text.index(after: equals)...])
            contact.fields[String(text[..<equals])] = value.isEmpty ? nil : value
        }
        if let name = invocation.value("--company") {
            contact.company = name.isEmpty ? nil : try await desk.companyMadeIfMissing(name).id
        }
    }

    private static func print(_ contacts: [Contact], next: NameCursor?, _ invocation: Invocation) {
        Printer(invocation).list(
            "contacts", contacts.map { JSONValue($0) }, extra: [.init("next", JSONValue(next?.argument))],
            lines: contacts.isEmpty ? ["no contacts"] : contacts.map(line))
    }

    private static func line(_ contact: Contact) -> String {
        [
            contact.id.description, Sanitizer.line(contact.displayName).fitted(toCells: 26),
            (contact.addresses.first?.text ?? "").fitted(toCells: 32), contact.companyName ?? "",
        ].joined(separator: "  ")
    }

    private static func page(_ contact: Contact) -> [String] {
        var rows = [("Id", contact.id.description), ("Name", contact.displayName), ("Title", contact.title)]
        rows += [("Company", contact.companyName ?? "")]
        rows += contact.addresses.map { ("Mail", $0.text) } + contact.phones.map { ("Phone", $0) }
        rows += [("Time zone", contact.timeZone ?? ""), ("Tags", contact.tags.joined(separator: ", "))]
        rows += contact.fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        rows += [("Notes", contact.notes)]
        return rows.filter { !$0.1.isEmpty }.map { "\($0.0): \($0.1)" }
    }
}
