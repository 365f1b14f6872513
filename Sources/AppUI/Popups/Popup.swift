import CRMModel
import TUI

/// What lies over the panes. The last one has the keys.
enum Popup: Hashable, Sendable {
    case picker(Picker)
    case form(Form)
    case confirm(Confirmation)
    case help(HelpPage)
}

/// A list to choose from with a line to narrow it down.
struct Picker: Hashable, Sendable {
    enum Purpose: Hashable, Sendable {
        case palette
        case template, campaignTemplate, campaignTag
        case link([RowID<Message>])
        case move([RowID<Message>])
        case view, layout, theme, account, attachments, links
    }

    var purpose: Purpose
    var title: String
    var query = TextField()
    /// Everything there is to choose; with `isRemote` what the last query found.
    var items: [PickerItem]
    /// The items that match, in order of fitness, with the letters that do.
    var shown: [PickerHit] = []
    var list = ListState(count: 0, height: 10)
    /// Queries are answered by the store.
    var isRemote = false
    var isLoading = false
    var placeholder = ""
    var empty = "Nothing matches"

    init(_ purpose: Purpose, title: String, items: [PickerItem], placeholder: String = "") {
        self.purpose = purpose
        self.title = title
        self.items = items
        self.placeholder = placeholder
        filter()
    }

    var selected: PickerItem? {
        list.selection.flatMap { shown.indices.contains($0) ? shown[$0].item : nil }
    }

    /// What stands in place of the items: there are none, or none is found.
    var emptyWords: String {
        items.isEmpty || isRemote || purpose == .palette ? empty : "Nothing matches \(query.text)"
    }

    mutating func replace(_ items: [PickerItem]) {
        self.items = items
        isLoading = false
        filter()
    }

    /// Finds the items that match the query. The words after the first colon-argument are not part of it.
    mutating func filter() {
        let typed = purpose == .palette ? PaletteQuery(query.text) : nil
        let wanted = typed?.name ?? query.text
        if isRemote || wanted.isEmpty {
            shown = items.map { PickerHit(item: $0, positions: []) }
        } else {
            shown = PickerFilter.hits(wanted, items)
        }
        if let action = typed?.action {
            // What takes the argument that is being typed stands first.
            shown.removeAll { $0.item.value == .action(action) }
            shown =
                items.filter { $0.value == .action(action) }.map { PickerHit(item: $0, positions: []) }
                + shown
        }
        list.update(count: shown.count, selectedIsNowAt: 0)
        list.selectFirst()
    }
}

/// One thing to choose.
struct PickerItem: Hashable, Sendable {
    enum Value: Hashable, Sendable {
        case action(ActionID)
        case template(Template)
        case contact(Contact)
        case newContact
        case folder(Folder)
        case source(ListSource)
        case layout(LayoutChoice)
        case theme(String)
        case account(ID<Account>)
        case attachment(Int, saves: Bool)
        case address(String)
        case tag(String)
    }

    var value: Value
    var title: String
    var detail = ""
    var synonyms = ""
    var key = ""
    /// Why it cannot be chosen now.
    var disabled: String?
}

struct PickerHit: Hashable, Sendable {
    var item: PickerItem
    /// The letters of the title that the query found.
    var positions: [Int]
}

/// What stands in the palette: the name of a command, and its argument after the first word that is one's name.
struct PaletteQuery: Hashable, Sendable {
    var name: String
    var argument: String?
    /// The command that the first word names, once something may follow it.
    var action: ActionID?

    init(_ text: String) {
        let text = text.hasPrefix(":") ? String(text.dropFirst()) : text
        guard let space = text.firstIndex(of: " "),
            ScreenActions.takingArgument(named: String(text[..<space])) != nil
        else {
            name = text
            argument = nil
            return
        }
        name = String(text[..<space])
        action = ScreenActions.takingArgument(named: name)?.id
        let rest = text[text.index(after: space)...].drop { $0 == " " }
        argument = rest.isEmpty ? nil : String(rest)
    }
}

/// A question before what cannot be undone. It names the thing.
struct Confirmation: Hashable, Sendable {
    var question: String
    var detail: String
    /// What the yes key is called, such as `delete`.
    var yes: String
    var deed: Deed
    /// Lines of what it is about, each as it stands.
    var facts: [String] = []
    /// What the second yes is called, where there are two.
    var other: String?
    var no = "no"
    /// What Enter does.
    var focus: Answer

    enum Answer: Hashable, Sendable { case yes, other, no }

    /// The answers in the order in which they stand.
    var answers: [Answer] { other == nil ? [.yes, .no] : [.yes, .other, .no] }

    init(
        question: String, detail: String, yes: String, deed: Deed, facts: [String] = [], other: String? = nil,
        no: String = "no"
    ) {
        self.question = question
        self.detail = detail
        self.yes = yes
        self.deed = deed
        self.facts = facts
        self.other = other
        self.no = no
        // What cannot be brought back is not done by an Enter too many.
        focus =
            switch deed {
            case .discardDraft, .change: .no
            case .sendAnyway, .campaign, .quit: .yes
            }
    }

    mutating func turn(by step: Int) {
        let place = answers.firstIndex(of: focus) ?? 0
        focus = answers[((place + step) % answers.count + answers.count) % answers.count]
    }

    /// What an answer does, in one word or two.
    func words(of answer: Answer) -> String {
        switch answer {
        case .yes: yes
        case .other: other ?? yes
        case .no: no
        }
    }

    enum Deed: Hashable, Sendable {
        case change(Change, words: String)
        case discardDraft
        case sendAnyway
        /// Made as a draft; started at once by the other answer.
        case campaign(CampaignForm)
        case quit
    }
}

/// All commands that apply, by section; or a tour.
struct HelpPage: Hashable, Sendable {
    var scroll = ScrollState()
    var contexts: [KeyContext]
    /// What one does most in the place that had the focus: it comes first.
    var place: [ActionID] = []
    /// What an action is called there, where it is not its usual name.
    var words: [ActionID: String] = [:]
    var tour: Tour?
}
