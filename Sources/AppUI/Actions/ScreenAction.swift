public import TUI

/// Something that the user can do: the one place where its name, its keys and its meaning stand. The footer,
/// the help, the palette, which-key, the mouse and the manual page read it; nothing is bound outside.
struct ScreenAction: Sendable {
    var id: ActionID
    /// What it does, in a few words: `Archive`.
    var words: String
    /// Other words that people look for.
    var synonyms: [String]
    /// The default keys by context.
    var keys: [Binding]
    var section: Section
    /// What stands in the footer, when not the first word in lower case.
    var short: String
    /// What its argument is called; nil when it takes none.
    var argument: String?
    /// Offered by the palette.
    var isListed: Bool
    /// Why it cannot be done now; nil when it can.
    var obstacle: @Sendable (AppModel) -> String?
    var run: @Sendable (inout AppModel, String?) -> [Command]

    struct Binding: Hashable, Sendable {
        var context: KeyContext
        var keys: String
    }

    enum Section: String, Hashable, Sendable, CaseIterable {
        case moving = "Moving"
        case mail = "Mail"
        case people = "People"
        case writing = "Writing"
        case campaigns = "Campaigns"
        case screen = "Screen"
    }

    init(
        _ id: ActionID, _ words: String, _ section: Section, keys: [(KeyContext, String)] = [],
        also synonyms: [String] = [], short: String? = nil, argument: String? = nil, isListed: Bool = true,
        unless obstacle: @escaping @Sendable (AppModel) -> String? = { _ in nil },
        run: @escaping @Sendable (inout AppModel, String?) -> [Command]
    ) {
        self.id = id
        self.words = words
        self.section = section
        self.synonyms = synonyms
        self.keys = keys.map { Binding(context: $0.0, keys: $0.1) }
        self.short = short ?? String(words.split(separator: " ").first ?? "").lowercased()
        self.argument = argument
        self.isListed = isListed
        self.obstacle = obstacle
        self.run = run
    }
}

/// An action as the command line and the manual page list it.
public struct ActionSummary: Hashable, Sendable {
    public let id: ActionID
    public let words: String
    public let section: String
    public let argument: String?
    public let keys: [(context: KeyContext, keys: KeySequence)]

    public static func == (one: Self, other: Self) -> Bool { one.id == other.id }
    public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

/// Where keys hold, from the inside out.
extension KeyContext {
    /// Holds while typing too.
    static let anywhere: KeyContext = "anywhere"
    static let list: KeyContext = "list"
    static let timeline: KeyContext = "timeline"
    static let reader: KeyContext = "reader"
    static let campaigns: KeyContext = "campaigns"
    static let recipients: KeyContext = "recipients"
    static let composer: KeyContext = "composer"
    static let completion: KeyContext = "completion"
    static let search: KeyContext = "search"
    static let picker: KeyContext = "picker"
    static let form: KeyContext = "form"
    static let confirm: KeyContext = "confirm"
    static let help: KeyContext = "help"

    static let all: [KeyContext] = [
        .global, .anywhere, .list, .timeline, .reader, .campaigns, .recipients, .composer, .completion,
        .search,
        .picker, .form, .confirm, .help,
    ]
}
