import CRMModel
import CRMStore
import MailNet

/// Where a hub was started last, for every process that composes mail, and whom that address can serve.
///
/// An address of this machine goes into no mail that leaves it: whoever got it would hold dead links. It serves accounts
/// whose submission server is on this machine too, as the demo's. What the configuration says goes before all of this.
enum HubReach {
    private static let setting = "hub.public-url"

    /// - Parameter url: as mails name it.
    static func remember(_ url: String, in store: Workspace) async throws(StoreError) {
        try await store.settings.set(setting, to: url)
    }

    /// Nil when no hub was started yet, or recipients cannot reach it.
    static func remembered(in store: Workspace) async throws(StoreError) -> String? {
        guard let url = try await store.settings.value(setting) else { return nil }
        return try await reaches(url, in: store) ? url : nil
    }

    /// Whether the recipients of all accounts can reach an address.
    static func reaches(_ url: String, in store: Workspace) async throws(StoreError) -> Bool {
        guard isLocal(url) else { return true }
        return try await store.accounts.all().allSatisfy { account in
            OpenWorkspace.endpoint(account.smtp, authority: nil).isLoopback
        }
    }

    private static func isLocal(_ url: String) -> Bool {
        // An address that listens everywhere names no machine to others.
        if url.hasPrefix("http://0.0.0.0") || url.hasPrefix("http://[::]") { return true }
        // What is no address of a hub, or a foreign one without TLS, is not this machine.
        return (try? EventStreamAddress(url))?.endpoint.isLoopback == true
    }
}
