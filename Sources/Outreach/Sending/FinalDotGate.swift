import Glibc
import Platform
import Synchronization

/// Lets a connection's own thread wait for the store just before the end of a message.
///
/// The thread belongs to the SMTP session and to nothing else, so blocking it stops nobody; the task ends before
/// the thread goes on.
final class FinalDotGate: Sendable {
    private let ask: @Sendable () async -> Bool
    private let answer = Mutex<Bool?>(nil)
    private let done = EventFD()

    init(ask: @escaping @Sendable () async -> Bool) { self.ask = ask }

    var wasDenied: Bool { answer.withLock { $0 == false } }

    func waitForPermission() -> Bool {
        Task { [self] in
            let isGranted = await ask()
            answer.withLock { $0 = isGranted }
            done.signal()
        }
        var place = pollfd(fd: done.descriptor, events: Int16(POLLIN), revents: 0)
        while poll(&place, 1, -1) < 0 && errno == EINTR {}
        return answer.withLock { $0 } ?? false
    }
}
