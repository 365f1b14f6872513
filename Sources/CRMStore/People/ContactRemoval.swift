import CRMModel

/// Removing, restoring and merging contacts within transactions.
enum ContactRemoval {
    static func remove(_ id: ID<Contact>, at now: Timestamp, in c: any Connection) throws(StoreError) {
        // Their mail is nobody's until somebody else has the addresses, or they come back.
        try RelinkQueue.add(.contact(id), in: c)
        try c.run(.keepAddresses, [.id(id)])
        try c.run(.freeAddresses, [.id(id)])
        try c.run(.markContactRemoved, [.id(id), .time(now)])
        try WordIndex.replace(.contact, .id(id), with: [], in: c)
        try Enrolments.stop(contact: id, as: .cancelled, reason: "the contact was removed", at: now, in: c)
    }

    static func restore(_ id: ID<Contact>, at now: Timestamp, in c: any Connection) throws(StoreError) {
        try c.run(.bringContactBack, [.id(id), .time(now)])
        try c.run(.bringAddressesBack, [.id(id)])
        try c.run(.forgetAddresses, [.id(id)])
        try c.run(.bringLinksBack, [.id(id)])
        try c.run(.forgetAsideLinks, [.id(id)])
        try RelinkQueue.add(.contact(id), in: c)
        if let contact = try ContactReader.contact(id, in: c) {
            for address in contact.addresses { try RelinkQueue.add(.address(address), in: c) }
            try ContactWriter.save(contact, at: now, in: c)
        }
    }

    static func merge(
        _ other: ID<Contact>, into kept: ID<Contact>, at now: Timestamp, in c: any Connection
    ) throws(StoreError) -> Contact? {
        guard other != kept, var contact = try ContactReader.contact(kept, in: c),
            let second = try ContactReader.contact(other, in: c)
        else { return nil }
        if !contact.notes.isEmpty, !contact.notes.contains(second.notes) {
            contact.notes += "\n\n" + second.notes
        }
        contact.fill(from: second)
        for statement in [
            Statement<Void>.moveAddresses, .moveTimeline, .moveActivities, .moveLinks, .keepLinksByHand,
            .dropLinksOfMerged, .moveEnrolments, .moveJobs, .moveDrafts, .joinTouches,
        ] {
            try c.run(statement, [.id(other), .id(kept)])
        }
        // Both were in the same campaign: one person gets its mail once.
        try Enrolments.stop(
            contact: other, as: .cancelled, reason: "the same person as another recipient", at: now, in: c)
        for address in second.addresses { try RelinkQueue.add(.address(address), in: c) }
        try RelinkQueue.add(.contact(kept), in: c)
        try c.run(.markContactRemoved, [.id(other), .time(now)])
        try WordIndex.replace(.contact, .id(other), with: [], in: c)
        try ContactWriter.save(contact, at: now, in: c)
        return try ContactReader.contact(kept, in: c)
    }

    static let catalogue: [CataloguedStatement] = [
        Statement.keepAddresses.listed(), Statement.freeAddresses.listed(),
        Statement.markContactRemoved.listed(),
        Statement.bringContactBack.listed(), Statement.bringAddressesBack.listed(),
        Statement.forgetAddresses.listed(), Statement.moveAddresses.listed(), Statement.moveTimeline.listed(),
        Statement.moveActivities.listed(
            scansBecause: "a merge is rare, and activities have no index by contact"),
        Statement.moveLinks.listed(), Statement.moveEnrolments.listed(), Statement.moveJobs.listed(),
        Statement.keepLinksByHand.listed(), Statement.dropLinksOfMerged.listed(),
        Statement.moveDrafts.listed(scansBecause: "drafts are some dozen"), Statement.joinTouches.listed(),
        Statement.bringLinksBack.listed(), Statement.forgetAsideLinks.listed(),
    ]
}

extension Contact {
    /// Takes over what is missing here.
    mutating func fill(from other: Contact) {
        if firstName.isEmpty && lastName.isEmpty { (firstName, lastName) = (other.firstName, other.lastName) }
        if company == nil, companyName?.isEmpty ?? true {
            (company, companyName) = (other.company, other.companyName)
        }
        if title.isEmpty { title = other.title }
        if timeZone == nil { timeZone = other.timeZone }
        if notes.isEmpty { notes = other.notes }
        fields.merge(other.fields) { own, _ in own }
        for address in other.addresses where !addresses.contains(address) { addresses.append(address) }
        for phone in other.phones where !phones.contains(phone) { phones.append(phone) }
        for tag in other.tags where !tags.contains(where: { $0.lowercased() == tag.lowercased() }) {
            tags.append(tag)
        }
    }
}

extension Statement where Row == Void {
    /// `$1` contact.
    fileprivate static let keepAddresses = Statement(
        named: "keepAddresses",
        """
        INSERT OR REPLACE INTO removed_emails(contact_id, addr_norm, addr, position)
        SELECT contact_id, addr_norm, addr, position FROM contact_emails WHERE contact_id = $1
        """)
    /// `$1` contact.
    fileprivate static let freeAddresses = Statement(
        named: "freeAddresses", "DELETE FROM contact_emails WHERE contact_id = $1")
    /// `$1` contact, `$2` now.
    fileprivate static let markContactRemoved = Statement(
        named: "markContactRemoved", "UPDATE contacts SET deleted = $2, updated = $2 WHERE id = $1")
    /// `$1` contact, `$2` now.
    fileprivate static let bringContactBack = Statement(
        named: "bringContactBack", "UPDATE contacts SET deleted = NULL, updated = $2 WHERE id = $1")
    /// `$1` contact.
    fileprivate static let bringAddressesBack = Statement(
        named: "bringAddressesBack",
        """
        INSERT INTO contact_emails(addr_norm, contact_id, addr, position)
        SELECT addr_norm, contact_id, addr, position FROM removed_emails WHERE contact_id = $1
        ON CONFLICT DO NOTHING
        """)
    /// `$1` contact.
    fileprivate static let forgetAddresses = Statement(
        named: "forgetAddresses", "DELETE FROM removed_emails WHERE contact_id = $1")
    /// `$1` from, `$2` to.
    fileprivate static let moveAddresses = Statement(
        named: "moveAddresses", "UPDATE contact_emails SET contact_id = $2 WHERE contact_id = $1")
    /// `$1` from, `$2` to.
    static let moveTimeline = Statement(
        named: "moveTimeline", "UPDATE OR REPLACE activity_entities SET entity_id = $2 WHERE entity_id = $1")
    /// `$1` from, `$2` to.
    fileprivate static let moveActivities = Statement(
        named: "moveActivities",
        """
        UPDATE activities SET contact_id = $2 WHERE contact_id = $1
            AND id IN (SELECT activity_id FROM activity_entities WHERE entity_id = $2)
        """)
    /// `$1` from, `$2` to.
    static let moveLinks = Statement(
        named: "moveLinks", "UPDATE OR IGNORE links SET entity_id = $2 WHERE entity_id = $1")
    /// `$1` from, `$2` to. Where both were linked, by hand counts more.
    static let keepLinksByHand = Statement(
        named: "keepLinksByHand",
        """
        UPDATE links SET how = 'manual', confidence = 1, reviewed = 1 WHERE entity_id = $2 AND message IN (
            SELECT message FROM links WHERE entity_id = $1 AND how = 'manual')
        """)
    /// `$1` from.
    static let dropLinksOfMerged = Statement(
        named: "dropLinksOfMerged", "DELETE FROM links WHERE entity_id = $1 AND $2 IS NOT NULL")
    /// `$1` from, `$2` to.
    fileprivate static let moveDrafts = Statement(
        named: "moveDrafts", "UPDATE drafts SET contact_id = $2 WHERE contact_id = $1")
    /// `$1` from, `$2` to. The later of both touches; who must not be tracked stays so.
    fileprivate static let joinTouches = Statement(
        named: "joinTouches",
        """
        UPDATE contacts SET
            last_touch = nullif(max(coalesce(last_touch, 0),
                coalesce((SELECT last_touch FROM contacts WHERE id = $1), 0)), 0),
            do_not_track = max(do_not_track, (SELECT do_not_track FROM contacts WHERE id = $1))
        WHERE id = $2
        """)
    /// `$1` contact.
    fileprivate static let bringLinksBack = Statement(
        named: "bringLinksBack",
        """
        INSERT INTO links(message, entity_kind, entity_id, how)
        SELECT message, entity_kind, entity_id, 'manual' FROM set_aside_links
        WHERE entity_id = $1 AND why = 'removed' ON CONFLICT DO NOTHING
        """)
    /// `$1` contact.
    fileprivate static let forgetAsideLinks = Statement(
        named: "forgetAsideLinks", "DELETE FROM set_aside_links WHERE entity_id = $1 AND why = 'removed'")
    /// `$1` from, `$2` to. A campaign that has both keeps both rows.
    fileprivate static let moveEnrolments = Statement(
        named: "moveEnrolments", "UPDATE OR IGNORE enrolments SET contact_id = $2 WHERE contact_id = $1")
    /// `$1` from, `$2` to.
    fileprivate static let moveJobs = Statement(
        named: "moveJobs", "UPDATE outbox_jobs SET contact_id = $2 WHERE contact_id = $1")
}
