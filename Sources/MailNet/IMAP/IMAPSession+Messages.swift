public import MailCore

/// How a fetch is cut into commands and batches.
public struct FetchPlan: Hashable, Sendable {
    /// Messages per UID FETCH command, when the set names single UIDs; ranges are never cut.
    public var rangesPerCommand = 200
    /// Commands under way at once.
    public var depth = 8
    /// A batch is handed over when it has this many messages …
    public var batchCount = 100
    /// … or this many bytes of bodies.
    public var batchBytes = 4 << 20
    /// While a batch of this size is worked on nothing is read: one large mail in memory is enough.
    public static let largeBatch = 16 << 20

    public init() {}
}

/// Where messages went by MOVE, COPY or APPEND, when the server tells (UIDPLUS).
public struct UIDMapping: Hashable, Sendable {
    /// UIDVALIDITY of the destination.
    public let validity: UInt32
    /// In the source; empty for an upload.
    public let from: UIDSet
    /// In the destination, pair by pair.
    public let to: UIDSet
}

// Messages of the selected mailbox, by UID.
extension IMAPSession {
    /// Fetches messages and hands them over in batches, in the server's order. Never sets `\Seen`.
    ///
    /// While a batch is being worked on, the next one is read; so at most two are in memory. Messages that are gone are
    /// left out, and so is the last message that servers add to an open range that begins after it.
    ///
    /// - Parameter onBatch: runs off the session's thread, one call after the other. When it throws, the session is
    ///   closed and the error comes out of here.
    /// - Throws: `SessionError`, or what `onBatch` throws.
    public func fetch(
        _ uids: UIDSet, _ items: FetchItems, plan: FetchPlan = FetchPlan(), changedSince: UInt64? = nil,
        onBatch: @escaping @Sendable ([FetchedMessage]) async throws -> Void
    ) async throws {
        guard !uids.isEmpty else { return }
        await enterTurn()
        defer { leaveTurn() }
        let commands = uids.pieces(ofRanges: plan.rangesPerCommand).map {
            IMAPCommand.fetch($0, items, changedSince: changedSince)
        }
        var exchange = pipeline(commands, depth: plan.depth)
        var batch = FetchBatch(uids: uids, items: items)
        var talk = 0
        var refusal: ServerRefusal?
        var handedOver: Task<Void, any Error>?
        do {
            var isOver = try whileOpen { (conversation) throws(SessionError) in
                try conversation.start(&exchange) { _ in }
            }
            while !isOver {
                isOver = try whileOpen { (conversation) throws(SessionError) in
                    try conversation.advance(&exchange) { event in
                        switch event {
                        case .said(let response):
                            talk += 1
                            if batch.take(response) { talk = 0 } else { note(response) }
                        case .completed(_, let status):
                            if status.kind != .ok { refusal = refusal ?? status.refusal() }
                        case .bye: break  // the exchange hangs up, or its commands were answered
                        }
                    }
                }
                guard talk <= Self.mostTalk else {
                    throw SessionError.violation(ProtocolViolation(by: .server, "talk without an end"))
                }
                guard batch.isFull(plan) || isOver else { continue }
                try await handedOver?.value
                let isLarge = batch.bytes >= FetchPlan.largeBatch
                let messages = batch.empty()
                handedOver = messages.isEmpty ? nil : Task.detached { try await onBatch(messages) }
                if isLarge { try await handedOver?.value }
            }
            try await handedOver?.value
        } catch let error as SessionError where error != .transport(.interrupted) {
            close()
            // What came whole is kept: it need not be fetched again.
            try await handedOver?.value
            let messages = batch.empty()
            if !messages.isEmpty { try await onBatch(messages) }
            throw error
        } catch {
            handedOver?.cancel()
            _ = await handedOver?.result
            close()
            throw error
        }
        if let refusal { throw SessionError.refused(refusal) }
    }

    /// So many responses that answer nothing are no news any more.
    private static let mostTalk = 1_000_000
    /// Pieces of a search result; ten million messages without two neighbours.
    private static let mostRanges = 10_000_000

    /// Fetches a few messages into memory.
    public func fetch(_ uids: UIDSet, _ items: FetchItems) async throws(SessionError) -> [FetchedMessage] {
        guard !uids.isEmpty else { return [] }
        var batch = FetchBatch(uids: uids, items: items)
        let most = min(uids.count, Self.mostTalk) + 1_000
        try await perform(.fetch(uids, items)) { if batch.count <= most { _ = batch.take($0) } }
        guard batch.count <= most else { throw .violation(Self.endless) }
        return batch.empty()
    }

    /// The UIDs that match, ascending, none twice. A hostile server may name four billion: look at `count` first.
    public func search(_ key: SearchKey) async throws(SessionError) -> UIDSet {
        var found: [ClosedRange<UInt32>] = []
        try await perform(.search(key, extended: capabilities.contains("ESEARCH"))) { response in
            if case .search(let result) = response, found.count <= Self.mostRanges {
                found += result.all.ranges
            }
        }
        guard found.count <= Self.mostRanges else { throw .violation(Self.endless) }
        return UIDSet(joining: found)
    }

    /// Changes flags of messages. Messages that are gone are no error.
    public func store(_ uids: UIDSet, _ change: FlagChange) async throws(SessionError) {
        guard !uids.isEmpty else { return }
        try await perform(.store(uids, change))
    }

    /// Moves messages: by MOVE, else by COPY, `\Deleted` and UID EXPUNGE.
    ///
    /// Without UIDPLUS the originals stay behind marked `\Deleted`, because a bare EXPUNGE would also remove what
    /// others marked.
    ///
    /// - Returns: where they went, when the server tells.
    public func move(_ uids: UIDSet, to name: MailboxName) async throws(SessionError) -> UIDMapping? {
        guard !uids.isEmpty else { return nil }
        if capabilities.contains("MOVE") {
            var mapping: UIDMapping?
            let status = try await perform(.move(uids, to: name)) { response in
                if case .untagged(let status) = response { mapping = UIDMapping(status.code) ?? mapping }
            }
            return mapping ?? UIDMapping(status.code)
        }
        let copied = try await perform(.copy(uids, to: name))
        try await delete(uids)
        return UIDMapping(copied.code)
    }

    /// Copies messages.
    public func copy(_ uids: UIDSet, to name: MailboxName) async throws(SessionError) -> UIDMapping? {
        guard !uids.isEmpty else { return nil }
        return UIDMapping(try await perform(.copy(uids, to: name)).code)
    }

    /// Removes messages for good, these and no others; without UIDPLUS they are only marked `\Deleted`.
    public func delete(_ uids: UIDSet) async throws(SessionError) {
        guard !uids.isEmpty else { return }
        try await perform(.store(uids, .add([.deleted])))
        if capabilities.contains("UIDPLUS") || capabilities.contains("IMAP4REV2") {
            try await perform(.expunge(uids))
        }
    }

    /// Puts a message into a mailbox.
    ///
    /// - Parameters:
    ///   - date: arrival in seconds since 1970 UTC; now when nil.
    ///   - message: the whole message with CRLF line ends.
    /// - Returns: its UID there, when the server tells (UIDPLUS).
    public func append(
        _ message: [UInt8], to name: MailboxName, flags: [MessageFlag] = [], date: Int64? = nil
    ) async throws(SessionError) -> UIDMapping? {
        let status = try await perform(.append(to: name, flags: flags, date: date, message: message))
        return UIDMapping(status.code)
    }
}

extension UIDMapping {
    init?(_ code: ResponseCode?) {
        switch code {
        case .copyUID(let validity, let from, let to): self.init(validity: validity, from: from, to: to)
        case .appendUID(let validity, let to): self.init(validity: validity, from: UIDSet(), to: to)
        default: return nil
        }
    }
}

/// Messages that were fetched and not yet handed over.
private struct FetchBatch {
    private let uids: UIDSet
    private let items: FetchItems
    private var messages: [FetchedMessage] = []
    private(set) var bytes = 0

    init(uids: UIDSet, items: FetchItems) {
        self.uids = uids
        self.items = items
    }

    /// True when the response is one that was asked for; a pushed change of flags is not.
    mutating func take(_ response: IMAPResponse) -> Bool {
        guard case .fetch(let message) = response, let uid = message.uid else { return false }
        // A server answers `9:*` with its last message even when that is the eighth (RFC 9051 §9, seq-range).
        if uids.ranges.count == 1, !uids.contains(uid) { return false }
        if items.contains(.body), message.body == nil { return false }
        if items.contains(.header), message.header == nil { return false }
        bytes += message.sections.reduce(0) { $0 + ($1.bytes?.count ?? 0) }
        messages.append(message)
        return true
    }

    var count: Int { messages.count }

    func isFull(_ plan: FetchPlan) -> Bool {
        messages.count >= plan.batchCount || bytes >= plan.batchBytes
    }

    mutating func empty() -> [FetchedMessage] {
        defer {
            messages = []
            bytes = 0
        }
        return messages
    }
}
