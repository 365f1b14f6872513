import CRMModel
import CRMStore
import Glibc
import LocalServers
import MailSync
import Platform
import Testing

@Suite(.timeLimit(.minutes(3))) struct `Two hundred connections` {
    /// In a process of its own: nobody else opens descriptors and threads there.
    @Test func `leave no descriptor, thread or memory behind`() async {
        await #expect(processExitsWith: .success) {
            var rules = RuledServer.Rules(uids: Array(1...20))
            rules.deadly = [7]
            let server = try RuledServer(rules)
            let store = try await Workspace.inMemory()
            let account = SyncWorld.account()
            try await store.accounts.save(account)
            // The first ones load what stays loaded.
            for _ in 0..<5 { _ = try await server.syncer(store, account).syncOnce() }
            let before = try Footprint()
            // Each syncer meets the deadly message anew: three connections for each pass.
            for _ in 0..<70 { _ = try await server.syncer(store, account).syncOnce() }
            guard server.connections >= 200 else { exit(2) }
            let deadline = SystemClock.monotonicMilliseconds() + 20_000
            var after = try Footprint()
            // Threads end a moment after their last job.
            while after.descriptors > before.descriptors || after.threads > before.threads + 1,
                SystemClock.monotonicMilliseconds() < deadline
            {
                await Task.yield()
                after = try Footprint()
            }
            guard after.descriptors <= before.descriptors, after.threads <= before.threads + 1 else {
                exit(3)
            }
            guard after.kilobytes - before.kilobytes < 20_000 else { exit(4) }
        }
    }
}

/// What a process holds.
private struct Footprint {
    var descriptors: Int
    var threads: Int
    var kilobytes: Int

    init() throws {
        descriptors = try FileSystem.names(in: "/proc/self/fd").count
        threads = try FileSystem.names(in: "/proc/self/task").count
        let pages = String(decoding: try FileSystem.read("/proc/self/statm"), as: UTF8.self).split(
            separator: " ")
        kilobytes = (pages.count > 1 ? Int(pages[1]) ?? 0 : 0) * 4
    }
}
