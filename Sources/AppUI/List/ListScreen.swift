import CRMModel
import TUI

/// What a list shows.
enum ListSource: Hashable, Sendable {
    case mail(MailView)
    case search(String)
    case contacts, drafts, outbox
}

/// One row.
enum ListRow: Hashable, Sendable {
    case message(Message)
    case contact(Contact)
    case draft(Draft)
    case job(OutboxJob)

    var key: RowKey {
        switch self {
        case .message(let message): .message(message.id)
        case .contact(let contact): .contact(contact.id)
        case .draft(let draft): .draft(draft.id)
        case .job(let job): .job(job.id)
        }
    }

    var moment: Timestamp {
        switch self {
        case .message(let message): message.received
        case .contact(let contact): contact.lastTouch ?? contact.created
        case .draft(let draft): draft.saved
        case .job(let job): job.created
        }
    }

    var message: Message? { if case .message(let message) = self { message } else { nil } }
}

enum RowKey: Hashable, Sendable {
    case message(RowID<Message>)
    case contact(ID<Contact>)
    case draft(ID<Draft>)
    case job(ID<OutboxJob>)

    var message: RowID<Message>? { if case .message(let id) = self { id } else { nil } }
}

/// A line of the list: a row, or what stands between two days.
enum ListLine: Hashable, Sendable {
    case row(Int)
    case separator(String)
}

/// Pane 1: any list. Rows are loaded in pages; lines are rows and day separators.
struct ListScreen: Hashable, Sendable {
    var source = ListSource.mail(.inbox)
    var phase = LoadPhase.loading
    private(set) var rows: [ListRow] = []
    private(set) var lines: [ListLine] = []
    private(set) var state = ListState()
    /// Where the next page starts; nil when all rows are here.
    var next: PageCursor?
    var marked: Set<RowKey> = []
    /// Taken away ahead of the store.
    var hidden: Set<RowID<Message>> = []
    var search = SearchLine()
    /// Where Esc leads back to from a search or a side list.
    var trail: [ListPlace] = []
    /// Mails of a thread of which a newer one stands further up: their rows do not count the thread again.
    private(set) var repeated: Set<RowID<Message>> = []
    /// A row to select once it has arrived.
    var wanted: RowKey?
    /// Rows that arrived above what is visible.
    var arrivedAbove = 0

    static let pageSize = 200

    var selected: ListRow? {
        guard let line = state.selection, lines.indices.contains(line), case .row(let row) = lines[line]
        else {
            return nil
        }
        return rows[row]
    }

    /// The number of the selected row, from 1.
    var selectedNumber: Int {
        guard let line = state.selection, lines.indices.contains(line), case .row(let row) = lines[line]
        else {
            return 0
        }
        return row + 1
    }

    /// What an action works on: the marked rows, else the selected one.
    var targets: [ListRow] {
        if marked.isEmpty { return selected.map { [$0] } ?? [] }
        return rows.filter { marked.contains($0.key) }
    }

    mutating func resize(height: Int) { state.resize(height: max(1, height)) }

    /// Moves the selection, over separators.
    mutating func move(_ move: (inout ListState) -> Void) {
        let before = state.selected
        move(&state)
        skipSeparator(forward: state.selected >= before)
        if state.offset == 0 { arrivedAbove = 0 }
    }

    mutating func select(line: Int) { move { $0.select(line) } }

    mutating func select(key: RowKey) {
        guard let row = rows.firstIndex(where: { $0.key == key }), let line = lineOf(row: row) else { return }
        state.select(line)
    }

    mutating func scroll(by count: Int) {
        state.scroll(by: count)
        if state.offset == 0 { arrivedAbove = 0 }
    }

    /// Takes other rows; the same row stays selected, or its place when it is gone.
    mutating func replace(_ new: [ListRow], clock: ScreenClock) {
        let key = wanted ?? selected?.key
        let wasAtTop = state.offset == 0
        let oldPlace = state.selected
        let oldFirst = rows.first?.key
        rows = new.filter { row in row.key.message.map { !hidden.contains($0) } ?? true }
        lines = Self.lines(for: rows, clock: clock)
        repeated = Self.repeated(in: rows)
        let row = key.flatMap { key in rows.firstIndex { $0.key == key } }
        state.update(count: lines.count, selectedIsNowAt: row.flatMap { lineOf(row: $0) })
        if wanted != nil, row != nil {
            state.select(state.selected)
            wanted = nil
        }
        skipSeparator(forward: true)
        if wasAtTop, oldPlace < state.height {
            state.scroll(by: -lines.count)
            if !state.visible.contains(state.selected) { state.select(state.selected) }
        }
        if state.offset == 0 {
            arrivedAbove = 0
        } else if let oldFirst, let place = rows.firstIndex(where: { $0.key == oldFirst }), place > 0 {
            arrivedAbove += place
        }
        marked.formIntersection(rows.map(\.key))
    }

    /// Changes messages in place.
    mutating func edit(_ ids: Set<RowID<Message>>, _ change: (inout Message) -> Void) {
        for index in rows.indices {
            guard case .message(var message) = rows[index], ids.contains(message.id) else { continue }
            change(&message)
            rows[index] = .message(message)
        }
    }

    /// Day separators again, as when midnight has passed.
    mutating func relabel(clock: ScreenClock) { replace(rows, clock: clock) }

    private static func repeated(in rows: [ListRow]) -> Set<RowID<Message>> {
        var seen: Set<RowID<MailThread>> = []
        var repeated: Set<RowID<Message>> = []
        for case .message(let message) in rows where message.threadCount > 1 {
            if !seen.insert(message.thread).inserted { repeated.insert(message.id) }
        }
        return repeated
    }

    private func lineOf(row: Int) -> Int? {
        // Separators only push rows down, so the line is never above the row's own number.
        var line = row
        while line < lines.count {
            if case .row(row) = lines[line] { return line }
            line += 1
        }
        return nil
    }

    private mutating func skipSeparator(forward: Bool) {
        guard lines.indices.contains(state.selected), case .separator = lines[state.selected] else { return }
        let next = state.selected + (forward ? 1 : -1)
        state.select(lines.indices.contains(next) ? next : state.selected + (forward ? -1 : 1))
    }

    private static func separator(_ row: ListRow, after last: ListRow, clock: ScreenClock) -> String? {
        switch (row, last) {
        case (.message, _): return clock.separator(between: row.moment, and: last.moment)
        case (.job(let job), .job(let before)):
            let (group, above) = (OutboxGroup(job.state), OutboxGroup(before.state))
            return group == above ? nil : group.rawValue
        default: return nil
        }
    }

    private static func lines(for rows: [ListRow], clock: ScreenClock) -> [ListLine] {
        var lines: [ListLine] = []
        lines.reserveCapacity(rows.count + 16)
        var last: ListRow?
        for (index, row) in rows.enumerated() {
            if let last, let words = separator(row, after: last, clock: clock) {
                lines.append(.separator(words))
            }
            lines.append(.row(index))
            last = row
        }
        return lines
    }
}

/// A list to come back to.
struct ListPlace: Hashable, Sendable {
    var source: ListSource
    var selected: RowKey?
}

/// The line below the title of the list: a query with operators.
struct SearchLine: Hashable, Sendable {
    var field = TextField()
    /// Keys go into it.
    var isEditing = false
    /// When the query is sent; typing moves it.
    var dueAt: Timestamp?
    static let patience = 0.12
}

/// The parts of the outbox, in the order in which they are shown.
enum OutboxGroup: String, Hashable, Sendable, CaseIterable {
    case trouble = "needs you"
    case waiting
    case sent = "sent in the last 24 hours"

    init(_ state: SendState) {
        switch state {
        case .failed, .uncertain, .held: self = .trouble
        case .queued, .sending, .deferred: self = .waiting
        case .sent, .cancelled: self = .sent
        }
    }

    private static func place(_ job: OutboxJob) -> Timestamp {
        job.enrolment != nil && OutboxGroup(job.state) == .waiting ? job.created : SideRow.moment(job)
    }

    /// What needs the user first, then what goes out next, then what went out last. A campaign's pace moves the
    /// time of its mails every few seconds: they stand in the order in which they were made.
    static func ordered(_ jobs: [OutboxJob]) -> [OutboxJob] {
        allCases.flatMap { group in
            let part = jobs.filter { OutboxGroup($0.state) == group }
            return part.sorted {
                let (a, b) = (place($0), place($1))
                if a == b { return $0.id < $1.id }
                return group == .waiting ? a < b : a > b
            }
        }
    }
}
