public import CRMModel
public import MailCore

/// The person that the demo lets the visitor be.
public struct DemoUser: Hashable, Sendable {
    public let name = "Dana Weiss"
    public let address = "dana.weiss@fathomline.example"
    public let company = "Fathomline"
    public let domain = "fathomline.example"
    /// IANA name.
    public let timeZone = "Europe/Amsterdam"
    public let offsetMinutes = 60
    public let signature = """
        Dana Weiss
        Account Executive, Fathomline
        +31 20 555 0182 | https://www.fathomline.example
        """

    public init() {}

    /// Name and address as in a mail.
    public var mailbox: Mailbox { Mailbox(name: name, address: address) }
}

/// A company of the demo.
public struct DemoCompany: Hashable, Sendable {
    /// Short and unlike for each; ties contacts to it.
    public let key: String
    public let name: String
    public let domains: [String]
    public let industry: String
    public let city: String
    public let notes: String

    init(
        _ key: String, _ name: String, _ domain: String, _ industry: String, _ city: String,
        also: [String] = [],
        notes: String = ""
    ) {
        self.key = key
        self.name = name
        self.domains = [domain] + also
        self.industry = industry
        self.city = city
        self.notes = notes
    }

    public var website: String { "https://www.\(domains[0])" }

    /// As a value of the product.
    public func company(id: ID<Company>, created: Timestamp) -> Company {
        Company(
            id: id, name: name, domains: domains, industry: industry, website: website, notes: notes,
            created: created)
    }
}

/// How somebody's mail program writes.
enum MailHabit: Hashable, Sendable {
    /// Plain text, the answered mail quoted below.
    case plain
    /// Text and HTML, quoted below as web mail does.
    case webmail
    /// Text and HTML, the header block of the answered mail above its text, as in big companies.
    case office
    /// A telephone: short, nothing quoted.
    case phone
}

/// A person of the demo who is in the address book.
public struct DemoContact: Hashable, Sendable {
    /// Short and unlike for each, such as `ingrid`.
    public let key: String
    public let company: String
    public let firstName: String
    public let lastName: String
    public let title: String
    /// The first is the primary one.
    public let addresses: [String]
    public let phones: [String]
    /// IANA name.
    public let timeZone: String
    /// Distance from UTC in winter, for the dates of mails.
    public let offsetMinutes: Int
    public let tags: [String]
    /// Custom fields: `seats`, `plan`, `renewal`, `budget`.
    public let fields: [String: String]
    public let notes: String
    let habit: MailHabit
    let closing: String

    /// As people of that country write it: the family name first in Japanese.
    var fullName: String {
        let isJapanese = lastName.unicodeScalars.contains { (0x3040...0x9FFF).contains($0.value) }
        return isJapanese ? "\(lastName) \(firstName)" : "\(firstName) \(lastName)"
    }

    var mailbox: Mailbox { Mailbox(name: fullName, address: addresses[0]) }

    /// As a value of the product.
    public func contact(id: ID<Contact>, company: ID<Company>?, created: Timestamp) -> Contact {
        Contact(
            id: id, company: company, firstName: firstName, lastName: lastName, title: title,
            addresses: addresses.map { EmailAddress($0) }, phones: phones, timeZone: timeZone, tags: tags,
            fields: fields, notes: notes, created: created)
    }
}
