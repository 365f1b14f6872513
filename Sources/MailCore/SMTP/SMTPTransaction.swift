/// Who a message goes from and to, on the wire (RFC 5321 §2.3.1).
public struct SMTPEnvelope: Hashable, Sendable {
    /// The return address; empty for none.
    public let from: String
    public let recipients: [String]

    public init(from: String, recipients: [String]) {
        self.from = from
        self.recipients = recipients
    }
}

/// What became of a message.
public enum SMTPOutcome: Hashable, Sendable {
    /// The server took it, for at least one recipient.
    ///
    /// - reply: the server's words to the final dot, which often hold its queue id.
    /// - refused: the recipients that it did not take.
    case accepted(reply: SMTPReply, refused: [RefusedRecipient])
    /// The server took it for nobody, and never will as it is.
    case refused(ServerRefusal, recipients: [RefusedRecipient])
    /// The server took it for nobody, but may later.
    case temporary(ServerRefusal, recipients: [RefusedRecipient])
    /// The connection was lost after the end of the message was sent, or while it was: the server may have taken it.
    /// Never send again by itself.
    case uncertain
}

/// A recipient that the server did not take, and its words.
public struct RefusedRecipient: Hashable, Sendable {
    public let address: String
    public let refusal: ServerRefusal

    public init(address: String, refusal: ServerRefusal) {
        self.address = address
        self.refusal = refusal
    }
}

/// One message over an open SMTP connection: MAIL, RCPT, DATA, the message, the final dot (RFC 5321 §3.3).
///
/// With PIPELINING (RFC 2920) all commands up to DATA go out at once.
public struct SMTPTransaction: Exchange {
    public enum Event: Hashable, Sendable {
        /// The next bytes end the message. If the connection is lost from here on, the outcome is uncertain.
        case committing
        case outcome(SMTPOutcome)
    }

    private enum Question: Hashable { case mail, recipient(Int), data, reset }
    private enum State: Hashable { case envelope, content, resetting, done }

    private let envelope: SMTPEnvelope
    private let message: [UInt8]
    private let extensions: SMTPExtensions
    private var state = State.envelope
    private var unsent: [Question]
    private var unanswered: [Question] = []
    private var mailRefusal: ServerRefusal?
    private var refused: [RefusedRecipient] = []
    private var outcome: SMTPOutcome?

    /// - Parameter message: the whole message, lines ended by CRLF; lone LF or CR are made CRLF.
    public init(_ envelope: SMTPEnvelope, message: [UInt8], extensions: SMTPExtensions) {
        self.envelope = envelope
        self.message = message
        self.extensions = extensions
        unsent = [.mail] + envelope.recipients.indices.map(Question.recipient) + [.data]
    }

    public mutating func start() -> [Step<Event>] {
        if let problem {
            state = .done
            return [.emit(.outcome(.refused(problem, recipients: []))), .finish]
        }
        return advance()
    }

    public mutating func receive(_ reply: SMTPReply) throws(ProtocolViolation) -> [Step<Event>] {
        if state == .content {
            if reply.isPositive { return finish(.accepted(reply: reply, refused: refused)) }
            // Neither taken nor refused: what it did with the mail only the server knows.
            return finish((300...399).contains(reply.code) ? .uncertain : failed(reply.refusal))
        }
        guard state != .done, !unanswered.isEmpty else {
            throw ProtocolViolation(by: .server, "a reply without a command")
        }
        switch unanswered.removeFirst() {
        case .mail:
            if !reply.isPositive { mailRefusal = reply.refusal }
        case .recipient(let index):
            if !reply.isPositive {
                refused.append(.init(address: envelope.recipients[index], refusal: reply.refusal))
            }
        case .data: return answeredData(reply)
        case .reset: return state == .resetting ? finish(outcome ?? failed(reply.refusal)) : []
        }
        if reply.code == 421 { return finish(failed(reply.refusal)) }
        return advance()
    }

    /// True when nothing that was refused so far forbids DATA.
    private var hasRecipient: Bool { mailRefusal == nil && refused.count < envelope.recipients.count }

    private mutating func answeredData(_ reply: SMTPReply) -> [Step<Event>] {
        guard reply.code == 354 else { return reset(failed(reply.refusal)) }
        state = .content
        if !hasRecipient {
            // Pipelined DATA was accepted though nobody is left: end it with an empty message (RFC 2920 §3.1).
            outcome = failed(nil)
            return [.send(Array(".\r\n".utf8))]
        }
        let (body, tail) = SMTPContent.encode(message)
        return (body.isEmpty ? [] : [.send(body)]) + [.emit(.committing), .send(tail)]
    }

    /// Sends what may go out now: everything with PIPELINING, else one command.
    private mutating func advance() -> [Step<Event>] {
        var bytes: [UInt8] = []
        let isPipelining = extensions.offers("PIPELINING")
        while let next = unsent.first, unanswered.isEmpty || isPipelining {
            if mailRefusal != nil || (next == .data && unanswered.isEmpty && !hasRecipient) {
                unsent = []
                if unanswered.isEmpty { return reset(failed(nil)) }
                break
            }
            unsent.removeFirst()
            unanswered.append(next)
            bytes += line(next)
        }
        return bytes.isEmpty ? [] : [.send(bytes)]
    }

    private func line(_ question: Question) -> [UInt8] {
        switch question {
        case .mail:
            var line = "MAIL FROM:<\(envelope.from)>"
            if extensions.offers("SIZE") { line += " SIZE=\(message.count)" }
            if extensions.offers("8BITMIME"), message.contains(where: { $0 >= 0x80 }) {
                line += " BODY=8BITMIME"
            }
            if needsUTF8, extensions.offers("SMTPUTF8") { line += " SMTPUTF8" }
            return Array((line + "\r\n").utf8)
        case .recipient(let index): return Array("RCPT TO:<\(envelope.recipients[index])>\r\n".utf8)
        case .data: return Array("DATA\r\n".utf8)
        case .reset: return Array("RSET\r\n".utf8)
        }
    }

    /// Clears the transaction at the server, so that the connection can serve the next message.
    private mutating func reset(_ outcome: SMTPOutcome) -> [Step<Event>] {
        state = .resetting
        self.outcome = outcome
        unanswered.append(.reset)
        return [.send(line(.reset))]
    }

    private mutating func finish(_ result: SMTPOutcome) -> [Step<Event>] {
        state = .done
        return [.emit(.outcome(outcome ?? result)), .finish]
    }

    /// The outcome when nobody got it: temporary as soon as one of the reasons is.
    private func failed(_ last: ServerRefusal?) -> SMTPOutcome {
        let reasons = refused.map(\.refusal)
        let temporary = reasons.first { $0.kind == .temporary }
        let reason =
            mailRefusal ?? (hasRecipient ? last : nil) ?? temporary ?? reasons.first ?? last
            ?? ServerRefusal(kind: .permanent, status: "none", text: "The message has no recipient.")
        let recipients = mailRefusal == nil ? refused : []
        return reason.kind == .temporary
            ? .temporary(reason, recipients: recipients) : .refused(reason, recipients: recipients)
    }

    private var needsUTF8: Bool {
        ([envelope.from] + envelope.recipients).contains { !$0.utf8.allSatisfy { $0 < 0x80 } }
    }

    /// Why the message cannot even be offered.
    private var problem: ServerRefusal? {
        func refusal(_ enhanced: String, _ text: String) -> ServerRefusal {
            ServerRefusal(kind: .permanent, status: "none", enhanced: enhanced, text: text)
        }
        if envelope.recipients.isEmpty { return refusal("5.5.2", "The message has no recipient.") }
        let addresses = [envelope.from] + envelope.recipients
        if addresses.contains(where: {
            $0.utf8.contains { $0 <= 0x20 || $0 == 0x7F || $0 == 0x3C || $0 == 0x3E }
        }) {
            return refusal("5.1.3", "An address has a space, an angle bracket or a control character in it.")
        }
        if envelope.recipients.contains("") { return refusal("5.1.3", "A recipient's address is empty.") }
        if needsUTF8, !extensions.offers("SMTPUTF8") {
            return refusal("5.6.7", "The server takes no addresses with letters outside ASCII.")
        }
        if let most = extensions.maximumSize, message.count > most {
            return refusal("5.3.4", "The message has \(message.count) bytes; the server takes \(most).")
        }
        return nil
    }
}

/// The message as it goes over the wire after DATA.
enum SMTPContent {
    private static let tailSize = 4_096

    /// Lines ended by CRLF, dots at line starts doubled (RFC 5321 §4.5.2), the final dot at the end; cut into all but
    /// the last few kilobytes, and the rest with the dot.
    static func encode(_ message: [UInt8]) -> (body: [UInt8], tail: [UInt8]) {
        var result: [UInt8] = []
        result.reserveCapacity(message.count + message.count / 50 + 8)
        var previous: UInt8 = 0x0A
        for byte in message {
            if previous == 0x0D, byte != 0x0A { result.append(0x0A) }
            if byte == 0x0A, previous != 0x0D { result.append(0x0D) }
            let isLineStart = result.isEmpty || result.last == 0x0A
            if byte == 0x2E, isLineStart { result.append(0x2E) }
            result.append(byte)
            previous = byte
        }
        if previous == 0x0D { result.append(0x0A) }
        if !result.isEmpty, result.last != 0x0A { result += [0x0D, 0x0A] }
        result += [0x2E, 0x0D, 0x0A]
        let cut = max(0, result.count - tailSize)
        return (Array(result[..<cut]), Array(result[cut...]))
    }
}
