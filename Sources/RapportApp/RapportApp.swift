import Glibc
import Platform
import Synchronization

/// The composition root: wires the parts together and runs the command that the arguments name.
public enum RapportApp {
    /// Runs the command on the calling (main) thread and ends the process with its exit code.
    public static func main() -> Never {
        // A reader that goes away (`| head`) and a closed socket are errors to handle, not signals to die of.
        signal(SIGPIPE, SIG_IGN)
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            switch try CommandLineParser.parse(arguments, commands: CommandRegistry.all) {
            case .help(let topic): print(HelpText.page(topic: topic, commands: CommandRegistry.all))
            case .run(let invocation):
                switch invocation.command.run {
                case .background(let run): try MainThread.wait { try await run(invocation) }
                case .mainThread(let run): try run(invocation)
                }
            }
            exit(ExitCode.done.rawValue)
        } catch {
            let error = ErrorWords.commandError(for: error)
            Printer.fail(error, asJSON: arguments.contains("--json") || arguments.contains("--jsonl"))
            exit(error.code.rawValue)
        }
    }
}

/// Lets the main thread, which has no executor of its own, wait for asynchronous work.
enum MainThread {
    static func wait(for work: @escaping @Sendable () async throws -> Void) throws {
        let done = EventFD()
        let outcome = Mutex<Result<Void, any Error>?>(nil)
        // Owned by this call: it returns only when the task has ended.
        Task.detached {
            let result: Result<Void, any Error>
            do { result = .success(try await work()) } catch { result = .failure(error) }
            outcome.withLock { $0 = result }
            done.signal()
        }
        var descriptor = pollfd(fd: done.descriptor, events: Int16(POLLIN), revents: 0)
        while poll(&descriptor, 1, -1) < 0 && errno == EINTR {}
        try outcome.withLock { $0 }?.get()
    }
}
