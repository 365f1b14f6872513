import CRMModel
import CRMStore
import Hub
import MailNet
import Outreach
import Platform
import Synchronization

/// How it stands with the hub that is followed, as the store has it for every process.
struct FollowedHubState: Hashable, Sendable {
    var url: String
    /// `connecting`, `following`, `away` or `refused`.
    var state: String
    var reason: String?
    /// Since when.
    var at: Timestamp

    init(url: String, _ state: HubFollower.State, at: Timestamp) {
        (self.url, self.at) = (url, at)
        switch state {
        case .connecting: self.state = "connecting"
        case .following: self.state = "following"
        case .away(let reason): (self.state, self.reason) = ("away", reason)
        case .refused(let reason): (self.state, self.reason) = ("refused", reason)
        }
    }

    init?(_ text: String) {
        // What cannot be read was written by a newer program: nothing is known then.
        guard let document = try? JSONValue.parse(Array(text.utf8)), let url = document["url"]?.text,
            let state = document["state"]?.text, let at = document["at"]?.integer
        else { return nil }
        (self.url, self.state, reason) = (url, state, document["reason"]?.text)
        self.at = Timestamp(milliseconds: at)
    }

    var text: String {
        JSONValue.object([
            .init("url", .string(url)), .init("state", .string(state)), .init("reason", JSONValue(reason)),
            .init("at", .integer(at.milliseconds)),
        ]).serialized
    }
}

/// The hub on another machine.
extension OpenWorkspace {
    private static let hubIdentitySetting = "hub.id"
    private static let followSetting = "hub.follow.state"
    /// The name of the sealed API key.
    static let followSecret = "hub-follow"

    /// Judges what our own hub and a followed one bring.
    var hitReviewer: HitReviewer {
        HitReviewer(tracking: tracking, networks: knownNetworks, log: log)
    }

    /// Those that the program knows and those of the configuration. A list that cannot be read is as if it were not
    /// named: hits are judged all the same, and can be judged again.
    private var knownNetworks: KnownNetworks {
        let hub = configuration.hub
        var networks = KnownNetworks(
            own: NetworkSet(hub.ownAddresses.compactMap { NetworkRange($0) }),
            scanners: KnownNetworks.scanners(and: hub.scannerNetworks.compactMap { NetworkRange($0) }))
        if let path = hub.appleEgress {
            do throws(FileError) {
                let list = try FileSystem.read(FileSystem.absolute(path))
                networks.apple = NetworkSet(list: String(decoding: list, as: UTF8.self))
                    .union(KnownNetworks.ofApple)
            } catch {
                log.warning("hub.apple-egress", ["reason": .string(error.description)])
            }
        }
        return networks
    }

    /// What the hub of this workspace calls itself; made once.
    func hubIdentity() async throws(StoreError) -> String {
        if let known = try await store.settings.value(Self.hubIdentitySetting) { return known }
        try await store.settings.set(
            Self.hubIdentitySetting, to: Base64URL.encode(SecureRandom.bytes(16)))
        // Another process may have been as fast: the store decides.
        return try await store.settings.value(Self.hubIdentitySetting) ?? ""
    }

    /// The address of the hub that is followed; nil when there is none.
    func followedAddress() throws(CommandError) -> EventStreamAddress? {
        guard let url = configuration.hub.follow else { return nil }
        return try Self.address(ofHub: url, authority: configuration.hub.followAuthority)
    }

    static func address(ofHub url: String, authority: String?) throws(CommandError) -> EventStreamAddress {
        do { return try EventStreamAddress(url, authorityFile: authority.map(FileSystem.absolute)) } catch {
            let why =
                switch error {
                case .notAnAddress: "'\(url)' is not the address of a hub"
                case .notEncrypted: "an API key must not travel in the clear"
                }
            throw CommandError(
                code: .configuration, what: "hub.follow", why: why,
                recovery: "write for instance https://track.example.org; http only to this machine")
        }
    }

    /// The API key for the followed hub: from the environment, the configured command, or sealed.
    func followToken() throws(SecretError) -> String {
        if let token = Environment["RAPPORT_HUB_TOKEN"] { return token }
        if let command = configuration.hub.followTokenCommand {
            return try Self.password(fromCommand: command)
        }
        return try key.secrets().load(name: Self.followSecret)
    }

    /// How it stands with the followed hub, as its follower said last, in whatever process.
    func followedHubState() async throws(StoreError) -> FollowedHubState? {
        try await store.settings.value(Self.followSetting).flatMap { FollowedHubState($0) }
    }

    fileprivate func remember(_ state: FollowedHubState) async {
        do { try await store.settings.set(Self.followSetting, to: state.text) } catch {
            log.warning("hub.follow.state", ["reason": .string(error.description)])
        }
    }

    /// Follows the hub of `address` and judges what comes, until cancelled.
    ///
    /// - Parameter trouble: told once when the hub refuses us, and again after it took us meanwhile.
    func follow(
        _ address: EventStreamAddress, trouble: @escaping @Sendable (CommandError) -> Void
    ) async throws(StoreError) {
        let wakes = Wakes()
        let (url, workspace) = (address.description, self)
        let said = Mutex<String?>(nil)
        let follower = HubFollower(
            address,
            .init(
                tracking: tracking, ownHub: try await hubIdentity(), token: { try workspace.followToken() },
                stored: { wakes.raise() },
                changed: { state in
                    let known = FollowedHubState(url: url, state, at: workspace.now)
                    await workspace.remember(known)
                    workspace.log.info("hub.follow", ["state": .string(known.state)])
                    let reason: String? = if case .refused(let reason) = state { reason } else { nil }
                    let isNews = said.withLock { said in
                        if case .connecting = state { return false }
                        defer { said = reason }
                        return reason != nil && said != reason
                    }
                    if isNews, let reason { trouble(Self.refusal(url, reason)) }
                }, log: log))
        let reviewer = hitReviewer
        let stream = wakes.stream()
        await withDiscardingTaskGroup { group in
            group.addTask { await reviewer.run(wakes: stream) }
            await follower.run()
            wakes.finish()
            group.cancelAll()
        }
    }

    static func refusal(_ url: String, _ reason: String) -> CommandError {
        CommandError(
            code: .notPermitted, what: "the hub at \(url)", why: reason,
            recovery:
                "make a key there with rapport api-key create NAME --scopes events, then here rapport hub follow; "
                + "--ca FILE names the authority of a private hub"
        )
    }
}
