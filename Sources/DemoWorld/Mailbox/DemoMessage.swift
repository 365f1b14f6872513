public import CRMModel

/// A mail that lies in the demo's mailbox before the program starts.
public struct DemoMessage: Hashable, Sendable {
    /// The folder by its name on the server.
    public enum Folder: String, Hashable, Sendable, CaseIterable {
        case inbox = "INBOX"
        case sent = "Sent"
        case drafts = "Drafts"
        case archive = "Archive"
        case junk = "Junk"
        case trash = "Trash"
    }

    /// A flag, with its letter in a Maildir's file names.
    public enum Flag: String, Hashable, Sendable, CaseIterable {
        case draft = "D"
        case flagged = "F"
        case answered = "R"
        case seen = "S"
    }

    public var folder: Folder
    public var flags: Set<Flag>
    /// Arrival at the user's server; never later than the `now` of the generator.
    public var received: Timestamp
    /// RFC 5322 with CRLF line ends.
    public var bytes: [UInt8]

    public init(folder: Folder, flags: Set<Flag>, received: Timestamp, bytes: [UInt8]) {
        self.folder = folder
        self.flags = flags
        self.received = received
        self.bytes = bytes
    }

    /// The flags as the letters of a Maildir's file name, in ASCII order.
    public var maildirLetters: String { flags.map(\.rawValue).sorted().joined() }
}
