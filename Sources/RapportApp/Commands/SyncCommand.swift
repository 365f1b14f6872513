import CRMModel
import CRMStore
import MailNet
import MailSync
import Outreach
import Platform

extension CommandSpec {
    static let sync = CommandSpec(
        path: ["sync"], summary: "bring mail up to date both ways", operands: [.any("ACCOUNT")],
        options: [
            .flag("--once", "send what is due, bring everything up to date, then end"),
            .flag("--watch", "stay, do the same as it falls due, and print one line per event"),
        ],
        run: .service { invocation in
            let workspace = try await OpenWorkspace.open(invocation)
            do { try await run(workspace, invocation) } catch {
                await workspace.close()
                throw error
            }
            await workspace.close()
        })

    private static func run(_ workspace: OpenWorkspace, _ invocation: Invocation) async throws {
        var accounts: [Account] = []
        if invocation.operands.isEmpty {
            accounts = try await workspace.accounts.all()
        } else {
            for name in invocation.operands {
                accounts.append(try await AccountDesk(workspace: workspace).account(named: name))
            }
        }
        guard !accounts.isEmpty else {
            throw CommandError.notFound(
                "sync", "there is no account yet", "add one with rapport account add")
        }
        if invocation.has("--watch") {
            try await SyncWatch(workspace: workspace, printer: Printer(invocation)).run(accounts)
        } else {
            try await once(accounts, workspace, invocation)
        }
    }

    private static func once(_ accounts: [Account], _ workspace: OpenWorkspace, _ invocation: Invocation)
        async throws
    {
        // First what is to go out: the copies that servers keep of it come back with the same pass.
        let (sent, campaignTrouble) = try await DispatchDesk(workspace: workspace).sendDue()
        try await DispatchDesk(workspace: workspace).settle(accounts)
        var reports: [SyncReport] = []
        var firstFailure: CommandError?
        let printer = Printer(invocation)
        for account in accounts {
            do {
                let outcome = try await SyncDesk(workspace: workspace).bringUpToDate(account)
                reports.append(outcome.report)
                if outcome.isByAnother {
                    printer.note("\(account.name): the program that keeps it in step looked again")
                }
            } catch {
                let words = ErrorWords.commandError(for: error)
                var report = SyncReport(account: account.name)
                report.errors = [words.line]
                reports.append(report)
                firstFailure = firstFailure ?? words
            }
        }
        // Copies that came just now prove what went out.
        _ = try await workspace.doubtSettling.settle(at: workspace.now)
        while try await workspace.store.search.indexPending(limit: 500) == 500 {}
        // With an error the document of the report still goes out: it says which accounts are up to date.
        printer.list(
            "accounts", reports.map(JSONValue.init),
            // Of an account that could not be reached the error says all there is.
            lines: reports.filter { $0.errors.isEmpty || $0.hasNews }.map { report in
                "\(report.account): \(report.new) new, \(report.changed) changed, \(report.removed) removed, "
                    + "\(report.messages) messages in \((report.seconds * 10).rounded() / 10) s"
            })
        if let firstFailure { throw firstFailure.afterResult }
        if let campaignTrouble { throw ErrorWords.commandError(for: campaignTrouble).afterResult }
        if sent.postponed > 0 {
            throw CommandError(
                code: .unavailable, what: "sending", why: sent.errors.first ?? "no answer",
                recovery: "the mail is up to date; sending is tried again by itself"
            ).afterResult
        }
        if reports.contains(where: { !$0.errors.isEmpty }) {
            throw CommandError(
                code: .unavailable, what: "sync", why: reports.flatMap(\.errors).joined(separator: "; "),
                recovery: "the rest is up to date"
            ).afterResult
        }
    }
}

extension SyncReport {
    fileprivate var hasNews: Bool { new + changed + removed + messages > 0 }
}

extension JSONValue {
    init(_ report: SyncReport) {
        self = [
            "name": .string(report.account), "new": JSONValue(report.new),
            "changed": JSONValue(report.changed),
            "removed": JSONValue(report.removed), "messages": JSONValue(report.messages),
            "bytes_received": JSONValue(report.bytesReceived), "seconds": .number(report.seconds),
            "errors": .array(report.errors.map { .string($0) }),
        ]
    }
}

extension OpenWorkspace {
    /// The parts of the store that syncing writes.
    var syncStores: AccountSyncer.Stores {
        .init(
            accounts: accounts, folders: folders, messages: messages, raw: store.raw, search: store.search,
            commits: database.commits,
            replies: ReplyFollowUp(
                outbox: outbox, campaigns: campaigns, suppressions: SuppressionRepository(database),
                messages: messages, timeline: timeline))
    }

    /// The syncer of an account, with the parts of this workspace that it needs.
    func syncer(for account: Account) -> AccountSyncer {
        AccountSyncer(
            account: account, endpoint: imapEndpoint(account),
            credentials: { try await self.askedCredentials(account) },
            stores: syncStores,
            settings: SyncSettings(
                pollInterval: .seconds(configuration.sync.pollInterval), usesIdle: configuration.sync.idle),
            log: log, now: { Timestamp(milliseconds: SystemClock.wallMilliseconds()) })
    }
}
