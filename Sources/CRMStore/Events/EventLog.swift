public import CRMModel
import Platform

/// The log of what happened: appended to in the transaction that made it happen, followed by everybody.
public struct EventLog: Sendable {
    let database: SQLiteDatabase

    public init(_ database: SQLiteDatabase) { self.database = database }

    /// Appends within a transaction.
    public static func append(
        _ event: DomainEvent, at now: Timestamp? = nil, in connection: any Connection
    ) throws(StoreError) {
        let at = now?.milliseconds ?? SystemClock.wallMilliseconds()
        try connection.run(
            .appendEvent, [.integer(at), .text(event.kind.rawValue), .text(EventCodec.encode(event))])
    }

    /// Appends in a transaction of its own.
    public func append(_ event: DomainEvent) async throws(StoreError) {
        try await database.write { (c) throws(StoreError) in try EventLog.append(event, in: c) }
    }

    /// What happened after `cursor` (0 for everything), oldest first.
    ///
    /// Events that a newer program wrote and this one cannot read are left out.
    public func events(after cursor: Int64, limit: Int) async throws(StoreError) -> [LoggedEvent] {
        try await page(after: cursor, limit: limit).compactMap(\.event)
    }

    /// The latest events, newest first.
    public func latest(limit: Int) async throws(StoreError) -> [LoggedEvent] {
        try await database.read { (c) throws(StoreError) in
            try c.all(.latestEvents, [.int(max(0, min(limit, 10_000)))]).compactMap(\.event)
        }
    }

    /// The cursor of the newest event, 0 when there is none.
    public func newest() async throws(StoreError) -> Int64 {
        try await database.read { (c) throws(StoreError) in try EventLog.newest(in: c) }
    }

    /// The same within a transaction.
    static func newest(in connection: any Connection) throws(StoreError) -> Int64 {
        try connection.first(.newestCursor) ?? 0
    }

    func page(after cursor: Int64, limit: Int) async throws(StoreError) -> [EventRow] {
        try await database.read { (c) throws(StoreError) in
            try c.all(.eventsAfter, [.integer(cursor), .int(limit)])
        }
    }

    public static let catalogue: [CataloguedStatement] = [
        Statement.appendEvent.listed(), Statement.eventsAfter.listed(), Statement.newestCursor.listed(),
        Statement.latestEvents.listed(),
    ]
}

/// A row of the log; the event is nil when this program does not know it.
struct EventRow: Sendable {
    let cursor: Int64
    let event: LoggedEvent?
}

extension Statement where Row == Void {
    /// `$1` at, `$2` kind, `$3` payload.
    fileprivate static let appendEvent = Statement(
        named: "appendEvent", "INSERT INTO events(at, kind, payload) VALUES ($1, $2, $3)")
}

extension Statement where Row == EventRow {
    /// `$1` cursor, `$2` limit.
    fileprivate static let eventsAfter = Statement(
        named: "eventsAfter",
        "SELECT cursor, at, kind, payload FROM events WHERE cursor > $1 ORDER BY cursor LIMIT $2",
        decode: read
    )
    /// `$1` limit.
    fileprivate static let latestEvents = Statement(
        named: "latestEvents",
        "SELECT cursor, at, kind, payload FROM events WHERE cursor > 0 ORDER BY cursor DESC LIMIT $1",
        decode: read)

    private static func read(_ row: borrowing RowReader) throws(StoreError) -> EventRow {
        let cursor = try row.int64(0)
        let event = EventCodec.decode(kind: try row.text(2), payload: try row.text(3))
        let at = try row.time(1)
        return EventRow(cursor: cursor, event: event.map { LoggedEvent(cursor: cursor, at: at, event: $0) })
    }
}

extension Statement where Row == Int64 {
    fileprivate static let newestCursor = Statement(
        named: "newestCursor", "SELECT cursor FROM events WHERE cursor > 0 ORDER BY cursor DESC LIMIT 1"
    ) { (row) throws(StoreError) in try row.int64(0) }
}
