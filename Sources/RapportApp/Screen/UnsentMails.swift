import AppUI
import CRMModel
import CRMStore
import MailCore

/// Drafts and mails of the outbox, laid out for the reader of the screen.
struct UnsentMails {
    let workspace: OpenWorkspace
    let isASCII: Bool

    func mail(_ source: UnsentMail.Source, width: Int) async throws -> UnsentMail {
        switch source {
        case .job(let id): return try await mail(id, width: width)
        case .draft(let id): return try await mail(id, width: width)
        }
    }

    /// As it will go out, or went: the frozen bytes.
    private func mail(_ id: CRMModel.ID<OutboxJob>, width: Int) async throws -> UnsentMail {
        guard let job = try await workspace.outbox.job(id) else { throw LoadAnswers.gone }
        let stored = try await workspace.messages.messages(
            withMessageID: job.messageID, account: job.account
        ).first
        let raw = try await workspace.outbox.mime(of: id)
        try Task.checkCancellation()
        let parsed = raw.map { MIMEParser.parse($0) }
        let body = BodyRendering.body(
            parsed, text: stored?.preview ?? "", width: width, isASCII: isASCII,
            hub: workspace.configuration.hub.publicURL)
        let from = parsed?.from.first.map(Self.words) ?? ""
        var to = parsed?.to.map(Self.words).joined(separator: ", ") ?? ""
        if to.isEmpty { to = job.recipients.map(\.text).joined(separator: ", ") }
        return UnsentMail(
            source: .job(id), from: from, to: to, subject: job.subject, body: body, attempts: job.attempts,
            message: stored?.id)
    }

    /// The text as it stands, with its merge fields unfilled.
    private func mail(_ id: CRMModel.ID<Draft>, width: Int) async throws -> UnsentMail {
        guard let draft = try await workspace.drafts.draft(id) else { throw LoadAnswers.gone }
        let account = try await WritingDesk(workspace: workspace).account(draft.account)
        var body = BodyRendering.body(nil, text: draft.body, width: width, isASCII: isASCII)
        body.notes = []
        return UnsentMail(
            source: .draft(id), from: account.address.text, to: draft.to, subject: draft.subject, body: body)
    }

    private static func words(_ mailbox: Mailbox) -> String {
        mailbox.name.isEmpty ? mailbox.address : "\(mailbox.name) <\(mailbox.address)>"
    }
}
