import CRMModel

/// Reads whole contacts within transactions.
enum ContactReader {
    static func contact(_ id: ID<Contact>, in c: any Connection) throws(StoreError) -> Contact? {
        guard var contact = try c.first(.contactRow, [.id(id)]) else { return nil }
        contact.addresses = try c.all(.addressesOfContact, [.id(id)]).map { EmailAddress($0) }
        contact.phones = try c.all(.phonesOfContact, [.id(id)])
        contact.tags = try c.all(.tagsOfContact, [.id(id)])
        return contact
    }

    static func contacts(_ ids: [ID<Contact>], in c: any Connection) throws(StoreError) -> [Contact] {
        var result: [Contact] = []
        for id in ids { if let contact = try contact(id, in: c) { result.append(contact) } }
        return result
    }
}

/// Writes whole contacts within transactions.
enum ContactWriter {
    /// Stores a contact with everything that hangs on it. Without a company it gets the one of its name, made when
    /// there is none, else the one that owns an address's domain.
    ///
    /// - Throws: `constraint(.unique)` when an address belongs to another contact.
    static func save(_ contact: Contact, at now: Timestamp, in c: any Connection) throws(StoreError) {
        var company = contact.company
        if company == nil, let name = contact.companyName, !name.isEmpty {
            company = try CompanyWriter.ensure(
                named: name, domain: contact.addresses.first?.domain, website: "", industry: "", at: now,
                in: c)
        }
        for address in contact.addresses where company == nil {
            company = try c.first(.domainOwner, [.text(address.domain)])
        }
        if let known = try c.first(.employer, [.id(contact.id)]), known.company != company {
            // The company's side of every link follows.
            try RelinkQueue.add(.contact(contact.id), in: c)
            // Mail whose tie to the contact was cut is found by its addresses only.
            for address in contact.addresses { try RelinkQueue.add(.address(address), in: c) }
        }
        let sortName = ContactMapping.normalize(contact.displayName)
        try c.run(
            .saveContact,
            [
                .id(contact.id), .id(company), .text(contact.firstName), .text(contact.lastName),
                .text(contact.title), .string(contact.timeZone), .text(contact.notes),
                .text(StoredJSON.object(contact.fields)), .text(sortName), .time(contact.created), .time(now),
            ])
        try saveAddresses(of: contact, in: c)
        try c.run(.removePhones, [.id(contact.id)])
        for (position, phone) in contact.phones.enumerated() {
            try c.run(.addPhone, [.id(contact.id), .int(position), .text(phone)])
        }
        try c.run(.removeTags, [.id(contact.id)])
        for tag in contact.tags {
            try c.run(.addTag, [.id(contact.id), .text(tag.lowercased()), .text(tag)])
        }
        let words = SearchWords.words(
            names: [contact.firstName, contact.lastName], addresses: contact.addresses.map(\.text))
        try WordIndex.replace(.contact, .id(contact.id), with: words, in: c)
        try CampaignWork.unpark(contact: contact.id, at: now, in: c)
    }

    /// Statuses of addresses that stay are kept; new ones are to be linked.
    private static func saveAddresses(of contact: Contact, in c: any Connection) throws(StoreError) {
        let old = Set(try c.all(.addressesOfContact, [.id(contact.id)]).map { EmailAddress($0) })
        let new = Set(contact.addresses)
        for address in old.subtracting(new) {
            try c.run(.removeAddress, [.text(address.normalized)])
            try RelinkQueue.add(.address(address), in: c)
        }
        for (position, address) in contact.addresses.enumerated() {
            let saved = try c.run(
                .saveAddress,
                [
                    .text(address.normalized), .id(contact.id), .text(address.text), .int(position),
                ])
            guard saved > 0 else {
                throw StoreError(
                    .constraint(.unique), statement: "saveAddress", detail: "contact_emails.addr_norm")
            }
            if !old.contains(address) { try RelinkQueue.add(.address(address), in: c) }
        }
    }

    static let catalogue: [CataloguedStatement] = [
        Statement.contactRow.listed(), Statement.addressesOfContact.listed(),
        Statement.phonesOfContact.listed(),
        Statement.tagsOfContact.listed(), Statement.saveContact.listed(), Statement.removePhones.listed(),
        Statement.addPhone.listed(), Statement.removeTags.listed(), Statement.addTag.listed(),
        Statement.removeAddress.listed(), Statement.saveAddress.listed(), Statement.employer.listed(),
    ]
}

/// Where a contact works.
struct Employer: Sendable {
    var company: ID<Company>?
}

extension Statement where Row == Employer {
    /// `$1` contact.
    fileprivate static let employer = Statement(
        named: "employer", "SELECT company_id FROM contacts WHERE id = $1"
    ) { (row) throws(StoreError) in Employer(company: try row.optionalID(0)) }
}

extension Statement where Row == Contact {
    /// `$1` id. Addresses, phones and tags are read apart.
    fileprivate static let contactRow = Statement(
        named: "contactRow",
        """
        SELECT c.id, c.company_id, o.name, c.first_name, c.last_name, c.title, c.time_zone, c.fields, c.notes,
            c.created, c.last_touch
        FROM contacts c LEFT JOIN companies o ON o.id = c.company_id WHERE c.id = $1 AND c.deleted IS NULL
        """
    ) { (row) throws(StoreError) in
        Contact(
            id: try row.id(0), company: try row.optionalID(1), companyName: try row.optionalText(2),
            firstName: try row.text(3), lastName: try row.text(4), title: try row.text(5),
            timeZone: try row.optionalText(6), fields: StoredJSON.fields(try row.text(7)),
            notes: try row.text(8),
            created: try row.time(9), lastTouch: try row.optionalTime(10))
    }
}

extension Statement where Row == String {
    /// `$1` contact.
    fileprivate static let addressesOfContact = Statement(
        named: "addressesOfContact", "SELECT addr FROM contact_emails WHERE contact_id = $1 ORDER BY position"
    ) { (row) throws(StoreError) in try row.text(0) }
    /// `$1` contact.
    fileprivate static let phonesOfContact = Statement(
        named: "phonesOfContact", "SELECT phone FROM contact_phones WHERE contact_id = $1 ORDER BY position"
    ) { (row) throws(StoreError) in try row.text(0) }
    /// `$1` contact.
    fileprivate static let tagsOfContact = Statement(
        named: "tagsOfContact", "SELECT tag FROM contact_tags WHERE contact_id = $1 ORDER BY tag_norm"
    ) { (row) throws(StoreError) in try row.text(0) }
}

extension Statement where Row == Void {
    /// `$1` id, `$2` company, `$3` first name, `$4` last name, `$5` title, `$6` time zone, `$7` notes, `$8` fields,
    /// `$9` sort name, `$10` created, `$11` now.
    fileprivate static let saveContact = Statement(
        named: "saveContact",
        """
        INSERT INTO contacts(id, company_id, first_name, last_name, title, time_zone, notes, fields, sort_name,
            created, updated)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (id) DO UPDATE SET company_id = excluded.company_id, first_name = excluded.first_name,
            last_name = excluded.last_name, title = excluded.title, time_zone = excluded.time_zone,
            notes = excluded.notes, fields = excluded.fields, sort_name = excluded.sort_name,
            updated = excluded.updated, revision = revision + 1, deleted = NULL
        """)
    /// `$1` contact.
    fileprivate static let removePhones = Statement(
        named: "removePhones", "DELETE FROM contact_phones WHERE contact_id = $1")
    /// `$1` contact, `$2` position, `$3` phone.
    fileprivate static let addPhone = Statement(
        named: "addPhone", "INSERT INTO contact_phones(contact_id, position, phone) VALUES ($1, $2, $3)")
    /// `$1` contact.
    fileprivate static let removeTags = Statement(
        named: "removeTags", "DELETE FROM contact_tags WHERE contact_id = $1")
    /// `$1` contact, `$2` tag in lower case, `$3` tag.
    static let addTag = Statement(
        named: "addTag",
        "INSERT INTO contact_tags(contact_id, tag_norm, tag) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
    /// `$1` address.
    fileprivate static let removeAddress = Statement(
        named: "removeAddress", "DELETE FROM contact_emails WHERE addr_norm = $1")
    /// `$1` normalised, `$2` contact, `$3` address, `$4` position. Changes nothing when another contact has it.
    static let saveAddress = Statement(
        named: "saveAddress",
        """
        INSERT INTO contact_emails(addr_norm, contact_id, addr, position) VALUES ($1, $2, $3, $4)
        ON CONFLICT (addr_norm) DO UPDATE SET addr = excluded.addr, position = excluded.position
        WHERE contact_id = excluded.contact_id
        """)
}
