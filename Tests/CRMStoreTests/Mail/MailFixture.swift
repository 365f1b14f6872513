import CRMModel
import Platform

@testable import CRMStore

/// A workspace in memory (or a file) with one account and its usual folders.
struct MailFixture {
    let database: SQLiteDatabase
    let messages: MessageRepository
    let accounts: AccountRepository
    let folders: FolderRepository
    let account: ID<Account>
    var byRole: [FolderRole: RowID<Folder>] = [:]

    static let start = Timestamp(milliseconds: 1_790_000_000_000)

    init(_ location: SQLiteLocation = .memory) async throws {
        database = try await SQLiteDatabase.open(location, migrations: Migrations.workspace)
        let blobs = try await SQLiteDatabase.open(.memory, migrations: Migrations.blobs)
        messages = MessageRepository(database, raw: RawMessageStore(blobs))
        accounts = AccountRepository(database)
        folders = FolderRepository(database)
        account = MailFixture.id(1)
        try await accounts.save(MailFixture.account(account))
        let roles: [FolderRole] = [.inbox, .sent, .drafts, .trash, .junk, .archive]
        let listed = roles.map {
            FolderFacts(rawName: Array($0.rawValue.utf8), name: $0.rawValue, role: $0)
        }
        let stored = try await folders.replace(listed, of: account, at: MailFixture.start)
        for folder in stored { if let role = folder.folder.role { byRole[role] = folder.id } }
    }

    func folder(_ role: FolderRole) -> RowID<Folder> { byRole[role] ?? RowID(0) }

    static func id<Entity>(_ number: UInt64) -> ID<Entity> { ID(high: 0x0199_0000_0000_7000, low: number) }

    static func account(_ id: ID<Account>, name: String = "work", address: String = "rep@us.example")
        -> Account
    {
        let server = ServerAddress(host: "localhost", port: 1, tls: .none)
        return Account(
            id: id, name: name, address: EmailAddress(address), displayName: nil, imap: server, smtp: server,
            user: address, secret: .sealed)
    }

    /// A message whose content follows from its arguments.
    static func message(
        _ uid: UInt32, from: String = "ana@northwind.example", to: [String] = ["rep@us.example"],
        subject: String = "Hello", id: String? = nil, references: [String] = [], text: String = "words",
        minutes: Double? = nil, flags: MessageFlags = [], direction: Direction = .incoming,
        attachments: [Attachment] = []
    ) -> IngestMessage {
        let messageID = id ?? "m\(uid)@northwind.example"
        return IngestMessage(
            uid: uid, flags: flags, size: text.utf8.count,
            received: start.adding(seconds: 60 * (minutes ?? Double(uid))), messageID: messageID,
            references: references, subject: subject, subjectBase: subject,
            from: Correspondent(name: nil, address: EmailAddress(from)),
            to: to.map { Correspondent(name: nil, address: EmailAddress($0)) }, text: text, preview: text,
            attachments: attachments, direction: direction,
            contentHash: Digest.sha256(Array("\(messageID)|\(subject)|\(text)".utf8)))
    }

    @discardableResult
    func ingest(_ batch: [IngestMessage], _ role: FolderRole = .inbox) async throws -> [RowID<Message>] {
        try await messages.ingest(batch, into: folder(role), isLive: true, at: MailFixture.start)
            .messages.map(\.id)
    }

    func subjects(_ view: MailView) async throws -> [String] {
        try await messages.list(view).items.map(\.subject)
    }
}
