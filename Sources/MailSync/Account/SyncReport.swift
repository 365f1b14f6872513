/// What one pass over an account did.
public struct SyncReport: Hashable, Sendable {
    public var account: String
    public var new = 0
    public var changed = 0
    public var removed = 0
    /// Held by the account's folders on the server.
    public var messages = 0
    /// Of message bodies.
    public var bytesReceived = 0
    public var seconds = 0.0
    /// Failures of single folders or changes, in words; the rest was done.
    public var errors: [String] = []

    public init(account: String) { self.account = account }

    mutating func add(_ outcome: FolderSync.Outcome) {
        new += outcome.new
        changed += outcome.changed
        removed += outcome.removed
        messages += outcome.messages
        bytesReceived += outcome.bytes
    }
}

/// How an account is to be synced.
public struct SyncSettings: Hashable, Sendable {
    /// Between looks at folders that are not watched.
    public var pollInterval: Duration
    /// Whether IDLE is used where the server has it.
    public var usesIdle: Bool

    public init(pollInterval: Duration = .seconds(60), usesIdle: Bool = true) {
        self.pollInterval = pollInterval
        self.usesIdle = usesIdle
    }
}
