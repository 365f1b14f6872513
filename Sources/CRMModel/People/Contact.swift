/// A person that the user sells to.
public struct Contact: Hashable, Sendable, Identifiable {
    public var id: ID<Contact>
    public var company: ID<Company>?
    /// The company's name, for showing; read only.
    public var companyName: String?
    public var firstName: String
    public var lastName: String
    public var title: String
    /// First is the primary one.
    public var addresses: [EmailAddress]
    public var phones: [String]
    /// IANA time zone name, or nil when unknown.
    public var timeZone: String?
    public var tags: [String]
    /// Custom fields by name.
    public var fields: [String: String]
    public var notes: String
    public var created: Timestamp
    /// The last mail in or out, open or click.
    public var lastTouch: Timestamp?

    public init(
        id: ID<Contact>, company: ID<Company>? = nil, companyName: String? = nil, firstName: String = "",
        lastName: String = "", title: String = "", addresses: [EmailAddress] = [], phones: [String] = [],
        timeZone: String? = nil, tags: [String] = [], fields: [String: String] = [:], notes: String = "",
        created: Timestamp, lastTouch: Timestamp? = nil
    ) {
        self.id = id
        self.company = company
        self.companyName = companyName
        self.firstName = firstName
        self.lastName = lastName
        self.title = title
        self.addresses = addresses
        self.phones = phones
        self.timeZone = timeZone
        self.tags = tags
        self.fields = fields
        self.notes = notes
        self.created = created
        self.lastTouch = lastTouch
    }

    /// First and last name, else the first address, else a dash.
    public var displayName: String {
        let name = [firstName, lastName].filter { !$0.isEmpty }.joined(separator: " ")
        return name.isEmpty ? addresses.first?.text ?? "–" : name
    }
}

/// A company that contacts belong to.
public struct Company: Hashable, Sendable, Identifiable {
    public var id: ID<Company>
    public var name: String
    /// Normalised mail domains, never freemail ones.
    public var domains: [String]
    public var industry: String
    public var website: String
    public var notes: String
    public var contactCount: Int
    public var created: Timestamp

    public init(
        id: ID<Company>, name: String, domains: [String] = [], industry: String = "", website: String = "",
        notes: String = "", contactCount: Int = 0, created: Timestamp
    ) {
        self.id = id
        self.name = name
        self.domains = domains
        self.industry = industry
        self.website = website
        self.notes = notes
        self.contactCount = contactCount
        self.created = created
    }
}
