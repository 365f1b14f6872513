/// A message that a client handed to a submission server.
public struct SubmittedMessage: Hashable, Sendable {
    /// The login name; nil when the client did not log in.
    public let user: String?
    /// The return address; empty for none.
    public let from: String
    public let recipients: [String]
    /// The message with CRLF line ends, dots undone.
    public let bytes: [UInt8]
}

/// What the receiver of submitted mail says.
public enum SubmissionVerdict: Hashable, Sendable {
    case accept
    /// The whole reply, such as `550 5.7.1 Not today`.
    case refuse(String)
}

/// The server's side of one submission connection (RFC 6409), without I/O.
struct SubmissionDialogue {
    typealias Doorman = @Sendable (String) -> String?
    typealias Receiver = @Sendable (SubmittedMessage) -> SubmissionVerdict

    /// What to write back.
    private(set) var output: [UInt8] = []
    /// The client said QUIT or broke the rules.
    private(set) var isOver = false

    private static let longestLine = 4_096
    private static let largestMessage = 50 << 20

    private enum State: Equatable { case commands, loginPlain, loginUser, loginPassword(String), content }

    private let users: [MailUser]
    private let refusal: Doorman
    private let receive: Receiver
    private var state = State.commands
    private var line: [UInt8] = []
    private var user: String?
    private var from: String?
    private var recipients: [String] = []
    private var content: [UInt8] = []

    init(
        users: [MailUser], refusal: @escaping Doorman = { _ in nil }, receive: @escaping Receiver
    ) {
        self.users = users
        self.refusal = refusal
        self.receive = receive
        say("220 localhost ESMTP Rapport")
    }

    /// Takes what the client sent, in any portions.
    mutating func take(_ bytes: ArraySlice<UInt8>) {
        for byte in bytes where !isOver {
            line.append(byte)
            guard byte == 0x0A else {
                if line.count > Self.longestLine && state != .content { end("500 5.5.2 Line too long") }
                continue
            }
            if state == .content {
                takeContent()
            } else {
                takeCommand(
                    String(decoding: line, as: UTF8.self).filter { $0 != "\r\n" && $0 != "\n" && $0 != "\r" })
            }
            line.removeAll(keepingCapacity: true)
        }
    }

    mutating func takeOutput() -> [UInt8] {
        defer { output = [] }
        return output
    }

    private mutating func say(_ reply: String) { output += Array((reply + "\r\n").utf8) }

    private mutating func end(_ reply: String) {
        say(reply)
        isOver = true
    }

    private mutating func takeContent() {
        if line == Array(".\r\n".utf8) || line == Array(".\n".utf8) {
            let message = SubmittedMessage(
                user: user, from: from ?? "", recipients: recipients, bytes: content)
            state = .commands
            reset()
            switch receive(message) {
            case .accept: say("250 2.0.0 Accepted")
            case .refuse(let reply): say(reply)
            }
            return
        }
        guard content.count + line.count <= Self.largestMessage else {
            return end("552 5.3.4 Message too big")
        }
        content += line.first == 0x2E ? line[1...] : line[...]
    }

    private mutating func takeCommand(_ text: String) {
        switch state {
        case .loginPlain: return logIn(plain: text)
        case .loginUser:
            state = .loginPassword(decoded(text))
            return say("334 UGFzc3dvcmQ6")
        case .loginPassword(let name): return logIn(name, decoded(text))
        case .commands, .content: break
        }
        let verb = text.prefix { $0 != " " && $0 != ":" }.uppercased()
        switch verb {
        case "EHLO", "HELO", "LHLO":
            reset()
            say("250-localhost\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES")
            say("250-SIZE \(Self.largestMessage)\r\n250 AUTH PLAIN LOGIN")
        case "AUTH": authenticate(text)
        case "MAIL":
            guard users.isEmpty || user != nil else { return say("530 5.7.0 Authentication required") }
            reset()
            from = address(text)
            say(from == nil ? "501 5.5.4 Bad address" : "250 2.1.0 Ok")
        case "RCPT":
            guard from != nil else { return say("503 5.5.1 MAIL first") }
            guard let recipient = address(text), !recipient.isEmpty, recipients.count < 1_000 else {
                return say("501 5.5.4 Bad address")
            }
            if let reply = refusal(recipient) { return say(reply) }
            recipients.append(recipient)
            say("250 2.1.5 Ok")
        case "DATA":
            guard !recipients.isEmpty else { return say("503 5.5.1 No recipient") }
            state = .content
            say("354 Go on")
        case "RSET":
            reset()
            say("250 2.0.0 Ok")
        case "NOOP": say("250 2.0.0 Ok")
        case "QUIT": end("221 2.0.0 Bye")
        default: say("500 5.5.2 Unknown command")
        }
    }

    private mutating func authenticate(_ text: String) {
        let words = text.split(separator: " ").map(String.init)
        switch words.dropFirst().first?.uppercased() {
        case "PLAIN" where words.count == 3: logIn(plain: words[2])
        case "PLAIN":
            state = .loginPlain
            say("334 ")
        case "LOGIN" where words.count == 3:
            state = .loginPassword(decoded(words[2]))
            say("334 UGFzc3dvcmQ6")
        case "LOGIN":
            state = .loginUser
            say("334 VXNlcm5hbWU6")
        default: say("504 5.5.4 Unknown mechanism")
        }
    }

    private mutating func logIn(plain text: String) {
        let parts = decoded(text).split(separator: "\0", omittingEmptySubsequences: false).map(String.init)
        logIn(parts.count == 3 ? parts[1] : "", parts.count == 3 ? parts[2] : "")
    }

    private mutating func logIn(_ name: String, _ password: String) {
        state = .commands
        guard users.contains(where: { $0.address == name && $0.password == password }) else {
            return say("535 5.7.8 Wrong name or password")
        }
        user = name
        say("235 2.7.0 Welcome")
    }

    private mutating func reset() {
        from = nil
        recipients = []
        content = []
    }

    /// What stands between angle brackets.
    private func address(_ text: String) -> String? {
        guard let start = text.firstIndex(of: "<"), let end = text[start...].firstIndex(of: ">") else {
            return nil
        }
        return String(text[text.index(after: start)..<end])
    }

    private func decoded(_ text: String) -> String {
        var bits: UInt32 = 0
        var count: UInt32 = 0
        var bytes: [UInt8] = []
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        for byte in text.utf8 {
            guard let value = alphabet.firstIndex(of: byte) else { continue }
            bits = (bits & 0xFFFF) << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> count))
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
