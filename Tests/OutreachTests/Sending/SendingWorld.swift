import CRMModel
import CRMStore
import LocalServers
import MailCore
import MailNet
import Outreach
import Platform
import Synchronization

/// A store in memory, a submission server on loopback and a clock that stands still.
final class SendingWorld: Sendable {
    let database: SQLiteDatabase
    let outbox: OutboxRepository
    let server: SubmissionServer
    let received: Received
    let clock: Clock
    let copies = Copies()
    static let key = TrackingKey(master: .random())

    /// What the server got, and what it says next.
    final class Received: Sendable {
        let messages = Mutex<[SubmittedMessage]>([])
        /// Replies to recipients that are not taken.
        let refusals = Mutex<[String: String]>([:])
        let verdicts = Mutex<[SubmissionVerdict]>([])
        var count: Int { messages.withLock { $0.count } }
    }

    final class Clock: Sendable {
        private let time = Mutex(Fixture.moment)
        var now: Timestamp { time.withLock { $0 } }
        func advance(seconds: Double) { time.withLock { $0 = $0.adding(seconds: seconds) } }
    }

    final class Copies: Sendable {
        let ids = Mutex<[String]>([])
        var count: Int { ids.withLock { $0.count } }
        var folder: SentFolder {
            SentFolder(
                contains: { [self] id, _ in ids.withLock { $0.contains(id) } },
                append: { [self] mime, _ in
                    let id = MIMEParser.parse(mime).messageID ?? ""
                    ids.withLock { $0.append(id) }
                })
        }
    }

    init(users: [MailUser] = []) async throws {
        database = try await SQLiteDatabase.open(.memory, migrations: Migrations.workspace)
        outbox = OutboxRepository(database)
        let received = Received()
        self.received = received
        clock = Clock()
        server = try SubmissionServer(
            users: users, refusal: { address in received.refusals.withLock { $0[address] } }
        ) { message in
            let verdict = received.verdicts.withLock { $0.isEmpty ? .accept : $0.removeFirst() }
            if verdict == .accept { received.messages.withLock { $0.append(message) } }
            return verdict
        }
    }

    deinit { server.stop() }

    func sender(port: UInt16? = nil, password: String? = nil) -> Sender {
        let endpoint = ServerEndpoint(host: "127.0.0.1", port: port ?? server.port, security: .plain)
        let credentials = password.map { Credentials(user: "dana", password: $0) }
        let route = SendingRoute { (_) throws(SessionError) in
            try await SMTPSession.connect(to: endpoint, credentials: credentials)
        }
        return Sender(
            outbox: outbox, route: route, sentFolder: copies.folder, log: .discarding(), owner: "test",
            now: { [clock] in clock.now })
    }

    /// Puts a mail into the outbox.
    func enqueue(_ number: UInt64, to: String = "mia@northwind.example") async throws -> ID<OutboxJob> {
        let draft = Draft(
            id: Fixture.id(number), account: Fixture.id(9), to: to, subject: "Mail \(number)", body: "Hello.",
            saved: clock.now)
        let mail = try DraftComposer.compose(
            ComposeRequest(
                draft: draft, job: Fixture.id(number), account: DraftComposerFixture.account, key: Self.key,
                now: clock.now))
        let outgoing = OutgoingMail(
            id: mail.job, key: "test:\(number)", kind: .oneOff, account: draft.account,
            messageID: mail.messageID,
            envelopeFrom: mail.envelopeFrom, recipients: mail.recipients, subject: mail.subject,
            mime: mail.bytes, notBefore: clock.now)
        return try await outbox.enqueue(outgoing, at: clock.now).job
    }

    func state(_ job: ID<OutboxJob>) async throws -> SendState? { try await outbox.job(job)?.state }
}

enum DraftComposerFixture {
    static let account = Account(
        id: Fixture.id(9), name: "work", address: EmailAddress("dana@acme.example"), displayName: "Dana Cole",
        imap: ServerAddress(host: "localhost", port: 143, tls: .none),
        smtp: ServerAddress(host: "localhost", port: 25, tls: .none), user: "dana", secret: .sealed)
}
