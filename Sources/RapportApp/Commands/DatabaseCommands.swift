import CRMModel
import CRMStore
import Platform

extension CommandSpec {
    static let databaseCommands = [databaseCheck, databaseBackup, databaseRestore, databaseStats]

    private static let databaseCheck = CommandSpec(
        path: ["db", "check"], summary: "look for damage in the workspace",
        options: [.flag("--reseal", "take pages that something else changed as they are")],
        details:
            "Pages that another program wrote are told apart from damage. --reseal changes nothing when there is damage.",
        run: .workspace { workspace, invocation in
            var found = try await workspace.store.inspect()
            if invocation.has("--reseal"), !found.changedPages.isEmpty, found.damage.isEmpty {
                try await workspace.store.reseal()
                found = try await workspace.store.inspect()
            }
            let lostKeys = try await lostKeys(workspace)
            let problems = found.problems + lostKeys.map(\.description)
            var lines = problems.isEmpty ? ["all is well"] : problems
            if found.isSoundInside { lines.append("everything still fits together: no damage was found") }
            Printer(invocation).result(
                [
                    "ok": .bool(problems.isEmpty), "problems": .array(problems.map { .string($0) }),
                    "changed_pages": JSONValue(found.changedPages.count),
                    "damaged": .bool(!found.damage.isEmpty),
                ], lines: lines)
            if found.isSoundInside {
                throw CommandError.badData(
                    "workspace", "pages were changed by something other than Rapport, or by a bad disk",
                    "back up now with rapport db backup FILE, look whether what you know is there, then run rapport db check --reseal"
                ).afterResult
            }
            if let first = found.damage.first {
                throw CommandError.badData(
                    "workspace", first,
                    found.isOnlyContentDamaged
                        ? "end Rapport and move \(workspace.directories.workspace)/blobs.sqlite away: "
                            + "rapport sync --once fetches again what the servers still have"
                        : "restore a backup with rapport db restore FILE"
                ).afterResult
            }
            if found.lostContent > 0 {
                throw CommandError.badData(
                    "workspace", "the content of \(found.lostContent) messages is missing",
                    "rapport sync --once fetches again what the servers still have"
                ).afterResult
            }
            if found.damagedContent > 0 {
                throw CommandError.badData(
                    "workspace", "content that no message needs was damaged", "it is dropped: all is well now"
                ).afterResult
            }
            if let lost = lostKeys.first {
                let words = ErrorWords.commandError(for: lost)
                throw CommandError.badData(words.what, words.why, words.recovery).afterResult
            }
        })

    /// What can no longer be opened: passwords whose key is gone, an account without its password, tokens without
    /// the hub's key. A keyring that is locked and a passphrase that is not there are no loss.
    private static func lostKeys(_ workspace: OpenWorkspace) async throws -> [SecretError] {
        var lost: [SecretError] = []
        for account in try await workspace.accounts.all() where account.secret == .sealed {
            do { _ = try workspace.credentials(account) } catch {
                switch error {
                case .keyLost, .damagedKeyFile, .notFound, .damagedSecret: lost.append(error)
                default: break
                }
            }
        }
        if workspace.key.isHubKeyLost { lost.append(.hubKeyLost(path: workspace.key.hubFile)) }
        return lost
    }

    private static let databaseBackup = CommandSpec(
        path: ["db", "backup"], summary: "copy the workspace into a new file, while it is in use",
        operands: [.required("FILE")],
        details: """
            Raw messages are not in it: the next sync fetches what is needed from the servers. The keys are not in it \
            either: keep key, secrets and hub.key of the workspace's folder in a safe place of their own.
            """,
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
                default: throw ErrorWords.opening(directories.workspace, error)
                }
            }
            var lines = ["restored \(path)"]
            if restored.uncertainMails > 0 {
                lines.append(
                    "\(restored.uncertainMails) mails may have gone out since: rapport outbox list --state uncertain"
                )
            }
            if restored.uncertainRecipients > 0 {
                lines.append(
                    "\(restored.uncertainRecipients) recipients of campaigns may have got their mail since, and get "
                        + "none by themselves: rapport sync --once settles those whose mail is in Sent; look at the "
                        + "others with rapport campaign recipients ID --state uncertain, then rapport campaign "
                        + "settle (they have it) or rapport campaign release (write to them)"
                )
            }
            if restored.pausedCampaigns > 0 {
                lines.append("\(restored.pausedCampaigns) campaigns are paused: rapport campaign resume ID")
            }
            Printer(invocation).result(
                [
                    "restored": .string(path), "uncertain": JSONValue(restored.uncertainMails),
                    "uncertain_recipients": JSONValue(restored.uncertainRecipients),
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
