import CRMModel
import CRMStore
import MailCore
import Platform

extension CommandSpec {
    static let mailCommands = [mailList, mailShow, mailSearch, mailThread, mailSave]

    private static let views: [String: MailView] = [
        "inbox": .inbox, "unlinked": .unlinked, "sent": .sent, "drafts": .drafts, "archive": .archive,
        "trash": .trash, "junk": .junk, "flagged": .flagged, "all": .all,
    ]

    private static let mailList = CommandSpec(
        path: ["mail", "list"], summary: "list messages, newest first",
        options: [
            .value("--account", "NAME", "only this account"),
            .value("--folder", "FOLDER", "a folder by its name"),
            .value("--view", "VIEW", "a view (default: inbox)", choices: views.keys.sorted()),
            .value("--limit", "N", "how many (default: 50)"),
            .value("--before", "CURSOR", "the page behind this cursor"),
        ],
        run: .background { invocation in
            let workspace = try await OpenWorkspace.open(invocation)
            let desk = MailDesk(workspace: workspace)
            let account =
                if let name = invocation.value("--account") {
                    try await AccountDesk(workspace: workspace).account(named: name)
                } else { Account?.none }
            var view = views[invocation.value("--view") ?? "inbox"] ?? .inbox
            if let name = invocation.value("--folder") {
                view = .folder(try await desk.folder(named: name, account: account).id)
            }
            let limit = try invocation.integer("--limit", in: 1...100_000) ?? 50
            var cursor = try invocation.value("--before").map { (text) throws in
                try PageCursor(argument: text)
            }
            var items: [Message] = []
            repeat {
                let page = try await workspace.messages.list(
                    view, account: account?.id, before: cursor, limit: min(limit - items.count, 1000))
                items += page.items
                cursor = page.next
            } while cursor != nil && items.count < limit
            try await MessagePrinting(workspace).list(items, next: cursor, invocation)
            await workspace.close()
        })

    private static let mailShow = CommandSpec(
        path: ["mail", "show"], summary: "show one message; never marks it read", operands: [.required("ID")],
        options: [
            .flag("--html", "the HTML part"), .flag("--raw", "the message as the server gave it"),
            .value("--rendered", "WIDTH", "as the reader shows it, WIDTH cells wide"),
        ],
        run: .background { invocation in
            let workspace = try await OpenWorkspace.open(invocation)
            let desk = MailDesk(workspace: workspace)
            let message = try await desk.message(invocation.operands[0])
            let width = try invocation.integer("--rendered", in: 20...1000)
            let raw = try await desk.raw(message.id)
            let printer = Printer(invocation)
            if invocation.has("--raw") {
                if printer.wantsJSON {
                    printer.result(["raw": .string(String(decoding: raw, as: UTF8.self))], lines: [])
                } else {
                    printer.bytes(raw)
                }
            } else {
                let parsed = MIMEParser.parse(raw)
                let document = try await MessagePrinting(workspace).document(message, parsed)
                if invocation.has("--html") {
                    printer.result(document, lines: [parsed.html ?? ""])
                } else {
                    let body = MessageRendering.lines(
                        of: workspace.showingTargets(parsed), width: width ?? 80)
                    let rendered = JSONValue.Member("rendered", .string(body.joined(separator: "\n")))
                    let whole = width == nil ? document : .object((document.members ?? []) + [rendered])
                    printer.result(whole, lines: width == nil ? MessagePrinting.head(message) + body : body)
                }
            }
            await workspace.close()
        })

    private static let mailSearch = CommandSpec(
        path: ["mail", "search"], summary: "find messages, newest first", operands: [.several("QUERY")],
        options: [
            .value("--limit", "N", "how many (default: 50)"), .value("--before", "CURSOR", "the next page"),
        ],
        takesMinusWords: true,
        details: """
            Words must all be there; "a phrase", prefix*, and operators narrow it down:
            from: to: cc: subject: in: company: has:attachment is:unread is:starred before:2026-11-20
            after:2026-11 opened:yes clicked:no. A minus before any of them turns it around: -invoice, -from:ana.
            """,
        run: .background { invocation in
            let workspace = try await OpenWorkspace.open(invocation)
            let query = try SearchDesk.query(invocation.operands.joined(separator: " "))
            let limit = try invocation.integer("--limit", in: 1...1000) ?? 50
            let cursor = try invocation.value("--before").map { (text) throws in
                try PageCursor(argument: text)
            }
            let found = try await SearchDesk(workspace: workspace).search(query, before: cursor, limit: limit)
            try await MessagePrinting(workspace).hits(found, invocation)
            await workspace.close()
        })

    private static let mailThread = CommandSpec(
        path: ["mail", "thread"], summary: "the whole thread, oldest first", operands: [.required("ID")],
        run: .background { invocation in
            let workspace = try await OpenWorkspace.open(invocation)
            let message = try await MailDesk(workspace: workspace).message(invocation.operands[0])
            let thread = try await workspace.messages.thread(of: message.id)
            let printing = MessagePrinting(workspace)
            let documents = try await printing.documents(thread)
            Printer(invocation).result(
                ["thread": .string(message.thread.description), "messages": .array(documents)],
                lines: thread.map(MessagePrinting.line))
            await workspace.close()
        })

    private static let mailSave = CommandSpec(
        path: ["mail", "save"], summary: "save attachments", operands: [.required("ID"), .any("N")],
        options: [.value("--to", "DIR", "the folder to write into")],
        run: .background { invocation in
            let workspace = try await OpenWorkspace.open(invocation)
            let desk = MailDesk(workspace: workspace)
            let message = try await desk.message(invocation.operands[0])
            let numbers = try invocation.operands.dropFirst().map { text throws in
                guard let number = Int(text), number > 0 else {
                    throw CommandError.usage(
                        "mail save", "'\(text)' is not a number", "count attachments from 1")
                }
                return number
            }
            let saved = try await desk.save(message.id, numbers: numbers, to: try invocation.required("--to"))
            Printer(invocation).list(
                "saved",
                saved.map { file in
                    [
                        "name": file.attachment.name.isEmpty ? .null : .string(file.attachment.name),
                        "path": .string(file.path),
                        "type": .string(file.attachment.type), "size": JSONValue(file.size),
                    ]
                }, lines: saved.map(\.path))
            await workspace.close()
        })
}
