import CRMModel
import CRMStore
import CellText
import Platform

extension CommandSpec {
    static let outboxCommands = [
        outboxList, outboxShow, outboxCancel, outboxRetry, outboxRelease,
        outboxSettle,
    ]

    private static let states = [
        "queued", "sending", "sent", "deferred", "failed", "uncertain", "cancelled", "held",
    ]

    private static let outboxList = CommandSpec(
        path: ["outbox", "list"], summary: "mails on their way and what became of them, newest first",
        options: [
            .value("--state", "STATE", "only those in it", choices: states),
            .value("--limit", "N", "how many (default: 100)"),
            .value("--before", "CURSOR", "the page behind this cursor"),
        ],
        run: .workspace { workspace, invocation in
            let limit = try invocation.integer("--limit", in: 1...100_000) ?? 100
            var cursor = try invocation.value("--before").map { (text) throws in
                try PageCursor(argument: text)
            }
            var jobs: [OutboxJob] = []
            repeat {
                let page = try await workspace.outbox.list(
                    state: invocation.value("--state"), before: cursor, limit: min(1000, limit - jobs.count))
                jobs += page.items
                cursor = page.next
            } while cursor != nil && jobs.count < limit
            let names = try await names(workspace)
            Printer(invocation).list(
                "jobs", jobs.map { JSONValue($0, account: names[$0.account] ?? "") },
                extra: [.init("next", JSONValue(cursor?.argument))],
                lines: jobs.isEmpty ? ["the outbox is empty"] : jobs.map(line))
        })

    private static let outboxShow = CommandSpec(
        path: ["outbox", "show"], summary: "one mail with every try", operands: [.required("JOB")],
        options: [.flag("--raw", "the message itself")],
        run: .workspace { workspace, invocation in
            let job = try await job(invocation.operands[0], workspace)
            let printer = Printer(invocation)
            if invocation.has("--raw"), let bytes = try await workspace.outbox.mime(of: job.id) {
                if printer.wantsJSON {
                    printer.result(["raw": .string(String(decoding: bytes, as: UTF8.self))], lines: [])
                } else {
                    printer.bytes(bytes)
                }
                return
            }
            let tries = try await workspace.outbox.detail(job.id)?.attempts ?? []
            let head = JSONValue(job, account: try await names(workspace)[job.account] ?? "")
            let list = tries.map { attempt in
                [
                    "number": JSONValue(attempt.number), "at": JSONValue(attempt.at),
                    "outcome": .string(attempt.outcome), "code": JSONValue(attempt.reply.code),
                    "enhanced": JSONValue(attempt.reply.enhanced), "text": .string(attempt.reply.text),
                ] as JSONValue
            }
            printer.result(
                .object((head.members ?? []) + [.init("tries", .array(list))]),
                lines: [line(job)]
                    + tries.map {
                        "  \(LocalTime.second($0.at))  \($0.outcome)  \($0.reply.code.map(String.init) ?? "") "
                            + Sanitizer.line($0.reply.text)
                    })
        })

    private static let outboxCancel = CommandSpec(
        path: ["outbox", "cancel"],
        summary: "take mails back that have not gone out, or uncertain ones that are not in Sent",
        operands: [.several("JOB")],
        run: .workspace { workspace, invocation in
            try await each(invocation, workspace) { try await workspace.outbox.cancel($0, at: workspace.now) }
        })

    private static let outboxRetry = CommandSpec(
        path: ["outbox", "retry"], summary: "send failed, deferred, held or uncertain mails once more",
        operands: [.several("JOB")],
        run: .workspace { workspace, invocation in
            try await each(invocation, workspace) { try await workspace.outbox.retry($0, at: workspace.now) }
        })

    private static let outboxSettle = CommandSpec(
        path: ["outbox", "settle"], summary: "take uncertain mails as sent, because they arrived",
        operands: [.several("JOB")],
        run: .workspace { workspace, invocation in
            try await each(invocation, workspace) {
                try await workspace.outbox.resolveUncertain(
                    $0, wasSent: true, reason: "settled by you", at: workspace.now)
            }
        })

    private static let outboxRelease = CommandSpec(
        path: ["outbox", "release"], summary: "let held mails go", operands: [.any("JOB")],
        options: [.value("--account", "NAME", "everything that this account holds")],
        run: .workspace { workspace, invocation in
            if let name = invocation.value("--account") {
                let account = try await AccountDesk(workspace: workspace).account(named: name)
                try await workspace.outbox.release(account: account.id, at: workspace.now)
            } else if invocation.operands.isEmpty {
                throw CommandError.usage("outbox release", "JOB is missing", "name mails, or --account NAME")
            }
            try await each(invocation, workspace) {
                try await workspace.outbox.release($0, at: workspace.now)
            }
        })

    /// Does something to every mail that is named, then shows them as they are now.
    private static func each(
        _ invocation: Invocation, _ workspace: OpenWorkspace,
        _ change: (ID<OutboxJob>) async throws -> Bool
    ) async throws {
        var ids: [ID<OutboxJob>] = []
        for text in invocation.operands { ids.append(try await job(text, workspace).id) }
        var late: [String] = []
        var jobs: [OutboxJob] = []
        for id in ids {
            let isDone = try await change(id)
            guard let job = try await workspace.outbox.job(id) else { continue }
            if !isDone { late.append("\(id) is \(job.state.word)") }
            jobs.append(job)
        }
        let names = try await names(workspace)
        Printer(invocation).list(
            "jobs", jobs.map { JSONValue($0, account: names[$0.account] ?? "") }, lines: jobs.map(line))
        if !late.isEmpty {
            throw CommandError.badData(
                invocation.command.name, late.joined(separator: ", "), "that cannot be done in this state"
            ).afterResult
        }
    }

    static func job(_ text: String, _ workspace: OpenWorkspace) async throws -> OutboxJob {
        var found: [OutboxJob] = []
        if let range = ID<OutboxJob>.range(beginning: text) {
            found = try await workspace.outbox.jobs(range, limit: 2)
        }
        guard found.count == 1 else {
            throw CommandError.notFound(
                "mail \(text)", found.isEmpty ? "there is no such mail" : "several ids begin so",
                "rapport outbox list shows the ids")
        }
        return found[0]
    }

    private static func names(_ workspace: OpenWorkspace) async throws -> [ID<Account>: String] {
        Dictionary(try await workspace.accounts.all().map { ($0.id, $0.name) }) { first, _ in first }
    }

    private static func line(_ job: OutboxJob) -> String {
        [
            job.id.description, job.state.word.fitted(toCells: 9),
            (job.recipients.first?.text ?? "").fitted(toCells: 28),
            Sanitizer.line(job.subject) + (job.lastError.map { "  (\(Sanitizer.line($0)))" } ?? ""),
        ].joined(separator: "  ")
    }
}
