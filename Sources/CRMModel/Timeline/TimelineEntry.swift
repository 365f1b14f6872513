/// Something that happened with a contact or a company; never edited.
public struct TimelineEntry: Hashable, Sendable, Identifiable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case mailIn, mailOut, open, machineOpen, click, machineClick, note, campaignStep, bounce, unsubscribe
        case outOfOffice
    }

    public var id: ID<TimelineEntry>
    public var at: Timestamp
    public var kind: Kind
    /// The main words: the subject, the note, the link.
    public var summary: String
    /// More in a quieter voice: the preview, the verdict, the campaign's name.
    public var detail: String
    public var message: RowID<Message>?
    public var contact: ID<Contact>?
    public var company: ID<Company>?
    /// Who did it: a contact's name, the user, `machine`.
    public var actor: String

    public init(
        id: ID<TimelineEntry>, at: Timestamp, kind: Kind, summary: String, detail: String,
        message: RowID<Message>?, contact: ID<Contact>?, company: ID<Company>?, actor: String
    ) {
        self.id = id
        self.at = at
        self.kind = kind
        self.summary = summary
        self.detail = detail
        self.message = message
        self.contact = contact
        self.company = company
        self.actor = actor
    }
}
