import CRMModel
import CRMStore
import Hub
import Platform

extension CommandSpec {
    static let events = CommandSpec(
        path: ["events"], summary: "the event log: words on a terminal, else one JSON object per line",
        options: [
            .value(
                "--since", "CURSOR", "what happened after it (default: everything; with --follow: from now)"),
            .flag("--follow", "stay, and print what happens"),
        ],
        run: .service { invocation in
            let workspace = try await OpenWorkspace.open(invocation)
            let since = try invocation.integer("--since", in: 0...Int.max)
            let log = workspace.store.events
            let printer = EventPrinter(invocation)
            if invocation.has("--follow") {
                try await follow(log, after: since.map(Int64.init), printer)
            } else {
                var cursor = Int64(since ?? 0)
                while true {
                    let page = try await log.events(after: cursor, limit: 1000)
                    for logged in page { printer.tell(logged) }
                    guard let last = page.last else { break }
                    cursor = last.cursor
                }
            }
            await workspace.close()
        })

    /// Until it is ended from outside. A store that fails is told, with where to go on.
    private static func follow(
        _ log: EventLog, after since: Int64?, _ printer: EventPrinter
    ) async throws {
        var cursor: Int64
        if let since { cursor = since } else { cursor = try await log.newest() }
        do {
            while !Task.isCancelled {
                for await logged in try await log.follow(after: cursor) {
                    printer.tell(logged)
                    cursor = logged.cursor
                }
                // Says why the stream ended, unless it was for a moment only.
                if !Task.isCancelled { _ = try await log.events(after: cursor, limit: 1) }
            }
        } catch {
            let words = ErrorWords.commandError(for: error)
            throw CommandError(
                code: words.code, what: "events", why: words.why,
                recovery: "\(words.recovery); rapport events --follow --since \(cursor) goes on")
        }
    }

    static let keyCommands = [keyCreate, keyList, keyRevoke]

    private static let keyCreate = CommandSpec(
        path: ["api-key", "create"], summary: "make a key for the hub's API; it is shown once",
        operands: [.required("NAME")],
        options: [
            .value(
                "--scopes", "SCOPES",
                "what it may do: " + HubServices.Scope.allCases.map(\.rawValue).joined(separator: ","))
        ],
        run: .workspace { workspace, invocation in
            let scopes = try invocation.required("--scopes").split(separator: ",").map { text throws in
                guard let scope = HubServices.Scope(rawValue: String(text)) else {
                    throw CommandError.usage(
                        "--scopes", "'\(text)' is not known",
                        "use: " + HubServices.Scope.allCases.map(\.rawValue).joined(separator: ","))
                }
                return scope
            }
            guard !scopes.isEmpty else {
                throw CommandError.usage("--scopes", "it is empty", "for instance --scopes events")
            }
            let key = APIKey.mint()
            let id: ID<StoredAPIKey> = PeopleDesk(workspace: workspace).newID()
            try await APIKeyRepository(workspace.database).add(
                id: id, name: invocation.operands[0], prefix: APIKey.prefix(key), hash: APIKey.hash(key),
                scopes: scopes.map(\.rawValue), at: workspace.now)
            Printer(invocation).result(
                [
                    "id": .string(id.description), "name": .string(invocation.operands[0]),
                    "key": .string(key), "scopes": .array(scopes.map { .string($0.rawValue) }),
                ], lines: [key])
            Printer(invocation).note("keep it: it is not shown again")
        })

    private static let keyList = CommandSpec(
        path: ["api-key", "list"], summary: "the keys of the hub's API, without the keys themselves",
        run: .workspace { workspace, invocation in
            let keys = try await APIKeyRepository(workspace.database).all()
            Printer(invocation).list(
                "keys",
                keys.map { key in
                    [
                        "id": .string(key.id.description), "name": .string(key.name),
                        "prefix": .string(key.prefix), "scopes": .array(key.scopes.map { .string($0) }),
                        "created": JSONValue(key.created), "expires": JSONValue(key.expires),
                        "last_used": JSONValue(key.lastUsed), "revoked": JSONValue(key.revoked),
                    ]
                },
                lines: keys.map {
                    "\($0.id)  \($0.prefix)…  \($0.name)  \($0.scopes.joined(separator: ","))"
                        + ($0.revoked == nil ? "" : "  revoked")
                })
        })

    private static let keyRevoke = CommandSpec(
        path: ["api-key", "revoke"], summary: "make a key useless", operands: [.required("ID")],
        run: .workspace { workspace, invocation in
            let keys = APIKeyRepository(workspace.database)
            let name = invocation.operands[0]
            guard
                let key = try await keys.all().first(where: { $0.id.description == name || $0.name == name })
            else {
                throw CommandError.notFound("key '\(name)'", "there is none", "rapport api-key list")
            }
            try await keys.revoke(key.id, at: workspace.now)
            Printer(invocation).result(
                ["revoked": .string(key.id.description)], lines: ["revoked \(key.name)"])
        })
}

/// Events for whoever reads: people on a terminal, programs anywhere else.
private struct EventPrinter: Sendable {
    private let printer: Printer
    private let wantsWords: Bool

    init(_ invocation: Invocation) {
        printer = Printer(invocation)
        wantsWords = printer.isTerminal && !printer.wantsJSON && !printer.wantsJSONLines
    }

    func tell(_ logged: LoggedEvent) {
        if wantsWords {
            printer.event(.null, line: EventWords.line(logged))
        } else {
            Printer.line(EventDocument.document(logged))
        }
    }
}
