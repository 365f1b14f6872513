import CRMModel
import CRMStore
import LocalServers
import MailCore
import MailNet
import MailSync
import Platform
import Testing

/// A private Dovecot, a workspace and an account for one test.
struct SyncWorld {
    static let rep = MailUser(address: "rep@example.test", password: "secret")

    let server: DovecotServer
    let store: Workspace
    let account: Account

    init(store: Workspace? = nil) async throws {
        server = try await DovecotServer.start(users: [Self.rep])
        if let store { self.store = store } else { self.store = try await Workspace.inMemory() }
        account = Self.account()
        try await self.store.accounts.save(account)
    }

    static func account() -> Account {
        let address = ServerAddress(host: "localhost", port: 1, tls: .implicit)
        return Account(
            id: ID(high: 1, low: 1), name: "work", address: EmailAddress(rep.address), displayName: nil,
            imap: address, smtp: address, user: rep.address, secret: .sealed)
    }

    static func now() -> Timestamp { Timestamp(milliseconds: SystemClock.wallMilliseconds()) }

    func stop() async {
        server.stop()
        await store.close()
    }

    var endpoint: MailNet.ServerEndpoint { endpoint(port: server.imapsPort) }

    func endpoint(port: UInt16) -> MailNet.ServerEndpoint {
        ServerEndpoint(
            host: "localhost", port: port, security: .implicitTLS,
            authorityFile: server.identity.authorityFile)
    }

    var stores: AccountSyncer.Stores {
        AccountSyncer.Stores(
            accounts: store.accounts, folders: store.folders, messages: store.messages, raw: store.raw,
            search: store.search, commits: store.database.commits,
            replies: ReplyFollowUp(
                outbox: OutboxRepository(store.database), campaigns: CampaignRepository(store.database),
                suppressions: SuppressionRepository(store.database), messages: store.messages,
                timeline: TimelineRepository(store.database)))
    }

    func syncer(
        _ settings: SyncSettings = SyncSettings(), port: UInt16? = nil,
        password: @escaping @Sendable () -> String = { rep.password }
    ) -> AccountSyncer {
        AccountSyncer(
            account: account, endpoint: endpoint(port: port ?? server.imapsPort),
            credentials: { Credentials(user: Self.rep.address, password: password()) }, stores: stores,
            settings: settings, log: .discarding(), now: Self.now)
    }

    /// The second program that works in the mailbox.
    func client() async throws -> IMAPSession {
        try await IMAPSession.connect(
            to: endpoint, credentials: Credentials(user: Self.rep.address, password: Self.rep.password))
    }

    func folder(_ name: String) async throws -> SyncedFolder {
        try #require(try await store.folders.synced(of: account.id).first { $0.folder.name == name })
    }

    func list(_ view: MailView = .inbox) async throws -> [Message] {
        try await store.messages.list(view, limit: 1000).items
    }

    func subjects(_ view: MailView = .inbox) async throws -> [String] { try await list(view).map(\.subject) }

    func place(_ count: Int, from first: Int = 1, folder: String = "INBOX", flags: String = "") throws {
        for number in first..<(first + count) {
            try server.place(
                Self.message(number), for: Self.rep, folder: folder, flags: flags,
                date: 1_700_000_000 + Int64(number) * 60, number: number)
        }
    }

    static func message(
        _ number: Int, from: String = "amy@other.test", id: String? = nil, references: String? = nil,
        headers: String = "", body: String = "Hello."
    ) -> [UInt8] {
        var head = "From: Amy <\(from)>\r\nTo: rep@example.test\r\nSubject: Message \(number)\r\n"
        head += "Message-ID: <\(id ?? "m\(number)@other.test")>\r\n"
        if let references { head += "References: <\(references)>\r\nIn-Reply-To: <\(references)>\r\n" }
        return Array((head + headers + "\r\n" + body + "\r\n").utf8)
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips, visibly, where Dovecot is not installed.
    static var needsDovecot: Self {
        .enabled(
            if: DovecotServer.isInstalled, "Dovecot is not installed; run scripts/install-test-servers")
    }
}
