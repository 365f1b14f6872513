import CRMModel
import CRMStore
import CellText

/// What happened, in the words of people.
enum EventWords {
    static func word(_ kind: TimelineEntry.Kind) -> String {
        switch kind {
        case .mailIn: "received"
        case .mailOut: "sent"
        case .open: "opened"
        case .machineOpen: "opened by a machine"
        case .click: "clicked"
        case .machineClick: "clicked by a machine"
        case .note: "note"
        case .campaignStep: "campaign mail"
        case .bounce: "bounced"
        case .unsubscribe: "unsubscribed"
        case .outOfOffice: "out of office"
        }
    }

    /// `2026-11-20 16:41  received   Re: Pricing`.
    static func line(_ entry: TimelineEntry) -> String {
        "\(LocalTime.minute(entry.at))  \(word(entry.kind).fitted(toCells: 20))  \(Sanitizer.line(entry.summary))"
    }

    /// An event of the log.
    static func line(_ logged: LoggedEvent) -> String {
        "\(LocalTime.second(logged.at))  \(Sanitizer.line(words(logged.event)))"
    }

    private static func words(_ event: DomainEvent) -> String {
        switch event {
        case .messagesArrived(_, let ids): counted(ids.count, "new mail")
        case .mailReceived(_, _, let from, let subject, _): "mail from \(from): \(subject)"
        case .messagesChanged(let ids): counted(ids.count, "mail") + " changed"
        case .messagesRemoved(let ids): counted(ids.count, "mail") + " removed"
        case .accountStateChanged(_, let state): self.state(state)
        case .foldersChanged: "the folders changed"
        case .syncWanted: "a look at the server is asked for"
        case .syncAnswered: "the server was looked at"
        case .peopleChanged: "contacts or companies changed"
        case .templatesChanged: "templates changed"
        case .draftSaved: "a draft was saved"
        case .outboxChanged(_, let state, let subject, _): "outbox: \(subject) is \(state.word)"
        case .hit(let kind, let verdict, _, _, let who, let what): hit(kind, verdict, who, what)
        case .campaignChanged: "a campaign changed"
        case .enrolmentChanged(_, _, let state, let who): "campaign: \(who) is \(self.state(state))"
        case .timelineAppended: "a timeline got longer"
        }
    }

    static func state(_ state: AccountState) -> String {
        let reason = state.reason.map { ": \($0)" } ?? ""
        return (state.word == "ok" ? "the account is up to date" : "the account is \(state.word)") + reason
    }

    private static func state(_ state: Enrolment.State) -> String {
        state == .needsData ? "waiting for data" : state.rawValue
    }

    private static func hit(
        _ kind: Hit.Kind, _ verdict: Judgement.Verdict, _ who: String, _ what: String
    ) -> String {
        let deed =
            switch kind {
            case .open: "opened"
            case .click: "clicked in"
            case .unsubscribe: "unsubscribed from"
            case .unsubscribeView: "looked at the unsubscribe page of"
            }
        return verdict.isPerson ? "\(who) \(deed) \(what)" : "a machine at \(who) \(deed) \(what)"
    }

    private static func counted(_ count: Int, _ noun: String) -> String {
        count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
    }
}
