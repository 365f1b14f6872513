public import CRMModel
public import TUI

/// Everything the screen knows. It only holds the screens and which of them is where; each keeps its own state.
public struct AppModel: Hashable, Sendable {
    public internal(set) var settings: ScreenSettings
    public internal(set) var size: ScreenSize
    var clock = ScreenClock()
    var route = Route()
    var keys = KeyInput()
    var work = Workload()
    var status = StatusScreen()
    var list = ListScreen()
    var timeline = TimelineScreen()
    var reader = ReaderScreen()
    var composer: ComposerScreen?
    var campaigns = CampaignScreen()
    var popups: [Popup] = []
    /// A template to put into the draft that is being fetched.
    var waitingTemplate: Template?
    /// The form of an account that was left before it was saved.
    var waitingForm: Form?
    var notices = Notices()
    /// Shown in place of the chosen theme.
    var previewedTheme: String?

    public init(settings: ScreenSettings = ScreenSettings(), size: ScreenSize) {
        self.settings = settings
        self.size = size
    }

    /// When `AppMessage.tick` is wanted next; nil while nothing on the screen depends on the time. The driver
    /// waits for input until then.
    public var nextTick: Timestamp? { NextTick.after(self) }

    /// What every list, pane and text holds fits the size of the screen: call after anything that may change it.
    mutating func settle() { Settling.settle(&self) }
}

/// The screen in cells.
public struct ScreenSize: Hashable, Sendable {
    public var columns: Int
    public var rows: Int

    public init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }
}

/// What the configuration says about the screen.
public struct ScreenSettings: Hashable, Sendable {
    public var glyphs: GlyphSet
    public var keymap: Keymap { didSet { keyTable = KeyTable(keymap) } }
    /// The keys by action, for showing them.
    private(set) var keyTable: KeyTable
    /// The names to choose from, and the one that is on.
    public var themes: [String]
    public var theme: String
    /// The bell rings for opens and clicks.
    public var ringsForHits: Bool
    /// A hub is known that recipients reach.
    public var canTrack: Bool

    public init(
        glyphs: GlyphSet = .unicode, keymap: Keymap = KeyBindings.standard, themes: [String] = [],
        theme: String = "default", ringsForHits: Bool = true, canTrack: Bool = true
    ) {
        self.glyphs = glyphs
        self.keymap = keymap
        keyTable = KeyTable(keymap)
        self.themes = themes
        self.theme = theme
        self.ringsForHits = ringsForHits
        self.canTrack = canTrack
    }
}

/// The four panes, by their numbers.
enum Pane: Int, Hashable, Sendable, CaseIterable {
    case list = 1
    case timeline, reader, campaigns
}

/// Which pane has the focus and how the panes share the screen.
struct Route: Hashable, Sendable {
    var focus: Pane = .list
    /// The focused pane has the whole screen.
    var isZoomed = false
    /// Which pane stands beside the list on a screen of two columns.
    var beside: Pane = .reader
    var layout = LayoutChoice.balanced
    /// In cells of a thousand: where the two splits are, when the user dragged them.
    var leftShare: Int?
    var lowerShare: Int?
    var upperShare: Int?
    /// On narrow screens: the strip below the list.
    var showsPeek = true
    /// A split that the mouse holds.
    var dragged: Split?
}

enum Split: Hashable, Sendable { case upperColumns, lowerColumns, rows }

/// How four panes share a wide screen.
enum LayoutChoice: String, Hashable, Sendable, CaseIterable {
    case balanced = "Four panes"
    case reading = "Tall reader"
    case list = "Tall list"

    var explanation: String {
        switch self {
        case .balanced: "list and contact above, reader and campaigns below"
        case .reading: "small list, much room for the mail"
        case .list: "long list, a few lines of the mail"
        }
    }
}

/// The keys typed so far, and since when.
struct KeyInput: Hashable, Sendable {
    var pending = PendingKeys()
    var follow: [KeyFollowUp] = []
    var since = Timestamp(milliseconds: 0)
    /// What was run from the palette lately, the newest first.
    private(set) var recent: [ActionID] = []
    /// Which-key is shown this long after a beginning.
    static let patience = 0.3

    mutating func use(_ action: ActionID) {
        recent = Array(([action] + recent.filter { $0 != action }).prefix(6))
    }

    func showsFollow(at now: Timestamp) -> Bool {
        !follow.isEmpty && now.seconds(since: since) >= Self.patience
    }
}

/// The loads and changes under way.
struct Workload: Hashable, Sendable {
    private var newest: [LoadSlot: Int] = [:]
    private var counter = 0
    /// What to do with the answer of a change.
    private(set) var changes: [ChangeTicket: ChangeNote] = [:]

    /// A load whose older siblings of the slot no longer count.
    mutating func load(_ slot: LoadSlot, _ request: LoadRequest) -> Command {
        counter += 1
        newest[slot] = counter
        return .load(LoadTicket(slot: slot, number: counter), request)
    }

    /// True for the answer that is still waited for; it is not any more then.
    mutating func take(_ ticket: LoadTicket) -> Bool {
        guard newest[ticket.slot] == ticket.number else { return false }
        newest[ticket.slot] = nil
        return true
    }

    func isLoading(_ slot: LoadSlot) -> Bool { newest[slot] != nil }
    mutating func forget(_ slot: LoadSlot) { newest[slot] = nil }

    mutating func change(_ change: Change, _ note: ChangeNote = ChangeNote()) -> Command {
        counter += 1
        let ticket = ChangeTicket(number: counter)
        changes[ticket] = note
        return .change(ticket, change)
    }

    mutating func take(_ ticket: ChangeTicket) -> ChangeNote? { changes.removeValue(forKey: ticket) }
}

/// What is remembered about a change until it is answered.
struct ChangeNote: Hashable, Sendable {
    /// Words for the failure, such as `Archive`.
    var title = ""
    /// Messages that were taken out of the list ahead of the store; shown again when it fails.
    var hidden: [RowID<Message>] = []
    /// Messages that are tied to what is made.
    var linked: [RowID<Message>] = []
    var purpose = Purpose.plain

    enum Purpose: Hashable, Sendable {
        case plain
        case saveDraft(closing: Bool)
        case send(String)
        case link(String)
        /// Opened in the composer when the change is done: never beside a mail that went out all the same.
        case reopen(CompositionRequest)
        case account
        case campaign
        /// About a file that is to be attached.
        case file
        /// Asked for by the form that waits for the answer, with the name of what it is about.
        case form(String)
    }
}

/// How the contents of a pane stand.
enum LoadPhase: Hashable, Sendable {
    case loading
    case ready
    case failed(Problem)
}
