public import CRMModel

/// What the screen asks the rest of the program to do. Values only: `CommandRunner` does them, off the UI thread.
public enum Command: Hashable, Sendable {
    /// Reads something. Answered by `AppMessage.loaded` or `.loadFailed` with the same ticket. A newer load of
    /// the same slot makes an older one pointless: cancel it.
    case load(LoadTicket, LoadRequest)
    /// Changes something. Answered by `AppMessage.changed` or `.changeFailed` with the same ticket. Changes are
    /// done in the order they were asked for.
    case change(ChangeTicket, Change)
    /// Leaves the screen to `$EDITOR` with this text; answered by `AppMessage.edited`.
    case editExternally(String)
    /// Opens a web address with the desktop's program, or says why that is not possible.
    case openLink(String)
    /// Puts text on the clipboard (OSC 52).
    case copy(String)
    /// Rings the bell and notifies the desktop, as configured.
    case notify(title: String, body: String)
    /// Chooses the theme from now on; answered by `AppMessage.themeChosen`.
    case chooseTheme(String)
    /// Shows a theme while it is looked at; nil goes back to the chosen one.
    case previewTheme(String?)
    /// Restarts into the demo workspace.
    case startDemo
    /// Draws everything anew (Ctrl-L).
    case redraw
    /// Stops the program until the shell continues it (Ctrl-Z).
    case suspend
    case quit
}

/// The things of which only the newest load counts.
public enum LoadSlot: Hashable, Sendable {
    case list, listRefresh, counts, folders, accounts, timeline, message, templates, fields, preview
    case completion, contactPicker, composition, campaigns, recipients, recipientCount, activity
    case campaignOutlook, tags
}

/// Names a load. Answers with an older number than the newest of their slot are ignored.
public struct LoadTicket: Hashable, Sendable {
    public var slot: LoadSlot
    public var number: Int

    public init(slot: LoadSlot, number: Int) {
        self.slot = slot
        self.number = number
    }
}

/// Names a change; grows by one with each.
public struct ChangeTicket: Hashable, Sendable {
    public var number: Int

    public init(number: Int) { self.number = number }
}

/// What a load reads.
public enum LoadRequest: Hashable, Sendable {
    /// A page of messages, newest first; answered by `.messages`.
    case messages(MailView, after: PageCursor?, limit: Int)
    /// Messages found by a query with operators; answered by `.messages`, or a problem that says what is wrong
    /// with the query.
    case search(String, after: PageCursor?, limit: Int)
    /// Contacts by name; an empty text means all; answered by `.contacts`.
    case contacts(matching: String, limit: Int)
    /// Drafts of this workspace, newest first; answered by `.drafts`.
    case drafts
    /// Outbox jobs that are not sent, and those sent of today; answered by `.outbox`.
    case outbox
    /// Answered by `.counts`.
    case counts
    /// Folders of all accounts; answered by `.folders`.
    case folders
    /// Answered by `.accounts`.
    case accounts
    /// Who a message is linked to and what happened with them; answered by `.timeline`.
    case timeline(TimelineSubject, after: PageCursor?, limit: Int)
    /// A message with its body rendered for `width` cells and its thread; answered by `.message`. Never marks it read.
    case message(RowID<Message>, width: Int)
    /// A mail of the outbox or a draft, laid out for `width` cells; answered by `.unsent`.
    case unsent(UnsentMail.Source, width: Int)
    /// In the order in which they are likely wanted on an occasion; answered by `.templates`.
    case templates(TemplateOccasion?)
    /// The merge fields and what they hold for this contact; answered by `.fields`.
    case fields(contact: ID<Contact>?, account: ID<Account>?)
    /// Merge fields filled; answered by `.preview`.
    case preview(MergeRequest)
    /// People whose name or address begins with or holds the text; answered by `.completions`.
    case completions(String, limit: Int)
    /// A draft to start from: with recipients, subject, quoted text and signature; answered by `.composition`.
    case composition(CompositionRequest)
    /// All campaigns with their progress, running ones first; answered by `.campaigns`.
    case campaigns
    /// The recipients of a campaign, at most `limit`; answered by `.recipients`.
    case recipients(ID<Campaign>, Enrolment.State?, limit: Int)
    /// How many contacts a choice of recipients holds; answered by `.recipientCount`.
    case recipientCount(RecipientChoice)
    /// The tags that contacts bear, by name; answered by `.tags`.
    case tags
    /// What a campaign would be, before it is made; makes nothing. Answered by `.campaignOutlook`.
    case campaignOutlook(CampaignForm)
    /// Contacts that a mail from this person may belong to: their own, of the same domain, of the same name, then
    /// the others; answered by `.contacts`.
    case kin(Correspondent, limit: Int)
    /// The latest events for pane 4 and opens per minute of the last 30 minutes; answered by `.activity`.
    case activity(limit: Int)
}

/// Whose timeline.
public enum TimelineSubject: Hashable, Sendable {
    case contact(ID<Contact>)
    case company(ID<Company>)
    /// Whoever the message is linked to; the sender as a stranger when it is linked to nobody.
    case message(RowID<Message>)
}

/// What is to be written.
public enum CompositionRequest: Hashable, Sendable {
    case new(to: String, contact: ID<Contact>?)
    case reply(RowID<Message>, all: Bool)
    case forward(RowID<Message>)
    case draft(ID<Draft>)
    /// A job taken back from the outbox: its draft again.
    case unsent(ID<OutboxJob>)
    /// The newest draft that was being written when the program ended, if any.
    case recovered
}

/// The text whose merge fields are to be filled.
public struct MergeRequest: Hashable, Sendable {
    public var subject: String
    public var body: String
    public var account: ID<Account>?
    /// Whom for; by address when the contact is not known.
    public var contact: ID<Contact>?
    public var address: String

    public init(
        subject: String, body: String, account: ID<Account>?, contact: ID<Contact>?, address: String
    ) {
        self.subject = subject
        self.body = body
        self.account = account
        self.contact = contact
        self.address = address
    }
}

/// What a template is wanted for.
public struct TemplateOccasion: Hashable, Sendable {
    public var subject: String
    /// What they wrote, or its beginning.
    public var text: String
    public var contact: ID<Contact>?
    public var company: ID<Company>?

    public init(subject: String, text: String, contact: ID<Contact>?, company: ID<Company>?) {
        self.subject = subject
        self.text = text
        self.contact = contact
        self.company = company
    }
}

/// Who gets a campaign.
public enum RecipientChoice: Hashable, Sendable {
    case everyone
    case tag(String)
    case search(String)
    /// A CSV file with a header line.
    case file(String)
}
