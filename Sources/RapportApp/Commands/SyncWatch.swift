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
            if waiting.countDown() { sayReady() }
        }
        // What another process keeps up to date already is ready too.
        for account in accounts where account.state.word == "ok" {
            let owner = try await workspace.store.leases.owner(of: .sync(account.id), at: workspace.now)
            if let owner, await !work.isOurs(owner), waiting.countDown() { sayReady() }
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
            for id in ids {
                say(
                    "message.removed", [.init("id", .string(id.description))], logged.at,
                    words: "removed   \(id)")
            }
        case .accountStateChanged(let id, let state):
            guard let account = try await workspace.accounts.account(id) else { return }
            say(
                "account.state",
                [
                    .init("account", .string(account.name)), .init("state", .string(state.word)),
                    .init("error", JSONValue(state.reason)),
                ], logged.at, words: "\(account.name): \(EventWords.state(state))")
        default: break
        }
    }

    private func tell(_ event: String, _ ids: [RowID<Message>], _ at: Timestamp) async throws {
        let messages = try await workspace.messages.messages(ids)
        let words = event == "message.new" ? "new mail" : "changed "
        for (message, document) in zip(messages, try await MessagePrinting(workspace).documents(messages)) {
            say(event, [.init("message", document)], at, words: "\(words)  \(MessagePrinting.line(message))")
        }
    }

    private func sayReady() { say("ready", [], words: "ready: everything is up to date, and watched") }

    private func say(
        _ event: String, _ members: [JSONValue.Member], _ at: Timestamp? = nil, words: String
    ) {
        let head = [
            JSONValue.Member("at", JSONValue(at ?? workspace.now)), JSONValue.Member("event", .string(event)),
        ]
        printer.event(
            .object(head + members), line: "\(LocalTime.second(at ?? workspace.now))  \(words)")
    }
}
