import CRMModel
import TUI

/// What the event log tells. Nothing here moves a selection, takes the focus or scrolls what is read.
enum DomainUpdate {
    static func take(_ model: inout AppModel, _ logged: LoggedEvent) -> [Command] {
        switch logged.event {
        case .messagesArrived, .foldersChanged: return refresh(&model)
        case .messagesRemoved(let ids):
            let gone = Set(ids)
            model.list.replace(
                model.list.rows.filter { row in row.message.map { !gone.contains($0.id) } ?? true },
                clock: model.clock)
            return refresh(&model)
        case .messagesChanged(let ids):
            var commands = refresh(&model)
            if let id = model.reader.opened?.message.id, ids.contains(id), model.composer == nil {
                commands += model.loadMessage(id)
            }
            return commands
        case .mailReceived(let message, let contact, let from, let subject, let kind):
            guard
                let event = MailActivity.event(
                    at: logged.at, message: message, contact: contact, from: from, subject: subject,
                    kind: kind)
            else { return [] }
            return live(&model, event, rings: false)
        case .accountStateChanged(let account, let state): return accountState(&model, account, state)
        case .peopleChanged:
            let list = model.list.source == .contacts ? model.reloadList() : refresh(&model)
            return timeline(&model) + list
        case .templatesChanged, .syncWanted, .syncAnswered: return []
        case .draftSaved: return model.list.source == .drafts ? model.reloadList() : []
        case .outboxChanged(_, let state, let subject, isCampaign: true):
            return campaignMail(&model, logged.at, state, subject)
        case .outboxChanged(let job, let state, let subject, isCampaign: false):
            return outbox(&model, logged.at, job, state, subject)
        case .hit(let kind, let verdict, _, let contact, let who, let what):
            return hit(&model, logged.at, kind, verdict, contact, who, what)
        case .campaignChanged: return [model.work.load(.campaigns, .campaigns)]
        case .enrolmentChanged(let campaign, _, let state, let who):
            return enrolment(&model, logged.at, campaign, state, who)
        case .timelineAppended(let contact, let company):
            let isShown =
                (contact != nil && contact == model.timeline.contact?.id)
                || (company != nil && company == model.timeline.company?.id)
            return isShown ? timeline(&model) : []
        }
    }

    private static func refresh(_ model: inout AppModel) -> [Command] {
        var commands = [model.work.load(.counts, .counts)]
        switch model.list.source {
        case .mail, .search: commands += model.reloadList()
        case .contacts, .drafts, .outbox: break
        }
        return commands
    }

    private static func timeline(_ model: inout AppModel) -> [Command] {
        model.timeline.subject.map { subject in
            model.timeline.continues = false
            return [
                model.work.load(
                    .timeline,
                    .timeline(
                        subject, after: nil, limit: max(TimelineScreen.pageSize, model.timeline.entries.count)
                    ))
            ]
        } ?? []
    }

    private static func live(_ model: inout AppModel, _ event: ActivityEvent, rings: Bool) -> [Command] {
        model.campaigns.note(event)
        model.notices.live = LiveEvent(
            at: event.at, kind: event.kind, who: event.who, what: event.what, contact: event.contact,
            message: event.message)
        guard rings, model.settings.ringsForHits else { return [] }
        return [.notify(title: event.who, body: "\(event.kind.verb) \(event.what)")]
    }

    private static func accountState(
        _ model: inout AppModel, _ account: ID<Account>, _ state: AccountState
    ) -> [Command] {
        guard let index = model.status.accounts.firstIndex(where: { $0.id == account }) else {
            return [model.work.load(.accounts, .accounts)]
        }
        let old = model.status.accounts[index].state
        model.status.accounts[index].state = state
        if state == .watching || state == .polling { model.status.accounts[index].lastSync = model.clock.now }
        guard old.word != state.word else { return [] }
        let name = model.status.accounts[index].name
        switch state {
        case .authenticationFailed:
            model.notices.say(
                "\(name) refused the password", detail: "Space P takes the new one", kind: .danger,
                at: model.clock.now)
        case .offline(let reason, _):
            model.notices.say(
                "\(name) is offline", detail: "\(reason) · Ctrl-r tries again; what you do is kept",
                kind: .warning, at: model.clock.now)
        default: break
        }
        return []
    }

    private static func outbox(
        _ model: inout AppModel, _ at: Timestamp, _ job: ID<OutboxJob>, _ state: SendState, _ subject: String
    ) -> [Command] {
        var commands = [model.work.load(.counts, .counts)]
        if model.list.source == .outbox { commands += model.reloadList() }
        let now = model.clock.now
        switch state {
        case .sent:
            model.notices.sends.removeAll { $0.job == job }
            model.notices.forgetUndo { $0.reopens == .unsent(job) }
            model.notices.say("Sent", detail: subject, at: now)
            model.campaigns.note(ActivityEvent(at: at, kind: .sent, who: "You", what: subject))
        case .failed:
            model.notices.say("Refused", detail: "\(subject) · go opens the outbox", kind: .danger, at: now)
            model.campaigns.note(ActivityEvent(at: at, kind: .failed, who: "Server", what: subject))
        case .uncertain:
            model.notices.say(
                "Perhaps sent",
                detail: "\(subject) · the connection broke after the text; go opens the outbox",
                kind: .warning, at: now)
        case .held:
            model.notices.say("Held", detail: "\(subject) · go opens the outbox", kind: .warning, at: now)
        case .deferred:
            model.campaigns.note(
                ActivityEvent(at: at, kind: .slowed, who: "Server", what: "\(subject) · tried again later"))
        case .queued, .sending, .cancelled: break
        }
        return commands
    }

    /// What happens to the recipients is told by their enrolments; a mail that waits has no line there.
    private static func campaignMail(
        _ model: inout AppModel, _ at: Timestamp, _ state: SendState, _ subject: String
    ) -> [Command] {
        if case .deferred = state {
            model.campaigns.note(
                ActivityEvent(at: at, kind: .slowed, who: "Server", what: "\(subject) · tried again later"))
        }
        let counts = [model.work.load(.counts, .counts)]
        return model.list.source == .outbox ? counts + model.reloadList() : counts
    }

    private static func hit(
        _ model: inout AppModel, _ at: Timestamp, _ kind: Hit.Kind, _ verdict: Judgement.Verdict,
        _ contact: ID<Contact>?, _ who: String, _ what: String
    ) -> [Command] {
        let isPerson = verdict.isPerson
        let kind: ActivityEvent.Kind =
            switch kind {
            case .open: isPerson ? .opened : .machineOpened
            case .click: .clicked
            case .unsubscribeView, .unsubscribe: .unsubscribed
            }
        let event = ActivityEvent(at: at, kind: kind, who: who, what: ShortWords.link(what), contact: contact)
        var commands = refresh(&model)
        // The sparkline and the campaigns' own counts.
        commands += [
            model.work.load(.activity, .activity(limit: 0)), model.work.load(.campaigns, .campaigns),
        ]
        if isPerson || kind == .unsubscribed {
            commands += live(&model, event, rings: true)
        } else {
            model.campaigns.note(event)
        }
        if contact != nil, contact == model.timeline.contact?.id { commands += timeline(&model) }
        return commands
    }

    private static func enrolment(
        _ model: inout AppModel, _ at: Timestamp, _ campaign: ID<Campaign>, _ state: Enrolment.State,
        _ who: String
    ) -> [Command] {
        let name = model.campaigns.campaigns.first { $0.campaign.id == campaign }?.campaign.name ?? ""
        let kind: ActivityEvent.Kind? =
            switch state {
            case .sent: .sent
            case .failed, .uncertain: .failed
            case .bounced: .bounced
            case .replied: .replied
            case .needsData, .suppressed: .parked
            case .unsubscribed: .unsubscribed
            case .queued, .sending, .cancelled: nil
            }
        if let kind {
            let words = state == .sent || state == .replied ? name : "\(name) · \(state.words)"
            model.campaigns.note(ActivityEvent(at: at, kind: kind, who: who, what: words))
        }
        var commands = [model.work.load(.campaigns, .campaigns)]
        if let list = model.campaigns.recipients, list.campaign == campaign {
            commands += model.reloadRecipients()
        }
        return commands
    }
}

extension Enrolment.State {
    /// For people: `needs data`.
    var words: String { self == .needsData ? "needs data" : rawValue }
}

extension ActivityEvent.Kind {
    var verb: String {
        switch self {
        case .opened: "opened"
        case .machineOpened: "opened by a machine"
        case .clicked: "clicked"
        case .sent: "sent"
        case .received: "wrote"
        case .replied: "replied"
        case .failed: "failed"
        case .bounced: "bounced"
        case .parked: "parked"
        case .unsubscribed: "unsubscribed"
        case .slowed: "slowed down"
        case .away: "is away:"
        case .answered: "answered by itself:"
        }
    }
}
