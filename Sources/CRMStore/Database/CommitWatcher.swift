import Glibc
import Platform

/// Notices commits of other processes by `PRAGMA data_version`, on a thread of its own.
///
/// The kernel wakes it when the write-ahead log changes (inotify), so an idle workspace costs nothing but a look
/// every half second for the case that a change was missed.
actor CommitWatcher {
    private nonisolated let executor = ThreadExecutor(name: "store-watch")
    private nonisolated let stopping = EventFD()
    private nonisolated let path: String
    private nonisolated let commits: CommitSignal

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(path: String, commits: CommitSignal) {
        self.path = path
        self.commits = commits
    }

    deinit { executor.stop() }

    /// Ends `run`; safe from anywhere.
    nonisolated func stop() { stopping.signal() }

    /// Blocks the watcher's thread until `stop`. A look that fails (disk away, no descriptor left) is tried again.
    func run() {
        while true {
            do throws(StoreError) {
                try watch()
                return
            } catch {
                if Self.wait([stopping.descriptor], milliseconds: 500)[0] { return }
            }
        }
    }

    private func watch() throws(StoreError) {
        let connection = try SQLiteConnection(.file(path), isReader: true)
        let notify = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        defer { if notify >= 0 { close(notify) } }
        if notify >= 0 { inotify_add_watch(notify, path + "-wal", UInt32(IN_MODIFY)) }
        var version = try connection.first(.dataVersion)
        // What was committed before this version was read would go unnoticed: let everybody look once.
        commits.raise()
        var quickLooks = 0
        while true {
            // The log is written just before the commit counts: look again a few times after a change of it.
            let timeout: Int32 = quickLooks > 0 ? 2 : notify >= 0 ? 500 : 20
            let isReady = Self.wait([stopping.descriptor, notify], milliseconds: timeout)
            if isReady[0] { return }
            if isReady[1] {
                CommitWatcher.drain(notify)
                quickLooks = 5
            } else {
                quickLooks = max(0, quickLooks - 1)
            }
            let now = try connection.first(.dataVersion)
            guard now != version else { continue }
            version = now
            commits.raise()
        }
    }

    /// Which of the descriptors have something to say, after one of them does or the time is over.
    private static func wait(_ descriptors: [Int32], milliseconds: Int32) -> [Bool] {
        var polled = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        _ = poll(&polled, nfds_t(polled.count), milliseconds)
        return polled.map { $0.revents != 0 }
    }

    private static func drain(_ descriptor: Int32) {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while read(descriptor, &buffer, buffer.count) > 0 {}
    }
}

extension Statement where Row == Int64 {
    fileprivate static let dataVersion = Statement(named: "dataVersion", "PRAGMA data_version") {
        (row) throws(StoreError) in try row.int64(0)
    }
}
