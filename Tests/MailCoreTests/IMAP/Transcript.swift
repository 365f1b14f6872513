import Testing

@testable import MailCore

/// A dialogue as text: `S: ` lines are fed to an exchange, `C: ` lines must be what it sends, `TLS` is the handshake.
struct Transcript {
    private enum Entry: Equatable { case server([UInt8]), client([UInt8]), handshake }

    private let entries: [Entry]

    /// - Parameter text: one line per entry; line ends become CRLF. A line `S> ` has no line end on the wire.
    init(_ text: String) {
        entries = text.split(separator: "\n").map { line in
            let content = Array(line.dropFirst(3).utf8)
            if line == "TLS" { return .handshake }
            if line.hasPrefix("S> ") { return .server(content) }
            return line.hasPrefix("S:") ? .server(content + [0x0D, 0x0A]) : .client(content + [0x0D, 0x0A])
        }
    }

    /// The longest portion that makes a difference.
    var longest: Int {
        entries.reduce(1) { longest, entry in
            if case .server(let bytes) = entry { max(longest, bytes.count) } else { longest }
        }
    }

    /// Plays an IMAP exchange with the server's bytes in portions of `size`. Returns its events.
    func play<E: Exchange>(
        _ exchange: E, portions size: Int
    ) throws -> [E.Event] where E.Response == IMAPResponse {
        var parser = IMAPParser()
        return try play(exchange, portions: size) { try parser.receive($0) }
    }

    /// Plays an SMTP exchange.
    func play<E: Exchange>(
        _ exchange: E, portions size: Int
    ) throws -> [E.Event] where E.Response == SMTPReply {
        var parser = SMTPReplyParser()
        return try play(exchange, portions: size) { try parser.receive($0) }
    }

    private func play<E: Exchange>(
        _ exchange: E, portions size: Int, parse: (ArraySlice<UInt8>) throws -> [E.Response]
    ) throws -> [E.Event] {
        var exchange = exchange
        var events: [E.Event] = []
        var sent: [UInt8] = []
        var isFinished = false
        func perform(_ steps: [Step<E.Event>]) {
            for step in steps {
                switch step {
                case .send(let bytes): sent += bytes
                case .emit(let event): events.append(event)
                case .upgradeToTLS: sent += Array("TLS".utf8)
                case .wait: break
                case .finish, .hangUp: isFinished = true
                }
            }
        }
        perform(exchange.start())
        for entry in entries {
            switch entry {
            case .client(let expected):
                #expect(
                    String(decoding: sent.prefix(expected.count), as: UTF8.self)
                        == String(decoding: expected, as: UTF8.self))
                sent.removeFirst(min(expected.count, sent.count))
            case .handshake:
                #expect(sent == Array("TLS".utf8))
                sent = []
                perform(exchange.upgraded())
            case .server(let bytes):
                for start in stride(from: 0, to: bytes.count, by: size) {
                    for response in try parse(bytes[start..<min(start + size, bytes.count)]) {
                        perform(try exchange.receive(response))
                    }
                }
            }
        }
        #expect(sent.isEmpty, "sent beyond the transcript: \(String(decoding: sent, as: UTF8.self))")
        #expect(isFinished)
        return events
    }
}
