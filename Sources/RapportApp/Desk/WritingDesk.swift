import CRMModel
import CRMStore
import MailCore
import Outreach
import Platform

/// Writing mail: what a draft begins with, how it looks to its recipient, and its way into the outbox. For the
/// screen and the command line.
struct WritingDesk: Sendable {
    let workspace: OpenWorkspace
    private let ownFields: OwnFields

    init(workspace: OpenWorkspace) {
        self.workspace = workspace
        ownFields = OwnFields(workspace: workspace)
    }

    /// What a new mail begins with.
    enum Beginning: Hashable, Sendable {
        case new(to: String, contact: ID<Contact>?)
        case reply(RowID<Message>, all: Bool)
        case forward(RowID<Message>)
    }

    /// A draft that was begun; nothing is stored yet.
    ///
    /// The body of an answer begins with two empty lines, for what is to be written; the quotation follows.
    func begin(_ beginning: Beginning, account name: Account? = nil) async throws -> Draft {
        try await workspace.lookForHub()
        return switch beginning {
        case .new(let to, let contact): try await new(to: to, contact: contact, account: name)
        case .reply(let id, let all): try await answer(id, all ? .replyAll : .reply, .reply(to: id, all: all))
        case .forward(let id): try await answer(id, .forward, .forward(of: id))
        }
    }

    private func new(to: String, contact: ID<Contact>?, account: Account?) async throws -> Draft {
        let account = try await firstAccount(account)
        let person: Contact? =
            if let contact { try await workspace.contacts.contact(contact) } else {
                try await self.contact(of: to)
            }
        return Draft(
            id: newID(), account: account.id, to: to, contact: person?.id, tracks: tracks(account),
            saved: workspace.now)
    }

    private func answer(
        _ id: RowID<Message>, _ kind: ReplyBuilder.Kind, _ draftKind: Draft.Kind
    ) async throws -> Draft {
        let message = try await message(id)
        let parsed = try await parsed(message)
        let own = try await workspace.accounts.ownAddresses()
        let reply = ReplyBuilder.draft(
            kind, to: parsed, own: Array(own), id: message.messageID, offsetMinutes: offsetMinutes)
        let account = try await workspace.accounts.account(message.account)
        let to = reply.to.map(\.formatted).joined(separator: ", ")
        let carried = reply.carried.enumerated().map { index, file in
            CarriedFile(message: id, path: file.path, name: file.name ?? "attachment \(index + 1)").text
        }
        return Draft(
            id: newID(), kind: draftKind, account: message.account, to: to,
            cc: reply.cc.map(\.formatted).joined(separator: ", "), subject: reply.subject,
            body: "\n\n" + reply.quotedText,
            contact: kind == .forward ? nil : try await contact(of: to)?.id, attachments: carried,
            tracks: account.map(tracks) ?? false, saved: workspace.now)
    }

    // MARK: Who

    /// The contact that the first of the recipients is.
    func contact(of recipients: String) async throws -> Contact? {
        guard let first = AddressParser.parse(userInput: recipients).mailboxes.first else { return nil }
        return try await workspace.contacts.contact(address: EmailAddress(first.address))
    }

    func firstAccount(_ account: Account?) async throws -> Account {
        if let account { return account }
        guard let first = try await workspace.accounts.all().first else {
            throw CommandError.notFound(
                "accounts", "there is none yet", "add one with rapport account add")
        }
        return first
    }

    func account(_ id: ID<Account>) async throws -> Account {
        guard let account = try await workspace.accounts.account(id) else {
            throw CommandError.notFound("account", "it was removed", "choose another")
        }
        return account
    }

    private func message(_ id: RowID<Message>) async throws -> Message {
        guard let message = try await workspace.messages.message(id) else {
            throw CommandError.notFound("message \(id)", "it is gone", "")
        }
        return message
    }

    private func parsed(_ message: Message) async throws -> ParsedMessage {
        MIMEParser.parse(try await MailDesk(workspace: workspace).raw(message.id))
    }

    /// Tracking needs a hub that recipients reach.
    private func tracks(_ account: Account) -> Bool {
        (account.tracksByDefault || workspace.configuration.tracksByDefault)
            && workspace.configuration.hub.publicURL != nil
    }

    private var offsetMinutes: Int { ZoneRules.offset(at: workspace.now.milliseconds / 1000) / 60 }

    func newID<Entity>() -> ID<Entity> {
        var random = SecureRandom()
        return ID(at: workspace.now, using: &random)
    }

    // MARK: Merging

    /// What the draft becomes for its contact, or for `contact` in its place.
    func preview(_ draft: Draft, for contact: Contact?) async throws -> DraftPreview {
        let account = try await account(draft.account)
        // Nothing of a preview goes out: a key of the moment seals its addresses.
        return DraftPreview(
            try await request(draft, account, contact, job: newID(), key: TrackingKey(master: .random())))
    }

    /// Everything that a mail is made from.
    private func request(
        _ draft: Draft, _ account: Account, _ contact: Contact?, job: ID<OutboxJob>, key: TrackingKey
    ) async throws -> ComposeRequest {
        let company: Company? =
            if let id = contact?.company { try await workspace.companies.company(id) } else { nil }
        try await workspace.lookForHub()
        var tracking = workspace.configuration.hub.publicURL.flatMap {
            TrackingAddresses(publicURL: $0, key: key)
        }
        tracking?.setsTraps = workspace.configuration.setsTraps
        return ComposeRequest(
            draft: draft, job: job, account: workspace.writer(account), contact: contact, company: company,
            catalogue: try await catalogue(), tracking: tracking, key: key, now: workspace.now,
            offsetMinutes: offsetMinutes)
    }

    /// The merge fields of this workspace.
    func catalogue() async throws -> FieldCatalogue {
        FieldCatalogue(customFields: try await ownFields.names())
    }

    /// The merge fields with what they hold for a contact.
    func fields(contact: Contact?, account: ID<Account>?) async throws -> [FieldCompletion.Suggestion] {
        await ownFields.forget()
        let company: Company? =
            if let id = contact?.company { try await workspace.companies.company(id) } else { nil }
        let writer: Account =
            if let account { try await self.account(account) } else { try await firstAccount(nil) }
        let days = (workspace.now.milliseconds + Int64(offsetMinutes) * 60_000) / 86_400_000
        let context = MergeContext(
            contact: contact, company: company, sender: MergeSender(account: workspace.writer(writer)),
            today: CivilDate(daysSince1970: days))
        return FieldCompletion.suggestions(
            for: "", in: try await catalogue(), context: context, limit: 500)
    }

    // MARK: Sending

    /// Freezes a draft into a mail and puts it into the outbox, once per revision of the draft.
    ///
    /// - Parameters:
    ///   - moment: when it may go out; nil waits for the undo delay of the configuration.
    ///   - form: which parts it gets.
    func enqueue(
        _ draft: Draft, at moment: Timestamp?, key idempotencyKey: String? = nil,
        form: ComposeRequest.Form = .alternatives
    ) async throws -> (mail: EnqueuedMail, notBefore: Timestamp) {
        let account = try await account(draft.account)
        let contact: Contact? =
            if let id = draft.contact { try await workspace.contacts.contact(id) } else {
                try await self.contact(of: draft.to)
            }
        let job: ID<OutboxJob> = newID()
        var request = try await request(
            draft, account, contact, job: job,
            key: try workspace.trackingKey(forMailWithTokens: draft.tracks))
        request.form = form
        request.thread = try await thread(of: draft)
        request.files = try await files(draft.attachments)
        let mail = try DraftComposer.compose(request)
        let now = workspace.now
        let notBefore = moment ?? now.adding(seconds: Double(workspace.configuration.send.undoDelay))
        var answers: RowID<Message>?
        switch draft.kind {
        case .reply(let id, _), .forward(let id): answers = id
        case .new: break
        }
        var kind = OutgoingMail.Kind.oneOff
        if case .reply = draft.kind { kind = .reply }
        let outgoing = OutgoingMail(
            id: job, key: idempotencyKey ?? "draft:\(draft.id):\(draft.revision)", kind: kind,
            account: account.id,
            messageID: mail.messageID, envelopeFrom: mail.envelopeFrom, recipients: mail.recipients,
            subject: mail.subject, preview: mail.preview, mime: mail.bytes, notBefore: notBefore,
            contact: contact?.id, answers: answers, template: draft.template, tracks: mail.isTracked,
            linkCount: mail.trackedLinks)
        let enqueued = try await workspace.outbox.enqueue(outgoing, from: draft.id, at: now)
        return (enqueued, notBefore)
    }

    /// The draft that a mail in the outbox was made from.
    func draft(of job: ID<OutboxJob>) async throws -> Draft? {
        guard let parts = try await workspace.outbox.key(of: job)?.split(separator: ":"), parts.count == 3,
            parts[0] == "draft", let id = ID<Draft>(String(parts[1]))
        else { return nil }
        return try await workspace.drafts.draft(id)
    }

    private func thread(of draft: Draft) async throws -> ComposeRequest.Thread {
        guard case .reply(let id, _) = draft.kind, let message = try await workspace.messages.message(id)
        else { return ComposeRequest.Thread() }
        let reply = ReplyBuilder.draft(.reply, to: try await parsed(message), own: [], id: message.messageID)
        return ComposeRequest.Thread(inReplyTo: reply.inReplyTo, references: reply.references)
    }

    /// What is attached: files of the disk, and those that a forwarded message brings along.
    private func files(_ attachments: [String]) async throws -> [OutgoingMessage.File] {
        let paths = attachments.filter { CarriedFile($0) == nil }.map(FileSystem.absolute)
        let (read, problems) = AttachmentReader.read(paths)
        guard problems.isEmpty else { throw ComposeError(problems) }
        var files = read
        for carried in attachments.compactMap(CarriedFile.init) {
            let raw = try await MailDesk(workspace: workspace).raw(carried.message)
            let type = MIMEParser.parse(raw).attachments.first { $0.path == carried.path }?.type
            guard let bytes = MIMEParser.attachment(in: raw, at: carried.path) else {
                throw ComposeError([
                    .attachment(path: carried.name, reason: "the forwarded mail has it no more")
                ])
            }
            files.append(
                OutgoingMessage.File(
                    name: carried.name, type: type ?? "application/octet-stream", bytes: bytes))
        }
        return files
    }

    // MARK: Templates

    /// Stores a template as a new version; refuses one with errors.
    ///
    /// - Throws: `TemplateFault` with the place of the first error.
    func save(_ content: TemplateRepository.Content) async throws -> Template {
        let catalogue = try await catalogue()
        let parts: [(TemplateFault.Part, String)] = [(.subject, content.subject), (.body, content.body)]
        for (part, text) in parts {
            if let first = TemplateCompiler.compile(text, catalogue: catalogue).errors.first {
                throw TemplateFault(part: part, diagnostic: first)
            }
        }
        return try await workspace.templates.save(content, at: workspace.now)
    }

    /// Gives a new workspace the templates that come with the program; those that the user removes stay away.
    func addLibraryOnce() async throws {
        let key = "templates.library"
        guard try await workspace.store.settings.value(key) == nil else { return }
        let contents = TemplateLibrary.entries.map {
            TemplateRepository.Content(
                name: $0.name, subject: $0.subject, body: $0.body, category: $0.category,
                industry: $0.industry)
        }
        _ = try await workspace.templates.addMissing(contents, at: workspace.now)
        try await workspace.store.settings.set(key, to: "1")
    }
}

/// The names of the fields that the user gave to contacts: asked for once, and again when a text is begun.
private actor OwnFields {
    private let workspace: OpenWorkspace
    private var known: [String]?

    init(workspace: OpenWorkspace) { self.workspace = workspace }

    func names() async throws -> [String] {
        if let known { return known }
        let names = try await workspace.contacts.fieldNames()
        known = names
        return names
    }

    func forget() { known = nil }
}

/// Why a template was not saved.
struct TemplateFault: Error, Hashable, Sendable {
    enum Part: String, Hashable, Sendable { case subject, body }

    var part: Part
    var diagnostic: TemplateDiagnostic
}

/// An attachment of a stored message, as it stands in a draft: `message:12:2.1/proposal.pdf`.
struct CarriedFile: Hashable, Sendable {
    var message: RowID<Message>
    /// The part within the message.
    var path: String
    var name: String

    init(message: RowID<Message>, path: String, name: String) {
        self.message = message
        self.path = path
        self.name = SafeFileName.clean(name)
    }

    /// - Returns: nil for what is a file of the disk.
    init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 2)
        guard parts.count == 3, parts[0] == "message", let message = RowID<Message>(String(parts[1])),
            let slash = parts[2].firstIndex(of: "/")
        else { return nil }
        self.init(
            message: message, path: String(parts[2][..<slash]),
            name: String(parts[2][parts[2].index(after: slash)...]))
    }

    var text: String { "message:\(message):\(path)/\(name)" }
}
