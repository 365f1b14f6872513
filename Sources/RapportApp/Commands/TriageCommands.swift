import CRMModel
import CRMStore
import Platform

extension CommandSpec {
    static let triageCommands = [mailMark, mailMove, mailArchive, mailDelete, mailLink]

    private static let reach = """
        The change shows here at once and reaches the server before the command ends; when the server is away it
        waits for the next sync ("pending").
        """

    private static let mailMark = CommandSpec(
        path: ["mail", "mark"], summary: "mark messages read or unread, flag or unflag them",
        operands: [.several("ID")],
        options: [
            .flag("--read", "as read"), .flag("--unread", "as unread"), .flag("--flag", "with a star"),
            .flag("--unflag", "without the star"),
        ], details: reach,
        run: .workspace { workspace, invocation in
            var (add, remove): (MessageFlags, MessageFlags) = ([], [])
            if invocation.has("--read") { add.insert(.seen) }
            if invocation.has("--unread") { remove.insert(.seen) }
            if invocation.has("--flag") { add.insert(.flagged) }
            if invocation.has("--unflag") { remove.insert(.flagged) }
            guard !add.isEmpty || !remove.isEmpty else {
                throw CommandError.usage("mail mark", "as what?", "say --read, --unread, --flag or --unflag")
            }
            guard add.isDisjoint(with: remove) else {
                throw CommandError.usage("mail mark", "the options contradict each other", "choose one")
            }
            try await perform(.flags(add: add, remove: remove), workspace, invocation)
        })

    private static let mailMove = CommandSpec(
        path: ["mail", "move"], summary: "move messages into a folder", operands: [.several("ID")],
        options: [.value("--to", "FOLDER", "the folder by its name")], details: reach,
        run: .workspace { workspace, invocation in
            try await perform(.move(to: try invocation.required("--to")), workspace, invocation)
        })

    private static let mailArchive = CommandSpec(
        path: ["mail", "archive"], summary: "move messages into the archive", operands: [.several("ID")],
        details: reach,
        run: .workspace { workspace, invocation in try await perform(.archive, workspace, invocation) })

    private static let mailDelete = CommandSpec(
        path: ["mail", "delete"], summary: "move messages into the trash", operands: [.several("ID")],
        options: [.flag("--forever", "remove them for good")], details: reach,
        run: .workspace { workspace, invocation in
            try await perform(.delete(forever: invocation.has("--forever")), workspace, invocation)
        })

    private static let mailLink = CommandSpec(
        path: ["mail", "link"], summary: "link messages to a contact by hand", operands: [.several("ID")],
        options: [.value("--contact", "ID", "the contact: its id or one of its addresses")],
        run: .workspace { workspace, invocation in
            let contact = try await PeopleDesk(workspace: workspace)
                .contact(try invocation.required("--contact"))
            let messages = try await MailDesk(workspace: workspace).messages(invocation.operands)
            try await PeopleDesk(workspace: workspace).link(messages.map(\.id), to: contact.id)
            Printer(invocation).result(
                ["changed": JSONValue(messages.count), "pending": 0],
                lines: ["linked \(messages.count) to \(contact.displayName)"])
        })

    private static func perform(
        _ change: TriageDesk.Change, _ workspace: OpenWorkspace, _ invocation: Invocation
    ) async throws {
        let messages = try await MailDesk(workspace: workspace).messages(invocation.operands)
        let desk = TriageDesk(workspace: workspace)
        let receipt = try await desk.perform(change, on: messages.map(\.id))
        let pushed = try await desk.push(Set(messages.map(\.account)))
        let printer = Printer(invocation)
        printer.result(
            ["changed": JSONValue(receipt.changed.count), "pending": JSONValue(pushed.pending)],
            lines: [
                "changed \(receipt.changed.count)"
                    + (pushed.pending > 0 ? ", \(pushed.pending) wait for the next sync" : "")
            ])
        for failure in pushed.failures { printer.note(ErrorWords.commandError(for: failure).line) }
        if let words = pushed.refused.first {
            throw CommandError(
                code: .unavailable, what: invocation.command.name, why: "the server refused: \(words)",
                recovery: "what the server has is shown again"
            ).afterResult
        }
        if !receipt.refused.isEmpty {
            throw CommandError.badData(
                invocation.command.name,
                "\(receipt.refused.count) could not be moved: the account has no such folder",
                "create the folder, or use rapport mail move --to FOLDER"
            ).afterResult
        }
    }
}
