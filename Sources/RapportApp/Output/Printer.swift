import CellText
import Glibc
import Platform

/// What a command says: results on standard output, everything else on standard error.
struct Printer: Sendable {
    let wantsJSON: Bool
    let wantsJSONLines: Bool
    let isQuiet: Bool
    /// Standard output is a terminal: foreign text is made safe for it.
    let isTerminal: Bool

    init(_ invocation: Invocation) {
        wantsJSON = invocation.wantsJSON
        wantsJSONLines = invocation.wantsJSONLines
        isQuiet = invocation.isQuiet
        isTerminal = isatty(1) == 1
    }

    /// The result: the document with `--json`, else the lines.
    func result(_ document: @autoclosure () -> JSONValue, lines: @autoclosure () -> [String]) {
        if wantsJSON {
            Self.write(document().serialized + "\n", to: 1)
        } else {
            let text = lines().map { isTerminal ? Sanitizer.lines($0) : $0 }.joined(separator: "\n")
            if !text.isEmpty { Self.write(text + "\n", to: 1) }
        }
    }

    /// A list: with `--jsonl` one object a line, with `--json` the document around them, else lines.
    func list(
        _ key: String, _ items: [JSONValue], extra: [JSONValue.Member] = [],
        lines: @autoclosure () -> [String]
    ) {
        if wantsJSONLines {
            Self.write(items.map { $0.serialized + "\n" }.joined(), to: 1)
        } else {
            result(.object([.init(key, .array(items))] + extra), lines: lines())
        }
    }

    /// One event of a stream, at once. The program ends when nobody reads the stream any more.
    func event(_ document: JSONValue, line: String) {
        let text = wantsJSON ? document.serialized : isTerminal ? Sanitizer.line(line) : line
        Self.write(Array((text + "\n").utf8), to: 1, endsWithReader: true)
    }

    /// Foreign bytes as they are, for files and pipes; made safe for a terminal.
    func bytes(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        if isTerminal { Self.write(Sanitizer.lines(text) + "\n", to: 1) } else { Self.write(bytes, to: 1) }
    }

    /// Progress or a remark, for people only.
    func note(_ text: String) {
        if !isQuiet && !wantsJSON { Self.write(text + "\n", to: 2) }
    }

    /// What is being done, for people who watch: only to a terminal.
    func progress(_ text: String) {
        if !isQuiet && isatty(2) == 1 { Self.write(text + "\n", to: 2) }
    }

    /// One JSON object of a stream, whatever the options say; ends as `event` does.
    static func line(_ document: JSONValue) {
        write(Array((document.serialized + "\n").utf8), to: 1, endsWithReader: true)
    }

    /// How far something is, on one line of the terminal that the next call overwrites.
    static func progress(_ text: String) { write("\r\u{1B}[K\(text)", to: 2) }

    /// A document that is printed whatever the options say.
    static func document(_ document: JSONValue) { write(document.serialized + "\n", to: 1) }

    /// A remark on how the program ends.
    static func remark(_ text: String) { write("rapport: \(text)\n", to: 2) }

    static func fail(_ error: CommandError, asJSON: Bool) {
        // What was typed is quoted in it, at whatever length.
        for line in error.lines { write("rapport: \(Sanitizer.line(line.prefix(4000)))\n", to: 2) }
        guard asJSON && !error.hasResult else { return }
        let document: JSONValue = ["error": error.document]
        write(document.serialized + "\n", to: 1)
    }

    /// A result that cannot be written must not look like success.
    private static func loseOutput(_ code: Int32) -> Never {
        let reason = String(cString: strerror(code))
        write("rapport: standard output: \(reason): free some space, or write elsewhere\n", to: 2)
        RapportApp.end(ExitCode.inputOutput.rawValue)
    }

    private static func write(_ text: String, to descriptor: Int32) {
        write(Array(text.utf8), to: descriptor)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, endsWithReader: Bool = false) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress! + sent, bytes.count - sent)
            }
            if count < 0 && errno == EINTR { continue }
            if count <= 0 {
                // The reader went away: nothing is left to say.
                if endsWithReader && errno == EPIPE { RapportApp.end(ExitCode.done.rawValue) }
                if count < 0 && errno == EAGAIN {
                    // Somebody made it non-blocking: waits as if nobody had.
                    var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&ready, 1, -1)
                    continue
                }
                guard descriptor == 1, errno != EPIPE else { return }
                loseOutput(errno)
            }
            sent += count
        }
    }
}

extension CommandError {
    /// `{"code","message","recovery"}`.
    var document: JSONValue {
        [
            "code": .string(code.word),
            "message": .string((before.map(\.message) + [message]).joined(separator: "; ")),
            "recovery": .string(recoveries.joined(separator: "; ")),
        ]
    }

    private var message: String { [what, why].filter { !$0.isEmpty }.joined(separator: ": ") }

    /// One step is said once, even when several failures need it.
    private var recoveries: [String] {
        (before + [self]).map(\.recovery).reduce(into: []) { steps, step in
            if !step.isEmpty, !steps.contains(step) { steps.append(step) }
        }
    }
}
