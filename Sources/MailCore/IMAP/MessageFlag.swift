/// A flag or keyword of a message (RFC 9051 §2.3.2). System flags compare without case.
public struct MessageFlag: Hashable, Sendable, CustomStringConvertible {
    public let rawValue: String

    /// A flag as it stands on the wire; system flags and the known keywords get their usual spelling.
    public init(_ text: String) {
        rawValue = Self.usual[text.lowercased()] ?? text
    }

    public static let seen = MessageFlag("\\Seen")
    public static let answered = MessageFlag("\\Answered")
    public static let flagged = MessageFlag("\\Flagged")
    public static let deleted = MessageFlag("\\Deleted")
    public static let draft = MessageFlag("\\Draft")
    public static let forwarded = MessageFlag("$Forwarded")
    /// In PERMANENTFLAGS only: new keywords may be made.
    public static let any = MessageFlag("\\*")

    public var description: String { rawValue }

    private static let usual: [String: String] = Dictionary(
        uniqueKeysWithValues: [
            "\\Seen", "\\Answered", "\\Flagged", "\\Deleted", "\\Draft", "\\Recent", "$Forwarded", "$MDNSent",
            "$Junk", "$NotJunk", "$Phishing",
        ].map { ($0.lowercased(), $0) })
}
