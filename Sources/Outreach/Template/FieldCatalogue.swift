import Platform

/// The merge fields that exist, with the names that people use for them.
public struct FieldCatalogue: Hashable, Sendable {
    /// A merge field.
    public struct Field: Hashable, Sendable {
        /// What stands between the braces, for instance `company.industry`.
        public var name: String
        /// What it is, for the completion list.
        public var title: String
        public var isList: Bool

        init(_ name: String, _ title: String, isList: Bool = false) {
            self.name = name
            self.title = title
            self.isList = isList
        }
    }

    /// Canonical fields, in the order in which completion shows them; the workspace's custom ones last.
    public let fields: [Field]
    private let known: [String: String]

    /// - Parameter customFields: names of custom fields of the workspace's contacts; usable with and without
    ///   `custom.` in front, unless a built-in field has the name.
    public init(customFields: some Sequence<String> = [String]()) {
        var known: [String: String] = [:]
        for field in Self.builtIn { known[field.name] = field.name }
        for (alias, name) in Self.aliases { known[alias] = name }
        var fields = Self.builtIn
        for name in Set(customFields).sorted() where Self.isIdentifier(name) {
            fields.append(Field("custom.\(name)", "custom field"))
            if known[name] == nil { known[name] = "custom.\(name)" }
        }
        self.fields = fields
        self.known = known
    }

    /// The canonical name of a path as written; nil when there is no such field.
    ///
    /// `custom.` with any name is a field: whether the recipient has it is seen when merging.
    public func canonicalName(of path: String) -> String? {
        if let name = known[path] { return name }
        let short = path.hasPrefix("contact.") ? String(path.dropFirst(8)) : path
        if short != path, let name = known[short] { return name }
        guard short.hasPrefix("custom."), Self.isIdentifier(short.dropFirst(7)) else { return nil }
        return short
    }

    /// The field that somebody may have meant.
    public func nearest(to path: String) -> String? {
        NearestName.of(path, in: fields.map(\.name) + Self.aliases.map(\.0))
    }

    static func isIdentifier(_ text: some StringProtocol) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 64 else { return false }
        return (isLetter(first) || first >= 0x80)
            && text.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 >= 0x80 }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
    }

    private static let builtIn = [
        Field("firstName", "first name"), Field("lastName", "last name"), Field("name", "full name"),
        Field("title", "job title"), Field("email", "address"), Field("phone", "telephone"),
        Field("tags", "all tags", isList: true), Field("emails", "all addresses", isList: true),
        Field("phones", "all telephones", isList: true), Field("timeZone", "time zone"),
        Field("company", "company"), Field("company.industry", "industry"),
        Field("company.website", "website"), Field("company.domain", "mail domain"),
        Field("sender.name", "your name"), Field("sender.firstName", "your first name"),
        Field("sender.email", "your address"), Field("sender.signature", "your signature"),
        Field("sender.account", "your account"), Field("today", "today's date"),
        Field("tomorrow", "tomorrow's date"), Field("nextWeek", "Monday of next week"),
        Field("weekday", "today's weekday"), Field("month", "this month's name"), Field("year", "this year"),
        Field("monthEnd", "last day of the month"), Field("quarterEnd", "last day of the quarter"),
        Field("yearEnd", "last day of the year"), Field("step.number", "step of the campaign"),
        Field("campaign.name", "name of the campaign"), Field("unsubscribeUrl", "link to unsubscribe"),
    ]

    private static let aliases = [
        ("company.name", "company"), ("companyName", "company"), ("fullName", "name"),
        ("jobTitle", "title"), ("industry", "company.industry"), ("website", "company.website"),
        ("domain", "company.domain"), ("contact.name", "name"), ("contact.company", "company"),
        ("sender.signatureText", "sender.signature"), ("unsubscribeURL", "unsubscribeUrl"),
        ("unsubscribe", "unsubscribeUrl"),
    ]
}
