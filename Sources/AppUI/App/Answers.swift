import CRMModel
import TUI

/// What loads bring.
enum Answers {
    static func take(_ model: inout AppModel, _ slot: LoadSlot, _ loaded: Loaded) -> [Command] {
        switch loaded {
        case .messages(let page):
            return model.take(
                rows: page.items.map { .message($0) }, next: page.next, isContinuation: slot == .list)
        case .contacts(let contacts): return takeContacts(&model, slot, contacts)
        case .drafts(let drafts):
            return model.take(rows: drafts.map { .draft($0) }, next: nil, isContinuation: false)
        case .outbox(let jobs):
            return model.take(
                rows: OutboxGroup.ordered(jobs).map { .job($0) }, next: nil, isContinuation: false)
        case .counts(let counts): model.status.counts = counts
        case .folders(let folders): model.status.folders = folders
        case .accounts(let accounts): model.status.accounts = accounts
        case .timeline(let page):
            model.timeline.show(page)
            return model.showLastMail()
        case .message(let opened): return takeMessage(&model, opened)
        case .unsent(let mail):
            guard mail.source == model.reader.wantedUnsent else { return [] }
            model.reader.show(mail)
            // Written before its contact was known: pane 2 is about whom the stored mail is with.
            if let message = mail.message, model.timeline.subject == nil {
                return model.loadTimeline(.message(message))
            }
        case .templates(let templates): model.takeTemplates(templates)
        case .fields(let fields): model.composer?.fields = fields
        case .preview(let preview): model.composer?.preview.preview = preview
        case .completions(let people): model.takeCompletions(people)
        case .composition(let composition): return model.takeComposition(composition)
        case .campaigns(let campaigns): model.takeCampaigns(campaigns)
        case .recipients(let rows): model.takeRecipients(rows)
        case .recipientCount(let count): model.takeRecipientCount(count)
        case .tags(let tags): model.takeTags(tags)
        case .campaignOutlook(let outlook): model.takeOutlook(outlook)
        case .activity(let activity):
            model.campaigns.opensPerMinute = activity.opensPerMinute
            if model.campaigns.events.isEmpty {
                for event in activity.events.reversed() { model.campaigns.note(event) }
            }
        }
        return []
    }

    static func fail(_ model: inout AppModel, _ slot: LoadSlot, _ problem: Problem) -> [Command] {
        switch slot {
        case .list, .listRefresh:
            model.list.phase = .failed(problem)
            // A query that is wrong finds nothing: the rows of an earlier one would look like its answer.
            if case .search = model.list.source { model.list.replace([], clock: model.clock) }
        case .timeline: model.timeline.phase = .failed(problem)
        case .message: model.reader.phase = .failed(problem)
        case .campaigns: model.campaigns.phase = .failed(problem)
        case .recipients: model.campaigns.recipients?.phase = .failed(problem)
        case .composition:
            model.waitingTemplate = nil
            model.notices.say(problem.what, detail: problem.detail, kind: .danger, at: model.clock.now)
        case .contactPicker, .templates:
            if case .picker(var picker)? = model.popups.last {
                picker.isLoading = false
                picker.empty = problem.what
                model.popups[model.popups.count - 1] = .picker(picker)
            }
        case .recipientCount:
            model.editForm { form in
                guard form.purpose == .campaign else { return }
                form.count = nil
                form.hint = [problem.what, problem.why].filter { !$0.isEmpty }.joined(separator: ": ")
            }
        case .campaignOutlook:
            model.editForm { form in
                guard form.purpose == .campaign else { return }
                form.isBusy = false
                form.problem = problem
            }
        case .counts, .folders, .accounts, .fields, .preview, .completion, .tags, .activity:
            model.notices.say(problem.what, detail: problem.detail, kind: .warning, at: model.clock.now)
        }
        return []
    }

    private static func takeContacts(_ model: inout AppModel, _ slot: LoadSlot, _ contacts: [Contact])
        -> [Command]
    {
        guard slot == .contactPicker else {
            return model.take(rows: contacts.map { .contact($0) }, next: nil, isContinuation: false)
        }
        let sender = model.correspondent
        let isKnown =
            model.targetMessages.first?.links.contains { link in
                if case .contact = link.target { !link.isGuess } else { false }
            } ?? false
        model.editLinkPicker {
            $0.replace(
                LinkPicker.items(contacts, query: $0.query.text, sender: sender, isKnown: isKnown))
        }
        return []
    }

    private static func takeMessage(_ model: inout AppModel, _ opened: OpenedMessage) -> [Command] {
        guard opened.message.id == model.reader.wanted else { return [] }
        model.reader.show(opened)
        return model.route.focus == .reader && model.composer == nil ? model.markRead() : []
    }
}

extension AppModel {
    /// Changes the topmost popup when it is a picker of this purpose.
    mutating func editPicker(_ purpose: Picker.Purpose, _ change: (inout Picker) -> Void) {
        guard let last = popups.indices.last, case .picker(var picker) = popups[last],
            picker.purpose == purpose
        else { return }
        change(&picker)
        popups[last] = .picker(picker)
    }

    mutating func editLinkPicker(_ change: (inout Picker) -> Void) {
        guard case .picker(let picker)? = popups.last, case .link = picker.purpose else { return }
        editPicker(picker.purpose, change)
    }

    mutating func editForm(_ change: (inout Form) -> Void) {
        guard let last = popups.indices.last, case .form(var form) = popups[last] else { return }
        change(&form)
        popups[last] = .form(form)
    }

    mutating func takeCampaigns(_ all: [CampaignProgress]) {
        campaigns.campaigns = all
        campaigns.phase = .ready
        if campaigns.shown == nil { campaigns.shown = all.first?.campaign.id }
    }

    mutating func takeRecipients(_ rows: [Enrolment]) {
        guard var list = campaigns.recipients else { return }
        let selected = list.state.selection.flatMap {
            list.rows.indices.contains($0) ? list.rows[$0].id : nil
        }
        list.rows = rows
        list.phase = .ready
        list.state.update(
            count: rows.count, selectedIsNowAt: selected.flatMap { id in rows.firstIndex { $0.id == id } })
        campaigns.recipients = list
    }
}
