import CRMModel
import CRMStore
import MailNet
import Synchronization
import Testing

@testable import MailSync

@Suite(.timeLimit(.minutes(2))) struct `Servers that lie or fail` {
    private struct World {
        let server: RuledServer
        let store: Workspace
        let account = SyncWorld.account()

        init(_ rules: RuledServer.Rules) async throws {
            server = try RuledServer(rules)
            store = try await Workspace.inMemory()
            try await store.accounts.save(account)
        }

        var syncer: AccountSyncer { server.syncer(store, account) }

        func uids() async throws -> [UInt32] {
            let folder = try #require(try await store.folders.synced().first)
            return try await store.messages.sightings(in: folder.id).map(\.uid).sorted()
        }

        func stop() async {
            server.stop()
            await store.close()
        }
    }

    private static func mailbox(_ count: UInt32) -> RuledServer.Rules {
        RuledServer.Rules(uids: Array(1...count))
    }

    @Test(arguments: [0, 3, 7, 12, 4_000_000_000])
    func `about the number of messages are found out, and nothing is lost`(exists: Int) async throws {
        let world = try await World(Self.mailbox(8))
        let syncer = world.syncer
        _ = try await syncer.syncOnce()
        world.server.change { $0.exists = exists }
        for _ in 0..<2 {
            let report = try await syncer.syncOnce()
            #expect([report.new, report.removed, report.messages] == [0, 0, 8])
        }
        #expect(try await world.uids() == Array(1...8))
        // One is gone in truth: believed, whatever the number says.
        world.server.change { $0.uids.removeLast() }
        #expect(try await syncer.syncOnce().removed == 1)
        #expect(try await world.uids() == Array(1...7))
        await world.stop()
    }

    @Test func `about the number of messages from the beginning are found out`() async throws {
        var rules = Self.mailbox(8)
        rules.exists = 11
        let world = try await World(rules)
        let report = try await world.syncer.syncOnce()
        #expect(report.new == 8)
        #expect(report.messages == 8)
        #expect(report.errors == [])
        #expect(try await world.syncer.syncOnce().new == 0)
        await world.stop()
    }

    @Test func `about what a search finds lose nothing that can be fetched`() async throws {
        let world = try await World(Self.mailbox(8))
        let syncer = world.syncer
        _ = try await syncer.syncOnce()
        world.server.change { $0.searched = [1, 2, 3] }
        #expect(try await syncer.syncOnce().removed == 0)
        // The same number, and others: the server is believed in what it says twice.
        world.server.change { $0.searched = Array(1...8) + [99, 100] }
        let report = try await syncer.syncOnce()
        #expect([report.new, report.removed, report.messages] == [0, 0, 8])
        #expect(try await world.uids() == Array(1...8))
        await world.stop()
    }

    @Test(arguments: ["refused", "deadly", "garbled", "silent"])
    func `about two messages deliver the others, and the two are told`(fault: String) async throws {
        var rules = Self.mailbox(120)
        let bad: Set<UInt32> = [17, 118]
        switch fault {
        case "refused": rules.refused = bad
        case "deadly": rules.deadly = bad
        case "garbled": rules.garbled = bad
        default: rules.silent = bad
        }
        let world = try await World(rules)
        let syncer = world.syncer
        let report = try await syncer.syncOnce()
        #expect(report.new == 118)
        #expect(report.errors.count == 1)
        #expect(report.errors.first?.contains("INBOX: 2 messages not fetched") == true, "\(report.errors)")
        #expect(try await world.uids() == (1...120).filter { !bad.contains($0) })
        #expect(try await world.store.folders.synced().first?.folder.lastError != nil)

        // The next pass knows them, costs one connection, and still takes what is new.
        _ = world.server.takeCommands()
        world.server.change { $0.uids.append(121) }
        let again = try await syncer.syncOnce()
        #expect(again.new == 1)
        #expect(again.errors == report.errors)
        #expect(world.server.takeCommands().filter { $0.hasPrefix("LOGIN") }.count == 1)
        await world.stop()
    }

    @Test func `at every message are given up, and what is here stays`() async throws {
        let world = try await World(Self.mailbox(5))
        let syncer = world.syncer
        _ = try await syncer.syncOnce()
        world.server.change { rules in
            rules.uids = Array(1...300)
            rules.deadly = Set(6...300)
        }
        _ = try? await syncer.syncOnce()  // gives up after a bounded number of connections
        #expect(world.server.connections < 60)
        #expect(try await world.uids() == Array(1...5))
        await world.stop()
    }

    @Test(arguments: ["garbled", "deadly"])
    func `in every answer are left in peace for longer each time, and soon for this pass`(
        fault: String
    ) async throws {
        var rules = Self.mailbox(200)
        if fault == "garbled" { rules.garbled = Set(1...200) } else { rules.deadly = Set(1...200) }
        let world = try await World(rules)
        let pauses = Mutex<[Duration]>([])
        var settings = SyncSettings(firstPause: .seconds(2))
        settings.pause = { pause in pauses.withLock { $0.append(pause) } }
        let syncer = world.server.syncer(world.store, world.account, settings)
        await #expect(throws: SessionError.self) { try await syncer.syncOnce() }
        let taken = pauses.withLock { $0 }
        #expect(world.server.connections == taken.count + 1)
        #expect((3...6).contains(taken.count), "\(taken)")
        for (number, pause) in taken.enumerated() {
            let full = Duration.seconds(2 << number)
            #expect(pause >= full / 2 && pause <= full)
        }
        await world.stop()
    }

    @Test func `about folders do not hold up the others`() async throws {
        var rules = Self.mailbox(3)
        rules.listing = [
            "* LIST () \"/\" INBOX", "* LIST (\\Noselect) \"/\" Parent", "* LIST () \"/\" Closed",
            "* LIST (\\NonExistent) \"/\" Ghost", "* LIST () \"/\" Zoo",
        ]
        rules.closedFolders = ["Closed", "Parent", "Ghost"]
        let world = try await World(rules)
        let report = try await world.syncer.syncOnce()
        #expect(report.errors == ["Closed: Closed is not for you"])
        let folders = try await world.store.folders.synced()
        #expect(folders.filter { $0.folder.lastSync != nil }.map(\.folder.name) == ["INBOX", "Zoo"])
        #expect(folders.first { $0.folder.name == "Closed" }?.folder.lastError == "Closed is not for you")
        #expect(!world.server.takeCommands().contains { $0.contains("Parent") || $0.contains("Ghost") })
        // It vanishes between LIST and SELECT; the next list does not have it, and the others stand.
        world.server.change { $0.closedFolders.insert("Zoo") }
        #expect(try await world.syncer.syncOnce().errors.contains("Zoo: Zoo is not for you"))
        world.server.change { $0.listing.removeLast() }
        _ = try await world.syncer.syncOnce()
        #expect(try await world.store.folders.synced().map(\.folder.name).contains("Zoo") == false)
        #expect(try await world.uids() == [1, 2, 3])
        await world.stop()
    }
}
