import CRMModel
import CRMStore
import MailNet
import MailSync

/// Changing mail, for the command line and the screen: shown at once, journalled, and told to the server.
struct TriageDesk: Sendable {
    let workspace: OpenWorkspace

    enum Change: Hashable, Sendable {
        case flags(add: MessageFlags, remove: MessageFlags)
        /// Into the folder of that readable name, of each message's account.
        case move(to: String)
        case archive
        case delete(forever: Bool)
        /// Into the trash; what has none, or lies there already, goes for good.
        case discard
        /// Into the folder of that role, of each message's account.
        case moveToRole(FolderRole)
        /// Into this very folder.
        case moveInto(RowID<Folder>)
    }

    /// What became of telling the servers.
    struct Pushed: Sendable {
        /// Changes that wait for the next sync.
        var pending = 0
        /// What servers refused, in words; what they have is shown again then.
        var refused: [String] = []
        /// Why an account could not be reached.
        var failures: [any Error] = []
    }

    private var messages: MessageRepository { workspace.messages }

    /// Changes messages here; `push` tells the server.
    func perform(_ change: Change, on ids: [RowID<Message>]) async throws -> ChangeReceipt {
        let now = workspace.now
        switch change {
        case .flags(let add, let remove):
            return try await messages.mark(ids, add: add, remove: remove, at: now)
        case .archive: return try await messages.archive(ids, at: now)
        case .delete(let forever): return try await messages.delete(ids, forever: forever, at: now)
        case .discard:
            let receipt = try await messages.delete(ids, at: now)
            if receipt.refused.isEmpty { return receipt }
            return try await messages.delete(receipt.refused, forever: true, at: now)
        case .move(let name):
            return try await move(ids) { account in
                try await MailDesk(workspace: workspace)
                    .folder(named: name, account: try await workspace.accounts.account(account)).id
            }
        case .moveToRole(let role):
            let folders = try await workspace.folders.all().filter { $0.role == role }
            return try await move(ids) { account in folders.first { $0.account == account }?.id }
        case .moveInto(let folder): return try await messages.move(ids, to: folder, at: now)
        }
    }

    /// - Parameter target: an account's folder; nil when it has none, and its messages are refused.
    private func move(
        _ ids: [RowID<Message>], to target: (ID<Account>) async throws -> RowID<Folder>?
    ) async throws -> ChangeReceipt {
        let groups = Dictionary(grouping: try await messages.messages(ids), by: \.account)
        var receipt = ChangeReceipt(changed: [], refused: [], undo: nil)
        var targets: [(ids: [RowID<Message>], folder: RowID<Folder>)] = []
        // All targets are looked up before anything moves: a name that is wrong for one account moves nothing.
        for (account, items) in groups {
            if let folder = try await target(account) {
                targets.append((items.map(\.id), folder))
            } else {
                receipt.refused += items.map(\.id)
            }
        }
        for target in targets {
            let part = try await messages.move(target.ids, to: target.folder, at: workspace.now)
            receipt.changed += part.changed
            receipt.refused += part.refused
            receipt.undo = targets.count == 1 ? part.undo : nil
        }
        return receipt
    }

    /// Tells the servers what waits, and waits for another process that does it.
    ///
    /// - Parameter patience: seconds to wait for a process that keeps the account in step.
    func push(_ accounts: Set<ID<Account>>, patience: Double = 5) async throws -> Pushed {
        var result = Pushed()
        for id in accounts {
            guard let account = try await workspace.accounts.account(id),
                try await messages.pendingChangeCount(of: id) > 0
            else { continue }
            do {
                result.refused += try await push(account, patience: patience)
            } catch let error as StoreError {
                throw error
            } catch let error as SessionError {
                result.failures.append(
                    ServerFailure(error, .imap, workspace.imapEndpoint(account), account: account.name))
            } catch {
                result.failures.append(error)
            }
            result.pending += try await messages.pendingChangeCount(of: id)
        }
        return result
    }

    private func push(_ account: Account, patience: Double) async throws -> [String] {
        let leases = workspace.store.leases
        let owner = LeaseOwner.fresh()
        let duty = LeaseRepository.Duty.sync(account.id)
        let end = workspace.now.adding(seconds: patience)
        while workspace.now < end {
            if try await leases.claim(
                duty, by: owner, until: workspace.now.adding(seconds: 60), at: workspace.now)
            {
                do {
                    let refused = try await workspace.syncer(for: account).pushOnce()
                    try await leases.release(duty, by: owner)
                    return refused
                } catch {
                    // A lease that cannot be given back ends by itself.
                    try? await leases.release(duty, by: owner)
                    throw error
                }
            }
            // The process that has the lease follows the log and pushes at once.
            if try await messages.pendingChangeCount(of: account.id) == 0 { return [] }
            try await Task.sleep(for: .milliseconds(50))
        }
        return []
    }
}
