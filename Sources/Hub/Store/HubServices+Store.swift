import CRMModel
public import CRMStore
import Platform

extension HubServices {
    /// The services over a workspace's store.
    ///
    /// - Parameters:
    ///   - reviewed: called after each stored group, to wake the reviewer.
    ///   - changes: fires when there may be new events.
    ///   - createCampaign: the program's way to make a campaign from its document.
    public static func store(
        tracking: TrackingRepository, events: EventLog, keys: APIKeyRepository,
        reviewed: @escaping @Sendable () -> Void, changes: @escaping @Sendable () -> AsyncStream<Void>,
        createCampaign: @escaping @Sendable (_ body: [UInt8], _ idempotencyKey: String?) async -> HubResponse
    ) -> HubServices {
        HubServices(
            holds: { key, scope in
                let now = Timestamp(milliseconds: SystemClock.wallMilliseconds())
                // A store that cannot be read opens no door.
                let stored = try? await keys.valid(hash: APIKey.hash(key), at: now)
                return stored?.scopes.contains(scope.rawValue) == true
            },
            record: { hits in
                try await tracking.insertHits(hits.map(\.stored))
                reviewed()
            },
            events: { after, limit in
                try await events.events(after: after, limit: limit).map(EventDocument.line)
            },
            newestCursor: { try await events.newest() }, changes: changes, createCampaign: createCampaign)
    }
}

extension HitRecord {
    fileprivate var stored: NewHit {
        NewHit(kind: kind, job: job, link: link, target: target, at: at, facts: facts)
    }
}
