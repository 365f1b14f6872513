public import MailNet
import Platform

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
        errors += outcome.errors
    }
}

/// How an account is to be synced.
public struct SyncSettings: Sendable {
    /// Between looks at folders that are not watched.
    public var pollInterval: Duration
    /// Whether IDLE is used where the server has it.
    public var usesIdle: Bool
    /// How long a server may be silent.
    public var patience: Patience
    /// Before the second attempt to connect; doubles up to five minutes.
    public var firstPause: Duration
    /// Between looks whether the password that was refused is another one now.
    public var passwordLook: Duration
    /// Lets a pause between two connections of one pass go by.
    var pause: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    /// How long the machine has slept since it was started.
    var sleptMilliseconds: @Sendable () -> Int64 = {
        SystemClock.bootMilliseconds() - SystemClock.monotonicMilliseconds()
    }

    public init(
        pollInterval: Duration = .seconds(60), usesIdle: Bool = true, patience: Patience = Patience(),
        firstPause: Duration = .seconds(2), passwordLook: Duration = .seconds(30)
    ) {
        self.pollInterval = pollInterval
        self.usesIdle = usesIdle
        self.patience = patience
        self.firstPause = firstPause
        self.passwordLook = passwordLook
    }
}
