/// How a connection is protected.
public enum TLSMode: String, Hashable, Sendable, CaseIterable {
    /// TLS from the first byte (RFC 8314).
    case implicit
    /// Upgraded by STARTTLS before anything else is said.
    case starttls
    /// Plain text; refused unless the host is loopback.
    case none
}

/// One side of an account: where a server is and how to reach it.
public struct ServerAddress: Hashable, Sendable {
    public var host: String
    public var port: Int
    public var tls: TLSMode

    public init(host: String, port: Int, tls: TLSMode) {
        self.host = host
        self.port = port
        self.tls = tls
    }
}

/// Where an account's password comes from.
public enum SecretSource: Hashable, Sendable {
    /// Sealed in the workspace, found by the account's id.
    case sealed
    /// The first line that this command prints.
    case command(String)
}

/// A mail account of the user.
public struct Account: Hashable, Sendable, Identifiable {
    public var id: ID<Account>
    /// The user's short name for it, unique in the workspace.
    public var name: String
    public var address: EmailAddress
    /// The sender's display name on outgoing mail.
    public var displayName: String?
    public var imap: ServerAddress
    public var smtp: ServerAddress
    public var user: String
    public var secret: SecretSource
    /// A PEM file with the certification authority of a private server.
    public var certificateAuthorityFile: String?
    public var signature: String
    /// Opens and clicks of new mails are tracked unless the mail says otherwise.
    public var tracksByDefault: Bool
    public var state: AccountState
    public var lastSync: Timestamp?

    public init(
        id: ID<Account>, name: String, address: EmailAddress, displayName: String?, imap: ServerAddress,
        smtp: ServerAddress, user: String, secret: SecretSource, certificateAuthorityFile: String? = nil,
        signature: String = "", tracksByDefault: Bool = false, state: AccountState = .new,
        lastSync: Timestamp? = nil
    ) {
        self.id = id
        self.name = name
        self.address = address
        self.displayName = displayName
        self.imap = imap
        self.smtp = smtp
        self.user = user
        self.secret = secret
        self.certificateAuthorityFile = certificateAuthorityFile
        self.signature = signature
        self.tracksByDefault = tracksByDefault
        self.state = state
        self.lastSync = lastSync
    }
}

/// What an account's connection is doing, for the status bar.
public enum AccountState: Hashable, Sendable {
    /// Never connected yet.
    case new
    case connecting
    /// Catching up: `done` of `total` messages of this pass.
    case syncing(done: Int, total: Int)
    /// Up to date and waiting for the server to speak (IDLE).
    case watching
    /// Up to date and asking again at intervals.
    case polling
    /// Not reachable; tried again at `retryAt`.
    case offline(reason: String, retryAt: Timestamp?)
    /// The server refused the password; nothing is tried until the user acts.
    case authenticationFailed(reason: String)
    /// The server asked for patience.
    case throttled(until: Timestamp)

    /// The word that stands for the state on the command line: `ok`, `syncing`, `offline` …
    public var word: String {
        switch self {
        case .new: "new"
        case .connecting: "connecting"
        case .syncing: "syncing"
        case .watching, .polling: "ok"
        case .offline: "offline"
        case .authenticationFailed: "authentication-failed"
        case .throttled: "throttled"
        }
    }

    /// The last error in words, nil while all is well.
    public var reason: String? {
        switch self {
        case .offline(let reason, _), .authenticationFailed(let reason): reason
        default: nil
        }
    }
}

/// What a folder is for (RFC 6154).
public enum FolderRole: String, Hashable, Sendable, CaseIterable {
    case inbox, sent, drafts, trash, junk, archive, all
}

/// A folder (mailbox in IMAP's words) of an account.
public struct Folder: Hashable, Sendable, Identifiable {
    public var id: RowID<Folder>
    public var account: ID<Account>
    /// Decoded, `/` between levels, without the server's personal prefix.
    public var name: String
    public var role: FolderRole?
    public var messages: Int
    public var unread: Int
    public var lastSync: Timestamp?
    public var lastError: String?

    public init(
        id: RowID<Folder>, account: ID<Account>, name: String, role: FolderRole?, messages: Int, unread: Int,
        lastSync: Timestamp?, lastError: String?
    ) {
        self.id = id
        self.account = account
        self.name = name
        self.role = role
        self.messages = messages
        self.unread = unread
        self.lastSync = lastSync
        self.lastError = lastError
    }
}
