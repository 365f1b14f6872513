import CRMModel
import TUI

extension ScreenActions {
    static let mail: [ScreenAction] = [
        ScreenAction(
            "message.archive", "Archive", .mail, keys: [(.global, "e")], also: ["done", "put away", "file"],
            unless: needsMessage
        ) { model, _ in model.remove(model.targetMessages, .archive) },
        ScreenAction(
            "message.delete", "Delete", .mail, keys: [(.global, "#"), (.global, "Delete")],
            also: ["trash", "remove"], unless: needsRow
        ) { model, _ in model.deleteTargets() },
        ScreenAction(
            "message.junk", "Mark as spam", .mail, keys: [(.global, "!")], also: ["junk"], short: "spam",
            unless: needsMessage
        ) { model, _ in model.remove(model.targetMessages, .junk) },
        ScreenAction(
            "message.move", "Move to a folder", .mail, keys: [(.global, "v")], also: ["file", "label"],
            argument: "folder", unless: needsMessage
        ) { model, folder in
            folder.map { model.remove(model.targetMessages, .moveToName($0)) } ?? model.openMovePicker()
        },
        ScreenAction(
            "message.unread", "Unread or read", .mail, keys: [(.global, "u")], also: ["seen", "mark"],
            unless: needsMessage
        ) { model, _ in
            model.toggle(.seen, model.targetMessages, on: "Marked read", off: "Marked unread")
        },
        ScreenAction(
            "message.star", "Star", .mail, keys: [(.global, "*")], also: ["flag", "important", "mark"],
            unless: needsMessage
        ) { model, _ in model.toggle(.flagged, model.targetMessages, on: "Starred", off: "Unstarred") },
        ScreenAction(
            "list.select", "Select", .mail, keys: [(.global, "x")], also: ["mark", "multiple"],
            unless: { $0.list.selected == nil ? "the list is empty" : nil }
        ) { model, _ in
            guard let key = model.list.selected?.key else { return [] }
            if model.list.marked.remove(key) == nil { model.list.marked.insert(key) }
            model.list.move { $0.move(by: 1) }
            return model.selectionMoved()
        },
        ScreenAction(
            "list.selectAll", "Select all of the list", .mail, keys: [(.global, "X"), (.global, "Space x")],
            also: ["everything"], short: "all"
        ) { model, _ in
            model.list.marked = model.list.marked.isEmpty ? Set(model.list.rows.map(\.key)) : []
            return []
        },
        ScreenAction(
            "edit.undo", "Undo", .mail, keys: [(.global, "z")], also: ["take back", "revert", "unsend"],
            unless: { $0.notices.undos.isEmpty ? "nothing to take back" : nil }
        ) { model, _ in model.undo() },
        ScreenAction(
            "screen.search", "Search", .mail, keys: [(.global, "/")], also: ["find", "filter", "query"],
            argument: "query"
        ) { model, query in
            guard let query else { return model.beginSearch() }
            model.list.search.field = TextField(query)
            model.route.focus = .list
            return model.runSearch()
        },
        ScreenAction(
            "search.accept", "Show what was found", .mail, keys: [(.search, "Enter")], isListed: false
        ) { model, _ in
            let commands = model.runSearch()
            model.list.search.isEditing = false
            return commands + model.showSelection()
        },
        ScreenAction(
            "reader.quotes", "Unfold quotes", .mail, keys: [(.global, "o"), (.timeline, "O")],
            also: ["expand", "quoted text"], short: "quotes", unless: needsOpened
        ) { model, _ in
            model.reader.unfoldsQuotes.toggle()
            return []
        },
        ScreenAction(
            "thread.earlier", "Earlier mail of the thread", .mail,
            keys: [(.reader, "["), (.global, "Space [")],
            also: ["conversation", "before"], unless: needsThread
        ) { model, _ in model.moveInThread(by: -1) },
        ScreenAction(
            "thread.later", "Later mail of the thread", .mail, keys: [(.reader, "]"), (.global, "Space ]")],
            also: ["conversation", "after"], unless: needsThread
        ) { model, _ in model.moveInThread(by: 1) },
        ScreenAction(
            "reader.attachments", "Attachments", .mail, keys: [(.global, "A")],
            also: ["files", "save", "download"],
            short: "files",
            unless: { $0.reader.opened?.attachments.isEmpty ?? true ? "this mail has no attachment" : nil }
        ) { model, _ in model.openAttachments() },
        ScreenAction(
            "reader.links", "Links", .mail, keys: [(.global, "L")], also: ["open link", "url", "browser"],
            short: "links",
            unless: { $0.reader.opened?.body.links.isEmpty ?? true ? "this mail has no link" : nil }
        ) { model, _ in model.openLinks() },
        ScreenAction(
            "mail.sync", "Get mail now", .mail, keys: [(.global, "Ctrl-r"), (.global, "Space g")],
            also: ["sync", "refresh", "fetch", "retry"], short: "get mail"
        ) { model, _ in
            model.list.phase = model.list.rows.isEmpty ? .loading : model.list.phase
            return [model.work.change(.syncNow, ChangeNote(title: "Get mail"))] + model.reloadList()
        },
        ScreenAction(
            "outbox.sendNow", "Send now", .mail, keys: [(.global, "S")],
            also: ["skip the delay", "immediately"],
            short: "send now",
            unless: { $0.waitingJob == nil ? "nothing waits to be sent" : nil }
        ) { model, _ in model.sendNow() },
        ScreenAction(
            "outbox.retry", "Send again", .mail, keys: [(.global, "Space r")],
            also: ["retry", "repeat", "outbox"],
            short: "retry",
            unless: { $0.selectedJob == nil ? "no outbox entry is selected" : nil }
        ) { model, _ in model.retryJob() },
        ScreenAction(
            "outbox.settle", "Take an uncertain mail as sent", .mail, keys: [(.global, "Space s")],
            also: ["settle", "it arrived", "uncertain", "outbox"], short: "it arrived",
            unless: {
                $0.selectedJob?.isUncertain == true ? nil : "no uncertain mail of the outbox is selected"
            }
        ) { model, _ in model.settleJob() },
    ]

    private static let needsRow: @Sendable (AppModel) -> String? = { model in
        switch model.list.selected {
        case .draft, .job: nil
        default: needsMessage(model)
        }
    }
}

extension AppModel {
    var selectedJob: OutboxJob? { if case .job(let job)? = list.selected { job } else { nil } }
    /// The job that `S` hurries: the newest within its undo delay, or the one that is selected.
    var waitingJob: ID<OutboxJob>? { notices.sends.last?.job ?? selectedJob?.id }

    mutating func sendNow() -> [Command] {
        guard let job = waitingJob else { return [] }
        notices.sends.removeAll { $0.job == job }
        notices.forgetUndo { $0.reopens == .unsent(job) }
        return [work.change(.sendJobNow(job), ChangeNote(title: "Send"))]
    }

    mutating func retryJob() -> [Command] {
        guard let job = selectedJob else { return [] }
        if job.isUncertain {
            popups.append(
                .confirm(
                    Confirmation(
                        question: "Send “\(job.subject)” again?",
                        detail: "The server may have it already: the recipient could get it twice.",
                        yes: "send again", deed: .change(.retryJob(job.id), words: "Sending again"))))
            return []
        }
        return [work.change(.retryJob(job.id), ChangeNote(title: "Send again"))]
    }

    mutating func settleJob() -> [Command] {
        guard let job = selectedJob, job.isUncertain else { return [] }
        let subject = job.subject.isEmpty ? "no subject" : job.subject
        popups.append(
            .confirm(
                Confirmation(
                    question: "Did “\(subject)” arrive at \(job.recipients.first?.text ?? "its recipient")?",
                    detail: "Yes takes it as sent. If it did not, Space r sends it again and # gives it up.",
                    yes: "it arrived", deed: .change(.settleJob(job.id), words: "Taken as sent"))))
        return []
    }

    mutating func deleteTargets() -> [Command] {
        switch list.selected {
        case .draft(let draft) where route.focus == .list:
            popups.append(
                .confirm(
                    Confirmation(
                        question:
                            "Discard the draft “\(draft.subject.isEmpty ? "no subject" : draft.subject)”?",
                        detail: "It cannot be brought back.", yes: "discard",
                        deed: .change(.discardDraft(draft.id), words: "Draft discarded"))))
            return []
        case .job(let job) where route.focus == .list:
            popups.append(
                .confirm(
                    Confirmation(
                        question: "Cancel “\(job.subject)” to \(SideRow.who(job))?",
                        detail: job.isUncertain
                            ? "It is taken as not sent, though it may have arrived." : "It will not be sent.",
                        yes: "cancel it",
                        deed: .change(.cancelJob(job.id), words: "Cancelled"))))
            return []
        default: return remove(targetMessages, .delete)
        }
    }

    mutating func openAttachments() -> [Command] {
        guard let opened = reader.opened else { return [] }
        let items = opened.attachments.flatMap { attachment in
            [false, true].map { saves in
                PickerItem(
                    value: .attachment(attachment.number, saves: saves),
                    title: (saves ? "Save " : "Open ") + attachment.name,
                    detail: "\(ByteCount.words(attachment.size)) · \(attachment.type)")
            }
        }
        popups.append(.picker(Picker(.attachments, title: "Attachments", items: items)))
        return []
    }

    mutating func openLinks() -> [Command] {
        guard let opened = reader.opened else { return [] }
        let items = opened.body.links.enumerated().map { index, link in
            PickerItem(value: .address(link), title: "\(index + 1)  \(link)")
        }
        popups.append(.picker(Picker(.links, title: "Open a link", items: items)))
        return []
    }
}

extension OutboxJob {
    /// The server may have it, or not.
    var isUncertain: Bool { if case .uncertain = state { true } else { false } }
    /// The server took it: there is nothing left to do about it.
    var isSent: Bool { if case .sent = state { true } else { false } }
}

/// Sizes for people.
enum ByteCount {
    static func words(_ bytes: Int) -> String {
        if bytes < 1000 { return "\(bytes) B" }
        if bytes < 1_000_000 { return "\((bytes + 500) / 1000) KB" }
        return "\(bytes / 1_000_000).\(bytes / 100_000 % 10) MB"
    }
}
