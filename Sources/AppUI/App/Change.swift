public import CRMModel

/// What a change does. Every one is shown before it is done.
public enum Change: Hashable, Sendable {
    case setFlags([RowID<Message>], adding: MessageFlags, removing: MessageFlags)
    /// Into the account's archive folder.
    case archive([RowID<Message>])
    /// Into the trash folder; for good when there is none.
    case delete([RowID<Message>])
    case junk([RowID<Message>])
    case move([RowID<Message>], to: RowID<Folder>)
    /// Moves to the folder of that name; the problem names the nearest when there is none.
    case moveToName([RowID<Message>], folder: String)
    /// Ties messages to a contact, and with `remember` every other mail of their senders too; answered by
    /// `.linked`.
    case link([RowID<Message>], to: ID<Contact>, remember: Bool)
    /// Takes a tie back, and the addresses that were remembered with it.
    case unlink([RowID<Message>], from: ID<Contact>, forgetting: [EmailAddress] = [])
    /// A new contact, tied to these messages; answered by `.contactCreated`.
    case createContact(ContactForm, linking: [RowID<Message>])
    /// Takes a contact back that was just made, and the ties that came with it.
    case removeContact(ID<Contact>, unlinking: [RowID<Message>])
    /// What is known about a contact, as typed; addresses, phones and tags that are gone from it are taken away.
    case editContact(ID<Contact>, ContactForm)
    /// Values that merge fields of a contact lack; what waits for them in campaigns goes on.
    case fillFields(ID<Contact>, [FieldValue])
    /// The contacts of a CSV or vCard file; those that are here stay as they are. Answered by `.contactsImported`.
    case importContacts(String)
    case addNote(TimelineSubject, text: String)
    /// Answered by `.draftSaved`.
    case saveDraft(Draft)
    case discardDraft(ID<Draft>)
    /// Into the outbox, not before `at` or, when nil, the undo delay from now; answered by `.queued`.
    case send(Draft, at: Timestamp?)
    case cancelJob(ID<OutboxJob>)
    /// Without waiting for its undo delay or retry time.
    case sendJobNow(ID<OutboxJob>)
    /// Tries a failed one again, or an uncertain one that the user decided to repeat.
    case retryJob(ID<OutboxJob>)
    /// Takes an uncertain one as sent, because the user knows that it arrived.
    case settleJob(ID<OutboxJob>)
    /// A new template, or a new version of the one with that name; answered by `.templateSaved` or a problem with
    /// line and column.
    case saveTemplate(TemplateForm)
    /// Answered by `.campaignCreated`.
    case createCampaign(CampaignForm)
    case startCampaign(ID<Campaign>)
    case pauseCampaign(ID<Campaign>)
    case resumeCampaign(ID<Campaign>)
    case cancelCampaign(ID<Campaign>)
    /// Tries both servers; answered by `.accountTested`.
    case testAccount(AccountForm)
    /// Tests and saves; answered by `.accountSaved` or `.accountTested` with what failed.
    case saveAccount(AccountForm)
    /// Tries both servers with it and keeps it; answered by `.accountTested` or `.accountSaved`.
    case setPassword(ID<Account>, String)
    /// Answered by `.attachmentSaved`, or by `.fileTaken` when something is there already and must not be replaced.
    case saveAttachment(RowID<Message>, number: Int, to: String, replacing: Bool)
    /// Where a file of this name would be saved; answered by `.pathCompleted`.
    case proposePath(name: String)
    /// Saves to a private temporary file and opens it with the desktop's program.
    case openAttachment(RowID<Message>, number: Int)
    /// Looks whether a file can be attached; answered by `.fileFound` with its whole path.
    case checkFile(String)
    /// Goes on with a path as far as it is certain; answered by `.pathCompleted`.
    case completePath(String)
    case syncNow
}

/// What came of a change.
public enum ChangeResult: Hashable, Sendable {
    case done
    /// How many older messages were tied by remembering these addresses.
    case linked(more: Int, remembered: [EmailAddress] = [])
    /// With how many mails were tied to it.
    case contactCreated(ID<Contact>, linked: Int)
    case contactSaved(ID<Contact>)
    case contactsImported(ImportOutcome)
    case draftSaved(ID<Draft>, revision: Int, at: Timestamp)
    case queued(ID<OutboxJob>, notBefore: Timestamp)
    case templateSaved(name: String, version: Int)
    case campaignCreated(ID<Campaign>, name: String, recipients: Int)
    case accountTested([ServerCheck])
    case accountSaved(ID<Account>)
    case attachmentSaved(path: String)
    /// A file is there already.
    case fileTaken(RowID<Message>, number: Int, path: String)
    case fileFound(path: String, size: Int)
    /// The path as far as it is certain, and the names that it may go on with when there are several.
    case pathCompleted(String, names: [String])
}

/// What became of a file of contacts.
public struct ImportOutcome: Hashable, Sendable {
    public var created: Int
    public var updated: Int
    public var skipped: Int
    /// Mails that were tied to the people; nil while another program is at it.
    public var linked: Int?
    /// Rows that were not taken, each with its line.
    public var errors: [String]

    public init(created: Int, updated: Int, skipped: Int, linked: Int?, errors: [String]) {
        self.created = created
        self.updated = updated
        self.skipped = skipped
        self.linked = linked
        self.errors = errors
    }
}

/// A merge field with its value, as typed.
public struct FieldValue: Hashable, Sendable {
    /// The canonical name: `company.industry`, `custom.seats`.
    public var name: String
    public var text: String

    public init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}

/// A contact as typed.
public struct ContactForm: Hashable, Sendable {
    public var name: String
    /// One or more, between commas; the first is the one that is written to.
    public var address: String
    public var company: String
    public var title: String
    /// One or more, between commas.
    public var phone: String
    /// Between commas.
    public var tags: String

    public init(
        name: String, address: String, company: String, title: String = "", phone: String = "",
        tags: String = ""
    ) {
        self.name = name
        self.address = address
        self.company = company
        self.title = title
        self.phone = phone
        self.tags = tags
    }
}

/// A template as typed. An empty category or industry leaves what a template of that name has.
public struct TemplateForm: Hashable, Sendable {
    public var name: String
    public var category: String
    public var industry: String
    public var subject: String
    public var body: String

    public init(name: String, category: String = "", industry: String = "", subject: String, body: String) {
        self.name = name
        self.category = category
        self.industry = industry
        self.subject = subject
        self.body = body
    }
}

/// A new campaign as typed.
public struct CampaignForm: Hashable, Sendable {
    public var name: String
    public var account: ID<Account>?
    public var template: ID<Template>
    public var recipients: RecipientChoice
    public var perMinute: Int
    public var dailyCap: Int
    public var tracks: Bool
    /// Begins at once; else it stays a draft.
    public var starts: Bool

    public init(
        name: String, account: ID<Account>?, template: ID<Template>, recipients: RecipientChoice,
        perMinute: Int, dailyCap: Int, tracks: Bool, starts: Bool
    ) {
        self.name = name
        self.account = account
        self.template = template
        self.recipients = recipients
        self.perMinute = perMinute
        self.dailyCap = dailyCap
        self.tracks = tracks
        self.starts = starts
    }
}

/// An account as typed in the wizard. Printing it never shows the password.
public struct AccountForm: Hashable, Sendable {
    public var name: String
    public var address: String
    public var displayName: String
    public var imap: ServerAddress
    public var smtp: ServerAddress
    public var user: String
    public var password: String
    public var certificateAuthorityFile: String?

    public init(
        name: String, address: String, displayName: String, imap: ServerAddress, smtp: ServerAddress,
        user: String, password: String, certificateAuthorityFile: String?
    ) {
        self.name = name
        self.address = address
        self.displayName = displayName
        self.imap = imap
        self.smtp = smtp
        self.user = user
        self.password = password
        self.certificateAuthorityFile = certificateAuthorityFile
    }
}

extension AccountForm: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "AccountForm(\(name))" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}

/// How one server answered the test of an account.
public struct ServerCheck: Hashable, Sendable {
    public enum Side: String, Hashable, Sendable { case imap = "IMAP", smtp = "SMTP" }

    public var side: Side
    /// Nil when all is well.
    public var problem: Problem?
    /// What was found, such as `Dovecot, IDLE, 12 folders`.
    public var detail: String

    public init(side: Side, problem: Problem?, detail: String = "") {
        self.side = side
        self.problem = problem
        self.detail = detail
    }
}

/// Something that went wrong, in words for the user. RapportApp makes them.
public struct Problem: Error, Hashable, Sendable {
    /// What failed: `Cannot reach imap.acme.io:993`.
    public var what: String
    /// Why: `the name does not resolve`.
    public var why: String
    /// What to do: `Check the host name, then press r`.
    public var next: String
    /// The network is away: shown calmly, tried again by itself.
    public var isOffline: Bool

    public init(what: String, why: String = "", next: String = "", isOffline: Bool = false) {
        self.what = what
        self.why = why
        self.next = next
        self.isOffline = isOffline
    }
}
