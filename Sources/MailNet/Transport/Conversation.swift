import MailCore
import Platform

/// A parser of what one kind of server says.
protocol WireParser {
    associatedtype Unit: Sendable
    init()
    /// True when a unit has begun and is not complete.
    var isInsideUnit: Bool { get }
    mutating func receive(_ bytes: ArraySlice<UInt8>) throws(ProtocolViolation) -> [Unit]
}

extension IMAPParser: WireParser {
    init() { self.init(limits: IMAPLimits()) }
    var isInsideUnit: Bool { isInsideResponse }
}

extension SMTPReplyParser: WireParser {
    var isInsideUnit: Bool { isInsideReply }
}

/// Drives exchanges over a stream: sends what they say, feeds them what the peer says.
final class Conversation<Parser: WireParser> {
    private(set) var stream: any ByteStream
    private let endpoint: ServerEndpoint
    private var patience: Patience
    private var parser = Parser()
    private var buffer = [UInt8](repeating: 0, count: 128 << 10)
    /// How much of the buffer the last read filled.
    private var lastRead = 0
    /// Parsed and not yet fed to an exchange.
    private var heard: [Parser.Unit] = []
    /// The last thing that was to be sent did not go out whole: the peer cannot have read its end.
    private(set) var hasUnfinishedWrite = false
    /// Until when an exchange wants to wait, on the boot clock; nil when an answer is due.
    private var waitsUntil: Int64?
    /// Whether an exchange understood something that the peer said: it is the right kind of server then.
    private var isProven = false
    private var allowance = Allowance()

    init(over stream: any ByteStream, endpoint: ServerEndpoint, patience: Patience) {
        self.stream = stream
        self.endpoint = endpoint
        self.patience = patience
    }

    /// Begins an exchange. True when it is over at once.
    func start<E: Exchange>(
        _ exchange: inout E, _ onEvent: (E.Event) -> Void
    ) throws(SessionError) -> Bool where E.Response == Parser.Unit {
        waitsUntil = nil
        return try perform(exchange.start(), &exchange, onEvent)
    }

    /// Feeds an exchange what was heard, reading once when nothing was. True when it is over.
    func advance<E: Exchange>(
        _ exchange: inout E, _ onEvent: (E.Event) -> Void
    ) throws(SessionError) -> Bool where E.Response == Parser.Unit {
        if heard.isEmpty, try read() == false {
            waitsUntil = nil
            return try perform(exchange.deadlinePassed(), &exchange, onEvent)
        }
        var units = heard[...]
        heard = []
        while let unit = units.popFirst() {
            let steps: [Step<E.Event>]
            do throws(ProtocolViolation) {
                steps = try exchange.receive(unit)
            } catch {
                throw .violation(told(error))
            }
            isProven = true
            if steps.contains(.upgradeToTLS), !units.isEmpty || parser.isInsideUnit {
                // Said before the handshake, to be believed after it: an injection (RFC 9051 §11.1).
                throw .violation(ProtocolViolation(by: .server, "bytes before the TLS handshake"))
            }
            if try perform(steps, &exchange, onEvent) {
                heard = Array(units)
                return true
            }
        }
        return false
    }

    /// Runs an exchange to its end.
    ///
    /// - Parameter allowance: what the peer may take for it, however it spends it.
    func run<E: Exchange>(
        _ exchange: inout E, within allowance: Allowance = .answer, until isEnough: () -> Bool = { false },
        _ onEvent: (E.Event) -> Void
    ) throws(SessionError) where E.Response == Parser.Unit {
        self.allowance = allowance
        defer { self.allowance = Allowance() }
        var isOver = try start(&exchange, onEvent)
        while !isOver && !isEnough() { isOver = try advance(&exchange, onEvent) }
    }

    /// Waits no longer than this for the next bytes from here on.
    func hurry(_ longest: Duration) { patience.progress = min(patience.progress, longest) }

    func close() { stream.close() }

    /// Does the steps in order. True when the exchange is over.
    private func perform<E: Exchange>(
        _ steps: [Step<E.Event>], _ exchange: inout E, _ onEvent: (E.Event) -> Void
    ) throws(SessionError) -> Bool {
        for step in steps {
            switch step {
            case .send(let bytes):
                waitsUntil = nil
                hasUnfinishedWrite = true
                try transport { () throws(TransportError) in try stream.write(bytes) }
                hasUnfinishedWrite = false
            case .emit(let event): onEvent(event)
            case .wait(let duration):
                waitsUntil = SystemClock.bootMilliseconds() + duration.milliseconds
            case .upgradeToTLS:
                stream = try transport { () throws(TransportError) in
                    try stream.upgraded(host: endpoint.host, authorityFile: endpoint.authorityFile)
                }
                parser = Parser()
                if try perform(exchange.upgraded(), &exchange, onEvent) { return true }
            case .finish: return true
            case .hangUp(let words): throw .transport(.ended(words))
            }
        }
        return false
    }

    /// Reads once. False when the exchange's own waiting time is over or somebody woke us.
    private func read() throws(SessionError) -> Bool {
        let isWaiting = waitsUntil != nil
        let left = waitsUntil.map { max(0, $0 - SystemClock.bootMilliseconds()) }
        // A peer that never stops talking does not keep the time from passing.
        if left == 0 { return false }
        let patience = left ?? min(patience.progress.milliseconds, allowance.left)
        let outcome: ReadOutcome
        do throws(TransportError) {
            outcome = try stream.read(
                into: &buffer, patience: .milliseconds(patience), isWakeable: isWaiting)
        } catch {
            throw .transport(isProven || error != .closed ? error : .closedAtOnce)
        }
        switch outcome {
        case .bytes(let count):
            lastRead = count
            do throws(ProtocolViolation) {
                try allowance.spend(count)
                heard = try parser.receive(buffer[..<count])
            } catch {
                throw .violation(told(error))
            }
            if allowance.left == 0 { throw .transport(isProven ? .timeout : .silent) }
            return true
        case .ended: throw .transport(isProven ? .closed : .closedAtOnce)
        case .timedOut, .woken:
            if !isWaiting { throw .transport(isProven ? .timeout : .silent) }
            return false
        }
    }

    /// Before the peer was understood once, what it said instead tells what it is.
    private func told(_ violation: ProtocolViolation) -> ProtocolViolation {
        isProven ? violation : violation.hearing(buffer[..<lastRead])
    }

    private func transport<Value>(
        _ body: () throws(TransportError) -> Value
    ) throws(SessionError) -> Value {
        do throws(TransportError) {
            return try body()
        } catch {
            throw .transport(error)
        }
    }
}
