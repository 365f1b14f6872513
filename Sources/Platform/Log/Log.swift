import Glibc
import Synchronization

/// Structured log lines in a file of the state folder: one JSON object a line, never on the terminal.
///
/// No bodies, secrets or addresses may go in: pass ids, counts, codes and durations. A log that cannot be
/// written is silent; it must never stop the work.
public final class Log: Sendable {
    public enum Level: String, Sendable { case debug, info, warning, error }

    /// A log that drops everything.
    public static func discarding() -> Log { Log(descriptor: -1, path: "") }

    private let descriptor: Int32
    /// Where the lines go; empty for none.
    public let path: String
    private let isVerbose = Mutex(false)

    /// Appends to `rapport.jsonl` in `directory`; a file beyond 8 MB is moved to `rapport.jsonl.1` first.
    public convenience init(directory: String) {
        let path = "\(directory)/rapport.jsonl"
        // Without a folder there is no log; the work goes on.
        guard (try? FileSystem.createDirectory(directory)) != nil else {
            self.init(descriptor: -1, path: "")
            return
        }
        var status = stat()
        if stat(path, &status) == 0 && status.st_size > 8 << 20 { rename(path, path + ".1") }
        self.init(descriptor: Self.open(path), path: path)
    }

    /// - Returns: -1 for what cannot be written, or could make us wait for a reader.
    private static func open(_ path: String) -> Int32 {
        let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK
        let descriptor = Glibc.open(path, flags, 0o600)
        var status = stat()
        guard descriptor >= 0 else { return -1 }
        if fstat(descriptor, &status) == 0, [S_IFREG, S_IFCHR].contains(status.st_mode & S_IFMT) {
            return descriptor
        }
        close(descriptor)
        return -1
    }

    private init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Lets debug lines through.
    public func setVerbose(_ value: Bool) { isVerbose.withLock { $0 = value } }

    /// - Parameters:
    ///   - event: dotted name of what happened, for instance `imap.connected`.
    ///   - fields: facts without personal data.
    public func write(_ level: Level, _ event: String, _ fields: KeyValuePairs<String, JSONValue> = [:]) {
        guard descriptor >= 0, level != .debug || isVerbose.withLock({ $0 }) else { return }
        var members = [
            JSONValue.Member("at", .integer(SystemClock.wallMilliseconds())),
            JSONValue.Member("level", .string(level.rawValue)), JSONValue.Member("event", .string(event)),
            JSONValue.Member("pid", .integer(Int64(getpid()))),
        ]
        for (key, value) in fields { members.append(.init(key, value)) }
        let line = Array((JSONValue.object(members).serialized + "\n").utf8)
        // One write per line: O_APPEND keeps lines of several processes whole.
        _ = Glibc.write(descriptor, line, line.count)
    }

    public func debug(_ event: String, _ fields: KeyValuePairs<String, JSONValue> = [:]) {
        write(.debug, event, fields)
    }
    public func info(_ event: String, _ fields: KeyValuePairs<String, JSONValue> = [:]) {
        write(.info, event, fields)
    }
    public func warning(_ event: String, _ fields: KeyValuePairs<String, JSONValue> = [:]) {
        write(.warning, event, fields)
    }
    public func error(_ event: String, _ fields: KeyValuePairs<String, JSONValue> = [:]) {
        write(.error, event, fields)
    }
}
