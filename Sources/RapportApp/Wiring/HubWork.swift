import CRMModel
import CRMStore
import Hub
import Outreach
import Platform

/// The hub with what belongs to it: the server and the reviewer that judges its hits.
struct HubWork: Sendable {
    private let server: HubServer
    private let reviewer: Task<Void, Never>
    private let reviewWakes: Wakes
    private let follower: Task<Void, Never>
    /// Where it listens, with the port that the system chose.
    let address: ListenAddress

    /// Starts both.
    static func start(
        _ workspace: OpenWorkspace, listen: String, trustedProxies: [String]
    ) async throws -> HubWork {
        guard let listen = ListenAddress(listen) else {
            throw CommandError.usage("the hub", "'\(listen)' is not HOST:PORT", "for instance 127.0.0.1:8025")
        }
        let wakes = Wakes()
        let news = Wakes()
        let services = HubServices.store(
            identity: try await workspace.hubIdentity(), tracking: workspace.tracking,
            events: workspace.store.events,
            keys: APIKeyRepository(workspace.database),
            reviewed: {
                wakes.raise()
                news.raise()
            },
            changes: { news.stream() },
            createCampaign: { body, key in
                await createCampaign(body, idempotencyKey: key, in: workspace)
            })
        let server = HubServer(
            .init(listen: listen, key: try workspace.trackingKey(), trustedProxies: Set(trustedProxies)),
            services: services, log: workspace.log)
        let address: ListenAddress
        do { address = try await server.start() } catch {
            throw CommandError(
                code: .unavailable, what: "the hub at \(listen)", why: "\(error)",
                recovery: "is another one running? choose another address with --listen")
        }
        let reviewer = workspace.hitReviewer
        let stream = wakes.stream()
        return HubWork(
            server: server, reviewer: Task { await reviewer.run(wakes: stream) }, reviewWakes: wakes,
            follower: Task { await follow(workspace, news) }, address: address)
    }

    /// What this or another process logs reaches the listeners of the event stream.
    private static func follow(_ workspace: OpenWorkspace, _ news: Wakes) async {
        do {
            for await _ in try await workspace.store.events.follow() { news.raise() }
        } catch {
            workspace.log.error("hub.follow", ["error": .string("\(error)")])
        }
    }

    /// Takes no more requests and ends when everything that came is stored and judged once.
    func stop() async {
        follower.cancel()
        await server.stop()
        reviewWakes.finish()
        reviewer.cancel()
        await reviewer.value
    }
}
