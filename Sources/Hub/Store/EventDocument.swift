public import CRMModel
public import Platform

/// Events as documents for other programs: `{"cursor","at","kind",…}`.
public enum EventDocument {
    /// The event for a stream.
    public static func line(_ logged: LoggedEvent) -> HubServices.EventLine {
        HubServices.EventLine(
            cursor: logged.cursor, kind: logged.event.kind.rawValue, document: document(logged).serialized)
    }

    /// The whole document.
    public static func document(_ logged: LoggedEvent) -> JSONValue {
        let head: [JSONValue.Member] = [
            .init("cursor", .integer(logged.cursor)), .init("at", .string(logged.at.description)),
            .init("kind", .string(logged.event.kind.rawValue)),
        ]
        return .object(head + fields(logged.event))
    }

    private static func fields(_ event: DomainEvent) -> [JSONValue.Member] {
        switch event {
        case .messagesArrived(let account, let ids):
            [.init("account", id(account)), .init("messages", rows(ids))]
        case .mailReceived(let message, let contact, let from, let subject, let kind):
            [
                .init("message", .string(message.description)), .init("contact", id(contact)),
                .init("from", .string(from)), .init("subject", .string(subject)),
                .init("kind", .string(kind.rawValue)),
            ]
        case .messagesChanged(let ids), .messagesRemoved(let ids): [.init("messages", rows(ids))]
        case .accountStateChanged(let account, let state):
            [
                .init("account", id(account)), .init("state", .string(state.word)),
                .init("reason", JSONValue(state.reason)),
            ]
        case .foldersChanged(let account), .syncWanted(let account): [.init("account", id(account))]
        case .syncAnswered(let account, let request):
            [.init("account", id(account)), .init("request", .integer(request))]
        case .peopleChanged, .templatesChanged: []
        case .draftSaved(let draft): [.init("draft", id(draft))]
        case .outboxChanged(let job, let state, let subject, let isCampaign):
            [
                .init("job", id(job)), .init("state", .string(state.word)),
                .init("subject", .string(subject)),
                .init("campaign_mail", .bool(isCampaign)),
            ]
        case .hit(let kind, let verdict, let job, let contact, let who, let what):
            [
                .init("hit", .string(kind.rawValue)), .init("verdict", .string(verdict.rawValue)),
                .init("job", id(job)), .init("contact", id(contact)), .init("who", .string(who)),
                .init("what", .string(what)),
            ]
        case .campaignChanged(let campaign): [.init("campaign", id(campaign))]
        case .enrolmentChanged(let campaign, let enrolment, let state, let who):
            [
                .init("campaign", id(campaign)), .init("enrolment", id(enrolment)),
                .init("state", .string(state.rawValue)), .init("who", .string(who)),
            ]
        case .timelineAppended(let contact, let company):
            [.init("contact", id(contact)), .init("company", id(company))]
        }
    }

    private static func id<Entity>(_ id: ID<Entity>?) -> JSONValue { JSONValue(id?.description) }
    private static func rows<Entity>(_ ids: [RowID<Entity>]) -> JSONValue {
        .array(ids.map { .string($0.description) })
    }
}
