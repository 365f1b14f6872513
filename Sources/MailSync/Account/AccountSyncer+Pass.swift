import CRMModel
import CRMStore
import MailCore
import MailNet

// One look at every folder.
extension AccountSyncer {
    /// - Parameter afterInbox: called when INBOX is up to date and the others are not yet.
    func pass(
        _ session: IMAPSession, isLive: Bool, skipsInbox: Bool = false,
        afterInbox: @Sendable () -> Void = {}
    ) async throws -> SyncReport {
        var report = SyncReport(account: account.name)
        let start = now()
        let known = try await stores.folders.synced(of: account.id)
        let folders = try await list(session, known, &report)
        report.errors += try await push(session)
        let sync = await folderSync(session)
        let ids = Set(folders.map(\.id))
        // A folder that is gone may be one that is there under another name.
        let hasLostFolder = known.contains { !ids.contains($0.id) }
        for folder in folders.sorted(by: Self.inOrder) where folder.isSelectable {
            if skipsInbox && folder.folder.role == .inbox { continue }
            try Task.checkCancellation()
            do {
                report.add(try await sync.run(folder, isLive: isLive, looksForKnown: hasLostFolder))
            } catch let error as SessionError {
                guard case .refused(let refusal) = error else { throw error }
                // One folder that the server will not open must not hold up the others.
                try await stores.folders.setError(refusal.text, of: folder.id)
                report.errors.append("\(folder.folder.name): \(refusal.text)")
            }
            if folder.folder.role == .inbox { afterInbox() }
            if changesWaiting.take() { report.errors += try await push(session) }
        }
        // Changes that had to wait for the new UIDs of a folder.
        if try await stores.messages.pendingChangeCount(of: account.id) > 0 { try await push(session) }
        // What a pass found gone is removed by a later one: a move that is half seen is not a loss.
        // A folder that could not be looked into may have what others miss: then it takes a day.
        let moment = report.errors.isEmpty ? start : start.adding(seconds: -86_400)
        while try await stores.messages.purge(vanishedBefore: moment) == 200 {}
        return report
    }

    /// The account's folders as the server has them now.
    private func list(
        _ session: IMAPSession, _ known: [SyncedFolder], _ report: inout SyncReport
    ) async throws -> [SyncedFolder] {
        let listed = FolderNaming.folders(try await session.listMailboxes())
        // INBOX always exists (RFC 9051 §5.1). A list without it is no reason to forget everything.
        guard listed.contains(where: { $0.role == .inbox }) else {
            report.errors.append("the server lists no INBOX")
            return known
        }
        return try await stores.folders.replace(listed, of: account.id, at: now())
    }

    /// INBOX first, then what has a role, then the rest by name.
    private static func inOrder(_ a: SyncedFolder, _ b: SyncedFolder) -> Bool {
        func rank(_ folder: SyncedFolder) -> Int {
            folder.folder.role.flatMap { FolderRole.allCases.firstIndex(of: $0) } ?? FolderRole.allCases.count
        }
        return (rank(a), a.folder.name) < (rank(b), b.folder.name)
    }

    @discardableResult
    func push(_ session: IMAPSession) async throws -> [String] {
        try await ChangePusher(session: session, messages: stores.messages, account: account.id, now: now)
            .run()
    }

    func folderSync(_ session: IMAPSession) async -> FolderSync {
        // Without the list of own addresses every mail would count as incoming; the account's own always counts.
        let own = (try? await stores.accounts.ownAddresses()) ?? [account.address.normalized]
        return FolderSync(
            session: session,
            reconnect: { losses in
                try await self.settings.pause(self.pause(afterFailures: losses))
                try await self.access.reopen(session)
            }, withheld: withheld, ownAddresses: own, folders: stores.folders, messages: stores.messages,
            raw: stores.raw, replies: stores.replies, now: now
        ) { done, total in
            await self.setState(.syncing(done: done, total: total))
        } betweenBatches: {
            guard self.changesWaiting.take() else { return false }
            try await self.push(session)
            return true
        }
    }
}
