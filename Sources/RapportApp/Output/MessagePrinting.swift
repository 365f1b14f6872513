import CRMModel
import CRMStore
import CellText
import MailCore
import Platform

/// Messages on standard output: the documents of CLI.md and lines for people.
struct MessagePrinting: Sendable {
    private let workspace: OpenWorkspace

    init(_ workspace: OpenWorkspace) { self.workspace = workspace }

    func documents(_ messages: [Message]) async throws -> [JSONValue] {
        let names = try await names()
        let copies = try await workspace.messages.copies(of: messages.map(\.id))
        return messages.map { message in
            JSONValue(
                message, account: names.accounts[message.account] ?? "",
                folder: names.folders[message.folder] ?? "", cc: copies[message.id] ?? [])
        }
    }

    /// A message with its content: M and `text`, `html`, `attachments`, `headers`.
    func document(_ message: Message, _ parsed: ParsedMessage) async throws -> JSONValue {
        let names = try await names()
        let detail = try await workspace.messages.detail(message.id)
        let head = JSONValue(
            message, account: names.accounts[message.account] ?? "",
            folder: names.folders[message.folder] ?? "",
            cc: detail?.cc ?? [])
        let members = (head.members ?? []).filter { $0.key != "attachments" }
        let headers = parsed.headers.decodedFields.map { field in
            JSONValue.object([.init("name", .string(field.name)), .init("value", .string(field.value))])
        }
        return .object(
            members + [
                .init("text", .string(parsed.text)), .init("html", JSONValue(parsed.html)),
                .init("attachments", .array((detail?.attachments ?? []).map(JSONValue.init))),
                .init("headers", .array(headers)),
            ])
    }

    func list(_ messages: [Message], next: PageCursor?, _ invocation: Invocation) async throws {
        let documents = try await documents(messages)
        Printer(invocation).list(
            "messages", documents, extra: [.init("next", JSONValue(next?.argument))],
            lines: messages.isEmpty ? ["nothing here"] : messages.map(Self.line))
    }

    /// What a search found: the list with a `snippet` each.
    func hits(_ page: Page<MessageSearch.Hit>, _ invocation: Invocation) async throws {
        let documents = try await documents(page.items.map(\.message))
        let withSnippets = zip(documents, page.items).map { document, hit in
            JSONValue.object((document.members ?? []) + [.init("snippet", .string(hit.snippet))])
        }
        Printer(invocation).list(
            "messages", withSnippets, extra: [.init("next", JSONValue(page.next?.argument))],
            lines: page.items.isEmpty
                ? ["nothing found"]
                : page.items.flatMap { [Self.line($0.message), "         " + $0.snippet] })
    }

    /// One message on one line, as wide as most terminals.
    static func line(_ message: Message) -> String {
        let mark = message.isUnread ? "●" : " "
        let day = LocalTime.minute(message.received)
        let who =
            message.direction == .outgoing
            ? "→ " + (message.to.first?.displayName ?? "") : message.from.displayName
        return "\(message.id.description.fitted(toCells: 6, alignment: .trailing)) \(mark) \(day)  "
            + "\(Sanitizer.line(who).fitted(toCells: 24))  \(Sanitizer.line(message.subject))"
    }

    static func head(_ message: Message) -> [String] {
        func named(_ person: Correspondent) -> String {
            person.name.map { "\($0) <\(person.address.text)>" } ?? person.address.text
        }
        return [
            "From: \(named(message.from))", "To: \(message.to.map(named).joined(separator: ", "))",
            "Date: \(LocalTime.minute(message.date))", "Subject: \(message.subject)",
        ] + (message.links.isEmpty ? [] : ["Linked: \(message.links.map(\.name).joined(separator: ", "))"])
            + [""]
    }

    private func names() async throws -> (accounts: [ID<Account>: String], folders: [RowID<Folder>: String]) {
        let accounts = try await workspace.accounts.all()
        let folders = try await workspace.folders.all()
        return (
            Dictionary(accounts.map { ($0.id, $0.name) }) { first, _ in first },
            Dictionary(folders.map { ($0.id, $0.name) }) { first, _ in first }
        )
    }
}

extension PageCursor {
    /// The form on the command line.
    var argument: String { "\(time.milliseconds)-\(row)" }

    init(argument text: String) throws(CommandError) {
        // The row may be negative: only the first dash separates.
        let parts = text.split(separator: "-", maxSplits: 1)
        guard parts.count == 2, let time = Int64(parts[0]), let row = Int64(parts[1]) else {
            throw .usage("--before", "'\(text)' is not a cursor", "use the value of \"next\"")
        }
        self.init(time: Timestamp(milliseconds: time), row: row)
    }
}
