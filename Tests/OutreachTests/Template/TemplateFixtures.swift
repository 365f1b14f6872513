import CRMModel
import Outreach

/// People and days that the tests of this target share.
enum Fixture {
    static let today = CivilDate(year: 2026, month: 11, day: 20)
    static let moment = Timestamp(milliseconds: 1_795_190_400_000)
    static let sender = MergeSender(
        name: "Dana Cole", email: EmailAddress("dana@acme.example"), signature: "Dana Cole\nAcme",
        account: "work")

    static func id<E>(_ number: UInt64) -> ID<E> {
        ID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0000 | number)
    }

    static var mia: Contact {
        Contact(
            id: id(1), companyName: "Northwind", firstName: "Mia", lastName: "Chen", title: "VP Ops",
            addresses: [EmailAddress("mia@northwind.example")], phones: ["+31 20 555 0134"],
            tags: ["pilot", "q4"], fields: ["seats": "40", "total": "EUR 38400", "holdUntil": "2026-11-28"],
            created: moment)
    }
    static var northwind: Company {
        Company(
            id: id(2), name: "Northwind", domains: ["northwind.example"], industry: "Logistics",
            website: "https://northwind.example", created: moment)
    }
    static var catalogue: FieldCatalogue { FieldCatalogue(customFields: ["seats", "total", "holdUntil"]) }

    static func context(_ contact: Contact? = mia, seed: UInt64 = 7) -> MergeContext {
        MergeContext(
            contact: contact, company: contact == nil ? nil : northwind, sender: sender, today: today,
            seed: seed)
    }

    static func render(
        _ source: String, contact: Contact? = mia, escaping: MergeEscaping = .text,
        policy: MissingPolicy = .block
    ) -> Rendered {
        TemplateRenderer.render(
            TemplateCompiler.compile(source, catalogue: catalogue), with: context(contact),
            escaping: escaping,
            policy: policy)
    }
}
