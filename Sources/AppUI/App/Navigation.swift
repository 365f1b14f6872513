import CRMModel
import TUI

/// A step through a list or a text.
enum Motion: Hashable, Sendable {
    case up, down, halfUp, halfDown, pageUp, pageDown, top, bottom
}

extension AppModel {
    mutating func focus(_ pane: Pane) -> [Command] {
        route.focus = pane
        if pane != .list {
            route.beside = pane
        } else if route.beside == .campaigns {
            // Beside the list stands what is selected there; the campaigns keep their strip.
            route.beside = .reader
        }
        return []
    }

    /// Moves in whatever has the focus.
    mutating func move(_ motion: Motion) -> [Command] {
        if let last = popups.indices.last {
            movePopup(last, motion)
            return []
        }
        if composer?.completion != nil, route.focus == .reader {
            composer?.completion?.list.step(motion)
            return []
        }
        switch route.focus {
        case .list:
            let before = list.state.selected
            list.move { $0.step(motion) }
            return list.state.selected == before ? [] : selectionMoved()
        case .timeline: timeline.state.step(motion)
        case .reader: reader.scroll.step(motion)
        case .campaigns:
            if campaigns.recipients != nil {
                campaigns.recipients?.state.step(motion)
            } else {
                campaigns.state.step(motion)
            }
        }
        return []
    }

    private mutating func movePopup(_ last: Int, _ motion: Motion) {
        switch popups[last] {
        case .picker(var picker):
            picker.list.stepAround(motion)
            popups[last] = .picker(picker)
        case .help(var page):
            page.scroll.step(motion)
            popups[last] = .help(page)
        case .form(var form):
            form.focusNext(motion == .up ? -1 : 1)
            popups[last] = .form(form)
        case .confirm: break
        }
    }

    /// The next or previous message, from any pane.
    mutating func moveMessage(by rows: Int) -> [Command] {
        let before = list.state.selected
        list.move { $0.move(by: rows) }
        guard list.state.selected != before else { return [] }
        return route.focus == .reader ? showSelection() : selectionMoved()
    }

    /// Enter: goes in.
    mutating func enter() -> [Command] {
        switch route.focus {
        case .list: return openRow()
        case .timeline:
            guard let entry = timeline.selected else {
                if case .stranger = timeline.owner { return openLinkPicker() }
                return []
            }
            guard let message = entry.message else { return [] }
            return read(message)
        case .reader:
            reader.showsThread.toggle()
            return []
        case .campaigns:
            if campaigns.recipients != nil { return openRecipient() }
            guard let place = campaigns.state.selection, campaigns.events.indices.contains(place) else {
                return openRecipients()
            }
            let event = campaigns.events[place]
            return jump(contact: event.contact, message: event.message)
        }
    }

    private mutating func openRow() -> [Command] {
        switch list.selected {
        case .message(let message):
            if case .mail(.drafts) = list.source { return [] }
            reader.dueAt = nil
            let isKnown = timeline.subject == .message(message.id)
            return read(message.id) + (isKnown ? [] : loadTimeline(.message(message.id)))
        case .contact(let contact):
            route.focus = .timeline
            route.beside = .timeline
            return loadTimeline(.contact(contact.id))
        case .draft(let draft): return [work.load(.composition, .composition(.draft(draft.id)))]
        case .job(let job): return open(job)
        case nil: return []
        }
    }

    /// Opens a mail of the outbox again; one that still waits is taken out of it first. What a campaign or the command
    /// line made, and what went out, is read.
    private mutating func open(_ job: OutboxJob) -> [Command] {
        if job.isUncertain { return settleJob() }
        // Taken back without a draft it would be nowhere.
        let isKept = !job.hasDraft && [.queued, .deferred, .held].contains(job.state)
        if job.enrolment != nil || job.isSent || job.state == .sending || isKept {
            if reader.wantedUnsent == nil { return showSelection() + focus(.reader) }
            if reader.unsent?.source == .job(job.id), let message = reader.unsent?.message {
                return read(message)
            }
            return focus(.reader)
        }
        switch job.state {
        case .queued, .deferred, .held:
            return [
                work.change(
                    .cancelJob(job.id), ChangeNote(title: "Take back", purpose: .reopen(.unsent(job.id))))
            ]
        case .failed, .cancelled: return [work.load(.composition, .composition(.unsent(job.id)))]
        case .uncertain, .sending, .sent: return []
        }
    }

    /// The message before or after the opened one in its thread.
    mutating func moveInThread(by step: Int) -> [Command] {
        guard let opened = reader.opened,
            let place = opened.thread.firstIndex(where: { $0.id == opened.message.id }),
            opened.thread.indices.contains(place + step)
        else { return [] }
        return loadMessage(opened.thread[place + step].id)
    }

    /// Shows a message in the reader and marks it read.
    mutating func read(_ id: RowID<Message>) -> [Command] {
        var commands = composer == nil ? [] : closeComposer()
        _ = focus(.reader)
        if reader.opened?.message.id == id, reader.wanted == id { return commands + markRead() }
        commands += loadMessage(id)
        return commands
    }

    /// The opened message is read now: by a person, not by a sync.
    mutating func markRead() -> [Command] {
        guard let message = reader.opened?.message, message.isUnread else { return [] }
        return setFlags([message], adding: .seen, removing: [])
    }

    /// Goes to what an event is about.
    mutating func jump(contact: ID<Contact>?, message: RowID<Message>?) -> [Command] {
        var commands: [Command] = []
        if let message {
            list.select(key: .message(message))
            commands += read(message)
        }
        if let contact {
            if message == nil { _ = focus(.timeline) }
            commands += loadTimeline(.contact(contact))
        }
        return commands
    }

    /// Esc: back one level.
    mutating func back() -> [Command] {
        if !popups.isEmpty {
            return closePopup()
        }
        if list.search.isEditing {
            list.search.isEditing = false
            if case .search = list.source { return leaveSearch(keepingLine: false) }
            list.search = SearchLine()
            return []
        }
        if route.focus == .reader, composer != nil {
            if composer?.completion != nil {
                composer?.completion = nil
                return []
            }
            return closeComposer()
        }
        if campaigns.recipients != nil, route.focus == .campaigns {
            campaigns.recipients = nil
            return []
        }
        if let subject = timeline.backTo, route.focus == .timeline { return loadTimeline(subject) }
        if route.isZoomed {
            route.isZoomed = false
            return []
        }
        if route.focus != .list { return focus(.list) }
        if !list.marked.isEmpty {
            list.marked = []
            return []
        }
        if case .search = list.source { return leaveSearch(keepingLine: false) }
        if !list.trail.isEmpty { return leaveSearch(keepingLine: false) }
        return []
    }

    mutating func closePopup() -> [Command] {
        guard let popup = popups.last else { return [] }
        popups.removeLast()
        if case .form(let form) = popup, form.purpose == .account {
            // What was typed is there again when the form is opened again.
            waitingForm = form
        }
        return []
    }
}

extension ListState {
    /// From the first row up to the last one, and down from the last to the first.
    mutating func stepAround(_ motion: Motion) {
        let before = selected
        step(motion)
        guard selected == before, count > 1 else { return }
        if motion == .up { selectLast() }
        if motion == .down { selectFirst() }
    }

    mutating func step(_ motion: Motion) {
        switch motion {
        case .up: move(by: -1)
        case .down: move(by: 1)
        case .halfUp: halfPage(by: -1)
        case .halfDown: halfPage(by: 1)
        case .pageUp: page(by: -1)
        case .pageDown: page(by: 1)
        case .top: selectFirst()
        case .bottom: selectLast()
        }
    }
}

extension ScrollState {
    mutating func step(_ motion: Motion) {
        switch motion {
        case .up: scroll(by: -1)
        case .down: scroll(by: 1)
        case .halfUp: halfPage(by: -1)
        case .halfDown: halfPage(by: 1)
        case .pageUp: page(by: -1)
        case .pageDown: page(by: 1)
        case .top: scroll(to: 0)
        case .bottom: scrollToEnd()
        }
    }
}
