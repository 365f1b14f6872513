import CRMModel
import CRMStore
import MailCore
import MailNet
import Platform

/// Tells the server what was changed here: the driver of the journal.
///
/// Changes that belong together go in one command. What the server refuses is tried again a few times and then
/// put aside with its words; a lost connection leaves the rest pending.
struct ChangePusher: Sendable {
    let session: IMAPSession
    let messages: MessageRepository
    let account: ID<Account>
    let now: @Sendable () -> Timestamp

    /// - Returns: what the server refused, in words.
    func run() async throws -> [String] {
        try await messages.returnChanges(of: account)
        var refused: [String] = []
        while true {
            let changes = try await messages.takeChanges(of: account)
            if changes.isEmpty { return refused }
            for group in Self.groups(changes) {
                // The server said "not now": the same again at once would be "not now" again.
                guard try await push(group, &refused) else { return refused }
            }
        }
    }

    /// - Returns: false when the server wants to be left alone for now.
    private func push(_ group: [LocalChange], _ refused: inout [String]) async throws -> Bool {
        do {
            try await push(group)
            return true
        } catch SessionError.refused(let refusal) {
            if refusal.kind == .permanent && group.count > 1 {
                // One that cannot be done must not spoil the others.
                for change in group where try await !push([change], &refused) { return false }
                return true
            }
            refused.append("\(group[0].folder.folder.name): \(refusal.text)")
            for change in group {
                try await messages.fail(
                    change.id, reason: refusal.text, isFinal: refusal.kind == .permanent, at: now())
            }
            return refusal.kind == .permanent
        }
    }

    /// Neighbours that do the same in the same folder; the order of different ones is kept.
    static func groups(_ changes: [LocalChange]) -> [[LocalChange]] {
        var groups: [[LocalChange]] = []
        for change in changes {
            if let last = groups.last?.last, last.folder.id == change.folder.id,
                last.operation == change.operation
            {
                groups[groups.count - 1].append(change)
            } else {
                groups.append([change])
            }
        }
        return groups
    }

    private func push(_ group: [LocalChange]) async throws {
        let first = group[0]
        let selected = try await session.select(MailboxName(wire: first.folder.rawName))
        // UIDs of another validity would name other mail: the changes wait until the folder's new ones are known.
        if let known = first.folder.cursor.uidValidity, let now = selected.uidValidity, known != now {
            return
        }
        let uids = UIDSet(group.map { UID($0.uid) })
        var placed: [UInt32: UInt32] = [:]
        switch first.operation {
        case .flags(let add, let remove):
            if !add.isEmpty { try await session.store(uids, .add(Ingest.names(add))) }
            if !remove.isEmpty { try await session.store(uids, .remove(Ingest.names(remove))) }
        case .move(let target):
            let mapping = try await session.move(uids, to: MailboxName(wire: target.rawName))
            // The new UIDs mean something only under the validity that the target is known by.
            if let mapping, target.cursor.uidValidity == nil || mapping.validity == target.cursor.uidValidity
            {
                for (old, new) in zip(mapping.from.uids(), mapping.to.uids()) {
                    placed[old.rawValue] = new.rawValue
                }
            }
        case .delete:
            try await session.delete(uids)
        }
        for change in group {
            try await messages.acknowledge(change.id, newUID: placed[change.uid], at: now())
        }
    }
}
