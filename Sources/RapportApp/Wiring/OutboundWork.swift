import CRMModel
import CRMStore
import MailCore
import MailNet
import MailSync
import Outreach
import Platform
import Synchronization

/// Builds the workers that make and send mail, with the parts of the workspace that they need.
extension OpenWorkspace {
    /// - Parameters:
    ///   - owner: unique to this process and its start.
    func sender(owner: String) -> Sender {
        Sender(outbox: outbox, route: sendingRoute, sentFolder: sentFolder, log: log, owner: owner)
    }

    /// Sessions that are logged in to an account's submission server.
    var sendingRoute: SendingRoute {
        SendingRoute { id in
            // Words without the server's name are good words, too.
            (try? await accounts.account(id)).flatMap { $0 }.map(smtpEndpoint)
        } connect: { (id) async throws(SessionError) in
            // An account that is gone or whose secret cannot be had cannot send: it has to be set up again.
            guard let account = try? await accounts.account(id) else { throw .notOpen }
            let credentials: Credentials
            do throws(SecretError) { credentials = try await askedCredentials(account) } catch {
                let why = "the password of \(account.name) cannot be had: \(error)"
                throw .refused(ServerRefusal(kind: .temporary, status: "none", text: why))
            }
            return try await SMTPSession.connect(to: smtpEndpoint(account), credentials: credentials)
        }
    }

    /// Copies of what was sent, unless the provider keeps them itself.
    var sentFolder: SentFolder {
        let workspace = self
        let connections = SentConnections()
        return SentFolder(
            contains: { id, account in
                try await workspace.sentCopies(account, connections).contains(id)
            },
            append: { mime, account in
                _ = try await workspace.sentCopies(account, connections).append(mime)
            })
    }

    private func sentCopies(_ id: ID<Account>, _ connections: SentConnections) async throws -> SentCopies {
        guard let account = try await accounts.account(id) else {
            throw CommandError.notFound("account \(id)", "it is gone", "")
        }
        return SentCopies(
            account: account, endpoint: imapEndpoint(account),
            credentials: { try await self.askedCredentials(account) },
            stores: syncStores, connection: connections.connection(for: id),
            now: { Timestamp(milliseconds: SystemClock.wallMilliseconds()) })
    }

    /// Looks for uncertain mails and for copies that are missing in Sent; never sends.
    var reconciler: Reconciler { Reconciler(outbox: outbox, sentFolder: sentFolder, log: log) }

    /// Looks for the mails of recipients whom a restored backup left in doubt; never sends.
    var doubtSettling: DoubtSettling {
        let workspace = self
        return DoubtSettling(campaigns: campaigns) { recipient, campaign in
            try await workspace.messageID(for: recipient, of: campaign)
        } isThere: { id, account in
            try await !workspace.messages.messages(withMessageID: id, account: account).isEmpty
        }
    }

    /// Of the mail that a campaign makes for a recipient; nil when the account or the hub's key is gone.
    func messageID(for recipient: DoubtedRecipient, of campaign: Campaign) async throws -> String? {
        guard let account = try await accounts.account(campaign.account), !key.isHubKeyLost else {
            return nil
        }
        let job = StepIdentity.job(recipient.enrolment, step: recipient.step, epoch: recipient.epoch)
        return MessageIdentity.mint(job, key: try trackingKey(), sender: account.address)
    }

    func campaignRunner() throws -> CampaignRunner {
        let workspace = self
        // A wrong address is told now.
        _ = try trackingAddresses()
        return CampaignRunner(
            campaigns: campaigns,
            workshop: .init(
                account: { (id) async throws(StoreError) in
                    let account = try await workspace.accounts.account(id)
                    return account.map(workspace.writer)
                },
                person: { (id) async throws(StoreError) in
                    guard let contact = try await workspace.contacts.contact(id) else { return nil }
                    guard let company = contact.company else { return (contact, nil) }
                    return (contact, try await workspace.companies.company(company))
                },
                template: { (id) async throws(StoreError) in try await workspace.templates.version(id) },
                fieldNames: { () async throws(StoreError) in try await workspace.contacts.fieldNames() },
                key: try trackingKey(),
                tracking: { () async throws(StoreError) in
                    try await workspace.lookForHub()
                    do { return try workspace.trackingAddresses() } catch {
                        workspace.log.warning("tracking.failed", ["error": .string("\(error)")])
                        return nil
                    }
                },
                offsetMinutes: ZoneRules.offset(at: now.milliseconds / 1000) / 60),
            log: log)
    }

    /// What seals the tokens in mails; the hub needs the same.
    func trackingKey() throws(SecretError) -> TrackingKey {
        let keys = try key.hub()
        // The file has at least one.
        return TrackingKey(master: keys[0], older: Array(keys.dropFirst()))
    }

    /// The same for a mail: one without tokens goes out also when the key is lost, which then only feeds its
    /// Message-ID.
    func trackingKey(forMailWithTokens hasTokens: Bool) throws(SecretError) -> TrackingKey {
        !hasTokens && key.isHubKeyLost ? TrackingKey(master: .random()) : try trackingKey()
    }

    /// The hub's public addresses; nil when there is no hub that recipients can reach.
    func trackingAddresses() throws -> TrackingAddresses? {
        guard let url = configuration.hub.publicURL else { return nil }
        guard var addresses = TrackingAddresses(publicURL: url, key: try trackingKey()) else {
            throw ConfigurationError(
                file: "hub.public-url", line: 0, reason: "'\(url)' is not an http or https address",
                recovery: "write for instance https://track.example.org")
        }
        addresses.setsTraps = configuration.setsTraps
        return addresses
    }
}

/// The connections to the Sent folders, one for each account that sends.
private final class SentConnections: Sendable {
    private let all = Mutex<[ID<Account>: SentConnection]>([:])

    func connection(for account: ID<Account>) -> SentConnection {
        all.withLock { all in
            if let known = all[account] { return known }
            let fresh = SentConnection()
            all[account] = fresh
            return fresh
        }
    }
}
