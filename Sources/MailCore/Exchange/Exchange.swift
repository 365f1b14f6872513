/// A conversation with one server as a pure state machine: responses in, steps out.
///
/// An exchange never waits, never reads a clock and never touches a socket. A driver sends what it is told
/// to send, feeds what the peer said, and stops at `finish`.
public protocol Exchange: Sendable {
    /// One complete unit of what the peer says: a parsed IMAP response, an SMTP reply.
    associatedtype Response: Sendable
    /// What the exchange found out, for the caller.
    associatedtype Event: Hashable & Sendable

    /// The first steps. Called once.
    mutating func start() -> [Step<Event>]

    /// The steps that follow one response of the peer.
    ///
    /// - Throws: `ProtocolViolation` when the peer said what it may not say here; close the connection.
    mutating func receive(_ response: Response) throws(ProtocolViolation) -> [Step<Event>]

    /// The steps when the time of the last `wait` is over and the peer said nothing.
    mutating func deadlinePassed() -> [Step<Event>]

    /// The steps after the handshake that `upgradeToTLS` asked for.
    mutating func upgraded() -> [Step<Event>]
}

extension Exchange {
    public mutating func deadlinePassed() -> [Step<Event>] { [] }
    public mutating func upgraded() -> [Step<Event>] { [] }
}

/// What the driver of an exchange should do next, in order.
public enum Step<Event: Hashable & Sendable>: Hashable, Sendable {
    /// Write these bytes.
    case send([UInt8])
    /// Tell the caller.
    case emit(Event)
    /// Call `deadlinePassed` when this time is over, unless something is sent before.
    case wait(Duration)
    /// Begin the TLS handshake now, then call `upgraded`. Bytes already received from the peer are an attack: abort.
    case upgradeToTLS
    /// The exchange is over; the connection may serve another one.
    case finish
    /// The peer has ended the connection, with these words: close it, however long its end of the stream takes.
    case hangUp(String)
}

/// A rule of the protocol that one side broke. The connection cannot be trusted any further.
public struct ProtocolViolation: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Party: String, Hashable, Sendable { case client, server }

    /// Who broke the rule.
    public let by: Party
    /// What was wrong, without addresses, content or secrets.
    public let reason: String
    /// The document and section that has the rule, such as `RFC 9051 §7.5.2`; empty when none applies.
    public let reference: String
    /// The line that broke it, harmless and short; for the screen, never for logs. Empty where it is not known.
    public let heard: String

    public init(by party: Party, _ reason: String, reference: String = "", heard: String = "") {
        by = party
        self.reason = reason
        self.reference = reference
        self.heard = heard
    }

    /// The same, with the first line of what was heard.
    public func hearing(_ bytes: some Collection<UInt8>) -> ProtocolViolation {
        let line = WireText.oneLine(bytes.prefix(400).prefix { $0 != 0x0A }, limit: 80)
        return ProtocolViolation(by: by, reason, reference: reference, heard: line)
    }

    public var description: String {
        "the \(by.rawValue) broke the protocol: \(reason)" + (reference.isEmpty ? "" : " (\(reference))")
    }
}
