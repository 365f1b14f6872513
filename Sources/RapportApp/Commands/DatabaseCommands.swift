import CRMStore
import Platform

extension CommandSpec {
    static let databaseCommands = [databaseCheck, databaseBackup, databaseRestore, databaseStats]

    private static let databaseCheck = CommandSpec(
        path: ["db", "check"], summary: "look for damage in the workspace",
        run: .workspace { workspace, invocation in
            let problems = try await workspace.store.check()
            Printer(invocation).result(
                ["ok": .bool(problems.isEmpty), "problems": .array(problems.map { .string($0) })],
                lines: problems.isEmpty ? ["all is well"] : problems)
            if let first = problems.first {
                throw CommandError.badData(
                    "workspace", first, "restore a backup with rapport db restore FILE"
                ).afterResult
            }
        })

    private static let databaseBackup = CommandSpec(
        path: ["db", "backup"], summary: "copy the workspace into a new file, while it is in use",
        operands: [.required("FILE")],
        details: "Raw messages are not in it: the next sync fetches what is needed from the servers.",
        run: .workspace { workspace, invocation in
            let path = FileSystem.absolute(invocation.operands[0])
            guard !FileSystem.exists(path) else {
                throw CommandError(
                    code: .cannotCreate, what: path, why: "the file exists", recovery: "name a new file")
            }
            try await workspace.database.backUp(to: path)
            Printer(invocation).result(["path": .string(path)], lines: ["backed up to \(path)"])
        })

    private static let databaseRestore = CommandSpec(
        path: ["db", "restore"], summary: "put a backup in the workspace's place; nothing else may run",
        operands: [.required("FILE")],
        run: .background { invocation in
            let directories = try OpenWorkspace.directories(invocation)
            let path = FileSystem.absolute(invocation.operands[0])
            guard FileSystem.exists(path) else {
                throw CommandError.notFound(path, "there is no such file", "check the path")
            }
            try FileSystem.createDirectory(directories.workspace)
            let restored: RestoredOutbox
            do throws(StoreError) {
                restored = try await SQLiteDatabase.restore(
                    path, to: "\(directories.workspace)/workspace.sqlite")
            } catch {
                switch error.kind {
                case .corrupt: throw CommandError.badData(path, "\(error)", "the workspace is as it was")
                case .busy:
                    throw CommandError(
                        code: .tryLater, what: "db restore", why: "rapport runs with this workspace",
                        recovery: "end it and try again; nothing was changed")
                default: throw error
                }
            }
            var lines = ["restored \(path)"]
            if restored.uncertainMails > 0 {
                lines.append(
                    "\(restored.uncertainMails) mails may have gone out since: rapport outbox list --state uncertain"
                )
            }
            if restored.pausedCampaigns > 0 {
                lines.append("\(restored.pausedCampaigns) campaigns are paused: rapport campaign resume ID")
            }
            Printer(invocation).result(
                [
                    "restored": .string(path), "uncertain": JSONValue(restored.uncertainMails),
                    "paused": JSONValue(restored.pausedCampaigns),
                ], lines: lines)
        })

    private static let databaseStats = CommandSpec(
        path: ["db", "stats"], summary: "how much is in the workspace",
        run: .workspace { workspace, invocation in
            let stats = try await workspace.store.stats()
            let rows = [
                ("messages", stats.messages), ("contacts", stats.contacts), ("companies", stats.companies),
                ("events", stats.events), ("hits", stats.hits), ("outbox", stats.outbox),
                ("bytes", stats.bytes),
            ]
            Printer(invocation).result(
                .object(rows.map { .init($0.0, JSONValue($0.1)) }), lines: rows.map { "\($0.0): \($0.1)" })
        })
}
