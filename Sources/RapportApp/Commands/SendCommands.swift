import AppUI
import CRMModel
import CRMStore
import MailCore
import Outreach
import Platform

extension CommandSpec {
    static let sendCommands = [send, reply, forward]

    private static let body: [Option] = [
        .value("--body-file", "FILE", "the text; - reads standard input"),
        .value("--html-file", "FILE", "the body as HTML; a text part is made from it"),
        .value("--attach", "FILE", "attach a file", repeats: true),
        .value("--at", "TIME", "when: 2026-11-20T09:00:00Z, 17:00, 'tomorrow 9', 'in 2 h'"),
        .flag("--no-undo", "without the time in which it can be taken back"),
        .flag("--track", "track opens and clicks"), .flag("--no-track", "do not track"),
        .flag("--wait", "send it now and stay until it is accepted or refused"),
    ]
    private static let people: [Option] = [
        .value("--to", "ADDRESSES", "to whom", repeats: true),
        .value("--cc", "ADDRESSES", "copies", repeats: true),
        .value("--bcc", "ADDRESSES", "copies that nobody sees", repeats: true),
        .value("--subject", "SUBJECT", "the subject; may have merge fields"),
    ]

    private static let send = CommandSpec(
        path: ["send"], summary: "write a mail into the outbox",
        options: [
            .value("--account", "NAME", "from this account (default: the only one)"),
            .value("--template", "NAME", "subject and text of a template"),
            .value("--contact", "ID", "whom merge fields are filled for"),
            .value("--key", "KEY", "the same key again makes no second mail"),
        ] + people + body,
        details: """
            The outbox is sent by the screen, rapport serve --send, rapport sync, or at once with --wait, which ends
            with 0 when the server took the mail, 65 when it refused it for good, 75 when it said later, 69 when it
            could not be reached.
            """,
        run: .workspace { workspace, invocation in
            let desk = WritingDesk(workspace: workspace)
            let account = try await AccountDesk(workspace: workspace).account(invocation.value("--account"))
            var contact: Contact?
            if let text = invocation.value("--contact") {
                contact = try await PeopleDesk(workspace: workspace).contact(text)
            }
            var to = invocation.values("--to").joined(separator: ", ")
            if to.isEmpty, let address = contact?.addresses.first { to = address.text }
            var draft = try await desk.begin(.new(to: to, contact: contact?.id), account: account)
            if let name = invocation.value("--template") {
                let template = try await TemplateDesk(workspace: workspace).template(name)
                draft.subject = template.current.subject
                draft.body = template.current.body
                draft.template = template.current.id
                guard !invocation.has("--body-file"), !invocation.has("--html-file") else {
                    throw CommandError.usage("send", "--template has the text already", "choose one")
                }
            }
            try await finish(draft, ownText: invocation.has("--template") ? nil : "", workspace, invocation)
        })

    private static let reply = CommandSpec(
        path: ["reply"], summary: "answer a message", operands: [.required("ID")],
        options: [
            .flag("--all", "answer everybody"), .flag("--no-quote", "without quoting it"),
            .value("--key", "KEY", "the same key again makes no second mail"),
        ] + people + body,
        run: .workspace { workspace, invocation in
            let message = try await MailDesk(workspace: workspace).message(invocation.operands[0])
            let draft = try await WritingDesk(workspace: workspace).begin(
                .reply(message.id, all: invocation.has("--all")))
            try await finish(
                draft, ownText: invocation.has("--no-quote") ? "" : draft.body, workspace, invocation)
        })

    private static let forward = CommandSpec(
        path: ["forward"], summary: "pass a message on with its attachments", operands: [.required("ID")],
        options: [.value("--key", "KEY", "the same key again makes no second mail")] + people + body,
        run: .workspace { workspace, invocation in
            let message = try await MailDesk(workspace: workspace).message(invocation.operands[0])
            let draft = try await WritingDesk(workspace: workspace).begin(.forward(message.id))
            try await finish(draft, ownText: draft.body, workspace, invocation)
        })

    /// Takes the options over, puts the mail into the outbox, and waits for it when asked to.
    ///
    /// - Parameter quotation: what stands under the text; nil when the draft has its text already.
    private static func finish(
        _ begun: Draft, ownText quotation: String?, _ workspace: OpenWorkspace, _ invocation: Invocation
    ) async throws {
        let name = invocation.command.name
        var draft = begun
        if invocation.has("--to") { draft.to = invocation.values("--to").joined(separator: ", ") }
        if invocation.has("--cc") { draft.cc = invocation.values("--cc").joined(separator: ", ") }
        draft.bcc = invocation.values("--bcc").joined(separator: ", ")
        if let subject = invocation.value("--subject") { draft.subject = subject }
        guard !draft.to.isEmpty || !draft.cc.isEmpty || !draft.bcc.isEmpty else {
            throw CommandError.usage(name, "to whom?", "give --to")
        }
        guard !draft.subject.isEmpty else {
            throw CommandError.usage(name, "--subject is missing", "say what it is about with --subject")
        }
        var form = ComposeRequest.Form.alternatives
        if let quotation {
            if let path = invocation.value("--html-file") {
                guard !invocation.has("--body-file") else {
                    throw CommandError.usage(
                        name, "--body-file and --html-file exclude each other", "choose one")
                }
                draft.body = try InputFile.text(path, limit: 16 << 20)
                form = .html
            } else {
                let path = try invocation.required("--body-file")
                draft.body = try InputFile.text(path, limit: 16 << 20) + quotation
                form = .plain
            }
        }
        draft.attachments += invocation.values("--attach").map(FileSystem.absolute)
        if invocation.has("--track") {
            guard workspace.configuration.hub.publicURL != nil else {
                throw CommandError(
                    code: .configuration, what: "--track", why: "hub.public-url is not set",
                    recovery: "rapport config set hub.public-url https://…")
            }
            draft.tracks = true
        }
        if invocation.has("--no-track") { draft.tracks = false }
        let moment = try due(workspace, invocation)
        let made = try await WritingDesk(workspace: workspace).enqueue(
            draft, at: moment, key: invocation.value("--key").map { "cli:\($0)" }, form: form)
        try await report(made.mail, workspace, invocation)
    }

    private static func report(
        _ mail: EnqueuedMail, _ workspace: OpenWorkspace, _ invocation: Invocation
    ) async throws {
        var trouble: CommandError?
        var job: OutboxJob?
        if invocation.has("--wait") {
            do { job = try await DispatchDesk(workspace: workspace).send(mail.job) } catch {
                // A store that cannot be read either leaves the mail as it was put in.
                job = try? await workspace.outbox.job(mail.job)
                trouble = Self.stillInOutbox(
                    job?.state ?? .queued, mail.job, ErrorWords.commandError(for: error))
            }
        } else {
            job = try await workspace.outbox.job(mail.job)
        }
        let state = job?.state.word ?? "queued"
        Printer(invocation).result(
            [
                "job": .string(mail.job.description), "message_id": .string(mail.messageID),
                "state": .string(state), "not_before": JSONValue(job?.notBefore),
                "last_error": JSONValue(job?.lastError),
            ], lines: ["\(state)  \(mail.job)"])
        if let trouble { throw trouble.afterResult }
        if invocation.has("--wait"), let error = job?.commandError { throw error.afterResult }
    }

    /// What happened to a mail that could not be waited for: it is in the outbox, and a second `send` would be a second
    /// mail.
    static func stillInOutbox(
        _ state: SendState, _ job: ID<OutboxJob>, _ cause: CommandError
    ) -> CommandError {
        let goesOut =
            cause.code == .inputOutput
            ? "free some space: it goes out then" : "it goes out with the next rapport sync --once"
        return switch state {
        case .queued, .deferred:
            CommandError(
                code: cause.code, what: "mail \(job) is in the outbox and not sent yet",
                why: "\(cause.what): \(cause.why)", recovery: "do not send it again; \(goesOut)")
        default:
            CommandError(
                code: cause.code, what: "mail \(job) is in the outbox, \(state.word)",
                why: "\(cause.what): \(cause.why)",
                recovery: "do not send it again; rapport outbox show \(job) says what became of it")
        }
    }

    /// When the mail may go out; nil leaves the time for undo.
    private static func due(_ workspace: OpenWorkspace, _ invocation: Invocation) throws -> Timestamp? {
        guard let text = invocation.value("--at") else {
            return invocation.has("--no-undo") || invocation.has("--wait") ? workspace.now : nil
        }
        guard !invocation.has("--wait") else {
            throw CommandError.usage(
                invocation.command.name, "--at and --wait exclude each other", "choose one")
        }
        let now = workspace.now
        if let moment = Timestamp(rfc3339: text) { return moment }
        if let moment = WhenText.moment(text, now: now, zone: ZoneRules.current(around: now)) {
            return moment
        }
        throw CommandError.usage(
            "--at", "'\(text)' is no time", "write 2026-11-20T09:00:00Z, 17:00, 'tomorrow 9' or 'in 2 h'")
    }
}
