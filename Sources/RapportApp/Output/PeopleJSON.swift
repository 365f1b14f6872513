import CRMModel
import Platform

extension JSONValue {
    init(_ contact: Contact) {
        self = [
            "id": .string(contact.id.description), "name": .string(contact.displayName),
            "first_name": .string(contact.firstName), "last_name": .string(contact.lastName),
            "title": .string(contact.title), "emails": .array(contact.addresses.map { .string($0.text) }),
            "phones": .array(contact.phones.map { .string($0) }),
            "company": contact.company.map { company in
                ["id": .string(company.description), "name": JSONValue(contact.companyName)]
            } ?? .null, "timezone": JSONValue(contact.timeZone),
            "tags": .array(contact.tags.map { .string($0) }),
            "fields": .object(
                contact.fields.sorted { $0.key < $1.key }.map { Member($0.key, .string($0.value)) }),
            "notes": .string(contact.notes), "created": JSONValue(contact.created),
            "last_touch": JSONValue(contact.lastTouch),
        ]
    }

    init(_ company: Company) {
        self = [
            "id": .string(company.id.description), "name": .string(company.name),
            "domains": .array(company.domains.map { .string($0) }), "industry": .string(company.industry),
            "website": .string(company.website), "notes": .string(company.notes),
            "contacts": JSONValue(company.contactCount), "created": JSONValue(company.created),
        ]
    }

    init(_ entry: TimelineEntry) {
        self = [
            "id": .string(entry.id.description), "at": JSONValue(entry.at),
            "kind": .string(entry.kind.rawValue),
            "summary": .string(entry.summary), "detail": .string(entry.detail),
            "message": JSONValue(entry.message?.description),
            "contact": JSONValue(entry.contact?.description),
            "company": JSONValue(entry.company?.description), "actor": .string(entry.actor),
        ]
    }
}
