import CRMModel
import Platform

extension JSONValue {
    init(_ job: OutboxJob, account: String) {
        self = [
            "job": .string(job.id.description), "account": .string(account),
            "message_id": .string(job.messageID), "to": .array(job.recipients.map { .string($0.text) }),
            "subject": .string(job.subject), "state": .string(job.state.word),
            "attempts": JSONValue(job.attempts),
            "not_before": JSONValue(job.notBefore), "last_error": JSONValue(job.lastError),
        ]
    }

    init(_ template: Template) {
        self = [
            "id": .string(template.id.description), "name": .string(template.name),
            "category": .string(template.category), "industry": .string(template.industry),
            "version": JSONValue(template.current.number), "subject": .string(template.current.subject),
            "body": .string(template.current.body), "uses": JSONValue(template.uses),
        ]
    }

    /// The counts of a campaign, every state named.
    init(counts progress: CampaignProgress) {
        var members = [Member("total", JSONValue(progress.total))]
        for state in Enrolment.State.allCases {
            members.append(.init(state.rawValue, JSONValue(progress[state])))
        }
        members.append(.init("opened_human", JSONValue(progress.openedByPeople)))
        members.append(.init("clicked_human", JSONValue(progress.clickedByPeople)))
        self = .object(members)
    }

    init(_ progress: CampaignProgress) {
        self = [
            "id": .string(progress.campaign.id.description), "name": .string(progress.campaign.name),
            "state": .string(progress.campaign.state.rawValue), "counts": JSONValue(counts: progress),
            "rate_per_minute": JSONValue(progress.ratePerMinute), "eta": JSONValue(progress.eta),
        ]
    }

    init(_ enrolment: Enrolment) {
        self = [
            "id": .string(enrolment.id.description), "contact": .string(enrolment.contact.description),
            "email": .string(enrolment.address.text), "name": .string(enrolment.name),
            "state": .string(enrolment.state.rawValue), "reason": JSONValue(enrolment.reason),
            "opens": JSONValue(enrolment.opens), "clicks": JSONValue(enrolment.clicks),
            "updated": JSONValue(enrolment.updated),
        ]
    }
}
