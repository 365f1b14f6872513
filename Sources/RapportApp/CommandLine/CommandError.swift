/// Exit codes (sysexits): what a script may rely on.
enum ExitCode: Int32, CaseIterable, Sendable {
    case done = 0
    case usage = 64
    case badData = 65
    case noInput = 66
    case unavailable = 69
    case ourFault = 70
    case cannotCreate = 73
    case inputOutput = 74
    case tryLater = 75
    case notPermitted = 77
    case configuration = 78

    /// The word in JSON errors.
    var word: String {
        switch self {
        case .done: "done"
        case .usage: "usage"
        case .badData: "bad-data"
        case .noInput: "not-found"
        case .unavailable: "unavailable"
        case .ourFault: "internal"
        case .cannotCreate: "cannot-create"
        case .inputOutput: "input-output"
        case .tryLater: "try-later"
        case .notPermitted: "not-permitted"
        case .configuration: "configuration"
        }
    }
}

/// What a command failed at, why, and what to do about it: the only error that reaches the user.
struct CommandError: Error, Hashable, Sendable {
    let code: ExitCode
    var what: String
    let why: String
    let recovery: String
    /// What failed besides, told first, each on a line of its own: the other server of an account.
    var before: [CommandError] = []
    /// The result went out before; with `--json` the error then stands on standard error only.
    var hasResult = false

    /// The same after the result was printed: what it says is true, and yet not all went well.
    var afterResult: Self {
        var copy = self
        copy.hasResult = true
        return copy
    }

    /// One for each thing that failed.
    var lines: [String] { before.flatMap(\.lines) + [line] }

    /// `WHAT: WHY: WHAT TO DO`.
    var line: String {
        [what, why, recovery].filter { !$0.isEmpty }.map { $0.hasSuffix(".") ? String($0.dropLast()) : $0 }
            .joined(separator: ": ")
    }

    static func usage(_ what: String, _ why: String, _ recovery: String) -> Self {
        Self(code: .usage, what: what, why: why, recovery: recovery)
    }

    static func notFound(_ what: String, _ why: String, _ recovery: String) -> Self {
        Self(code: .noInput, what: what, why: why, recovery: recovery)
    }

    static func badData(_ what: String, _ why: String, _ recovery: String) -> Self {
        Self(code: .badData, what: what, why: why, recovery: recovery)
    }
}
