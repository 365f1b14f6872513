import CLinux
import Glibc
import Platform
import Synchronization

/// A server process that cannot outlive this program, however this program ends.
///
/// A small shell holds the reading end of a pipe whose other end only this process has. When the pipe closes, by
/// `stop` or because this process died, the shell ends the server and removes its directory. PR_SET_PDEATHSIG would
/// not do: it fires when the starting *thread* ends.
final class GuardedProcess: Sendable {
    private struct State {
        var pipe: Int32
        var guardian: pid_t
    }

    private let state: Mutex<State>

    /// - Parameters:
    ///   - arguments: the program by its whole path, then its arguments. It must stay in the foreground.
    ///   - environment: added to `PATH`.
    ///   - directory: removed after the end.
    init(
        _ arguments: [String], environment: [String: String] = [:], output: String, removing directory: String
    ) throws(LocalServerError) {
        var ends: [Int32] = [-1, -1]
        guard lx_pipe(&ends) == 0 else { throw .system("no pipe") }
        let script = """
            directory=$1; shift
            setsid "$@" &
            server=$!
            read -r nothing
            # The whole group at once and without mercy: all that it could save is removed anyway.
            kill -s KILL -- "-$server" 2>/dev/null || kill -s KILL "$server"
            wait "$server" 2>/dev/null
            for attempt in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
                rm -rf "$directory" 2>/dev/null && break
                sleep 0.05
            done
            """
        do throws(LocalServerError) {
            let guardian = try Spawn.start(
                ["/bin/sh", "-c", script, "guardian", directory] + arguments, environment: environment,
                input: ends[0], output: output)
            state = Mutex(State(pipe: ends[1], guardian: guardian))
            close(ends[0])
        } catch {
            close(ends[0])
            close(ends[1])
            throw error
        }
    }

    /// Ends the server, waits for it, and removes its directory. Later calls do nothing.
    func stop() {
        state.withLock { state in
            guard state.guardian > 0 else { return }
            close(state.pipe)
            var status: Int32 = 0
            while waitpid(state.guardian, &status, 0) < 0 && errno == EINTR {}
            state.guardian = 0
        }
    }
}

/// Starting programs without a shell.
enum Spawn {
    /// Starts a program in a session of its own, so that Ctrl-C at the terminal does not reach it.
    ///
    /// - Parameters:
    ///   - input: becomes standard input; `/dev/null` when nil.
    ///   - output: the file that standard output and error are appended to.
    static func start(
        _ arguments: [String], environment: [String: String], input: Int32?, output: String
    ) throws(LocalServerError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        lx_spawn_closes_from(&actions, 3)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Our threads block all signals; a server must not inherit that.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, LX_SPAWN_SETSID | Int16(POSIX_SPAWN_SETSIGMASK))
        var process: pid_t = 0
        let path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        let variables = [path] + environment.map { "\($0.key)=\($0.value)" }
        let status = withCStrings(arguments) { argv in
            withCStrings(variables) { envp in
                posix_spawn(&process, arguments[0], &actions, &attributes, argv, envp)
            }
        }
        guard status == 0 else {
            throw .system("cannot start \(arguments[0]): \(String(cString: strerror(status)))")
        }
        return process
    }

    /// Runs a program to its end. Throws with the end of its output when it fails.
    static func run(_ arguments: [String], in directory: ServerDirectory) throws(LocalServerError) {
        let process = try start(
            arguments, environment: [:], input: nil, output: directory.file("setup.log"))
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        guard status == 0 else {
            throw .system("\(arguments[0]) failed: \(directory.tail(of: "setup.log", bytes: 500))")
        }
    }

    private static func withCStrings<Value>(
        _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Value
    ) -> Value {
        var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeMutableBufferPointer { buffer in
            // Never empty: the terminating nil is always there.
            body(buffer.baseAddress.unsafelyUnwrapped)
        }
    }
}

/// Does blocking work on a thread of its own, so that the shared pool stays free.
actor Launcher {
    private nonisolated let executor = ThreadExecutor(name: "launcher")

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    deinit { executor.stop() }

    func run<Value: Sendable>(
        _ body: @Sendable () throws(LocalServerError) -> Value
    ) throws(LocalServerError) -> Value {
        try body()
    }
}
