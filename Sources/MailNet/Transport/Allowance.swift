import MailCore
import Platform

/// How much of our time and attention a peer may take for one exchange, however slowly or quickly it talks: silence
/// alone does not end an exchange with somebody who never stops talking.
struct Allowance: Hashable, Sendable {
    /// On the boot clock, in milliseconds; nil for as long as there is progress.
    private let deadline: Int64?
    private var bytes: Int

    init(time: Duration? = nil, bytes: Int = .max) {
        deadline = time.map { SystemClock.bootMilliseconds() + $0.milliseconds }
        self.bytes = bytes
    }

    /// From the first byte to the login: a greeting, a list of abilities, some lines of politeness.
    static func opening(_ patience: Patience) -> Allowance {
        Allowance(time: patience.opening, bytes: 256 << 10)
    }

    /// An answer that is kept in memory: a list of folders, ten million numbers, the headers of a batch.
    static var answer: Allowance { Allowance(bytes: 256 << 20) }

    /// Milliseconds that are left.
    var left: Int64 { deadline.map { max(0, $0 - SystemClock.bootMilliseconds()) } ?? .max }

    mutating func spend(_ count: Int) throws(ProtocolViolation) {
        bytes -= count
        guard bytes >= 0 else { throw ProtocolViolation(by: .server, "an answer without an end") }
    }
}
