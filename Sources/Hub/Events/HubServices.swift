/// What the hub needs from the rest of the program; given by whoever starts it.
public struct HubServices: Sendable {
    /// One event for a stream.
    public struct EventLine: Hashable, Sendable {
        public var cursor: Int64
        /// For instance `hit`; letters, digits, dots and dashes.
        public var kind: String
        /// A JSON document on one line.
        public var document: String

        public init(cursor: Int64, kind: String, document: String) {
            self.cursor = cursor
            self.kind = kind
            self.document = document
        }
    }

    public enum Scope: String, Hashable, Sendable, CaseIterable { case events, campaigns }

    /// Whether a key (the bearer token) holds a scope.
    public var holds: @Sendable (_ key: String, Scope) async -> Bool
    /// Stores hits durably, all or nothing; unsubscribes take effect in the same transaction.
    public var record: HitRecorder.Commit
    /// Events behind a cursor, oldest first, at most `limit`.
    public var events: @Sendable (_ after: Int64, _ limit: Int) async throws -> [EventLine]
    /// The cursor of the newest event.
    public var newestCursor: @Sendable () async throws -> Int64
    /// Raw hits behind a number, as events, oldest first, at most `limit`.
    public var hits: @Sendable (_ after: Int64, _ limit: Int) async throws -> [EventLine]
    /// What a stream of hits begins with: a JSON document on one line.
    public var greeting: @Sendable () async throws -> String
    /// Fires, perhaps late and never too often, when there may be new events.
    public var changes: @Sendable () -> AsyncStream<Void>
    /// Creates a campaign from its document; the same idempotency key answers with the first one's document.
    public var createCampaign: @Sendable (_ body: [UInt8], _ idempotencyKey: String?) async -> HubResponse

    public init(
        holds: @escaping @Sendable (_ key: String, Scope) async -> Bool, record: @escaping HitRecorder.Commit,
        events: @escaping @Sendable (_ after: Int64, _ limit: Int) async throws -> [EventLine],
        newestCursor: @escaping @Sendable () async throws -> Int64,
        hits: @escaping @Sendable (_ after: Int64, _ limit: Int) async throws -> [EventLine],
        greeting: @escaping @Sendable () async throws -> String,
        changes: @escaping @Sendable () -> AsyncStream<Void>,
        createCampaign: @escaping @Sendable (_ body: [UInt8], _ idempotencyKey: String?) async -> HubResponse
    ) {
        self.holds = holds
        self.record = record
        self.events = events
        self.newestCursor = newestCursor
        self.hits = hits
        self.greeting = greeting
        self.changes = changes
        self.createCampaign = createCampaign
    }
}
