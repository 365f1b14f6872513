import CRMModel
import CRMStore

/// A campaign's mail for one recipient.
enum CampaignMail {
    static func request(
        _ due: DueEnrolment, _ person: (contact: Contact, company: Company?), _ account: Account,
        _ template: TemplateVersion, _ workshop: CampaignRunner.Workshop,
        _ tracking: TrackingAddresses?, fields: [String], at now: Timestamp
    ) -> ComposeRequest {
        let campaign = due.campaign
        let recipient = Correspondent(
            name: due.name == due.address.text ? nil : due.name, address: due.address)
        var contact = person.contact
        contact.fields.merge(due.variables) { $1 }
        let draft = Draft(
            // The same recipient gets the same words of `spin` each time the mail is made.
            id: ID(high: due.enrolment.high, low: due.enrolment.low ^ UInt64(due.step)), account: account.id,
            to: formatted(recipient), subject: template.subject, body: template.body, template: template.id,
            contact: contact.id, tracks: campaign.tracksOpens || campaign.tracksClicks, saved: now)
        var request = ComposeRequest(
            draft: draft, job: StepIdentity.job(due.enrolment, step: due.step, epoch: due.epoch),
            account: account, contact: contact,
            company: person.company,
            catalogue: FieldCatalogue(customFields: Set(contact.fields.keys).union(fields)),
            values: values(due), thread: thread(due), tracking: tracking,
            hasUnsubscribe: campaign.hasUnsubscribe, key: workshop.key, now: now,
            offsetMinutes: workshop.offsetMinutes)
        request.tracksOpens = campaign.tracksOpens
        request.tracksClicks = campaign.tracksClicks
        return request
    }

    static func outgoing(_ mail: ComposedMail, _ due: DueEnrolment, at now: Timestamp) -> OutgoingMail {
        OutgoingMail(
            id: mail.job, key: "", kind: .step, account: due.campaign.account, messageID: mail.messageID,
            envelopeFrom: mail.envelopeFrom, recipients: mail.recipients, subject: mail.subject,
            preview: mail.preview, mime: mail.bytes, notBefore: now, contact: due.contact,
            template: due.template,
            tracks: mail.isTracked)
    }

    private static func values(_ due: DueEnrolment) -> [String: MergeValue] {
        ["campaign.name": .text(due.campaign.name), "step.number": .text(String(due.step + 1))]
    }

    private static func thread(_ due: DueEnrolment) -> ComposeRequest.Thread {
        guard let root = due.rootMessageID else { return ComposeRequest.Thread() }
        return ComposeRequest.Thread(inReplyTo: root, references: [root])
    }

    /// As a user would type it; a name never breaks the list.
    private static func formatted(_ person: Correspondent) -> String {
        guard let name = person.name?.filter({ $0 != "\"" && $0 != "\\" && !$0.isNewline }), !name.isEmpty
        else {
            return person.address.text
        }
        return "\"\(name)\" <\(person.address.text)>"
    }
}
