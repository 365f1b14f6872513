/// Flags of a message (RFC 9051 §2.3.2) that Rapport shows.
public struct MessageFlags: OptionSet, Hashable, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    public static let seen = MessageFlags(rawValue: 1)
    public static let answered = MessageFlags(rawValue: 2)
    public static let flagged = MessageFlags(rawValue: 4)
    public static let deleted = MessageFlags(rawValue: 8)
    public static let draft = MessageFlags(rawValue: 16)
    public static let forwarded = MessageFlags(rawValue: 32)

    /// The names on the wire, in the order of the bits.
    public static let names: [(flag: MessageFlags, name: String)] = [
        (.seen, "\\Seen"), (.answered, "\\Answered"), (.flagged, "\\Flagged"), (.deleted, "\\Deleted"),
        (.draft, "\\Draft"), (.forwarded, "$Forwarded"),
    ]
}

/// Whether a mail was written by a person.
public enum AutoKind: String, Hashable, Sendable, CaseIterable {
    case none, outOfOffice, autoReply, deliveryStatus, abuseReport, list, bulk
}

/// Which way a message went, seen from the user.
public enum Direction: String, Hashable, Sendable { case incoming, outgoing }

/// A conversation: messages that answer each other, over all folders of an account.
public enum MailThread {}

/// One row of a message list. Cheap to hold by the thousand.
public struct Message: Hashable, Sendable, Identifiable {
    public var id: RowID<Message>
    public var account: ID<Account>
    public var thread: RowID<MailThread>
    /// The folder it is listed from; a message in several folders is listed once per view.
    public var folder: RowID<Folder>
    /// Its UID in that folder; nil while a local move has not reached the server.
    public var uid: UInt32?
    /// Without angle brackets.
    public var messageID: String
    public var from: Correspondent
    /// All recipients in To.
    public var to: [Correspondent]
    public var subject: String
    /// The Date header, else the time of arrival.
    public var date: Timestamp
    /// When the server received it; what lists are sorted by.
    public var received: Timestamp
    public var flags: MessageFlags
    public var direction: Direction
    public var autoKind: AutoKind
    /// In bytes.
    public var size: Int
    public var attachmentCount: Int
    /// How many messages its thread has.
    public var threadCount: Int
    /// The first meaningful words of the body, one line.
    public var preview: String
    public var links: [MessageLink]
    /// Opens and clicks by people (not by machines) of a mail that we sent; in lists an incoming one has those of
    /// our mails in its thread.
    public var opens: Int
    public var clicks: Int

    public var isUnread: Bool { !flags.contains(.seen) }

    public init(
        id: RowID<Message>, account: ID<Account>, thread: RowID<MailThread>, folder: RowID<Folder>,
        uid: UInt32?,
        messageID: String, from: Correspondent, to: [Correspondent], subject: String, date: Timestamp,
        received: Timestamp, flags: MessageFlags, direction: Direction, autoKind: AutoKind, size: Int,
        attachmentCount: Int, threadCount: Int, preview: String, links: [MessageLink], opens: Int, clicks: Int
    ) {
        self.id = id
        self.account = account
        self.thread = thread
        self.folder = folder
        self.uid = uid
        self.messageID = messageID
        self.from = from
        self.to = to
        self.subject = subject
        self.date = date
        self.received = received
        self.flags = flags
        self.direction = direction
        self.autoKind = autoKind
        self.size = size
        self.attachmentCount = attachmentCount
        self.threadCount = threadCount
        self.preview = preview
        self.links = links
        self.opens = opens
        self.clicks = clicks
    }
}

/// A tie between a message and a contact or company.
public struct MessageLink: Hashable, Sendable {
    public enum Target: Hashable, Sendable {
        case contact(ID<Contact>)
        case company(ID<Company>)
    }
    /// Why the tie exists.
    public enum How: String, Hashable, Sendable { case address, thread, domain, manual }

    public var target: Target
    /// The contact's or company's name, for showing.
    public var name: String
    public var how: How

    /// A guess from the company's domain that nobody has confirmed.
    public var isGuess: Bool { how == .domain }

    public init(target: Target, name: String, how: How) {
        self.target = target
        self.name = name
        self.how = how
    }
}

/// An attachment as listed; its bytes are asked for apart.
public struct Attachment: Hashable, Sendable {
    /// 1 for the first; what `mail save ID N` takes.
    public var number: Int
    /// The MIME part path within the message, for instance `2.1`.
    public var partPath: String
    /// Never a path: directories are cut off.
    public var name: String
    public var type: String
    /// In bytes, decoded; an estimate until it was opened.
    public var size: Int
    public var isInline: Bool

    public init(number: Int, partPath: String, name: String, type: String, size: Int, isInline: Bool) {
        self.number = number
        self.partPath = partPath
        self.name = name
        self.type = type
        self.size = size
        self.isInline = isInline
    }
}

/// A page of a list: rows and where the next page starts.
public struct Page<Element: Hashable & Sendable>: Hashable, Sendable {
    public var items: [Element]
    /// Opaque; nil on the last page.
    public var next: PageCursor?

    public init(items: [Element], next: PageCursor?) {
        self.items = items
        self.next = next
    }
}

/// The place in a list behind which the next page starts: the last row's sort time and id.
public struct PageCursor: Hashable, Sendable {
    public var time: Timestamp
    public var row: Int64

    public init(time: Timestamp, row: Int64) {
        self.time = time
        self.row = row
    }
}

/// Which messages a list shows.
public enum MailView: Hashable, Sendable {
    /// The inboxes of all accounts.
    case inbox
    /// Inbox messages from nobody we know.
    case unlinked
    case sent, drafts, archive, trash, junk
    /// Starred messages of any folder.
    case flagged
    /// Every message once.
    case all
    case folder(RowID<Folder>)
}
