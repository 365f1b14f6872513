/// A mail being written. Autosaved; survives a kill.
public struct Draft: Hashable, Sendable, Identifiable {
    /// What the mail is about to be.
    public enum Kind: Hashable, Sendable {
        case new
        case reply(to: RowID<Message>, all: Bool)
        case forward(of: RowID<Message>)
    }

    public var id: ID<Draft>
    /// Grows with each save.
    public var revision: Int
    public var kind: Kind
    public var account: ID<Account>
    /// As typed: `Ana <ana@x.example>, bob@y.example`.
    public var to: String
    public var cc: String
    public var bcc: String
    /// May hold merge fields.
    public var subject: String
    /// May hold merge fields; plain text with light mark-up.
    public var body: String
    public var template: ID<TemplateVersion>?
    /// Whom merge fields are filled for.
    public var contact: ID<Contact>?
    /// Absolute paths of files to attach.
    public var attachments: [String]
    public var tracks: Bool
    public var saved: Timestamp

    public init(
        id: ID<Draft>, revision: Int = 0, kind: Kind = .new, account: ID<Account>, to: String = "",
        cc: String = "",
        bcc: String = "", subject: String = "", body: String = "", template: ID<TemplateVersion>? = nil,
        contact: ID<Contact>? = nil, attachments: [String] = [], tracks: Bool = false, saved: Timestamp
    ) {
        self.id = id
        self.revision = revision
        self.kind = kind
        self.account = account
        self.to = to
        self.cc = cc
        self.bcc = bcc
        self.subject = subject
        self.body = body
        self.template = template
        self.contact = contact
        self.attachments = attachments
        self.tracks = tracks
        self.saved = saved
    }
}
