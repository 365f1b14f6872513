import CRMModel
import TUI

/// What came of changes.
enum ChangeAnswers {
    static func take(_ model: inout AppModel, _ ticket: ChangeTicket, _ result: ChangeResult) -> [Command] {
        guard let note = model.work.take(ticket) else { return [] }
        model.list.hidden.subtract(note.hidden)
        let now = model.clock.now
        switch result {
        case .done:
            if note.purpose == .campaign {
                model.closeWaitingForm()
                return [model.work.load(.campaigns, .campaigns)] + model.reloadRecipients()
            }
            if case .reopen(let request) = note.purpose {
                return model.compose(request) + [model.work.load(.counts, .counts)]
            }
            return note.hidden.isEmpty ? [] : [model.work.load(.counts, .counts)]
        case .linked(let more, let remembered):
            model.notices.rememberForgetting(remembered)
            if more > 0, case .link(let name) = note.purpose {
                model.notices.say(
                    more == 1 ? "Linked with 1 older mail" : "Linked with \(more) older mails", detail: name,
                    at: now, isUndoable: true)
            }
            return model.list.source == .mail(.unlinked) ? model.reloadList() : []
        case .contactCreated(let id, let linked):
            if case .form(let name) = note.purpose {
                model.closeWaitingForm()
                let taken = Change.removeContact(id, unlinking: note.linked)
                model.notices.remember(UndoEntry(title: "New contact \(name)", changes: [taken]), at: now)
                let mails = linked == 0 ? "" : linked == 1 ? " · 1 mail linked" : " · \(linked) mails linked"
                model.notices.say("Contact added", detail: name + mails, at: now, isUndoable: true)
            }
            return made(&model, id, note.linked)
        case .contactSaved(let id):
            if case .form(let name) = note.purpose {
                model.closeWaitingForm()
                model.notices.say("Contact saved", detail: name, at: now)
            }
            let isShown = model.timeline.contact?.id == id
            return (isShown ? model.loadTimeline(model.timeline.subject ?? .contact(id)) : [])
                + model.reloadList()
        case .contactsImported(let outcome): return model.takeImport(outcome)
        case .draftSaved(let id, let revision, let at):
            if model.composer?.draft.id == id {
                model.composer?.saving.savedAt = at
                model.composer?.saving.isSaving = false
                model.composer?.saving.failure = nil
                model.composer?.draft.revision = revision
                if model.composer?.current != model.composer?.draft, model.composer?.saving.dueAt == nil {
                    model.composer?.saving.dueAt = now.adding(seconds: SavingState.interval)
                }
            }
            return model.list.source == .drafts ? model.reloadList() : []
        case .queued(let job, let notBefore): return queued(&model, note, job, notBefore)
        case .templateSaved(let name, let version):
            model.closeWaitingForm()
            model.notices.say("Template saved", detail: "\(name) · version \(version)", at: now)
            return []
        case .campaignCreated(let id, let name, let recipients):
            _ = model.closeForm(.campaign)
            model.campaigns.shown = id
            _ = model.focus(.campaigns)
            let people = recipients == 1 ? "1 recipient" : "\(recipients) recipients"
            let starts = note.title == CampaignQuestion.startTitle
            model.notices.say(
                starts ? "Campaign started" : "Campaign created as a draft",
                detail: "\(name) · \(people)" + (starts ? " · p pauses it" : " · p starts it"), at: now)
            return [model.work.load(.campaigns, .campaigns)]
        case .accountTested(let checks):
            model.editForm { form in
                guard form.asksServers else { return }
                form.isBusy = false
                form.checks = checks
                form.problem = checks.compactMap(\.problem).first
            }
            return []
        case .accountSaved:
            let isKnown = model.closePasswordForm()
            _ = model.closeForm(.account)
            // What was said about the account is over.
            model.notices.settle()
            model.notices.say(
                isKnown ? "Password saved" : "Account saved",
                detail: isKnown ? "the account is read again" : "the newest mail comes first", at: now)
            return [model.work.load(.accounts, .accounts), model.work.load(.folders, .folders)]
                + model.reloadList()
        case .fileTaken(let message, let number, let path):
            model.editForm { $0.isBusy = false }
            let name = path.split(separator: "/").last.map(String.init) ?? path
            model.popups.append(
                .confirm(
                    Confirmation(
                        question: "Replace “\(name)”?", detail: "There is a file of that name: \(path)",
                        yes: "replace",
                        deed: .change(
                            .saveAttachment(message, number: number, to: path, replacing: true),
                            words: "Replacing \(name)"), no: "another name")))
            return []
        case .attachmentSaved(let path):
            if case .form(let form)? = model.popups.last, case .save = form.purpose {
                model.popups.removeLast()
            }
            model.notices.say("Saved", detail: path, at: now)
            return []
        case .fileFound(let path, let size):
            _ = model.closeForm(.attach)
            return model.attach(path, size: size)
        case .pathCompleted(let path, let names):
            model.editForm { form in
                guard form.completesPaths else { return }
                form.set(.path, path)
                form.problem = nil
                form.hint = names.prefix(8).joined(separator: "   ")
            }
            return []
        }
    }

    /// A contact was made: pane 2 shows it where it belongs to what is selected.
    private static func made(
        _ model: inout AppModel, _ id: ID<Contact>, _ linked: [RowID<Message>]
    ) -> [Command] {
        var commands = model.reloadList()
        if linked.isEmpty {
            commands += model.loadTimeline(.contact(id))
        } else if let selected = model.list.selected?.message, linked.contains(selected.id) {
            commands += model.loadTimeline(.message(selected.id))
        }
        return commands
    }

    private static func queued(
        _ model: inout AppModel, _ note: ChangeNote, _ job: ID<OutboxJob>, _ notBefore: Timestamp
    ) -> [Command] {
        var title = "Mail"
        if case .send(let words) = note.purpose { title = words }
        model.composer = nil
        let now = model.clock.now
        if notBefore.seconds(since: now) > 120 {
            model.notices.say(
                "\(title) goes out", detail: model.clock.long(notBefore), at: now, isUndoable: true)
        } else if notBefore > now {
            model.notices.wait(for: PendingSend(job: job, words: title, notBefore: notBefore))
        }
        model.notices.remember(
            UndoEntry(title: "Sending of \(title)", changes: [.cancelJob(job)], reopens: .unsent(job)),
            at: now,
            seconds: notBefore.seconds(since: now))
        if model.route.focus == .reader { _ = model.focus(.list) }
        return [model.work.load(.counts, .counts)]
    }

    static func fail(_ model: inout AppModel, _ ticket: ChangeTicket, _ problem: Problem) -> [Command] {
        guard let note = model.work.take(ticket) else { return [] }
        switch note.purpose {
        case .account, .campaign, .file, .form:
            model.editForm { form in
                form.isBusy = false
                form.problem = problem
            }
            if case .form? = model.popups.last { return [] }
        case .saveDraft:
            model.composer?.saving.isSaving = false
            model.composer?.saving.failure = problem
            model.composer?.saving.dueAt = model.clock.now.adding(seconds: 5)
        default: break
        }
        model.notices.say(
            note.title.isEmpty ? problem.what : "\(note.title) failed",
            detail: note.title.isEmpty
                ? problem.detail
                : [problem.what, problem.detail]
                    .filter { !$0.isEmpty }.joined(separator: ": "), kind: .danger, at: model.clock.now)
        guard !note.hidden.isEmpty else { return [] }
        model.list.hidden.subtract(note.hidden)
        model.notices.forgetUndo { $0.restored == note.hidden }
        model.list.wanted = note.hidden.first.map { .message($0) }
        return model.reloadList()
    }
}

extension AppModel {
    /// Whether it was there.
    mutating func closePasswordForm() -> Bool {
        guard case .form(let form)? = popups.last, case .password = form.purpose else { return false }
        popups.removeLast()
        return true
    }

    /// Closes the form that was kept until its answer came.
    mutating func closeWaitingForm() {
        guard case .form(let form)? = popups.last, form.isBusy else { return }
        switch form.purpose {
        case .contact, .editContact, .missing, .saveTemplate: popups.removeLast()
        default: break
        }
    }

    mutating func closeForm(_ purpose: Form.Purpose) -> Bool {
        guard case .form(let form)? = popups.last, form.purpose == purpose else { return false }
        popups.removeLast()
        return true
    }
}
