import CRMModel
import CRMStore
import MailNet
import Platform

extension CommandSpec {
    static let mailFileCommands = [mailImport, mailExport]

    private static let mailImport = CommandSpec(
        path: ["mail", "import"], summary: "put messages from files into an account",
        operands: [.several("PATH")],
        options: [
            .value("--account", "NAME", "the account (default: the only one)"),
            .value("--folder", "FOLDER", "the folder (default: INBOX); made when there is none"),
        ],
        details: """
            PATH is a single message (.eml), an mbox, a Maildir, or a folder of .eml files. The messages go to the
            account's server and come back like all other mail; what the account has already is skipped. An import that
            was interrupted goes on where it stopped when it is given again.
            """,
        run: .interruptible { workspace, invocation in
            let account = try await AccountDesk(workspace: workspace).account(invocation.value("--account"))
            let report = try await MailImport(workspace: workspace, account: account).bring(
                invocation.operands, into: invocation.value("--folder") ?? "INBOX")
            finish(report, "imported", invocation)
            try check(report, invocation)
        })

    private static let mailExport = CommandSpec(
        path: ["mail", "export"], summary: "write messages into files", operands: [.any("ID")],
        options: [
            .value("--to", "PATH", "a folder for .eml files, or the new mbox"),
            .value("--format", "FORMAT", "the format (default: eml)", choices: ["eml", "mbox"]),
            .value("--account", "NAME", "only this account"),
            .value("--folder", "FOLDER", "everything in a folder instead of single messages"),
        ],
        run: .workspace { workspace, invocation in
            let desk = MailDesk(workspace: workspace)
            var messages = try await desk.messages(invocation.operands)
            var account: Account?
            if let name = invocation.value("--account") {
                account = try await AccountDesk(workspace: workspace).account(named: name)
            }
            if messages.isEmpty {
                var view = MailView.all
                if let name = invocation.value("--folder") {
                    view = .folder(try await desk.folder(named: name, account: account).id)
                } else if account == nil {
                    throw CommandError.usage("mail export", "what?", "name IDs, --folder or --account")
                }
                var cursor: PageCursor?
                repeat {
                    let page = try await workspace.messages.list(
                        view, account: account?.id, before: cursor, limit: 1000)
                    messages += page.items
                    cursor = page.next
                } while cursor != nil
            }
            let report = try await MailFileDesk(workspace: workspace).write(
                messages, to: try invocation.required("--to"),
                asMbox: invocation.value("--format") == "mbox")
            finish(report, "exported", invocation)
            try check(report, invocation)
        })

    private static func finish(_ report: MailFileDesk.Report, _ verb: String, _ invocation: Invocation) {
        Printer(invocation).result(
            .object([
                .init(verb, JSONValue(report.done)), .init("skipped", JSONValue(report.skipped)),
                .init("errors", .array(report.errors.map { .string($0) })),
            ]),
            lines: ["\(verb) \(report.done), skipped \(report.skipped)"] + report.errors)
    }

    private static func check(_ report: MailFileDesk.Report, _ invocation: Invocation) throws(CommandError) {
        guard !report.errors.isEmpty else { return }
        throw CommandError.badData(
            invocation.command.name,
            report.errors.count == 1
                ? "1 problem: \(report.errors[0])" : "\(report.errors.count) problems: \(report.errors[0]) …",
            report.done + report.skipped > 0 ? "the other messages were taken" : "nothing was taken"
        ).afterResult
    }
}
