import CRMModel
import CRMStore
import MailCore
import MailNet
import MailSync
import Testing

@Suite(.needsDovecot, .timeLimit(.minutes(3))) struct `Two programs at once` {
    private static let names = ["INBOX", "Archive", "Trash", "Sent", "Projects/A"]

    @Test(arguments: [UInt64](1...6))
    func `end up with the same mailbox`(seed: UInt64) async throws {
        let world = try await SyncWorld()
        try world.place(12)
        let other = try await world.client()
        try await other.create(MailboxName("Projects/A"))
        let syncer = world.syncer()
        _ = try await syncer.syncOnce()
        // Both work at the same time, each by its own numbers; the server decides who was first.
        async let elsewhere: Void = workElsewhere(seed, other)
        var numbers = SeededNumbers(seed &* 31)
        for _ in 0..<12 {
            for _ in 0..<3 { try await workHere(&numbers, world) }
            _ = try await syncer.syncOnce()
        }
        try await elsewhere
        await other.logout()
        // Once to learn, once more for what the learning made possible.
        _ = try await syncer.syncOnce()
        _ = try await syncer.syncOnce()
        try await world.expectAgreement("seed \(seed)")
        #expect(try await world.store.messages.pendingChangeCount() == 0)
        await world.stop()
    }

    @Test(arguments: [UInt64](11...13))
    func `end up with the same mailbox while one is watching`(seed: UInt64) async throws {
        let world = try await SyncWorld()
        try world.place(12)
        let other = try await world.client()
        try await other.create(MailboxName("Projects/A"))
        let watching = try await Watching(world, world.syncer(.quick))
        await watching.ready()
        async let elsewhere: Void = workElsewhere(seed, other)
        var numbers = SeededNumbers(seed &* 31)
        for _ in 0..<40 {
            try await workHere(&numbers, world)
            watching.syncer.pushChanges()
        }
        try await elsewhere
        await other.logout()
        await watching.end()
        _ = try await world.syncer().syncOnce()
        _ = try await world.syncer().syncOnce()
        try await world.expectAgreement("seed \(seed)")
        #expect(try await world.store.messages.pendingChangeCount() == 0)
        await world.stop()
    }

    private func workElsewhere(_ seed: UInt64, _ session: IMAPSession) async throws {
        var numbers = SeededNumbers(seed)
        for step in 0..<60 {
            let name = MailboxName(Self.names.randomElement(using: &numbers) ?? "INBOX")
            _ = try await session.select(name)
            let uids = try await session.search(.all).uids()
            let some = uids.filter { _ in Int.random(in: 0..<4, using: &numbers) == 0 }.set
            do {
                try await workElsewhere(step, in: name, uids, some, &numbers, session)
            } catch SessionError.refused(let refusal) where refusal.enhanced == "EXPUNGEISSUED" {
                // The other program was first.
            }
        }
    }

    private func workElsewhere(
        _ step: Int, in name: MailboxName, _ uids: [UID], _ some: UIDSet, _ numbers: inout SeededNumbers,
        _ session: IMAPSession
    ) async throws {
        switch Int.random(in: 0..<8, using: &numbers) {
        case 0: _ = try await session.append(SyncWorld.message(1000 + step), to: name)
        case 1: try await session.store(some, .add([.seen]))
        case 2: try await session.store(some, .remove([.seen]))
        case 3: try await session.store(some, .add([.flagged]))
        case 4, 5:
            let target = MailboxName(Self.names.randomElement(using: &numbers) ?? "INBOX")
            if target != name { _ = try await session.move(some, to: target) }
        case 6:
            let target = MailboxName(Self.names.randomElement(using: &numbers) ?? "INBOX")
            if let uid = uids.randomElement(using: &numbers) {
                _ = try await session.copy([uid].set, to: target)
            }
        default: if let uid = uids.first { try await session.delete([uid].set) }
        }
    }

    private func workHere(_ numbers: inout SeededNumbers, _ world: SyncWorld) async throws {
        let messages = world.store.messages
        let folders = try await world.store.folders.synced().filter(\.isSelectable)
        guard let folder = folders.randomElement(using: &numbers),
            let message = try await world.list(.folder(folder.id)).randomElement(using: &numbers)
        else { return }
        let now = SyncWorld.now()
        switch Int.random(in: 0..<8, using: &numbers) {
        case 0: _ = try await messages.mark([message.id], add: .seen, at: now)
        case 1: _ = try await messages.mark([message.id], remove: .seen, at: now)
        case 2: _ = try await messages.mark([message.id], add: .flagged, at: now)
        case 3: _ = try await messages.archive([message.id], from: folder.id, at: now)
        case 4: _ = try await messages.delete([message.id], from: folder.id, at: now)
        case 5, 6:
            let target = folders.randomElement(using: &numbers) ?? folder
            _ = try await messages.move([message.id], from: folder.id, to: target.id, at: now)
        default:
            let receipt = try await messages.archive([message.id], from: folder.id, at: now)
            if let undo = receipt.undo { _ = try await messages.undo(undo, at: now) }
        }
    }
}
