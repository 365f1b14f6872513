public import CRMModel

/// A message as its own screen shows it. HTML and headers are made from the raw bytes by who draws them.
public struct MessageDetail: Hashable, Sendable {
    public var message: Message
    public var cc: [Correspondent]
    public var bcc: [Correspondent]
    public var replyTo: [Correspondent]
    /// Without angle brackets; the first when there are several.
    public var inReplyTo: String?
    public var text: String
    public var hasHTML: Bool
    public var attachments: [Attachment]
    /// The key of the raw message.
    public var contentHash: [UInt8]
}

/// A place of a message.
public struct MessageLocation: Hashable, Sendable {
    public var folder: RowID<Folder>
    /// Nil while a local move has not reached the server.
    public var uid: UInt32?
    public var flags: MessageFlags
    /// RFC 7162.
    public var modSeq: UInt64?
}
