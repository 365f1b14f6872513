import CRMModel
public import CRMStore
import Outreach
import Platform

extension HubServices {
    /// The services over a workspace's store.
    ///
    /// - Parameters:
    ///   - identity: what the hub calls itself towards its followers; the same as long as the store lives.
    ///   - reviewed: called after each stored group, to wake the reviewer.
    ///   - changes: fires when there may be new events.
    ///   - createCampaign: the program's way to make a campaign from its document.
    public static func store(
        identity: String, tracking: TrackingRepository, events: EventLog, keys: APIKeyRepository,
        reviewed: @escaping @Sendable () -> Void, changes: @escaping @Sendable () -> AsyncStream<Void>,
        createCampaign: @escaping @Sendable (_ body: [UInt8], _ idempotencyKey: String?) async -> HubResponse
    ) -> HubServices {
        HubServices(
            holds: { key, scope in
                let now = Timestamp(milliseconds: SystemClock.wallMilliseconds())
                // A store that cannot be read opens no door.
                let stored = try? await keys.valid(hash: APIKey.hash(key), at: now)
                guard let stored, stored.scopes.contains(scope.rawValue) else { return false }
                if stored.lastUsed.map({ now.seconds(since: $0) > 60 }) ?? true {
                    // Only for lists: a store that is full now is no reason to refuse.
                    try? await keys.touch(stored.id, at: now)
                }
                return true
            },
            record: { hits in
                try await tracking.insertHits(hits)
                reviewed()
            },
            events: { after, limit in
                try await events.events(after: after, limit: limit).map(EventDocument.line)
            },
            newestCursor: { try await events.newest() },
            hits: { after, limit in
                try await tracking.ownHits(after: after, limit: limit).map { hit in
                    EventLine(
                        cursor: hit.number, kind: HitDocument.event,
                        document: HitDocument.document(hit).serialized)
                }
            },
            greeting: {
                let now = Timestamp(milliseconds: SystemClock.wallMilliseconds())
                let newest = try await tracking.newestOwnHit()
                return HitDocument.Greeting(hub: identity, now: now, newest: newest).document.serialized
            }, changes: changes, createCampaign: createCampaign)
    }
}
