import CLinux
import Glibc

/// Other programs, run and waited for. Blocks: call it where blocking is allowed.
public enum ChildProcess {
    /// What a program printed and how it ended.
    public struct Output: Hashable, Sendable {
        /// The exit status, or 128 and the signal's number.
        public var status: Int32
        /// At most `limit` bytes of its standard output.
        public var standardOutput: [UInt8]
    }

    /// Runs a command line with `/bin/sh -c`, standard input empty, standard error to ours. When the task is cancelled,
    /// the command is asked to end, and a second later killed.
    ///
    /// - Parameter limit: output beyond it is read and dropped.
    public static func shell(_ command: String, limit: Int = 1 << 20) throws(FileError) -> Output {
        var ends: [Int32] = [0, 0]
        guard pipe2(&ends, O_CLOEXEC) == 0 else {
            throw FileError(operation: "run", path: command, code: errno)
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        var process = pid_t()
        let code = spawn(["/bin/sh", "-c", command], actions: &actions, process: &process)
        close(ends[1])
        defer { close(ends[0]) }
        guard code == 0 else { throw FileError(operation: "run", path: command, code: code) }
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        var looksSinceCancelled = 0
        while looksSinceCancelled <= 10 {
            var ready = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
            if poll(&ready, 1, 100) <= 0 {
                guard Task.isCancelled else { continue }
                looksSinceCancelled += 1
                kill(process, looksSinceCancelled > 10 ? SIGKILL : SIGTERM)
                continue
            }
            let count = read(ends[0], &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { break }
            output.append(contentsOf: chunk[..<min(count, limit - output.count)])
        }
        return Output(status: wait(for: process), standardOutput: output)
    }

    /// Runs a program on our terminal and waits for it; for `$EDITOR`.
    public static func interactive(_ command: String) throws(FileError) -> Int32 {
        var process = pid_t()
        let code = spawn(["/bin/sh", "-c", command], actions: nil, process: &process)
        guard code == 0 else { throw FileError(operation: "run", path: command, code: code) }
        return wait(for: process)
    }

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - arguments: the program's path and what follows it.
    ///   - environment: `NAME=value` pairs by name; ours when nil.
    ///   - files: what it reads and writes; nil leaves it our terminal. With them it gets no other descriptor of ours.
    public static func start(
        _ arguments: [String], environment: [String: String]? = nil, files: StandardFiles? = nil
    ) throws(FileError) -> RunningProcess {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let files {
            posix_spawn_file_actions_addopen(&actions, 0, files.input, O_RDONLY, 0)
            let flags = O_WRONLY | O_CREAT | O_APPEND
            posix_spawn_file_actions_addopen(&actions, 1, files.output, flags, 0o644)
            posix_spawn_file_actions_addopen(&actions, 2, files.errors, flags, 0o644)
            lx_spawn_closes_from(&actions, 3)
        }
        var process = pid_t()
        let code = spawn(arguments, actions: &actions, environment: environment, process: &process)
        guard code == 0 else { throw FileError(operation: "run", path: arguments[0], code: code) }
        return RunningProcess(process)
    }

    private static func spawn(
        _ arguments: [String], actions: UnsafePointer<posix_spawn_file_actions_t>?,
        environment: [String: String]? = nil, process: inout pid_t
    ) -> Int32 {
        // A child starts with no signal blocked, whatever our threads block.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let strings = terminated(arguments)
        defer { for string in strings { free(string) } }
        guard let environment else {
            return posix_spawn(&process, arguments[0], actions, &attributes, strings, environ)
        }
        let variables = terminated(environment.map { "\($0.key)=\($0.value)" })
        defer { for string in variables { free(string) } }
        return posix_spawn(&process, arguments[0], actions, &attributes, strings, variables)
    }

    private static func terminated(_ strings: [String]) -> [UnsafeMutablePointer<CChar>?] {
        strings.map { strdup($0) } + [nil]
    }

    static func wait(for process: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + (status & 0x7F)
    }
}

/// Paths of the files that a started program has as its standard input, output and error; the two written ones are
/// made when missing, and appended to.
public struct StandardFiles: Hashable, Sendable {
    public var input: String
    public var output: String
    public var errors: String

    public init(input: String = "/dev/null", output: String, errors: String) {
        self.input = input
        self.output = output
        self.errors = errors
    }
}
