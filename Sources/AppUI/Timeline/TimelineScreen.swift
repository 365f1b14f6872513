import CRMModel
import TUI

/// Pane 2: what happened with a contact, a company, or a sender that nobody knows.
struct TimelineScreen: Hashable, Sendable {
    var phase = LoadPhase.ready
    /// What was asked for last.
    var subject: TimelineSubject?
    var owner: TimelineOwner?
    var ownerOffset: Int?
    var entries: [TimelineEntry] = []
    var next: PageCursor?
    var total = 0
    var state = ListState()
    /// The contact to come back to from the company's timeline.
    var backTo: TimelineSubject?
    /// The page that is waited for comes after those that are here.
    var continues = false

    var selected: TimelineEntry? {
        state.selection.flatMap { entries.indices.contains($0) ? entries[$0] : nil }
    }

    static let pageSize = 100

    mutating func show(_ page: TimelinePage) {
        let selectedID = selected?.id
        let wasAtTop = state.selected == 0
        owner = page.owner
        ownerOffset = page.ownerOffset
        entries = continues ? entries + page.entries : page.entries
        continues = false
        next = page.next
        total = page.total
        phase = .ready
        let place = wasAtTop ? 0 : selectedID.flatMap { id in entries.firstIndex { $0.id == id } }
        state.update(count: entries.count, selectedIsNowAt: place ?? 0)
        if place == nil || wasAtTop { state.selectFirst() }
    }

    var contact: Contact? { if case .contact(let contact, _) = owner { contact } else { nil } }
    var company: Company? {
        switch owner {
        case .contact(_, let company): company
        case .company(let company): company
        default: nil
        }
    }
}
