/// A server understood a command and said no.
public struct ServerRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// What the refusal was about; it decides what can be done.
    public enum Kind: Hashable, Sendable {
        /// The credentials are wrong or no longer valid.
        case authentication
        /// The server cannot now; the same request may succeed later.
        case temporary
        /// The same request will fail again.
        case permanent
    }

    public let kind: Kind
    /// The reply code: `550` (SMTP), `NO` or `BAD` (IMAP); `none` when the words are ours.
    public let status: String
    /// The enhanced status code (RFC 3463, `5.1.1`) or the IMAP response code (RFC 5530, `OVERQUOTA`), if any.
    public let enhanced: String?
    /// The server's own words, one line, control characters removed, at most 500 characters.
    public let text: String

    public init(kind: Kind, status: String, enhanced: String? = nil, text: String) {
        self.kind = kind
        self.status = status
        self.enhanced = enhanced
        self.text = WireText.oneLine(text)
    }

    /// What a server has to offer before a password is shown to it.
    public enum Lack: String, Hashable, Sendable {
        /// A way to log in with a password.
        case login = "AUTH"
        case startTLS = "STARTTLS"
        /// The connection is plain, and leads to another machine.
        case encryption = "TLS"
    }

    /// A server does not offer something, in our words: nothing that it said could be quoted.
    public static func lacking(_ lack: Lack, _ text: String) -> ServerRefusal {
        ServerRefusal(kind: .permanent, status: "none", enhanced: lack.rawValue, text: text)
    }

    /// What the server does not offer; nil for a refusal of its own.
    public var lack: Lack? { isOurs ? enhanced.flatMap { Lack(rawValue: $0) } : nil }

    /// The words are ours: the server said nothing that refuses.
    public var isOurs: Bool { status == "none" }

    /// Codes only: the server's words may hold addresses, so they are for the screen and not for logs.
    public var description: String {
        isOurs ? words : "the server refused: \(status)" + (enhanced.map { " \($0)" } ?? "")
    }

    /// Codes and the server's words, or ours, as a part of a sentence; for the screen.
    public var words: String {
        guard isOurs else {
            return [status, enhanced, text].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
        }
        let clause = text.hasSuffix(".") ? text.dropLast() : text[...]
        return clause.prefix(1).lowercased() + clause.dropFirst()
    }

    public var recovery: Recovery {
        switch kind {
        case .authentication: .reauthenticate
        case .temporary: .retry
        case .permanent: .askUser
        }
    }
}

/// What can be done about a failure.
public enum Recovery: Hashable, Sendable {
    /// Try again by itself after a growing pause.
    case retry
    /// The password or token must be renewed first.
    case reauthenticate
    /// A person has to change something: a host name, a certificate, a recipient.
    case askUser
    /// Nothing helps; record it and go on.
    case giveUp
}

/// Foreign text made fit for one line of a report.
enum WireText {
    /// Control characters become spaces; cut after `limit` characters; trimmed.
    static func oneLine(_ text: String, limit: Int = 500) -> String {
        var result = ""
        var count = 0
        for scalar in text.unicodeScalars {
            if count == limit { break }
            count += 1
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            result.unicodeScalars.append(isControl ? " " : scalar)
        }
        while result.last == " " { result.removeLast() }
        return result
    }

    /// Bytes as text: UTF-8 where valid, else with replacement characters.
    static func oneLine(_ bytes: some Collection<UInt8>, limit: Int = 500) -> String {
        oneLine(String(decoding: bytes.prefix(limit * 4), as: UTF8.self), limit: limit)
    }
}
