public import CRMModel
import CRMStore
public import MailCore
public import MailNet

/// Looks into an account's Sent folder and puts copies of sent mails there.
public struct SentCopies: Sendable {
    private let account: Account
    private let access: AccountAccess
    private let stores: AccountSyncer.Stores
    private let connection: SentConnection
    private let now: @Sendable () -> Timestamp

    /// - Parameters:
    ///   - credentials: asked at each connection.
    ///   - connection: of this account and no other; give the same one again to use it on.
    public init(
        account: Account, endpoint: MailNet.ServerEndpoint,
        credentials: @escaping @Sendable () async throws -> Credentials, stores: AccountSyncer.Stores,
        connection: SentConnection = SentConnection(), patience: Patience = Patience(),
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.account = account
        access = AccountAccess(endpoint: endpoint, credentials: credentials, patience: patience)
        self.stores = stores
        self.connection = connection
        self.now = now
    }

    /// Whether a message with this Message-ID (without angle brackets) is in the Sent folder: here, or on the server.
    ///
    /// - Throws: when the server cannot be asked.
    public func contains(_ messageID: String) async throws -> Bool {
        if let sent = try await known(), try await isHere(messageID, in: sent) { return true }
        return try await connected { session in
            guard let sent = try await self.mailbox(session) else { return false }
            _ = try await session.select(sent)
            return try await !self.find(messageID, session).isEmpty
        }
    }

    /// Puts a copy of a sent mail into the Sent folder, read, unless it is there; makes the folder when there is none.
    ///
    /// The copy is in the store at once when the server says where it put it, else after the next look.
    ///
    /// - Parameter mime: the whole message with CRLF line ends.
    /// - Returns: false when there was one already, or when the provider puts one there itself.
    @discardableResult
    public func append(_ mime: [UInt8]) async throws -> Bool {
        guard !Self.isKeptByProvider(account.smtp.host) else { return false }
        let messageID = MIMEParser.parse(mime).messageID
        return try await connected { session in
            let sent: MailboxName
            if let found = try await self.mailbox(session) {
                sent = found
            } else {
                sent = MailboxName("Sent")
                try await session.create(sent)
            }
            _ = try await session.select(sent)
            if let messageID, try await !self.find(messageID, session).isEmpty { return false }
            let mapping = try await session.append(mime, to: sent, flags: [.seen])
            if let mapping { try await self.take(mime, mapping, sent) }
            return true
        }
    }

    /// Providers whose submission server keeps a copy itself; a second one would be shown twice.
    static func isKeptByProvider(_ host: String) -> Bool {
        ["smtp.gmail.com", "smtp.googlemail.com", "smtp.office365.com", "smtp-mail.outlook.com"]
            .contains(host.lowercased())
    }

    private func find(_ messageID: String, _ session: IMAPSession) async throws(SessionError) -> UIDSet {
        try await session.search(.header("Message-ID", contains: messageID))
    }

    private func connected<Value: Sendable>(
        _ body: @Sendable (IMAPSession) async throws -> Value
    ) async throws -> Value {
        try await connection.use(access, body)
    }

    private func known() async throws(StoreError) -> SyncedFolder? {
        try await stores.folders.synced(of: account.id).first { $0.folder.role == .sent && $0.isSelectable }
    }

    private func isHere(_ messageID: String, in sent: SyncedFolder) async throws(StoreError) -> Bool {
        for message in try await stores.messages.messages(withMessageID: messageID, account: account.id) {
            let places = try await stores.messages.locations(of: message.id)
            if places.contains(where: { $0.folder == sent.id && $0.uid != nil }) { return true }
        }
        return false
    }

    /// The server's name of the Sent folder; nil when it has none.
    private func mailbox(_ session: IMAPSession) async throws -> MailboxName? {
        if let sent = try await known() { return MailboxName(wire: sent.rawName) }
        let listed = FolderNaming.folders(try await session.listMailboxes())
        return listed.first { $0.role == .sent }.map { MailboxName(wire: $0.rawName) }
    }

    /// Stores the copy without fetching it back.
    private func take(_ mime: [UInt8], _ mapping: UIDMapping, _ sent: MailboxName) async throws {
        guard let folder = try await known(), folder.rawName == sent.bytes,
            folder.cursor.uidValidity == mapping.validity,
            let uid = mapping.to.uids(limit: 1).first
        else { return }
        let own = try await stores.accounts.ownAddresses().union([account.address.normalized])
        var fetched = FetchedMessage(sequence: 0)
        fetched.uid = uid
        fetched.flags = [.seen]
        guard let read = Ingest.read(mime, fetched, ownAddresses: own, now: now()) else { return }
        try await stores.raw.put([mime], hashes: [read.message.contentHash])
        try await stores.messages.ingest([read.message], into: folder.id, isLive: true, at: now())
    }
}
