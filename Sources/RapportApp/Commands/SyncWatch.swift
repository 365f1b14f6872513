import CRMModel
import CRMStore
import Platform

/// `sync --watch`: background work (sync, what is due to go out, campaigns) and one line per event.
struct SyncWatch: Sendable {
    let workspace: OpenWorkspace
    let printer: Printer

    func run(_ accounts: [Account]) async throws {
        let events = try await workspace.store.events.follow()
        let work = BackgroundWork(workspace: workspace)
        let waiting = ReadyCount(accounts.count)
        try await work.start(.all, accounts: accounts, trouble: { Printer.fail($0, asJSON: false) }) {
            // `ready` once, when every account is up to date and watched.
            if waiting.countDown() { say("ready", []) }
        }
        // What another process keeps up to date already is ready too.
        for account in accounts where account.state.word == "ok" {
            let owner = try await workspace.store.leases.owner(of: .sync(account.id), at: workspace.now)
            if let owner, await !work.isOurs(owner), waiting.countDown() { say("ready", []) }
        }
        var told: [ID<Account>: AccountState] = [:]
        for await logged in events {
            // A poll that found the account as it was is no news here.
            if case .accountStateChanged(let account, let state) = logged.event {
                if told.updateValue(state, forKey: account) == state { continue }
            }
            try await tell(logged)
        }
        await work.stop()
    }

    private func tell(_ logged: LoggedEvent) async throws {
        switch logged.event {
        case .messagesArrived(_, let ids): try await tell("message.new", ids, logged.at)
        case .messagesChanged(let ids): try await tell("message.changed", ids, logged.at)
        case .messagesRemoved(let ids):
            for id in ids { say("message.removed", [.init("id", .string(id.description))], logged.at) }
        case .accountStateChanged(let id, let state):
            guard let account = try await workspace.accounts.account(id) else { return }
            say(
                "account.state",
                [
                    .init("account", .string(account.name)), .init("state", .string(state.word)),
                    .init("error", JSONValue(state.reason)),
                ], logged.at)
        default: break
        }
    }

    private func tell(_ event: String, _ ids: [RowID<Message>], _ at: Timestamp) async throws {
        let messages = try await workspace.messages.messages(ids)
        for document in try await MessagePrinting(workspace).documents(messages) {
            say(event, [.init("message", document)], at)
        }
    }

    private func say(_ event: String, _ members: [JSONValue.Member], _ at: Timestamp? = nil) {
        let head = [
            JSONValue.Member("at", JSONValue(at ?? workspace.now)), JSONValue.Member("event", .string(event)),
        ]
        let document = JSONValue.object(head + members)
        let id = document["message"]?["id"]?.text ?? document["id"]?.text ?? document["state"]?.text ?? ""
        printer.event(document, line: "\(at ?? workspace.now)  \(event)  \(id)")
    }
}
