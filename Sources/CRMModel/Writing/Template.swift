/// A mail template: a name over a row of immutable versions.
public struct Template: Hashable, Sendable, Identifiable {
    public var id: ID<Template>
    public var name: String
    public var category: String
    public var industry: String
    public var current: TemplateVersion
    /// How many mails were made from it.
    public var uses: Int
    public var tracksByDefault: Bool

    public init(
        id: ID<Template>, name: String, category: String, industry: String, current: TemplateVersion,
        uses: Int,
        tracksByDefault: Bool
    ) {
        self.id = id
        self.name = name
        self.category = category
        self.industry = industry
        self.current = current
        self.uses = uses
        self.tracksByDefault = tracksByDefault
    }
}

/// One version of a template; never changed once saved.
public struct TemplateVersion: Hashable, Sendable, Identifiable {
    public var id: ID<TemplateVersion>
    public var template: ID<Template>
    /// 1 for the first.
    public var number: Int
    public var subject: String
    /// Plain text with light mark-up and merge fields; HTML is made from it.
    public var body: String
    public var created: Timestamp

    public init(
        id: ID<TemplateVersion>, template: ID<Template>, number: Int, subject: String, body: String,
        created: Timestamp
    ) {
        self.id = id
        self.template = template
        self.number = number
        self.subject = subject
        self.body = body
        self.created = created
    }
}
