import CLinux
import Glibc

/// A signal that the loop handles.
public enum LoopSignal: Hashable, Sendable {
    /// SIGTERM or SIGINT: end in order.
    case terminate
    /// SIGHUP, or the terminal is gone.
    case hangUp
    case windowChanged
    /// SIGTSTP: give the terminal back and stop.
    case stop
    case resumed
}

/// Signals as a descriptor. Blocks them for the calling thread and for all that it starts later, so make it
/// before any other thread.
final class SignalSource {
    let descriptor: Int32
    private static let numbers = [SIGWINCH, SIGTERM, SIGINT, SIGHUP, SIGTSTP, SIGCONT]

    init() {
        var set = sigset_t()
        sigemptyset(&set)
        for number in Self.numbers { sigaddset(&set, number) }
        pthread_sigmask(SIG_BLOCK, &set, nil)
        descriptor = signalfd(-1, &set, LX_SIGNALFD_FLAGS)
        precondition(descriptor >= 0, "the system refuses another descriptor (errno \(errno))")
    }

    deinit { close(descriptor) }

    /// The signals that have come, each kind once.
    func drain() -> Set<LoopSignal> {
        var result: Set<LoopSignal> = []
        var arrived = signalfd_siginfo()
        while read(descriptor, &arrived, MemoryLayout<signalfd_siginfo>.size) > 0 {
            switch Int32(arrived.ssi_signo) {
            case SIGWINCH: result.insert(.windowChanged)
            case SIGHUP: result.insert(.hangUp)
            case SIGTSTP: result.insert(.stop)
            case SIGCONT: result.insert(.resumed)
            default: result.insert(.terminate)
            }
        }
        return result
    }
}
