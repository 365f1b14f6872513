import CRMModel
import TUI

extension AppModel {
    /// Reads the list from its top.
    mutating func reloadList() -> [Command] {
        if list.rows.isEmpty { list.phase = .loading }
        let limit = max(ListScreen.pageSize, min(list.rows.count, 500))
        guard let request = request(for: list.source, after: nil, limit: limit) else { return [] }
        work.forget(.list)
        return [work.load(.listRefresh, request)]
    }

    /// Shows another list. Esc comes back when `remembering`.
    mutating func show(_ source: ListSource, remembering: Bool = false) -> [Command] {
        if remembering, list.source != source {
            list.trail.append(ListPlace(source: list.source, selected: list.selected?.key))
        } else if !remembering {
            list.trail = []
        }
        route.focus = .list
        if case .search = source {} else { list.search = SearchLine() }
        list.source = source
        list.marked = []
        list.next = nil
        list.replace([], clock: clock)
        list.phase = .loading
        return reloadList() + [work.load(.counts, .counts)]
    }

    private func request(for source: ListSource, after: PageCursor?, limit: Int) -> LoadRequest? {
        switch source {
        case .mail(.drafts), .drafts: .drafts
        case .mail(let view): .messages(view, after: after, limit: limit)
        case .search(let query): .search(query, after: after, limit: limit)
        case .contacts: .contacts(matching: "", limit: 2000)
        case .outbox: .outbox
        }
    }

    /// The next page, when the end of the list comes into view.
    mutating func loadMoreIfNear() -> [Command] {
        var commands: [Command] = []
        if let next = list.next, list.state.offset + 2 * list.state.height >= list.state.count,
            !work.isLoading(.list), !work.isLoading(.listRefresh),
            let request = request(for: list.source, after: next, limit: ListScreen.pageSize * 2)
        {
            commands.append(work.load(.list, request))
        }
        if let next = timeline.next, let subject = timeline.subject, !work.isLoading(.timeline),
            timeline.state.offset + 2 * timeline.state.height >= timeline.state.count
        {
            timeline.continues = true
            commands.append(
                work.load(.timeline, .timeline(subject, after: next, limit: TimelineScreen.pageSize)))
        }
        return commands
    }

    mutating func take(rows: [ListRow], next: PageCursor?, isContinuation: Bool) -> [Command] {
        let before = list.selected
        if isContinuation {
            let known = Set(list.rows.map(\.key))
            list.next = next
            list.replace(list.rows + rows.filter { !known.contains($0.key) }, clock: clock)
        } else {
            var all = rows
            // What was loaded further down stays, so that the place in a long list is kept.
            if next != nil, let last = rows.last, list.rows.count > rows.count {
                let known = Set(rows.map(\.key))
                all += list.rows.filter { $0.moment <= last.moment && !known.contains($0.key) }
            }
            if all.count == rows.count { list.next = next }
            list.replace(all, clock: clock)
        }
        list.phase = .ready
        if list.selected?.key != before?.key { return showSelection() }
        // What stands in the reader was tried, or written, since.
        return list.selected != before && reader.wantedUnsent != nil ? loadUnsent() : []
    }

    /// The selection moved: shows it in panes 2 and 3, at once when the keys rest, else a little later.
    mutating func selectionMoved() -> [Command] {
        let isHeld = clock.now.seconds(since: reader.lastMove) < 0.09
        reader.lastMove = clock.now
        if isHeld {
            reader.dueAt = clock.now.adding(seconds: 0.09)
            return []
        }
        return showSelection()
    }

    /// Panes 2 and 3 follow the selection.
    mutating func showSelection() -> [Command] {
        reader.dueAt = nil
        guard let row = list.selected else {
            reader.clear()
            timeline = TimelineScreen()
            return []
        }
        switch row {
        case .message(let message):
            let isOpen = reader.wanted == message.id && reader.opened?.message.id == message.id
            let isKnown = timeline.subject == .message(message.id)
            return (isOpen ? [] : loadMessage(message.id))
                + (isKnown ? [] : loadTimeline(.message(message.id)))
        case .contact(let contact): return loadTimeline(.contact(contact.id))
        case .draft(let draft): return showContact(draft.contact) + loadUnsent()
        case .job(let job): return showContact(job.contact) + loadUnsent()
        }
    }

    /// The draft or the mail of the outbox that is selected, as pane 3 shows it.
    mutating func loadUnsent() -> [Command] {
        let source: UnsentMail.Source
        switch list.selected {
        case .draft(let draft): source = .draft(draft.id)
        case .job(let job): source = .job(job.id)
        case .message, .contact, nil: return []
        }
        reader.wanted = nil
        reader.opened = nil
        reader.wantedUnsent = source
        if reader.unsent?.source != source { reader.phase = .loading }
        reader.width = Settling.bodyWidth(self)
        return [work.load(.message, .unsent(source, width: reader.width))]
    }

    private mutating func showContact(_ id: ID<Contact>?) -> [Command] {
        if let id { return loadTimeline(.contact(id)) }
        work.forget(.timeline)
        timeline = TimelineScreen()
        leaveMail()
        return []
    }

    /// The mail in pane 3 belongs to a row that is no longer selected.
    private mutating func leaveMail() {
        guard composer == nil else { return }
        work.forget(.message)
        reader.clear()
    }

    /// A row that is no mail: pane 3 shows the last mail with whom it is about.
    mutating func showLastMail() -> [Command] {
        guard route.focus == .list, composer == nil, timeline.state.selected == 0 else { return [] }
        guard case .contact? = list.selected else { return [] }
        guard let message = timeline.entries.lazy.compactMap(\.message).first else {
            leaveMail()
            return []
        }
        return reader.wanted == message ? [] : loadMessage(message)
    }

    mutating func loadMessage(_ id: RowID<Message>) -> [Command] {
        reader.wanted = id
        reader.wantedUnsent = nil
        if reader.opened?.message.id != id { reader.phase = .loading }
        reader.width = Settling.bodyWidth(self)
        return [work.load(.message, .message(id, width: reader.width))]
    }

    mutating func loadTimeline(_ subject: TimelineSubject) -> [Command] {
        if timeline.subject != subject {
            timeline.subject = subject
            timeline.backTo = nil
        }
        timeline.continues = false
        return [work.load(.timeline, .timeline(subject, after: nil, limit: TimelineScreen.pageSize))]
    }

    // MARK: Search

    mutating func beginSearch() -> [Command] {
        route.focus = .list
        if !list.search.isEditing, case .search(let query) = list.source {
            list.search.field = TextField(query)
        }
        list.search.isEditing = true
        return []
    }

    mutating func searchTyped() {
        list.search.dueAt = clock.now.adding(seconds: SearchLine.patience)
    }

    /// Sends the query that stands in the line.
    mutating func runSearch() -> [Command] {
        list.search.dueAt = nil
        let query = list.search.field.text
        if case .search(let old) = list.source, old == query { return [] }
        guard !query.isEmpty else {
            guard case .search = list.source else { return [] }
            return leaveSearch(keepingLine: true)
        }
        if case .search = list.source {
        } else {
            list.trail.append(ListPlace(source: list.source, selected: list.selected?.key))
        }
        list.source = .search(query)
        list.next = nil
        work.forget(.list)
        return [work.load(.listRefresh, .search(query, after: nil, limit: ListScreen.pageSize))]
    }

    mutating func leaveSearch(keepingLine: Bool) -> [Command] {
        let line = list.search
        let place = list.trail.popLast() ?? ListPlace(source: .mail(.inbox), selected: nil)
        let trail = list.trail
        let commands = show(place.source)
        list.trail = trail
        list.wanted = place.selected
        if keepingLine { list.search = line }
        return commands
    }
}
