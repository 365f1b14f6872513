import CLinux
import Glibc
import Platform
import Synchronization

/// The composition root: wires the parts together and runs the command that the arguments name.
public enum RapportApp {
    /// Of the program, as `--version` prints it.
    static let version = "0.1.0"

    /// Runs the command on the calling (main) thread and ends the process with its exit code.
    public static func main() -> Never {
        openStandardDescriptors()
        // A reader that goes away (`| head`) and a closed socket are errors to handle, not signals to die of.
        signal(SIGPIPE, SIG_IGN)
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            let outcome = try CommandLineParser.parse(
                arguments, commands: CommandRegistry.all, absent: CommandRegistry.absent)
            switch outcome {
            case .help(let topic): print(HelpText.page(topic: topic, commands: CommandRegistry.all))
            case .version: print("rapport \(version)")
            case .run(let invocation):
                switch invocation.command.run {
                case .background(let run): try MainThread.wait { try await run(invocation) }
                case .service(let run): try MainThread.waitOrCancel { try await run(invocation) }
                case .mainThread(let run): try run(invocation)
                }
            }
            end(ExitCode.done.rawValue)
        } catch {
            let error = ErrorWords.commandError(for: error)
            Printer.fail(error, asJSON: arguments.contains("--json") || arguments.contains("--jsonl"))
            end(error.code.rawValue)
        }
    }

    /// Ends the process without running the libraries' own ends: threads that close the store may still use them.
    static func end(_ status: Int32) -> Never {
        fflush(nil)
        _exit(status)
    }
}

/// A caller may have closed standard input, output or error. The next file that is opened, the log or the store, would
/// then get that number, and what is said would be written into it.
private func openStandardDescriptors() {
    while true {
        let descriptor = open("/dev/null", O_RDWR)
        if descriptor < 0 { return }
        if descriptor > 2 {
            close(descriptor)
            return
        }
    }
}

/// Lets the main thread, which has no executor of its own, wait for asynchronous work.
enum MainThread {
    static func wait(for work: @escaping @Sendable () async throws -> Void) throws {
        try run(work, signals: nil, grace: 0)
    }

    /// How long work may take to end in order, in milliseconds; supervisors wait ten seconds and longer.
    static let grace: Int64 = 8_000

    /// As `wait`; SIGINT, SIGTERM and SIGHUP cancel the work, so that it ends in order. A second one ends the process, and
    /// so does the end of `grace`: what counts is in the store, which may be left at any point.
    static func waitOrCancel(
        grace: Int64 = grace, _ work: @escaping @Sendable () async throws -> Void
    ) throws {
        // Blocked before any thread starts: all inherit it, and only the descriptor sees them.
        var set = sigset_t()
        sigemptyset(&set)
        for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&set, signal) }
        pthread_sigmask(SIG_BLOCK, &set, nil)
        let signals = signalfd(-1, &set, LX_SIGNALFD_FLAGS)
        defer { close(signals) }
        try run(work, signals: signals, grace: grace)
    }

    private static func run(
        _ work: @escaping @Sendable () async throws -> Void, signals: Int32?, grace: Int64
    ) throws {
        let done = EventFD()
        let outcome = Mutex<Result<Void, any Error>?>(nil)
        // Owned by this call: it returns only when the task has ended.
        let task = Task.detached {
            let result: Result<Void, any Error>
            do { result = .success(try await work()) } catch { result = .failure(error) }
            outcome.withLock { $0 = result }
            done.signal()
        }
        var descriptors = [
            pollfd(fd: done.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: signals ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        var asked: (signal: Int32, deadline: Int64)?
        while true {
            let left = asked.map { max(0, $0.deadline - SystemClock.bootMilliseconds()) } ?? -1
            let count = poll(&descriptors, 2, Int32(left))
            if count < 0 { continue }
            if descriptors[0].revents != 0 { break }
            if count == 0, let asked {
                Printer.remark("not all work came to its end in time; nothing that was recorded is lost")
                RapportApp.end(128 + asked.signal)
            }
            var received = signalfd_siginfo()
            guard let signals, read(signals, &received, MemoryLayout<signalfd_siginfo>.size) > 0 else {
                continue
            }
            if let asked { RapportApp.end(128 + asked.signal) }
            asked = (Int32(received.ssi_signo), SystemClock.bootMilliseconds() + grace)
            task.cancel()
        }
        try outcome.withLock { $0 }?.get()
    }
}

/// Waiting until the command is to end.
enum Cancellation {
    /// Returns when the task is cancelled.
    static func wait() async {
        // Only a cancellation ends the sleep early; then the loop's condition ends it.
        while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
    }
}
