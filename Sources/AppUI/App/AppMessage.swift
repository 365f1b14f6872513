public import CRMModel
public import TUI

/// Everything that can happen to the screen.
public enum AppMessage: Hashable, Sendable {
    /// First of all: the screen asks for what it shows.
    case started(Startup)
    /// The time. Send it before the other messages of every wake-up, and when `AppModel.nextTick` is reached.
    case tick(Timestamp)
    /// The rules of local time, at start and when the zone changes.
    case zone(LocalZone)
    case resized(columns: Int, rows: Int)
    case input(InputEvent)
    /// Characters that came at once and go into the text that has the cursor; `TypedText` finds them.
    case typed(String)
    /// Whether mails can be tracked: a hub that recipients reach is known.
    case tracking(Bool)
    case loaded(LoadTicket, Loaded)
    case loadFailed(LoadTicket, Problem)
    case changed(ChangeTicket, ChangeResult)
    case changeFailed(ChangeTicket, Problem)
    case domain(LoggedEvent)
    /// `$EDITOR` ended; nil when it failed or changed nothing.
    case edited(String?)
    case themeChosen(String)
    /// Something to say that belongs to no command, such as a failing disk.
    case trouble(Problem)
}

/// How the program was started.
public enum Startup: Hashable, Sendable {
    /// No account yet: the wizard opens.
    case withoutAccount
    case withAccounts
    /// As `withAccounts`, with a welcome over it.
    case demo(Tour)
}

/// What somebody should try first.
public struct Tour: Hashable, Sendable {
    public var title: String
    public var steps: [Step]

    public init(title: String, steps: [Step]) {
        self.title = title
        self.steps = steps
    }

    /// Keys and what they do; without keys a line of explanation. Such lines that follow each other are one
    /// paragraph.
    public struct Step: Hashable, Sendable {
        public var keys: String
        public var text: String

        public init(keys: String, text: String) {
            self.keys = keys
            self.text = text
        }
    }
}

/// What a load found.
public enum Loaded: Hashable, Sendable {
    case messages(Page<Message>)
    case contacts([Contact])
    case drafts([Draft])
    case outbox([OutboxJob])
    case counts(ViewCounts)
    case folders([Folder])
    case accounts([Account])
    case timeline(TimelinePage)
    case message(OpenedMessage)
    case unsent(UnsentMail)
    case templates([Template])
    case fields([MergeField])
    case preview(MergePreview)
    case completions([Completion])
    /// Nil when there was nothing to recover.
    case composition(Composition?)
    case campaigns([CampaignProgress])
    case recipients([Enrolment])
    case recipientCount(Int)
    case tags([TagCount])
    case campaignOutlook(CampaignOutlook)
    case activity(Activity)
}
